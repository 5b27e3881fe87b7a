"""The bound brought down piece by piece: a large map falls into parts that share nobody.

At the price of a unit of the limit, candidates that cannot be in a better plan are left out; the
rest falls into parts that reach no row in common, and each part is solved by itself. What the parts
come to, with the limit at its price, no plan can pass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from sightline.analysis.choosing.compact import Compact
from sightline.analysis.choosing.dual import Prices
from sightline.analysis.choosing.exact import model_of
from sightline.analysis.choosing.greedy import value_of
from sightline.analysis.choosing.problem import Effort, gap_of
from sightline.analysis.choosing.swaps import kick

_SMALLEST = 1e-9  # share of what a part is worth; less is the rounding of sums


@dataclass(frozen=True, eq=False)
class Part:
    """Candidates of one part; what it is worth at most, and what the known plan makes of it."""

    candidates: NDArray[np.int64]
    most: float
    known: float
    chosen: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ByParts:
    """bound: what no plan can pass. better: a plan within the limits, no worse than the one given.
    wished: what the parts would choose for themselves, perhaps more than the limit allows.
    """

    bound: float
    better: list[int]
    wished: list[int]


def bound_by_parts(
    small: Compact, prices: Prices, chosen: list[int], *, seed: int, effort: Effort
) -> ByParts:
    """The parts solved, the smallest first, until the gap is closed. chosen: the best known."""
    keep = np.union1d(
        could_matter(small, prices, value_of(small, chosen)), np.array(chosen, dtype=np.int64)
    )
    dice = np.random.default_rng(seed)
    parts = _parts(small, prices, chosen, keep)
    slack = sum(part.most - part.known for part in parts)
    parts = [_kicked(small, part, prices, slack, effort.kicks, dice) for part in parts]
    better = sorted(one for part in parts for one in part.chosen)
    value = value_of(small, better)
    open_total = prices.per_weight * small.limit + sum(part.most for part in parts)
    bound = min(prices.bound, max(value, open_total))
    wished: list[int] = []
    for part in parts:
        if gap_of(value + small.base, bound + small.base) <= effort.gap:
            wished += part.chosen
            continue
        most, best = _solve(small, prices, part, effort)
        wished += best
        open_total -= part.most - most
        bound = min(bound, max(value, open_total))
    return ByParts(bound, better, wished)


def could_matter(small: Compact, prices: Prices, value: float) -> NDArray[np.int64]:
    """Candidates that some plan better than `value` may have: the others cost too much of the
    bound.
    """
    short = np.minimum(prices.worth - prices.per_weight * small.weights, 0.0)
    return np.flatnonzero(prices.bound + short >= value)


def _parts(
    small: Compact, prices: Prices, chosen: list[int], keep: NDArray[np.int64]
) -> list[Part]:
    reach = small.reach[keep]
    _, label = connected_components(reach @ reach.T, directed=False)
    parts = []
    for one in np.unique(label):
        candidates = keep[label == one]
        inside = tuple(np.intersect1d(candidates, chosen).tolist())
        most = _most(small, prices, candidates)
        parts.append(Part(candidates, most, _known(small, prices, inside), inside))
    return sorted(parts, key=lambda part: (len(part.candidates), part.candidates[0]))


def _kicked(
    small: Compact,
    part: Part,
    prices: Prices,
    slack: float,
    kicks: int,
    dice: np.random.Generator,
) -> Part:
    """The part with its own share of the limit spent as well as can be found.

    Kicks are shared out by how much each part leaves open, of `slack` in all.
    """
    of_them = round(kicks * (part.most - part.known) / slack) if slack > 0 else 0
    if not of_them or not part.chosen:
        return part
    inside = small.only(part.candidates)
    start = np.searchsorted(part.candidates, part.chosen).tolist()
    inside = replace(inside, limit=float(inside.weights[start].sum()))
    better = kick(inside, start, kicks=of_them, dice=dice)
    chosen = tuple(sorted(part.candidates[better].tolist()))
    return replace(part, chosen=chosen, known=_known(small, prices, chosen))


def _most(small: Compact, prices: Prices, candidates: NDArray[np.int64]) -> float:
    """What the prices alone say the part is worth at most."""
    rows = np.unique(small.reach[candidates].indices)
    kept = float((small.people[rows] * (1 - prices.rows[rows])).sum())
    over = prices.worth[candidates] - prices.per_weight * small.weights[candidates]
    return kept + float(np.maximum(over, 0.0).sum())


def _known(small: Compact, prices: Prices, chosen: tuple[int, ...]) -> float:
    """What these candidates of a part are worth, less their share of the limit at its price."""
    price = prices.per_weight * float(small.weights[list(chosen)].sum())
    return value_of(small, list(chosen)) - price


def _solve(small: Compact, prices: Prices, part: Part, effort: Effort) -> tuple[float, list[int]]:
    """What the part is worth at most, and the choice found in it."""
    slack = part.most - part.known
    if slack <= _SMALLEST * max(part.most, 1.0):
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
    worth = _known(small, prices, tuple(best))
    return max(most, worth), best if worth > part.known else list(part.chosen)
