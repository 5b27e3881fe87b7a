"""Laws of the cube in one block: it counts what plain counting counts, whatever the codes."""

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
from sightline.errors import BadInput
from sightline.evidence import dense
from sightline.evidence.codes import (
    area_code,
    area_number,
    decode_areas,
    encode_areas,
    month_number,
    month_of,
)
from sightline.evidence.cubes import incident_cube
from sightline.evidence.dense import CACHE, dense_cube
from sightline.evidence.manifest import Entry, Manifest, write_manifest
from sightline.evidence.parquet import write_records

CATEGORIES = ("Drugs", "Robbery", "Shoplifting")
codes = st.from_regex(r"[EWSNX]0[0-9]0000[0-9]{2}", fullmatch=True)
records = st.lists(st.tuples(codes, st.sampled_from(CATEGORIES)), max_size=12)
months = st.dictionaries(
    st.tuples(st.sampled_from(["fableshire", "sagashire"]), st.integers(1, 4)), records, min_size=1
)


def store(folder: Path, given_months: dict) -> None:
    entries = []
    for (force, number), rows in given_months.items():
        month = Month(2025, number)
        table = pa.table(
            {
                "area": pa.array([area for area, _ in rows], pa.string()),
                "category": pa.array([category for _, category in rows], pa.string()),
            }
        )
        written = write_records(
            folder,
            table,
            name="made up",
            source="street",
            force=force,
            month=month,
            categories=CATEGORIES,
        )
        known = ("street", force, str(month), "made up", "0" * 64, "", "", "")
        entries.append(Entry(*known, len(rows), len(rows), 0, 0, {}, **vars(written)))
    entries.sort(key=lambda entry: entry.key)
    write_manifest(folder, Manifest(tuple(entries), categories={"street": CATEGORIES}))


def cells(folder: Path) -> Counter[tuple[str, str, str]]:
    cube = dense_cube(folder)
    names = decode_areas(cube.areas)
    return Counter(
        {
            (names[area], str(cube.months[month]), cube.categories[category]): int(number)
            for (month, area, category), number in np.ndenumerate(cube.counts)
            if number
        }
    )


@settings(max_examples=25, deadline=None)
@given(months, months)
def test_it_counts_what_plain_counting_counts_also_after_a_change(first, second):
    with tempfile.TemporaryDirectory() as name:
        for given_months in (first, second):  # the cache of the first must not answer the second
            store(Path(name), given_months)
            plain = Counter(
                (area, str(Month(2025, number)), category)
                for (_, number), rows in given_months.items()
                for area, category in rows
            )
            assert cells(Path(name)) == plain
            rows = incident_cube(Path(name)).itertuples(index=False)
            assert Counter({tuple(row)[:3]: row.incidents for row in rows}) == plain


def test_a_count_too_large_for_small_numbers_makes_them_larger(tmp_path):
    store(tmp_path, {("fableshire", 1): [("E01000001", "Drugs")] * 70_000})
    cube = dense_cube(tmp_path)
    assert (cube.counts.dtype, int(cube.counts.sum())) == (np.uint32, 70_000)
    counted = cube.by_area(months=cube.months, categories=["Drugs"])
    assert counted.values.tolist() == [["E01000001", 70_000]]


def test_the_cache_is_used_made_again_and_never_needed(tmp_path, monkeypatch):
    store(tmp_path, {("fableshire", 1): [("E01000001", "Drugs")]})
    wanted = cells(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(dense, "count_densely", None)
        assert cells(tmp_path) == wanted
    for path in (tmp_path / CACHE).iterdir():
        path.write_bytes(b"damaged")
    assert cells(tmp_path) == wanted


def test_codes_with_no_order_in_them_are_refused(monkeypatch):
    monkeypatch.setattr(dense, "_POWERS", range(1, 2))
    with pytest.raises(BadInput, match="found 5,001 codes with no order"):
        dense._telling_divisor(np.arange(5_001, dtype=np.uint32))


@given(st.from_regex(r"[A-Z][0-9]{8}", fullmatch=True), st.integers(0, 65_535))
def test_numbers_lead_back_to_codes_and_months(code, number):
    assert area_code(area_number(code)) == code
    assert 0 < area_number(code) < 2**32
    assert month_number(month_of(number)) == number


@given(st.lists(st.one_of(st.none(), codes)))
def test_columns_are_coded_and_read_back(words):
    numbers = encode_areas(pa.chunked_array([pa.array(words, pa.string())]))
    assert [area_code(number) if number else None for number in numbers] == words
