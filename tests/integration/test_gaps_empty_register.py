"""An empty register is silence, never a gap of 100%; without a county the pages say what to do."""

from __future__ import annotations

import pytest
from django.urls import reverse
from factories.county_folder import load, write_county_folder
from factories.pages import cells_of, first_word, rows_of, text_of
from factories.small_county import AREAS

from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def _empty_register(tmp_path):
    load(write_county_folder(tmp_path, activities=()))


@pytest.fixture
def reader(client):
    """Somebody of the partnership."""
    client.force_login(
        set_up_demo_user(
            email="partner@sightline.example", name="P", role=Role.PARTNER, password="a long pass"
        )
    )
    return client


@pytest.mark.usefixtures("_empty_register")
def test_an_empty_register_is_silence_never_a_gap(reader):
    for address in (reverse("gaps:where"), reverse("gaps:area", args=[AREAS[0]])):
        page = text_of(reader.get(address))
        assert "Nobody has reported yet" in page
        assert "100%" not in page.split("Partners silent")[0]
        assert "nothing there" not in page.lower().replace("nothing there (0)", "")
    cells = cells_of(reader.get(reverse("gaps:where")), AREAS[0])
    assert first_word(cells["Shortfall"]) == "not supplied"
    assert first_word(cells["People reached"]) == "not supplied"
    rows = rows_of(reader.get(reverse("gaps:download", args=["csv"])))
    assert {row["kind"] for row in rows} == {"nobody has reported"}
    assert {row["shortfall"] for row in rows} == {""}
    assert "Nobody has reported an activity yet" in text_of(reader.get(reverse("pages:home")))


@pytest.mark.usefixtures("_empty_register")
def test_with_an_empty_register_the_map_shows_need(reader):
    page = text_of(reader.get(reverse("gaps:where")))
    assert "Need: incidents a year per 1,000 people" in page


def test_without_a_county_the_pages_say_what_to_do(reader):
    response = reader.get(reverse("gaps:where"))
    assert response.status_code == 404
    assert "No county has been loaded yet" in response.content.decode()
    assert "No county has been loaded yet" in text_of(reader.get(reverse("pages:home")))
