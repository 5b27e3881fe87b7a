"""An analyst's own counts by area: a column of codes, one of counts, and what else it is by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sightline.errors import BadInput
from sightline.exchange.area_tables import Tally, find_area_columns, frame_of
from sightline.exchange.geography.columns import still_accepted
from sightline.exchange.geography.opening import open_table
from sightline.exchange.problems import Reading


@dataclass(frozen=True, eq=False)
class AreaCounts:
    """counts: area, count (missing if not supplied), and the columns it is counted by."""

    counts: pd.DataFrame
    by: tuple[str, ...]
    area_heading: str
    count_heading: str


def read_area_counts(
    path: Path, *, count: str, by: Sequence[str] = (), area: str | None = None
) -> Reading[AreaCounts]:
    """Counts by area, as COUNTS with the columns of `by`.

    path: CSV, CSV.gz, XLSX or Parquet. count: the heading of the counts; an empty cell is not
    supplied, which is not zero. by: headings it is counted by, such as Month. area: the heading of
    the area codes, where it cannot be told. Rows that name the same thing twice and counts that are
    no numbers are rejected. Headings that are not there, or no row that can be used: BadInput.
    """
    cells = open_table(path, suits=lambda headings: count in [one.strip() for one in headings])
    columns = find_area_columns(cells.headings, code=area)
    if columns is None:
        wanted = f"one called {area}" if area else "one such as LSOA11CD or lsoa21_code"
        raise BadInput(
            f"{path.name}: found columns {', '.join(cells.headings[:8])}, none of them of area "
            f"codes, wanted {wanted}. Name the column with --area."
        )
    for heading in (count, *by):
        if heading not in cells.headings:
            raise BadInput(
                f"{path.name}: found columns {', '.join(cells.headings[:8])}, wanted one called "
                f"{heading}. Give the heading as the file writes it."
            )
    table, tally = frame_of(cells), Tally.of(cells)
    codes = table[columns.code].str.strip()
    tally.reject_without_code(codes, column=columns.code)
    numbers = _numbers(tally, table[count])
    rows = pd.DataFrame({"area": codes, **{name: table[name].str.strip() for name in by}})
    _reject_repeats(tally, rows, columns.code)
    tally.refuse_if_none()
    counts = rows.assign(count=numbers)[tally.accepted].reset_index(drop=True)
    return tally.reading(AreaCounts(counts, tuple(by), columns.code, count))


def _numbers(tally: Tally, cells: pd.Series) -> np.ndarray:
    texts = cells.str.strip()
    numbers = np.asarray(pd.to_numeric(texts, errors="coerce"), dtype="float64")
    blank = (texts == "").to_numpy(dtype=bool)
    tally.reject(
        ~blank & ~(np.isfinite(numbers) & (numbers >= 0)),
        reason="count not a number",
        column=str(cells.name),
        found=lambda place: repr(texts.iloc[place]),
        wanted="a number, zero or more, or an empty cell where it was not supplied",
        remedy="Give the number in digits only.",
    )
    return np.where(blank, np.nan, numbers)


def _reject_repeats(tally: Tally, rows: pd.DataFrame, column: str) -> None:
    tally.reject(
        (still_accepted(tally, rows).duplicated() & tally.accepted).to_numpy(dtype=bool),
        reason="counted twice",
        column=column,
        found=lambda place: f"{', '.join(rows.iloc[place])} again",
        wanted="one row for each area and what it is counted by",
        remedy="Remove one of the rows, or name with --by what tells them apart.",
    )
