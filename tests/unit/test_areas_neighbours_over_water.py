"""Areas that face each other over water, with made-up shores."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from sightline.analysis.areas import (
    Geography,
    lay_out,
    neighbours_across_water,
    neighbours_by_boundary,
)


def shores(**boxes: tuple[float, float, float, float]) -> Geography:
    names = pd.DataFrame(
        {"area": list(boxes), "area_name": "", "district": "", "district_name": ""}
    )
    return lay_out(names=names, shapes=[shapely.box(*box) for box in boxes.values()], vintage="")


def facing(geography: Geography, **how: float) -> list[tuple[str, str, float]]:
    table = neighbours_across_water(geography, neighbours_by_boundary(geography), **how)
    return [tuple(row) for row in table.to_numpy().tolist() if row[0] < row[1]]


def test_opposite_banks_face_each_other():
    banks = shores(A=(0, 0, 5000, 500), B=(0, 1000, 5000, 1500))
    assert facing(banks) == [("A", "B", 500.0)]


@pytest.mark.parametrize(("widest_m", "pairs"), [(499.0, 0), (500.0, 1)])
def test_wider_water_parts_them(widest_m, pairs):
    banks = shores(A=(0, 0, 5000, 500), B=(0, 1000, 5000, 1500))
    assert len(facing(banks, widest_m=widest_m)) == pairs


def test_land_of_a_third_area_between_parts_them():
    """C is an island in the river: A and B each face it, and not each other."""
    banks = shores(A=(0, 0, 5000, 500), B=(0, 1300, 5000, 1800), C=(-100, 700, 5100, 1100))
    assert [pair[:2] for pair in facing(banks)] == [("A", "C"), ("B", "C")]


def test_areas_joined_by_one_area_between_are_neighbours_by_land():
    creek = shores(A=(0, 0, 5000, 500), B=(0, 600, 5000, 1100), C=(-1000, 0, 0, 1100))
    assert facing(creek) == []


def test_areas_that_touch_do_not_face():
    assert facing(shores(A=(0, 0, 500, 500), B=(500, 0, 1000, 500))) == []
