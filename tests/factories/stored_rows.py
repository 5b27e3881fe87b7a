"""Parquet of made-up records as a store keeps them, with everything that is awkward in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        ("area", pa.uint32()),
        ("month", pa.uint16()),
        ("category", pa.uint8()),
        ("force", pa.string()),
        ("crime_id", pa.string()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
        ("location", pa.string()),
        ("outcome", pa.string()),
        ("row", pa.int32()),
    ]
)
PLACES = ("On or near A", "On or near Café", "on or near a", "", None)
OUTCOMES = ("Under investigation", "No suspect", "", None)
LARGEST_AREA = 2**32 - 1  # above what a signed number of 32 bits holds


def awkward_rows(seed: int, *, rows: int = 4_000, months: int = 180) -> list[dict[str, object]]:
    """Many months, IDs that stand twice or not at all, empty and missing texts, no area."""
    dice = np.random.default_rng(seed)
    areas = [0, LARGEST_AREA, *range(501_000_000, 501_000_040)]
    return [
        {
            "area": areas[dice.integers(len(areas))],
            "month": 24_300 - int(dice.integers(months)),
            "category": (0, 1, 13, 255)[dice.integers(4)],
            "force": ("essex", "kent", "city-of-london")[dice.integers(3)],
            "crime_id": None if dice.random() < 0.2 else f"{dice.integers(rows):x}",
            "longitude": None,
            "latitude": float("nan") if dice.random() < 0.1 else 51.5,
            "location": PLACES[dice.integers(len(PLACES))],
            "outcome": OUTCOMES[dice.integers(len(OUTCOMES))],
            "row": row,
        }
        for row in range(rows)
    ]


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """Keep rows in a folder whose name looks like a column, as a store does."""
    path = path.with_name("month=1999-01") / "force=nobody's [x] {y} %20" / path.name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), SCHEMA), path, compression="zstd")
    return path
