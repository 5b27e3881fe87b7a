"""Files that are plainly well formed are read as they stand; in any doubt, line by line.

Arrow's CSV reader is the quickest at hand, and refuses a file in which a line has another number of
cells than there are headings. It passes over blank lines without a word, and other characters may
mislead it, so the bytes are looked at as well: a file is read as it stands only if it has the
published headings in their order and nothing but characters that print and line feeds, if every
line with a quotation mark is a row of whole cells by itself, and if the reader finds a row for
every line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from sightline.analysis.periods import Month
from sightline.exchange.police.fates import ACCEPTED, CATEGORIES, CODE, DEGREES, NO_LOCATION
from sightline.exchange.police.looking import Looked, look_at
from sightline.exchange.police.records import HEADINGS

_FIRST_LINE = (",".join(HEADINGS) + "\n").encode()
_COUNTED = ("month", "area", "category", "longitude", "latitude")

_ONE_THREAD = pacsv.ReadOptions(use_threads=False, block_size=1 << 20)
# An empty line, were it kept, would be a row of nothing; passed over, it is one row too few.
_STRICTLY = pacsv.ParseOptions(quote_char=False, ignore_empty_lines=True)
_QUOTED = pacsv.ParseOptions(quote_char='"', double_quote=False, ignore_empty_lines=True)
# A cell in quotation marks that holds none, as in "Bournemouth, Christchurch and Poole 001A".
_CELL = rb'(?:[^",\n]*|"[^"\n]+")'
_ROW = re.compile(_CELL + rb"(?:," + _CELL + rb"){%d}" % (len(HEADINGS) - 1))


def read_plain(file: bytes | Looked, columns: Collection[str]) -> pa.Table | None:
    """Some columns of a file that is plainly well formed, all text; None in any doubt.

    file: its bytes, looked at already or not. columns: our names of them. A cell with nothing in it
    is null.

    >>> found = read_plain(_FIRST_LINE + b"a,b,c,d,e,f,g,h,i,,k,l" + bytes([10]), ["area"])
    >>> found["area"].to_pylist()
    ['h']
    >>> found = read_plain(_FIRST_LINE + b'"a, b",,c,d,e,f,g,h,i,,k,l' + bytes([10]), ["crime_id"])
    >>> found["crime_id"].to_pylist()
    ['a, b']
    >>> read_plain(_FIRST_LINE + b'"a,b,c,d,e,f,g,h,i,j,k,l' + bytes([10]), ["area"]) is None
    True
    """
    looked = look_at(file) if isinstance(file, bytes) else file
    lines = _count_plain_lines(looked)
    if lines is None or lines < 2:
        return None
    wanted = [heading for heading, name in HEADINGS.items() if name in columns]
    convert = pacsv.ConvertOptions(
        check_utf8=False,  # a file with anything beyond ASCII is not used
        column_types=dict.fromkeys(wanted, pa.string()),
        include_columns=wanted,
        null_values=[""],
        strings_can_be_null=True,
    )
    try:
        strictly = _QUOTED if looked.quoted else _STRICTLY
        found = pacsv.read_csv(pa.BufferReader(looked.raw), _ONE_THREAD, strictly, convert)
    except pa.ArrowInvalid:
        return None
    if found.num_rows != lines - 1:
        return None
    return found.rename_columns([HEADINGS[heading] for heading in wanted])


def _count_plain_lines(file: Looked) -> int | None:
    """How many line ends there are; None, or too many, if anything needs a careful look.

    Characters that do not print and those beyond ASCII are counted with the line ends. A row ends
    with one line end at least, so the reader can find as many rows only if there are no others.
    """
    if not file.raw.startswith(_FIRST_LINE) or not file.raw.endswith(b"\n"):
        return None
    return None if file.quoted and not _plainly_quoted(file.raw) else file.marks


def _plainly_quoted(raw: bytes) -> bool:
    """Whether each line with a quotation mark is a row, each of its cells quoted wholly or not."""
    at = raw.find(b'"')
    while at >= 0:
        end = raw.index(b"\n", at)  # the last line has one too
        if not _ROW.fullmatch(raw, raw.rfind(b"\n", 0, at) + 1, end):
            return False
        at = raw.find(b'"', end)
    return True


def load_whole(connection: duckdb.DuckDBPyConnection, found: pa.Table) -> None:
    """Put the rows of a plain file in a table `records`, numbered, headings being row 1."""
    connection.register("plain", found)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE records AS
        SELECT CAST(row_number() OVER () + 1 AS INTEGER) AS "row", * FROM plain
        """
    )
    connection.unregister("plain")


@dataclass(frozen=True)
class Counted:
    """The accepted rows of a plain file, area and category only, and what became of the others."""

    incidents: pa.Table
    fates: Counter[str]
    without_area: Sequence[int]  # row numbers, headings being row 1


def count_whole(file: bytes | Looked, *, month: Month) -> Counted | None:
    """Area and category of a plain file whose every row is sound or has no location.

    None if the file or any row is anything else, so that it is told of as it should be. Every
    official code counts.
    """
    found = read_plain(file, _COUNTED)
    if found is None or not _is_sound(found, month):
        return None
    category = pc.index_in(found["category"].combine_chunks(), value_set=pa.array(CATEGORIES))
    areas = pc.dictionary_encode(found["area"]).combine_chunks()
    official = pc.all(pc.match_substring_regex(areas.dictionary, f"^{CODE}$")).as_py()
    if category.null_count or not official:
        return None
    located = areas.is_valid()
    kinds = pa.DictionaryArray.from_arrays(category, pa.array(CATEGORIES))
    incidents = pa.table({"area": areas, "category": kinds})
    if areas.null_count:
        incidents = incidents.filter(located)
    without_area = (np.flatnonzero(~located.to_numpy(zero_copy_only=False)) + 2).tolist()
    fates = Counter({ACCEPTED: incidents.num_rows, NO_LOCATION: len(without_area)})
    return Counted(incidents, +fates, without_area)


def _is_sound(found: pa.Table, month: Month) -> bool:
    """Whether every month and pair of coordinates is as published."""
    if found["month"].null_count or not pc.all(pc.equal(found["month"], str(month))).as_py():
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
    if not len(texts):
        return True
    ends = np.frombuffer(texts.buffers()[1], dtype=np.int32)[
        texts.offset : texts.offset + len(texts) + 1
    ]
    starts, length = ends[:-1], ends[1:] - ends[:-1]
    if length.min() < len("0.123456"):
        return False
    letters = np.frombuffer(texts.buffers()[2], dtype=np.uint8)
    negative = letters.take(starts, mode="clip") == ord("-")
    whole = length - negative - len(".123456")
    if whole.min() < 1 or whole.max() > 2:
        return False
    first = letters.take(starts + negative, mode="clip")
    points = letters.take(ends[1:] - len(".123456"), mode="clip")
    shown = letters[ends[0] : ends[-1]]
    return bool(
        (points == ord(".")).all()
        and first.max() < ord("9")
        and np.count_nonzero(shown == ord(".")) == len(texts)
        and np.count_nonzero(shown == ord("-")) == np.count_nonzero(negative)
        and shown.min() >= ord("-")
        and shown.max() <= ord("9")
        and not (shown == ord("/")).any()
    )
