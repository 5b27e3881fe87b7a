"""The cliff calendar: what goes dark when, why, with whose money, and who is there besides.

Areas A and B are in district West, C in East; 500 people of 10 to 24 live in each.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sightline.analysis.gaps import CliffCause, cliff_of, depends_until
from sightline.analysis.periods import Month
from sightline.analysis.provision import Status
from tests.factories.gaps_ahead import ahead_of
from tests.factories.small_answer import only_in
from tests.factories.small_tables import AS_OF, activity

MARCH = date(2026, 3, 31)


def cliffs_of(*activities, by="district", **changes):
    table = ahead_of(*activities, **changes).cliffs_by(by)
    return table.set_index(["activity", "place"])


@pytest.mark.parametrize(
    ("facts", "because", "month"),
    [
        ({"ends_on": MARCH}, CliffCause.ENDS, "2026-03"),
        ({"funded_until": MARCH, "ends_on": date(2026, 7, 1)}, CliffCause.MONEY, "2026-03"),
        (
            {"depends_on": "A post until 28 February 2026", "funded_until": MARCH},
            CliffCause.NEEDS,
            "2026-02",
        ),
        ({"funded_until": date(2025, 3, 31)}, CliffCause.NOT_CONFIRMED, "2025-03"),
        ({}, CliffCause.NOT_CONFIRMED, "None"),
        ({"depends_on": "A post until 1 January 2020"}, CliffCause.NOT_CONFIRMED, "None"),
    ],
)
def test_the_first_of_what_is_said_to_end_is_the_cliff(facts, because, month):
    """Its end, its money, what it depends on; money long gone or never told is not confirmed."""
    cliff = cliff_of(activity(**facts), as_of=AS_OF)
    assert (cliff.because, str(cliff.month)) == (because, month)


@pytest.mark.parametrize(
    "facts",
    [
        {"funded_without_end": True},
        {"funded_until": date(2030, 3, 31)},
        {"status": Status.ENDED},
        {"status": Status.PAUSED, "ends_on": MARCH},
        {"status": Status.PLANNED, "ends_on": MARCH},  # nobody says when it starts
    ],
)
def test_what_goes_on_or_does_not_run_has_no_cliff(facts):
    """Money that outlasts the months asked about, or has no last day, is no cliff."""
    assert cliff_of(activity(**facts), as_of=AS_OF) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Youth worker post, until 31 March 2026", MARCH),
        ("The lease ends on 2026-03-31", MARCH),
        ("Hall from January 2020 to March 2026", MARCH),
        ("Expires 30 June 2026; the hall until the end of March 2026", MARCH),
        ("An award of 31 March 2026", None),
        ("Until 31 April 2026", None),
        ("", None),
    ],
)
def test_words_say_until_when_only_after_a_word_that_means_it(words, day):
    """A date by itself may be when an award is made."""
    assert depends_until(words) == day


def test_a_row_for_each_district_that_loses_it_with_its_share_and_who_is_left():
    """Of 60 reached in West by two activities, 30 go; the other goes on, so it can be asked."""
    stays = only_in("A", "stays", people_a_year=30, funded_without_end=True)
    goes = activity(
        "goes",
        areas_served=("A", "C"),
        people_a_year=60,
        ends_on=MARCH,
        funders=("Home Fund (fictional)",),
        funding_gbp=9_000.0,
        strand="community",
    )
    table = cliffs_of(stays, goes)
    west, east = table.loc[("goes", "D1")], table.loc[("goes", "D2")]
    assert (west["people_reached"], west["share_of_reach"]) == (30, 0.5)
    assert (west["others"], west["others_people"], west["others_first"]) == (1, 30, "stays")
    assert (east["others"], east["share_of_reach"], east["others_first"]) == (0, 1, "")
    assert (west["year_end"], west["day"], west["money_gbp"]) == (1, "2026-03-31", 9_000)
    assert (west["funders"], west["strand"]) == ("Home Fund (fictional)", "community")
    assert len(table) == 2


def test_others_that_go_too_are_not_counted_as_left():
    """One ends the same day, one has money nobody spoke of: neither is sure to be there."""
    table = cliffs_of(
        only_in("A", "1", ends_on=MARCH),
        only_in("A", "2", funded_until=MARCH),
        only_in("A", "3"),
    )
    row = table.loc[("1", "D1")]
    assert (row["others"], row["others_not_sure"]) == (0, 2)


def test_by_small_area_the_same_calendar():
    """Each area's own share of what it loses."""
    table = cliffs_of(activity("1", areas_served=("A", "C"), ends_on=MARCH), by="area")
    assert table.index.tolist() == [("1", "A"), ("1", "C")]
    assert table["people_reached"].tolist() == [15, 15]


def test_what_is_not_known_stays_on_the_calendar():
    """No place: a row without one. No number of people: missing, with no share. No day: last."""
    table = cliffs_of(
        activity("adrift", ends_on=MARCH),
        only_in("A", "uncounted", people_a_year=None, ends_on=MARCH),
        only_in("A", "untold"),
    )
    assert [key for key, _ in table.index] == ["adrift", "uncounted", "untold"]
    assert table.index[0] == ("adrift", "")
    assert pd.isna(table.iloc[1]["people_reached"])
    assert pd.isna(table.iloc[1]["share_of_reach"])
    assert (table.iloc[2]["month"], table.iloc[2]["because"]) == ("", "its money is not confirmed")


def test_what_starts_and_ends_within_the_months_is_a_cliff_too():
    """A summer scheme: there from February to March, gone from April."""
    table = cliffs_of(only_in("A", starts_on=date(2026, 2, 1), ends_on=MARCH))
    row = table.loc[("1", "D1")]
    assert (row["people_reached"], row["share_of_reach"]) == (30, 1)


def test_other_themes_and_other_ages_have_calendars_of_their_own():
    """Only what reaches the people asked about."""
    other = only_in("A", "1", themes=("robbery",), ends_on=MARCH)
    assert cliffs_of(other).empty


def test_awards_that_end_tell_whom_they_take_along():
    """Pooled money is counted once; a part that is not known is not counted as nothing."""
    first = only_in(
        "A",
        "1",
        funded_until=MARCH,
        funders=("Home Fund 60%", "County 40%"),
        funding_gbp=1_000.0,
    )
    second = only_in("C", "2", organisation="Them", funded_until=MARCH, funders=("Home Fund",))
    third = only_in("C", "3", ends_on=MARCH)
    awards = ahead_of(first, second, third).awards.set_index("funder")
    assert awards.index.tolist() == ["County", "Home Fund"]
    home = awards.loc["Home Fund"]
    assert (home["activities"], home["organisations"], home["references"]) == (2, 2, "1; 2")
    assert (home["money_gbp"], home["money_unknown"], home["people_reached"]) == (600, 1, 60)
    assert (home["places"], home["year_end"], home["day"]) == ("East; West", 1, "2026-03-31")
    assert awards.loc["County", "money_gbp"] == 400


def test_no_award_ends_where_none_is_known_to():
    """An empty table, not an error."""
    assert ahead_of(only_in("A", funded_without_end=True)).awards.empty


def test_a_month_that_is_asked_about_is_the_last_that_counts():
    """March is the third month after December."""
    club = activity(ends_on=MARCH, funded_without_end=True)
    assert cliff_of(club, as_of=Month(2025, 12), months=2) is None
    assert cliff_of(club, as_of=Month(2025, 12), months=3) is not None
