"""Any spreadsheet as it stands: every visible sheet, cell by cell, before anything is read in it.

Nothing here knows what the sheet is about, or in which row its headings are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sightline.errors import BadInput
from sightline.exchange.files import (
    MOST_CELLS,
    decode,
    file_note,
    read_bytes,
    read_grid,
    read_pasted,
    sha256_of,
    trimmed,
)
from sightline.exchange.problems import Problem
from sightline.exchange.sheets.opening import LARGEST_SHEET_BYTES
from sightline.exchange.sheets.workbooks import WorkbookSheet, read_workbook

PASTED = "pasted cells"  # stands for the name of a file
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class SheetView:
    """One visible sheet: rows of text from the first, merged cells filled, no blank row last."""

    name: str  # empty where there is but one, as in CSV
    rows: tuple[tuple[str, ...], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()  # (row, column), counted from 0


@dataclass(frozen=True)
class WorkbookView:
    """Every visible sheet of a workbook, or of a CSV file or pasted cells its only one."""

    file: str
    sha256: str
    sheets: tuple[SheetView, ...]
    notes: tuple[Problem, ...]


def look_at(source: Path | str, *, file_name: str = "") -> WorkbookView:
    """The cells of a CSV, XLSX, XLSM or ODS file, or of a text pasted from a table.

    A path is a file; a text is pasted cells. Macros are not run; formulas give their last values;
    a merged block has its value in every cell. BadInput, with one remedy, if the file as a whole
    cannot be read or is too large. file_name: what the person calls it, if not as it is stored.
    """
    if isinstance(source, str):
        return _look_at_text(source, file_name or PASTED)
    try:
        return _look_at_file(source, file_name or source.name)
    except BadInput as refused:
        said = str(refused)
        if not file_name or not said.startswith(source.name):
            raise
        raise BadInput(file_name + said.removeprefix(source.name)) from refused


def _look_at_text(text: str, file: str) -> WorkbookView:
    raw = text.encode("utf-8", errors="surrogatepass")
    if len(raw) > LARGEST_SHEET_BYTES:
        most = LARGEST_SHEET_BYTES // 1024**2
        raise BadInput(f"{file}: found more than {most} MB, wanted at most that. Send a file.")
    if "\0" in text:
        raise BadInput(f"{file}: found a NUL byte, wanted text only. Copy the cells again.")
    grid = read_pasted(text.removeprefix("\ufeff"), file=file)
    if not grid.rows:
        raise BadInput(f"{file}: found nothing, wanted a table. Copy its cells, headings included.")
    return WorkbookView(file, hashlib.sha256(raw).hexdigest(), (SheetView("", grid.rows),), ())


def _look_at_file(path: Path, file: str) -> WorkbookView:
    raw = read_bytes(path, largest_bytes=LARGEST_SHEET_BYTES)
    if raw.startswith(_OLD_EXCEL):
        raise BadInput(
            f"{file}: found an old Excel file (.xls) or one with a password, wanted XLSX, ODS or "
            "CSV. Open it, remove the password, and save it as .xlsx or CSV."
        )
    if raw.startswith(b"PK"):
        return _look_at_workbook(path, file)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{\\rtf")):
        raise BadInput(
            f"{file}: found a web page or another kind of document, wanted XLSX, ODS or CSV. "
            "Open it in a spreadsheet program and save it as .xlsx or CSV."
        )
    text, notes = decode(raw, file=file)
    grid = read_grid(text, file=file)
    return WorkbookView(file, sha256_of(path), (SheetView("", grid.rows),), notes)


def _look_at_workbook(path: Path, file: str) -> WorkbookView:
    sheets = [_view_of(sheet, file) for sheet in read_workbook(path, opendocument=True)]
    if not any(sheet.rows for sheet in sheets):
        raise BadInput(
            f"{file}: found an empty workbook, wanted a sheet with a row of headings. "
            "Check that the right file was chosen."
        )
    notes = [
        file_note(
            file,
            f"{len(sheet.formulas):,} formulas in the sheet {sheet.name!r}",
            "values",
            "Their last results were read: check that the workbook was calculated and saved.",
        )
        for sheet in sheets
        if sheet.formulas
    ]
    return WorkbookView(file, sha256_of(path), tuple(sheets), tuple(notes))


def _view_of(sheet: WorkbookSheet, file: str) -> SheetView:
    rows: Sequence[Sequence[str]] = sheet.rows
    if sheet.merged:
        rows = _unfolded(sheet, file)
    return SheetView(sheet.name, trimmed(rows), sheet.formulas)


def _unfolded(sheet: WorkbookSheet, file: str) -> list[list[str]]:
    """Every cell of a merged block with the value of its first, within the rows that there are."""
    rows = [list(row) for row in sheet.rows]
    height, width = len(rows), max(map(len, rows), default=0)
    left = MOST_CELLS
    for top, start, bottom, end in sheet.merged:
        bottom, end = min(bottom, height - 1), min(end, width - 1)
        left -= max(bottom - top + 1, 0) * max(end - start + 1, 0)
        if left < 0:
            raise BadInput(
                f"{file}: found merged cells laid over one another, wanted a plain table. "
                "Unmerge all cells and save it again."
            )
        text = rows[top][start] if top < height and start < len(rows[top]) else ""
        if not text:
            continue
        for row in rows[top : bottom + 1]:
            row[start : end + 1] = [text] * (end + 1 - start)
    return rows
