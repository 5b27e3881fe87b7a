"""What came of crimes: outcomes joined to incidents by Crime ID, and what could not be joined."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from sightline.errors import BadInput
from sightline.evidence import codes
from sightline.evidence.engines import Engine
from sightline.evidence.engines.duckdb import DuckDB
from sightline.evidence.manifest import Entry, Manifest, read_manifest
from sightline.evidence.sources import OUTCOMES, STREET
from sightline.evidence.splits import keeps_rows


@dataclass(frozen=True)
class LastOutcomes:
    """What came of the crimes of a store.

    table: category, last_outcome (None where none is stored), months_after (missing then) and
    incidents. without_id: incidents that can have no outcome, such as anti-social behaviour.
    unmatched: outcomes of crimes that are not stored, by month of the outcome.
    """

    table: pd.DataFrame
    without_id: int
    unmatched: dict[str, int]

    @property
    def matched(self) -> int:
        """Incidents that an outcome was found for."""
        return int(self.table.loc[self.table["last_outcome"].notna(), "incidents"].sum())

    @property
    def without_outcome(self) -> int:
        """Incidents with an ID that no stored outcome has: not told, which is not none."""
        return int(self.table["incidents"].sum()) - self.matched


def find_last_outcomes(folder: Path, *, engine: Engine | None = None) -> LastOutcomes:
    """Join all stored outcomes to all stored incidents (`expressions.last_outcomes`).

    BadInput unless both are stored with their Crime IDs.
    """
    from sightline.evidence import expressions  # loads slowly

    manifest = read_manifest(folder)
    files = {
        expressions.DETAILS: _paths(folder, manifest.of(STREET), "street"),
        expressions.OUTCOMES: _paths(folder, manifest.of(OUTCOMES), "outcomes"),
    }
    used = engine or DuckDB()
    found = used.collect(expressions.last_outcomes(), files)
    unmatched = used.collect(expressions.unmatched_outcomes(), files)
    street = {expressions.DETAILS: files[expressions.DETAILS]}
    without = used.collect(expressions.distinct_incidents(), street)["without_id"]
    return LastOutcomes(
        _in_words(found, manifest),
        int(sum(without.to_pylist())),
        {
            str(codes.month_of(month)): count
            for month, count in zip(*(column.to_pylist() for column in unmatched), strict=True)
        },
    )


def find_map_points(folder: Path) -> tuple[pa.Table, str] | None:
    """The area of each map point of stored incidents, and the year of its codes; None if unknown.

    Columns: x and y (millionths of a degree), area (text). Where codes of several years are stored,
    the newest are used.
    """
    from sightline.evidence import expressions  # loads slowly

    entries = [entry for entry in read_manifest(folder).of(STREET) if keeps_rows(entry)]
    if not entries:
        return None
    vintage = max(entry.vintage for entry in entries)
    paths = [folder / entry.detail for entry in entries if entry.vintage == vintage]
    points = DuckDB().collect(expressions.map_points(), {expressions.DETAILS: paths})
    words = pa.array(codes.decode_areas(points["area"].to_numpy()), pa.string())
    return points.set_column(points.column_names.index("area"), "area", words), vintage


def _paths(folder: Path, entries: tuple[Entry, ...], what: str) -> list[Path]:
    paths = [folder / entry.detail for entry in entries if keeps_rows(entry)]
    if not paths or len(paths) < len(entries):
        held = f"{len(entries) - len(paths):,} months without Crime IDs" if entries else "none"
        raise BadInput(
            f"{folder.name}: found of {what} files {held}, wanted all with Crime IDs, by which "
            f"outcomes are joined. Load {what} files, without --counts-only."
        )
    return paths


def _in_words(found: pa.Table, manifest: Manifest) -> pd.DataFrame:
    types = np.array(manifest.categories[STREET], dtype=object)
    outcomes = (*manifest.categories[OUTCOMES], None)
    places = [len(outcomes) - 1 if place is None else place for place in _of(found, "last_outcome")]
    return pd.DataFrame(
        {
            "category": types[found["category"].to_numpy()],
            "last_outcome": [outcomes[place] for place in places],
            "months_after": pd.array(_of(found, "months_after"), dtype="Int32"),
            "incidents": found["incidents"].to_numpy(),
        }
    )


def _of(found: pa.Table, column: str) -> list[int | None]:
    values: list[int | None] = found[column].to_pylist()
    return values
