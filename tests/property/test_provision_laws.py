"""Laws of reach, wherever activities and people are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.areas import people_of_age
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.provision import Place, Status, reach_by_area, unplaced
from sightline.analysis.provision.people import PeopleByAge
from tests.factories.small_tables import (
    AS_OF,
    YOUNG,
    activity,
    codes,
    parts_of,
    population_of,
    reached,
    row_of_areas,
)

MANY = 5
laws = settings(max_examples=60, deadline=None)
people = st.lists(st.integers(0, 900), min_size=MANY, max_size=MANY)
ages = st.tuples(st.integers(0, 70), st.integers(0, 50)).map(lambda a: AgeRange(a[0], sum(a)))
place = st.builds(Place, st.floats(-15_000, 27_000), st.floats(-12_000, 12_000))
served = st.lists(st.sampled_from(["A", "b", "D1", "East", "nowhere"]), max_size=2).map(tuple)


def clubs(**fixed):
    facts = {
        "places": st.lists(place, max_size=3).map(tuple),
        "areas_served": served,
        "ages": st.one_of(st.none(), ages),
        "people_a_year": st.one_of(st.none(), st.floats(0, 400)),
        "confirmed_on": st.sampled_from([None, date(2025, 1, 1), date(2025, 12, 1)]),
        "funded_until": st.sampled_from([None, date(2026, 3, 31)]),
        "status": st.sampled_from(Status),
        "themes": st.sampled_from([("violence",), ("other",), ("other", "violence")]),
        **fixed,
    }
    return st.lists(st.fixed_dictionaries(facts), max_size=4).map(
        lambda rows: [activity(str(number), **facts) for number, facts in enumerate(rows)]
    )


def parts_among(activities, lived, older):
    population = population_of(lived, older=older)
    return parts_of(activities, areas=row_of_areas(MANY), population=population)


def reach_among(activities, lived, older):
    return reached(
        parts_among(activities, lived, older), dict(zip(codes(MANY), lived, strict=True))
    )


@laws
@given(activities=clubs(), lived=people, older=people)
def test_no_more_are_reached_than_there_is_room_for(activities, lived, older):
    parts = parts_among(activities, lived, older)
    assert (parts.groupby("activity")["share"].sum() <= 1 + 1e-9).all()
    for one in activities:
        mine = parts.loc[parts["activity"] == one.reference, "people_reached"]
        assert mine.sum() <= (one.people_a_year or 0) * (1 + 1e-9)


@laws
@given(
    activities=clubs(ages=st.just(YOUNG), status=st.just(Status.CURRENT)),
    lived=people,
    older=people,
)
def test_all_the_room_is_spread_if_it_is_for_the_group_and_somebody_lives_near(
    activities, lived, older
):
    parts = parts_among(activities, lived, older)
    shares = parts.groupby("activity")["share"].sum()
    assert shares.tolist() == pytest.approx([1.0] * len(shares))
    missing = unplaced(activities=activities, parts=parts, theme="violence", as_of=AS_OF)
    of_theme = {one.reference for one in activities if "violence" in one.themes}
    assert set(shares.index) | set(missing) == of_theme


@laws
@given(
    activities=clubs(people_a_year=st.floats(0, 400)),
    lived=people,
    older=people,
    more=st.floats(0, 99),
)
def test_more_room_never_lowers_reach(activities, lived, older, more):
    larger = [replace(one, people_a_year=one.people_a_year + more) for one in activities]
    before, after = (reach_among(some, lived, older) for some in (activities, larger))
    assert all(after[area] >= before[area] - 1e-9 for area in before)


@laws
@given(activities=clubs(), lived=people, older=people)
def test_closing_an_activity_never_raises_reach(activities, lived, older):
    before = reach_among(activities, lived, older)
    for closed in range(len(activities)):
        after = reach_among(activities[:closed] + activities[closed + 1 :], lived, older)
        assert all(after[area] <= before[area] + 1e-9 for area in before)


@laws
@given(activities=clubs(), lived=people, older=people, other=place)
def test_an_activity_for_other_ages_or_another_theme_adds_nothing(activities, lived, older, other):
    before = reach_among(activities, lived, older)
    for facts in ({"ages": AgeRange(25, 64)}, {"themes": ("other",)}):
        added = activity("new", places=(other,), **facts)
        assert reach_among([*activities, added], lived, older) == pytest.approx(before)


@laws
@given(activities=clubs(), lived=people, older=people)
def test_reach_lies_from_its_low_to_its_high_end_and_within_the_people(activities, lived, older):
    parts = parts_among(activities, lived, older)
    reach = reach_by_area(
        parts=parts, people=people_of_age(population_of(lived, older=older), YOUNG)
    )
    slack = 1e-9
    assert (reach["reach_low"] <= reach["people_reached"] + slack).all()
    assert (reach["people_reached"] <= reach["reach_high"] + slack).all()
    assert (reach["reach_after_endings"] <= reach["people_reached"] + slack).all()
    assert (reach["reach_high"] <= np.array(lived) + slack).all()


@laws
@given(activities=clubs(), lived=people, older=people)
def test_the_order_of_activities_changes_nothing(activities, lived, older):
    assert parts_among(activities, lived, older).equals(
        parts_among(list(reversed(activities)), lived, older)
    )


@laws
@given(
    rows=st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(0, OLDEST), st.integers(0, 60), people),
        max_size=6,
        unique_by=lambda row: row[:2],
    ),
    asked=ages,
)
def test_people_of_all_ages_at_once_are_those_of_each_range(rows, asked):
    population = population_of([0, 0, 0], ages=AgeRange(0, OLDEST)).iloc[:0]
    for number, (area, first, more, lived) in enumerate(rows):
        population.loc[number] = [area, first, min(first + more, OLDEST), lived[0]]
    found = PeopleByAge(population, list("ABC")).of(asked)
    known = people_of_age(population, asked).set_index("area")["people"].reindex(list("ABC"))
    assert found.tolist() == pytest.approx(known.fillna(0).tolist(), abs=1e-6)
