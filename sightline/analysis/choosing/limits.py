"""What limits do: floors that cannot be kept, what a floor costs, and value by budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from sightline.analysis.choosing.exact import full_model
from sightline.analysis.choosing.plans import choose
from sightline.analysis.choosing.problem import Effort, Floor, Plan, Problem, gap_of
from sightline.errors import BadInput

_NOBODY = 1e-6  # people; less is the solver's tolerance


@dataclass(frozen=True)
class Lack:
    """A floor that cannot be kept. asked and possible: people counted of the floor. together: each
    floor could be kept without the others; possible is then what falls short least in all.
    """

    floor: Floor
    asked: float
    possible: float
    together: bool

    @property
    def words(self) -> str:
        """Which floor, and by how much.

        >>> Lack(Floor("Sageby", np.ones(1), people=40), 40, 25, together=False).words
        'Sageby: asks for 40 people, at most 25 can be reached: 15 too few'
        """
        how = "at most {} beside the other floors" if self.together else "at most {} can be reached"
        short = f"{max(self.asked - self.possible, 0):,.4g} too few"
        return (
            f"{self.floor.name}: asks for {self.asked:,.4g} people, "
            f"{how.format(f'{self.possible:,.4g}')}: {short}"
        )


def lacking(problem: Problem, *, effort: Effort | None = None) -> tuple[Lack, ...]:
    """Floors that no plan within the other limits can keep; none if all can be kept.

    A floor that is a share of everybody counted can be kept by counting nobody; it is lacking where
    nobody of its people can be reached at all, since then nobody else could be counted.
    """
    effort = effort or Effort()
    alone = tuple(
        lack for floor in problem.floors if (lack := _lack(problem, floor, effort)) is not None
    )
    if alone or not any(floor.people for floor in problem.floors):
        return alone
    full = full_model(problem, elastic=True)
    found = full.model.solve(effort)
    if found.chosen is None:
        return ()
    missing = found.rest[len(full.owner) :]
    counted = full.counted(problem, found.rest)
    return tuple(
        Lack(floor, float(counted @ floor.rows + short), float(counted @ floor.rows), True)
        for floor, short in zip(problem.floors, missing, strict=True)
        if short > _NOBODY
    )


def _lack(problem: Problem, floor: Floor, effort: Effort) -> Lack | None:
    inside = sparse.csr_array(problem.reach @ sparse.diags_array(floor.rows))
    most = choose(
        replace(problem, people=problem.people * floor.rows, reach=inside, floors=()),
        effort=effort,
    )
    if most.bound < floor.people - _NOBODY:
        return Lack(floor, floor.people, most.value, together=False)
    if floor.share > 0 and most.bound <= _NOBODY:
        return Lack(floor, 1.0, 0.0, together=False)
    return None


def trace_budgets(
    problem: Problem, budgets: Sequence[float], *, seed: int = 0, effort: Effort | None = None
) -> tuple[Plan, ...]:
    """A plan for each budget, in the order given, each with its certificate.

    A larger budget never gives less: what a smaller one buys, it buys too; and no smaller budget
    can pass the bound of a larger. With floors of a share the same holds.

    >>> problem = Problem(people=np.array([50.0, 30.0]), costs=np.array([20.0, 5.0]), budget=20.0,
    ...                   reach=np.array([[50.0, 0], [0, 30]]))
    >>> [(plan.chosen, plan.value) for plan in trace_budgets(problem, [5.0, 20.0, 25.0])]
    [((1,), 30.0), ((0,), 50.0), ((0, 1), 80.0)]
    """
    if problem.budget is None:
        raise BadInput("budgets: found a problem without money, wanted costs and a budget.")
    order = np.argsort(np.asarray(budgets, dtype=np.float64), kind="stable")
    plans = [
        choose(replace(problem, budget=float(budgets[place])), seed=seed, effort=effort)
        for place in order
    ]
    for place in range(1, len(plans)):
        if plans[place - 1].value > plans[place].value:
            plans[place] = _bounded(plans[place - 1], plans[place].bound)
    for place in range(len(plans) - 2, -1, -1):
        plans[place] = _bounded(plans[place], min(plans[place].bound, plans[place + 1].bound))
    placed = dict(zip(order.tolist(), plans, strict=True))
    return tuple(placed[place] for place in range(len(plans)))


def _bounded(plan: Plan, bound: float) -> Plan:
    bound = max(bound, plan.value)
    return replace(plan, bound=bound, gap=gap_of(plan.value, bound))


def without_floors(
    problem: Problem, names: Sequence[str], *, seed: int = 0, effort: Effort | None = None
) -> Plan:
    """The plan if these floors were not asked for: what it is worth more is their price."""
    kept = tuple(floor for floor in problem.floors if floor.name not in set(names))
    return choose(replace(problem, floors=kept), seed=seed, effort=effort)
