"""Laws of the counts by area and month: they are a plain count, and what is not known is marked."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.periods import Month
from sightline.errors import Refused
from sightline.evidence.grids import monthly_grid
from sightline.evidence.manifest import Entry, Manifest, write_manifest
from sightline.evidence.parquet import write_records

AREAS = ("X01000001", "X01000002", "X01000003")
CATEGORIES = ("Drugs", "Robbery")
rows = st.lists(
    st.tuples(st.sampled_from([*AREAS, "X01000009"]), st.sampled_from(CATEGORIES)), max_size=8
)
stored = st.dictionaries(
    st.tuples(st.sampled_from(["fableshire", "sagashire"]), st.integers(1, 4)), rows, min_size=1
)


def store(folder: Path, files: dict[tuple[str, int], list[tuple[str, str]]]) -> None:
    entries = []
    for (force, number), records in files.items():
        month = Month(2025, number)
        table = pa.table(
            {
                "area": pa.array([area for area, _ in records], pa.string()),
                "category": pa.array([category for _, category in records], pa.string()),
            }
        )
        about = {"name": "made up", "source": "street", "force": force, "month": month}
        written = write_records(folder, table, categories=CATEGORIES, **about)
        known = ("street", force, str(month), "made up", "0" * 64, "", "", "")
        entries.append(Entry(*known, len(records), len(records), 0, 0, {}, **vars(written)))
    entries.sort(key=lambda entry: entry.key)
    write_manifest(folder, Manifest(tuple(entries), categories={"street": CATEGORIES}))


@settings(max_examples=25)
@given(stored)
def test_the_grid_is_a_plain_count(files: dict[tuple[str, int], list[tuple[str, str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store(Path(folder), files)
        grid = monthly_grid(Path(folder), areas=AREAS, last=Month(2025, 4), most_months=60)
    plain = Counter(
        (area, number, category)
        for (_, number), records in files.items()
        for area, category in records
    )
    for row, area in enumerate(grid.areas):
        for column, month in enumerate(grid.months):
            for kind, category in enumerate(grid.categories):
                assert grid.counts[row, column, kind] == plain[area, month.number, category]
    assert grid.elsewhere == sum(many for (area, _, _), many in plain.items() if area not in AREAS)
    assert (grid.months[0], grid.months[-1]) == (
        Month(2025, min(number for _, number in files)),
        Month(2025, 4),
    )


def test_a_month_is_known_if_the_force_of_the_area_has_supplied_it(tmp_path: Path) -> None:
    one, two, _three = AREAS
    theirs = [(one, "Drugs"), (one, "Drugs")]
    store(
        tmp_path,
        {
            ("fableshire", 1): theirs,
            ("fableshire", 3): theirs,
            ("sagashire", 1): [(two, "Robbery"), (one, "Drugs")],
            ("sagashire", 2): [(two, "Robbery")],
            ("sagashire", 3): [],
        },
    )
    grid = monthly_grid(
        tmp_path,
        areas=AREAS,
        last=Month(2025, 3),
        most_months=60,
        alike=["West", "East", "West"],
    )
    assert grid.forces.tolist() == ["fableshire", "sagashire", "fableshire"]
    assert grid.known.tolist() == [[True, False, True], [True] * 3, [True, False, True]]
    np.testing.assert_array_equal(
        grid.of(["Drugs", "Robbery"]), [[3, np.nan, 2], [1, 1, 0], [0, np.nan, 0]]
    )


def test_nothing_in_those_months_is_refused(tmp_path: Path) -> None:
    store(tmp_path, {("fableshire", 4): [(AREAS[0], "Drugs")]})
    with pytest.raises(Refused, match="found no street records"):
        monthly_grid(tmp_path, areas=AREAS, last=Month(2025, 3), most_months=2)
