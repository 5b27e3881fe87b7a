"""Files that are plainly well formed are read as they stand; in any doubt, line by line.

DuckDB's strict reader is quick, but it drops what follows a quotation mark that is not closed,
takes a thirteenth empty cell for none, and passes over blank lines, all without a word (version
2.0). So a file is read as it stands only if counting its bytes shows that nothing of the kind can
be in it: no quotation mark, plain characters, the published headings in their order, as many rows
as lines, and eleven commas a line. The reader refuses a row with fewer, so none has more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.analysis.periods import Month
from sightline.exchange.police.fates import ACCEPTED, CATEGORIES, CODE, DEGREES, NO_LOCATION
from sightline.exchange.police.records import HEADINGS

_FIRST_LINE = (",".join(HEADINGS) + "\n").encode()
_COMMAS = len(HEADINGS) - 1
_PIECE = 1 << 16  # bytes that stay in the processor's cache while they are counted

_AS_IT_STANDS = """
    read_csv(?, columns = ?, header = false, skip = 1, auto_detect = false, delim = ',',
             quote = '"', escape = '"', new_line = '\\n', strict_mode = true,
             null_padding = false, parallel = false)
"""


def count_plain_rows(raw: bytes) -> int | None:
    """How many rows the file has, if it is plainly well formed; None in any doubt.

    >>> count_plain_rows(_FIRST_LINE + b"a,b,c,d,e,f,g,h,i,j,k,l\\n")
    1
    >>> count_plain_rows(_FIRST_LINE + b'"a",b,c,d,e,f,g,h,i,j,k,l\\n') is None
    True
    """
    plain = (
        raw.startswith(_FIRST_LINE)
        and raw.endswith(b"\n")
        and raw.isascii()
        and not any(mark in raw for mark in (b'"', b"\r", b"\0"))
    )
    if not plain:
        return None
    lines, commas = count_bytes(raw, b"\n"), count_bytes(raw, b",")
    return lines - 1 if commas == _COMMAS * lines and lines > 1 else None


def count_bytes(raw: bytes, byte: bytes) -> int:
    """How often a byte stands in others."""
    values, wanted = np.frombuffer(raw, dtype=np.uint8), byte[0]
    return sum(
        int(np.count_nonzero(values[start : start + _PIECE] == wanted))
        for start in range(0, len(values), _PIECE)
    )


def load_whole(connection: duckdb.DuckDBPyConnection, path: Path, *, rows: int) -> bool:
    """Put the rows of a plain file in a table `records`, all text; False if any was lost."""
    types = dict.fromkeys(HEADINGS.values(), "VARCHAR")
    try:
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE records AS
            SELECT CAST(row_number() OVER () + 1 AS INTEGER) AS "row", * FROM {_AS_IT_STANDS}
            """,  # noqa: S608 - a constant of this module
            [str(path), types],
        )
    except duckdb.Error:
        return False
    ((count,),) = connection.execute("SELECT count(*) FROM records").fetchall()
    return bool(count == rows)


@dataclass(frozen=True)
class Counted:
    """The accepted rows of a plain file, area and category only, and what became of the others."""

    incidents: pa.Table
    fates: Counter[str]
    without_area: Sequence[int]  # row numbers, headings being row 1


def count_whole(
    connection: duckdb.DuckDBPyConnection, path: Path, *, rows: int, month: Month
) -> Counted | None:
    """Area and category of a plain file whose every row is sound or has no location.

    None if any row is anything else, so that it is told of as it should be. Every official code
    counts. connection: with one thread, as the order of rows matters.
    """
    found = _read_small(connection, path, month)
    if found is None or found.num_rows != rows or not pc.all(found["sound"]).as_py():
        return None
    areas = pc.dictionary_encode(found["area"]).combine_chunks()
    if not pc.all(pc.match_substring_regex(areas.dictionary, f"^{CODE}$")).as_py():
        return None
    category = found["category"].combine_chunks()
    located = areas.is_valid()
    incidents = pa.table({"area": areas, "category": category}).filter(located)
    without_area = (np.flatnonzero(~located.to_numpy(zero_copy_only=False)) + 2).tolist()
    fates = Counter({ACCEPTED: incidents.num_rows, NO_LOCATION: len(without_area)})
    return Counted(incidents, +fates, without_area)


def _read_small(connection: duckdb.DuckDBPyConnection, path: Path, month: Month) -> pa.Table | None:
    """Area, category and whether month and coordinates are as published; None if refused."""
    types = dict.fromkeys(HEADINGS.values(), "VARCHAR")
    types["category"] = f"ENUM({', '.join(repr(name) for name in CATEGORIES)})"
    types["month"] = f"ENUM('{month}')"
    query = f"""
        SELECT area, category,
               month IS NOT NULL AND category IS NOT NULL
               AND coalesce(
                   regexp_full_match(longitude, '{DEGREES}') AND abs(longitude::DOUBLE) <= 180
                   AND regexp_full_match(latitude, '{DEGREES}') AND abs(latitude::DOUBLE) <= 90,
                   longitude IS NULL AND latitude IS NULL) AS sound
        FROM {_AS_IT_STANDS}
    """  # noqa: S608 - only constants and a month are written into it
    try:
        return connection.sql(query, params=[str(path), types]).to_arrow_table()
    except duckdb.Error:
        return None
