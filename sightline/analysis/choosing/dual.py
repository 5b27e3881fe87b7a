"""How much more could be had at most: a Lagrangian bound, and prices that show what matters.

Each row's people have a price from 0 to 1 for being reached; the dearer the rows, the less is lost
elsewhere and the more each candidate is worth. For any prices the sum below cannot be passed by any
plan (Galvão & ReVelle 1996, European Journal of Operational Research 88:114-123); a deflected
subgradient with Polyak's step looks for the prices that make it least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.analysis.choosing.compact import Compact
from sightline.analysis.choosing.problem import Numbers

MEMORY, FIRST_STEP, SHRINK, PATIENCE = 0.9, 1.0, 0.85, 30
AVERAGED = 0.02  # weight of the newest answer in the running average
WORTH_IT = 1e-3  # share of the gap that an improvement must close to count as one


@dataclass(frozen=True, eq=False)
class Prices:
    """The least bound found. rows: the price of each row, 0 to 1. worth: what each candidate brings
    at those prices. per_weight: what a unit of the limit is worth. often: how often each candidate
    was in the answer lately, 0 to 1: near 1 it belongs to nearly every good plan.
    """

    bound: float
    rows: Numbers
    worth: Numbers
    per_weight: float
    often: Numbers


def bound_above(small: Compact, *, reached: float, iterations: int) -> Prices:
    """Prices and the bound they prove. reached: people that a known plan reaches."""
    scaled = small.reach.copy()
    scaled.data = small.reach.data / small.people[small.reach.indices]
    scaled = scaled.T.tocsr()
    price = np.full(len(small.people), 0.5)
    everybody = float(small.people.sum())
    best, best_price, before = np.inf, price, np.inf
    drift, often = np.zeros(len(price)), np.zeros(len(small.weights))
    step, waited = FIRST_STEP, 0
    for _ in range(iterations):
        answer, total, _ = fill_limit(small, small.reach @ price)
        bound = everybody - _product(small.people, price) + total
        if bound < best:
            best, best_price = bound, price
        waited = 0 if best < before - WORTH_IT * (before - reached) else waited + 1
        before = best if waited == 0 else before
        if best <= reached:
            break
        if waited >= PATIENCE:
            step, waited, before = step * SHRINK, 0, best
            price, drift = best_price, np.zeros(len(price))
        often += AVERAGED * (answer - often)
        slope = scaled @ answer - (price < 1)
        stuck = ((price <= 0) & (slope > 0)) | ((price >= 1) & (slope < 0))
        drift = np.where(stuck, 0.0, slope) + MEMORY * drift
        length = _product(small.people, drift * drift)
        if length <= 0:
            break
        price = np.clip(price - step * (bound - reached) / length * drift, 0.0, 1.0)
    worth = small.reach @ best_price
    _, total, per_weight = fill_limit(small, worth)
    best = everybody - _product(small.people, best_price) + total
    return Prices(min(best, everybody), best_price, worth, per_weight, often)


def fill_limit(small: Compact, worth: Numbers) -> tuple[Numbers, float, float]:
    """The best answer if parts of a candidate could be chosen: it, its worth, and the worth of a
    unit of the limit (Dantzig 1957); with a limit on number too, the lesser of both.
    """
    by_money = _fill(small.weights, small.limit, worth)
    if small.most >= len(worth) or (small.weights == 1).all():
        return by_money
    by_number = _fill(np.ones(len(worth)), float(small.most), worth)
    return min(by_money, by_number, key=lambda answer: answer[1])


def _fill(weights: Numbers, limit: float, worth: Numbers) -> tuple[Numbers, float, float]:
    if float(weights.sum()) <= limit:
        return np.ones(len(worth)), float(worth.sum()), 0.0
    ratio = np.divide(worth, weights, out=np.full(len(worth), np.inf), where=weights > 0)
    order = np.argsort(-ratio, kind="stable")
    used = np.cumsum(weights[order])
    last = int(np.searchsorted(used, limit, side="right"))
    answer = np.zeros(len(worth))
    answer[order[:last]] = 1.0
    part = order[last]
    before = float(used[last - 1]) if last else 0.0
    answer[part] = (limit - before) / weights[part]
    return answer, _product(worth, answer), float(ratio[part])


def _product(one: Numbers, other: Numbers) -> float:
    """The sum of products, on one thread: BLAS takes several, which wait for each other."""
    return float((one * other).sum())
