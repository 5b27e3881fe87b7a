"""Laws of need, whatever the counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.factories.small_tables import codes, need_of

places = st.lists(
    st.tuples(st.integers(0, 2_000), st.integers(0, 5_000)), min_size=1, max_size=12
).filter(lambda rows: any(people for _, people in rows))

laws = settings(max_examples=50, deadline=None)  # each example is a fit, or two


def numbers(need: pd.DataFrame) -> np.ndarray:
    columns = ["expected_per_1000", "own_weight", "need_per_1000", "need_low", "need_high"]
    return need[columns].to_numpy()


@laws
@given(rows=places)
def test_need_is_never_negative_and_always_a_number(rows):
    need = need_of([count for count, _ in rows], [people for _, people in rows])
    assert np.isfinite(numbers(need)).all()
    assert (numbers(need) >= 0).all()
    assert (need["need_per_1000"] > 0).all()
    assert (need["need_low"] <= need["need_per_1000"]).all()
    assert (need["need_per_1000"] <= need["need_high"]).all()


@laws
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 10**6), st.floats(0.01, 1e7), st.floats(-1e6, 1e6)),
        min_size=1,
        max_size=8,
    ),
    years=st.floats(0.05, 20),
)
def test_nor_with_extreme_counts_and_any_deprivation(rows, years):
    need = need_of(
        [count for count, _, _ in rows],
        [people for _, people, _ in rows],
        years=years,
        deprivation=[index for _, _, index in rows],
    )
    assert np.isfinite(numbers(need)).all()
    assert (numbers(need) >= 0).all()
    assert (need["need_low"] <= need["need_high"]).all()


@laws
@given(rows=places)
def test_need_lies_between_the_areas_own_rate_and_what_is_expected(rows):
    need = need_of([count for count, _ in rows], [people for _, people in rows])
    both = need[["rate_per_1000", "expected_per_1000"]]
    slack = 1e-9 * (1 + both.max(axis=1))
    assert (need["need_per_1000"] >= both.min(axis=1) - slack).all()
    assert (need["need_per_1000"] <= both.max(axis=1) + slack).all()


@laws
@given(rows=places, data=st.data())
def test_names_and_order_of_areas_change_nothing(rows, data):
    counts, people = [count for count, _ in rows], [people for _, people in rows]
    need = need_of(counts, people)
    order = data.draw(st.permutations(range(len(rows))))
    shuffled = need_of(
        [counts[row] for row in order],
        [people[row] for row in order],
        names=[codes(len(rows))[row] for row in order],
    )
    pd.testing.assert_frame_equal(shuffled, need)


@laws
@given(rows=places, times=st.integers(2, 9))
def test_more_years_alike_keep_the_rate_and_narrow_the_interval(rows, times):
    """The same counts every year for several years: the same rates, better known."""
    counts, people = [count for count, _ in rows], [people for _, people in rows]
    assume(sum(count for count, lived in rows if lived) > 0)
    one = need_of(counts, people)
    several = need_of([count * times for count in counts], people, years=times)
    pd.testing.assert_series_equal(one["rate_per_1000"], several["rate_per_1000"])
    lived = one["people"] > 0
    width = {id(need): (need["need_high"] - need["need_low"])[lived] for need in (one, several)}
    assert width[id(several)].sum() < width[id(one)].sum()


@laws
@given(rows=places, times=st.integers(2, 9))
def test_as_many_times_the_people_and_the_incidents_keep_the_rate(rows, times):
    counts, people = [count for count, _ in rows], [people for _, people in rows]
    larger = need_of([count * times for count in counts], [lived * times for lived in people])
    assert larger["rate_per_1000"].tolist() == pytest.approx(
        need_of(counts, people)["rate_per_1000"].tolist(), nan_ok=True
    )


def covered(*, areas: int, times: int, shape: float, rate: float, seed: int) -> float:
    """Share of areas whose true rate lies in its interval; rates are drawn from a gamma."""
    rng = np.random.default_rng(seed)
    hits = []
    for _ in range(times):
        people = rng.integers(100, 500, areas)
        truth = rate * rng.gamma(shape, 1 / shape, areas)
        need = need_of(rng.poisson(truth * people / 1000).tolist(), people.tolist())
        hits.append(((need["need_low"] <= truth) & (truth <= need["need_high"])).mean())
    return float(np.mean(hits))


@pytest.mark.parametrize(("shape", "rate"), [(1.5, 30), (0.7, 100), (5, 15)])
def test_nine_intervals_in_ten_hold_the_truth(shape, rate):
    assert 0.88 <= covered(areas=1000, times=4, shape=shape, rate=rate, seed=2018) <= 0.92


@pytest.mark.parametrize(("shape", "rate"), [(1.5, 30), (0.7, 100), (5, 15), (1.5, 300)])
def test_with_five_areas_hardly_fewer_do(shape, rate):
    assert covered(areas=5, times=80, shape=shape, rate=rate, seed=2018) >= 0.85


def test_where_deprivation_is_not_known_the_interval_allows_for_any():
    """Rates double with a standard deviation of deprivation; one area in five has none known."""
    dice, held = np.random.default_rng(2018), []
    for _ in range(20):
        standing = dice.normal(size=200)
        truth = 3 * np.exp(0.7 * standing) * dice.gamma(8, 1 / 8, 200)
        people = dice.integers(200, 300, 200)
        known = np.arange(200) % 5 > 0
        need = need_of(
            dice.poisson(truth * people / 1000),
            people,
            deprivation=np.where(known, standing, np.nan),
        )
        inside = (need["need_low"] <= truth) & (truth <= need["need_high"])
        held.append(inside[~known].mean())
    assert 0.86 <= np.mean(held) <= 0.97
