"""Laws of neighbours and of people by age."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.areas import (
    Geography,
    areas_of,
    lay_out,
    neighbours_by_boundary,
    neighbours_by_distance,
    people_of_age,
)
from sightline.analysis.framework import OLDEST, AgeRange

WIDTH_M = 100.0
# The cells of a grid that are land; the others are water.
land = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=25)
counts = st.integers(0, 5000)


def grid(cells: list[tuple[int, int]], codes: list[str]) -> Geography:
    names = pd.DataFrame({"area": codes, "area_name": "", "district": "", "district_name": ""})
    shapes = [
        shapely.box(x * WIDTH_M, y * WIDTH_M, (x + 1) * WIDTH_M, (y + 1) * WIDTH_M)
        for x, y in cells
    ]
    return lay_out(names=names, shapes=shapes, vintage="")


def as_set(table: pd.DataFrame) -> set[tuple[object, ...]]:
    return {tuple(row) for row in table.to_numpy().tolist()}


@given(cells=land)
def test_neighbours_are_the_cells_beside_and_never_across_a_corner(cells):
    codes = {cell: f"{cell[0]}{cell[1]}" for cell in cells}
    beside = neighbours_by_boundary(grid(list(codes), list(codes.values())))
    expected = {
        (codes[x, y], codes[x + dx, y + dy], WIDTH_M)
        for x, y in cells
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))
        if (x + dx, y + dy) in cells
    }
    assert as_set(beside) == expected


@given(cells=land, within_m=st.floats(1, 700))
def test_each_neighbour_has_the_other_as_its_neighbour(cells, within_m):
    geography = grid(list(cells), [f"{x}{y}" for x, y in cells])
    for table in (
        neighbours_by_boundary(geography),
        neighbours_by_distance(geography.areas, within_m=within_m),
    ):
        there = as_set(table)
        assert {(neighbour, area, value) for area, neighbour, value in there} == there
        assert not (table["area"] == table["neighbour"]).any()


@given(cells=land, within_m=st.floats(1, 700), shuffled=st.randoms(use_true_random=False))
def test_other_names_for_the_areas_change_nothing_else(cells, within_m, shuffled):
    ordered = list(cells)
    codes = [f"A{place:02}" for place in range(len(ordered))]
    renamed = shuffled.sample(codes, len(codes))
    new = dict(zip(codes, renamed, strict=True))
    before, after = grid(ordered, codes), grid(ordered, renamed)
    for one, other in (
        (neighbours_by_boundary(before), neighbours_by_boundary(after)),
        (
            neighbours_by_distance(before.areas, within_m=within_m),
            neighbours_by_distance(after.areas, within_m=within_m),
        ),
    ):
        translated = {(new[area], new[neighbour], value) for area, neighbour, value in as_set(one)}
        assert translated == as_set(other)


@given(water_m=st.floats(6, 400), length_m=st.floats(50, 3000))
def test_water_parts_a_border_but_not_a_distance(water_m, length_m):
    names = pd.DataFrame({"area": ["A", "B"], "area_name": "", "district": "", "district_name": ""})
    banks = [
        shapely.box(0, 0, length_m, 500),
        shapely.box(0, 500 + water_m, length_m, 1000 + water_m),
    ]
    facing = lay_out(names=names, shapes=banks, vintage="")
    assert neighbours_by_boundary(facing).empty
    assert len(neighbours_by_distance(facing.areas, within_m=1000)) == 2


@given(
    people=st.lists(counts, min_size=1, max_size=8),
    ends=st.sets(st.integers(1, OLDEST), max_size=6),
    cuts=st.sets(st.integers(1, OLDEST), max_size=6),
)
def test_people_of_ages_that_divide_all_ages_add_up_to_everyone(people, ends, cuts):
    """However the bands lie, the people of 0-9, 10-24, 25-120 … are everyone, once."""
    starts, splits = sorted({0, *ends}), sorted({0, *cuts})
    bands = pd.DataFrame(
        [
            (f"A{place}", first, following - 1, count)
            for place, count in enumerate(people)
            for first, following in zip(starts, [*starts[1:], OLDEST + 1], strict=True)
        ],
        columns=["area", "age_from", "age_to", "people"],
    )
    parts = [
        people_of_age(bands, AgeRange(first, following - 1))["people"].to_numpy()
        for first, following in zip(splits, [*splits[1:], OLDEST + 1], strict=True)
    ]
    everyone = bands.groupby("area")["people"].sum().to_numpy()
    assert np.allclose(np.sum(parts, axis=0), everyone)
    assert all((part >= 0).all() for part in parts)


@given(codes=st.lists(st.sampled_from(["X01", "x02", "Mid", "X71", "X99", "Nowhere"]), max_size=6))
def test_every_code_is_either_found_or_said_to_be_unknown(codes):
    areas = pd.DataFrame(
        {
            "area": ["X01", "X02"],
            "area_name": ["One", "Two"],
            "district": "X71",
            "district_name": "Mid",
            "easting_m": 0.0,
            "northing_m": 0.0,
        }
    )
    found = areas_of(codes, areas)
    known = [code for code in codes if areas_of([code], areas).areas]
    assert set(found.unknown) == set(codes) - set(known)
    assert set(found.areas) == {area for code in known for area in areas_of([code], areas).areas}
