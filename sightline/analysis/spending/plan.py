"""Where the next pound does most: a plan for a budget, its certificate, its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pandas as pd

from sightline.analysis.choosing import (
    Effort,
    Plan,
    Problem,
    lacking,
    reached,
    trace_budgets,
    without_floors,
)
from sightline.analysis.spending.candidates import Candidate
from sightline.analysis.spending.matching import (
    PENCE,
    FloorAsked,
    Matched,
    costs_in_pence,
    floors_of,
    match,
    pence,
)
from sightline.analysis.spending.reasons import make_picks
from sightline.analysis.spending.tables import FLOORS, FRONTIER, NOT_COSTED, PRICES
from sightline.analysis.words import say_people, say_range
from sightline.errors import Refused

BUDGETS_BESIDE = (0.25, 0.5, 0.75, 1.25, 1.5, 2.0)  # times the budget, on the frontier
CLOSE_ENOUGH = Effort(gap=0.005)
UNFUNDED = "no candidate"


@dataclass(frozen=True, eq=False)
class SpendingPlan:
    """What to pay for, and all that is needed to doubt it.

    picks: PICKS, best first. frontier: FRONTIER, by budget. floors: FLOORS. prices: PRICES, of each
    floor asked for. not_costed: NOT_COSTED. people: low, counted and high, people a year of those
    short. reached: as counted, and beside them those whom the floors leave out of the count.
    """

    plan: Plan
    budget_gbp: Decimal
    spent_gbp: Decimal
    people: tuple[float, float, float]
    reached: float
    short: float
    picks: pd.DataFrame
    frontier: pd.DataFrame
    floors: pd.DataFrame
    prices: pd.DataFrame
    not_costed: pd.DataFrame

    @property
    def words(self) -> tuple[str, ...]:
        """The answer and its certificate, a sentence each."""
        low, middle, high = (say_people(people) for people in self.people)
        short = (
            f"£{self.spent_gbp:,.2f} of £{self.budget_gbp:,.2f} a year reaches about {middle} of "
            f"the {say_people(self.short)} people short ({say_range(low, high)})."
        )
        most = say_people(self.plan.bound)
        proof = (
            f"Certificate: {self.plan.certificate}; no plan for this budget, of these candidates "
            f"and with these floors, can pass {most} people. Found by: {self.plan.method}."
        )
        return (short, proof, *self._more())

    def _more(self) -> list[str]:
        lines = []
        if self.plan.guarantee.share:
            lines.append(f"Known beforehand of the method: {self.plan.guarantee.words}.")
        aside = self.reached - self.plan.value
        if aside >= 0.5:
            lines.append(
                f"{say_people(aside)} people more are reached but not counted: counting them would "
                "leave somebody below a floor."
            )
        if len(self.not_costed):
            lines.append(
                f"{len(self.not_costed):,} candidates cannot be costed and are listed, not chosen."
            )
        return lines


def plan_spend(
    *,
    short: pd.DataFrame,
    reaches: pd.DataFrame,
    candidates: Sequence[Candidate],
    budget_gbp: Decimal,
    floors: Sequence[FloorAsked] = (),
    labels: pd.DataFrame | None = None,
    budgets_beside: Sequence[float] = BUDGETS_BESIDE,
    seed: int = 0,
    effort: Effort = CLOSE_ENOUGH,
) -> SpendingPlan:
    """The candidates that together reach most of those short, for the budget and under the floors.

    short: SHORT. reaches: REACHES; no row means nobody. labels: area, and a column for each kind of
    label that floors are asked of; an area without a row has none. In a cell the candidates chosen
    reach together no more people than are short. budgets_beside: other budgets on the frontier,
    times this one. Candidates without a cost are never chosen and never dropped.
    Refused if a floor cannot be kept: which, and by how much.
    """
    matched = match(short=short, reaches=reaches, candidates=candidates, labels=labels)
    known = np.array([one.cost_gbp is not None for one in matched.candidates], dtype=bool)
    costed = _only(matched, np.flatnonzero(known))
    budget = pence(budget_gbp)
    problem = Problem(
        people=costed.cells["people_short"].to_numpy(),
        reach=costed.reach,
        costs=costs_in_pence(costed.candidates),
        budget=float(budget),
        floors=floors_of(costed.cells, floors),
    )
    _refuse_what_is_lacking(problem, effort)
    budgets = sorted({budget, *(round(budget * times) for times in budgets_beside)})
    plans = trace_budgets(problem, budgets, seed=seed, effort=effort)
    plan = plans[budgets.index(budget)]
    return SpendingPlan(
        plan=plan,
        budget_gbp=Decimal(budget) / PENCE,
        spent_gbp=Decimal(round(plan.cost)) / PENCE,
        people=_interval(costed, problem, plan),
        reached=float(reached(problem, plan.chosen).sum()),
        short=float(problem.people.sum()),
        picks=make_picks(costed, problem, plan),
        frontier=_frontier(costed, problem, budgets, plans),
        floors=_floors(problem, plan, floors),
        prices=_prices(problem, plan, floors, seed, effort),
        not_costed=_not_costed(_only(matched, np.flatnonzero(~known))),
    )


def _only(matched: Matched, which: np.ndarray) -> Matched:
    return replace(
        matched,
        candidates=tuple(matched.candidates[one] for one in which),
        reach=matched.reach[which],
    )


def _refuse_what_is_lacking(problem: Problem, effort: Effort) -> None:
    lacks = lacking(problem, effort=effort)
    if lacks:
        words = "; ".join(
            f"{lack.floor.name} asks for {100 * lack.floor.share:.3g}% of everybody reached, but "
            f"{UNFUNDED} within the budget reaches any of the "
            f"{say_people(float(problem.people @ lack.floor.rows))} people short there: "
            f"{100 * lack.floor.share:.3g} percentage points too few"
            for lack in lacks
        )
        raise Refused(
            f"floors: {words}. Lower the floor, give more, or name candidates that reach them."
        )


def _interval(costed: Matched, problem: Problem, plan: Plan) -> tuple[float, float, float]:
    """People counted if those short are as few, and as many, as they may be.

    Floors leave out the same share of those reached at both ends.
    """
    middle = float(reached(problem, plan.chosen).sum())
    part = plan.value / middle if middle else 1.0
    low, high = (
        part * float(reached(replace(problem, people=_ends(costed, end)), plan.chosen).sum())
        for end in ("short_low", "short_high")
    )
    return min(low, plan.value), plan.value, max(high, plan.value)


def _ends(costed: Matched, end: str) -> np.ndarray:
    return np.asarray(costed.cells[end], dtype=np.float64)


def _frontier(
    costed: Matched, problem: Problem, budgets: Sequence[int], plans: Sequence[Plan]
) -> pd.DataFrame:
    rows = []
    for budget, plan in zip(budgets, plans, strict=True):
        low, middle, high = _interval(costed, problem, plan)
        rows.append(
            {
                "budget_gbp": budget / PENCE,
                "spent_gbp": plan.cost / PENCE,
                "picks": len(plan.chosen),
                "people": middle,
                "people_low": low,
                "people_high": high,
                "bound": plan.bound,
                "gap": plan.gap,
            }
        )
    return FRONTIER.check(pd.DataFrame(rows))


def _floors(problem: Problem, plan: Plan, asked: Sequence[FloorAsked]) -> pd.DataFrame:
    rows = [
        {
            "floor": floor.name,
            "fair_share": float(problem.people @ floor.rows) / float(problem.people.sum()),
            "asked_share": floor.share,
            "kept_share": float(plan.counted @ floor.rows) / plan.value if plan.value else None,
            "people": float(plan.counted @ floor.rows),
        }
        for floor in problem.floors
    ]
    return FLOORS.check(pd.DataFrame(rows)) if rows else FLOORS.empty()


def _prices(
    problem: Problem, plan: Plan, asked: Sequence[FloorAsked], seed: int, effort: Effort
) -> pd.DataFrame:
    """What each floor asked for costs in people: the plan without it, less this one."""
    rows = []
    for floor in dict.fromkeys(asked):
        one = f"{floor.kind} {floor.name}" if floor.name else f"{floor.kind} "
        names = [each.name for each in problem.floors if each.name.startswith(one)]
        other = without_floors(problem, names, seed=seed, effort=effort)
        people = max(other.value, plan.value)  # this plan keeps to fewer floors too
        rows.append(
            {
                "floor": floor.words,
                "people_without": people,
                "price": max(people - plan.bound, 0.0),
                "price_high": max(other.bound - plan.value, 0.0),
            }
        )
    return PRICES.check(pd.DataFrame(rows)) if rows else PRICES.empty()


def _not_costed(matched: Matched) -> pd.DataFrame:
    people = matched.cells["people_short"].to_numpy()
    rows = [
        {
            "candidate": one.reference,
            "way": str(one.way),
            "title": one.title,
            "people": float(np.minimum(people, matched.reach[[place]].toarray().ravel()).sum())
            if one.adds.people_a_year is not None
            else None,
            "why": one.why,
        }
        for place, one in enumerate(matched.candidates)
    ]
    return NOT_COSTED.check(pd.DataFrame(rows)) if rows else NOT_COSTED.empty()
