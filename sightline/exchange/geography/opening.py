"""A look-up as a table of text, from CSV (gzipped or not), XLSX or Parquet."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow
import pyarrow.parquet
from python_calamine import CalamineError, CalamineWorkbook

from sightline.errors import BadInput
from sightline.exchange.files import (
    LARGEST_WORKBOOK_BYTES,
    MOST_ROWS,
    Cells,
    arrange_cells,
    check_zip,
    read_bytes,
    read_cells,
    sha256_of,
)

MOST_ROWS_ABOVE = 20  # titles and notes above the headings of a sheet

Suits = Callable[[Sequence[str]], bool]


def open_table(path: Path, *, suits: Suits) -> Cells:
    """The cells of a table, its codes as text.

    path: CSV, CSV.gz, XLSX or Parquet. suits: whether headings are those of the table that is
    looked for: of a workbook, the first sheet and row that suit are used, else its first row.
    BadInput for a file that is not whole.
    """
    name = path.name.lower()
    if name.endswith(".parquet"):
        return _from_parquet(path)
    if name.endswith((".xlsx", ".xlsm")):
        return _from_workbook(path, suits)
    return read_cells(path)


def _from_parquet(path: Path) -> Cells:
    raw = read_bytes(path)
    try:
        table = pyarrow.parquet.read_table(io.BytesIO(raw))
    except (pyarrow.ArrowException, OSError) as error:
        raise BadInput(
            f"{path.name}: found a Parquet file that is damaged or cut short, wanted a whole one. "
            "Fetch or export it again."
        ) from error
    if table.num_rows > MOST_ROWS:
        raise BadInput(
            f"{path.name}: found {table.num_rows:,} rows, wanted at most {MOST_ROWS:,}. "
            "Split the file."
        )
    rows = zip(*(map(_text, column.to_pylist()) for column in table.columns), strict=True)
    return arrange_cells(table.column_names, rows, file=path.name, sha256=sha256_of(path))


def _from_workbook(path: Path, suits: Suits) -> Cells:
    check_zip(path, LARGEST_WORKBOOK_BYTES)
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        ]
    except CalamineError as error:
        raise BadInput(
            f"{path.name}: found a workbook that cannot be read, wanted XLSX. "
            "Open it and save it again as XLSX or CSV."
        ) from error
    places = [
        (sheet, place)
        for sheet in sheets
        for place, row in enumerate(sheet[:MOST_ROWS_ABOVE])
        if suits([_text(cell) for cell in row])
    ]
    sheet, place = places[0] if places else (sheets[0], 0)
    headings = [_text(cell) for cell in sheet[place]] if sheet else []
    rows = ([_text(cell) for cell in row] for row in sheet[place + 1 :])
    return arrange_cells(
        headings, rows, file=path.name, sha256=sha256_of(path), first_row=place + 2
    )


def _text(cell: object) -> str:
    """A cell as a person would type it: whole numbers come out of workbooks as 7.0."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
