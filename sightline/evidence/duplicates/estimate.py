"""Working the model's parameters out anew from records, to look at or to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd

from sightline.evidence.duplicates.levels import Comparison
from sightline.evidence.duplicates.model import Model, level_sql, model_of
from sightline.evidence.duplicates.pairs import candidate_pairs, engine
from sightline.evidence.duplicates.records import Kind, prepare

WEIGHT_OF_KEPT = 20.0  # what is kept counts as much as so many pairs that were decided


def estimate_model(records: pd.DataFrame, *, kind: Kind, same: Iterable[tuple[str, str]]) -> Model:
    """The model of that kind with prior, m and u as the candidate pairs of these records have them.

    same: pairs of keys, the smaller first, that are known to be the same, such as those that people
    merged; every other candidate is taken to be different. What is kept weighs as much as twenty
    pairs, so that a few decisions move it little, and a level that nobody met stays possible.
    (Expectation maximisation, which needs no decisions, was tried and not kept: it takes sister
    branches, which agree with each other in all but their place, for duplicates.)
    """
    kept = model_of(kind)
    with engine() as connection:
        if not candidate_pairs(connection, prepare(records)):
            return kept
        return _counted(kept, _patterns(connection, kept, same))


def _patterns(
    connection: duckdb.DuckDBPyConnection, model: Model, same: Iterable[tuple[str, str]]
) -> pd.DataFrame:
    """How many candidate pairs agree in each way, and whether they are known to be the same."""
    known = pd.DataFrame(sorted(same), columns=["first", "second"]).astype("str")
    connection.register("known", known)
    fields = ", ".join(
        f"{level_sql(each, left='a.', right='b.')} as {each.field}" for each in model.comparisons
    )
    sql = (
        f"select {fields}, (known.first is not null) as same, count(*) as pairs "  # noqa: S608
        "from candidates join prepared a on a.unique_id = join_key_l "
        "join prepared b on b.unique_id = join_key_r "
        "left join known on known.first = join_key_l and known.second = join_key_r group by all"
    )
    found: pd.DataFrame = connection.execute(sql).df()
    return found.sort_values(list(found.columns), ignore_index=True)  # added up in one order


def _counted(kept: Model, patterns: pd.DataFrame) -> Model:
    """The model as counts of pairs have it, with what is kept as if it had been counted too."""
    is_same = patterns["same"].to_numpy(dtype=bool)
    pairs = patterns["pairs"].to_numpy(dtype="float64")
    prior = (pairs[is_same].sum() + kept.prior * WEIGHT_OF_KEPT) / (pairs.sum() + WEIGHT_OF_KEPT)
    comparisons = tuple(
        _shares(each, patterns[each.field].to_numpy(), pairs, is_same) for each in kept.comparisons
    )
    return Model(float(prior), comparisons)


def _shares(
    comparison: Comparison, level: np.ndarray, pairs: np.ndarray, is_same: np.ndarray
) -> Comparison:
    m, u = (
        np.bincount(level[these], pairs[these], len(comparison.levels))
        for these in ((level >= 0) & is_same, (level >= 0) & ~is_same)
    )
    levels = (
        replace(
            one,
            m=float((a + WEIGHT_OF_KEPT * one.m) / (m.sum() + WEIGHT_OF_KEPT)),
            u=float((b + WEIGHT_OF_KEPT * one.u) / (u.sum() + WEIGHT_OF_KEPT)),
        )
        for one, a, b in zip(comparison.levels, m, u, strict=True)
    )
    return replace(comparison, levels=tuple(levels))
