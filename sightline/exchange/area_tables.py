"""Tables by area, as official statistics write them: the area's heading, and each row's fate."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from sightline.errors import BadInput
from sightline.exchange.files import Cells
from sightline.exchange.problems import Account, Problem, Reading, Weight

MOST_LISTED = 100  # problems of one kind listed one by one; the rest are counted in one more

Rows = TypeVar("Rows")

# What a heading calls a level of geography, finest level first; "area" is whatever the file is of.
_LEVELS = {
    "area": ("area", "geography"),
    "OA": ("oa", "output area", "output areas"),
    "LSOA": ("lsoa", "lower layer super output area", "lower layer super output areas"),
    "MSOA": ("msoa", "middle layer super output area", "middle layer super output areas"),
    "ward": ("ward", "wd"),
    "district": (
        "district",
        "ltla",
        "lad",
        "la",
        "local authority",
        "local authority district",
        "lower tier local authorities",
    ),
    "county": ("utla", "ctyua", "county", "cty"),
    "partnership": ("csp",),
    "force": ("pfa",),
    "region": ("region", "rgn"),
}
_LEVEL_OF = {stem: level for level, stems in _LEVELS.items() for stem in stems}
_HEADING = re.compile(
    r"(?P<stem>[a-z ]+?) ?(?P<year>[0-9]{2})? ?(?P<kind>code|cd|name|nm)?"
    r"( \((?P<century>20[0-9]{2})\))?"
)
_BARE_CODES = ("area", "district")  # headings that are a code without saying so


@dataclass(frozen=True)
class AreaColumns:
    """Which headings hold an area's code, name and district; None where the file has none."""

    code: str
    name: str | None
    district: str | None
    district_name: str | None
    vintage: str  # "2021", or "" where the heading has no year


@dataclass(frozen=True)
class _Heading:
    heading: str
    level: str
    is_code: bool
    year: str


def find_area_columns(headings: Sequence[str], *, code: str | None = None) -> AreaColumns | None:
    """The headings of the finest areas in a table, or of those coded in `code`; None if none.

    >>> find_area_columns(["LSOA21CD", "LSOA21NM", "LAD24CD"])
    AreaColumns(code='LSOA21CD', name='LSOA21NM', district='LAD24CD', district_name=None, \
vintage='2021')
    """
    read = [found for heading in headings if (found := _read_heading(heading))]
    codes = {found.level: found for found in reversed(read) if found.is_code}
    names = {found.level: found.heading for found in reversed(read) if not found.is_code}
    if code is not None:
        wanted = [heading for heading in headings if heading.casefold() == code.casefold()]
        if not wanted:
            return None
        chosen = _read_heading(wanted[0]) or _Heading(wanted[0], "", True, "")
    else:
        levels = [level for level in _LEVELS if level in codes]
        if not levels:
            return None
        chosen = codes[levels[0]]
    district = codes.get("district")
    return AreaColumns(
        chosen.heading,
        names.get(chosen.level),
        district.heading if district else None,
        names.get("district"),
        chosen.year,
    )


def _read_heading(heading: str) -> _Heading | None:
    plain = re.sub(r"[\s_]+", " ", heading.strip().casefold())
    found = _HEADING.fullmatch(plain)
    if found is None or found["stem"] not in _LEVEL_OF:
        return None
    if found["kind"] is None and found["stem"] not in _BARE_CODES:
        return None
    year = found["century"] or (f"20{found['year']}" if found["year"] else "")
    return _Heading(heading, _LEVEL_OF[found["stem"]], found["kind"] in (None, "code", "cd"), year)


class Tally:
    """Where each row of a file goes: accepted until it is rejected or set aside, then for good."""

    def __init__(self, *, file: str, sha256: str, rows: Sequence[int], word: str = "row") -> None:
        """rows: the number of each row as a person would find it; word: what a row is called."""
        self.file, self.sha256, self.word = file, sha256, word
        self.rows = np.asarray(rows, dtype="int64")
        self.accepted = np.ones(len(self.rows), dtype=bool)
        self.rejected = np.zeros(len(self.rows), dtype=bool)
        self.problems: list[Problem] = []
        self.reasons: dict[str, int] = {}
        self._counts = {Weight.REJECTED: 0, Weight.SET_ASIDE: 0}

    @classmethod
    def of(cls, cells: Cells) -> Tally:
        """The tally of a table of cells, with the rows that are already lost to it."""
        tally = cls(file=cells.file, sha256=cells.sha256, rows=[row.row for row in cells.rows])
        tally.problems.extend((*cells.notes, *cells.problems))
        for problem in cells.problems:
            blank = problem.weight is Weight.SET_ASIDE
            reason = "blank row" if blank else "not one cell under each heading"
            tally._count(problem.weight, reason, problem.rows)
        return tally

    def reject(
        self,
        wrong: np.ndarray,
        *,
        reason: str,
        column: str,
        found: Callable[[int], str],
        wanted: str,
        remedy: str,
        most_listed: int = MOST_LISTED,
    ) -> None:
        """Reject the rows that are wrong and still accepted. found: what is at a place.

        most_listed: rows told one by one; the rest are counted in one more message.
        """
        places = self._take(wrong)
        self.rejected[places] = True
        for place in places[:most_listed]:
            row = int(self.rows[place])
            where = f"{self.word} {row}, {column}" if column else f"{self.word} {row}"
            self.problems.append(
                Problem(
                    where, found(int(place)), wanted, remedy, file=self.file, row=row, column=column
                )
            )
        if len(places) > most_listed:
            rest = len(places) - most_listed
            again = f"{rest:,} more {self.word}s with the same problem ({reason})"
            where = f"{self.word} {self.rows[places[most_listed]]} and after"
            self.problems.append(
                Problem(where, again, wanted, remedy, rows=rest, file=self.file, column=column)
            )
        self._count(Weight.REJECTED, reason, len(places))

    def reject_without_code(self, area: pd.Series, *, column: str) -> None:
        """Reject the rows that do not say which area they are of."""
        self.reject(
            (area == "").to_numpy(dtype=bool),
            reason="no area code",
            column=column,
            found=lambda _: "nothing",
            wanted="an area code",
            remedy=f"Give the {self.word} its area code.",
        )

    def set_aside(
        self, aside: np.ndarray, *, reason: str, column: str, found: str, wanted: str, remedy: str
    ) -> int:
        """Set aside rows that are still accepted, as one problem; how many were."""
        places = self._take(aside)
        if len(places):
            row = int(self.rows[places[0]])
            many = f"{len(places):,} {self.word}s of" if len(places) > 1 else f"1 {self.word} of"
            self.problems.append(
                Problem(
                    f"{self.word} {row}, {column}"
                    if len(places) == 1
                    else f"{self.word} {row} and others, {column}",
                    f"{many} {found}",
                    wanted,
                    remedy,
                    weight=Weight.SET_ASIDE,
                    rows=len(places),
                    file=self.file,
                    row=row,
                    column=column,
                )
            )
        self._count(Weight.SET_ASIDE, reason, len(places))
        return len(places)

    def note(self, *, found: str, wanted: str, remedy: str, where: str = "") -> None:
        """Say something worth knowing about the whole file."""
        place = where or self.file
        self.problems.append(
            Problem(place, found, wanted, remedy, weight=Weight.NOTE, rows=0, file=self.file)
        )

    def refuse_if_none(self) -> None:
        """BadInput, with the first problem, unless some row can be used."""
        if self.accepted.any():
            return
        first = next((str(problem) for problem in self.problems if problem.rows), "")
        raise BadInput(
            f"{self.file}: found no {self.word} that can be used, wanted at least one. "
            + (
                f"The first problem is {first}"
                if first
                else "Check that the right file was chosen."
            )
        )

    def reading(self, rows: Rows) -> Reading[Rows]:
        """What the reader hands back, with every row accounted for."""
        rejected, aside = self._counts[Weight.REJECTED], self._counts[Weight.SET_ASIDE]
        accepted = int(self.accepted.sum())
        account = Account(
            self.file,
            self.sha256,
            accepted + rejected + aside,
            accepted,
            rejected,
            aside,
            {reason: count for reason, count in self.reasons.items() if count},
        )
        return Reading(rows, tuple(self.problems), account)

    def _take(self, chosen: np.ndarray) -> np.ndarray:
        places = np.flatnonzero(np.asarray(chosen, dtype=bool) & self.accepted)
        self.accepted[places] = False
        return places

    def _count(self, weight: Weight, reason: str, rows: int) -> None:
        self._counts[weight] += rows
        self.reasons[reason] = self.reasons.get(reason, 0) + rows


def frame_of(cells: Cells) -> pd.DataFrame:
    """The cells as a table of text, exactly as written, one column a heading."""
    return pd.DataFrame(
        [row.cells for row in cells.rows], columns=list(cells.headings), dtype=object
    )


def set_aside_strangers(
    tally: Tally, areas: pd.Series, known_areas: Collection[str] | None, *, column: str
) -> None:
    """Set aside rows for areas that were not asked for; BadInput if no row is for one that was."""
    if known_areas is None:
        return
    known = set(known_areas)
    strange = ~areas.isin(known).to_numpy(dtype=bool)
    if len(areas) and strange.all():
        raise BadInput(
            f"{tally.file}, {column}: found areas such as {areas.iloc[0]}, none of them in the "
            f"boundaries, wanted areas such as {min(known, default='none')}. "
            "Use a file of the same areas, of the same year, as the boundaries."
        )
    first = areas[strange & tally.accepted]
    tally.set_aside(
        strange,
        reason="area outside the boundaries",
        column=column,
        found=f"areas outside the boundaries, first {first.iloc[0]}" if len(first) else "",
        wanted="areas in the boundaries",
        remedy="Nothing needs to be done if these areas are elsewhere.",
    )


def note_missing(
    tally: Tally, areas: Iterable[str], known_areas: Collection[str] | None, *, what: str
) -> None:
    """Say which areas were asked for and have no row: that is not supplied, never zero."""
    known = set() if known_areas is None else set(known_areas)
    missing = sorted(known - set(areas))
    if missing:
        tally.note(
            found=f"no {what} for {len(missing):,} of {len(known):,} areas, first {missing[0]}",
            wanted=f"{what} for every area in the boundaries",
            remedy="Use a file of the same areas, of the same year, as the boundaries.",
        )
