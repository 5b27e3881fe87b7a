"""What is missing. How much reach is enough is a policy; the rest can be checked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.gaps import (
    SILENCE,
    GapKind,
    ReachPolicy,
    TargetRule,
    find_gaps,
    rank_gaps,
    silence_by_area,
)
from sightline.analysis.periods import Month

EQUAL = ReachPolicy(target_share=0.1, rule=TargetRule.EQUAL)


def need_like(people, need, low=None, high=None):
    """NEED with these rates, and intervals if they matter."""
    return pd.DataFrame(
        {
            "area": list("ABCDE")[: len(people)],
            "people": people,
            "incidents": 1,
            "rate_per_1000": need,
            "expected_per_1000": need,
            "own_weight": 1.0,
            "deprivation_given": 0,
            "need_per_1000": need,
            "need_low": low or need,
            "need_high": high or need,
        }
    )


def reach_like(area="A", *, people, low=None, high=None, after=None, **counts):
    """One row of REACH: people reached by one activity for these ages, unless said otherwise."""
    return pd.DataFrame(
        {
            "area": [area],
            "people_reached": people,
            "reach_low": people if low is None else low,
            "reach_high": people if high is None else high,
            "reach_after_endings": people if after is None else after,
            "activities": counts.get("activities", 1),
            "activities_unknown": counts.get("activities_unknown", 0),
            "activities_other_ages": counts.get("activities_other_ages", 0),
        }
    )


def gap_of(need, reach, *, policy=EQUAL, reported=True):
    """The first area's row of GAPS."""
    gaps = find_gaps(
        need=need, reach=reach, silence=SILENCE.empty(), policy=policy, reported=reported
    )
    return gaps.set_index("area").loc["A"]


def test_the_same_share_everywhere():
    """One in ten of 400 people is 40; 15 are reached, so 25 are missing."""
    gap = gap_of(need_like([400], [20.0]), reach_like(people=15))
    assert gap[["people_to_reach", "people_reached", "shortfall"]].tolist() == [40, 15, 25]


def test_in_proportion_to_need():
    """Mean need is (100 × 80 + 300 × 40) / 400 = 50. A: 10 × 80 / 50 = 16; B: 30 × 40 / 50 = 24.

    Together they are still one in ten of 400.
    """
    gaps = find_gaps(
        need=need_like([100, 300], [80.0, 40.0]),
        reach=reach_like(people=0),
        silence=SILENCE.empty(),
        policy=ReachPolicy(target_share=0.1),
        reported=True,
    )
    assert dict(zip(gaps["area"], gaps["people_to_reach"], strict=True)) == {"A": 16, "B": 24}


def test_never_more_people_are_asked_for_than_live_there():
    """A has 4 times the mean need, so half of the people would make twice the people."""
    policy = ReachPolicy(target_share=0.5)
    gap = gap_of(need_like([10, 990], [400.0, 96.97]), reach_like(people=0), policy=policy)
    assert gap["people_to_reach"] == 10


def test_half_the_target_met_is_still_a_gap():
    gap = gap_of(need_like([400], [20.0]), reach_like(people=20))
    assert gap["shortfall"] == 20
    assert gap["kind"] == GapKind.TOO_LITTLE


def test_more_than_the_target_is_no_gap_and_no_less_than_none():
    gap = gap_of(need_like([400], [20.0]), reach_like(people=55))
    assert gap["shortfall"] == 0
    assert gap["kind"] == GapKind.TARGET_MET


def test_the_interval_takes_the_ends_of_need_and_of_reach_together():
    """Need 20 (10 to 30) of mean 20 asks 40 (20 to 60); reach is 15 (5 to 18).

    At least 20 - 18 = 2 are missing, at most 60 - 5 = 55.
    """
    gap = gap_of(
        need_like([400], [20.0], low=[10.0], high=[30.0]),
        reach_like(people=15, low=5, high=18),
        policy=ReachPolicy(target_share=0.1),
    )
    assert gap[["shortfall", "shortfall_low", "shortfall_high"]].tolist() == [25, 2, 55]


def test_under_the_same_share_everywhere_need_plays_no_part_in_the_interval():
    gap = gap_of(
        need_like([400], [20.0], low=[10.0], high=[30.0]), reach_like(people=15, low=5, high=18)
    )
    assert gap[["shortfall_low", "shortfall_high"]].tolist() == [22, 35]


@pytest.mark.parametrize(
    ("reach", "kind"),
    [
        (reach_like("B", people=9), GapKind.NOTHING_THERE),
        (reach_like(people=0, activities=0), GapKind.NOTHING_THERE),
        (reach_like(people=0.4), GapKind.NOTHING_THERE),
        (reach_like(people=0, activities=0, activities_other_ages=2), GapKind.WRONG_GROUP),
        (reach_like(people=0.5, activities_other_ages=2), GapKind.TOO_LITTLE),
        (reach_like(people=0, activities_unknown=1), GapKind.TOO_LITTLE),
        (reach_like(people=39.5), GapKind.TOO_LITTLE),
        (reach_like(people=39.6), GapKind.TARGET_MET),
        (reach_like(people=40, after=39.6), GapKind.TARGET_MET),
        (reach_like(people=40, after=39), GapKind.ENDS_SOON),
        (reach_like(people=40, after=40), GapKind.TARGET_MET),
        (reach_like(people=90, after=40), GapKind.TARGET_MET),
        (reach_like(people=30, after=0), GapKind.TOO_LITTLE),
    ],
)
def test_what_kind_of_gap_it_is(reach, kind):
    """The target is 40 people of 400."""
    assert gap_of(need_like([400], [20.0]), reach)["kind"] == kind


def test_if_nobody_has_reported_the_gap_is_not_known():
    """Not the whole target, and not zero: nobody can say."""
    gap = gap_of(need_like([400], [20.0]), reach_like(people=0, activities=0), reported=False)
    assert gap["kind"] == GapKind.NOBODY_REPORTED
    assert gap["people_to_reach"] == 40
    missing = ["people_reached", "shortfall", "shortfall_low", "shortfall_high"]
    assert gap[missing].isna().all()


def test_where_nobody_lives_there_is_nobody_to_reach():
    gap = gap_of(need_like([0, 400], [20.0, 20.0]), reach_like("B", people=9))
    assert gap["people_to_reach"] == 0
    assert gap["kind"] == GapKind.TARGET_MET


def test_the_worst_gap_comes_first_and_equals_come_by_name():
    gaps = find_gaps(
        need=need_like([400, 100, 400, 100], [20.0] * 4),
        reach=reach_like(people=35),
        silence=SILENCE.empty(),
        policy=EQUAL,
        reported=True,
    )
    assert gaps["area"].tolist() == ["C", "B", "D", "A"]


def test_the_order_of_gaps_is_only_as_sure_as_their_intervals():
    """A lies wholly above C, so C cannot be second; A and B overlap, so either may be first."""
    gaps = find_gaps(
        need=need_like(
            [1000] * 3, [60.0, 50.0, 10.0], low=[50.0, 40.0, 5.0], high=[70.0, 60.0, 15.0]
        ),
        reach=reach_like("D", people=0),
        silence=SILENCE.empty(),
        policy=ReachPolicy(),
        reported=True,
    )
    assert rank_gaps(gaps).values.tolist() == [["A", 1, 1, 2], ["B", 2, 1, 2], ["C", 3, 3, 3]]


def test_silence_is_not_zero():
    """Two of three partners of A have confirmed nothing since June; B has no partner known."""
    partners = pd.DataFrame(
        [("Us", "A"), ("Them", "A"), ("Others", "A"), ("Us", "C")], columns=["organisation", "area"]
    )
    reports = pd.DataFrame(
        [("Us", date(2025, 7, 1)), ("Us", date(2024, 1, 1)), ("them ", date(2025, 6, 30))],
        columns=["organisation", "confirmed_on"],
    )
    silence = silence_by_area(
        partners=partners, last_reports=reports, areas=["A", "B", "C"], as_of=Month(2025, 12)
    ).set_index("area")
    assert silence.loc["A", ["partners", "partners_silent"]].tolist() == [3, 2]
    assert silence.loc["A", "share_silent"] == pytest.approx(2 / 3)
    assert silence.loc["B", "partners"] == 0
    assert np.isnan(silence.loc["B", "share_silent"])
    assert silence.loc["C", "share_silent"] == 0


def test_the_policy_says_itself():
    assert ReachPolicy().words == "reach 10% of the group a year, more where need is higher"
    assert EQUAL.words == "reach 10% of the group a year, the same share everywhere"
    assert ReachPolicy(0.025).words.startswith("reach 2.5% of")
