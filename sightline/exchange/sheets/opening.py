"""A filled-in sheet, CSV or XLSX, opened as rows of text under the headings that are wanted."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sightline.errors import BadInput
from sightline.exchange.files import (
    Cells,
    arrange_cells,
    file_note,
    read_bytes,
    read_cells,
    sha256_of,
)
from sightline.exchange.problems import Problem
from sightline.exchange.sheets.workbooks import WorkbookSheet, read_workbook

LARGEST_SHEET_BYTES = 25 * 1024**2  # 20,000 activities need about 10 MB
WHAT_TO_DO = "what to do"  # the column that a marked copy adds; read over without a word


@dataclass(frozen=True)
class Headings:
    """The headings that a kind of sheet has, and those of them that it must have."""

    all: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True)
class SheetRow:
    """One row: its number in the spreadsheet, its text by heading, and which cells are formulas."""

    row: int
    texts: Mapping[str, str]
    formulas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was filled in. `cells` accounts for every row and keeps unknown columns."""

    cells: Cells
    rows: tuple[SheetRow, ...]
    notes: tuple[Problem, ...]


def open_sheet(path: Path, headings: Headings) -> Sheet:
    """The rows of a CSV file or of the first visible sheet of a workbook that has the headings.

    Headings match in any case of letters, with spaces, hyphens or underscores. Columns with other
    headings are named in a note. BadInput if a required heading is missing.
    """
    start = read_bytes(path, largest_bytes=LARGEST_SHEET_BYTES)[:8]
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(
            f"{path.name}: found an old Excel file (.xls) or one with a password, wanted XLSX or "
            "CSV. Open it, remove the password, and save it as .xlsx or CSV."
        )
    if start.startswith(b"PK"):
        return _open_workbook(path, headings)
    cells = read_cells(path, largest_bytes=LARGEST_SHEET_BYTES)
    return _match(cells, headings, lambda row, position: False)


def plain_heading(heading: str) -> str:
    """A heading as it is compared.

    >>> plain_heading(" Starts  On ")
    'starts_on'
    """
    return re.sub(r"[\s_-]+", "_", heading.strip().casefold())


def nearest(text: str, choices: Sequence[str], *, most: int = 3) -> list[str]:
    """The choices that look like the text, likeliest first.

    >>> nearest("postcde", ["postcode", "status"])
    ['postcode']
    """
    plain = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(text.casefold(), plain, n=most, cutoff=0.6)
    return [plain[choice] for choice in found]


def _open_workbook(path: Path, headings: Headings) -> Sheet:
    sheets = [sheet for sheet in read_workbook(path) if any(map(any, sheet.rows))]
    if not sheets:
        raise BadInput(
            f"{path.name}: found an empty workbook, wanted a sheet with a row of headings. "
            "Check that the right file was chosen."
        )
    chosen = max(sheets, key=lambda sheet: _likeness(sheet, headings))
    _refuse_late_headings(chosen, headings, path.name)
    cells = arrange_cells(
        chosen.rows[0],
        chosen.rows[1:],
        file=path.name,
        sha256=sha256_of(path),
        notes=chosen.notes,
    )
    return _match(cells, headings, lambda row, position: (row - 1, position) in chosen.formulas)


def _likeness(sheet: WorkbookSheet, headings: Headings) -> tuple[bool, int]:
    found = {plain_heading(cell) for cell in sheet.rows[0]}
    return found.issuperset(headings.required), len(found.intersection(headings.all))


def _refuse_late_headings(sheet: WorkbookSheet, headings: Headings, file: str) -> None:
    """The commonest slip has its own message: a title above the headings."""
    for number, cells in enumerate(sheet.rows[1:10], start=2):
        if {plain_heading(cell) for cell in cells}.issuperset(headings.required):
            raise BadInput(
                f"{file}: found the headings in row {number}, wanted them in row 1. "
                "Delete the rows above them."
            )


def _match(cells: Cells, headings: Headings, is_formula: Callable[[int, int], bool]) -> Sheet:
    places = _place_headings(cells, headings)
    rows = tuple(
        SheetRow(
            each.row,
            {heading: each.cells[position] for heading, position in places.items()},
            frozenset(
                heading for heading, position in places.items() if is_formula(each.row, position)
            ),
        )
        for each in cells.rows
    )
    return Sheet(cells, rows, cells.notes + _note_unknown(cells, headings))


def _place_headings(cells: Cells, headings: Headings) -> dict[str, int]:
    places: dict[str, int] = {}
    for position, heading in enumerate(cells.headings):
        plain = plain_heading(heading)
        if plain in places:
            raise BadInput(
                f"{cells.file}, row 1: found the heading {plain} twice, wanted each heading once. "
                "Rename or remove one of them."
            )
        if plain in headings.all:
            places[plain] = position
    missing = [heading for heading in headings.required if heading not in places]
    if missing:
        raise _missing(missing, cells, headings)
    return places


def _missing(missing: Sequence[str], cells: Cells, headings: Headings) -> BadInput:
    unknown = [each for each in cells.headings if plain_heading(each) not in headings.all]
    alike = {heading: nearest(heading, unknown, most=1) for heading in missing}
    renames = [f"rename {near[0]!r} to {heading}" for heading, near in alike.items() if near]
    rest = [heading for heading, near in alike.items() if not near]
    if rest:
        renames.append(f"add {' and '.join(rest)}, or start from the template")
    remedy = " and ".join(renames)
    columns = "column" if len(missing) == 1 else "columns"
    return BadInput(
        f"{cells.file}, row 1: found no {columns} {', '.join(missing)}, wanted at least "
        f"{', '.join(headings.required)}. {remedy[0].upper()}{remedy[1:]}."
    )


def _note_unknown(cells: Cells, headings: Headings) -> tuple[Problem, ...]:
    known = {*headings.all, plain_heading(WHAT_TO_DO)}
    unknown = [each for each in cells.headings if plain_heading(each) not in known]
    if not unknown:
        return ()
    found = [plain_heading(each) for each in cells.headings]
    spare = [heading for heading in headings.all if heading not in found]
    said = [
        f"{each!r} (did you mean {near[0]}?)"
        if (near := nearest(each, spare, most=1))
        else repr(each)
        for each in unknown
    ]
    note = file_note(
        cells.file,
        f"columns that are not used: {', '.join(said)}",
        "the headings of the template",
        "Rename a column if it should be read.",
    )
    return (replace(note, where=f"{cells.file}, row 1"),)
