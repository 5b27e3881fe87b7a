"""Records as they are compared: names in words, words by how rare they are, places, texts."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd
import pyarrow as pa

from sightline.errors import BadInput
from sightline.evidence.duplicates.names import words_of


class Kind(StrEnum):
    """What two records may be the same of."""

    ORGANISATION = "organisation"
    ACTIVITY = "activity"


MOST_WORDS = 40  # of a text are compared: the rarest would cost a second pass over all of them
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9])([A-Z]{2})")
# What a record may say. Only `record` and `name` must be there; a column that is not there, None
# and an empty text mean not supplied.
COLUMNS: Mapping[str, str] = {
    "record": "the key of the record, a text",
    "name": "its name as written",
    "organisation": "of an activity: the organisation that leads it, by name",
    "partners": "of an activity: names of organisations that take part, a list",
    "identifiers": "public identifiers, a list of texts such as charity:1234567",
    "postcode": "a full postcode",
    "area": "code of a small area",
    "district": "code of a district",
    "easting_m": "metres east on the national grid",
    "northing_m": "metres north on the national grid",
    "web": "address of a site or domain",
    "form": "of an organisation: what kind of organisation it says it is",
    "starts_on": "a date",
    "age_from": "youngest age",
    "age_to": "oldest age",
    "themes": "codes of themes, a list",
    "people_a_year": "people a year",
    "text": "what it says of itself",
}
_LISTS = ("partners", "identifiers", "themes")
_NUMBERS = ("easting_m", "northing_m", "age_from", "age_to", "people_a_year")
_SCHEMA = pa.schema(
    [
        ("unique_id", pa.string()),
        ("name", pa.string()),
        ("in_order", pa.string()),
        ("words", pa.list_(pa.string())),
        ("rarest", pa.string()),
        ("second", pa.string()),
        ("is_rare", pa.bool_()),
        ("marks", pa.string()),
        ("organisation", pa.string()),
        ("partners", pa.list_(pa.string())),
        ("identifiers", pa.list_(pa.string())),
        ("schemes", pa.list_(pa.string())),
        ("postcode", pa.string()),
        ("sector", pa.string()),
        ("outward", pa.string()),
        ("area", pa.string()),
        ("district", pa.string()),
        ("easting_m", pa.float64()),
        ("northing_m", pa.float64()),
        ("web", pa.string()),
        ("form", pa.string()),
        ("starts_on", pa.date32()),
        ("age_from", pa.float64()),
        ("age_to", pa.float64()),
        ("themes", pa.list_(pa.string())),
        ("people_a_year", pa.float64()),
        ("text", pa.list_(pa.uint32())),
    ]
)
# Two boards of north and south are two boards, however alike their names are.
_MARKS = frozenset(
    "north south east west northern southern eastern western central upper lower inner outer "
    "junior infant senior".split()
)
RARE_NAME = 3  # a name that at most so many records have: two that share it are few among many


@dataclass(frozen=True)
class Rarity:
    """How many records have each word in their name, and each whole name."""

    words: Mapping[str, int]
    names: Mapping[str, int]

    def rarest(self, words: Iterable[str]) -> list[str]:
        """The words, the rarest first; as rare, the longer first, then by the alphabet."""
        return sorted(words, key=lambda word: (self.words.get(word, 0), -len(word), word))


def rarity_of(names: Iterable[list[str]]) -> Rarity:
    """How rare words and names are among those of the records.

    >>> rarity_of([["youth", "club"], ["boxing", "club"]]).rarest(["club", "boxing"])
    ['boxing', 'club']
    """
    given = list(names)
    words = Counter(word for one in given for word in one)
    return Rarity(words, Counter(" ".join(one) for one in given))


def prepare(records: pd.DataFrame, *, rarity: Rarity | None = None) -> pa.Table:
    """The records as the comparisons read them, a row each, by the order of their keys.

    rarity: among other records, of which these are new; of these themselves if it is None.
    BadInput if a key is missing or repeated, or a name is missing.
    """
    told = _told(records)
    names = [words_of(name) for name in told["name"]]
    rarity = rarity or rarity_of(names)
    ranked = [rarity.rarest(words) for words in names]
    whole = [" ".join(words) for words in names]
    postcodes = [_parts_of_postcode(given) for given in told["postcode"]]
    tidy = _remembering(lambda name: " ".join(words_of(name)) if name else "")
    columns: dict[str, Any] = {
        "unique_id": told["record"],
        "name": whole,
        "in_order": [" ".join(sorted(words)) for words in names],
        "words": names,
        "rarest": [words[0] if words else "" for words in ranked],  # a name may be all marks
        "second": [words[1] if len(words) > 1 else "" for words in ranked],
        "is_rare": [rarity.names.get(name, 0) <= RARE_NAME for name in whole],
        "marks": [" ".join(sorted(filter(_is_mark, words))) for words in names],
        "organisation": [tidy(name) for name in told["organisation"]],
        "partners": [[tidy(name) for name in given] for given in told["partners"]],
        "identifiers": [
            sorted({one.casefold().strip() for one in given if one})
            for given in told["identifiers"]
        ],
        "schemes": [
            sorted({one.casefold().partition(":")[0].strip() for one in given if one})
            for given in told["identifiers"]
        ],
        "postcode": [whole for whole, _, _ in postcodes],
        "sector": [sector for _, sector, _ in postcodes],
        "outward": [outward for _, _, outward in postcodes],
        "area": told["area"],
        "district": told["district"],
        "web": [_domain(given) for given in told["web"]],
        "form": [given.casefold().strip() for given in told["form"]],
        "starts_on": told["starts_on"],
        "themes": told["themes"],
        "text": _texts(told["text"]),
        **{name: told[name] for name in _NUMBERS},
    }
    return pa.table(columns, schema=_SCHEMA)


def _is_mark(word: str) -> bool:
    """Whether a word tells two things of one name apart."""
    return word in _MARKS or word[0].isdigit()


def _told(records: pd.DataFrame) -> dict[str, list[Any]]:
    """What the records say, column by column, with what is not supplied as empty or None."""
    missing = [name for name in ("record", "name") if name not in records.columns]
    if missing:
        raise BadInput(f"records: found no column {' or '.join(missing)}, wanted one.")
    keys = records["record"].astype(str)
    if keys.duplicated().any():
        raise BadInput(f"records: found {keys[keys.duplicated()].iloc[0]} twice, wanted it once.")
    ordered = records.iloc[keys.argsort(kind="stable")]
    told: dict[str, list[Any]] = {}
    for name in COLUMNS:
        if name not in ordered.columns:
            empty: Any = [] if name in _LISTS else None
            told[name] = [empty if name in (*_LISTS, *_NUMBERS, "starts_on") else ""] * len(keys)
        elif name in _LISTS:
            told[name] = [_list(value) for value in ordered[name]]
        elif name in _NUMBERS:
            numbers = pd.to_numeric(ordered[name], errors="coerce").astype("float64")
            told[name] = [None if value != value else value for value in numbers.tolist()]
        elif name == "starts_on":
            told[name] = [None if pd.isna(value) else value for value in ordered[name]]
        else:
            told[name] = ordered[name].astype(object).where(ordered[name].notna(), "").tolist()
    if not all(str(name).strip() for name in told["name"]):
        raise BadInput("records: found a record without a name, wanted a name for each.")
    told["record"] = [str(key) for key in told["record"]]
    return told


def _list(value: Any) -> list[str]:
    if value is None or isinstance(value, float):
        return []
    return [str(one) for one in value]


def _parts_of_postcode(given: str) -> tuple[str, str, str]:
    """A postcode, its sector and its outward part; nothing where it is none.

    >>> _parts_of_postcode("zz11aa"), _parts_of_postcode("somewhere")
    (('ZZ1 1AA', 'ZZ1 1', 'ZZ1'), ('', '', ''))
    """
    found = _POSTCODE.fullmatch(given.upper().strip()) if given else None
    if found is None:
        return "", "", ""
    outward, first, last = found.groups()
    return f"{outward} {first}{last}", f"{outward} {first}", outward


def _domain(given: str) -> str:
    """The domain of a site.

    >>> _domain("https://www.lantern.example/about"), _domain("")
    ('lantern.example', '')
    """
    domain = given.casefold().strip().partition("://")[2] or given.casefold().strip()
    return domain.partition("/")[0].removeprefix("www.")


def _texts(texts: Iterable[str]) -> list[list[int]]:
    """Of each text its words as numbers, the first forty that are not little ones."""
    number = _remembering(lambda word: zlib.crc32(word.encode()))
    return [
        sorted({number(word) for word in words_of(text)[:MOST_WORDS]}) if text else []
        for text in texts
    ]


def _remembering(work: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same work, done once for each text that is given again and again."""
    known: dict[str, Any] = {}

    def do(text: str) -> Any:
        if text not in known:
            known[text] = work(text)
        return known[text]

    return do
