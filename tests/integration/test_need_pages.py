"""Where is need: one number everywhere, words of chance, honest where nothing can be told."""

from __future__ import annotations

import json
import re

import pytest
from django.db import transaction
from django.urls import reverse
from factories.county_folder import load, write_county_folder
from factories.pages import cells_of, first_word, rows_of, text_of
from factories.register import user_of
from factories.small_county import AREAS

from sightline.analysis.need import Standing, say_compared, standing_of
from sightline.service.accounts.models import Role
from sightline.service.need.models import NeedEstimate, NeedRun

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _county(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small county, loaded once for all of these tests and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(client):
    """An analyst of the partnership."""
    client.force_login(user_of(Role.ANALYST))
    return client


def listed(response):
    return re.findall(r'<tr[^>]*data-area="([^"]+)"', response.content.decode())


@pytest.mark.parametrize("area", [AREAS[0], AREAS[1], AREAS[11]])
def test_one_number_on_list_map_panel_and_file(reader, area):
    where = reader.get(reverse("need:needs"), {"area": area})
    kept = NeedEstimate.objects.get(area_id=area)
    cells = cells_of(where, area)
    need = f"{kept.need_per_1000:,.1f}"
    against = say_compared("Tell", kept.chance_above)
    assert first_word(cells["Need per 1,000 a year"]) == need
    assert cells["Against Tell"] == against
    assert cells["Incidents"] == f"{kept.incidents:,}"
    assert cells["Range of rank"].startswith(f"{kept.rank_low}")

    shapes = json.loads(reader.get(reverse("need:shapes")).content)
    said = {feature["properties"]["code"]: feature["properties"] for feature in shapes["features"]}
    assert (said[area]["need"], said[area]["against"]) == (need, against)
    panel = text_of(reader.get(reverse("need:panel", args=[area])))
    assert f"Need {need} a year per 1,000" in panel
    assert against in panel

    (row,) = [r for r in rows_of(reader.get(reverse("need:download", args=["csv"])))
              if r["area"] == area]  # fmt: skip
    assert float(row["need_per_1000"]) == pytest.approx(kept.need_per_1000, abs=1e-4)
    assert row["standing"] == standing_of(kept.chance_above)


def test_the_surest_above_the_county_come_first(reader):
    page = reader.get(reverse("need:needs"))
    rows = rows_of(reader.get(reverse("need:download", args=["csv"])))
    keys = [(-float(row["chance_above"]), -float(row["need_per_1000"])) for row in rows]
    assert keys == sorted(keys)
    assert [row["area"] for row in rows] == listed(page)
    assert rows[0]["area"] == AREAS[0]  # the hot spot


def test_the_map_is_coloured_by_words_of_chance_and_its_legend_counts_them(reader):
    response = reader.get(reverse("need:needs"))
    picture = response.context["page"].picture
    chances = dict(NeedEstimate.objects.values_list("area_id", "chance_above"))
    style_of = {item.words.lower(): item.name for item in picture.legend}
    assert list(style_of) == [str(one) for one in Standing]
    assert {s.code: s.style for s in picture.shapes} == {
        area: style_of[str(standing_of(chance))] for area, chance in chances.items()
    }
    counted = sum(int(item.areas.split()[0]) for item in picture.legend)
    assert counted == len(AREAS)
    assert style_of["cannot tell"] == "unclear"  # drawn plain, so that noise is not a signal


def test_district_theme_and_ages_go_into_the_address_and_the_file_has_what_is_shown(reader):
    asked = {"theme": "robbery", "ages": "10-24", "district": "X07000002"}
    page = reader.get(reverse("need:needs"), asked)
    assert "Robbery, ages 10 to 24" in text_of(page)
    assert "6 of 12 areas" in text_of(page)
    rows = rows_of(reader.get(reverse("need:download", args=["csv"]), asked))
    assert [row["area"] for row in rows] == listed(page)
    assert {(row["theme"], row["ages"]) for row in rows} == {("robbery", "10-24")}
    assert "theme=robbery" in page.context["page"].csv_address


def test_ages_that_the_population_does_not_tell_of_are_not_offered(reader):
    from sightline.service.places.models import AreaPeople

    AreaPeople.objects.filter(age_to__gt=24).delete()
    offered = {choice.value for choice in reader.get(reverse("need:needs")).context["page"].ages}
    assert "0-120" not in offered
    assert {"10-24", "0-24"} <= offered


def test_a_theme_that_cannot_be_measured_is_told_with_the_reason_and_answers_no_number(reader):
    page = reader.get(reverse("need:needs")).context["page"]
    assert "Knife crime" in dict(page.not_measured)
    assert "knife-crime" not in {choice.value for choice in page.themes}
    refused = reader.get(reverse("need:needs"), {"theme": "knife-crime"})
    assert refused.status_code == 422
    assert "Choose another theme" in refused.content.decode()


@pytest.mark.parametrize(("asked", "status", "words"), [
    ({"theme": "nonsense"}, 400, "wanted one of"),
    ({"ages": "30-20"}, 400, "found 30-20, wanted one of"),
    ({"ages": "11-19"}, 400, "found 11-19, wanted one of"),  # each would be kept
    ({"page": "9999"}, 200, "12 of 12 areas"),
    ({"ages": "young"}, 200, "Choose ages from the list."),
    ({"area": "X99"}, 200, "There is no area with the code X99 here."),
])  # fmt: skip
def test_what_cannot_be_asked_is_said(reader, asked, status, words):
    response = reader.get(reverse("need:needs"), asked)
    assert response.status_code == status
    assert words in response.content.decode()


def test_the_estimate_is_made_once_and_kept(reader):
    reader.get(reverse("need:needs"))
    before = NeedRun.objects.get(theme="violence").made_at
    reader.get(reverse("need:shapes"))
    assert NeedRun.objects.get(theme="violence").made_at == before


def test_estimates_that_are_kept_have_a_bound(reader, monkeypatch):
    """However they are asked for; a draft of an assessment may be of any ages."""
    monkeypatch.setattr("sightline.service.need.actions.estimating.MOST_KEPT", 2)
    for ages in ("10-17", "18-24", "0-24"):
        assert reader.get(reverse("need:needs"), {"ages": ages}).status_code == 200
    assert NeedRun.objects.count() == 2
    assert NeedRun.objects.filter(age_from=0, age_to=24).exists(), "the newest stays"


def test_pages_ask_the_database_little(reader, django_assert_max_num_queries):
    reader.get(reverse("need:needs"))
    with django_assert_max_num_queries(20):
        reader.get(reverse("need:needs"))


def test_only_csv_is_handed_over(reader):
    assert reader.get(reverse("need:download", args=["pdf"])).status_code == 404
