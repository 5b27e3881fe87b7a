"""Profiles of places and places side by side: named comparisons, honest verdicts, one count."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse
from factories.county_folder import load, write_county_folder
from factories.pages import text_of
from factories.register import user_of
from factories.small_county import AREAS

from sightline.analysis.words import say_rate
from sightline.service.accounts.models import Role
from sightline.service.need.models import IncidentCount, MonthSupplied, NeedEstimate
from sightline.service.need.queries import PROFILE_PARTS, ProfilePart
from sightline.service.need.queries import profile as profiles
from sightline.service.pages.queries import PanelRow
from sightline.service.places.models import AreaNeighbour

pytestmark = pytest.mark.django_db
TELLFORD, SAGEBY = "X07000001", "X07000002"
OF_TELLFORD = [area for at, area in enumerate(AREAS) if at % 4 < 2]


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


def profile(reader, code, **asked):
    return reader.get(reverse("need:profile", args=[code]), asked)


def test_an_area_is_set_against_the_county_its_district_and_a_district_that_is_chosen(reader):
    page = profile(reader, AREAS[0], against=SAGEBY).context["page"]
    assert [row.name for row in page.standings] == ["Tell", "Tellford", "Sageby"]
    kept = NeedEstimate.objects.get(area_id=AREAS[0])
    assert page.need.estimate == kept.need_per_1000
    assert "above Tell (" in page.standings[0].words
    assert "above Sageby (" in page.standings[2].words
    assert [row.name for row in profile(reader, AREAS[0]).context["page"].standings] == [
        "Tell", "Tellford",
    ]  # fmt: skip


def test_what_the_profile_says_against_the_county_is_what_the_list_says(reader):
    listed = {row.code: row for row in reader.get(reverse("need:needs")).context["page"].rows}
    for area in (AREAS[0], AREAS[4], AREAS[11]):
        page = profile(reader, area).context["page"]
        assert page.standings[0].words == listed[area].against
        assert (page.need.words, page.need.range_words) == (
            listed[area].need, listed[area].need_range,
        )  # fmt: skip


def test_a_district_is_its_areas_added_up(reader):
    page = profile(reader, TELLFORD).context["page"]
    rows = NeedEstimate.objects.filter(area_id__in=OF_TELLFORD)
    people = sum(row.people for row in rows)
    rate = sum(row.need_per_1000 * row.people for row in rows) / people
    assert page.need.estimate == pytest.approx(rate)
    assert page.need.incidents == sum(row.incidents for row in rows)
    assert page.need.low < rate < page.need.high
    assert page.records.counted_in_all == f"{page.need.incidents:,}"
    assert page.what == "District of 6 areas, added up"
    assert "Of 6 areas" in page.gathering
    assert [row.name for row in page.standings] == ["Tell"]


def test_with_few_months_no_trend_and_no_change_is_told(reader):
    course = profile(reader, AREAS[0]).context["page"].course
    assert course.trend.startswith("Cannot tell: 12 months were supplied")
    assert "only 12 months are here" in course.change


def more_months(by_year):
    """Two more years of robberies in the first area, before those that are stored."""
    months = [f"{year}-{number:02d}" for year in by_year for number in range(1, 13)]
    MonthSupplied.objects.bulk_create(MonthSupplied(month=month, incidents=1) for month in months)
    IncidentCount.objects.bulk_create(
        IncidentCount(area_id=AREAS[0], month=m, category="Robbery", incidents=by_year[int(m[:4])])
        for m in months
    )


@pytest.mark.parametrize(("by_year", "trend", "change"), [
    ({2023: 300, 2024: 100}, "Falling: ", "Fewer: "),
    ({2023: 30, 2024: 30}, "Cannot tell: ", "Cannot tell: "),
])  # fmt: skip
def test_with_years_a_fall_is_told_and_noise_is_not(reader, by_year, trend, change):
    more_months(by_year)
    course = profile(reader, AREAS[0]).context["page"].course
    assert course.trend.startswith(trend)
    assert course.change.startswith(change)


def test_an_area_without_neighbours_has_no_surroundings_to_tell(reader):
    AreaNeighbour.objects.filter(area_id=AREAS[0]).delete()
    AreaNeighbour.objects.filter(neighbour_id=AREAS[0]).delete()
    from sightline.service.need.queries.gathering import _patterns

    _patterns.cache_clear()
    assert "no area of the county shares a boundary" in text_of(profile(reader, AREAS[0]))
    AreaNeighbour.objects.all().delete()
    _patterns.cache_clear()
    assert "Cannot tell. hot spots: found 12 areas and 0 pairs" in text_of(
        profile(reader, AREAS[1])
    )
    _patterns.cache_clear()


def test_deprivation_is_one_part_and_never_alone(reader):
    words = text_of(profile(reader, AREAS[0]))
    assert "Deprivation: decile 1 of 10, rank 100, where 1 is most deprived" in words
    assert "It is one part of the estimate and never need by itself." in words
    assert "areas with a rank are in the most deprived tenth" in text_of(profile(reader, TELLFORD))


def test_everything_on_the_page_can_be_reached_from_its_list(reader):
    content = profile(reader, AREAS[0]).content.decode()
    page = profile(reader, AREAS[0]).context["page"]
    for anchor, text in page.contents:
        assert f'id="{anchor}"' in content, text
    assert 'media="print"' in content or "need/profile.css" in content


def test_other_rooms_give_parts_of_a_profile(reader, monkeypatch):
    asked = []

    def part(about):
        asked.append(about)
        rows = (PanelRow("7 things", address="/data", note="counted"), PanelRow("Nothing else"))
        return ProfilePart("own", "What we know", rows)

    monkeypatch.setattr(profiles, "PROFILE_PARTS", [lambda _about: None, part])
    words = text_of(profile(reader, TELLFORD))
    assert "What we know" in words
    assert "7 things counted" in words
    (about,) = asked
    assert (about.place.code, about.theme.theme, str(about.ages)) == (TELLFORD, "violence", "10-24")
    assert sorted(about.place.codes) == sorted(OF_TELLFORD)
    assert isinstance(PROFILE_PARTS, list)


def test_the_ways_on_are_those_the_viewer_may_take(reader):
    page = profile(reader, AREAS[0]).context["page"]
    texts = [link.text for link in page.links]
    assert texts == [
        "Compare this place with others", "Profile of Tellford",
        "What reaches it, and what is missing", "Activities in Tellford",
    ]  # fmt: skip
    for link in page.links:
        assert reader.get(link.address).status_code == 200
    back = reader.get(reverse("gaps:area", args=[AREAS[0]])).context["page"].profile_address
    assert reader.get(back).context["page"].need.estimate == page.need.estimate


@pytest.mark.parametrize("code", ["X99", "X02000001"])
def test_there_is_no_profile_of_a_place_outside_the_county(reader, code):
    assert profile(reader, code).status_code == 404
    assert profile(reader, AREAS[0], against=code).status_code == 404


def compare(reader, *areas, **asked):
    return reader.get(reverse("need:compare"), {"area": areas, **asked})


def test_places_stand_side_by_side_in_the_order_they_were_named(reader):
    page = compare(reader, "Sageby", AREAS[0], "tellford 002a").context["page"]
    assert [place.name for place in page.places] == ["Sageby", "Tellford 001A", "Tellford 002A"]
    assert not page.problems
    assert {len(row.values) for row in page.rows} == {3}
    need = next(row for row in page.rows if row.what == "Need per 1,000 a year")
    kept = NeedEstimate.objects.get(area_id=AREAS[0])
    assert need.values[1].startswith(say_rate(kept.need_per_1000))
    pairs = {(one, other): words for one, other, words in page.pairs}
    assert len(pairs) == 3
    assert re.match("Almost certainly below Tellford 001A", pairs["Sageby", "Tellford 001A"])
    assert len({place.interval.end_words for place in page.places}) == 1  # one scale


@pytest.mark.parametrize(("written", "says", "shown"), [
    ((), "No place is chosen yet", 0),
    (("Nowhere", AREAS[0]), "There is no area or district called Nowhere here.", 0),
    ((AREAS[0],), "One place alone cannot be compared.", 0),
    ((AREAS[0], AREAS[0].lower()), "One place alone cannot be compared.", 0),
    (AREAS[:5], "At most 4 places can be read side by side", 4),
    (("x" * 500, *AREAS[:2]), "There is no area or district called xxx", 2),
])  # fmt: skip
def test_what_cannot_be_compared_is_said(reader, written, says, shown):
    response = compare(reader, *written)
    assert says in text_of(response)
    assert len(response.context["page"].places) == shown


def test_no_page_of_places_asks_the_database_much(reader, django_assert_max_num_queries):
    profile(reader, AREAS[0])
    with django_assert_max_num_queries(40):
        profile(reader, TELLFORD)
    with django_assert_max_num_queries(40):
        compare(reader, *AREAS[:4])
