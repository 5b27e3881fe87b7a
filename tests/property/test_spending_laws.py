"""Laws of where the next pound does most."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.choosing import Effort
from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Activity, Status
from sightline.analysis.spending import Candidate, FloorAsked, SpendingPlan, Way, plan_spend
from sightline.errors import Refused

EXACTLY = Effort(gap=0.0, kicks=2, iterations=30)
FEW = settings(max_examples=12, deadline=None)  # a whole plan each, often two
FLOORS = (FloorAsked("district", 0.5),)


@dataclass(frozen=True, eq=False)
class World:
    """Tables as a caller has them."""

    short: pd.DataFrame
    reaches: pd.DataFrame
    candidates: list[Candidate]
    labels: pd.DataFrame

    def plan(self, budget: int, floors: tuple[FloorAsked, ...] = ()) -> SpendingPlan | None:
        """The plan, or None where a floor cannot be kept."""
        try:
            return plan_spend(
                short=self.short,
                reaches=self.reaches,
                candidates=self.candidates,
                labels=self.labels,
                budget_gbp=Decimal(budget),
                floors=floors,
                budgets_beside=(0.5, 2.0),
                effort=EXACTLY,
            )
        except Refused:
            return None


def made(name: str, cost: int | None) -> Candidate:
    adds = Activity(
        reference=name, name=name, organisation="", themes=("violence",), status=Status.CURRENT,
        people_a_year=1.0,
    )  # fmt: skip
    return Candidate(
        reference=name, way=Way.NEW_SITE, title=name, adds=adds,
        cost_gbp=None if cost is None else Decimal(cost), why="As told",
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> World:
    areas = [f"A{number}" for number in range(draw(st.integers(1, 4)))]
    names = [f"c{number}" for number in range(draw(st.integers(1, 5)))]
    people = st.integers(0, 40)
    short = pd.DataFrame({"area": areas, "theme": "violence", "ages": str(AgeRange(10, 24))})
    short["group"] = ""
    short["people_short"] = [float(draw(people)) for _ in areas]
    short["short_low"] = short["people_short"] * 0.5
    short["short_high"] = short["people_short"] + 7
    cells = [(name, area, draw(people)) for name in names for area in areas]
    reaches = pd.DataFrame(cells, columns=["candidate", "area", "people"])
    reaches = reaches[reaches["people"] > 10].assign(theme="violence", ages="10-24", group="")
    costs = st.one_of(st.none(), st.integers(0, 30))
    return World(
        short=short,
        reaches=reaches,
        candidates=[made(name, draw(costs)) for name in names],
        labels=pd.DataFrame(
            {"area": areas, "district": [f"D{place % 2}" for place in range(len(areas))]}
        ),
    )


@FEW
@given(world=worlds(), budget=st.integers(0, 60), more=st.integers(1, 40))
def test_more_money_never_reaches_fewer(world: World, budget: int, more: int) -> None:
    less, richer = world.plan(budget, FLOORS), world.plan(budget + more, FLOORS)
    if less is not None:
        assert richer is not None
        assert richer.people[1] >= less.people[1] - 1e-5


@FEW
@given(world=worlds(), budget=st.integers(0, 60))
def test_dropping_a_floor_never_reaches_fewer(world: World, budget: int) -> None:
    free, fair = world.plan(budget), world.plan(budget, FLOORS)
    assert free is not None
    if fair is not None:
        assert free.people[1] >= fair.people[1] - 1e-5
        assert (fair.prices["price_high"] >= fair.prices["price"] - 1e-6).all()


@FEW
@given(world=worlds(), budget=st.integers(0, 60))
def test_the_figures_of_a_plan_agree_with_each_other(world: World, budget: int) -> None:
    plan = world.plan(budget)
    assert plan is not None
    low, middle, high = plan.people
    assert low <= middle <= high <= world.short["short_high"].sum() + 1e-6
    assert plan.plan.bound >= middle
    assert plan.spent_gbp <= plan.budget_gbp
    assert plan.picks["people"].sum() == pytest.approx(plan.reached)
    assert plan.picks["cost_gbp"].sum() == pytest.approx(float(plan.spent_gbp))
    assert (plan.picks["people_low"] <= plan.picks["people"]).all()
    assert (plan.picks["people"] <= plan.picks["people_high"]).all()
    assert plan.frontier["people"].is_monotonic_increasing
    listed = {one.reference for one in world.candidates if one.cost_gbp is None}
    assert set(plan.not_costed["candidate"]) == listed
    assert not set(plan.picks["candidate"]) & listed


@FEW
@given(world=worlds(), budget=st.integers(0, 60), seed=st.integers(0, 2**32 - 1))
def test_the_order_of_tables_changes_nothing(world: World, budget: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    other = World(
        short=world.short.sample(frac=1, random_state=dice),
        reaches=world.reaches.sample(frac=1, random_state=dice),
        candidates=[world.candidates[place] for place in dice.permutation(len(world.candidates))],
        labels=world.labels.sample(frac=1, random_state=dice),
    )
    one, two = world.plan(budget, FLOORS), other.plan(budget, FLOORS)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        pd.testing.assert_frame_equal(one.picks, two.picks)
        pd.testing.assert_frame_equal(one.frontier, two.frontier)
        assert one.words == two.words
