"""Neighbours, people of an age, and what a code stands for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from sightline.analysis.areas import (
    AreasFound,
    Geography,
    areas_of,
    lay_out,
    neighbours_by_boundary,
    neighbours_by_distance,
    people_of_age,
)
from sightline.analysis.framework import AgeRange
from sightline.errors import BadInput


def geography(**shapes: shapely.Geometry) -> Geography:
    names = pd.DataFrame(
        {"area": list(shapes), "area_name": "", "district": "", "district_name": ""}
    )
    return lay_out(names=names, shapes=list(shapes.values()), vintage="")


def pairs(table: pd.DataFrame) -> list[str]:
    return [f"{row.area}{row.neighbour}" for row in table.itertuples()]


class TestBorders:
    def test_a_border_is_as_long_as_the_line_that_both_have(self):
        beside = neighbours_by_boundary(
            geography(A=shapely.box(0, 0, 100, 100), B=shapely.box(100, 40, 200, 200))
        )
        assert beside.to_numpy().tolist() == [["A", "B", 60.0], ["B", "A", 60.0]]

    def test_a_corner_is_not_a_border(self):
        four = geography(
            A=shapely.box(0, 0, 100, 100),
            B=shapely.box(100, 0, 200, 100),
            C=shapely.box(0, 100, 100, 200),
            D=shapely.box(100, 100, 200, 200),
        )
        assert pairs(neighbours_by_boundary(four)) == [
            "AB",
            "AC",
            "BA",
            "BD",
            "CA",
            "CD",
            "DB",
            "DC",
        ]

    def test_an_island_has_no_neighbour_and_is_no_error(self):
        apart = geography(A=shapely.box(0, 0, 10, 10), B=shapely.box(900, 0, 910, 10))
        assert neighbours_by_boundary(apart).empty
        assert list(neighbours_by_boundary(apart).columns) == ["area", "neighbour", "shared_m"]

    def test_one_area_has_no_neighbour(self):
        alone = geography(A=shapely.box(0, 0, 10, 10))
        assert neighbours_by_boundary(alone).empty
        assert neighbours_by_distance(alone.areas, within_m=1000).empty

    def test_no_areas_have_no_neighbours(self):
        nowhere = geography()
        assert neighbours_by_boundary(nowhere).empty
        assert neighbours_by_distance(nowhere.areas, within_m=1000).empty

    @pytest.mark.parametrize("gap_m", [-3.0, 0.4, 4.9])
    def test_outlines_drawn_a_little_apart_or_over_each_other_share_their_border(self, gap_m):
        beside = neighbours_by_boundary(
            geography(A=shapely.box(0, 0, 500, 500), B=shapely.box(500 + gap_m, 0, 900, 500))
        )
        assert pairs(beside) == ["AB", "BA"]
        assert beside["shared_m"].tolist() == pytest.approx(
            [500, 500], abs=20
        )  # 5 m and a little round each end

    def test_areas_that_face_each_other_across_a_river_are_near_but_share_no_border(self):
        banks = geography(A=shapely.box(0, 0, 1000, 1000), B=shapely.box(0, 1060, 1000, 2060))
        assert neighbours_by_boundary(banks).empty
        near = neighbours_by_distance(banks.areas, within_m=1500)
        assert near.to_numpy().tolist() == [["A", "B", 1060.0], ["B", "A", 1060.0]]

    def test_an_area_inside_another_shares_the_whole_of_its_border(self):
        town = shapely.box(40, 40, 60, 60)
        beside = neighbours_by_boundary(
            geography(A=shapely.difference(shapely.box(0, 0, 100, 100), town), B=town)
        )
        assert beside["shared_m"].tolist() == [80.0, 80.0]

    def test_a_border_in_several_pieces_is_counted_whole(self):
        comb = shapely.union_all([shapely.box(0, 0, 10, 90), shapely.box(10, 0, 20, 30)])
        comb = shapely.union(comb, shapely.box(10, 60, 20, 90))
        beside = neighbours_by_boundary(geography(A=comb, B=shapely.box(20, 0, 30, 90)))
        assert beside["shared_m"].tolist() == [60.0, 60.0]


class TestDistances:
    def test_the_point_of_a_bent_area_is_inside_it(self):
        bent = shapely.difference(shapely.box(0, 0, 100, 100), shapely.box(10, 10, 100, 100))
        laid = geography(A=bent)
        point = shapely.Point(laid.areas.loc[0, "easting_m"], laid.areas.loc[0, "northing_m"])
        assert not shapely.contains(bent, shapely.centroid(bent))
        assert shapely.contains(bent, point)

    def test_the_distance_itself_is_within_it(self):
        laid = geography(A=shapely.box(0, 0, 2, 2), B=shapely.box(3, 4, 5, 6))
        assert len(neighbours_by_distance(laid.areas, within_m=5.0)) == 2
        assert neighbours_by_distance(laid.areas, within_m=4.999).empty


class TestPeople:
    BANDS = pd.DataFrame(
        {
            "area": ["A", "A", "B", "B"],
            "age_from": [0, 16, 0, 16],
            "age_to": [15, 24, 15, 24],
            "people": [160, 90, 0, 0],
        }
    )

    def test_a_band_is_split_evenly_by_year_of_age(self):
        assert people_of_age(self.BANDS, AgeRange(10, 24))["people"].tolist() == [150.0, 0.0]

    def test_an_area_where_nobody_of_those_ages_lives_has_a_row_with_zero(self):
        assert people_of_age(self.BANDS, AgeRange(30, 40)).to_numpy().tolist() == [
            ["A", 0.0],
            ["B", 0.0],
        ]

    def test_the_oldest_band_runs_to_the_oldest_age(self):
        old = pd.DataFrame({"area": ["A"], "age_from": [111], "age_to": [120], "people": [10]})
        assert people_of_age(old, AgeRange(116, 120))["people"].tolist() == [5.0]

    def test_people_below_zero_are_refused(self):
        with pytest.raises(BadInput, match="population, column people, row 1: found -1"):
            people_of_age(self.BANDS.assign(people=-1), AgeRange(0, 5))


class TestCodes:
    AREAS = pd.DataFrame(
        {
            "area": ["X01", "X02", "X03"],
            "area_name": ["Mid 1", "Mid 2", "Far 1"],
            "district": ["X71", "X71", "X72"],
            "district_name": ["Mid", "Mid", "Far"],
            "easting_m": 0.0,
            "northing_m": 0.0,
        }
    )

    @pytest.mark.parametrize(
        ("codes", "areas", "unknown"),
        [
            (["X71"], ("X01", "X02"), ()),
            (["mid"], ("X01", "X02"), ()),
            ([" FAR ", "X03"], ("X03",), ()),
            (["Mid 2"], ("X02",), ()),
            (["X99", "Nowhere", "X01"], ("X01",), ("X99", "Nowhere")),
            ([], (), ()),
            (["", " "], (), ()),
        ],
    )
    def test_codes_and_names_of_areas_and_districts(self, codes, areas, unknown):
        assert areas_of(codes, self.AREAS) == AreasFound(areas, unknown)

    def test_a_blank_stands_for_nothing_even_where_districts_have_no_code(self):
        nameless = self.AREAS.assign(district="", district_name="")
        assert areas_of([""], nameless) == AreasFound((), ())


def test_every_area_has_one_outline():
    laid = geography(A=shapely.box(0, 0, 1, 1))
    with pytest.raises(AssertionError, match="1 areas have 0 outlines"):
        Geography(laid.areas, np.array([]), "")
