"""Pairs grown into groups: what is the same thing twice, and the best of what fits together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sightline.analysis.overlaps.tables import OVERLAPS, Verdict

Group = tuple[str, ...]


def group_duplicated(overlaps: pd.DataFrame) -> list[Group]:
    """References of activities that are duplicates of each other, directly or through others.

    overlaps: OVERLAPS. Groups and their references are in order.
    """
    pairs = _of(overlaps, Verdict.DUPLICATED)
    names = pd.Index(sorted({*pairs["activity"], *pairs["other"]}))
    if names.empty:
        return []
    ends = (names.get_indexer(pairs["activity"]), names.get_indexer(pairs["other"]))
    ties = sparse.coo_array((np.ones(len(pairs)), ends), shape=(len(names), len(names)))
    _, group = connected_components(ties, directed=False)
    members = pd.Series(names).groupby(group).agg(tuple)
    return sorted(tuple(str(name) for name in each) for each in members)


def best_complements(overlaps: pd.DataFrame) -> list[Group]:
    """Pairs of references that fit each other better than either fits any other.

    In a town everything complements everything: a pair is told only if each of the two has more of
    its room in the same areas with the other than with anything else, then more ages, then it is
    nearer. overlaps: OVERLAPS.
    """
    pairs = _of(overlaps, Verdict.COMPLEMENTARY)
    both = pd.concat(
        [pairs, pairs.rename(columns={"activity": "other", "other": "activity"})],
        ignore_index=True,
    )
    both = both.assign(far=both["distance_m"].fillna(np.inf)).sort_values(
        ["activity", "place_in_common", "ages_in_common", "far", "other"],
        ascending=[True, False, False, True, True],
    )
    best = both.drop_duplicates("activity").set_index("activity")["other"].to_dict()
    return sorted(_mutual(best))


def _mutual(best: dict[str, str]) -> Iterator[Group]:
    for one, other in best.items():
        if one < other and best.get(other) == one:
            yield one, other


def _of(overlaps: pd.DataFrame, verdict: Verdict) -> pd.DataFrame:
    table = OVERLAPS.check(overlaps)
    return table[table["verdict"] == verdict.value]
