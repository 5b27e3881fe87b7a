"""The p-median: so many sites that people together travel least, with a bound below.

Exchanges after Resende & Werneck (2007, Networks 50:64-86), each weighed for every pair at once;
the bound is the Lagrangian of Cornuéjols, Fisher & Nemhauser (1977, Management Science 23:789-810).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sightline.analysis.choosing.problem import NONE_KNOWN, Numbers, Plan
from sightline.errors import BadInput

SMALLEST = 1e-9
ITERATIONS, PATIENCE, SHRINK, MEMORY = 200, 15, 0.8, 0.7
STARTS = 4  # answers of the bound that exchanges start from


@dataclass(frozen=True, eq=False)
class _Travel:
    """cost: rows × sites, people times distance; most: how many sites."""

    cost: Numbers
    most: int

    def total(self, chosen: NDArray[np.int64]) -> float:
        return float(self.cost[:, chosen].min(axis=1).sum())


def place_medians(
    *,
    people: Numbers,
    distances: Numbers,
    most: int,
    iterations: int = ITERATIONS,
    starts: int = STARTS,
) -> Plan:
    """The sites, `most` of them, from which people together are nearest.

    people: of each row. distances: rows × sites, in any one unit. In the plan, value is the sum of
    people times distance to the nearest site chosen, bound what no choice can go below, gap the
    share of the value that could be saved at most, counted each row's part. Nothing is drawn by
    dice: the same numbers give the same plan.

    >>> place_medians(people=np.ones(3), distances=np.array([[0.0, 9], [1, 8], [9, 0]]), most=1
    ...     ).chosen
    (0,)
    """
    travel = _checked(people, distances, most)
    best = _exchanged(travel, _greedily(travel))
    value = travel.total(best)
    bound, answers = _bound_below(travel, value, iterations)
    for start in answers[:starts]:
        other = _exchanged(travel, start)
        if travel.total(other) < value - SMALLEST * value:
            best, value = other, travel.total(other)
    bound = min(bound, value)
    return Plan(
        chosen=tuple(sorted(int(one) for one in best)),
        value=value,
        bound=bound,
        gap=0.0 if value <= 0 else round(1 - bound / value, 12),
        guarantee=NONE_KNOWN,
        method="greedy, then exchanges, over a Lagrangian bound",
        counted=travel.cost[:, best].min(axis=1),
    )


def _checked(people: Numbers, distances: Numbers, most: int) -> _Travel:
    distances = np.asarray(distances, dtype=np.float64)
    people = np.asarray(people, dtype=np.float64)
    if distances.ndim != 2 or people.shape != distances.shape[:1]:
        raise BadInput(
            f"p-median: found {people.shape} people and {distances.shape} distances, wanted a "
            "distance from each row to each site."
        )
    if not (np.isfinite(distances).all() and (distances >= 0).all() and (people >= 0).all()):
        raise BadInput("p-median: found a number that is negative or not finite, wanted none.")
    if not 1 <= most <= distances.shape[1]:
        raise BadInput(f"p-median: found {most} sites, wanted 1 to {distances.shape[1]}.")
    return _Travel(np.ascontiguousarray(people[:, np.newaxis] * distances), most)


def _greedily(travel: _Travel) -> NDArray[np.int64]:
    now = np.full(len(travel.cost), np.inf)
    chosen: list[int] = []
    for _ in range(travel.most):
        total = np.minimum(travel.cost, now[:, np.newaxis]).sum(axis=0)
        total[chosen] = np.inf
        chosen.append(int(total.argmin()))
        now = np.minimum(now, travel.cost[:, chosen[-1]])
    return np.array(chosen, dtype=np.int64)


def _exchanged(travel: _Travel, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    chosen = chosen.copy()
    least = SMALLEST * max(travel.total(chosen), 1.0)
    while True:
        change = _changes(travel, chosen)
        change[:, chosen] = np.inf
        out, into = np.unravel_index(int(change.argmin()), change.shape)
        if not change[out, into] < -least:
            return chosen
        chosen[out] = into


def _changes(travel: _Travel, chosen: NDArray[np.int64]) -> Numbers:
    """How the total changes for each (out, in): nearer for some, further for those of `out`."""
    cost = travel.cost
    own = cost[:, chosen]
    nearest = own.argmin(axis=1)
    rows = np.arange(len(cost))
    first = own[rows, nearest]
    own = own.copy()
    own[rows, nearest] = np.inf
    second = own.min(axis=1)
    more = cost - first[:, np.newaxis]
    order = np.argsort(nearest, kind="stable")
    further = np.clip(more[order], 0.0, (second - first)[order, np.newaxis])
    starts = np.searchsorted(nearest[order], np.arange(len(chosen)))
    some = np.diff(np.append(starts, len(order))) > 0
    change = np.zeros((len(chosen), cost.shape[1]))
    if len(chosen) == 1:
        return np.asarray(more.sum(axis=0, keepdims=True))
    change[some] = np.add.reduceat(further, starts[some], axis=0)
    return np.asarray(change + np.minimum(more, 0.0).sum(axis=0))


def _bound_below(
    travel: _Travel, value: float, iterations: int
) -> tuple[float, list[NDArray[np.int64]]]:
    """The greatest bound found, and its answers, the ones that travel least first."""
    cost, most = travel.cost, travel.most
    price = np.partition(cost, 1, axis=1)[:, 1].copy() if cost.shape[1] > 1 else cost[:, 0].copy()
    best, best_price, before = -np.inf, price, -np.inf
    drift, step, waited = np.zeros(len(price)), 1.0, 0
    seen: dict[tuple[int, ...], float] = {}
    reduced, ones = np.empty_like(cost), np.ones(len(cost))
    for _ in range(iterations):
        np.subtract(cost, price[:, np.newaxis], out=reduced)
        np.minimum(reduced, 0.0, out=reduced)
        saved = ones @ reduced
        answer = np.argpartition(saved, most - 1)[:most]
        bound = float(price.sum() + saved[answer].sum())
        if bound > best:
            best, best_price = bound, price
        waited = 0 if best > before + 1e-3 * (value - before) else waited + 1
        before = best if waited == 0 else before
        if best >= value * (1 - SMALLEST):
            break
        if waited >= PATIENCE:
            step, waited, before, price = step * SHRINK, 0, best, best_price
            drift = np.zeros(len(price))
        key = tuple(sorted(answer.tolist()))
        if key not in seen:
            seen[key] = travel.total(answer)
        slope = 1.0 - (reduced[:, answer] < 0).sum(axis=1)
        drift = slope + MEMORY * drift
        length = float(drift @ drift)
        if length <= 0:
            break
        price = price + step * (value - bound) / length * drift
    ranked = sorted(seen, key=lambda key: (seen[key], key))
    return best, [np.array(key, dtype=np.int64) for key in ranked]
