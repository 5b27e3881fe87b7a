"""From the indicators of a domain to one score: shrink, then standardise or take the factor.

The order of steps is that of the English Indices of Deprivation (technical report 2019, stages 3
and 4): values resting on few people are drawn towards their district, then the indicators of a
domain are put on one scale and combined.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtri
from scipy.stats import rankdata

from sightline.analysis.need.composite.design import Combining, Domain, IndexDesign, Indicator
from sightline.analysis.need.composite.tables import DOMAIN_SCORES, INDICATOR_VALUES
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput, Refused

Numbers = NDArray[np.float64]

FEWEST_FOR_A_FACTOR = 3  # with two indicators the loadings cannot be told apart
_LARGEST_LOADING = 0.999  # no indicator is the factor itself (a Heywood case)

UNSURE_VALUES = Table(
    "values and how sure they are",
    {
        "area": Column(Kind.TEXT, "area code"),
        "group": Column(Kind.TEXT, "what it is drawn towards, such as its district"),
        "value": Column(Kind.NUMBER, "the indicator's own unit", may_be_missing=True),
        "standard_error": Column(Kind.AMOUNT, "of the value, missing if exact", True),
    },
    ("area",),
)


def shrink_to_groups(values: pd.DataFrame) -> pd.DataFrame:
    """Values drawn towards the mean of their group, the more the less sure they are.

    values: UNSURE_VALUES. Returns area and value, in the order given: w × value + (1 - w) × mean,
    w = between / (between + standard_error²), where `between` is the variance between the areas of
    the group that chance does not explain (method of moments). A value that is missing stays
    missing: what is not known is not the group's mean.

    >>> shrink_to_groups(pd.DataFrame({"area": list("ABC"), "group": "D", "value": [10, 20, 60],
    ...     "standard_error": [0, 10, 10]}))["value"].round(1).tolist()
    [10.0, 21.4, 55.9]
    """
    known = UNSURE_VALUES.check(values)
    error2 = known["standard_error"].fillna(0.0) ** 2
    group = known["group"]
    mean = known.groupby(group)["value"].transform("mean")
    spread = known.groupby(group)["value"].transform("var").fillna(0.0)
    chance = error2.where(known["value"].notna()).groupby(group).transform("mean")
    between = (spread - chance).clip(lower=0.0)
    own = np.where(error2 > 0, between / (between + error2).where(error2 > 0, 1.0), 1.0)
    return known[["area"]].assign(value=own * known["value"] + (1 - own) * mean)


def score_domains(values: pd.DataFrame, *, design: IndexDesign) -> pd.DataFrame:
    """One score a domain and area, higher where there is more need.

    values: INDICATOR_VALUES; no row, like a missing value, means not supplied. Returns
    DOMAIN_SCORES for every area that has any row. A domain is scored from the indicators that are
    known of an area, and is missing where none is. BadInput if an indicator of the design has no
    values or has the same everywhere, for it then tells nothing.
    """
    wide = INDICATOR_VALUES.check(values).pivot(index="area", columns="indicator", values="value")
    scores = {
        domain.domain: _score(domain, wide, design.of_domain(domain.domain))
        for domain in design.domains
    }
    table = pd.DataFrame(scores, index=wide.index).rename_axis(columns="domain")
    return DOMAIN_SCORES.check(
        table.melt(ignore_index=False, value_name="domain_score").reset_index()
    )


def _score(domain: Domain, wide: pd.DataFrame, indicators: tuple[Indicator, ...]) -> Numbers:
    columns = np.column_stack([_towards_worse(wide, one) for one in indicators])
    if domain.combining is Combining.FACTOR:
        return _factor_scores(domain, columns, [one.name for one in indicators])
    standard = (columns - np.nanmean(columns, axis=0)) / np.nanstd(columns, axis=0)
    known = ~np.isnan(standard)
    sums, number = np.where(known, standard, 0.0).sum(axis=1), known.sum(axis=1)
    return np.where(number > 0, sums / np.maximum(number, 1), np.nan)


def _towards_worse(wide: pd.DataFrame, one: Indicator) -> Numbers:
    values = wide[one.indicator].to_numpy(dtype="float64") if one.indicator in wide else np.empty(0)
    known = values[~np.isnan(values)]
    if not len(known) or known.max() == known.min():
        found = "no values" if not len(known) else f"{known[0]:g} everywhere"
        raise BadInput(
            f"indicator {one.name}: found {found}, wanted values that differ between areas. "
            "Supply it, or leave it out of the index."
        )
    return values if one.more_is_worse else -values


def _factor_scores(domain: Domain, columns: Numbers, names: list[str]) -> Numbers:
    """Regression scores on the one factor of normalised ranks, from what is known of each area."""
    if len(names) < FEWEST_FOR_A_FACTOR:
        raise BadInput(
            f"domain {domain.name}: found {len(names)} indicators, wanted {FEWEST_FOR_A_FACTOR} or "
            "more for a factor. Standardise them instead."
        )
    normal = np.column_stack([_normal_scores(column) for column in columns.T])
    loadings, unique = fit_one_factor(_correlations(normal))
    against = [name for name, loading in zip(names, loadings, strict=True) if loading <= 0]
    if against:
        raise Refused(
            f"domain {domain.name}: {against[0]} goes down where the others go up, so they do not "
            "measure one thing. Standardise them, or move it to another domain."
        )
    # With one factor the regression score is a weighted sum, whatever is missing.
    known = ~np.isnan(normal)
    pull = np.where(known, loadings / unique, 0.0)
    scores = (pull * np.nan_to_num(normal)).sum(axis=1) / (1 + (pull * loadings).sum(axis=1))
    return np.where(known.any(axis=1), scores, np.nan)


def fit_one_factor(correlations: Numbers) -> tuple[Numbers, Numbers]:
    """Loadings and unique variances of one common factor, the likeliest for the correlations.

    Loadings are sought directly (Joreskog 1967, Psychometrika 32:443-482), with the unique variance
    of each indicator what its loading leaves of 1. The factor points the way most loadings do.
    """
    values, vectors = np.linalg.eigh(correlations)
    start = np.clip(vectors[:, -1] * np.sqrt(values[-1]) * 0.9, -_LARGEST_LOADING, _LARGEST_LOADING)
    bounds = [(-_LARGEST_LOADING, _LARGEST_LOADING)] * len(start)
    found = minimize(_misfit, start, args=(correlations,), jac=True, bounds=bounds).x
    loadings = found * (1.0 if found.sum() >= 0 else -1.0)
    return loadings, 1 - loadings**2


def _misfit(loadings: Numbers, correlations: Numbers) -> tuple[float, Numbers]:
    """log|implied| + trace(implied⁻¹ correlations), and its slope by loadings."""
    implied = np.outer(loadings, loadings)
    np.fill_diagonal(implied, 1.0)
    inverse = np.linalg.inv(implied)
    slope = inverse - inverse @ correlations @ inverse
    np.fill_diagonal(slope, 0.0)  # the diagonal is 1 whatever the loadings
    misfit = float(np.linalg.slogdet(implied)[1] + np.trace(inverse @ correlations))
    return misfit, 2 * slope @ loadings


def _normal_scores(column: Numbers) -> Numbers:
    known = ~np.isnan(column)
    scores = np.full(len(column), np.nan)
    scores[known] = ndtri((rankdata(column[known]) - 0.5) / known.sum())
    return scores


def _correlations(columns: Numbers) -> Numbers:
    return np.asarray(pd.DataFrame(columns).corr(), dtype="float64")
