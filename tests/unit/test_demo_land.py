"""The fictional county's land: areas that fill it, a coast, and a river that parts its banks."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy.spatial import KDTree

from sightline.demo.areas import Land, banks, coast_areas, facing_pairs, lay_out_land
from sightline.demo.places import (
    COUNTY,
    DISTRICTS,
    EAST,
    NORTH,
    SOUTH,
    WEST,
    dry_land,
    river,
)


@pytest.fixture(scope="module")
def land() -> Land:
    return lay_out_land(np.random.default_rng(1))


def test_every_district_has_the_small_areas_it_was_given(land: Land) -> None:
    found = land.areas.groupby("district_name").size().to_dict()
    assert found == {district.name: district.small_areas for district in DISTRICTS}
    assert len(land.within(COUNTY).areas) == 1111


def test_areas_fill_the_land_without_overlap(land: Land) -> None:
    assert shapely.coverage_is_valid(land.shapes)
    assert shapely.is_valid(land.shapes).all()
    assert set(shapely.get_type_id(land.shapes)) == {shapely.GeometryType.POLYGON}
    assert shapely.area(land.shapes).sum() == pytest.approx(dry_land().area, rel=1e-3)


def test_every_area_is_in_the_north_sea_and_its_point_is_inside(land: Land) -> None:
    west, south, east, north = shapely.total_bounds(land.shapes)
    assert west >= WEST
    assert south >= SOUTH
    assert east <= EAST
    assert north <= NORTH
    inside = shapely.contains_xy(land.shapes, land.areas["easting_m"], land.areas["northing_m"])
    assert inside.all()


def test_towns_are_denser_than_the_country(land: Land) -> None:
    size = shapely.area(land.shapes)
    central = (land.areas["centre_m"] < 1_500).to_numpy()
    assert np.median(size[central]) < np.median(size[~central]) / 2


def test_codes_are_made_up_and_names_are_numbered_like_official_ones(land: Land) -> None:
    assert land.areas["area"].is_unique
    assert land.areas["area_name"].is_unique
    assert land.areas["area"].str.fullmatch("X01[0-9]{6}").all()
    assert land.areas["district"].str.fullmatch("X07[0-9]{6}").all()
    assert land.areas["area_name"].str.fullmatch(r"[A-Z][A-Za-z ]+ [0-9]{3}[A-E]").all()


def test_the_banks_of_the_river_are_nowhere_nearer_than_300_metres(land: Land) -> None:
    shape_of = dict(zip(land.areas["area"], land.shapes, strict=True))
    north, south = banks(land)
    one, other = (shapely.union_all([shape_of[area] for area in side]) for side in (north, south))
    assert len(north) > 5
    assert len(south) > 5
    assert shapely.distance(one, other) >= 300


def test_areas_face_each_other_across_the_river_in_one_district_at_least(land: Land) -> None:
    district = dict(zip(land.areas["area"], land.areas["district"], strict=True))
    pairs = facing_pairs(land)
    assert any(district[one] == district[other] for one, other in pairs)


def test_coast_areas_touch_the_sea_and_no_area_lies_in_water(land: Land) -> None:
    shape_of = dict(zip(land.areas["area"], land.shapes, strict=True))
    sea = shapely.box(WEST, SOUTH - 10_000, EAST + 10_000, NORTH).difference(dry_land())
    coast = coast_areas(land)
    assert len(coast) > 10
    assert all(shapely.dwithin(shape_of[area], sea, 2) for area in coast)
    assert shapely.area(shapely.intersection(land.shapes, river())).max() < 5_000


def test_districts_hang_together(land: Land) -> None:
    for name, areas in land.within(COUNTY).areas.groupby("district_name"):
        points = areas[["easting_m", "northing_m"]].to_numpy()
        nearest = KDTree(points).query(points, k=2)[0][:, 1]
        assert nearest.max() < 8_000, name
