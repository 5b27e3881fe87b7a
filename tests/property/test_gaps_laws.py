"""Laws of gaps, whatever need and reach are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.gaps import (
    SILENCE,
    GapKind,
    ReachPolicy,
    TargetRule,
    find_gaps,
    rank_gaps,
)
from tests.factories.small_tables import codes

laws = settings(max_examples=60, deadline=None)
amount = st.floats(0, 2_000)
area = st.fixed_dictionaries(
    {
        "people": st.floats(0, 5_000),
        "need_per_1000": st.floats(0.01, 500),
        "down": st.floats(0, 1),
        "up": st.floats(1, 5),
        "people_reached": amount,
        "less": st.floats(0, 1),
        "more": amount,
        "after": st.floats(0, 1),
        "activities_unknown": st.integers(0, 2),
        "activities_other_ages": st.integers(0, 2),
    }
)
areas = st.lists(area, min_size=1, max_size=6)
policies = st.builds(ReachPolicy, st.floats(0, 1), st.sampled_from(TargetRule))


def tables_of(rows):
    """NEED and REACH, their low ends below and their high ends above the middle."""
    table = pd.DataFrame(rows).assign(area=codes(len(rows)))
    need = table.assign(
        incidents=1,
        rate_per_1000=table["need_per_1000"],
        expected_per_1000=table["need_per_1000"],
        own_weight=1.0,
        deprivation_given=0,
        need_low=table["need_per_1000"] * table["down"],
        need_high=table["need_per_1000"] * table["up"],
    )
    reached = table["people_reached"]
    reach = table.assign(
        reach_low=reached * table["less"],
        reach_high=reached + table["more"],
        reach_after_endings=reached * table["after"],
        activities=1,
    )
    return need, reach


def gaps_of(rows, policy, **changes):
    need, reach = tables_of(rows)
    gaps = find_gaps(
        need=need,
        reach=reach.assign(**changes),
        silence=SILENCE.empty(),
        policy=policy,
        reported=True,
    )
    return gaps.set_index("area")


@laws
@given(rows=areas, policy=policies, extra=amount)
def test_more_reach_never_widens_a_gap(rows, policy, extra):
    before = gaps_of(rows, policy)["shortfall"]
    more = [{**row, "people_reached": row["people_reached"] + extra} for row in rows]
    after = gaps_of(more, policy)["shortfall"]
    assert (after <= before[after.index] + 1e-9).all()


@laws
@given(rows=areas, share=st.floats(0, 1), other=st.floats(0, 1), rule=st.sampled_from(TargetRule))
def test_a_higher_target_never_narrows_a_gap(rows, share, other, rule):
    low, high = sorted([share, other])
    before, after = (gaps_of(rows, ReachPolicy(one, rule))["shortfall"] for one in (low, high))
    assert (after >= before[after.index] - 1e-9).all()


@laws
@given(rows=areas, policy=policies)
def test_the_shortfall_lies_in_its_interval_and_is_never_negative(rows, policy):
    gaps = gaps_of(rows, policy)
    assert (gaps["shortfall_low"] >= 0).all()
    assert (gaps["shortfall_low"] <= gaps["shortfall"] + 1e-9).all()
    assert (gaps["shortfall"] <= gaps["shortfall_high"] + 1e-9).all()


@laws
@given(rows=areas, policy=policies)
def test_no_more_are_to_be_reached_than_live_there_and_no_more_in_all_than_the_share(rows, policy):
    gaps = gaps_of(rows, policy)
    assert (gaps["people_to_reach"] <= gaps["people"] + 1e-9).all()
    in_all = policy.target_share * gaps["people"].sum()
    assert gaps["people_to_reach"].sum() <= in_all * (1 + 1e-9) + 1e-9


@laws
@given(rows=areas, share=st.floats(0, 0.05))
def test_the_rule_moves_people_to_reach_between_areas_and_not_their_number(rows, share):
    """As long as nowhere is asked for more people than live there."""
    table = pd.DataFrame(rows)
    proportional, equal = (gaps_of(rows, ReachPolicy(share, rule)) for rule in TargetRule)
    if (proportional["people_to_reach"] < proportional["people"]).all() and table["people"].all():
        assert proportional["people_to_reach"].sum() == pytest.approx(
            equal["people_to_reach"].sum(), abs=1e-9
        )


@laws
@given(rows=areas, policy=policies)
def test_the_kind_says_whether_there_is_a_shortfall(rows, policy):
    gaps = gaps_of(rows, policy)
    met = gaps["kind"].isin([GapKind.TARGET_MET, GapKind.ENDS_SOON])
    assert (met == (gaps["shortfall"] < 0.5)).all()


@laws
@given(rows=areas, policy=policies)
def test_what_does_not_end_cannot_make_a_gap_soon(rows, policy):
    lasting = [{**row, "after": 1.0} for row in rows]
    assert GapKind.ENDS_SOON not in set(gaps_of(lasting, policy)["kind"])


@laws
@given(rows=areas, policy=policies)
def test_each_rank_lies_between_its_first_and_last_place(rows, policy):
    ranks = rank_gaps(gaps_of(rows, policy).reset_index())
    assert (ranks["rank_low"] <= ranks["rank"]).all()
    assert (ranks["rank"] <= ranks["rank_high"]).all()
    assert (ranks["rank_low"] >= 1).all()
    assert (ranks["rank_high"] <= len(rows)).all()
    assert np.all(np.diff(ranks["rank"]) >= 0)
