"""The demonstration county in the service: what is planted is found, as the command finds it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import transaction
from factories.county_folder import load
from factories.pages import rows_of, text_of

from sightline.cli.main import main
from sightline.demo.county import build_county
from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role
from sightline.service.gaps.models import AreaGap
from sightline.service.places import queries as places

pytestmark = pytest.mark.django_db
TUTORIAL = Path(__file__).resolve().parents[2] / "docs/tutorials/first-look.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "county"
    build_county(folder)
    return folder


@pytest.fixture(scope="module", autouse=True)
def _county(django_db_setup, django_db_blocker, folder):
    with django_db_blocker.unblock(), transaction.atomic():
        load(folder / "county.toml")
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def planted(folder):
    return json.loads((folder / "planted.json").read_text())


@pytest.fixture
def reader(client):
    """Somebody of the partnership."""
    client.force_login(
        set_up_demo_user(
            email="unit@sightline.example", name="U", role=Role.UNIT, password="a long pass"
        )
    )
    return client


def test_the_planted_gaps_have_the_kinds_they_were_planted_as(planted):
    kinds = dict(AreaGap.objects.values_list("area_id", "kind"))
    for gap in planted["gaps"]:
        found = [kinds[area] for area in gap["areas"]]
        assert found == [gap["kind"]] * len(found), gap["place"]


def test_planted_shortfalls_lead_the_list(planted):
    short = [area for gap in planted["gaps"] if gap["kind"] != "ends soon" for area in gap["areas"]]
    first = AreaGap.objects.order_by("rank").values_list("area_id", flat=True)[: len(short)]
    assert set(first) == set(short)


def test_the_place_of_an_area_is_no_surer_than_its_shortfall(reader):
    """The shortfalls of the first fourteen overlap, so any of them could be the largest."""
    first = AreaGap.objects.get(rank=1)
    words = text_of(reader.get(f"/gaps/areas/{first.area_id}"))
    overlapping = AreaGap.objects.filter(shortfall_high__gte=first.shortfall_low).count()
    assert 1 < overlapping < 30
    place = f"Number 1 of 1,111 areas by shortfall; it could be anywhere from 1 to {overlapping}."
    assert place in words


@pytest.mark.parametrize("room", ["gaps", "activities"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_file_of_a_made_up_county_says_so_in_its_name(reader, room, form):
    file = reader.get(f"/{room}/download.{form}")
    assert f'filename="fictional-{room}-' in file["Content-Disposition"]


def test_the_silent_district_is_silent(planted):
    silent = AreaGap.objects.filter(area_id__in=planted["silent"]["areas"])
    elsewhere = AreaGap.objects.exclude(area_id__in=planted["silent"]["areas"])
    lowest = min(silent.values_list("share_silent", flat=True))
    assert lowest > max(elsewhere.values_list("share_silent", flat=True))


def test_every_bank_of_the_river_has_a_neighbour_over_the_water_and_none_by_land(planted):
    south = set(planted["river"]["south_bank"])
    for north in {pair[0] for pair in planted["river"]["facing"]}:
        beside = [found for found in places.neighbours(north) if found.area.code in south]
        assert beside, north
        assert all(found.shared_m == 0 and found.apart_m > 0 for found in beside)


def test_hot_spots_at_the_border_name_the_neighbour_outside(reader, planted):
    outside = planted["spill"]["outside"][0]
    name = places.area_facts(outside).name
    pages = [text_of(reader.get(f"/gaps/areas/{area}")) for area in planted["spill"]["inside"]]
    assert any(name in page and "Outside the county" in page for page in pages)


@pytest.mark.parametrize(("path", "most"), [("/gaps", 20), ("/gaps/areas/{}", 30), ("/", 30)])
def test_pages_ask_the_database_little(reader, planted, django_assert_max_num_queries, path, most):
    address = path.format(planted["gaps"][1]["areas"][0])
    reader.get(address)  # the first page of a process reads what the later ones share
    with django_assert_max_num_queries(most):
        assert reader.get(address).status_code == 200


def test_the_command_gives_the_same_numbers(reader, folder, tmp_path):
    names = {
        "--boundaries": "areas.geojson",
        "--population": "population.csv",
        "--deprivation": "deprivation.csv",
        "--police": "police",
        "--activities": "activities.csv",
        "--partners": "partners.csv",
        "--postcodes": "postcodes.csv",
    }
    given = [word for option, name in names.items() for word in (option, str(folder / name))]
    asked = ["--theme", "violence", "--ages", "10-24", "--as-of", "2025-12"]
    assert main(["find-gaps", *given, *asked, "--out", str(tmp_path)]) == 0
    command = (tmp_path / "gaps.csv").read_text(encoding="utf-8").splitlines()
    shown = reader.get("/gaps/download.csv").content.decode().splitlines()
    assert len(shown) == len(rows_of(reader.get("/gaps/download.csv"))) + 1 == 1_112
    assert sorted(shown) == sorted(command)


@pytest.mark.parametrize(("area", "kind"), [
    ("Yarnmouth 010B", "nothing there"), ("Fabledon 006C", "too little"),
    ("Storyford 008D", "wrong group"), ("Novelham 003A", "ends soon"),
])  # fmt: skip
def test_the_tutorial_names_areas_that_are_as_it_says(area, kind):
    assert f"{area}" in TUTORIAL.read_text(encoding="utf-8")
    assert AreaGap.objects.get(area__name=area).kind == kind


def test_the_tutorial_says_what_the_pages_say(reader):
    area = AreaGap.objects.get(area__name="Storyford 008D").area_id
    assert "are for ages 5 to 9; ages 25 to 60" in text_of(reader.get(f"/gaps/areas/{area}"))
    area = AreaGap.objects.get(area__name="Novelham 003A").area_id
    assert "loses its funding on 31 March 2026" in text_of(reader.get(f"/gaps/areas/{area}"))
