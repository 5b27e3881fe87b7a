"""XLSX workbooks: looked through before a reader that trusts them is let near them."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sightline.errors import BadInput
from sightline.exchange.files import (
    LARGEST_WORKBOOK_BYTES,
    check_zip,
    file_note,
    read_bytes,
)
from sightline.exchange.problems import Problem
from sightline.exchange.sheets.opendocument import is_opendocument, look_through_opendocument
from sightline.exchange.sheets.parts import (
    MOST_LETTERS,
    SheetMarks,
    check_letters,
    damaged,
    parse_xml,
)

ERROR_TEXT = "#N/A"  # stands for any error a formula gave: the reader gives nothing for them
_EXCEL_ROWS, _EXCEL_COLUMNS = 1_048_576, 16_384
_SHARED = "xl/sharedstrings.xml"
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True)
class WorkbookSheet:
    """One visible sheet as text, row by row from the first, and its marks."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    formulas: frozenset[tuple[int, int]]
    notes: tuple[Problem, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row and column, last row and column


def read_workbook(path: Path, *, opendocument: bool = False) -> tuple[WorkbookSheet, ...]:
    """The visible sheets of an XLSX workbook, in order; BadInput unless it is whole and safe.

    opendocument: whether an ODS workbook will do too.
    """
    check_zip(path, LARGEST_WORKBOOK_BYTES)
    if opendocument and is_opendocument(path):
        marks = look_through_opendocument(path)
    else:
        marks = _look_through(path)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(read_bytes(path)))
        shown = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
        ]
        return tuple(_read_sheet(workbook, name, marks, path.name) for name in shown)
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(path.name) from error


def say(value: object) -> str:
    """A value of a workbook as a person would write it in a CSV file.

    A NUL, which XLSX can spell and nobody sees, is left out: no database keeps one.

    >>> say(12.0), say(True), say(date(2025, 1, 31)), say(0.5), say("Boxing\\0 club")
    ('12', 'yes', '2025-01-31', '0.5', 'Boxing club')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value).replace("\0", "")


def _read_sheet(
    workbook: CalamineWorkbook, name: str, marks: Mapping[str, SheetMarks], file: str
) -> WorkbookSheet:
    sheet = workbook.get_sheet_by_name(name)
    mark = marks.get(name, SheetMarks())
    rows = [[say(value) for value in values] for values in sheet.to_python(skip_empty_area=False)]
    for row, column in mark.errors:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ERROR_TEXT
    notes = []
    if mark.formulas:
        notes.append(
            file_note(
                file,
                f"{len(mark.formulas):,} formulas in the sheet {name!r}",
                "values",
                "Their last results were read: check that the workbook was calculated and saved.",
            )
        )
    merged = (*mark.merged, *((*first, *last) for first, last in sheet.merged_cell_ranges or ()))
    if merged:
        notes.append(
            file_note(
                file,
                f"merged cells in the sheet {name!r}",
                "one value in every cell",
                "Only the first cell of a merged block has its value: unmerge and fill them.",
            )
        )
    formulas = frozenset(mark.formulas)
    return WorkbookSheet(name, tuple(map(tuple, rows)), formulas, tuple(notes), merged)


def _look_through(path: Path) -> dict[str, SheetMarks]:
    """The marks of each sheet by name; BadInput for entities, far-out cells or damaged XML."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if _WORKBOOK not in names or _RELATIONS not in names:
            raise BadInput(
                f"{path.name}: found a zip that is not an XLSX workbook, wanted XLSX or CSV. "
                "Open it and save it as .xlsx or CSV."
            )
        parts = {
            name: _Part(archive.read(name), path.name)
            for name in names
            if name.lower().endswith((".xml", ".rels")) or name.startswith("xl/worksheets/")
        }
        _check_shared(archive, parts, path.name)
    targets = {
        at["Id"]: at["Target"] for at in parts[_RELATIONS].elements if {"Id", "Target"} <= at.keys()
    }
    marks = {}
    for at in parts[_WORKBOOK].elements:
        identity = next((value for key, value in at.items() if key.endswith(":id")), "")
        target = posixpath.normpath(posixpath.join("/xl", targets.get(identity, "")))
        part = parts.get(target.lstrip("/"))
        if part is None:
            raise damaged(path.name)
        marks[at.get("name", "")] = part.marks
    return marks


def _check_shared(archive: zipfile.ZipFile, parts: Mapping[str, _Part], file: str) -> None:
    """Shared texts are said once and stand in any number of cells: how many letters is that?"""
    texts = [part.lengths for name, part in parts.items() if name.casefold() == _SHARED]
    lengths = max(texts, key=lambda each: max(each, default=0), default=[])
    cells = sum(part.shared for part in parts.values())
    if cells * max(lengths, default=0) <= MOST_LETTERS:
        return  # even if each were the longest
    letters = 0
    for name, part in parts.items():
        if part.shared:
            letters += _References(archive.read(name), file).letters(lengths)
            check_letters(letters, file)


class _References:
    """Which shared text each cell of a sheet names."""

    def __init__(self, xml: bytes, file: str) -> None:
        self._used: list[str] = []
        self._is_shared = self._is_value = False
        parse_xml(xml, file, start=self._start, end=self._end, text=self._text)

    def letters(self, lengths: Sequence[int]) -> int:
        """How many letters all of them have."""
        places = (int(place) for place in self._used if place.strip().isdecimal())
        return sum(lengths[place] for place in places if place < len(lengths))

    def _start(self, tag: str, at: Mapping[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "c":
            self._is_shared = at.get("t") == "s"
        self._is_value = kind == "v" and self._is_shared
        if self._is_value:
            self._used.append("")

    def _end(self, tag: str) -> None:
        self._is_value = False

    def _text(self, letters: str) -> None:
        if self._is_value:
            self._used[-1] += letters


class _Part:
    """One XML part of a workbook, read by a parser that refuses definitions of entities."""

    def __init__(self, xml: bytes, file: str) -> None:
        self.file = file
        self.marks = SheetMarks()
        self.elements: list[Mapping[str, str]] = []  # sheets and relations, by their attributes
        self.lengths: list[int] = []  # of shared texts, in letters
        self.shared = 0  # cells that name one
        self._row, self._column = -1, -1
        has_texts = b"<si" in xml or b":si" in xml
        parse_xml(xml, file, start=self._start, text=self._text if has_texts else None)

    def _text(self, letters: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(letters)

    def _start(self, tag: str, at: Mapping[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "c":
            self._start_cell(at)
        elif kind == "row":
            self._row = int(at["r"]) - 1 if at.get("r", "").isdecimal() else self._row + 1
            self._column = -1
        elif kind == "f":
            self.marks.formulas.add((self._row, self._column))
        elif kind in ("sheet", "Relationship"):
            self.elements.append(dict(at))
        elif kind == "si":
            self.lengths.append(0)

    def _start_cell(self, at: Mapping[str, str]) -> None:
        if "r" in at:
            self._row, self._column = _position(at["r"], self.file)
        else:
            self._column += 1
        self.marks.reach(self._row + 1, self._column + 1, self.file)
        kind = at.get("t")
        self.shared += kind == "s"
        if kind == "e":
            self.marks.errors.add((self._row, self._column))


def _position(reference: str, file: str) -> tuple[int, int]:
    """Row and column, counted from 0, of a cell such as B7."""
    found = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", reference)
    if found is None:
        raise damaged(file)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    if not 1 <= int(found[2]) <= _EXCEL_ROWS or column > _EXCEL_COLUMNS:
        raise damaged(file)
    return int(found[2]) - 1, column - 1
