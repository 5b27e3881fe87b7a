"""The parts of the model of neighbours, each against dense algebra or brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sightline.analysis.need.bym2 import latent
from sightline.analysis.need.bym2.borders import MixingPrior, scaled_borders
from sightline.analysis.need.bym2.cholesky import factorise
from sightline.analysis.need.bym2.elimination import plan_elimination
from sightline.analysis.need.bym2.latent import (
    Counts,
    Spread,
    rates_given,
    starting_sites,
    tilted,
)
from sightline.analysis.neighbours import neighbours_from_pairs
from tests.factories.small_maps import both_ways, grid, named, split_map


def map_of(rows: int, columns: int):
    pairs = both_ways(grid(rows, columns))
    return neighbours_from_pairs(areas=named(rows * columns), pairs=pairs)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 2), (3, 3), (13, 17), (40, 45)])
def test_solutions_and_variances_are_those_of_dense_algebra(rows, columns):
    known = map_of(rows, columns)
    plan = plan_elimination(known.matrix)
    dice = np.random.default_rng(5)
    diagonal = known.number + dice.uniform(0.05, 2, len(known))
    factor = factorise(plan, diagonal, -np.ones(len(plan.pairs[0])))
    dense = np.diag(diagonal) - known.matrix.toarray()
    inverse = np.linalg.inv(dense)
    right = dice.normal(size=(len(known), 2))
    assert factor.solve(right) == pytest.approx(inverse @ right, abs=1e-10)
    assert factor.solve(right[:, 0]) == pytest.approx(inverse @ right[:, 0], abs=1e-10)
    assert factor.diagonal_of_inverse() == pytest.approx(inverse.diagonal(), rel=1e-10)
    assert factor.log_determinant == pytest.approx(np.linalg.slogdet(dense)[1], rel=1e-10)


def test_what_is_not_positive_definite_is_not_factorised():
    plan = plan_elimination(map_of(1, 2).matrix)
    with pytest.raises(np.linalg.LinAlgError, match="not positive definite"):
        factorise(plan, np.array([1.0, 0.5]), np.array([-1.0]))


def test_draws_have_the_inverse_as_covariance():
    plan = plan_elimination(map_of(2, 3).matrix)
    factor = factorise(plan, np.full(6, 4.0), -np.ones(len(plan.pairs[0])))
    root = factor.back(np.eye(6))
    dense = 4 * np.eye(6) - map_of(2, 3).matrix.toarray()
    assert root @ root.T == pytest.approx(np.linalg.inv(dense), abs=1e-12)


def precision_of(known) -> np.ndarray:
    return np.diag(known.number.astype(float)) - known.matrix.toarray()


def test_each_part_of_a_split_map_is_scaled_by_itself():
    """The geometric mean of the variances of each part is 1; one by itself has no structure."""
    known = split_map()
    borders = scaled_borders(known)
    variances = np.linalg.pinv(precision_of(known)).diagonal()
    for part in (slice(0, 5), slice(5, 8)):
        scale = np.exp(np.log(variances[part]).mean())
        assert borders.scale[part] == pytest.approx(scale)
        assert np.log(borders.variance[part]).mean() == pytest.approx(0, abs=1e-12)
    assert borders.alone.tolist() == [False] * 8 + [True]
    assert (borders.parts, borders.wholes, borders.scale[8]) == (3, 2, 1.0)
    values = np.linalg.eigvalsh(precision_of(known)[:8, :8] * borders.scale[:8, np.newaxis])
    assert borders.log_trees == pytest.approx(np.log(values[2:]).sum())


def test_the_prior_of_what_is_shared_is_the_published_one():
    """Its distance against eigenvalues; two in three that less than half is shared."""
    known = map_of(5, 6)
    borders = scaled_borders(known)
    values = np.linalg.eigvalsh(precision_of(known) * borders.scale[0])
    variances = np.r_[0.0, 1 / values[1:]]

    def distance(share):
        spread = share * (variances.sum() - 30)
        return np.sqrt(spread - np.log(1 - share + share * variances).sum())

    prior = MixingPrior(borders)
    rate = np.log(3) / distance(0.5)
    odds = np.array([-4.0, -1.0, 0.5, 3.0])
    shares, nudge = 1 / (1 + np.exp(-odds)), 1e-5
    for share, place in zip(shares, odds, strict=True):
        slope = (distance(share + nudge) - distance(share - nudge)) / (2 * nudge)
        by_hand = -rate * distance(share) + np.log(slope * share * (1 - share))
        assert prior.log_density(place) == pytest.approx(by_hand, abs=2e-3)


def test_where_nothing_can_be_shared_every_share_is_as_likely():
    prior = MixingPrior(scaled_borders(map_of(1, 1)))
    assert prior.log_density(2.0) == pytest.approx(stats.logistic.logpdf(2.0))


def test_a_count_tilts_what_is_known_as_integration_says():
    counts = counts_of([0, 3, 50, 0], [2.0, 0.4, 30.0, 0.0])
    mean, variance = np.array([0.5, -1.0, 0.2, 0.3]), np.array([2.0, 0.7, 0.5, 1.0])
    log_weight, centre, width = tilted(counts, mean, variance)
    places = np.linspace(-12, 8, 40_001)
    for area in range(4):
        height = stats.norm.pdf(places, mean[area], np.sqrt(variance[area]))
        mass = counts.incidents[area] * places - counts.expected[area] * np.exp(places)
        height *= np.exp(mass)
        whole = np.trapezoid(height, places)
        middle = np.trapezoid(height * places, places) / whole
        assert log_weight[area] == pytest.approx(np.log(whole), abs=2e-5)
        assert centre[area] == pytest.approx(middle, abs=2e-4)
        second = np.trapezoid(height * (places - middle) ** 2, places) / whole
        assert width[area] == pytest.approx(second, rel=2e-3)


def counts_of(incidents: list[int], expected: list[float]) -> Counts:
    design = np.ones((len(incidents), 1))
    return Counts(np.array(incidents, float), np.array(expected), design, np.array([0.25]))


def brute_force(counts: Counts, known, spread: Spread, draws: int, seed: int):
    """Log evidence, means and standard deviations of log rates, from draws of the whole prior.

    Importance sampling around the refined answer, made wider: no step of the method is used but
    for where to draw.
    """
    borders = scaled_borders(known)
    structure = np.linalg.pinv(precision_of(known) * borders.scale[:, np.newaxis])
    shared = spread.shared(borders)
    prior = np.outer(shared, shared) * structure + np.diag(spread.own_variance(borders))
    prior += counts.design @ np.diag(1 / counts.tightness) @ counts.design.T
    near = rates_given(counts, borders, spread, starting_sites(counts))
    wide = 2.0 * np.linalg.inv(np.linalg.inv(prior) + np.diag(near.sites.precision))
    proposal = stats.multivariate_t(near.mean, wide, df=8, seed=seed)
    logs = proposal.rvs(draws)
    weight = stats.multivariate_normal(np.zeros(len(known)), prior).logpdf(logs)
    weight += logs @ counts.incidents - np.exp(logs) @ counts.expected - proposal.logpdf(logs)
    share = np.exp(weight - weight.max())
    evidence = np.log(share.mean()) + weight.max()
    share /= share.sum()
    mean = share @ logs
    return near, evidence, mean, np.sqrt(share @ (logs - mean) ** 2)


SPREADS = [Spread(0.4, 0.3), Spread(1.0, 0.8), Spread(1.5, 0.5)]


@pytest.mark.parametrize("spread", SPREADS)
def test_small_counts_on_a_split_map_have_the_rates_that_brute_force_finds(spread):
    """Counts of 0 to 4, where a plain Laplace approximation goes astray."""
    counts = counts_of([0, 1, 0, 4, 2, 0, 0, 3, 1], [1.0, 0.5, 2, 1.5, 1, 0.3, 1, 1, 1.2])
    near, _, mean, width = brute_force(counts, split_map(), spread, 150_000, seed=3)
    assert np.abs(near.mean - mean).max() < 0.02
    assert near.variance == pytest.approx(width**2, rel=0.04)


def test_the_evidence_for_each_spread_is_that_of_brute_force():
    counts = counts_of([0, 1, 0, 4, 2, 0, 0, 3, 1], [1.0, 0.5, 2, 1.5, 1, 0.3, 1, 1, 1.2])
    gaps = []
    for spread in SPREADS:
        near, evidence, _, _ = brute_force(counts, split_map(), spread, 150_000, seed=4)
        gaps.append(near.log_evidence - evidence)
    assert np.ptp(gaps) < 0.03


def test_an_area_by_itself_is_spread_by_all_of_sigma():
    """Nobody lives in any of the nine, so that only what was assumed is left."""
    counts = counts_of([0] * 9, [0.0] * 9)
    borders = scaled_borders(split_map())
    fit = rates_given(counts, borders, Spread(0.8, 0.6), starting_sites(counts))
    alone = 4.0 + 0.8**2
    structured = 4.0 + 0.8**2 * (0.4 + 0.6 * borders.variance)
    assert fit.variance[8] == pytest.approx(alone, rel=1e-4)
    assert fit.variance[:8] == pytest.approx(structured[:8], rel=1e-3)
    assert fit.mean == pytest.approx(np.zeros(9), abs=1e-4)


def test_pairs_told_one_way_hold_both_ways():
    one = neighbours_from_pairs(areas=named(6), pairs=grid(2, 3))
    both = neighbours_from_pairs(areas=named(6), pairs=both_ways(grid(2, 3)))
    assert scaled_borders(one).variance == pytest.approx(scaled_borders(both).variance)
    assert isinstance(grid(2, 3), pd.DataFrame)


def test_sites_cut_short_still_give_numbers(monkeypatch):
    monkeypatch.setattr(latent, "_MOST_SWEEPS", 1)
    counts = counts_of([0, 1, 0, 4, 2, 0, 0, 3, 1], [1.0, 0.5, 2, 1.5, 1, 0.3, 1, 1, 1.2])
    fit = rates_given(counts, scaled_borders(split_map()), Spread(1.0, 0.5), starting_sites(counts))
    assert np.isfinite([fit.mean, fit.variance]).all()
    assert fit.sweeps == 1
