"""One month of one force as Parquet: small whole numbers to count, and everything else beside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.evidence.codes import encode_areas, encode_categories, month_number
from sightline.evidence.events import holds_events, with_events
from sightline.evidence.manifest import Entry, write_whole
from sightline.evidence.splits import count_splits, holds_splits

COUNTED = ("area", "category")  # what any batch has
DETAIL = {
    "crime_id": pa.string(),
    "longitude": pa.float64(),
    "latitude": pa.float64(),
    "location": pa.string(),
    "outcome": pa.string(),
    "row": pa.int32(),
}
# Nothing is missing in the small columns: an area that is not known is a number too.
_SMALL = pa.schema(
    [
        pa.field("area", pa.uint32(), nullable=False),
        pa.field("month", pa.uint16(), nullable=False),
        pa.field("category", pa.uint8(), nullable=False),
        pa.field("force", pa.dictionary(pa.int8(), pa.string()), nullable=False),
    ]
)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Written:
    """Where the rows of an entry are, and what they are known by."""

    stored: str
    stored_sha256: str
    detail: str
    detail_sha256: str
    content: str


def write_records(
    folder: Path,
    incidents: pa.Table,
    *,
    name: str,
    source: str,
    force: str,
    month: Month,
    categories: Sequence[str],
) -> Written:
    """Write accepted rows under names that follow from their bytes, if they are not there yet.

    incidents: area and category as text, and the columns of DETAIL or none of them, or else those
    of searches, of which only counts are kept, or of events (`events.EVENT`). BadInput if a
    column, the force or a code cannot be stored.
    """
    lacking = [column for column in COUNTED if column not in incidents.column_names]
    if lacking or not (_NAME.fullmatch(force) and _NAME.fullmatch(source)):
        raise BadInput(
            f"{name}: found force {force!r} and columns {', '.join(incidents.column_names)}, "
            f"wanted a force such as essex and also {', '.join(lacking) or 'no other columns'}. "
            "Read the file again."
        )
    try:
        small = _small(incidents, force, month, categories)
    except BadInput as error:
        raise BadInput(f"{name}, {error} Mend the file or its boundaries.") from error
    place = f"source={source}/month={month}/force={force}"
    stored, stored_sha256 = _write(folder, place, "counts", small)
    detail = detail_sha256 = ""
    content = _content(small)
    if holds_splits(incidents):
        splits = count_splits(small, incidents)
        detail, detail_sha256 = _write(folder, place, "splits", splits)
    elif holds_events(incidents):
        detail, detail_sha256 = _write(folder, place, "events", with_events(small, incidents))
    elif "crime_id" in incidents.column_names:
        whole = _with_detail(small, incidents)
        detail, detail_sha256 = _write(folder, place, "detail", whole)
    return Written(stored, stored_sha256, detail, detail_sha256, content)


def read_content(folder: Path, entry: Entry) -> tuple[int, str]:
    """The rows of an entry, and the SHA-256 of what they say, read again from its Parquet."""
    small = pq.read_table(folder / entry.stored, partitioning=None)
    return small.num_rows, _content(small)


def _small(incidents: pa.Table, force: str, month: Month, categories: Sequence[str]) -> pa.Table:
    rows = incidents.num_rows
    return pa.table(
        {
            "area": pa.array(encode_areas(incidents["area"])),
            "month": pa.array(np.full(rows, month_number(month), dtype=np.uint16)),
            "category": pa.array(encode_categories(incidents["category"], categories)),
            "force": pa.DictionaryArray.from_arrays(np.zeros(rows, dtype=np.int8), [force]),
        },
        schema=_SMALL,
    )


def _with_detail(small: pa.Table, incidents: pa.Table) -> pa.Table:
    whole = small
    for column, kind in DETAIL.items():
        given = column in incidents.column_names
        values = incidents[column].cast(kind) if given else pa.nulls(small.num_rows, kind)
        whole = whole.append_column(column, values)
    return whole


def _write(folder: Path, place: str, what: str, table: pa.Table) -> tuple[str, str]:
    sink = pa.BufferOutputStream()
    # Small numbers by dictionary are hardly smaller when compressed, and a third slower to read.
    # Of a column's least and greatest only those of months let a reader pass a file over.
    pq.write_table(
        table, sink, compression="none" if what == "counts" else "zstd", write_statistics=["month"]
    )
    content = sink.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    stored = f"{place}/{digest[:24]}.{what}.parquet"
    target = folder / stored
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    return stored, digest


def _content(small: pa.Table) -> str:
    """Of area, month and category, row by row, as little-endian numbers of four, two, one bytes."""
    digest = hashlib.sha256()
    for column, kind in (("area", "<u4"), ("month", "<u2"), ("category", "u1")):
        digest.update(small[column].to_numpy().astype(kind).tobytes())
    return digest.hexdigest()
