"""Laws of reach kept ready: sparse is dense, months are dates, and one change is only that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.areas import people_of_age
from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import (
    Dates,
    Decay,
    Place,
    ReachModel,
    Status,
    floating_catchments,
    money_lasts,
    months_ahead,
    reach_by_area,
    reach_notes,
    runs_in,
    unplaced,
)
from tests.factories.dense_reach import dense_shares, published_access
from tests.factories.small_tables import AS_OF, YOUNG, activity, population_of, row_of_areas

MANY = 6
laws = settings(max_examples=40, deadline=None)
STEPS = ((2500.0, 1.0), (5000.0, 0.68), (10_000.0, 0.22))
MONTHS = months_ahead(AS_OF, how_many=5)
people = st.lists(st.integers(0, 900), min_size=MANY, max_size=MANY)
place = st.builds(Place, st.floats(-15_000, 30_000), st.floats(-12_000, 12_000))
edges = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)]
day = st.one_of(st.none(), st.sampled_from(edges), st.dates(date(2025, 11, 1), date(2026, 7, 1)))
ages = st.sampled_from([None, YOUNG, AgeRange(8, 13), AgeRange(10, 64), AgeRange(25, 64)])
lines = ["reach_low", "people_reached_confirmed", "people_reached", "reach_high"]


@st.composite
def clubs(draw, **fixed):
    """Up to five activities in the community, with whatever is told or not told of them."""
    facts = {
        "places": st.lists(place, max_size=3).map(tuple),
        "areas_served": st.lists(st.sampled_from(["A", "D1", "nowhere"]), max_size=2).map(tuple),
        "ages": ages,
        "people_a_year": st.one_of(st.none(), st.floats(0, 400)),
        "starts_on": st.one_of(st.none(), st.dates(date(2025, 6, 1), date(2025, 10, 31))),
        "ends_on": day,
        "funded_until": day,
        "confirmed_on": st.sampled_from([None, date(2025, 1, 1), date(2025, 12, 1)]),
        "status": st.sampled_from([Status.CURRENT, Status.CURRENT, Status.PLANNED, Status.PAUSED]),
        "open_to": st.sampled_from(["everyone", "girls", "send"]),
        **fixed,
    }
    number = draw(st.integers(0, 5))
    return [activity(str(row), **draw(st.fixed_dictionaries(facts))) for row in range(number)]


def model_of(activities, lived, older):
    return ReachModel.of(
        activities=activities,
        areas=row_of_areas(MANY),
        population=population_of(lived, older=older),
    )


def by_month(model, *, column=None, **question):
    table = model.by_month(ages=YOUNG, theme="violence", months=MONTHS, **question)
    return table if column is None else table[column].to_numpy()


@laws
@given(activities=clubs(status=st.just(Status.CURRENT)), lived=people, older=people)
def test_sparse_reach_is_dense_reach(activities, lived, older):
    running = [one for one in activities if runs_in(one, AS_OF)]
    parts = model_of(activities, lived, older).parts(ages=YOUNG, theme="violence", as_of=AS_OF)
    areas = row_of_areas(MANY)
    found = parts.pivot_table(index="activity", columns="area", values="share", sort=True)
    for one in running:
        wanted = dense_shares(one, areas, population_of(lived, older=older), YOUNG)
        known = found.reindex(index=[one.reference], columns=areas["area"]).fillna(0.0)
        assert known.to_numpy()[0] == pytest.approx(wanted, abs=1e-12)


@laws
@given(
    places=st.lists(st.tuples(st.integers(-20_000, 40_000), st.integers(-9000, 9000)), max_size=9),
    capacity=st.lists(st.floats(0, 400), min_size=9, max_size=9),
    lived=people,
)
def test_access_is_that_of_the_published_formula(places, capacity, lived):
    points = row_of_areas(MANY)[["easting_m", "northing_m"]].to_numpy()
    at, room = np.array(places, dtype="float64").reshape(-1, 2), np.array(capacity[: len(places)])
    wanted = published_access(points, np.array(lived, dtype="float64"), at, room, STEPS)
    people_there = np.array(lived, dtype="float64")
    decay = Decay.by_steps(STEPS)
    once = floating_catchments(
        points=points, people=people_there, places=at, capacity=room, decay=decay
    )
    assert once == pytest.approx(wanted, rel=1e-9)
    many = floating_catchments(
        points=points,
        people=np.column_stack([people_there, 2 * people_there]),
        places=at,
        capacity=np.column_stack([room, room]),
        decay=decay,
    )
    assert many == pytest.approx(np.column_stack([wanted, wanted / 2]), rel=1e-9)
    assert once @ people_there <= room.sum() * (1 + 1e-9)  # no more is given than there is


@laws
@given(activities=clubs(), lived=people, older=people)
def test_no_line_gives_more_than_the_room_and_the_lines_keep_their_order(activities, lived, older):
    table = by_month(model_of(activities, lived, older))
    assert (table[lines].diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None)
    assert (table["people_money_not_said"] <= table["people_reached_confirmed"] + 1e-9).all()
    for month, rows in table.groupby("month"):
        running = [one for one in activities if runs_in(one, Month.parse(month))]
        room = sum(one.people_a_year or 0.0 for one in running)
        assert rows["people_reached"].sum() <= room * (1 + 1e-9)
        assert (rows["reach_high"].to_numpy() <= np.array(lived) + 1e-9).all()


@laws
@given(activities=clubs(open_to=st.just("everyone")), lived=people, older=people)
def test_now_is_what_the_parts_add_up_to(activities, lived, older):
    model = model_of(activities, lived, older)
    population = people_of_age(population_of(lived, older=older), YOUNG)
    parts = model.parts(ages=YOUNG, theme="violence", as_of=AS_OF)
    reach = reach_by_area(parts=parts, people=population)
    now = by_month(model).iloc[:MANY]
    for column in ("people_reached", "reach_high", "activities", "activities_unknown"):
        assert now[column].to_numpy() == pytest.approx(reach[column].to_numpy())
    assert (now["reach_low"].to_numpy() <= reach["reach_low"].to_numpy() + 1e-9).all()


@laws
@given(activities=clubs(), lived=people, older=people, order=st.permutations(range(MANY)))
def test_the_order_of_the_areas_changes_nothing(activities, lived, older, order):
    other = ReachModel.of(
        activities=activities,
        areas=row_of_areas(MANY).iloc[list(order)],
        population=population_of(lived, older=older),
    )
    one = by_month(model_of(activities, lived, older)).set_index(["month", "area"])
    another = by_month(other).set_index(["month", "area"]).reindex(one.index)
    assert another.to_numpy() == pytest.approx(one.to_numpy())


@laws
@given(activities=clubs(), lived=people, older=people, more=st.floats(0, 500))
def test_more_room_never_lowers_reach_anywhere_or_in_any_month(activities, lived, older, more):
    larger = [
        one if one.people_a_year is None else replace(one, people_a_year=one.people_a_year + more)
        for one in activities
    ]
    before, after = (by_month(model_of(some, lived, older)) for some in (activities, larger))
    assert (after[lines] >= before[lines] - 1e-9).all(axis=None)


@laws
@given(activities=clubs(), lived=people, older=people, ends=st.sampled_from(MONTHS[:-1]))
def test_what_is_closed_is_there_to_its_month_and_not_after(activities, lived, older, ends):
    closed = activity(
        "closing", areas_served=("A",), ends_on=ends.last_day, funded_without_end=True
    )
    without = model_of(activities, lived, older)
    added = by_month(without.replacing(closed), column="activities") - by_month(
        without, column="activities"
    )
    there = added.reshape(len(MONTHS), MANY)[:, 0] > 0
    assert there.tolist() == [bool(lived[0]) and month <= ends for month in MONTHS]


@laws
@given(activities=clubs(), month=st.sampled_from(MONTHS))
def test_dates_of_all_at_once_are_those_of_each(activities, month):
    dates = Dates.of(activities, [month], AS_OF)
    assert dates.runs[:, 0].tolist() == [runs_in(one, month) for one in activities]
    money = [money_lasts(one, month) for one in activities]
    assert dates.money_lasts[:, 0].tolist() == [known is not False for known in money]
    assert dates.money_said[:, 0].tolist() == [known is True for known in money]


@laws
@given(activities=clubs(), changed=clubs(), lived=people, older=people)
def test_a_model_changed_bit_by_bit_is_one_made_anew(activities, changed, lived, older):
    model, facts = model_of(activities, lived, older), {one.reference: one for one in activities}
    for one in changed:
        model, facts = model.replacing(one), {**facts, one.reference: one}
    for reference in list(facts)[::2]:
        model = model.without(reference)
        del facts[reference]
    anew = model_of(facts.values(), lived, older)
    assert [one.reference for one in model.activities] == sorted(facts)
    assert by_month(model).iloc[:, 2:].to_numpy() == pytest.approx(
        by_month(anew).iloc[:, 2:].to_numpy()
    )


@laws
@given(
    activities=clubs(
        places=st.lists(st.builds(Place, st.just(0.0), st.floats(-9e5, 9e5)), max_size=2).map(tuple)
    ),
    lived=people,
    older=people,
)
def test_nothing_vanishes_what_reaches_nobody_is_told(activities, lived, older):
    model = model_of(activities, lived, older)
    parts = model.parts(ages=YOUNG, theme="violence", as_of=AS_OF)
    notes = reach_notes(model=model, theme="violence", as_of=AS_OF)
    lost = unplaced(activities=activities, parts=parts, theme="violence", as_of=AS_OF)
    told = set(notes.loc[notes["effect"] == "reaches nobody that is known", "activity"])
    assert set(lost) == told
