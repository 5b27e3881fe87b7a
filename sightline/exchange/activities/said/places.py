"""Places as people write them: postcodes, names of districts and areas, points, whole counties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz, process

from sightline.analysis.provision import Place
from sightline.exchange.activities.places import to_degrees
from sightline.exchange.activities.said.words import Said, is_not_known
from sightline.exchange.sheets import ALL, BadCell, show

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b", re.IGNORECASE)
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?(?:\s+[0-9])?", re.IGNORECASE)
_DEGREES = re.compile(
    r"(-?\d{1,2}\.\d{2,})\s*°?\s*N?\s*[,;/ ]\s*(-?\d{1,3}\.\d{2,})\s*°?\s*([EW])?", re.IGNORECASE
)
_GRID = re.compile(r"E?:?\s*(\d{6})(?:\.\d+)?\s*[,;/ ]\s*N?:?\s*(\d{6,7})(?:\.\d+)?", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:[;,/\n|+&]|\band\b|\s-\s)\s*", re.IGNORECASE)
_EVERYWHERE = re.compile(
    r"(?:(?:the )?(?:whole|entire|all)(?: of)?(?: the)? "
    r"(?:county|area|partnership|districts?|areas?)|"
    r"all districts|all areas|(?:county|[a-z]+shire|[a-z]+)[- ]wide|pan[- ][a-z]+|countywide|"
    r"across (?:the )?(?:whole )?county|everywhere|all|all over|any|county)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:the|district|borough|council|city of|city|town of|area|areas|wards?|local authority|"
    r"csp|unitary|mbc|dc|bc|cc|all of|whole of|across|in|and surrounding areas?|surrounding)\b"
)
_CERTAIN, _LIKELY, _LEAD = 90.0, 70.0, 5.0
_MOST = 4  # suggestions


@dataclass(frozen=True)
class _Found:
    """Codes of one name, and how sure: 100 is the name itself."""

    codes: tuple[str, ...]
    label: str
    score: float


class PlaceWords:
    """Finds in a text about a place all that says where it is."""

    def __init__(
        self, areas: pd.DataFrame, postcodes: Mapping[str, tuple[float, float]] | None
    ) -> None:
        """areas: AREAS. postcodes: those of the list, None without one."""
        self.postcodes = postcodes
        self._names: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._small = set(map(str, areas["area"]))
        for kind in ("area", "district"):  # a district's name wins over that of a small area
            for name in (f"{kind}_name", kind):
                self._learn(areas, kind, name)
        self._choices = list(self._names)

    def _learn(self, areas: pd.DataFrame, kind: str, name: str) -> None:
        codes: dict[str, list[str]] = {}
        labels: dict[str, str] = {}
        pairs = areas[[kind, name]].dropna().drop_duplicates()
        for code, word in pairs.itertuples(index=False):
            if code and word:
                codes.setdefault(_plain(str(word)), []).append(str(code))
                labels.setdefault(_plain(str(word)), str(word).strip())
        self._names |= {plain: (labels[plain], tuple(found)) for plain, found in codes.items()}

    def is_known(self, text: str) -> bool:
        """Whether a text is the code or name of an area or of a district."""
        return _plain(text) in self._names

    def is_district(self, text: str) -> bool:
        """Whether a text is the code or name of a district."""
        found = self._names.get(_plain(text))
        return found is not None and not self._small.intersection(found[1])

    def served(self, text: str) -> Said:
        """The areas served, in the words of the sheet; BadCell for a name that is not known."""
        if is_not_known(text):
            return Said({}, f"{show(text)}: not supplied")
        if _EVERYWHERE.fullmatch(text.strip(" .()")) and not self.is_known(text):
            note = "" if text.casefold().strip() == ALL else f"{show(text)}: all areas"
            return Said({"areas_served": ALL}, note)
        codes, notes = self._codes_of(text)
        return Said({"areas_served": "; ".join(codes)}, "; ".join(notes))

    def _codes_of(self, text: str) -> tuple[list[str], list[str]]:
        whole = self._find(text)
        if whole and whole.score >= _CERTAIN:
            return list(whole.codes), _note(text, whole)
        codes: list[str] = []
        notes: list[str] = []
        for item in filter(None, (each.strip(" .()") for each in _SPLIT.split(text))):
            found = self._find(item)
            if found is None or found.score < _CERTAIN:
                raise self.unknown(item)
            codes += found.codes
            notes += _note(item, found)
        if not codes:
            raise self.unknown(text)
        return list(dict.fromkeys(codes)), notes

    def delivered(self, text: str) -> Said:
        """Where something takes place: whatever of postcode, point, area or district it says.

        A venue that names none of them says nothing about where it is: a note says so.
        """
        if is_not_known(text) or text.casefold().strip() in ("online", "virtual", "remote"):
            return Said({}, f"{show(text)}: no place, not supplied")
        for read in (self._by_postcode, self._by_point, self._by_grid):
            if said := read(text):
                return said
        if _OUTWARD.fullmatch(text.strip()):
            return Said({}, f"{show(text)}: half a postcode is no place, not supplied")
        if _EVERYWHERE.fullmatch(text.strip(" .()")) and not self.is_known(text):
            return Said({"areas_served": ALL}, f"{show(text)}: all areas")
        return self._by_name(text)

    def _by_name(self, text: str) -> Said:
        try:
            codes, notes = self._codes_of(text)
        except BadCell as bad:
            parts = [part.strip() for part in re.split(r"[,;\n(]", text)]
            known = [part.strip(" )") for part in parts if self.is_known(part.strip(" )"))]
            if not known:
                return self._nowhere(text, bad)
            codes, notes = self._codes_of(known[-1])
            notes = [f"{show(known[-1])} of {show(text)}", *notes]
        small = [code for code in codes if code in self._small]
        if len(codes) == 1 and small:
            return Said({"delivery_area": small[0]}, "; ".join(notes))
        return Said({"areas_served": "; ".join(codes)}, "; ".join(notes))

    def _nowhere(self, text: str, bad: BadCell) -> Said:
        found = self._find(text)
        if found and found.score >= _LIKELY:
            raise bad
        return Said({}, f"{show(text)}: no postcode, point or area that is known, not supplied")

    def _by_postcode(self, text: str) -> Said | None:
        found = list(dict.fromkeys(f"{a} {b}".upper() for a, b in _POSTCODE.findall(text)))
        if self.postcodes is not None and len(found) > 1:
            found = [code for code in found if code in self.postcodes] or found
        if not found:
            return None
        note = ""
        if len(found) > 1:
            note = f"{len(found)} postcodes, of which {found[0]} was used"
        elif len(text.strip()) > len(found[0]):
            note = f"{found[0]} in {show(text)}"
        return Said({"postcode": found[0]}, note)

    def _by_point(self, text: str) -> Said | None:
        pairs = _DEGREES.findall(text)
        if not pairs:
            return None
        east = [
            f"-{lon}" if side.upper() == "W" and lon[0] != "-" else lon for _, lon, side in pairs
        ]
        return Said(
            {"latitude": "; ".join(lat for lat, _, _ in pairs), "longitude": "; ".join(east)}
        )

    def _by_grid(self, text: str) -> Said | None:
        found = _GRID.search(text)
        if not found:
            return None
        north, east = to_degrees(Place(float(found[1]), float(found[2])))
        if not (49 < north < 61 and -9 < east < 4):
            return None
        note = f"easting {found[1]}, northing {found[2]}: {north:.5f}, {east:.5f}"
        return Said({"latitude": f"{north:.8f}", "longitude": f"{east:.8f}"}, note)

    def suggest(self, text: str) -> tuple[str, ...]:
        """Names that look like the text, likeliest first."""
        found = process.extract(
            _plain(text), self._choices, scorer=fuzz.WRatio, limit=_MOST, score_cutoff=60
        )
        return tuple(dict.fromkeys(self._names[plain][0] for plain, _, _ in found))

    def unknown(self, text: str) -> BadCell:
        """What is wrong with a name that no area has."""
        near = self.suggest(text)
        remedy = (
            f"The nearest are: {'; '.join(near)}." if near else "Look it up in the list of areas."
        )
        return BadCell(show(text), "the code or name of a known area or district", remedy)

    def _find(self, text: str) -> _Found | None:
        plain = _plain(text)
        if plain in self._names:
            label, codes = self._names[plain]
            return _Found(codes, label, 100.0)
        if len(plain) < 4:
            return None
        near = process.extract(
            plain, self._choices, scorer=fuzz.ratio, limit=2, score_cutoff=_LIKELY
        )
        if not near or any(mark.isdigit() for mark in plain + near[0][0]):
            return None  # a digit off is another area
        label, codes = self._names[near[0][0]]
        lead = near[0][1] - (near[1][1] if len(near) > 1 else 0.0)
        return _Found(codes, label, near[0][1] if lead >= _LEAD else min(near[0][1], _LIKELY))


def _note(text: str, found: _Found) -> list[str]:
    """Why a name was taken for another, where it is not the same."""
    return [] if found.score == 100.0 else [f"{show(text)}: {found.label}, spelt alike"]


def _plain(text: str) -> str:
    """A name as it is compared: without the words that lists add to it.

    >>> _plain("Northmere District Council")
    'northmere'
    """
    words = re.sub(r"[^\w ]+", " ", text.casefold().replace("'", ""))
    bare = " ".join(_FILLER.sub(" ", words).split())
    return bare or " ".join(words.split())
