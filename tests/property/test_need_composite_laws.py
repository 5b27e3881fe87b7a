"""Laws of an index of need, and its factor held against a plain search for the likeliest one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from sightline.analysis.need.composite import (
    Combining,
    Domain,
    IndexDesign,
    Indicator,
    Measures,
    build_index,
    score_domains,
    shrink_to_groups,
    weigh_domains,
)
from sightline.analysis.need.composite.scoring import fit_one_factor
from sightline.errors import Refused

NAMES = ("one", "two", "three", "four")
FACTOR = IndexDesign(
    (Domain("harm", "Harm", 1.0, Combining.FACTOR),),
    tuple(Indicator(name, name, "harm", Measures.NEED) for name in NAMES),
)
seeds = st.integers(0, 2**32 - 1)


def factor_values(seed: int, *, areas: int = 200, signs: tuple[int, ...] = (1, 1, 1, 1)):
    """Four noisy measures of one thing, as indicator values, and the thing itself."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=areas)
    noise = rng.normal(size=(areas, 4))
    columns = np.array(signs) * truth[:, np.newaxis] + noise * np.array([0.5, 1.0, 1.5, 2.0])
    wide = pd.DataFrame(columns, columns=list(NAMES), index=[f"A{n:03d}" for n in range(areas)])
    long = wide.rename_axis("area").reset_index().melt(id_vars="area", var_name="indicator")
    return long, truth


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_the_factor_is_the_likeliest_one(seed):
    """No other loadings have a greater likelihood than those that are found."""
    long, _ = factor_values(seed)
    wide = long.pivot(index="area", columns="indicator", values="value")[list(NAMES)]
    correlations = wide.corr().to_numpy()

    def misfit(loadings: np.ndarray) -> float:
        if np.abs(loadings).max() > 0.999:
            return np.inf
        unique = 1 - loadings**2
        implied = np.outer(loadings, loadings) + np.diag(unique)
        return float(
            np.linalg.slogdet(implied)[1] + np.trace(np.linalg.solve(implied, correlations))
        )

    found, unique = fit_one_factor(correlations)
    best = minimize(misfit, found * 0.9, method="Nelder-Mead", options={"xatol": 1e-7}).fun
    assert misfit(found) <= best + 1e-4
    assert unique == pytest.approx(1 - found**2)


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_the_factor_follows_the_truth_better_than_any_one_measure_but_the_best(seed):
    long, truth = factor_values(seed, areas=600)
    score = score_domains(long, design=FACTOR).sort_values("area")["domain_score"].to_numpy()
    wide = long.pivot(index="area", columns="indicator", values="value")
    follows = np.corrcoef(score, truth)[0, 1]
    assert follows > np.corrcoef(wide["two"], truth)[0, 1]


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_a_measure_that_goes_the_other_way_is_refused(seed):
    long, _ = factor_values(seed, areas=400, signs=(1, 1, -1, 1))
    with pytest.raises(Refused, match="three goes down where the others go up"):
        score_domains(long, design=FACTOR)


def test_a_factor_is_scored_from_what_is_known():
    """An area with one measure of four leans less far than the measure alone would say."""
    long, _ = factor_values(5)
    worst = long.loc[long["value"].idxmax(), "area"]
    missing = (long["area"] == worst) & (long["indicator"] != "two")
    less = long.assign(value=long["value"].where(~missing))
    score = score_domains(less, design=FACTOR).set_index("area")["domain_score"]
    assert np.isfinite(score[worst])


@settings(max_examples=15, deadline=None)
@given(seed=seeds, stretch=st.floats(0.1, 50), shift=st.floats(-100, 100))
def test_units_change_nothing(seed, stretch, shift):
    """Percent or per thousand, from zero or from the mean: the index is the same."""
    rng = np.random.default_rng(seed)
    long = pd.DataFrame(
        [
            {"indicator": name, "area": f"A{n:02d}", "value": value}
            for name in ("one", "two")
            for n, value in enumerate(rng.normal(size=25))
        ]
    )
    design = IndexDesign(
        (Domain("harm", "Harm", 1.0),),
        tuple(Indicator(name, name, "harm", Measures.NEED) for name in ("one", "two")),
    )
    other = long.assign(
        value=long["value"].where(long["indicator"] == "two", long["value"] * stretch + shift)
    )
    one, two = build_index(long, design=design), build_index(other, design=design)
    assert one["index_rank"].tolist() == two["index_rank"].tolist()


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_the_order_of_rows_changes_nothing(seed):
    long, _ = factor_values(seed, areas=300)
    mixed = long.sample(frac=1, random_state=seed % 2**31)
    pd.testing.assert_frame_equal(
        build_index(long, design=FACTOR), build_index(mixed, design=FACTOR), rtol=1e-9
    )


@settings(max_examples=15, deadline=None)
@given(seed=seeds, harm=st.floats(0.05, 0.95))
def test_more_need_in_a_domain_never_lowers_an_area(seed, harm):
    rng = np.random.default_rng(seed)
    scores = pd.DataFrame(
        [(domain, f"A{n:02d}", rng.normal()) for domain in ("harm", "risk") for n in range(20)],
        columns=["domain", "area", "domain_score"],
    )
    weights = {"harm": harm, "risk": 1 - harm}
    raised = (scores["area"] == "A03") & (scores["domain"] == "harm")
    worse = scores.assign(domain_score=scores["domain_score"] + raised * 2.0)
    was, now = (
        weigh_domains(table, weights=weights).set_index("area").loc["A03"]
        for table in (scores, worse)
    )
    assert now["index_score"] >= was["index_score"] - 1e-9
    assert now["index_rank"] <= was["index_rank"]


@given(
    values=st.lists(st.floats(-50, 50), min_size=2, max_size=12),
    errors=st.lists(st.floats(0, 30), min_size=12, max_size=12),
)
def test_a_shrunk_value_lies_between_itself_and_the_mean_of_its_group(values, errors):
    table = pd.DataFrame(
        {
            "area": [f"A{n}" for n in range(len(values))],
            "group": "D",
            "value": values,
            "standard_error": errors[: len(values)],
        }
    )
    shrunk = shrink_to_groups(table)["value"].to_numpy()
    mean = np.mean(values)
    low, high = np.minimum(values, mean), np.maximum(values, mean)
    assert (shrunk >= low - 1e-9).all()
    assert (shrunk <= high + 1e-9).all()
