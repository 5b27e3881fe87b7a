"""Need in detail: what is refused, the fit itself, and real counts with a published answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
from scipy import optimize, special, stats

from sightline.analysis.need import NEED, count_incidents, shrink_rates, shrinkage
from sightline.analysis.need.shrinkage import Counts, Mixture, estimate_rates, fit_prior
from sightline.analysis.periods import Month
from sightline.errors import BadInput
from tests.factories.small_tables import need_of

CUBE = pd.DataFrame(
    {"area": ["A"], "month": ["2025-12"], "category": ["Robbery"], "incidents": [1]}
)


@pytest.mark.parametrize(
    ("categories", "months", "said"),
    [([], [Month(2025, 12)], "no type of incident"), (["Robbery"], [], "no month")],
)
def test_nothing_asked_for_is_refused(categories, months, said):
    with pytest.raises(BadInput, match=said):
        count_incidents(cube=CUBE, categories=categories, months=months, areas=["A"])


def test_an_area_asked_for_twice_is_refused():
    with pytest.raises(BadInput, match="more than one row for A"):
        count_incidents(
            cube=CUBE, categories=["Robbery"], months=[Month(2025, 12)], areas=["A", "A"]
        )


@pytest.mark.parametrize("interval", [0.49, 1.0, float("nan")])
def test_an_interval_that_is_no_chance_is_refused(interval):
    with pytest.raises(BadInput, match="interval: found"):
        shrink_rates(
            incidents=pd.DataFrame({"area": ["A"], "incidents": [1]}),
            people=pd.DataFrame({"area": ["A"], "people": [1]}),
            years=1,
            interval=interval,
        )


@pytest.mark.parametrize("years", [0, -1, float("inf"), float("nan")])
def test_no_time_is_refused(years):
    with pytest.raises(BadInput, match="years: found"):
        need_of([1], [100], years=years)


def test_an_area_without_a_row_of_incidents_is_refused():
    with pytest.raises(BadInput, match=r"incidents: found no row for 1 area\(s\), B first"):
        shrink_rates(
            incidents=pd.DataFrame({"area": ["A"], "incidents": [1]}),
            people=pd.DataFrame({"area": ["A", "B"], "people": [100, 100]}),
            years=1,
        )


def test_a_wider_interval_is_wider():
    tables = {
        "incidents": pd.DataFrame({"area": ["A", "B"], "incidents": [9, 4]}),
        "people": pd.DataFrame({"area": ["A", "B"], "people": [500, 400]}),
    }
    half, most = (shrink_rates(**tables, years=1, interval=chance) for chance in (0.5, 0.95))
    assert (most["need_low"] < half["need_low"]).all()
    assert (most["need_high"] > half["need_high"]).all()


def test_the_answer_has_the_shape_it_is_said_to_have():
    need = need_of([3, 5], [100, 200])
    assert NEED.check(need).equals(need)


def counts_of(incidents: list[float], exposure: list[float], index: list[float]) -> Counts:
    design = np.column_stack([np.ones(len(index)), index])
    return Counts(np.array(incidents, float), np.array(exposure, float), design)


def test_the_fit_is_the_highest_point_of_likelihood_and_prior():
    """Against a general optimiser and scipy's own negative binomial."""
    rng = np.random.default_rng(7)
    index = rng.normal(size=30)
    exposure = rng.uniform(0.1, 2, 30)
    counts = counts_of(rng.poisson(20 * exposure), exposure, index)
    shape = 2.5

    def height(beta: np.ndarray) -> float:
        mean = counts.exposure * np.exp(counts.design @ beta)
        likelihood = stats.nbinom.logpmf(counts.incidents, shape, shape / (shape + mean)).sum()
        information = (mean * shape / (shape + mean)).sum()
        return -(likelihood + np.log(information) / 2 - beta[1] ** 2 / 2)

    found = optimize.minimize(height, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-8})
    fit = fit_prior(counts, shape, start=np.zeros(2))
    assert fit.coefficients == pytest.approx(found.x, abs=1e-5)
    mean = counts.exposure * fit.expected
    weight = mean * shape / (shape + mean)
    information = (counts.design.T * weight) @ counts.design + np.diag([0, 1])
    expected = -found.fun + special.gammaln(counts.incidents + 1).sum()
    expected -= np.linalg.slogdet(information)[1] / 2
    assert fit.fit == pytest.approx(expected)


def test_the_fit_is_found_from_a_bad_start():
    counts = counts_of([3, 40, 8], [1, 1, 1], [-1, 1, 0])
    near, far = (fit_prior(counts, 4.0, start=np.array(start)) for start in ([2.7, 1], [-30.0, 9]))
    assert far.coefficients == pytest.approx(near.coefficients, abs=1e-5)


def test_a_fit_cut_short_still_gives_numbers(monkeypatch):
    monkeypatch.setattr(shrinkage, "_MOST_STEPS", 1)
    monkeypatch.setattr(shrinkage, "_ROUNDS", 1)
    need = need_of([30, 2, 11] * 99, [1000, 900, 1] * 99)
    rates = need[["need_low", "need_per_1000", "need_high"]].to_numpy()
    assert np.isfinite(rates).all()
    assert (np.diff(rates, axis=1) >= 0).all()


def test_quantiles_of_a_mixture_of_gammas():
    """Of one gamma they are its own; of two they are where the mean of both distributions is."""
    one = Mixture(np.array([[1.0]]), np.array([[3.0]]), np.array([[2.0]]))
    assert one.quantile(0.05) == pytest.approx(stats.gamma.ppf(0.05, 3, scale=2))
    two = Mixture(np.array([[0.3], [0.7]]), np.array([[3.0], [0.2]]), np.array([[2.0], [9.0]]))
    found = two.quantile(0.95)
    below = 0.3 * stats.gamma.cdf(found, 3, scale=2) + 0.7 * stats.gamma.cdf(found, 0.2, scale=9)
    assert below == pytest.approx([0.95])


def test_a_quantile_too_small_for_words_is_zero():
    tiny = Mixture(np.array([[1.0]]), np.array([[0.01]]), np.array([[1.0]]))
    assert tiny.quantile(0.05).tolist() == [0.0]


def test_when_all_areas_differ_as_much_as_chance_alone_they_are_hardly_told_apart():
    rng = np.random.default_rng(3)
    exposure = np.full(400, 0.5)
    counts = Counts(rng.poisson(10.0, 400).astype(float), exposure, np.ones((400, 1)))
    estimate = estimate_rates(counts, tail=0.05)
    assert estimate.own_weight.max() < 0.15


@pytest.mark.real
def test_sudden_infant_deaths_in_north_carolina(shared_data: Path):
    """667 deaths of 329,962 births in 100 counties, 1974-78 (Cressie & Chan 1989).

    The rate all counties shrink to is close to the overall one, and the estimates close to those of
    the moment estimator of Marshall (1991), which knows no interval and may go below zero.
    """
    file = shared_data / "methods" / "sids2" / "sids2.dbf"
    meta, _, _, fields = pyogrio.raw.read(file, read_geometry=False)
    columns = dict(zip(meta["fields"], fields, strict=True))
    deaths, births = columns["SID74"], columns["BIR74"]
    assert (deaths.sum(), births.sum()) == (667, 329962)
    need = need_of(deaths.astype(int).tolist(), births.tolist())
    overall = 1000 * deaths.sum() / births.sum()
    raw = 1000 * deaths / births
    spread = (births * (raw - overall) ** 2).sum() / births.sum()
    between = spread - 1000 * overall / births.mean()
    weight = between / (between + 1000 * overall / births)
    moments = overall + weight * (raw - overall)
    assert need["expected_per_1000"].mean() == pytest.approx(overall, rel=0.06)
    assert np.corrcoef(need["need_per_1000"], moments)[0, 1] > 0.998
    assert np.abs(need["need_per_1000"] - moments).max() < 0.15
    assert need["need_per_1000"].idxmax() == int(np.argmax(moments))
