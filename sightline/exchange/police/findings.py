"""What to tell people of one street file: its account, its problems, and what was noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import duckdb

from sightline.exchange.police.fates import (
    ACCEPTED,
    ANOTHER_YEAR,
    CATEGORIES,
    REASONS,
    SHAPES,
    Reason,
)
from sightline.exchange.police.records import HEADINGS, Misshapen
from sightline.exchange.problems import Account, Problem, Weight

MOST_ROW_PROBLEMS = 100  # rejected rows of one file that are told one by one
MOST_EXAMPLES = 5
FAR_OUT_KM = 100  # twice the reach of the widest districts from their middle
ASB = CATEGORIES[0]  # published without an ID of its own

_HEADING_OF = {column: heading for heading, column in HEADINGS.items()}
_KM_PER_DEGREE = 111.2


def count_fates(connection: duckdb.DuckDBPyConnection) -> Counter[str]:
    """How many rows of `judged` met each fate."""
    return Counter(
        dict(connection.execute("SELECT fate, count(*) FROM judged GROUP BY fate").fetchall())
    )


def account_for(
    name: str, sha256: str, rows_in: int, fates: Counter[str], misshapen: Sequence[Misshapen]
) -> Account:
    """Where every row went."""
    shapes = Counter(bad.reason for bad in misshapen)
    rejected = shapes + Counter(_of_weight(fates, Weight.REJECTED))
    set_aside = Counter(_of_weight(fates, Weight.SET_ASIDE))
    return Account(
        name,
        sha256,
        rows_in,
        fates[ACCEPTED],
        rejected.total(),
        set_aside.total(),
        dict(sorted((rejected + set_aside).items())),
    )


def another_year_share(fates: Counter[str]) -> float:
    """The share of located rows whose district is known and whose code is not."""
    located = fates[ACCEPTED] + fates[ANOTHER_YEAR] + fates["outside these areas"]
    return fates[ANOTHER_YEAR] / located if located else 0.0


def find_problems(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    fates: Counter[str],
    misshapen: Sequence[Misshapen],
) -> Iterator[Problem]:
    """Each rejected row up to a hundred, then their number; one for each reason to set aside."""
    rejected = [_misshapen_problem(name, bad) for bad in misshapen]
    happened = [reason for reason in REASONS if fates[reason.name]]
    for reason in happened:
        if reason.weight is Weight.REJECTED:
            rejected.extend(_rejected_rows(connection, name, reason))
    rejected.sort(key=lambda problem: problem.row or 0)
    yield from rejected[:MOST_ROW_PROBLEMS]
    yield from _rest_of(rejected[MOST_ROW_PROBLEMS:], name)
    for reason in happened:
        if reason.weight is Weight.SET_ASIDE:
            yield set_aside(name, reason, _rows_of(connection, reason))


def superseded(name: str, by: str, rows: int) -> Problem:
    """The problem of a file whose force and month is given again later."""
    again = f"the same force and month again in {by}" if by != name else "the same file name twice"
    return Problem(
        name,
        again,
        "one file for each force and month",
        f"The last one named is used; what is in this one is set aside ({_rows(rows)}).",
        weight=Weight.SET_ASIDE,
        rows=rows,
        file=name,
    )


def find_notes(connection: duckdb.DuckDBPyConnection, name: str) -> Iterator[Problem]:
    """What is worth knowing of rows that are used as they are."""
    notes = (
        (_repeats, "crime_id", "Kept, each as an incident of its own."),
        (_without_id, "crime_id", "Kept."),
        (_ids_used_twice, "crime_id", "Each row is an incident of its own."),
        (_far_out, "longitude", "Kept: the area code is used, not the point."),
        (_without_point, "longitude", "Kept: the area code is used, not the point."),
    )
    for find, column, remedy in notes:
        rows, found, wanted = find(connection)
        if rows:
            heading = _HEADING_OF[column]
            yield Problem(
                f"{name}, {heading}",
                found,
                wanted,
                remedy,
                weight=Weight.NOTE,
                rows=rows,
                file=name,
                column=heading,
            )


def _of_weight(fates: Counter[str], weight: Weight) -> dict[str, int]:
    names = (reason.name for reason in REASONS if reason.weight is weight)
    return {name: fates[name] for name in names if fates[name]}


def _misshapen_problem(name: str, bad: Misshapen) -> Problem:
    wanted, remedy = SHAPES[bad.reason]
    return Problem(f"{name}, row {bad.row}", bad.found, wanted, remedy, file=name, row=bad.row)


def _rejected_rows(
    connection: duckdb.DuckDBPyConnection, name: str, reason: Reason
) -> Iterator[Problem]:
    heading = _HEADING_OF[reason.column]
    shown = "concat_ws(', ', longitude, latitude)" if heading == "Longitude" else reason.column
    found = connection.execute(
        f'SELECT "row", {shown} FROM judged WHERE fate = ? ORDER BY "row"',  # noqa: S608
        [reason.name],
    ).fetchall()
    for row, value in found:
        yield Problem(
            f"{name}, row {row}, {heading}",
            repr(value[:60]) if value else "nothing",
            reason.wanted,
            reason.remedy,
            file=name,
            row=row,
            column=heading,
        )


def _rest_of(problems: Sequence[Problem], name: str) -> Iterator[Problem]:
    if problems:
        yield Problem(
            f"{name}, row {problems[0].row} and after",
            f"{len(problems):,} more that cannot be used",
            "rows as data.police.uk publishes them",
            "Mend what is told above first: it is likely the same.",
            rows=len(problems),
            file=name,
        )


def _rows_of(connection: duckdb.DuckDBPyConnection, reason: Reason) -> list[int]:
    query = 'SELECT "row" FROM judged WHERE fate = ? ORDER BY "row"'
    return [row for (row,) in connection.execute(query, [reason.name]).fetchall()]


def set_aside(name: str, reason: Reason, rows: Sequence[int]) -> Problem:
    """The problem of rows that are set aside for one reason. rows: their numbers in the file."""
    heading = _HEADING_OF[reason.column]
    return Problem(
        f"{name}, {heading}",
        f"{_rows(len(rows))} with {reason.found} ({_examples(rows)})",
        reason.wanted,
        reason.remedy,
        weight=Weight.SET_ASIDE,
        rows=len(rows),
        file=name,
        row=rows[0],
        column=heading,
    )


def _rows(count: int) -> str:
    """A number of rows in words.

    >>> _rows(1), _rows(3305)
    ('1 row', '3,305 rows')
    """
    return "1 row" if count == 1 else f"{count:,} rows"


def _examples(rows: Sequence[int]) -> str:
    """Some row numbers in words.

    >>> _examples([3]), _examples([3, 4, 9, 11, 20, 21, 30])
    ('row 3', 'rows 3, 4, 9, 11, 20 and 2 more')
    """
    first = ", ".join(map(str, rows[:MOST_EXAMPLES]))
    more = f" and {len(rows) - MOST_EXAMPLES:,} more" if len(rows) > MOST_EXAMPLES else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {first}{more}"


Finding = tuple[int, str, str]


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    ((number,),) = connection.execute(query).fetchall()
    return int(number or 0)


def _repeats(connection: duckdb.DuckDBPyConnection) -> Finding:
    rows = _number(
        connection,
        f"""
        SELECT sum(times - 1) FROM (
            SELECT count(*) AS times FROM judged WHERE fate = '{ACCEPTED}'
            GROUP BY {", ".join(HEADINGS.values())}
        )
        """,  # noqa: S608
    )
    return rows, f"{_rows(rows)} alike in every cell to another row", "different rows"


def _without_id(connection: duckdb.DuckDBPyConnection) -> Finding:
    query = f"SELECT count(*) FROM judged WHERE fate = '{ACCEPTED}' AND crime_id IS NULL"  # noqa: S608
    rows = _number(connection, query)
    as_published = _number(connection, f"{query} AND category = '{ASB}'")
    found = (
        f"{_rows(rows)} without an ID ({as_published:,} of them anti-social behaviour, which is "
        "published without)"
    )
    return rows, found, "an ID for each crime"


def _ids_used_twice(connection: duckdb.DuckDBPyConnection) -> Finding:
    rows = _number(
        connection,
        """
        SELECT count(*) FROM judged WHERE crime_id IN (
            SELECT crime_id FROM judged WHERE crime_id IS NOT NULL GROUP BY crime_id
            HAVING count(DISTINCT (coalesce(area, ''), coalesce(longitude, ''),
                                   coalesce(latitude, ''), coalesce(location, ''))) > 1
        )
        """,
    )
    return rows, f"{_rows(rows)} with an ID that another place has too", "one place for each ID"


def _far_out(connection: duckdb.DuckDBPyConnection) -> Finding:
    rows = _number(
        connection,
        f"""
        WITH points AS (
            SELECT regexp_extract(area_name, '^(.*) [^ ]*$', 1) AS district,
                   CAST(longitude AS DOUBLE) AS x, CAST(latitude AS DOUBLE) AS y
            FROM judged WHERE fate = '{ACCEPTED}' AND longitude IS NOT NULL
        ), middles AS (
            SELECT district, median(x) AS mid_x, median(y) AS mid_y FROM points GROUP BY district
        )
        SELECT count(*) FROM points JOIN middles USING (district)
        WHERE {_KM_PER_DEGREE} * sqrt(((x - mid_x) * cos(radians(mid_y))) ** 2 + (y - mid_y) ** 2)
              > {FAR_OUT_KM}
        """,  # noqa: S608
    )
    found = (
        f"{_rows(rows)} with a point more than {FAR_OUT_KM} km from the middle of their district"
    )
    return rows, found, "a point in the district of the area code"


def _without_point(connection: duckdb.DuckDBPyConnection) -> Finding:
    rows = _number(
        connection,
        f"SELECT count(*) FROM judged WHERE fate = '{ACCEPTED}' AND longitude IS NULL",  # noqa: S608
    )
    return rows, f"{_rows(rows)} with an area code and no point", "a point beside the area code"
