"""ODS workbooks: looked through before a reader that trusts them is let near them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from sightline.errors import BadInput
from sightline.exchange.sheets.parts import (
    MOST_LETTERS,
    SheetMarks,
    check_letters,
    damaged,
    parse_xml,
)

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # what LibreOffice counts to
_CONTENT, _KIND = "content.xml", b"application/vnd.oasis.opendocument.spreadsheet"
_CELLS = ("table-cell", "covered-table-cell")


def is_opendocument(path: Path) -> bool:
    """Whether a zip says that it is an ODS workbook."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        return "mimetype" in names and archive.read("mimetype").strip().startswith(_KIND)


def look_through_opendocument(path: Path) -> dict[str, SheetMarks]:
    """The marks of each sheet by name; BadInput for entities, far-out cells or damaged XML.

    A cell or row of ODS may stand for any number of equal ones: they are counted as if written out.
    """
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if _CONTENT not in names or "META-INF/manifest.xml" not in names:
            raise damaged(path.name)
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise BadInput(
                f"{path.name}: found a workbook behind a password, wanted one that opens. "
                "Open it, remove the password, and save it again."
            )
        content = _Content(path.name)
        for name in names:
            if name == _CONTENT:
                xml = archive.read(name)
                parse_xml(xml, path.name, start=content.start, end=content.end, text=content.text)
            elif name.lower().endswith((".xml", ".rdf")):
                parse_xml(archive.read(name), path.name, start=lambda *_: None)
    return content.sheets


class _Content:
    """Where the cells of content.xml stand."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheets: dict[str, SheetMarks] = {}
        self._marks = SheetMarks()
        self._depth = 0  # a cell may hold a table of its own, whose cells are no cells of the sheet
        self._row = self._column = self._rows = 0
        self._times = 0  # for how many cells the one that is open stands
        self._letters = 0

    def start(self, tag: str, at: Mapping[str, str]) -> None:
        """Enter an element."""
        kind = tag.rpartition(":")[2]
        if kind == "table" and tag != "table:table":
            return
        if kind == "table":
            self._depth += 1
            if self._depth == 1:
                self._begin_sheet(at)
        elif self._depth == 1 and kind == "table-row":
            self._row, self._column = self._row + self._rows, 0
            self._rows = self._count(at, "table:number-rows-repeated", _MOST_ROWS)
        elif self._depth == 1 and kind in _CELLS:
            self._take_cell(at)
        elif kind == "s":  # so many blanks
            self._count_letters(self._count(at, "text:c", MOST_LETTERS))

    def end(self, tag: str) -> None:
        """Leave an element."""
        if tag == "table:table":
            self._depth -= 1
        elif self._depth == 1 and tag.rpartition(":")[2] in _CELLS:
            self._times = 0

    def text(self, letters: str) -> None:
        """Count letters, as often as they will stand in the sheet."""
        self._count_letters(len(letters))

    def _count_letters(self, count: int) -> None:
        self._letters += count * self._times
        check_letters(self._letters, self.file)

    def _begin_sheet(self, at: Mapping[str, str]) -> None:
        name = at.get("table:name", "")
        if name in self.sheets:
            raise damaged(self.file)
        self._marks = self.sheets[name] = SheetMarks()
        self._row = self._column = self._rows = 0

    def _take_cell(self, at: Mapping[str, str]) -> None:
        repeated = self._count(at, "table:number-columns-repeated", _MOST_COLUMNS)
        row, column = self._row, self._column
        self._column += repeated
        self._times = repeated * self._rows
        if "table:formula" in at:
            self._marks.formulas.add((row, column))
        if at.get("calcext:value-type") == "error":
            self._marks.errors.add((row, column))
        if "office:value-type" in at or "table:formula" in at:
            self._marks.reach(row + self._rows, self._column, self.file)
        down = self._count(at, "table:number-rows-spanned", _MOST_ROWS)
        across = self._count(at, "table:number-columns-spanned", _MOST_COLUMNS)
        if down > 1 or across > 1:
            self._marks.merged.append((row, column, row + down - 1, column + across - 1))

    def _count(self, at: Mapping[str, str], key: str, most: int) -> int:
        said = at.get(key, "1")
        if (
            not said.isascii()
            or not said.isdecimal()
            or not 1 <= int(said[:9]) <= most
            or len(said) > 9
        ):
            raise BadInput(
                f"{self.file}: found {said[:20]} under {key.partition(':')[2]}, wanted at most "
                f"{most:,}. Open it in a spreadsheet program and save it again."
            )
        return int(said)
