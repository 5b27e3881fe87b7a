"""Cells of the activity sheet: what is understood, and what is kept with a note."""

from __future__ import annotations

import math
from datetime import date

import pytest
from factories import activity_sheet
from factories.activity_sheet import GOOD, areas_table, read, write_csv

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Place, Status
from sightline.errors import BadInput
from sightline.exchange.activities import BY_HEADING, COLUMNS
from sightline.exchange.problems import Weight


def read_one(tmp_path, cells, **changed):
    return read(write_csv(tmp_path / "sheet.csv", GOOD | cells), **changed)


def rejected(reading):
    return [str(each) for each in reading.problems if each.weight is Weight.REJECTED]


@pytest.mark.parametrize(
    ("heading", "text", "field", "value"),
    [
        ("starts_on", "31/01/2025", "starts_on", date(2025, 1, 31)),
        ("starts_on", "1-2-2025", "starts_on", date(2025, 2, 1)),
        ("starts_on", "31.01.2025", "starts_on", date(2025, 1, 31)),
        ("starts_on", "2025-01-31", "starts_on", date(2025, 1, 31)),
        ("starts_on", "2025/1/31", "starts_on", date(2025, 1, 31)),
        ("starts_on", "31 Jan 2025", "starts_on", date(2025, 1, 31)),
        ("starts_on", "31st January, 2025", "starts_on", date(2025, 1, 31)),
        ("starts_on", "1-Sept-2025", "starts_on", date(2025, 9, 1)),
        ("starts_on", "29/02/2024", "starts_on", date(2024, 2, 29)),
        ("starts_on", "31/01/2025 14:05", "starts_on", date(2025, 1, 31)),
        ("starts_on", "2025-01-31T14:05:06.7Z", "starts_on", date(2025, 1, 31)),
        ("ends_on", "none", "ends_on", None),
        ("funding_gbp", "£12,500", "funding_gbp", 12_500.0),
        ("funding_gbp", "12.5k", "funding_gbp", 12_500.0),
        ("funding_gbp", "GBP 1.2m", "funding_gbp", 1_200_000.0),
        ("funding_gbp", "12 500.50 pounds", "funding_gbp", 12_500.5),
        ("funding_gbp", "none", "funding_gbp", 0.0),
        ("funding_gbp", "", "funding_gbp", None),
        ("people_a_year", "1,200", "people_a_year", 1_200.0),
        ("people_a_year", "120.0", "people_a_year", 120.0),
        ("people_a_year", "0", "people_a_year", 0.0),
        ("people_a_year", "", "people_a_year", None),
        ("places_free", "None", "places_free", 0.0),
        ("sensitive_site", "TRUE", "sensitive_site", True),
        ("sensitive_site", "n", "sensitive_site", False),
        ("sensitive_site", "", "sensitive_site", None),
        ("status", "Paused", "status", Status.PAUSED),
        ("themes", "Knife crime; VIOLENCE;violence;", "themes", ("knife-crime", "violence")),
        ("approach", "A&E navigators", "approach", "emergency-department-navigators"),
        ("open_to", "", "open_to", ""),
        ("open_to", "Everyone", "open_to", "everyone"),
        ("partners", "", "partners", ()),
        ("partners", "None", "partners", ("none",)),
        ("funders", "Council; Lottery; Council", "funders", ("Council", "Lottery")),
        ("postcode", "zz11aa", "postcode", "ZZ1 1AA"),
        ("areas_served", "northmere; X07000001", "areas_served", ("X07000001",)),
        ("areas_served", "Eastfold 001A", "areas_served", ("X01000003",)),
        ("areas_served", "All", "areas_served", ("X07000001", "X07000002")),
        ("areas_served", "", "areas_served", ()),
        ("delivery_area", "Northmere 001B", "delivery_area", "X01000002"),
        ("description", "- one\r\n- two", "description", "- one\n- two"),
        ("description", "'=1+1", "description", "=1+1"),
        ("activity", "'=1+1", "name", "=1+1"),
        ("activity", "'Ello", "name", "'Ello"),
    ],
)
def test_what_people_write_is_understood(tmp_path, heading, text, field, value):
    reading = read_one(tmp_path, {heading: text})
    assert rejected(reading) == []
    assert getattr(reading.rows[0].activity, field) == value


def test_ages_are_both_ends(tmp_path):
    reading = read_one(tmp_path, {"age_from": "10", "age_to": "24"})
    assert reading.rows[0].activity.ages == AgeRange(10, 24)


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        ({"postcode": "ZZ1 1AA"}, (Place(660_500.0, 390_100.0),)),
        ({"delivery_area": "X01000001"}, (Place(660_000.0, 390_000.0),)),
        ({"postcode": "ZZ1 1AA", "delivery_area": "X01000002"}, (Place(660_500.0, 390_100.0),)),
        ({"postcode": "ZZ9 9ZZ", "delivery_area": "X01000002"}, (Place(662_000.0, 391_000.0),)),
        ({}, ()),
    ],
)
def test_a_place_comes_from_the_postcode_then_the_point_then_the_area(tmp_path, cells, places):
    reading = read_one(tmp_path, cells)
    assert rejected(reading) == []
    assert reading.rows[0].activity.places == places


def test_points_are_placed_on_the_grid_as_the_ordnance_survey_places_them(tmp_path):
    """Its worked example, Caister water tower, is at 651409.8, 313177.5."""
    degrees = {"latitude": "52.65797861; 52.65797861", "longitude": "1.71607397; 1.71607397"}
    places = read_one(tmp_path, degrees).rows[0].activity.places
    assert len(places) == 2
    for place in places:
        assert math.hypot(place.easting_m - 651_409.8, place.northing_m - 313_177.5) < 3


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (
            {"postcode": "ZZ9 9ZZ"},
            "row 2, postcode: found 'ZZ9 9ZZ', which is not in the list of postcodes, wanted a "
            "postcode in use. The row was kept without it: correct it, or give the area code.",
        ),
        (
            {"postcode": "ZZ1 1AA", "latitude": "53.30134", "longitude": "1.90735"},
            "row 2, latitude: found a point 5 km from the postcode, wanted a point near the "
            "postcode. The postcode was used: correct one of them.",
        ),
        (
            {"latitude": "51.54", "longitude": "-0.71"},
            "row 2, latitude: found a place 268 km from the nearest area, wanted a place in or "
            "near the county. It was kept: check it, a minus sign of the longitude above all.",
        ),
        (
            {"ends_on": "31/03/2025"},
            "row 2, ends_on: found 31/03/2025, which is past, of a current activity, wanted a "
            "status that fits. Write ended under status, or a later date.",
        ),
    ],
)
def test_an_odd_cell_is_kept_with_a_note(tmp_path, cells, note):
    reading = read_one(tmp_path, cells | {"reference": "A1"})
    assert [str(each) for each in reading.problems] == [note]
    assert reading.account.accepted == 1


@pytest.mark.parametrize("nothing", [None, {}])
def test_without_a_list_of_postcodes_one_note_says_so(tmp_path, nothing):
    rows = [GOOD | {"reference": str(number), "postcode": "ZZ1 1AA"} for number in range(3)]
    reading = read(write_csv(tmp_path / "sheet.csv", *rows), postcodes=nothing)
    assert [str(each) for each in reading.problems] == [
        "sheet.csv: found postcodes in 3 rows, but no list of postcodes was supplied, wanted a "
        "list to look them up in. Supply a list of postcodes, or give latitude and longitude or "
        "the area code."
    ]
    assert [row.activity.places for row in reading.rows] == [(), (), ()]


def test_every_example_of_the_guidance_is_good(tmp_path):
    cells = {column.heading: column.example for column in COLUMNS}
    reading = read_one(tmp_path, cells)
    assert rejected(reading) == []
    assert BY_HEADING["activity"].example == reading.rows[0].activity.name
    assert activity_sheet.POSTCODES[cells["postcode"]] == (660_500.0, 390_100.0)


def test_a_name_of_several_areas_does_for_a_list_but_not_for_a_place(tmp_path):
    areas = areas_table().assign(area_name="Fabletown")
    served = read_one(tmp_path, {"areas_served": "fabletown"}, areas=areas)
    assert served.rows[0].activity.areas_served == ("X01000001", "X01000002", "X01000003")
    assert rejected(read_one(tmp_path, {"delivery_area": "Fabletown"}, areas=areas)) == [
        "row 2, delivery_area: found 'Fabletown', the name of 3 areas, wanted one small area. "
        "Give its code: one of X01000001, X01000002, X01000003."
    ]


def test_areas_may_have_no_districts_and_there_may_be_none(tmp_path):
    loose = areas_table().assign(district="", district_name="")
    everywhere = read_one(tmp_path, {"areas_served": "all"}, areas=loose).rows[0].activity
    assert everywhere.areas_served == ("X01000001", "X01000002", "X01000003")
    nowhere = read_one(tmp_path, {"latitude": "51.5", "longitude": "0.7"}, areas=loose.iloc[:0])
    assert len(nowhere.rows[0].activity.places) == 1


def test_what_the_analysis_refuses_is_a_problem_of_the_row(tmp_path, monkeypatch):
    def refuse(**_):
        raise BadInput("Harbour Lane boxing club: found a contradiction")

    monkeypatch.setattr("sightline.exchange.activities.rows.Activity", refuse)
    reading = read_one(tmp_path, {})
    assert rejected(reading) == [
        "row 2: found Harbour Lane boxing club: found a contradiction, wanted an activity that "
        "holds together. Correct the row."
    ]
    assert reading.account.reasons == {"the row": 1}
