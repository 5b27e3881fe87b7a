"""A county's plan with costs, a budget, fair shares and room: there is no peer that does this.

    python benchmarks/spending.py

1,100 areas, 200 sites within 5 km, costs 5 to 59, budget 500; fair shares: each of four districts
at least 0.6 of its own; room: as many people as the median site reaches. Figure to reach: to 0.5%
in 20 seconds. Last, 200 bids under a budget and floors, as a panel of grants has them: 5 seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy import sparse
from siting import siting

from sightline.analysis.choosing import Effort, Floor, Plan, Problem, choose

CLOSE = Effort(gap=0.005, seconds=30.0)
BUDGET, FAIR = 500, 0.6


def main() -> None:
    problem = siting(1_100, 200, seed=0)
    dice = np.random.default_rng(1)
    covers = problem.covers(5_000)
    covers.data = problem.need[covers.indices]
    costs = dice.integers(5, 60, 200).astype(float)
    middle = np.median(problem.areas, axis=0)
    district = (problem.areas > middle) @ np.array([1, 2])
    fair = tuple(
        Floor(f"district {one}", rows, share=FAIR * float(problem.need @ rows) / problem.need.sum())
        for one in range(4)
        if (rows := (district == one).astype(float)).any()
    )
    room = np.full(200, np.median(covers.sum(axis=1)))
    for words, more in (
        ("costs and budget", {}),
        ("and fair shares", {"floors": fair}),
        ("and room", {"room": room}),
        ("and both", {"floors": fair, "room": room}),
    ):
        county = Problem(people=problem.need, reach=covers, costs=costs, budget=BUDGET, **more)
        told(f"{words:<18}", lambda at=county: choose(at, effort=CLOSE))
    told("200 bids, floors  ", lambda: choose(bids(), effort=CLOSE))


def bids() -> Problem:
    """200 bids over 60 rows of people (12 districts by five groups), floors for each district."""
    dice = np.random.default_rng(2)
    people = dice.gamma(2, 60, 60)
    reach = sparse.random_array((200, 60), density=0.08, rng=dice, data_sampler=None)
    reach.data = dice.gamma(2, 12, len(reach.data))
    floors = tuple(
        Floor(f"district {one}", rows, share=0.5 * float(people @ rows) / people.sum())
        for one in range(12)
        if (rows := (np.arange(60) % 12 == one).astype(float)).any()
    )
    costs = dice.integers(2_000, 40_000, 200).astype(float)
    return Problem(people=people, reach=reach, costs=costs, budget=600_000, floors=floors)


def told(words: str, work: Callable[[], Plan]) -> None:
    began, used = time.perf_counter(), time.process_time()
    plan = work()
    print(
        f"{words}: {len(plan.chosen):>3} chosen, {plan.value:>8.1f} people, cost {plan.cost:,.0f}, "
        f"certified to {plan.gap:.2%}, {time.perf_counter() - began:.1f} s "
        f"(processor {time.process_time() - used:.1f} s)",
        flush=True,
    )


if __name__ == "__main__":
    main()
