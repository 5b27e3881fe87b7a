"""The bound brought down piece by piece: a large map falls into parts that share nobody.

At the price of a unit of the limit, candidates that cannot be in a better plan are left out; the
rest falls into parts that reach no row in common, and each part is solved by itself. What the parts
come to, with the limit at its price, no plan can pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from sightline.analysis.choosing.compact import Compact
from sightline.analysis.choosing.dual import Prices
from sightline.analysis.choosing.exact import model_of
from sightline.analysis.choosing.greedy import value_of
from sightline.analysis.choosing.problem import Effort, gap_of


@dataclass(frozen=True, eq=False)
class Part:
    """Candidates of one part; what it is worth at most, and what the known plan makes of it."""

    candidates: NDArray[np.int64]
    most: float
    known: float
    chosen: tuple[int, ...]


def bound_by_parts(
    small: Compact, prices: Prices, chosen: list[int], effort: Effort
) -> tuple[float, list[int]]:
    """A bound, no higher than the prices', and what the parts would choose for themselves.

    chosen: the best plan known. Parts are solved, the smallest first, until the gap is closed.
    """
    value = value_of(small, chosen)
    parts = _parts(small, prices, chosen, value)
    open_total = prices.per_weight * small.limit + sum(part.most for part in parts)
    bound = min(prices.bound, max(value, open_total))
    wished: list[int] = []
    for part in parts:
        if gap_of(value + small.base, max(value, open_total) + small.base) <= effort.gap:
            wished += part.chosen
            continue
        most, best = _solve(small, prices, part, effort)
        wished += best
        open_total -= part.most - most
        bound = min(bound, max(value, open_total))
    return bound, wished


def could_matter(small: Compact, prices: Prices, value: float) -> NDArray[np.int64]:
    """Candidates that some plan better than `value` may have: the others cost too much of the
    bound.
    """
    short = np.minimum(prices.worth - prices.per_weight * small.weights, 0.0)
    return np.flatnonzero(prices.bound + short >= value)


def _parts(small: Compact, prices: Prices, chosen: list[int], value: float) -> list[Part]:
    keep = np.union1d(could_matter(small, prices, value), np.array(chosen, dtype=np.int64))
    reach = small.reach[keep]
    _, label = connected_components(reach @ reach.T, directed=False)
    parts = []
    for one in np.unique(label):
        candidates = keep[label == one]
        inside = tuple(np.intersect1d(candidates, chosen).tolist())
        most = _most(small, prices, candidates)
        worth = value_of(small, list(inside)) - _price(small, prices, inside)
        parts.append(Part(candidates, most, worth, inside))
    return sorted(parts, key=lambda part: (len(part.candidates), part.candidates[0]))


def _most(small: Compact, prices: Prices, candidates: NDArray[np.int64]) -> float:
    """What the prices alone say the part is worth at most."""
    rows = np.unique(small.reach[candidates].indices)
    kept = float(small.people[rows] @ (1 - prices.rows[rows]))
    over = prices.worth[candidates] - prices.per_weight * small.weights[candidates]
    return kept + float(np.maximum(over, 0.0).sum())


def _price(small: Compact, prices: Prices, chosen: tuple[int, ...]) -> float:
    return prices.per_weight * float(small.weights[list(chosen)].sum())


def _solve(small: Compact, prices: Prices, part: Part, effort: Effort) -> tuple[float, list[int]]:
    """What the part is worth at most, and the choice found in it."""
    slack = part.most - part.known
    if slack <= 1e-9 * max(part.most, 1.0):
        return part.most, list(part.chosen)
    over = prices.worth[part.candidates] - prices.per_weight * small.weights[part.candidates]
    names = part.candidates[over >= -slack]
    if not len(names):  # choosing any of them costs more than could be gained
        return part.known, list(part.chosen)
    forced = np.flatnonzero(over[over >= -slack] > slack)
    model = model_of(small.only(names), price=prices.per_weight, forced=forced)
    found = model.solve(effort, gap=effort.gap / 2)
    most = min(part.most, max(part.known, found.bound))
    if found.chosen is None:
        return most, list(part.chosen)
    best = names[found.chosen].tolist()
    worth = value_of(small, best) - _price(small, prices, tuple(best))
    return max(most, worth), best if worth > part.known else list(part.chosen)
