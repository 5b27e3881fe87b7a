"""Why each pick: whom it reaches, what it costs, what it leaves less use for, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sightline.analysis.choosing import Plan, Problem
from sightline.analysis.spending.candidates import Candidate
from sightline.analysis.spending.matching import PENCE, Matched
from sightline.analysis.spending.tables import PICKS
from sightline.analysis.words import say_people, say_range

PLACES_NAMED = 3
HALF_A_PERSON = 0.5


@dataclass(frozen=True, eq=False)
class _Sums:
    """What is asked again and again: whom everyone reaches, and what everything costs."""

    costed: Matched
    problem: Problem
    chosen: tuple[int, ...]

    def load(self, chosen: list[int]) -> np.ndarray:
        return np.asarray(self.problem.reach[chosen].sum(axis=0), dtype=np.float64).ravel()

    def gains(self, load: np.ndarray, people: np.ndarray | None = None) -> np.ndarray:
        """People that each candidate adds to what is reached already."""
        people = self.problem.people if people is None else people
        left = np.maximum(people - load, 0.0)
        reach = self.problem.reach
        owner = np.repeat(np.arange(reach.shape[0]), np.diff(reach.indptr))
        least = np.minimum(reach.data, left[reach.indices])
        return np.bincount(owner, least, reach.shape[0])

    @property
    def costs(self) -> np.ndarray:
        return np.zeros(0) if self.problem.costs is None else self.problem.costs


def make_picks(costed: Matched, problem: Problem, plan: Plan) -> pd.DataFrame:
    """PICKS: each adds to those above it what it reaches besides, most for its cost first."""
    sums = _Sums(costed, problem, plan.chosen)
    rows, above = [], np.zeros(len(problem.people))
    for order, pick in enumerate(_ordered(sums), start=1):
        one = costed.candidates[pick]
        low, middle, high = (
            float(sums.gains(above, people)[pick])
            for people in (
                costed.cells["short_low"].to_numpy(),
                problem.people,
                costed.cells["short_high"].to_numpy(),
            )
        )
        low, high = min(low, middle), max(high, middle)
        cost = float(sums.costs[pick]) / PENCE
        rows.append(
            {
                "order": order,
                "candidate": one.reference,
                "way": str(one.way),
                "title": one.title,
                "organisation": one.adds.organisation,
                "cost_gbp": cost,
                "people": middle,
                "people_low": low,
                "people_high": high,
                "gbp_per_person": cost / middle if middle >= HALF_A_PERSON else None,
                "reasons": " ".join(
                    [
                        _whom(sums, pick, above, (low, middle, high)),
                        _cost(one, cost, middle),
                        *_floors(sums, pick, above),
                        *_displaced(sums, pick),
                        _next_best(sums, pick),
                    ]
                ),
            }
        )
        above = above + sums.load([pick])
    return PICKS.check(pd.DataFrame(rows)) if rows else PICKS.empty()


def _ordered(sums: _Sums) -> list[int]:
    left, order = list(sums.chosen), []
    load = np.zeros(len(sums.problem.people))
    while left:
        gain = sums.gains(load)
        best = min(left, key=lambda one: (-gain[one] / max(sums.costs[one], 1.0), one))
        left.remove(best)
        order.append(best)
        load += sums.load([best])
    return order


def _whom(sums: _Sums, pick: int, above: np.ndarray, people: tuple[float, float, float]) -> str:
    low, middle, high = people
    here = np.minimum(sums.load([pick]), np.maximum(sums.problem.people - above, 0.0))
    cells = sums.costed.cells
    best = [place for place in np.argsort(-here, kind="stable")[:PLACES_NAMED] if here[place] > 0]
    names = "area_name" if "area_name" in cells.columns else "area"
    where = ", ".join(dict.fromkeys(str(cells[names].iloc[place]) for place in best))
    ages = ", ".join(dict.fromkeys(cells["ages"].iloc[best]))
    named = f", ages {ages}, most of them in {where}" if best else ""
    return (
        f"Reaches {say_people(middle)} people short whom the picks above it do not "
        f"({say_range(say_people(low), say_people(high))}){named}."
    )


def _cost(one: Candidate, cost: float, people: float) -> str:
    each = f", £{cost / people:,.0f} for each of them" if people >= HALF_A_PERSON else ""
    return f"Costs £{cost:,.2f} a year{each}. {one.why}."


def _floors(sums: _Sums, pick: int, above: np.ndarray) -> list[str]:
    here = np.minimum(sums.load([pick]), np.maximum(sums.problem.people - above, 0.0))
    kept = [
        f"{floor.name} ({say_people(float(here @ floor.rows))})"
        for floor in sums.problem.floors
        if here @ floor.rows >= HALF_A_PERSON
    ]
    return [f"Counts towards the floors of: {', '.join(kept)}."] if kept else []


def _displaced(sums: _Sums, pick: int) -> list[str]:
    """The candidate not chosen that would reach most of the same people, had this one not been."""
    others = [one for one in sums.chosen if one != pick]
    fewer = sums.gains(sums.load(others)) - sums.gains(sums.load(list(sums.chosen)))
    fewer[list(sums.chosen)] = 0.0
    if not len(fewer) or fewer.max() < HALF_A_PERSON:
        return []
    title = sums.costed.candidates[int(fewer.argmax())].title
    return [
        f"Displaces {title}, which would reach {say_people(float(fewer.max()))} of the same people."
    ]


def _next_best(sums: _Sums, pick: int) -> str:
    """The best single use of what it costs and what is left over, without it."""
    budget = sums.problem.budget or 0.0
    others = [one for one in sums.chosen if one != pick]
    spare = budget - float(sums.costs[others].sum())
    load = sums.load(others)
    gain = sums.gains(load)
    own = float(gain[pick])
    gain[[*sums.chosen]] = 0.0
    gain[sums.costs > spare] = 0.0
    if not len(gain) or gain.max() < HALF_A_PERSON:
        return "Nothing else that the money would buy adds anybody."
    best = int(gain.argmax())
    title = sums.costed.candidates[best].title
    return (
        f"Next best for the money: {title}, {say_people(float(gain[best]))} people "
        f"against {say_people(own)}."
    )
