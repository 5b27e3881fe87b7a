"""Sheets written for people: CSV and XLSX in which no text is ever a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from sightline.exchange.sheets.texts import (
    LONGEST_CELL,
    escape_formula,
    escape_in_workbook,
    tidy,
)

CellValue = str | float | date | None
_FIRST_SAFE_YEAR = 1901  # Excel counts a 29 February 1900 that never was
_WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001  the same rows give the same bytes


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Mapping[str, CellValue]]) -> None:
    """A CSV file in UTF-8, marked so that spreadsheet programs show accents rightly."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([escape_formula(heading) for heading in headings])
        writer.writerows([_say(row.get(heading)) for heading in headings] for row in rows)


def new_workbook(path: Path, *, row_by_row: bool = False) -> Any:
    """An XLSX workbook to be filled by `write_value` and closed.

    row_by_row: rows are written in their order and none is touched again, which holds no more than
    one of them in memory.
    """
    kept = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": row_by_row}
    workbook = xlsxwriter.Workbook(path, kept)
    workbook.set_properties({"created": _WRITTEN})
    return workbook


def write_workbook(
    path: Path, headings: Sequence[str], rows: Sequence[Mapping[str, CellValue]], *, title: str
) -> None:
    """An XLSX file of one sheet: headings in bold, then the rows."""
    workbook = new_workbook(path, row_by_row=True)
    sheet = workbook.add_worksheet(title)
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(headings) - 1, 18)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for number, cells in enumerate(rows, start=1):
        for column, heading in enumerate(headings):
            value = cells.get(heading)
            if value is not None and value != "":
                write_value(sheet, number, column, value, day)
    workbook.close()


def write_value(sheet: Any, row: int, column: int, value: CellValue, day: Any = None) -> None:
    """One cell, row and column counted from 0; `day` is the format of dates."""
    if value is None or value == "":
        return
    if isinstance(value, date) and value.year >= _FIRST_SAFE_YEAR:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, clip(_say(value, escape_in_workbook)))


def clip(text: str) -> str:
    """As much of the text as a cell can hold."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _say(value: CellValue, escape: Callable[[str], str] = escape_formula) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return escape(tidy(value)) if isinstance(value, str) else str(value)
