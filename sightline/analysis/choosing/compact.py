"""A problem with all that cannot matter taken out: rows alike are one row, hopeless candidates go.

Rows that the same candidates reach in the same proportion are one demand, so that large problems
are solved on far fewer rows (demand aggregation without loss, as in Church & ReVelle's model).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sightline.analysis.choosing.problem import NO_GROUP, Numbers, Problem


@dataclass(frozen=True, eq=False)
class Compact:
    """Candidates that could be chosen, rows that differ, and one limit on the sum of weights.

    names: the number of each candidate in the problem. weights: what each takes of `limit`: money,
    or 1 each. groups: as one_of, or None. people: those that are left once what is already there is
    taken away; base: people whom that reaches.
    """

    people: Numbers
    reach: Any
    by_row: Any
    names: NDArray[np.int64]
    weights: Numbers
    limit: float
    base: float
    most: int
    groups: NDArray[np.int64] | None

    @property
    def whole(self) -> bool:
        """Whether each candidate reaches everybody of a row or nobody."""
        return bool(np.array_equal(self.reach.data, self.people[self.reach.indices]))

    def only(self, which: NDArray[np.int64]) -> Compact:
        """The same with these candidates alone, in this order, rows put together again."""
        people, reach, _ = merge_rows(self.people, self.reach[which])
        return replace(
            self,
            people=people,
            reach=reach,
            by_row=reach.T.tocsr(),
            names=self.names[which],
            weights=self.weights[which],
            groups=None if self.groups is None else self.groups[which],
        )


def compact(problem: Problem) -> Compact:
    """The problem without floors and room, as small as it can be made without loss."""
    there = list(problem.already)
    taken = np.asarray(problem.reach[there].sum(axis=0), dtype=np.float64).ravel()
    left = np.maximum(problem.people - taken, 0.0)
    number = problem.candidates
    by_money = problem.budget is not None
    weights = problem.costs if problem.costs is not None else np.ones(number)
    most = number if problem.most is None else problem.most
    limit = problem.budget if problem.budget is not None else float(most)
    useful = weights <= limit
    useful[there] = False
    if problem.one_of is not None:
        taken_groups = problem.one_of[there]
        useful &= ~np.isin(problem.one_of, taken_groups[taken_groups != NO_GROUP])
    reach = _capped(problem.reach, left)
    useful &= np.diff(reach.indptr) > 0
    names = np.flatnonzero(useful)
    people, reach, _ = merge_rows(left, reach[names])
    groups = None if problem.one_of is None else problem.one_of[names]
    return Compact(
        people=people,
        reach=reach,
        by_row=reach.T.tocsr(),
        names=names,
        weights=weights[names],
        limit=float(limit),
        base=float(problem.people.sum() - left.sum()),
        most=most if by_money else int(limit),
        groups=None if groups is None or (groups == NO_GROUP).all() else groups,
    )


def merge_rows(people: Numbers, reach: Any) -> tuple[Numbers, Any, NDArray[np.int64]]:
    """Rows reached alike as one, and those that nobody reaches left out.

    Returns people, reach, and for each row as given the row it became, -1 for one left out.
    """
    by_row = reach.T.tocsr()
    by_row.sort_indices()
    ends, share = by_row.indptr, by_row.data / np.repeat(people, np.diff(by_row.indptr))
    known: dict[tuple[bytes, bytes], int] = {}
    label = np.array(
        [
            known.setdefault(
                (by_row.indices[first:last].tobytes(), share[first:last].tobytes()), len(known)
            )
            for first, last in pairwise(ends)
        ],
        dtype=np.int64,
    )
    if not len(label):
        return people, reach, label
    total = np.bincount(label, people, len(known))
    first = np.unique(label, return_index=True)[1]
    times = total / np.where(people[first] > 0, people[first], 1.0)
    merged = by_row[first]
    counts = np.diff(merged.indptr)
    data = np.where(
        np.repeat(merged_whole(merged, people[first]), counts),
        np.repeat(total, counts),
        merged.data * np.repeat(times, counts),
    )
    merged = sparse.csr_array((data, merged.indices, merged.indptr), shape=merged.shape)
    some = counts > 0
    smaller = merged[some].T.tocsr()
    smaller.sort_indices()
    place = np.where(some, np.cumsum(some) - 1, -1)
    return total[some], smaller, place[label]


def merged_whole(by_row: Any, people: Numbers) -> NDArray[np.bool_]:
    """Rows of which every candidate that reaches any reaches all: they stay exactly so."""
    counts = np.diff(by_row.indptr)
    partly = by_row.data != np.repeat(people, counts)
    owner = np.repeat(np.arange(len(counts)), counts)
    return np.asarray(np.bincount(owner, partly, len(counts)) == 0)


def _capped(reach: Any, left: Numbers) -> Any:
    capped = np.minimum(reach.data, left[reach.indices])
    smaller = reach.copy()  # its places too, since zeros are taken out in place
    smaller.data = capped
    smaller.eliminate_zeros()
    return smaller
