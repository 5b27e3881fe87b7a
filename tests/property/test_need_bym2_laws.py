"""Laws of need where neighbours are told, whatever the counts and the map."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sightline.analysis.need import Comparison, compare_rates, fit_rates, rank_areas, shrink_rates
from sightline.analysis.need.bym2.latent import Spread
from tests.factories.small_maps import (
    borders_of,
    drawn_log_rates,
    grid,
    held_by_map,
    named,
    need_of_map,
)

laws = settings(max_examples=8, deadline=None)  # each example is two fits of a few dozen places
RATES = ["need_per_1000", "need_low", "need_high", "chance_above"]
places = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 3000)), min_size=4, max_size=9
).filter(lambda rows: sum(people > 0 for _, people in rows) > 1)


def row_map(number: int) -> pd.DataFrame:
    return grid(1, number)


def columns_of(rows) -> tuple[np.ndarray, np.ndarray]:
    incidents, people = np.array(rows).T
    return incidents, people


@laws
@given(rows=places)
@example(rows=[(0, 0), (0, 0), (0, 1), (0, 1)])  # nearly nothing is known: a mean has no bounds
def test_need_is_a_number_above_zero_within_its_interval(rows):
    need = need_of_map(*columns_of(rows), row_map(len(rows)))
    assert np.isfinite(need[RATES].to_numpy()).all()
    assert (need["need_low"] > 0).all()
    assert (need["need_low"] < need["need_per_1000"]).all()
    assert (need["need_per_1000"] < need["need_high"]).all()


@laws
@given(rows=places, data=st.data())
def test_names_and_order_of_areas_change_nothing(rows, data):
    incidents, people = columns_of(rows)
    order = data.draw(st.permutations(range(len(rows))))
    there = {old: f"A{new:04d}" for new, old in enumerate(named(len(rows))[p] for p in order)}
    pairs = row_map(len(rows))
    plain = need_of_map(incidents, people, pairs)
    renamed = need_of_map(incidents[list(order)], people[list(order)], pairs.map(there.get))
    back = renamed.set_index("area").loc[[there[code] for code in plain["area"]], RATES]
    assert back.to_numpy() == pytest.approx(plain[RATES].to_numpy(), rel=2e-3, abs=2e-3)


@laws
@given(rows=places, times=st.sampled_from([0.25, 3.0, 40.0]))
def test_counting_people_in_other_units_scales_rates_and_nothing_else(rows, times):
    incidents, people = columns_of(rows)
    pairs = row_map(len(rows))
    one = need_of_map(incidents, people, pairs)
    other = need_of_map(incidents, people * times, pairs)
    scaled = other[RATES[:3]].to_numpy() * times
    assert scaled == pytest.approx(one[RATES[:3]].to_numpy(), rel=1e-6)
    assert other["chance_above"].to_numpy() == pytest.approx(one["chance_above"].to_numpy())


@laws
@given(rows=places)
def test_an_island_where_nobody_lives_changes_nothing_elsewhere(rows):
    incidents, people = columns_of(rows)
    pairs = row_map(len(rows))
    without = need_of_map(incidents, people, pairs)
    with_it = need_of_map(np.r_[incidents, 7], np.r_[people, 0], pairs)
    assert with_it[RATES].to_numpy()[:-1] == pytest.approx(without[RATES].to_numpy(), rel=1e-6)
    island = with_it.iloc[-1]
    assert (island["neighbours"], island["incidents"], island["part"]) == (0, 7, 2)
    assert np.isnan(island["rate_per_1000"])


@laws
@given(rows=places)
def test_a_higher_count_never_lowers_an_areas_own_need(rows):
    incidents, people = columns_of(rows)
    first = int(np.flatnonzero(people)[0])
    more = incidents.copy()
    more[first] += 40
    pairs = row_map(len(rows))
    before, after = need_of_map(incidents, people, pairs), need_of_map(more, people, pairs)
    assert after["need_per_1000"][first] > before["need_per_1000"][first]


def test_a_hamlet_leans_on_its_neighbours_more_than_on_areas_far_off():
    """West is high and east is low; two hamlets without an incident take after where they are."""
    people = np.full(40, 1000)
    incidents = np.where(np.arange(40) % 10 < 5, 60, 8)
    people[[2, 7]], incidents[[2, 7]] = 5, 0
    need = need_of_map(incidents, people, grid(4, 10)).set_index("area")["need_per_1000"]
    assert need["A0002"] > 2 * need["A0007"]


def test_an_island_leans_on_all_areas():
    people, incidents = np.full(41, 1000), np.where(np.arange(41) % 10 < 5, 60, 8)
    people[40], incidents[40] = 5, 0
    need = need_of_map(incidents, people, grid(4, 10)).set_index("area")
    assert 15 < need.loc["A0040", "need_per_1000"] < 60
    width = need["need_high"] - need["need_low"]
    assert width["A0040"] == width.max()


@pytest.mark.parametrize(("sigma", "rho", "mean"), [(0.6, 0.7, 12), (0.9, 0.4, 3), (0.5, 0.9, 40)])
def test_nine_intervals_in_ten_hold_the_truth_of_the_model(sigma, rho, mean):
    """Grids of 500, an area apart among them, drawn from the model itself."""
    held = []
    for seed in range(3):
        pairs = grid(20, 25)
        borders = borders_of(501, pairs)
        log_rates = drawn_log_rates(borders, Spread(sigma, rho), np.random.default_rng(seed))
        held.append(held_by_map(pairs, log_rates, mean=mean, seed=seed + 50).share)
    assert 0.88 <= np.mean(held) <= 0.92


def test_nor_fewer_where_areas_are_strangers_with_gamma_rates():
    """The truth of the other model: no neighbour tells anything."""
    dice = np.random.default_rng(9)
    held = [
        held_by_map(grid(20, 25), np.log(dice.gamma(3, 1 / 3, 500)), mean=15, seed=seed).share
        for seed in range(3)
    ]
    assert 0.88 <= np.mean(held) <= 0.92


def test_the_other_model_holds_the_truth_of_this_one_too():
    """It leaves out what neighbours tell, so its intervals are wider and hold as often."""
    held, ours, theirs = [], [], []
    for seed in range(3):
        pairs = grid(20, 25)
        log_rates = drawn_log_rates(
            borders_of(500, pairs), Spread(0.6, 0.7), np.random.default_rng(seed)
        )
        told = held_by_map(pairs, log_rates, mean=6, seed=seed)
        plain = shrink_rates(
            incidents=told.need[["area", "incidents"]],
            people=told.need[["area", "people"]],
            years=1,
        )
        held.append(((plain["need_low"] <= told.truth) & (told.truth <= plain["need_high"])).mean())
        ours.append(((told.need["need_per_1000"] - told.truth) ** 2).mean())
        theirs.append(((plain["need_per_1000"] - told.truth) ** 2).mean())
    assert 0.88 <= np.mean(held) <= 0.92
    assert np.mean(ours) < 0.9 * np.mean(theirs)


def fitted(seed: int):
    dice = np.random.default_rng(seed)
    area, people = named(30), dice.integers(200, 3000, 30)
    counts = dice.poisson(people / 1000 * 12 * dice.gamma(2, 1 / 2, 30))
    tables = {
        "incidents": pd.DataFrame({"area": area, "incidents": counts}),
        "people": pd.DataFrame({"area": area, "people": people}),
    }
    return tables, fit_rates(**tables, neighbours=grid(5, 6), years=1)


def test_draws_agree_with_the_table():
    """Middles, ends and chances of 4,000 draws are those worked out."""
    tables, fit = fitted(1)
    drawn = fit.draws(how_many=4000, seed=2)
    need = fit.table()
    width = (need["need_high"] - need["need_low"]).to_numpy()
    assert np.abs(np.median(drawn.rates, axis=0) - need["need_per_1000"]).max() < 0.04 * width.max()
    ends = np.quantile(drawn.rates, [0.05, 0.95], axis=0)
    assert (np.abs(ends - need[["need_low", "need_high"]].to_numpy().T) / width).max() < 0.08
    overall = Comparison("all areas", rate_per_1000=fit.overall_per_1000)
    compared = compare_rates(draws=drawn, people=tables["people"], comparison=overall)
    assert np.abs(compared["chance_above"] - need["chance_above"]).max() < 0.04


def test_the_same_seed_draws_the_same_and_another_does_not():
    _, fit = fitted(3)
    one, same, other = (fit.draws(how_many=200, seed=seed).rates for seed in (5, 5, 6))
    assert (one == same).all()
    assert (one != other).any()


def test_ranges_of_rank_are_wide_where_areas_are_alike():
    """All have 20 in 1,000: ranks of 30 areas say nothing. One with 90 is first, and surely so."""
    people, incidents = np.full(30, 1000), np.full(30, 20)
    incidents[4] = 90
    area = named(30)
    fit = fit_rates(
        incidents=pd.DataFrame({"area": area, "incidents": incidents}),
        people=pd.DataFrame({"area": area, "people": people}),
        neighbours=grid(5, 6),
        years=1,
    )
    ranks = rank_areas(draws=fit.draws(how_many=1000, seed=1)).set_index("area")
    assert ranks.loc["A0004", ["rank_low", "rank_high"]].tolist() == [1, 1]
    rest = ranks.drop("A0004")
    assert ((rest["rank_high"] - rest["rank_low"]) > 12).all()
