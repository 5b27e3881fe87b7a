"""Who is reached in the months to come. Areas A, B, C … lie in a row, 3 km apart; all by hand."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.analysis.periods import Month
from sightline.analysis.provision import Status, money_lasts, months_ahead, reach_by_month
from sightline.errors import BadInput
from tests.factories.small_tables import AS_OF, YOUNG, activity, at, population_of, row_of_areas

SPRING = (Month(2026, 2), Month(2026, 3), Month(2026, 4))


def by_month(*activities, months=SPRING, column="people_reached", people=(500,), as_of=AS_OF):
    """The column in area A, month by month."""
    table = reach_by_month(
        activities=activities,
        areas=row_of_areas(len(people)),
        population=population_of(people),
        ages=YOUNG,
        theme="violence",
        months=months,
        as_of=as_of,
    )
    return table.loc[table["area"] == "A", column].tolist()


def test_what_ends_in_march_is_there_in_march_and_not_in_april():
    assert by_month(activity(places=at(0), ends_on=date(2026, 3, 1))) == [30, 30, 0]


def test_what_starts_in_march_is_there_from_march():
    new = activity(places=at(0), status=Status.PLANNED, starts_on=date(2026, 3, 31))
    assert by_month(new) == [0, 30, 30]


def test_money_that_ends_in_march_parts_the_two_lines_in_april():
    """If money is found it goes on; if not, April has nobody. It is no end of the activity."""
    club = activity(places=at(0), funded_until=date(2026, 3, 31))
    assert by_month(club) == [30, 30, 30]
    assert by_month(club, column="people_reached_confirmed") == [30, 30, 0]
    assert by_month(club, column="reach_low") == [30, 30, 0]


def test_what_says_nothing_of_its_money_is_told_and_not_counted_on():
    clubs = (activity("1", places=at(0)), activity("2", places=at(0), funded_without_end=True))
    months = (AS_OF, Month(2026, 1))
    assert by_month(*clubs, months=months, column="people_reached_confirmed") == [60, 60]
    assert by_month(*clubs, months=months, column="people_money_not_said") == [30, 30]
    assert by_month(*clubs, months=months, column="reach_low") == [60, 30]


def test_a_record_does_not_go_stale_by_looking_ahead():
    """Confirmed in October, it is fresh in December, and so for every month December looks at."""
    club = activity(places=at(0), funded_without_end=True)
    assert by_month(club, months=months_ahead(AS_OF), column="reach_low") == [30] * 19


def test_money_in_three_ways():
    april = Month(2026, 4)
    assert money_lasts(activity(), april) is None
    assert money_lasts(activity(funded_without_end=True), april) is True
    assert money_lasts(activity(funded_until=date(2026, 4, 1)), april) is True
    assert money_lasts(activity(funded_until=date(2026, 3, 31)), april) is False


def test_no_months_are_refused():
    with pytest.raises(BadInput, match="months: found none"):
        by_month(activity(), months=())
