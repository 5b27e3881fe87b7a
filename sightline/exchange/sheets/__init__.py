"""Sheets that people fill in, CSV or XLSX: opened, matched to headings, kept safe from formulas."""

from sightline.exchange.sheets.opening import (
    LARGEST_SHEET_BYTES,
    WHAT_TO_DO,
    Headings,
    Sheet,
    SheetRow,
    nearest,
    open_sheet,
    plain_heading,
)
from sightline.exchange.sheets.repeats import Repeats, find_repeats
from sightline.exchange.sheets.texts import (
    FORMULA_STARTS,
    LONGEST_CELL,
    BadCell,
    escape_formula,
    name_text,
    plain_text,
    show,
    split_list,
    tidy,
    unescape_formula,
)
from sightline.exchange.sheets.views import PASTED, SheetView, WorkbookView, look_at
from sightline.exchange.sheets.words import ALL, NONE, AreaWords
from sightline.exchange.sheets.writing import (
    CellValue,
    clip,
    new_workbook,
    write_csv,
    write_value,
    write_workbook,
)

__all__ = [
    "ALL",
    "FORMULA_STARTS",
    "LARGEST_SHEET_BYTES",
    "LONGEST_CELL",
    "NONE",
    "PASTED",
    "WHAT_TO_DO",
    "AreaWords",
    "BadCell",
    "CellValue",
    "Headings",
    "Repeats",
    "Sheet",
    "SheetRow",
    "SheetView",
    "WorkbookView",
    "clip",
    "escape_formula",
    "find_repeats",
    "look_at",
    "name_text",
    "nearest",
    "new_workbook",
    "open_sheet",
    "plain_heading",
    "plain_text",
    "show",
    "split_list",
    "tidy",
    "unescape_formula",
    "write_csv",
    "write_value",
    "write_workbook",
]
