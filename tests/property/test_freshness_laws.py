"""Laws of freshness: time alone only makes a record staler; a confirmation never makes it so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.analysis.freshness import (
    LONGEST_MONTHS,
    Silence,
    Standing,
    freshness_of,
    grace_of,
    latest_day,
    months_later,
    say_silence,
    share_silent,
)
from sightline.errors import BadInput

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
intervals = st.one_of(st.none(), st.integers(1, LONGEST_MONTHS))
WAY = [Standing.UP_TO_DATE, Standing.DUE, Standing.OVERDUE, Standing.LONG_OVERDUE]


def far(confirmed_on, every, today, added_on=None):
    found = freshness_of(
        confirmed_on=confirmed_on, every_months=every, today=today, added_on=added_on
    )
    return WAY.index(found.step)


@given(day=days, every=intervals, today=days, later=st.integers(0, 2000))
def test_a_record_never_goes_back_without_a_confirmation(day, every, today, later):
    assert far(day, every, today + timedelta(days=later)) >= far(day, every, today)


@given(every=intervals, today=days, added=st.one_of(st.none(), days), later=st.integers(0, 2000))
def test_one_never_confirmed_never_goes_back_either(every, today, added, later):
    then = far(None, every, today + timedelta(days=later), added)
    assert then >= far(None, every, today, added) >= WAY.index(Standing.DUE)


@given(day=days, every=intervals, today=days, later=st.integers(0, 2000))
def test_a_later_confirmation_never_makes_a_record_staler(day, every, today, later):
    assert far(day + timedelta(days=later), every, today) <= far(day, every, today)


@given(day=days, every=st.integers(1, LONGEST_MONTHS - 1), today=days)
def test_a_longer_interval_never_makes_a_record_staler(day, every, today):
    assert far(day, every + 1, today) <= far(day, every, today)


@given(upto=days, months=st.integers(1, LONGEST_MONTHS))
def test_the_latest_day_is_the_last_that_comes_in_time(upto, months):
    day = latest_day(upto, months)
    assert months_later(day, months) <= upto < months_later(day + timedelta(days=1), months)


@given(day=days, every=intervals)
def test_each_step_begins_on_the_day_it_says(day, every):
    found = freshness_of(confirmed_on=day, every_months=every, today=day)
    steps = [found.due_on, found.overdue_on, found.long_overdue_on]
    assert day < steps[0] < steps[1] < steps[2]
    for number, begins in enumerate(steps):
        assert far(day, every, begins - timedelta(days=1)) == number
        assert far(day, every, begins) == number + 1
        assert freshness_of(confirmed_on=day, every_months=every, today=begins).since == begins


@given(day=days, months=st.integers(1, LONGEST_MONTHS))
def test_months_later_is_the_same_day_or_the_last_of_its_month(day, months):
    found = months_later(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


def test_the_rule_by_interval_as_a_table():
    """Monthly, two-monthly, quarterly, half-yearly, nearly yearly, yearly, two-yearly."""
    table = {1: (14, 30), 2: (14, 30), 3: (30, 60), 6: (30, 60), 11: (30, 60), 12: (60, 90)}
    assert {months: grace_of(months) for months in (*table, 24)} == {**table, 24: (60, 90)}


@pytest.mark.parametrize("months", [0, -1, LONGEST_MONTHS + 1])
def test_an_interval_that_no_record_may_declare_is_refused(months):
    with pytest.raises(BadInput, match="wanted 1 to 24"):
        freshness_of(confirmed_on=None, every_months=months, today=date(2026, 1, 1))


@given(
    confirmed=st.lists(st.tuples(st.one_of(st.none(), days), intervals), max_size=20),
    today=days,
    later=st.integers(0, 400),
)
def test_waiting_never_lowers_the_share_that_is_silent(confirmed, today, later):
    now = share_silent(confirmed, today=today)
    then = share_silent(confirmed, today=today + timedelta(days=later))
    assert now.records == then.records == len(confirmed)
    assert 0 <= now.late <= then.late <= len(confirmed)
    assert (now.share_late is None) == (not confirmed)


@pytest.mark.parametrize("partners", [0, 3])
def test_no_records_is_never_said_as_zero(partners):
    said = say_silence(Silence(0, 0, partners, partners))
    assert "may mean that nobody has reported" in said
    assert " 0 " not in said


def test_a_whole_register_in_time_says_so():
    assert say_silence(Silence(3, 0, 2, 0)) == (
        "Of 3 records, all have been confirmed in time; every partner has reported."
    )
    assert Silence(3, 0, 2, 1).share_silent == 0.5
    assert Silence(0, 0).share_silent is None
