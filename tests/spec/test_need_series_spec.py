"""Trends and changes: when something rose or fell, and when nobody can tell."""

from __future__ import annotations

import pandas as pd
import pytest

from sightline.analysis.need.series import (
    BREAKS,
    CHANGE,
    TREND,
    compare_totals,
    counting_model,
    expect_regression,
    find_changes,
    find_trends,
)
from sightline.analysis.periods import Month
from sightline.errors import BadInput
from tests.factories.monthly_counts import LAST, drawn, months, told

WINTER = [9, 8, 10, 11, 12, 13, 14, 14, 12, 11, 10, 10]  # quiet in winter, every year alike


def year_on_year(monthly: pd.DataFrame, **how: object) -> pd.Series:
    """The last twelve months against the twelve before."""
    last = months(24)
    found = find_changes(monthly=monthly, before=last[:12], after=last[12:], **how)
    return found.iloc[0]


def test_1327_to_1306_is_noise():
    """2% fewer: even if counts varied by chance alone, from 9% fewer to 6% more is as likely."""
    low, high = compare_totals(before=1327, after=1306)
    assert (round(low, 3), round(high, 3)) == (-0.089, 0.063)


def test_a_small_change_is_not_called_progress():
    """The same counts month by month: 1% fewer a day, for 2024 had one day more."""
    counts = [110, 99, 113, 108, 114, 111, 116, 112, 108, 113, 110, 113]
    counts += [107, 101, 110, 107, 111, 112, 111, 113, 107, 109, 111, 107]
    found = year_on_year(told(counts))
    assert (found["before"], found["after"], found["verdict"]) == (1327, 1306, "cannot tell")
    assert found["words"].startswith("Cannot tell: 1,327 to 1,306: 1% fewer (from 9% fewer to ")
    assert found["words"].endswith("; that much happens by chance.")


def test_a_third_fewer_is_told():
    found = year_on_year(told([90] * 12 + [60] * 12))
    assert found["verdict"] == "fewer"
    assert found["change"] == pytest.approx(-1 / 3, abs=0.01)
    assert found["words"].startswith("Fewer: 1,080 to 720: 33% fewer (from ")


def test_a_series_that_jumps_about_needs_more_to_be_told():
    """Both double from 480 to 720; the second swings between 10 and 70 anyway."""
    steady = year_on_year(told([40] * 12 + [60] * 12))
    swinging = year_on_year(told([10, 70] * 6 + [15, 105] * 6))
    assert (steady["before"], swinging["before"]) == (480, 480)
    assert (steady["verdict"], swinging["verdict"]) == ("more", "cannot tell")
    assert swinging["dispersion"] > 10 * steady["dispersion"]


def test_a_change_no_larger_than_those_of_other_years_is_not_told():
    """Every year went up or down by a fifth; this one went down by a fifth."""
    restless = [100] * 12 + [80] * 12 + [100] * 12 + [80] * 12 + [100] * 12 + [80] * 12
    assert year_on_year(told(restless))["verdict"] == "cannot tell"
    assert year_on_year(told([100] * 60 + [80] * 12))["verdict"] == "fewer"


def test_few_incidents_are_compared_exactly():
    """From 9 to 1: chance alone gives so little in 1 of 93. From 4 to 1 nobody can tell."""
    assert year_on_year(told([1, 1, 1, 0] * 3 + [1] + [0] * 11))["verdict"] == "fewer"
    found = year_on_year(told([1, 0, 0] * 4 + [1] + [0] * 11))
    assert (found["before"], found["after"], found["verdict"]) == (4, 1, "cannot tell")


def test_from_none_there_is_no_share_to_tell():
    found = year_on_year(told([0] * 12 + [1, 0, 1] * 4))
    assert (found["before"], found["after"], found["verdict"]) == (0, 8, "more")
    assert pd.isna(found["change"])
    assert found["words"] == "More: 0 to 8."
    none = year_on_year(told([0] * 12 + [1] + [0] * 11))
    assert none["words"] == "Cannot tell: 0 to 1; that much happens by chance."
    assert "no incidents in either" in year_on_year(told([0] * 24))["words"]


def test_nothing_is_told_across_a_change_of_recording():
    breaks = pd.DataFrame({"month": ["2025-04"], "what": ["a new crime recording system"]})
    found = year_on_year(told([90] * 12 + [60] * 12), breaks=BREAKS.check(breaks))
    assert found["verdict"] == "cannot tell"
    assert (
        "recording changed in between (a new crime recording system in April 2025)"
        in (found["words"])
    )


def test_months_not_supplied_are_left_out_of_both_sides_of_the_sum():
    """Half a year was not supplied: 540 in half a year is as many as 1,080 in a year."""
    found = year_on_year(told([90] * 24 + [None] * 6 + [90] * 6))
    assert (found["months_before"], found["months_after"]) == (12, 6)
    assert (found["before"], found["after"], found["verdict"]) == (1080, 540, "cannot tell")
    assert abs(found["change"]) < 0.02


def test_summer_is_not_compared_with_winter():
    last = months(12)
    found = find_changes(monthly=told(WINTER), before=last[:6], after=last[6:]).iloc[0]
    assert found["verdict"] == "cannot tell"
    assert "compare the same months" in found["words"]


def test_a_period_without_a_month_supplied_is_told_so():
    found = find_changes(monthly=told([5] * 12), before=[Month(2020, 1)], after=[LAST]).iloc[0]
    assert found["words"] == "Cannot tell: no month of one of the periods was supplied."


def test_places_chosen_for_being_high_are_not_credited_with_their_fall():
    """A third fewer, of which a quarter is to be expected with nothing done."""
    fell = told([90] * 12 + [60] * 12)
    warned = year_on_year(fell, chosen_for_being_high=True)
    assert warned["verdict"] == "cannot tell"
    assert "chosen for being high" in warned["words"]
    beyond = year_on_year(fell, chosen_for_being_high=True, expected_fall=0.2)
    assert beyond["verdict"] == "fewer"
    assert "beyond the 20% fewer expected with nothing done" in beyond["words"]
    not_beyond = year_on_year(fell, chosen_for_being_high=True, expected_fall=0.32)
    assert not_beyond["verdict"] == "cannot tell"
    assert "32% fewer are to be expected" in not_beyond["words"]


def test_the_higher_of_many_fall_with_nothing_done():
    """One of ten had 9 by chance; such areas have about 5 a year."""
    area = [f"A{place}" for place in range(10)]
    incidents = pd.DataFrame({"area": area, "incidents": [9, 2, 3, 4, 2, 3, 5, 1, 3, 3]})
    people = pd.DataFrame({"area": area, "people": 1000})
    found = expect_regression(incidents=incidents, people=people, chosen=["A0"]).iloc[0]
    assert (found["areas"], found["incidents"]) == (1, 9)
    assert 0.3 < found["expected_fall"] < 0.55
    everybody = expect_regression(incidents=incidents, people=people, chosen=area).iloc[0]
    assert abs(everybody["expected_fall"]) < 0.03
    with pytest.raises(BadInput, match="found 0 of 1 areas"):
        expect_regression(incidents=incidents, people=people, chosen=["Z"])


def test_a_season_is_not_a_trend():
    found = find_trends(monthly=told(WINTER * 3)).iloc[0]
    assert found["verdict"] == "cannot tell"
    assert (found["months"], found["not_supplied"]) == (36, 0)


def test_a_fall_of_a_tenth_a_year_is_told():
    counts = [round(200 * 0.9 ** (month / 12)) for month in range(48)]
    found = find_trends(monthly=told(counts)).iloc[0]
    assert found["verdict"] == "falling"
    assert found["change_a_year"] == pytest.approx(-0.1, abs=0.01)
    assert found["words"].startswith("Falling: 10% fewer a year (from 1")


def test_a_step_in_recording_is_no_trend():
    """From 50 to 80 when a new system came, and level on either side."""
    counts = [50] * 24 + [80] * 24
    breaks = pd.DataFrame({"month": ["2024-01"], "what": ["a new system"]})
    assert find_trends(monthly=told(counts)).iloc[0]["verdict"] == "rising"
    found = find_trends(monthly=told(counts), breaks=breaks).iloc[0]
    assert found["verdict"] == "cannot tell"
    assert found["words"].endswith("a new system in January 2024 allowed for.")


def test_too_little_beside_a_break_is_not_made_up_for():
    breaks = pd.DataFrame({"month": ["2025-07"], "what": ["a new system"]})
    found = find_trends(monthly=told([50] * 42 + [80] * 6), breaks=breaks).iloc[0]
    assert found["verdict"] == "cannot tell"
    assert "recording changed (a new system in July 2025)" in found["words"]
    assert pd.isna(found["change_a_year"])


def test_too_few_months_or_incidents_are_said_to_be_too_few():
    assert "23 months were supplied" in find_trends(monthly=told([9] * 23)).iloc[0]["words"]
    few = find_trends(monthly=told([0, 0, 1] * 12)).iloc[0]["words"]
    assert few == "Cannot tell: 12 incidents in 36 months are too few."


def test_a_month_not_supplied_is_not_a_quiet_month():
    """Nothing was supplied for the last year but its last month; the trend stays level."""
    counts = [60] * 36 + [None] * 11 + [60]
    found = find_trends(monthly=told(counts)).iloc[0]
    assert (found["months"], found["not_supplied"], found["verdict"]) == (37, 11, "cannot tell")
    assert abs(found["change_a_year"]) < 0.02


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([], [LAST], "before: found no month"),
        ([LAST], [LAST, LAST], "after: found no month or one twice"),
        ([LAST], [LAST], "not later"),
    ],
)
def test_periods_that_make_no_sense_are_refused(before, after, said):
    with pytest.raises(BadInput, match=said):
        find_changes(monthly=told([1] * 12), before=before, after=after)


def test_no_areas_give_no_rows():
    nothing = told([]).astype({"incidents": "float64"})
    assert len(find_trends(monthly=nothing)) == 0
    assert len(find_changes(monthly=nothing, before=[Month(2025, 1)], after=[LAST])) == 0


CHANCE = [(110, 1.0, 24), (110, 1.5, 24), (5, 1.0, 24), (30, 1.2, 48)]


@pytest.mark.parametrize(("mean", "dispersion", "number"), CHANCE)
def test_where_nothing_changed_a_change_is_claimed_no_oftener_than_promised(
    mean, dispersion, number
):
    """300 areas without any change: at most 1 in 20 is said to have changed or to have a trend."""
    monthly = drawn(areas=300, number=number, mean=mean, dispersion=dispersion)
    last = months(24)
    changes = find_changes(monthly=monthly, before=last[:12], after=last[12:])
    assert (changes["verdict"] != "cannot tell").mean() <= 0.05
    assert (find_trends(monthly=monthly)["verdict"] != "cannot tell").mean() <= 0.05
    assert CHANGE.check(changes).equals(changes)


def test_what_did_change_is_found_and_held_by_its_interval():
    """A fifth fewer a year in 150 areas of 60 a month over 4 years: nearly all are told."""
    monthly = drawn(areas=150, number=48, mean=60, change_a_year=-0.2)
    trends = find_trends(monthly=monthly)
    assert (trends["verdict"] == "falling").mean() > 0.95
    held = (trends["change_low"] <= -0.2) & (trends["change_high"] >= -0.2)
    assert held.mean() >= 0.93
    assert TREND.check(trends).equals(trends)


def test_a_change_of_recording_before_both_periods_is_no_obstacle():
    breaks = pd.DataFrame({"month": ["2022-04"], "what": ["a new system"]})
    assert year_on_year(told([90] * 12 + [60] * 12), breaks=breaks)["verdict"] == "fewer"


def test_years_of_nothing_before_do_not_stand_in_the_way():
    """Recording began two years ago; the years before hold nothing that could tell of chance."""
    assert year_on_year(told([0] * 12 + [90] * 12 + [60] * 12))["verdict"] == "fewer"


def test_a_fit_cut_short_still_gives_numbers(monkeypatch):
    monkeypatch.setattr(counting_model, "_MOST_STEPS", 2)
    found = year_on_year(told([90] * 12 + [60] * 12))
    assert found["change_low"] < found["change"] < found["change_high"]
