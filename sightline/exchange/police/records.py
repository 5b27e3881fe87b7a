"""The records of one street file: a line each, as data.police.uk publishes them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sightline.errors import BadInput
from sightline.exchange.files import detect_separator

# Each heading, and what we call its column.
HEADINGS = {
    "Crime ID": "crime_id",
    "Month": "month",
    "Reported by": "reported_by",
    "Falls within": "falls_within",
    "Longitude": "longitude",
    "Latitude": "latitude",
    "Location": "location",
    "LSOA code": "area",
    "LSOA name": "area_name",
    "Crime type": "category",
    "Last outcome category": "outcome",
    "Context": "context",
}

WRONG_CELLS = "wrong number of cells"
CUT_SHORT = "file cut short"
BAD_QUOTES = "quotation marks out of place"
NOT_READABLE = "not readable"

_OTHER_FILES = {
    "crime type": "street-level crime",
    "outcome type": "an outcomes file",
    "object of search": "a stop and search file",
    "location_type": "results of the police.uk API",
}


@dataclass(frozen=True)
class Layout:
    """One kind of file: what people call its records, the end of its name, its columns."""

    what: str
    ending: str
    headings: Mapping[str, str]  # each heading, and what we call its column


STREET_LAYOUT = Layout("street-level crime", "-street.csv", HEADINGS)


@dataclass(frozen=True)
class Misshapen:
    """A line that is not a record: its row number, what is wrong, and what was found."""

    row: int
    reason: str
    found: str


@dataclass(frozen=True)
class Records:
    """The lines of a file: `shaped` have one cell a heading, `misshapen` have not."""

    columns: tuple[str, ...]
    shaped: tuple[tuple[int, str], ...]  # row number (headings are row 1) and line
    misshapen: tuple[Misshapen, ...]

    @property
    def rows_in(self) -> int:
        """How many records the file has. Blank lines are not records."""
        return len(self.shaped) + len(self.misshapen)


def split_records(text: str, *, file: str, layout: Layout = STREET_LAYOUT) -> Records:
    """The records of a street file, or another kind; BadInput if it is not one, or has none.

    No cell of a police file holds a line break, so a line is a record: a quotation mark that is not
    closed spoils its own row, and not the rows after it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    columns = _check_headings(text, lines[0], file, layout)
    numbered = [(row, line) for row, line in enumerate(lines[1:], start=2) if line.strip()]
    if not numbered:
        raise BadInput(
            f"{file}: found headings and no rows, wanted the incidents of a month: none at all is "
            "not likely. Fetch the file again, or leave it out, so that the month counts as not "
            "supplied."
        )
    misshapen = {bad.row: bad for bad in _misshapen(numbered, len(columns), lines[-1] != "")}
    shaped = tuple(pair for pair in numbered if pair[0] not in misshapen)
    return Records(columns, shaped, tuple(misshapen.values()))


def load_records(
    connection: duckdb.DuckDBPyConnection, records: Records, *, scratch: Path
) -> tuple[Misshapen, ...]:
    """Put the shaped records in a table `records`, all text; what the reader refused comes back.

    The row number is written before each line, so a row that goes missing is known by its number,
    whatever the reader says of it.
    """
    scratch.write_text(
        "".join(f"{row},{line}\n" for row, line in records.shaped), encoding="utf-8", newline="\n"
    )
    types = dict.fromkeys(("row", *records.columns), "VARCHAR")
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE records AS
        SELECT * REPLACE (CAST("row" AS INTEGER) AS "row")
        FROM read_csv(?, columns = ?, header = false, auto_detect = false, delim = ',',
                      quote = '"', escape = '"', new_line = '\\n', strict_mode = true,
                      null_padding = false, ignore_errors = true, parallel = false)
        """,
        [str(scratch), types],
    )
    ((count,),) = connection.execute('SELECT count(DISTINCT "row") FROM records').fetchall()
    if count == len(records.shaped):
        return ()
    rows = {row for (row,) in connection.execute('SELECT "row" FROM records').fetchall()}
    return tuple(
        Misshapen(row, NOT_READABLE, repr(line[:40]))
        for row, line in records.shaped
        if row not in rows
    )


def _check_headings(text: str, line: str, file: str, layout: Layout) -> tuple[str, ...]:
    if (separator := detect_separator(text)) != ",":
        found = "tabs" if separator == "\t" else "semicolons"
        raise BadInput(
            f"{file}: found columns separated by {found}, wanted commas, as published. Fetch the "
            "file again from data.police.uk and do not save it in a spreadsheet."
        )
    try:
        headings = [heading.strip() for heading in next(csv.reader([line]), [])]
    except csv.Error:  # one cell too long to be a heading
        headings = [line[:60]]
    if sorted(headings) == sorted(layout.headings):
        return tuple(layout.headings[heading] for heading in headings)
    raise BadInput(_wrong_headings(headings, file, layout))


def _wrong_headings(headings: list[str], file: str, layout: Layout) -> str:
    known = {heading.casefold() for heading in headings}
    own = {heading.casefold() for heading in layout.headings}
    for sign, what in _OTHER_FILES.items():
        if sign in known - own:
            return (
                f"{file}: found {what}, wanted {layout.what}. "
                f"Choose the file whose name ends in {layout.ending}."
            )
    missing = [heading for heading in layout.headings if heading not in headings]
    lacking = f"wanted also {', '.join(missing)}" if missing else "wanted each once and no more"
    return (
        f"{file}, row 1: found columns {', '.join(headings)[:300] or 'none'}, {lacking} (the "
        f"{len(layout.headings)} columns are {', '.join(layout.headings)}). "
        "Fetch the file again from data.police.uk."
    )


def _misshapen(
    numbered: list[tuple[int, str]], columns: int, no_last_line_end: bool
) -> Iterator[Misshapen]:
    last = numbered[-1][0]
    for row, line in numbered:
        cells = line.count(",") + 1 if '"' not in line else _count_cells(line)
        if cells == columns:
            continue
        if cells is None:
            yield Misshapen(row, BAD_QUOTES, repr(line[:40]))
        elif row == last and no_last_line_end and cells < columns:
            yield Misshapen(row, CUT_SHORT, f"only {cells} cells in the last row")
        else:
            yield Misshapen(row, WRONG_CELLS, f"{cells} cells")


def _count_cells(line: str) -> int | None:
    try:
        return len(next(csv.reader([line], strict=True)))
    except csv.Error:
        return None
