"""A county with as little as will do: what was not supplied is said to be, and never guessed."""

from __future__ import annotations

import shutil

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from factories.county_folder import load, write_county_folder
from factories.pages import cells_of, text_of
from factories.small_county import AREAS, club

from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role
from sightline.service.gaps.models import GapRun
from sightline.service.need.models import DataRelease

pytestmark = pytest.mark.django_db
THIN = """
name = "Tell"
fictional = false
as_of = "2025-12"
theme = "violence"
ages = "10-24"
boundaries = "areas.geojson"
population = "population.csv"
police = ["police"]
activities = "activities.csv"
"""
ACTIVITIES = (
    club(reference="ageless", activity="Ageless club", age_from="", age_to=""),
    club(reference="unsure", activity="Unsure club", confirmed_on=""),
    club(reference="ending", activity="Ending club", funded_until="31/03/2026"),
)


@pytest.fixture
def reader(client):
    """Somebody of the partnership."""
    client.force_login(
        set_up_demo_user(
            email="unit@sightline.example", name="U", role=Role.UNIT, password="a long pass"
        )
    )
    return client


def test_only_what_was_given_is_a_source_and_the_rest_is_not_supplied(reader, tmp_path):
    load(write_county_folder(tmp_path, county=THIN, activities=ACTIVITIES))
    kept = set(DataRelease.objects.values_list("what", flat=True))
    assert kept == {"boundaries", "population", "police", "activities"}
    periods = dict(DataRelease.objects.values_list("what", "period"))
    assert periods["police"] == "January 2025 to December 2025", "the months of the files"
    assert periods["population"] == "", "nothing says when"
    page = text_of(reader.get(f"/gaps/areas/{AREAS[0]}"))
    assert "Deprivation: not supplied. Source: not supplied." in page
    assert "Deprivation : not supplied Areas" in page.split("come from")[1]
    assert "from the county's areas" in page
    cells = cells_of(reader.get("/gaps"), AREAS[0])
    assert cells["Partners silent"] == "no partner known"


def test_a_licence_is_told_beside_its_source_with_the_words_it_asks_for(reader, tmp_path):
    licensed = (
        '\n[sources.police]\nsource = "Street files"\nlicence = "Open Government Licence v3.0"\n'
    )
    load(write_county_folder(tmp_path / "made-up", activities=ACTIVITIES))
    assert "Contains public sector information" not in text_of(reader.get("/gaps"))
    load(write_county_folder(tmp_path / "real", county=THIN + licensed, activities=ACTIVITIES))
    for address in ("/gaps", f"/gaps/areas/{AREAS[0]}"):
        page = text_of(reader.get(address))
        assert "Street files, January 2025 to December 2025; Open Government Licence v3.0" in page
        assert "Contains public sector information licensed under the Open" in page
        assert "Contains OS data © Crown copyright" in page


def test_what_an_activity_does_not_say_is_said(reader, tmp_path):
    load(write_county_folder(tmp_path, county=THIN, activities=ACTIVITIES))
    page = text_of(reader.get(f"/gaps/areas/{AREAS[0]}"))
    assert "Ages not supplied." in page
    assert "Nobody has said when this was last confirmed." in page
    assert "It or its money ends on 31 March 2026." in page


def test_a_month_without_a_file_is_not_a_month_without_crime(reader, tmp_path):
    path = write_county_folder(tmp_path, county=THIN, activities=ACTIVITIES)
    load(path)
    whole = text_of(reader.get(f"/gaps/areas/{AREAS[1]}"))
    shutil.rmtree(path.parent / "police" / "2025-03")
    load(path)
    page = text_of(reader.get(f"/gaps/areas/{AREAS[1]}"))
    assert "1 of the 12 months was not supplied: the rates allow for that." in page
    assert "Its own incidents 22 in 11 months" in page
    assert "Its own rate 160.0 a year per 1,000" in page  # as before: 2 a month of 150 people
    assert "Its own rate 160.0 a year per 1,000" in whole


def test_a_theme_that_police_files_cannot_tell_is_refused(tmp_path):
    county = THIN.replace('"violence"', '"knife-crime"')
    path = write_county_folder(tmp_path, county=county)
    with pytest.raises(CommandError, match=r"police\.uk files cannot tell"):
        call_command("load_county", str(path))
    assert not GapRun.objects.exists()


def test_an_empty_register_has_no_flips(reader, tmp_path):
    load(write_county_folder(tmp_path, county=THIN, activities=()))
    page = text_of(reader.get("/gaps", {"share": "20"}))
    assert "No area changes kind, because nobody has reported." in page
