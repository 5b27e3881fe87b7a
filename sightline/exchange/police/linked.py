"""Outcomes and stop-and-search files of data.police.uk: what else is published beside crimes.

Outcomes belong to crimes by Crime ID, also where the outcome itself has no location. Stops tell
what the police did and not what places need; their columns about people and searches are handed
over for counting alone (see `evidence.splits`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import BadInput
from sightline.exchange.files import decode
from sightline.exchange.police.editions import find_vintage
from sightline.exchange.police.fates import ACCEPTED, FETCH_AGAIN
from sightline.exchange.police.kinds import KINDS, Kind
from sightline.exchange.police.reading import PoliceFile, Rules, StreetReader
from sightline.exchange.police.records import (
    BAD_QUOTES,
    CUT_SHORT,
    NOT_READABLE,
    WRONG_CELLS,
    Misshapen,
    load_records,
    split_records,
)
from sightline.exchange.police.sources import STOPS, Source
from sightline.exchange.problems import Account, Problem, Weight

METHOD = 1  # of how rows are judged: another number makes stores read everything again
_EXAMPLES = 5


@dataclass(frozen=True)
class Places:
    """The small area of each map point: x and y (millionths of a degree, int32), area (code).

    vintage: the year of those codes, "" if unknown.
    """

    points: pa.Table
    vintage: str


def reading_words(rules: Rules, file: Source, places: Places | None) -> str:
    """What makes a difference to what is kept of a file of outcomes or stops."""
    kept = "detail" if rules.detail else "counts"
    if file.kind == STOPS:
        return f"{METHOD} {kept} {f'placed {places.vintage}'.strip() if places else 'not placed'}"
    years = "+".join(f"{edition.vintage}:{len(edition.areas)}" for edition in rules.editions)
    return f"{METHOD} {kept} {years}".strip()


def read_linked(reader: StreetReader, file: Source, places: Places | None) -> PoliceFile:
    """A file of outcomes or of stops, every row with one fate; BadInput if it is not one.

    Its incidents are rows of `area` (missing where there is none), `category` (the outcome, or the
    type of search) and what else is kept: of outcomes the columns of street files, of stops what
    the search was and whom, to be counted and not kept. places: without them no stop has an area.
    """
    kind, name, connection = KINDS[file.kind], file.name, reader.connection
    looked = reader.open(file)
    text, notes = decode(looked.raw, file=name)
    records = split_records(text, file=name, layout=kind.layout)
    unread = load_records(connection, records, scratch=reader.scratch)
    _judge(connection, kind, month=str(file.month))
    rejected = _rejected(connection, kind, (*records.misshapen, *unread), name)
    account = _account(name, looked.sha256, records.rows_in, rejected, kind)
    rows, vintage, more = _accepted(reader, file, places)
    return PoliceFile(
        name,
        file.force,
        file.month,
        looked.sha256,
        vintage,
        rows if reader.rules.detail else rows.select(["area", "category"]),
        account,
        (*notes, *rejected.values(), *more),
        release=file.release,
        reading=reading_words(reader.rules, file, places),
        source=file.kind,
        categories=kind.categories,
    )


def _account(
    name: str, sha256: str, rows_in: int, rejected: Mapping[str, Problem], kind: Kind
) -> Account:
    reasons = {why: problem.rows for why, problem in sorted(rejected.items())}
    lost = sum(reasons.values())
    if lost == rows_in:
        raise BadInput(
            f"{name}: found {rows_in:,} rows and none that can be used, wanted {kind.layout.what} "
            f"as data.police.uk publishes it. The first: {next(iter(rejected.values()))}"
        )
    return Account(name, sha256, rows_in, rows_in - lost, lost, 0, reasons)


def _accepted(
    reader: StreetReader, file: Source, places: Places | None
) -> tuple[pa.Table, str, tuple[Problem, ...]]:
    """The rows that count, the year of their area codes, and what was noticed of them."""
    if file.kind == STOPS:
        _register(reader.connection, places)
    query = KINDS[file.kind].query
    rows = reader.connection.sql(query, params={"accepted": ACCEPTED}).to_arrow_table()
    if file.kind == STOPS:
        notes = tuple(_stop_notes(rows, file.name))
        return rows.drop_columns(["has_point"]), places.vintage if places else "", notes
    located = rows["area"].drop_null()
    vintage, told = find_vintage(located, reader.rules.editions, file=file.name)
    return rows, vintage, (*_outcome_notes(rows, file.name), *told)


def _judge(connection: duckdb.DuckDBPyConnection, kind: Kind, *, month: str) -> None:
    cases = "\n".join(f"WHEN {reason.condition} THEN '{reason.name}'" for reason in kind.reasons)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE judged AS
        SELECT *, CASE {cases} ELSE '{ACCEPTED}' END AS fate FROM records
        """,  # noqa: S608 - only constants of this package are written into it
        {"month": month, "categories": list(kind.categories)},
    )


def _rejected(
    connection: duckdb.DuckDBPyConnection, kind: Kind, misshapen: Sequence[Misshapen], name: str
) -> dict[str, Problem]:
    """One problem for each reason that any row was rejected for."""
    found: dict[str, Problem] = {}
    shapes = {
        WRONG_CELLS: f"{len(kind.layout.headings)} cells, one under each heading",
        BAD_QUOTES: "every quotation mark closed in its own cell",
        NOT_READABLE: "a row the CSV reader can read",
        CUT_SHORT: "a whole last row: the file was cut off on its way",
    }
    for shape, wanted in shapes.items():
        if bad := [each for each in misshapen if each.reason == shape]:
            numbers = [each.row for each in bad]
            found[shape] = _problem(name, "", numbers, bad[0].found, wanted, FETCH_AGAIN)
    heading_of = {column: heading for heading, column in kind.layout.headings.items()}
    for reason in kind.reasons:
        rows = connection.execute(
            f'SELECT "row", {reason.column} FROM judged WHERE fate = ? ORDER BY "row"',  # noqa: S608
            [reason.name],
        ).fetchall()
        if rows:
            first = repr(rows[0][1][:60]) if rows[0][1] else "nothing"
            numbers = [row for row, _ in rows]
            heading = heading_of[reason.column]
            found[reason.name] = _problem(
                name, heading, numbers, first, reason.wanted, reason.remedy
            )
    return found


def _problem(
    name: str, heading: str, rows: Sequence[int], first: str, wanted: str, remedy: str
) -> Problem:
    listed = ", ".join(map(str, rows[:_EXAMPLES]))
    more = f" and {len(rows) - _EXAMPLES:,} more" if len(rows) > _EXAMPLES else ""
    where = f"{name}, {'row' if len(rows) == 1 else 'rows'} {listed}{more}"
    return Problem(
        f"{where}, {heading}" if heading else where,
        first if len(rows) == 1 else f"{first} in the first",
        wanted,
        remedy,
        rows=len(rows),
        file=name,
        row=rows[0],
        column=heading,
    )


def _register(connection: duckdb.DuckDBPyConnection, places: Places | None) -> None:
    none = pa.schema([("x", pa.int32()), ("y", pa.int32()), ("area", pa.string())]).empty_table()
    connection.register("given_places", none if places is None else places.points)
    connection.execute("CREATE OR REPLACE TEMP TABLE places AS FROM given_places")
    connection.unregister("given_places")


def _outcome_notes(rows: pa.Table, name: str) -> Iterator[Problem]:
    yield from _note(
        name,
        rows["area"].null_count,
        "without a location",
        "an area code",
        "Kept: they are outcomes of crimes by Crime ID, and count in no area.",
    )
    yield from _note(
        name,
        rows.num_rows - len(rows["crime_id"].unique()),
        "with the Crime ID of another row",
        "one outcome of a crime in a month",
        "Kept: the one lowest in the file counts as the last.",
    )


def _stop_notes(rows: pa.Table, name: str) -> Iterator[Problem]:
    without_point = rows.num_rows - int(pc.sum(rows["has_point"]).as_py() or 0)
    yield from _note(
        name,
        without_point,
        "without a point",
        "a longitude and latitude",
        "Kept: they count for the force and in no area.",
    )
    yield from _note(
        name,
        rows["area"].null_count - without_point,
        "with a point that no stored street record has",
        "a map point whose area is known",
        "Kept: they count for the force and in no area. Load the street files of that force too.",
    )


def _note(name: str, rows: int, found: str, wanted: str, remedy: str) -> Iterator[Problem]:
    if rows:
        number = "1 row" if rows == 1 else f"{rows:,} rows"
        yield Problem(
            name, f"{number} {found}", wanted, remedy, weight=Weight.NOTE, rows=rows, file=name
        )
