"""Overlaps by hand: what is duplicated, what complements, what is neither, and why."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.analysis.framework import AgeRange
from sightline.analysis.overlaps import find_overlaps, overlap_findings
from sightline.analysis.pairs import parts_whenever
from sightline.analysis.provision import Status, Visibility
from tests.factories.opportunities import told
from tests.factories.small_tables import AS_OF, activity, at, population_of, row_of_areas

AREAS, LIVED = row_of_areas(5), population_of([500] * 5)
MENTORS = {"approach": "mentoring", "prevention_level": "secondary", "places": at(0)}


def overlaps_of(*activities, one_activity=()):
    parts = parts_whenever(activities=activities, areas=AREAS, population=LIVED, as_of=AS_OF)
    table = find_overlaps(
        activities=activities, parts=parts, areas=AREAS, as_of=AS_OF, one_activity=one_activity
    )
    return table, overlap_findings(
        overlaps=table, activities=activities, parts=parts, areas=AREAS,
        words={"mentoring": "Mentoring"},
    )  # fmt: skip


def pair(**facts):
    """Two mentoring clubs at one place with room to spare, the second of them changed."""
    return (
        activity("1", **MENTORS, places_free=4.0, funding_gbp=9_000.0, days=("monday",)),
        activity("2", **({"organisation": "Them", **MENTORS, "days": ("monday",)} | facts)),
    )


def verdicts(*activities, **more):
    return overlaps_of(*activities, **more)[0]["verdict"].tolist()


def test_the_same_for_the_same_people_with_room_to_spare_is_duplicated():
    table, (found,) = overlaps_of(*pair())
    assert table["verdict"].tolist() == ["duplicated"]
    assert (found.sort, found.activities, found.organisations) == (
        "duplicated", ("1", "2"), ("Them", "Us"),
    )  # fmt: skip
    assert found.money_gbp is None  # the second does not say, which is not nothing
    assert "Money a year: 'Club 1' £9,000 and 'Club 2' not supplied; together at least £9,000." in (
        told(found)
    )
    assert "Room to spare: 'Club 1' (4 places free)." in told(found)
    assert "Approach: Mentoring in all." in told(found)
    assert found.areas[0] == "A"
    assert found.people.high == pytest.approx(30.0)  # the room of either, all of it in common


def test_three_that_are_the_same_are_one_finding():
    third = activity("3", organisation="Others", **MENTORS, days=("monday",), places_free=2.0)
    _, found = overlaps_of(*pair(), third)
    assert [one.activities for one in found] == [("1", "2", "3")]


@pytest.mark.parametrize(
    "facts",
    [
        {"prevention_level": "primary"},
        {"approach": "sports-programmes"},
        {"days": ("friday",)},
        {"strand": "knife-crime"},
    ],
)
def test_another_purpose_or_another_day_complements(facts):
    first, second = pair(**facts)
    if "strand" in facts:
        first = activity("1", **MENTORS, strand="county-lines", places_free=4.0)
    table, (found,) = overlaps_of(first, second)
    assert table["verdict"].tolist() == [found.sort] == ["complementary"]


def test_two_that_are_full_are_both_needed():
    first = activity("1", **MENTORS, places_free=0.0)
    second = activity("2", organisation="Them", **MENTORS, people_waiting=6.0)
    table, (found,) = overlaps_of(first, second)
    assert table["verdict"].tolist() == ["complementary"]
    assert "All are full: each is needed." in told(found)


def test_without_an_approach_or_how_full_they_are_nothing_is_claimed():
    first = activity("1", places=at(0), approach="mentoring")
    second = activity("2", organisation="Them", places=at(0), approach="mentoring")
    table, found = overlaps_of(first, second)
    assert (table["verdict"].tolist(), found) == (["cannot tell"], ())
    first, second = pair(approach="")
    assert verdicts(first, second) == ["cannot tell"]


@pytest.mark.parametrize(
    "facts",
    [
        {"places": at(12_000)},  # somewhere else
        {"ages": AgeRange(30, 50)},  # other people
        {"ages": AgeRange(23, 40)},  # two years of age in common of fifteen
        {"themes": ("domestic-abuse",)},
        {"status": Status.ENDED},
        {"ends_on": date(2026, 1, 31)},  # two months in common
        {"organisation": "us"},  # one organisation's own plan
        {"places": ()},  # nobody knows where
    ],
)
def test_what_only_looks_alike_is_no_overlap(facts):
    assert verdicts(*pair(**facts)) == []


def test_girls_and_boys_do_not_overlap_and_everyone_does():
    girls, boys = (
        activity(who, organisation=who, **MENTORS, open_to=who, places_free=3.0)
        for who in ("girls", "boys")
    )
    anybody = activity("1", **MENTORS, places_free=3.0)
    assert verdicts(girls, boys) == []
    assert verdicts(girls, anybody) == ["duplicated"]


def test_one_activity_told_twice_is_left_to_those_who_decide_it():
    assert verdicts(*pair(), one_activity=[frozenset(("1", "2"))]) == []


def test_those_who_work_together_already_are_not_told_to():
    first, second = pair(approach="sports-programmes", partners=("Us (host)",))
    assert overlaps_of(first, second)[1] == ()


def test_one_without_a_place_overlaps_where_its_district_is_the_others():
    first = activity("1", **MENTORS, places_free=4.0, areas_served=("D1",))
    second = activity(
        "2", organisation="Them", approach="mentoring", prevention_level="secondary",
        areas_served=("D1",),
    )  # fmt: skip
    table, _ = overlaps_of(first, second)
    assert table["verdict"].tolist() == ["duplicated"]
    assert table["distance_m"].isna().all()


def test_what_an_organisation_keeps_to_itself_is_not_named():
    first, second = pair(visibility=Visibility.ORGANISATION, name="Secret club")
    _, (found,) = overlaps_of(first, second)
    said = " ".join((found.title, *told(found), *found.organisations))
    assert "Secret club" not in said
    assert "Them" not in said
    assert "an activity its organisation keeps to itself" in said


def test_nothing_overlaps_in_an_empty_register():
    table, found = overlaps_of()
    assert (len(table), found) == (0, ())
