"""A plan for any problem: greedy, exchanged, bounded, and solved exactly where that closes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sightline.analysis.choosing.compact import Compact, compact
from sightline.analysis.choosing.dual import Prices, bound_above
from sightline.analysis.choosing.exact import full_model, model_of
from sightline.analysis.choosing.greedy import (
    Building,
    choose_greedily,
    guarantee_of,
    value_of,
)
from sightline.analysis.choosing.pieces import bound_by_parts, could_matter
from sightline.analysis.choosing.problem import (
    NONE_KNOWN,
    Effort,
    Guarantee,
    Numbers,
    Plan,
    Problem,
    gap_of,
    money,
    reached,
)
from sightline.analysis.choosing.swaps import improve, kick
from sightline.errors import Refused

POOL = 300  # candidates that torn plans are built again from
AT_ONCE = 60_000  # reaches, and no more than so many: solved whole, else part by part
GREEDY, EXCHANGED = "greedy", "greedy, then exchanges, under a Lagrangian bound"
BY_PARTS = "greedy, then exchanges; bound by HiGHS, part by part"
EXACT = "exact search by HiGHS"


@dataclass
class _Search:
    """The best found so far of a compact problem, and what cannot be passed."""

    small: Compact
    chosen: list[int]
    bound: float
    method: str

    @property
    def value(self) -> float:
        return value_of(self.small, self.chosen)

    def offer(self, chosen: list[int], method: str) -> None:
        """Take it if it is better."""
        if value_of(self.small, chosen) > self.value:
            self.chosen, self.method = chosen, method

    def closed(self, gap: float) -> bool:
        base = self.small.base
        return gap_of(self.value + base, self.bound + base) <= gap


def choose(problem: Problem, *, seed: int = 0, effort: Effort | None = None) -> Plan:
    """The best plan that the effort finds, with the bound that certifies it.

    seed: of the noise with which plans are built again. Refused if floors cannot be kept within the
    limits (see lacking), or if no plan is found in the effort, as then there is no certificate.

    Two places that reach the same people, and one that reaches others:

    >>> problem = Problem(people=np.array([50.0, 30.0]), most=2,
    ...                   reach=np.array([[50.0, 0], [50, 0], [0, 30]]))
    >>> plan = choose(problem)
    >>> plan.chosen, plan.value, plan.certificate
    ((0, 2), 80.0, 'the best there can be')
    """
    effort = effort or Effort()
    if problem.floors or problem.room is not None:
        return _choose_exactly(problem, effort)
    small = compact(problem)
    found = _search(small, seed, effort) if len(small.names) else _Search(small, [], 0.0, GREEDY)
    return _plan(problem, found, guarantee_of(problem))


def choose_at_once(problem: Problem, *, lazy: bool = True) -> Plan:
    """The greedy plan alone, with its guarantee and the bound that this proves.

    Refused with floors or room, for which greedy choice gives no certificate.
    """
    if problem.floors or problem.room is not None:
        raise Refused("greedy choice: it cannot keep floors or room. Use choose.")
    small, known = compact(problem), guarantee_of(problem)
    chosen = choose_greedily(small, lazy=lazy)
    bound = float(small.people.sum())
    if known.share:
        bound = min(bound, value_of(small, chosen) / known.share)
    return _plan(problem, _Search(small, chosen, bound, GREEDY), known)


def _search(small: Compact, seed: int, effort: Effort) -> _Search:
    start = improve(small, choose_greedily(small))
    found = _Search(small, start, float(small.people.sum()), EXCHANGED)
    if found.closed(effort.gap):
        return found
    prices = bound_above(small, reached=found.value, iterations=effort.iterations)
    found.bound = prices.bound
    found.offer(improve(small, _often(small, prices)), EXCHANGED)
    if found.closed(effort.gap):
        return found
    _kick(found, prices, seed, effort)
    if not found.closed(effort.gap):
        _close(found, prices, seed, effort)
    return found


def _often(small: Compact, prices: Prices) -> list[int]:
    """Candidates that the prices chose most often, as many as fit."""
    building = Building(small)
    per = np.where(small.weights > 0, small.weights, 1.0)
    for one in np.lexsort((-prices.worth / per, -prices.often)):
        if building.fits(int(one)) and building.gain(int(one)) > 0:
            building.add(int(one))
    return building.chosen


def _kick(found: _Search, prices: Prices, seed: int, effort: Effort) -> None:
    small = found.small
    by_use = np.argsort(-prices.often, kind="stable")[:POOL]
    pool = np.union1d(by_use, np.array(found.chosen, dtype=np.int64))
    place = {int(one): number for number, one in enumerate(pool)}
    start = [place[one] for one in found.chosen]
    dice = np.random.default_rng(seed)
    better = kick(small.only(pool), start, kicks=effort.kicks, dice=dice)
    found.offer(pool[better].tolist(), EXCHANGED)


def _close(found: _Search, prices: Prices, seed: int, effort: Effort) -> None:
    """Solve what is left of the problem exactly: at once if it is small, else part by part."""
    small = found.small
    names = could_matter(small, prices, found.value)
    if small.reach[names].nnz <= AT_ONCE:
        solved = model_of(small.only(names)).solve(effort)
        found.bound = min(found.bound, max(solved.bound, found.value))
        if solved.chosen is not None and _fits(small, names[solved.chosen].tolist()):
            found.offer(names[solved.chosen].tolist(), EXACT)
        if found.closed(1e-9) or solved.done:
            found.method = EXACT
        return
    parts = bound_by_parts(small, prices, found.chosen, seed=seed, effort=effort)
    found.bound, found.method = min(found.bound, parts.bound), BY_PARTS
    found.offer(parts.better, BY_PARTS)
    found.offer(improve(small, _as_many_as_fit(small, parts.wished)), BY_PARTS)


def _fits(small: Compact, chosen: list[int]) -> bool:
    """Whether the choice keeps the limits exactly, not only within the solver's tolerance."""
    return _as_many_as_fit(small, chosen) == sorted(chosen)


def _as_many_as_fit(small: Compact, wished: list[int]) -> list[int]:
    building = Building(small)
    for one in sorted(wished):
        if building.fits(one):
            building.add(one)
    return building.chosen


def _plan(problem: Problem, found: _Search, guarantee: Guarantee) -> Plan:
    chosen = tuple(sorted(int(one) for one in found.small.names[found.chosen]))
    counted = reached(problem, chosen)
    return _certified(
        problem, chosen, counted, found.bound + found.small.base, guarantee, found.method
    )


def _certified(
    problem: Problem,
    chosen: tuple[int, ...],
    counted: Numbers,
    bound: float,
    guarantee: Guarantee,
    method: str,
) -> Plan:
    value = float(counted.sum())
    bound = max(bound, value)  # sums are rounded
    return Plan(
        chosen=chosen,
        value=value,
        bound=bound,
        gap=gap_of(value, bound),
        guarantee=guarantee,
        method=method,
        counted=counted,
        cost=money(problem, chosen),
    )


def _choose_exactly(problem: Problem, effort: Effort, *, tries: int = 3) -> Plan:
    bound, asked = np.inf, problem
    for _ in range(tries):
        full = full_model(asked)
        found = full.model.solve(effort)
        bound = min(bound, found.bound)
        if found.chosen is None:
            break
        chosen = tuple(int(one) for one in found.chosen if one not in problem.already)
        over = 0.0 if problem.budget is None else money(problem, chosen) - problem.budget
        if over <= 0:
            counted = full.counted(problem, found.rest)
            chosen = _topped_up(problem, chosen)
            return _certified(problem, chosen, counted, bound, NONE_KNOWN, EXACT)
        # The solver lets a limit pass by a millionth: ask again for a little less.
        asked = replace(problem, budget=max((asked.budget or 0.0) - over, 0.0))
    if bound == -np.inf:
        raise Refused(
            "choosing: no plan within these limits keeps every floor. Lower a floor, or give more."
        )
    raise Refused(
        "choosing: no plan was found in the time allowed, so there is none that could be vouched "
        "for. Allow more time, or fewer candidates."
    )


def _topped_up(problem: Problem, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """With what the money left over buys: people whom a floor keeps from being counted are reached
    all the same. Room is left as it is, for who would be seated is not known.
    """
    if problem.room is not None:
        return chosen
    spent = money(problem, chosen)
    rest = replace(
        problem,
        floors=(),
        already=(*problem.already, *chosen),
        budget=None if problem.budget is None else max(problem.budget - spent, 0.0),
        most=None if problem.most is None else problem.most - len(chosen),
    )
    small = compact(rest)
    more = choose_greedily(small) if len(small.names) else []
    return tuple(sorted({*chosen, *small.names[more].tolist()}))
