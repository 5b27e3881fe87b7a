"""District codes year by year: when each was in force, and what took over from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from sightline.analysis.areas import LIFETIMES, SUCCESSIONS, Level
from sightline.errors import BadInput
from sightline.exchange.area_tables import Tally, frame_of
from sightline.exchange.geography.columns import (
    LevelColumn,
    code_columns,
    name_heading,
    reject_other_codes,
    still_accepted,
)
from sightline.exchange.geography.opening import open_table
from sightline.exchange.problems import Reading

# Reorganisations of local government in England take effect on 1 April; the files give the year
# alone. A code is dated from 1 April of the first edition that has it.
FIRST_DAY = "04-01"
LAST_DAY = "03-31"


@dataclass(frozen=True, eq=False)
class DistrictCodes:
    """lifetimes: LIFETIMES of every code. successions: SUCCESSIONS, one step each."""

    lifetimes: pd.DataFrame
    successions: pd.DataFrame


def read_district_codes(path: Path) -> Reading[DistrictCodes]:
    """The codes of districts in force in each year, and their successors.

    path: CSV, CSV.gz, XLSX or Parquet, one row for a district with a column of codes (and one of
    names) for each year, such as LAD19CD, LAD20CD. Where a code has several successors and one
    keeps its name, the others only took a sliver of land: rows that say so are set aside. Wrong
    columns, a code that comes back after it ended, or no row that can be used: BadInput.
    """
    cells = open_table(path, suits=lambda headings: len(_years(headings)) > 1)
    years = _years(cells.headings)
    if len(years) < 2:
        raise BadInput(
            f"{path.name}: found columns {', '.join(cells.headings[:8])}, wanted the codes of "
            "districts of several years, such as LAD19CD, LAD20CD. Use another file."
        )
    table, tally = frame_of(cells), Tally.of(cells)
    codes = table[[year.heading for year in years]].apply(lambda column: column.str.strip())
    for year in years:
        tally.reject_without_code(codes[year.heading], column=year.heading)
        reject_other_codes(tally, codes[year.heading], year)
    names = _names_of(table, cells.headings, years)
    _set_aside_repeats(tally, codes)
    _set_aside_slivers(tally, codes, names, years)
    tally.refuse_if_none()
    kept = codes[tally.accepted]
    _refuse_returns(tally.file, kept, years)
    return tally.reading(DistrictCodes(_lifetimes(kept, names, years), _successions(kept, years)))


def _years(headings: Sequence[str]) -> tuple[LevelColumn, ...]:
    """The columns of district codes, one a year, earliest first."""
    found = {one.edition: one for one in code_columns(headings) if one.level is Level.DISTRICT}
    return tuple(found[edition] for edition in sorted(found) if edition)


def _names_of(
    table: pd.DataFrame, headings: Sequence[str], years: Sequence[LevelColumn]
) -> dict[str, str]:
    names: dict[str, str] = {}
    for year in years:
        heading = name_heading(headings, year)
        texts = table[heading] if heading else table[year.heading]
        names.update(zip(table[year.heading].str.strip(), texts.str.strip(), strict=True))
    return names


def _set_aside_repeats(tally: Tally, codes: pd.DataFrame) -> None:
    tally.set_aside(
        still_accepted(tally, codes).duplicated().to_numpy(dtype=bool),
        reason="the same row again",
        column=str(codes.columns[0]),
        found="districts that were there before with the same codes",
        wanted="one row for each district",
        remedy="Nothing needs to be done.",
    )


def _set_aside_slivers(
    tally: Tally, codes: pd.DataFrame, names: dict[str, str], years: Sequence[LevelColumn]
) -> None:
    """A code with several successors goes to the one of the same name, if there is one."""
    slivers = pd.Series(False, index=codes.index)
    for before, after in pairwise(years):
        one, other = codes[before.heading], codes[after.heading]
        kept_name = one.map(names) == other.map(names)
        slivers |= ~kept_name & kept_name.groupby(one).transform("any")
    tally.set_aside(
        slivers.to_numpy(dtype=bool),
        reason="a sliver of land that changed district",
        column=years[-1].heading,
        found="districts that lost a sliver of land to another while keeping their name",
        wanted="one successor of the same name",
        remedy="Nothing needs to be done: counts stay with the name.",
    )


def _refuse_returns(file: str, codes: pd.DataFrame, years: Sequence[LevelColumn]) -> None:
    """A code that ended and came back would have two lives."""
    held = pd.DataFrame(
        {
            year.edition: pd.Series(1, index=codes[year.heading].unique(), dtype="int64")
            for year in years
        }
    ).fillna(0)
    starts = ((held.diff(axis=1) == 1).sum(axis=1)) + held.iloc[:, 0]
    returned = held.index[starts > 1]
    if len(returned):
        raise BadInput(
            f"{file}: found {returned[0]}, which ends and comes back, wanted codes that are in "
            "force without a break. Correct the years that lack it."
        )


def _lifetimes(
    codes: pd.DataFrame, names: dict[str, str], years: Sequence[LevelColumn]
) -> pd.DataFrame:
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for year in years:
        for code in codes[year.heading].unique():
            first.setdefault(code, year.edition)
            last[code] = year.edition
    beginning, end = years[0].edition, years[-1].edition
    following = {one.edition: other.edition for one, other in pairwise(years)}
    rows = [
        (
            code,
            names[code],
            "" if first[code] == beginning else f"{first[code]}-{FIRST_DAY}",
            "" if last[code] == end else f"{following[last[code]]}-{LAST_DAY}",
        )
        for code in sorted(first)
    ]
    return LIFETIMES.check(pd.DataFrame(rows, columns=list(LIFETIMES.columns)))


def _successions(codes: pd.DataFrame, years: Sequence[LevelColumn]) -> pd.DataFrame:
    steps = [
        pd.DataFrame(
            {
                "area": codes[before.heading],
                "successor": codes[after.heading],
                "changed_on": f"{after.edition}-{FIRST_DAY}",
            }
        )
        for before, after in pairwise(years)
    ]
    changed = pd.concat(steps).query("area != successor").drop_duplicates()
    return SUCCESSIONS.check(changed.sort_values(["changed_on", "area", "successor"]))
