"""Laws of local patterns and of rates drawn towards the neighbours', whatever the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.hotspots import false_discovery_rates, find_hotspots, moran_overall
from sightline.analysis.need import smooth_by_neighbours
from sightline.analysis.neighbours import Neighbours, neighbours_from_pairs
from tests.factories.neighbourhoods import at_random, values_of

laws = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 10_000)
scales = st.sampled_from([0.001, 3, 1e6])
some_values = st.lists(st.integers(-50, 50), min_size=12, max_size=12).filter(
    lambda values: len(set(values)) > 1
)
TOLD = ["chance", "false_discovery", "spot", "pattern"]


def patterns(values: list[float], neighbours: Neighbours, seed: int = 1) -> pd.DataFrame:
    return find_hotspots(
        values=values_of(values), neighbours=neighbours, draws=199, seed=seed, false_discovery=0.5
    )


@laws
@given(values=some_values, seed=seeds, order=st.permutations(range(12)))
def test_the_order_of_rows_changes_nothing(values, seed, order):
    neighbours = at_random(12, seed=seed)
    shuffled = values_of(values).iloc[list(order)]
    again = find_hotspots(
        values=shuffled, neighbours=neighbours, draws=199, seed=1, false_discovery=0.5
    )
    pd.testing.assert_frame_equal(again, patterns(values, neighbours))


@laws
@given(values=some_values, seed=seeds, times=scales, plus=st.integers(-9, 9))
def test_another_unit_changes_no_chance(values, seed, times, plus):
    neighbours = at_random(12, seed=seed)
    one = patterns(values, neighbours)
    other = patterns([times * value + plus for value in values], neighbours)
    pd.testing.assert_frame_equal(one[TOLD], other[TOLD])
    for score in ("local_moran", "gi", "gi_star"):
        assert other[score].tolist() == pytest.approx(one[score].tolist(), abs=1e-6, nan_ok=True)


@laws
@given(values=some_values, seed=seeds)
def test_turned_upside_down_hot_is_cold(values, seed):
    neighbours = at_random(12, seed=seed)
    one = patterns(values, neighbours)
    other = patterns([-value for value in values], neighbours)
    turn = {"hot spot": "cold spot", "cold spot": "hot spot"}
    tied = one["chance"] == 1  # as high as low: neither way
    assert (other["spot"].replace(turn) == one["spot"])[~tied].all()
    assert other["chance"].tolist() == pytest.approx(one["chance"].tolist(), nan_ok=True)


@laws
@given(values=some_values, seed=seeds)
def test_chances_are_never_nought_and_discovery_is_never_less(values, seed):
    found = patterns(values, at_random(12, seed=seed)).dropna(subset="chance")
    assert (found["chance"] >= 2 / 200 - 1e-12).all()
    assert (found["chance"] <= 1).all()
    assert (found["false_discovery"] >= found["chance"] - 1e-12).all()


@laws
@given(chances=st.lists(st.floats(0, 1), min_size=1, max_size=30), at=st.floats(0.01, 0.99))
def test_found_at_a_rate_is_the_step_up_rule(chances, at):
    """As many are found as the last whose chance is no more than at × its rank / tests."""
    ranked, found = np.sort(chances), (false_discovery_rates(np.array(chances)) <= at).sum()
    step = at * np.arange(1, len(ranked) + 1) / len(ranked)
    under, over = (np.flatnonzero(ranked <= step + slack) for slack in (-1e-12, 1e-12))
    assert found >= (under[-1] + 1 if len(under) else 0)
    assert found <= (over[-1] + 1 if len(over) else 0)


def test_with_no_pattern_one_area_in_twenty_has_a_chance_below_one_in_twenty():
    """400 areas, values drawn apart from each other: chances are what they say they are."""
    neighbours, below = at_random(400, seed=1, each=6), []
    for seed in range(10):
        values = np.random.default_rng(seed).gamma(1.5, 1, 400)
        found = find_hotspots(
            values=values_of(values), neighbours=neighbours, draws=1_999, seed=seed
        )
        below.append((found["chance"] <= 0.05).mean())
        assert (found["spot"].isin(["hot spot", "cold spot"])).mean() < 0.02
    assert 0.035 <= np.mean(below) <= 0.06


def test_with_no_pattern_the_map_seldom_claims_one():
    neighbours, claims = at_random(60, seed=2, each=6), []
    for seed in range(60):
        values = values_of(np.random.default_rng(seed).gamma(1.5, 1, 60))
        overall = moran_overall(values=values, neighbours=neighbours, permutations=199, seed=seed)
        claims.append(overall.chance <= 0.05)
    assert np.mean(claims) <= 0.12  # 60 tries at 1 in 20: more than 7 are 1 in 100


counts = st.lists(st.integers(0, 90), min_size=10, max_size=10)
lived = st.lists(st.integers(0, 4_000), min_size=10, max_size=10).filter(any)


def smoothed(events: list[int], people: list[int], neighbours: Neighbours) -> pd.DataFrame:
    areas = neighbours.areas
    return smooth_by_neighbours(
        incidents=pd.DataFrame({"area": areas, "incidents": events}),
        people=pd.DataFrame({"area": areas, "people": people}),
        neighbours=neighbours,
        years=2,
    )


@laws
@given(events=counts, people=lived, seed=seeds)
def test_a_smoothed_rate_lies_between_its_own_and_its_neighbourhoods(events, people, seed):
    found = smoothed(events, people, at_random(10, seed=seed, each=3))
    both = found[["rate_per_1000", "towards_per_1000"]]
    slack = 1e-9 * (1 + both.max(axis=1))
    assert (found["need_per_1000"] >= both.min(axis=1) - slack).all()
    assert (found["need_per_1000"] <= both.max(axis=1) + slack).all()
    assert np.isfinite(found[["need_per_1000", "own_weight"]]).all(axis=None)


@laws
@given(events=counts, people=lived, seed=seeds)
def test_smoothed_rates_are_the_formula_area_by_area(events, people, seed):
    """Marshall 1991, written out for one area at a time."""
    neighbours = at_random(10, seed=seed, each=3)
    found = smoothed(events, people, neighbours)
    for area in range(10):
        near = neighbours.near[neighbours.starts[area] : neighbours.starts[area + 1]]
        around = [place for place in (*near, area) if people[place]]
        if len(near) == 0 or not around:
            around = [place for place in range(10) if people[place]]
        e, b = np.array([(events[p], people[p]) for p in around], dtype=float).T
        m = e.sum() / b.sum()
        s = max(0.0, (b * (e / b - m) ** 2).sum() / b.sum() - m * len(b) / b.sum())
        own = people[area] and s / (s + m / people[area]) if s > 1e-13 else 0.0
        mean = m + (events[area] / people[area] - m) * own if people[area] else m
        assert found["need_per_1000"][area] == pytest.approx(mean * 500, rel=1e-6, abs=1e-9)


def test_smoothing_the_same_pairs_in_any_order_gives_the_same():
    pairs = pd.DataFrame({"area": list("ABBCCA"), "neighbour": list("BACBAC")})
    one, other = (
        smoothed([5, 9, 1], [100, 200, 300], neighbours_from_pairs(areas=order, pairs=told))
        for order, told in (("ABC", pairs), ("CBA", pairs.iloc[::-1]))
    )
    pd.testing.assert_frame_equal(one, other)
