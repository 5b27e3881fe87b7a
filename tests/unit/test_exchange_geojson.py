"""Gaps as GeoJSON: RFC 7946, the same bytes every time."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from sightline.analysis.areas import Geography, lay_out
from sightline.errors import BadInput
from sightline.exchange.boundaries import read_boundaries
from sightline.exchange.geojson import gaps_geojson, write_gaps


def squares(vintage: str = "2021") -> Geography:
    """Two squares of a kilometre, drawn clockwise; one has a hole."""
    hole = shapely.box(580_400, 185_400, 580_600, 185_600)
    names = pd.DataFrame({"area": ["B", "A"], "area_name": "", "district": "", "district_name": ""})
    shapes = [
        shapely.box(581_000, 185_000, 582_000, 186_000, ccw=False),
        shapely.difference(shapely.box(580_000, 185_000, 581_000, 186_000, ccw=False), hole),
    ]
    return lay_out(names=names, shapes=shapes, vintage=vintage)


GAPS = pd.DataFrame(
    {
        "area": ["B", "A"],
        "area_name": ["Bee & “Cö”", "Aye"],
        "shortfall": [1.5, np.nan],
        "people": [10, 20],
        "reported": [True, False],
        "kind": ["too little", None],
    }
)


def written(**changes: object) -> dict:
    parts = {"geography": squares(), "gaps": GAPS, **changes}
    return json.loads(gaps_geojson(**parts))


def test_properties_are_the_columns_of_the_gaps_missing_ones_null():
    assert [feature["properties"] for feature in written()["features"]] == [
        {"area": "A", "area_name": "Aye", "shortfall": None, "people": 20, "reported": False,
         "kind": None},
        {"area": "B", "area_name": "Bee & “Cö”", "shortfall": 1.5, "people": 10, "reported": True,
         "kind": "too little"},
    ]  # fmt: skip


def test_coordinates_are_longitude_and_latitude_to_five_decimals():
    to_degrees = pyproj.Transformer.from_crs(27700, 4326, always_xy=True).transform
    corner = [round(value, 5) for value in to_degrees(580_000, 185_000)]
    rings = written()["features"][0]["geometry"]["coordinates"]
    assert corner in rings[0]
    assert all(
        value == round(value, 5) and abs(value) < 90
        for ring in rings
        for point in ring
        for value in point
    )


def test_exteriors_are_anticlockwise_and_holes_clockwise():
    outer, hole = written()["features"][0]["geometry"]["coordinates"]
    assert shapely.is_ccw(shapely.LinearRing(outer))
    assert not shapely.is_ccw(shapely.LinearRing(hole))


def test_the_same_gaps_give_the_same_bytes_in_whatever_order_they_come(tmp_path):
    write_gaps(tmp_path / "a.geojson", geography=squares(), gaps=GAPS)
    write_gaps(tmp_path / "b.geojson", geography=squares(), gaps=GAPS[::-1])
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()


def test_what_is_written_can_be_read_back(tmp_path):
    write_gaps(tmp_path / "a.geojson", geography=squares(), gaps=GAPS)
    back = read_boundaries(tmp_path / "a.geojson").rows
    assert back.areas["area_name"].tolist() == ["Aye", "Bee & “Cö”"]
    assert shapely.hausdorff_distance(back.shapes, squares().shapes).max() < 1.5


def test_numbers_of_any_make_are_written_as_numbers():
    mixed = GAPS.assign(shortfall=pd.Series([np.float64(2.5), np.int64(3)], dtype=object))
    found = [feature["properties"]["shortfall"] for feature in written(gaps=mixed)["features"]]
    assert found == [3, 2.5]


def test_an_area_without_a_row_has_nothing_but_its_code():
    alone = written(gaps=GAPS[GAPS["area"] == "A"])["features"][1]["properties"]
    assert alone["area"] == "B"
    assert {value for name, value in alone.items() if name != "area"} == {None}


def test_fictional_areas_are_labelled_as_such():
    assert written(geography=squares("fictional"))["fictional"] is True
    assert "fictional" not in written()


def test_gaps_of_areas_without_an_outline_are_refused():
    with pytest.raises(BadInput, match="found 1 areas without an outline, first C"):
        written(gaps=GAPS.replace({"area": {"B": "C"}}))
    with pytest.raises(BadInput, match="found A more than once"):
        written(gaps=pd.concat([GAPS, GAPS]).sort_values("area"))


def test_infinity_is_refused_rather_than_written_as_broken_json():
    with pytest.raises(ValueError, match="not JSON compliant"):
        gaps_geojson(geography=squares(), gaps=GAPS.assign(shortfall=np.inf))
