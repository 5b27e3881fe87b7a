"""CSV read strictly: every row of the file comes out as a row or as a problem."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sightline.errors import BadInput
from sightline.exchange.files.stored import (
    LARGEST_FILE_BYTES,
    decode,
    file_note,
    read_bytes,
    sha256_of,
)
from sightline.exchange.problems import Problem, Weight

MOST_COLUMNS = 2_000  # the widest census table has some hundreds
MOST_ROWS = 1_048_576  # what a spreadsheet can hold
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True)
class CellRow:
    """One row: its number as a spreadsheet counts (headings are row 1), and a text a heading."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Cells:
    """A table of text. `problems` stands for every row that is not in `rows`."""

    file: str
    sha256: str
    headings: tuple[str, ...]
    rows: tuple[CellRow, ...]
    problems: tuple[Problem, ...]  # ragged rows (rejected) and blank rows (set aside)
    notes: tuple[Problem, ...]  # what was assumed about the file
    ragged: tuple[CellRow, ...] = ()  # the rows that were rejected, as they are

    @property
    def rows_in(self) -> int:
        """How many rows came in, those with problems among them."""
        return len(self.rows) + sum(problem.rows for problem in self.problems)


def read_cells(
    path: Path,
    *,
    most_rows: int = MOST_ROWS,
    largest_bytes: int = LARGEST_FILE_BYTES,
    paragraphs: bool = False,
) -> Cells:
    """Every cell of a CSV file as text, exactly as written.

    paragraphs: whether cells may hold lines with as many commas as a row, as those of a data
    dictionary do; elsewhere they are the sign of a quotation mark that is not closed. Blank rows
    are set aside and rows of the wrong length rejected, each as a problem. Repeated or missing
    headings, an unclosed quotation mark, too many rows or columns: BadInput.
    """
    text, notes = decode(read_bytes(path, largest_bytes=largest_bytes), file=path.name)
    separator = detect_separator(text)
    if separator != ",":
        notes += (
            file_note(path.name, SEPARATORS[separator], "commas", "Nothing needs to be done."),
        )
    records = _records(text, separator, path.name, paragraphs)
    headings = next(records, [])
    rows = []
    for cells in records:
        rows.append(cells)
        if len(rows) > most_rows:
            raise BadInput(
                f"{path.name}: found more than {most_rows:,} rows, wanted at most that. "
                "Split the file."
            )
    return arrange_cells(headings, rows, file=path.name, sha256=sha256_of(path), notes=notes)


def arrange_cells(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    file: str,
    sha256: str,
    notes: tuple[Problem, ...] = (),
    first_row: int = 2,
) -> Cells:
    """Cells from rows of text: headings checked, blank rows set aside, ragged rows rejected."""
    names = _check_headings(headings, file)
    kept: list[CellRow] = []
    ragged: list[CellRow] = []
    blank: list[int] = []
    for number, cells in enumerate(rows, start=first_row):
        if not any(cell.strip() for cell in cells):
            blank.append(number)
        elif len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
            ragged.append(CellRow(number, tuple(cells)))
        else:
            kept.append(CellRow(number, tuple(cells[: len(names)])))
    problems = (*(_ragged(row, names, file) for row in ragged), *_blank_rows(blank, file))
    return Cells(file, sha256, names, tuple(kept), problems, notes, tuple(ragged))


def detect_separator(text: str) -> str:
    """The separator that the headings use most: a comma unless a semicolon or a tab is commoner.

    >>> detect_separator("name;ages, both ends;place")
    ';'
    """
    headings = re.sub(r'"[^"]*"', "", re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0])
    return max(SEPARATORS, key=headings.count)


def _records(text: str, separator: str, file: str, paragraphs: bool = False) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    starts, width = 1, 0
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            raise bad_quotes(file, starts, error) from error
        width = width or len(cells)
        if width > MOST_COLUMNS:
            raise BadInput(
                f"{file}: found {width:,} columns, wanted at most {MOST_COLUMNS:,}. "
                "Remove the columns that are not needed."
            )
        if not paragraphs and lines.line_num > starts and holds_whole_rows(cells, separator, width):
            raise bad_quotes(file, starts)
        starts = lines.line_num + 1
        yield cells


def holds_whole_rows(cells: Sequence[str], separator: str, width: int) -> bool:
    """Whether a quoted cell has swallowed rows: the sign of a quotation mark that is not closed."""
    inner = [line for cell in cells for line in re.split(r"[\r\n]+", cell)[1:]]
    return width > 2 and any(line.count(separator) >= width - 1 for line in inner)


def bad_quotes(file: str, line: int, error: csv.Error | None = None) -> BadInput:
    """The refusal of a file in which quotation marks do not close."""
    if error is not None and "expected after" in str(error):
        found = "a quotation mark inside a quoted cell, or one that is not closed"
        remedy = 'Write a quotation mark inside a cell twice, as "", and close the cell with one.'
    elif error is not None and "limit" in str(error):
        found = f"a cell longer than {csv.field_size_limit():,} characters"
        remedy = "Shorten it; if no cell is that long, close its quotation mark."
    else:
        found, remedy = "a quotation mark that is not closed", "Close it or remove it."
    return BadInput(f"{file}, line {line}: found {found}, wanted every quote closed. {remedy}")


def _check_headings(headings: Sequence[str], file: str) -> tuple[str, ...]:
    names = [heading.strip() for heading in headings]
    while names and not names[-1]:
        names.pop()  # spreadsheets write empty columns after the last one
    if not names:
        raise BadInput(
            f"{file}, row 1: found no headings, wanted a heading above every column. "
            "Put the headings in the first row."
        )
    if len(names) > MOST_COLUMNS:
        raise BadInput(
            f"{file}: found {len(names):,} columns, wanted at most {MOST_COLUMNS:,}. "
            "Remove the columns that are not needed."
        )
    seen: dict[str, int] = {}
    for position, name in enumerate(names, start=1):
        if not name:
            raise BadInput(
                f"{file}, row 1: found no heading above column {position}, wanted a heading above "
                "every column. Name the column or remove it."
            )
        first = seen.setdefault(name.casefold(), position)
        if first != position:
            raise BadInput(
                f"{file}, row 1: found the heading {name!r} above columns {first} and {position}, "
                "wanted each heading once. Rename or remove one of them."
            )
    return tuple(names)


def _ragged(row: CellRow, names: Sequence[str], file: str) -> Problem:
    count = len(row.cells)
    kind = "too many" if count > len(names) else "too few"
    first = next(cell for cell in row.cells if cell.strip())
    return Problem(
        f"row {row.row}",
        f"{count} cells, {kind}, in the row that starts {first[:40]!r}",
        f"{len(names)} cells, one under each heading",
        "Add or remove separators, or put a cell that holds one in quotation marks.",
        file=file,
        row=row.row,
    )


def _blank_rows(numbers: Sequence[int], file: str) -> Iterator[Problem]:
    """One problem for each run of blank rows: a sheet can hold a million of them."""
    start = 0
    for position in range(1, len(numbers) + 1):
        if position < len(numbers) and numbers[position] == numbers[position - 1] + 1:
            continue
        first, last = numbers[start], numbers[position - 1]
        yield Problem(
            f"row {first}" if first == last else f"rows {first} to {last}",
            "nothing",
            "a row with something in it",
            "Nothing needs to be done.",
            weight=Weight.SET_ASIDE,
            rows=last - first + 1,
            file=file,
            row=first,
        )
        start = position
