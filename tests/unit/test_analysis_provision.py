"""Provision in detail: what is refused, and many activities at once."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sightline.analysis.provision import (
    PARTS,
    SOON_MONTHS,
    Place,
    is_fresh,
    lasts_through,
    reach_by_area,
    reach_parts,
    spread,
)
from sightline.analysis.provision.people import PeopleByAge
from sightline.errors import BadInput
from tests.factories.small_tables import (
    AS_OF,
    YOUNG,
    activity,
    at,
    parts_of,
    population_of,
    row_of_areas,
)

AREAS, PEOPLE = row_of_areas(2), population_of([500, 500])


@pytest.mark.parametrize("where", [(float("nan"), 0), (0, float("inf"))])
def test_a_place_that_is_no_point_is_refused(where):
    with pytest.raises(BadInput, match="wanted two numbers of metres"):
        Place(*where)


def test_an_end_before_the_start_is_refused():
    with pytest.raises(BadInput, match="Club 1: found an end on 2025-01-01 before the start"):
        activity(starts_on=date(2025, 2, 1), ends_on=date(2025, 1, 1))


@pytest.mark.parametrize(
    "fact", ["people_a_year", "people_last_year", "places_free", "funding_gbp"]
)
@pytest.mark.parametrize("number", [-1, float("nan"), float("inf")])
def test_less_than_nobody_is_refused(fact, number):
    with pytest.raises(BadInput, match=f"Club 1, {fact}: found"):
        activity(**{fact: number})


@pytest.mark.parametrize(
    ("distances"), [{"half_distance_m": 0}, {"furthest_m": -1}, {"half_distance_m": float("nan")}]
)
def test_distances_that_are_none_are_refused(distances):
    with pytest.raises(BadInput, match="distances: found"):
        reach_parts(
            activities=[],
            areas=AREAS,
            population=PEOPLE,
            ages=YOUNG,
            theme="violence",
            as_of=AS_OF,
            **distances,
        )


def test_two_activities_with_one_reference_are_refused():
    with pytest.raises(BadInput, match="found the reference '1' on 'Club 1' and on 'Other'"):
        parts_of([activity(), activity(name="Other")], areas=AREAS, population=PEOPLE)


def test_no_activities_make_an_empty_table():
    assert parts_of([], areas=AREAS, population=PEOPLE).equals(PARTS.empty())


def test_nobody_of_its_ages_means_no_rows():
    """Nobody over 64 lives in these areas at all."""
    old = activity(places=at(0), ages=type(YOUNG)(70, 80))
    assert parts_of([old], areas=AREAS, population=PEOPLE).empty


def test_activities_taken_a_few_at_a_time_come_out_the_same(monkeypatch):
    clubs = [activity(str(n), places=at(n * 900.0) + at(n * 400.0)) for n in range(9)]
    whole = parts_of(clubs, areas=AREAS, population=PEOPLE)
    monkeypatch.setattr(spread, "_PLACES_AT_ONCE", 6)
    assert parts_of(clubs, areas=AREAS, population=PEOPLE).equals(whole)
    monkeypatch.setattr(spread, "_PLACES_AT_ONCE", 1)
    assert parts_of(clubs, areas=AREAS, population=PEOPLE).equals(whole)


def test_parts_in_areas_nobody_asked_about_are_left_out():
    parts = parts_of([activity(places=at(0))], areas=AREAS, population=PEOPLE)
    reach = reach_by_area(parts=parts, people=pd.DataFrame({"area": ["B"], "people": [500]}))
    assert reach[["area", "people_reached"]].values.tolist() == [["B", pytest.approx(10)]]


def test_people_in_areas_nobody_asked_about_are_left_out():
    assert PeopleByAge(PEOPLE, ["B"]).of(YOUNG).tolist() == pytest.approx([500])
    assert PeopleByAge(PEOPLE, ["B"]).of(None).tolist() == [0]


def test_a_record_is_fresh_for_six_months():
    assert is_fresh(activity(confirmed_on=date(2025, 7, 1)), AS_OF)
    assert is_fresh(activity(confirmed_on=date(2026, 2, 1)), AS_OF)
    assert not is_fresh(activity(confirmed_on=date(2025, 6, 30)), AS_OF)
    assert not is_fresh(activity(confirmed_on=None), AS_OF)


def test_it_lasts_until_its_end_or_that_of_its_money_whichever_is_first():
    soon = AS_OF.plus(SOON_MONTHS)
    assert lasts_through(activity(), soon)
    assert lasts_through(activity(ends_on=date(2026, 6, 30)), soon)
    assert not lasts_through(activity(ends_on=date(2026, 6, 29)), soon)
    late = date(2027, 1, 1)
    assert not lasts_through(activity(ends_on=late, funded_until=date(2026, 3, 31)), soon)
