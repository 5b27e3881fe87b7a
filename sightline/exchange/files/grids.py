"""Text of rows and columns read as it stands, where nobody knows yet which row has the headings."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sightline.errors import BadInput
from sightline.exchange.files.cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    SEPARATORS,
    bad_quotes,
    holds_whole_rows,
)

MOST_CELLS = 3_000_000  # of one sheet, empty ones between the others included
_PASTED = {"\t": "tabs", "|": "upright lines", ";": "semicolons", ",": "commas"}
_SAMPLE = 200  # rows that show which separator it is


@dataclass(frozen=True)
class Grid:
    """Rows of cells, the blank ones at the end left out, and what separates the cells."""

    rows: tuple[tuple[str, ...], ...]
    separator: str


def read_grid(text: str, *, file: str) -> Grid:
    """The rows of a CSV text, titles and blank rows among them.

    The separator is the one that makes most rows alike. BadInput for a quotation mark that does
    not close, and for too many rows or columns.

    >>> read_grid("A list; made up\\n\\nname;age\\nClub;11", file="a.csv").rows
    (('A list', ' made up'), (), ('name', 'age'), ('Club', '11'))
    """
    separator = _separator_of(text, tuple(SEPARATORS))
    rows, lines = [], [1]
    for cells, next_line in _records(text, separator, file):
        rows.append(cells)
        lines.append(next_line)
    _refuse_swallowed(rows, lines, separator, file)
    return Grid(trimmed(rows), separator)


def read_pasted(text: str, *, file: str) -> Grid:
    """The rows of cells copied from a table: tabs, or the upright lines of a plain-text table.

    >>> read_pasted("| name | age |\\n|---|---|\\n| Club | 11 |", file="cells").rows
    (('name', 'age'), ('Club', '11'))
    """
    separator = "\t" if "\t" in text else _separator_of(text, tuple(_PASTED))
    if separator == "|":
        lines = [line.strip() for line in text.splitlines()]
        cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
        drawn = [not line.strip("|+-=: ") and bool(line) for line in lines]
        rows = [row for row, is_line in zip(cells, drawn, strict=True) if not is_line]
        return Grid(trimmed(_bounded(rows, file)), separator)
    try:
        return Grid(trimmed([row for row, _ in _records(text, separator, file)]), separator)
    except BadInput as unread:
        if "quot" not in str(unread):
            raise
    found = [line.split(separator) for line in text.splitlines()]  # quotation marks as letters
    return Grid(trimmed(_bounded(found, file)), separator)


def trimmed(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows without blank cells at their ends, and without blank rows after the last."""
    kept = [_trim(row) for row in rows]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _trim(row: Sequence[str]) -> tuple[str, ...]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return tuple(row[:end])


def _separator_of(text: str, choices: Sequence[str]) -> str:
    """The separator that most rows of some width above one agree upon."""

    def agreement(separator: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths: Counter[int] = Counter()
        try:
            for cells, _ in zip(reader, range(_SAMPLE), strict=False):
                widths[len(cells)] += 1
        except csv.Error:
            return 0
        return max((count * (width - 1) for width, count in widths.items()), default=0)

    return max(choices, key=agreement)


def _records(text: str, separator: str, file: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each row, and the line on which the next one starts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line, count, cells_in = 1, 0, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise bad_quotes(file, line, error) from error
        kept = _trim(cells)
        line, count, cells_in = reader.line_num + 1, count + 1, cells_in + len(kept)
        _check_size(len(kept), count, cells_in, file)
        yield kept, line


def _bounded(rows: Sequence[Sequence[str]], file: str) -> Sequence[Sequence[str]]:
    _check_size(max(map(len, rows), default=0), len(rows), sum(map(len, rows)), file)
    return rows


def _check_size(columns: int, rows: int, cells: int, file: str) -> None:
    if columns > MOST_COLUMNS:
        found, most, remedy = f"{columns:,} columns", MOST_COLUMNS, "Remove the columns not needed."
    elif rows > MOST_ROWS:
        found, most, remedy = f"more than {MOST_ROWS:,} rows", MOST_ROWS, "Split the file."
    elif cells > MOST_CELLS:
        found, most, remedy = f"more than {MOST_CELLS:,} cells", MOST_CELLS, "Split the file."
    else:
        return
    raise BadInput(f"{file}: found {found}, wanted at most {most:,}. {remedy}")


def _refuse_swallowed(
    rows: Sequence[tuple[str, ...]], lines: Sequence[int], separator: str, file: str
) -> None:
    """A quotation mark that is not closed swallows rows; the width most rows have shows it."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width = widths.most_common(1)[0][0] if widths else 0
    for row, start, end in zip(rows, lines, lines[1:], strict=False):
        if end > start + 1 and holds_whole_rows(row, separator, width):
            raise bad_quotes(file, start)
