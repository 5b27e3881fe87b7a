"""How much an index rests on choices: other weights, one indicator fewer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sightline.analysis.need.composite.combining import build_index, weigh_domains
from sightline.analysis.need.composite.design import IndexDesign
from sightline.analysis.need.composite.tables import (
    DOMAIN_SCORES,
    FLIPS,
    INDEX,
    LEFT_OUT,
    RANK_RANGES,
)
from sightline.errors import BadInput


def what_flips(before: pd.DataFrame, after: pd.DataFrame, *, top_share: float) -> pd.DataFrame:
    """Areas that enter or leave the top share between two forms of an index, the highest first.

    before, after: INDEX. Returns FLIPS: those that enter, then those that leave, each by its better
    rank. An area without a score is never in the top.

    >>> def ranked(ranks):
    ...     return pd.DataFrame({"area": list("ABCD"), "index_score": [0.0] * 4,
    ...                          "index_rank": ranks, "weight_known": 1.0})
    >>> what_flips(ranked([1, 2, 3, 4]), ranked([2, 3, 1, 4]), top_share=0.25).values.tolist()
    [['C', 3.0, 1.0, 1], ['A', 1.0, 2.0, 0]]
    """
    if not 0 < top_share <= 1:
        raise BadInput(f"top share: found {top_share}, wanted a share above 0 and up to 1.")
    both = INDEX.check(before).merge(INDEX.check(after), on="area", suffixes=("_before", "_after"))
    was, now = (_in_top(both[f"index_rank_{when}"], top_share) for when in ("before", "after"))
    flips = both[was != now].assign(enters=now.astype(int)[was != now])
    flips = flips.rename(
        columns={"index_rank_before": "rank_before", "index_rank_after": "rank_after"}
    )
    best = flips[["rank_before", "rank_after"]].min(axis=1)
    return FLIPS.check(
        flips.assign(best=best).sort_values(
            ["enters", "best", "area"], ascending=[False, True, True]
        )
    )


def leave_one_out(values: pd.DataFrame, *, design: IndexDesign, top_share: float) -> pd.DataFrame:
    """What becomes of the index without each of its indicators: LEFT_OUT, most moved first.

    values: INDICATOR_VALUES. An index that cannot stand without an indicator (deprivation alone
    would be left, or a factor of two) raises the error that says so.
    """
    whole = build_index(values, design=design)
    rows = []
    for one in design.indicators:
        less = build_index(values, design=design.without(one.indicator))
        flips = what_flips(whole, less, top_share=top_share)
        ranks = whole.merge(less, on="area")[["index_rank_x", "index_rank_y"]].dropna()
        rows.append(
            {
                "indicator": one.indicator,
                "rank_correlation": ranks["index_rank_x"].corr(ranks["index_rank_y"]),
                "most_places_moved": (ranks["index_rank_x"] - ranks["index_rank_y"]).abs().max(),
                "areas_entering": int(flips["enters"].sum()),
                "areas_leaving": int((1 - flips["enters"]).sum()),
            }
        )
    table = pd.DataFrame(rows).sort_values(["rank_correlation", "indicator"])
    return LEFT_OUT.check(table)


def rank_ranges(
    scores: pd.DataFrame, *, weights: dict[str, float], change: float = 0.2
) -> pd.DataFrame:
    """The ranks each area takes when any one weight is a share larger or smaller: RANK_RANGES.

    scores: DOMAIN_SCORES. change: 0.2 means each weight in turn times 1.2 and times 0.8, the others
    scaled so that all sum to 1. The range of the ranks as the weights are is included.
    """
    if not 0 < change < 1:
        raise BadInput(f"change of weights: found {change}, wanted a share between 0 and 1.")
    table = DOMAIN_SCORES.check(scores)
    tried = [weights]
    for domain in weights:
        for factor in (1 - change, 1 + change):
            raw = {**weights, domain: weights[domain] * factor}
            total = sum(raw.values())
            tried.append({name: weight / total for name, weight in raw.items()})
    ranks = [weigh_domains(table, weights=each).set_index("area")["index_rank"] for each in tried]
    side_by_side = pd.concat(ranks, axis=1)
    return RANK_RANGES.check(
        pd.DataFrame(
            {
                "area": side_by_side.index,
                "rank_best": side_by_side.max(axis=1).to_numpy(),
                "rank_worst": side_by_side.min(axis=1).to_numpy(),
            }
        )
    )


def _in_top(ranks: pd.Series, top_share: float) -> np.ndarray:
    scored = ranks.notna().sum()
    return np.asarray(ranks <= np.ceil(scored * top_share - 1e-9), dtype=bool)
