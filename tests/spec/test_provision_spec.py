"""Who is reached, and by what. Areas A, B, C … lie in a row, 3 km apart; all is done by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import Place, Status, reach_by_area, runs_in, unplaced
from tests.factories.small_tables import (
    AS_OF,
    activity,
    at,
    parts_of,
    population_of,
    reached,
    row_of_areas,
)


def spread(*activities, people=(500, 500), older=None, **question):
    """People reached in each area by these activities."""
    areas = row_of_areas(len(people))
    parts = parts_of(
        activities, areas=areas, population=population_of(people, older=older), **question
    )
    return reached(parts, dict(zip(areas["area"], people, strict=True)))


def test_three_kilometres_away_half_as_many_come():
    """Room for 30 at A: A counts 500 × 1, B 500 × a half, so 20 and 10."""
    assert spread(activity(places=at(0))) == pytest.approx({"A": 20, "B": 10})


def test_more_people_take_more_of_the_room():
    """A counts 200 × 1, B 800 × a half: 200 to 400, so 10 and 20."""
    assert spread(activity(places=at(0)), people=(200, 800)) == pytest.approx({"A": 10, "B": 20})


def test_beyond_ten_kilometres_nobody_comes():
    """E is 12 km from A. A to D count 1, a half, a quarter, an eighth: 15 eighths share 30."""
    reach = spread(activity(places=at(0)), people=(500,) * 5)
    assert reach == pytest.approx({"A": 16, "B": 8, "C": 4, "D": 2, "E": 0})


def test_two_places_share_the_room_evenly():
    """15 at A give 10 and 5; 15 at B give 5 and 10."""
    assert spread(activity(places=at(0) + at(3000))) == pytest.approx({"A": 15, "B": 15})


def test_a_place_where_nobody_can_come_leaves_its_room_to_the_others():
    """One of the two places is far out at sea."""
    places = (*at(0), Place(0, 500_000))
    assert spread(activity(places=places)) == pytest.approx({"A": 20, "B": 10})


def test_only_the_areas_served_are_reached():
    """It stands in A, but is for the people of B."""
    assert spread(activity(places=at(0), areas_served=("B",))) == pytest.approx({"A": 0, "B": 30})


def test_areas_served_may_be_districts_and_names():
    """D1 is A and B; "Place C" is C. Without a place they share by people alone."""
    reach = spread(activity(areas_served=("d1", "Place C")), people=(100, 200, 300, 400))
    assert reach == pytest.approx({"A": 5, "B": 10, "C": 15, "D": 0})


def test_areas_served_too_far_from_its_place_share_by_people_alone():
    """An office in A that serves E, 12 km away, still serves E."""
    reach = spread(activity(places=at(0), areas_served=("E",)), people=(500,) * 5)
    assert reach == pytest.approx({"A": 0, "B": 0, "C": 0, "D": 0, "E": 30})


def test_the_part_for_other_ages_is_not_reach():
    """A club for 10 to 64 with room for 60; half of the people of A are 10 to 24: 30 of the 60."""
    club = activity(places=at(0), ages=AgeRange(10, 64), people_a_year=60)
    assert spread(club, people=(500,), older=(500,)) == pytest.approx({"A": 30})


def test_an_activity_for_other_ages_or_another_theme_reaches_nobody():
    assert spread(activity(places=at(0), ages=AgeRange(25, 64)), older=(9, 9)) == {"A": 0, "B": 0}
    assert spread(activity(places=at(0), themes=("exploitation",))) == {"A": 0, "B": 0}


def test_an_activity_for_other_ages_is_still_told():
    """So that "wrong group" can be said of an area."""
    parents = activity(places=at(0), ages=AgeRange(25, 64))
    areas, population = row_of_areas(1), population_of([500], older=[300])
    parts = parts_of([parents], areas=areas, population=population)
    assert parts[["activity", "area", "share", "right_ages"]].values.tolist() == [["1", "A", 0, 0]]
    reach = reach_by_area(parts=parts, people=pd.DataFrame({"area": ["A"], "people": [500]}))
    assert reach["activities"].tolist() == [0]
    assert reach["activities_other_ages"].tolist() == [1]


def test_without_ages_it_is_taken_as_open_to_all_and_not_counted_on():
    """Half of A is 10 to 24, so half of its room counts, but not at the low end."""
    areas, population = row_of_areas(1), population_of([500], older=[500])
    parts = parts_of([activity(places=at(0), ages=None)], areas=areas, population=population)
    reach = reach_by_area(parts=parts, people=pd.DataFrame({"area": ["A"], "people": [500]}))
    assert reach[["people_reached", "reach_low"]].values.tolist() == [[pytest.approx(15), 0]]


def test_never_more_are_reached_than_live_there():
    assert spread(activity(places=at(0), people_a_year=900), people=(40,)) == {"A": 40}


def test_how_few_and_how_many():
    """30 are confirmed, 10 are not confirmed lately, and one gives no number: taken as the median.

    The median of 30 and 10 is 20, so reach is 40, at least 30 and at most 60.
    """
    clubs = [
        activity("1", places=at(0)),
        activity("2", places=at(0), people_a_year=10, confirmed_on=date(2025, 6, 30)),
        activity("3", places=at(0), people_a_year=None),
    ]
    parts = parts_of(clubs, areas=row_of_areas(1), population=population_of([500]))
    reach = reach_by_area(parts=parts, people=pd.DataFrame({"area": ["A"], "people": [500]}))
    columns = ["reach_low", "people_reached", "reach_high", "activities", "activities_unknown"]
    assert reach[columns].values.tolist() == [[30, 40, 60, 3, 1]]


def test_if_no_activity_gives_a_number_nobody_knows_how_many():
    parts = parts_of(
        [activity(places=at(0), people_a_year=None)],
        areas=row_of_areas(1),
        population=population_of([500]),
    )
    reach = reach_by_area(parts=parts, people=pd.DataFrame({"area": ["A"], "people": [500]}))
    assert reach[["people_reached", "reach_high"]].values.tolist() == [[0, 500]]


def test_what_ends_or_loses_its_money_within_six_months_is_told_apart():
    """Of 30, 20 and 10, the first has money to 31 March and the second ends in May."""
    clubs = [
        activity("1", places=at(0), funded_until=date(2026, 3, 31)),
        activity("2", places=at(0), people_a_year=20, ends_on=date(2026, 5, 31)),
        activity("3", places=at(0), people_a_year=10, funded_until=date(2026, 6, 30)),
    ]
    parts = parts_of(clubs, areas=row_of_areas(1), population=population_of([500]))
    reach = reach_by_area(parts=parts, people=pd.DataFrame({"area": ["A"], "people": [500]}))
    assert reach[["people_reached", "reach_after_endings"]].values.tolist() == [[60, 10]]


def test_an_activity_nobody_can_place_is_said_not_dropped():
    clubs = [
        activity("at sea", places=(Place(0, 500_000),)),
        activity("nowhere"),
        activity("elsewhere", areas_served=("another county",)),
        activity("here", places=at(0)),
        activity("another theme", themes=("exploitation",)),
        activity("over", status=Status.ENDED),
    ]
    parts = parts_of(clubs, areas=row_of_areas(1), population=population_of([500]))
    found = unplaced(activities=clubs, parts=parts, theme="violence", as_of=AS_OF)
    assert found == ("at sea", "elsewhere", "nowhere")


@pytest.mark.parametrize(
    ("facts", "runs"),
    [
        ({}, True),
        ({"status": Status.PAUSED}, False),
        ({"status": Status.ENDED}, False),
        ({"status": Status.PLANNED}, False),
        ({"status": Status.PLANNED, "starts_on": date(2025, 12, 31)}, True),
        ({"status": Status.PLANNED, "starts_on": date(2026, 1, 1)}, False),
        ({"starts_on": date(2026, 1, 1)}, False),
        ({"ends_on": date(2025, 12, 1)}, True),
        ({"ends_on": date(2025, 11, 30)}, False),
        ({"funded_until": date(2025, 3, 31)}, True),
    ],
)
def test_an_activity_runs_if_some_day_of_the_month_is_in_its_dates(facts, runs):
    """That its money has ended does not say that it has."""
    assert runs_in(activity(**facts), Month(2025, 12)) is runs
