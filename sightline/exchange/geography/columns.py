"""The headings of look-ups, as publishers write them: LSOA21CD, lsoa21_code, LSOA code (2021)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sightline.analysis.areas import Level, vintage_of
from sightline.exchange.area_tables import Tally

# What a heading calls a level, finest level first.
_STEMS = {
    Level.LSOA: ("lsoa", "lower layer super output area"),
    Level.MSOA: ("msoa", "middle layer super output area"),
    Level.WARD: ("wd", "ward"),
    Level.DISTRICT: ("lad", "ltla", "la", "district", "local authority district"),
    Level.PARTNERSHIP: ("csp", "community safety partnership"),
    Level.FORCE: ("pfa", "police force area"),
    Level.COUNTY: ("utla", "ctyua", "cty", "county"),
    Level.HEALTH_BOARD: ("icb", "integrated care board"),
    Level.FIRE: ("fra", "fire and rescue authority"),
    Level.REGION: ("rgn", "region"),
}
# The first three characters of the codes of each level. Codes that start with X are made up.
_ENTITIES = {
    Level.LSOA: ("E01", "W01", "S01", "N20"),
    Level.MSOA: ("E02", "W02", "S02", "N21"),
    Level.WARD: ("E05", "W05", "S13", "N08"),
    Level.DISTRICT: ("E06", "E07", "E08", "E09", "W06", "S12", "N09"),
    Level.PARTNERSHIP: ("E22", "W14"),
    Level.FORCE: ("E23", "W15", "S23", "N24"),
    Level.COUNTY: ("E06", "E08", "E09", "E10", "E11", "E13", "W06", "S12", "N09"),
    Level.HEALTH_BOARD: ("E54", "W11", "S08"),
    Level.FIRE: ("E31", "W25", "S39"),
    Level.REGION: ("E12", "W92", "S92", "N92"),
}
EXAMPLES = {
    Level.LSOA: "E01021988",
    Level.MSOA: "E02004480",
    Level.WARD: "E05013914",
    Level.DISTRICT: "E07000066",
    Level.PARTNERSHIP: "E22000079",
    Level.FORCE: "E23000028",
    Level.COUNTY: "E10000012",
    Level.HEALTH_BOARD: "E54000026",
    Level.FIRE: "E31000015",
    Level.REGION: "E12000006",
}
FINEST_FIRST = tuple(_STEMS)
_LEVEL_OF = {stem: level for level, stems in _STEMS.items() for stem in stems}
_HEADING = re.compile(
    r"(?P<stem>[a-z ]+?) ?(?P<year>[0-9]{2})? ?(?P<kind>code|cd|name|nm)"
    r"( \((?P<century>20[0-9]{2})\))?"
)


@dataclass(frozen=True)
class LevelColumn:
    """A heading that holds codes (or names) of a level; edition is the year, or empty."""

    heading: str
    level: Level
    edition: str
    is_code: bool

    @property
    def words(self) -> str:
        """The level with its article."""
        return f"{'an' if self.level in (Level.LSOA, Level.MSOA) else 'a'} {self.level}"


def find_level_columns(headings: Sequence[str]) -> tuple[LevelColumn, ...]:
    """The headings of areas, in the order of the file; others are left out.

    >>> [(one.level.value, one.edition) for one in find_level_columns(["LSOA21CD", "lad24_code"])]
    [('LSOA', '2021'), ('district', '2024')]
    >>> find_level_columns(["ObjectId", "LAD22NMW", "icb24_code_nhs"])
    ()
    """
    found = []
    for heading in headings:
        plain = re.sub(r"[\s_]+", " ", heading.strip().casefold())
        match = _HEADING.fullmatch(plain)
        if match is None or match["stem"] not in _LEVEL_OF:
            continue
        edition = match["century"] or (f"20{match['year']}" if match["year"] else "")
        is_code = match["kind"] in ("code", "cd")
        found.append(LevelColumn(heading, _LEVEL_OF[match["stem"]], edition, is_code))
    return tuple(found)


def code_columns(headings: Sequence[str]) -> tuple[LevelColumn, ...]:
    """The headings of codes of areas, finest level first, earlier editions before later ones."""
    codes = [column for column in find_level_columns(headings) if column.is_code]
    return tuple(
        sorted(codes, key=lambda column: (FINEST_FIRST.index(column.level), column.edition))
    )


def name_heading(headings: Sequence[str], column: LevelColumn) -> str | None:
    """The heading of the names that go with a column of codes, if the file has one."""
    for other in find_level_columns(headings):
        if not other.is_code and (other.level, other.edition) == (column.level, column.edition):
            return other.heading
    return None


def still_accepted(tally: Tally, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, with nothing in those that are rejected or set aside already."""
    return rows.where(np.repeat(tally.accepted[:, np.newaxis], rows.shape[1], axis=1))


def reject_other_codes(tally: Tally, codes: pd.Series, column: LevelColumn) -> None:
    """Reject rows whose code is missing, of another level, or of a later vintage than the column.

    Blank codes are rejected by `Tally.reject_without_code` beforehand where that is wanted.
    """
    entities = _ENTITIES[column.level]
    shape = codes.str.fullmatch(r"[EWSN][0-9]{8}|X[0-9A-Za-z_-]{1,19}").astype(bool)
    of_level = shape & (codes.str[:3].isin(entities) | codes.str.startswith("X"))
    tally.reject(
        ((codes != "") & ~of_level).to_numpy(dtype=bool),
        reason=f"not a code of {column.words}",
        column=column.heading,
        found=lambda place: repr(codes.iloc[place]),
        wanted=f"the code of {column.words}, such as {EXAMPLES[column.level]}",
        remedy="Correct the code, or rename the column to what it holds.",
    )
    if column.level is not Level.LSOA or not column.edition or column.edition >= "2021":
        return
    later = codes.map(vintage_of) == "2021"
    tally.reject(
        later.to_numpy(dtype=bool),
        reason="a code of a later vintage",
        column=column.heading,
        found=lambda place: f"{codes.iloc[place]}, a code first given in 2021",
        wanted=f"codes of {column.edition}",
        remedy="Use the code of that year, or check that the columns are not swapped.",
    )


def count_words(number: int, one: str, several: str) -> str:
    """So many of a thing.

    >>> count_words(1, "area", "areas"), count_words(1200, "area", "areas")
    ('1 area', '1,200 areas')
    """
    return f"{number:,} {one if number == 1 else several}"
