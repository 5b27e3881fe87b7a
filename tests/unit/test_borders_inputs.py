"""Flows, corridors and neighbours' directories: every row good, rejected or set aside."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Status
from sightline.errors import BadInput
from sightline.exchange.corridors import read_corridors
from sightline.exchange.directories import read_directory
from sightline.exchange.flows import read_flows
from sightline.exchange.problems import Weight
from sightline.exchange.vocabulary import read_vocabularies
from tests.factories.small_tables import row_of_areas

AREAS = row_of_areas(3)
VOCABULARIES = read_vocabularies(None)


def file(folder: Path, text: object, name: str = "given.json") -> Path:
    path = folder / name
    path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return path


def test_flows_hidden_counts_are_missing_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    text = (
        "Home area,offence_area,COUNT\nWest,East,30\nEast,West,*\nA,B,<5\n,West,4\nA,C,-1\n"
        "A,East,\nB,C,3\nb, C ,4\nC,A,1.5\nA,A,0\n"
    )
    reading = read_flows(file(tmp_path, text, "flows.csv"))
    rows = reading.rows.values.tolist()
    assert [row[:2] for row in rows] == [["West", "East"], ["East", "West"], ["A", "B"], ["A", "A"]]
    assert [row[2] for row in rows] == pytest.approx(
        [30, float("nan"), float("nan"), 0], nan_ok=True
    )
    account = reading.account
    assert (account.rows_in, account.accepted, account.rejected) == (10, 4, 6)
    said = " ".join(map(str, reading.problems))
    assert "Zero is written 0; a hidden count is written *" in said
    assert "found nothing, wanted a whole number" in said


def test_flows_without_their_columns_or_any_good_row_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="found no column offence_area, count"):
        read_flows(file(tmp_path, "home_area,x\nA,1\n", "flows.csv"))
    with pytest.raises(BadInput, match="no row that can be used"):
        read_flows(file(tmp_path, "home_area,offence_area,count\nA,B,some\n", "flows.csv"))


def feature(name: object, kind: object, geometry: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name, "kind": kind},
        "geometry": geometry,
    }


def line(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": points}


def point(east: float, north: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [east, north]}


def collection(*features: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_lines_of_one_name_are_one_corridor_and_points_its_stops(tmp_path: Path) -> None:
    reading = read_corridors(
        file(
            tmp_path,
            collection(
                feature("Fable Line", "railway", line((2.5, 53.2), (2.6, 53.2))),
                feature("Fable  Line", "railway", line((2.6, 53.2), (2.7, 53.2))),
                feature("Fable Line", "railway", point(2.6, 53.2)),
                feature("F12", "road", line((2.5, 53.2), (2.5, 53.3))),
                feature("", "road", line((2.5, 53.2), (2.5, 53.3))),
                feature("Grid", "road", line((660_000, 380_000), (670_000, 380_000))),
                feature("Square", "road", {"type": "Polygon", "coordinates": []}),
                feature("Empty", "road", line()),
                "no feature",
            ),
        )
    )
    rail, road = reading.rows
    assert (rail.name, rail.kind, len(rail.lines), len(rail.stops)) == (
        "Fable Line",
        "railway",
        2,
        1,
    )
    assert (road.name, len(road.stops)) == ("F12", 0)
    assert 6_000 < rail.lines[0].length < 7_500  # metres
    assert (reading.account.accepted, reading.account.rejected) == (4, 5)


@pytest.mark.parametrize("text", ["{", "[]", '{"features": []}', '{"features": [1]}'])
def test_what_is_no_geojson_of_corridors_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        read_corridors(file(tmp_path, text))


def service(**facts: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "id": "one",
        "name": "Night club (fictional)",
        "status": "active",
        "organization": {"id": "o", "name": "Mythos Youth"},
        "minimum_age": 10,
        "maximum_age": 17,
        "assured_date": "2025-10-01",
        "attributes": [{"taxonomy_term": {"name": "Violence"}}],
        "service_areas": [{"name": "West"}],
        "service_at_locations": [{"location": {"latitude": 53.2, "longitude": 2.6}}],
    }
    return usual | facts


def directory(folder: Path, *services: object, **page: object) -> Any:
    path = file(folder, {"contents": list(services), **page})
    return read_directory(path, vocabularies=VOCABULARIES, areas=AREAS)


def test_a_service_is_an_activity_with_what_the_standard_tells(tmp_path: Path) -> None:
    reading = directory(tmp_path, service(), total_pages=1)
    (one,) = reading.rows
    assert (one.reference, one.organisation, one.themes) == ("one", "Mythos Youth", ("violence",))
    assert (one.status, one.ages) == (Status.CURRENT, AgeRange(10, 17))
    assert one.confirmed_on == date(2025, 10, 1)
    assert one.areas_served == ("West",)
    assert 700_000 < one.places[0].easting_m < 710_000
    assert one.people_a_year is None  # the standard does not say
    assert reading.problems == ()


def test_what_a_service_does_not_say_stays_not_supplied(tmp_path: Path) -> None:
    bare = service(
        minimum_age=None, maximum_age="old", assured_date="soon", service_areas=None,
        service_at_locations=[{"location": {"latitude": 5300, "longitude": 2}}, {}, "x"],
    )  # fmt: skip
    (one,) = directory(tmp_path, bare).rows
    assert (one.ages, one.confirmed_on, one.areas_served, one.places) == (None, None, (), ())
    (young,) = directory(tmp_path, service(minimum_age=None)).rows
    assert young.ages == AgeRange(0, 17)
    (mixed,) = directory(tmp_path, service(minimum_age=30)).rows
    assert mixed.ages is None


def test_every_service_is_accounted_for(tmp_path: Path) -> None:
    reading = directory(
        tmp_path,
        service(),
        service(id="two", attributes=[]),
        service(id="three", status="open"),
        service(id="four", organization=None),
        service(id="five", name=""),
        service(id="six"),
        service(id="six"),
        service(id=None),
        "nothing",
    )
    account = reading.account
    assert (account.accepted, account.rejected, account.set_aside) == (1, 7, 1)
    aside = [problem for problem in reading.problems if problem.weight is Weight.SET_ASIDE]
    assert "send an activity sheet" in str(aside[0])


def test_an_area_that_nobody_knows_is_taken_to_lie_elsewhere_and_said(tmp_path: Path) -> None:
    far = service(service_areas=[{"name": "All residents of Mythos City"}])
    reading = directory(tmp_path, far)
    assert "All residents of Mythos City" in str(reading.problems[0])
    assert reading.rows[0].areas_served == ("All residents of Mythos City",)


def test_one_service_alone_and_a_list_are_read_too(tmp_path: Path) -> None:
    for given in (service(), [service()]):
        reading = read_directory(file(tmp_path, given), vocabularies=VOCABULARIES, areas=AREAS)
        assert len(reading.rows) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('{"contents": [', "cut short"),
        ("<html>", "not JSON"),
        ('{"error": "down"}', "another kind"),
        ("3", "another kind"),
        ('{"contents": [], "total_pages": 4}', "one page of 4"),
        ('{"contents": []}', "no service that can be read"),
        ('{"contents": [{"id": "one"}]}', "no service that can be read"),
    ],
)
def test_what_is_no_whole_directory_is_refused(tmp_path: Path, given: str, said: str) -> None:
    path = file(tmp_path, given)
    with pytest.raises(BadInput, match=said):
        read_directory(path, vocabularies=VOCABULARIES, areas=AREAS)
