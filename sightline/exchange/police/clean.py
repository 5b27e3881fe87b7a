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
_PIECE = 1 << 17  # bytes that stay in the processor's cache while they are counted
_COMMA, _FIRST_PLAIN, _LAST_PLAIN = np.uint8(ord(",")), np.uint8(ord(" ")), np.uint8(127)

_AS_IT_STANDS = """
    read_csv(?, columns = ?, header = false, skip = 1, auto_detect = false, delim = ',',
             quote = '"', escape = '"', new_line = '\\n', strict_mode = true,
             null_padding = false, parallel = false)
"""


def count_plain_rows(raw: bytes) -> int | None:
    """How many rows the file has, if it is plainly well formed; None in any doubt.

    >>> count_plain_rows(_FIRST_LINE + b"a,b,c,d,e,f,g,h,i,j,k,l" + bytes([10]))
    1
    >>> count_plain_rows(_FIRST_LINE + b'"a",b,c,d,e,f,g,h,i,j,k,l' + bytes([10])) is None
    True
    """
    if not raw.startswith(_FIRST_LINE) or not raw.endswith(b"\n") or b'"' in raw:
        return None
    lines = commas = 0
    values = np.frombuffer(raw, dtype=np.uint8)
    found = np.empty(_PIECE, dtype=bool)
    for start in range(0, len(values), _PIECE):
        piece = values[start : start + _PIECE]
        here = found[: len(piece)]
        if piece.max() > _LAST_PLAIN:
            return None
        lines += int(np.count_nonzero(np.less(piece, _FIRST_PLAIN, out=here)))
        commas += int(np.count_nonzero(np.equal(piece, _COMMA, out=here)))
    # Any other character that does not print would make more lines here than the reader finds rows.
    return lines - 1 if commas == _COMMAS * lines and lines > 1 else None


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
    if found is None or found.num_rows != rows or not _is_sound(found):
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


def _is_sound(found: pa.Table) -> bool:
    """Whether every month, category and pair of coordinates is as published."""
    if found["month"].null_count or found["category"].null_count:
        return False
    longitude, latitude = (found[name].combine_chunks() for name in ("longitude", "latitude"))
    if not longitude.is_valid().equals(latitude.is_valid()):
        return False
    return all_degrees(longitude, most=180) and all_degrees(latitude, most=90)


def all_degrees(texts: pa.StringArray, *, most: int) -> bool:
    """Whether every text is missing or degrees as `fates.DEGREES` has them, and not above `most`.

    >>> all_degrees(pa.array(["-0.123456", None, "2.5"]), most=90)
    True
    >>> all_degrees(pa.array(["1e1"]), most=90), all_degrees(pa.array(["91.000000"]), most=90)
    (False, False)
    """
    if _usual_degrees(texts.drop_null()):
        return True
    if not pc.all(pc.match_substring_regex(texts, f"^{DEGREES}$")).as_py():
        return False
    farthest = pc.max(pc.abs(texts.cast(pa.float64()))).as_py()
    return farthest is None or farthest <= most


def _usual_degrees(texts: pa.StringArray) -> bool:
    """Whether every text is one or two digits below 90, a point and six digits, perhaps negative.

    That is how coordinates of Great Britain are published. The bytes are looked at together.
    """
    ends = np.frombuffer(texts.buffers()[1], dtype=np.int32)[
        texts.offset : texts.offset + len(texts) + 1
    ]
    shortest = len("0.123456")
    if not len(texts) or (ends[1:] - ends[:-1]).min() < shortest:
        return not len(texts)
    letters = np.frombuffer(texts.buffers()[2], dtype=np.uint8)
    negative = letters[ends[:-1]] == ord("-")
    whole = ends[1:] - ends[:-1] - negative - len(".123456")
    if whole.min() < 1 or whole.max() > 2:
        return False
    first = letters[ends[:-1] + negative]
    shown = letters[ends[0] : ends[-1]]
    return bool(
        (letters[ends[1:] - len(".123456")] == ord(".")).all()
        and (first < ord("9")).all()
        and np.count_nonzero(shown == ord(".")) == len(texts)
        and np.count_nonzero(shown == ord("-")) == np.count_nonzero(negative)
        and shown.min() >= ord("-")
        and shown.max() <= ord("9")
        and not (shown == ord("/")).any()
    )


def _read_small(connection: duckdb.DuckDBPyConnection, path: Path, month: Month) -> pa.Table | None:
    """Month, area, category and the texts of coordinates; None if the reader refuses any row."""
    types = dict.fromkeys(HEADINGS.values(), "VARCHAR")
    types["category"] = f"ENUM({', '.join(repr(name) for name in CATEGORIES)})"
    types["month"] = f"ENUM('{month}')"
    query = f"SELECT month, area, category, longitude, latitude FROM {_AS_IT_STANDS}"  # noqa: S608
    try:
        return connection.sql(query, params=[str(path), types]).to_arrow_table()
    except duckdb.Error:
        return None
