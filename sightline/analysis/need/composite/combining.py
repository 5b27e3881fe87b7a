"""From domain scores to the index: rank, exponential points, weights.

The recipe of the English Indices of Deprivation (technical report 2019, stages 5 and 6), which
gives back their published ranks. Points rise steeply only near the top, so that need in one domain
is not cancelled by the want of it in another: a tenth of the areas have more than 50 of the 100.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.need.composite.design import IndexDesign
from sightline.analysis.need.composite.scoring import score_domains
from sightline.analysis.need.composite.tables import DOMAIN_SCORES, INDEX, INDEX_PARTS
from sightline.errors import BadInput

Numbers = NDArray[np.float64]

STEEPNESS = 23.0  # of the points; with it a tenth of the areas have more than 50
LEAST_KNOWN = 0.5  # share of the weights that must be known before an area has a score: policy


def exponential_points(standing: Numbers) -> Numbers:
    """Points from 0 to 100 for a standing above 0 and up to 1, which is the area with most need.

    >>> exponential_points(np.array([1.0, 0.9, 0.5])).round(1).tolist()
    [100.0, 50.4, 15.6]
    """
    return np.asarray(-STEEPNESS * np.log(1 - standing * -np.expm1(-100 / STEEPNESS)))


def build_index(values: pd.DataFrame, *, design: IndexDesign) -> pd.DataFrame:
    """The index of every area from the values of its indicators: INDEX, sorted by area.

    values: INDICATOR_VALUES. What `score_domains` and `weigh_domains` say holds.
    """
    return weigh_domains(score_domains(values, design=design), weights=design.weights)


def weigh_domains(scores: pd.DataFrame, *, weights: dict[str, float]) -> pd.DataFrame:
    """The index from domain scores and the weights of domains: INDEX, sorted by area.

    scores: DOMAIN_SCORES. Where a domain is not known of an area, the others carry its weight, and
    `weight_known` tells; with less than half of the weights known there is no score.
    """
    parts = index_parts(scores, weights=weights)
    by_area = parts.assign(weight=parts["domain"].map(weights)).groupby("area", sort=True)
    known = by_area["weighted_points"].sum(min_count=1)
    share = (
        parts.assign(weight=parts["domain"].map(weights).where(parts["domain_points"].notna(), 0.0))
        .groupby("area", sort=True)["weight"]
        .sum()
    )
    score = known.where(share >= LEAST_KNOWN - 1e-9) / share.where(share > 0)
    return INDEX.check(
        pd.DataFrame(
            {
                "area": score.index,
                "index_score": score.clip(0, 100).to_numpy(),
                "index_rank": score.rank(ascending=False, method="min").to_numpy(),
                "weight_known": share.clip(0, 1).to_numpy(),
            }
        )
    )


def index_parts(scores: pd.DataFrame, *, weights: dict[str, float]) -> pd.DataFrame:
    """What each domain gives to the score of each area: INDEX_PARTS, sorted by area and domain.

    scores: DOMAIN_SCORES. weights: shares that sum to 1, one for each domain there is.
    """
    table = DOMAIN_SCORES.check(scores)
    found = set(table["domain"])
    if found != set(weights):
        odd = sorted(found ^ set(weights))[0]
        raise BadInput(
            f"domain {odd}: found it in only one of scores and weights, wanted it in both."
        )
    by_domain = table.groupby("domain")["domain_score"]
    rank = by_domain.rank(ascending=False, method="average")
    number = by_domain.transform("count")
    points = exponential_points(((number - rank + 1) / number).to_numpy(dtype="float64"))
    return INDEX_PARTS.check(
        table.assign(
            domain_rank=rank,
            domain_points=np.clip(points, 0, None),
            weighted_points=np.clip(points, 0, None) * table["domain"].map(weights),
        ).sort_values(["area", "domain"])
    )
