"""Choosing by hand: small problems whose answer a person can check."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import LinearConstraint

from sightline.analysis.choosing import (
    NO_GROUP,
    Effort,
    Floor,
    Problem,
    choose,
    choose_at_once,
    exact,
    gap_of,
    lacking,
    place_medians,
    trace_budgets,
    without_floors,
)
from sightline.errors import BadInput, Refused

EXACTLY = Effort(gap=0.0)
NORTH, SOUTH = np.array([1.0, 0.0]), np.array([0.0, 1.0])


def two_places(**more: object) -> Problem:
    """60 people in the north, 40 in the south; three candidates, the dear one reaches most."""
    given: dict[str, object] = {
        "people": np.array([60.0, 40.0]),
        "reach": np.array([[60.0, 0.0], [30.0, 0.0], [0.0, 20.0]]),
        "costs": np.array([50.0, 20.0, 20.0]),
        "budget": 50.0,
    }
    return Problem(**{**given, **more})


def test_the_dear_one_is_worth_it() -> None:
    plan = choose(two_places())
    assert plan.chosen == (0,)
    assert (plan.value, plan.cost, plan.gap) == (60.0, 50.0, 0.0)


def test_greedy_by_money_and_by_people_the_better_counts() -> None:
    plan = choose_at_once(two_places())
    assert plan.value == 60.0  # by people for the money alone it would be 30 + 20
    assert plan.guarantee.share == pytest.approx(0.316, abs=0.001)
    assert "31.6%" in plan.guarantee.words


def test_of_a_number_greedy_is_known_to_reach_63_per_cent() -> None:
    problem = two_places(costs=None, budget=None, most=1)
    plan = choose_at_once(problem)
    assert plan.guarantee.share == pytest.approx(0.632, abs=0.001)
    assert plan.bound == pytest.approx(min(100.0, 60 / plan.guarantee.share))
    assert "at least" in plan.certificate


def test_money_and_number_together_have_no_known_share() -> None:
    plan = choose(two_places(most=1), effort=EXACTLY)
    assert plan.guarantee.share == 0
    assert plan.chosen == (0,)


def test_a_fair_share_changes_the_plan() -> None:
    fair = Floor("south", SOUTH, share=0.4)
    plan = choose(two_places(floors=(fair,)), effort=EXACTLY)
    assert plan.chosen == (1, 2)
    assert plan.counted.tolist() == pytest.approx([30.0, 20.0])


def test_people_beyond_a_fair_share_are_reached_and_not_counted() -> None:
    problem = two_places(
        costs=None, budget=None, most=3, floors=(Floor("south", SOUTH, share=0.5),)
    )
    plan = choose(problem, effort=EXACTLY)
    assert plan.value == pytest.approx(40.0)  # 20 in the south, and as many in the north
    assert 0 in plan.chosen


def test_a_floor_in_people_is_kept_or_the_lack_is_told() -> None:
    kept = two_places(floors=(Floor("south", SOUTH, people=20),))
    assert lacking(kept) == ()
    assert choose(kept, effort=EXACTLY).chosen == (1, 2)
    broken = two_places(floors=(Floor("south", SOUTH, people=35),))
    (lack,) = lacking(broken)
    assert lack.words == "south: asks for 35 people, at most 20 can be reached: 15 too few"
    with pytest.raises(Refused, match="Lower a floor"):
        choose(broken)


def test_floors_that_cannot_be_kept_together_are_told_together() -> None:
    both = (Floor("north", NORTH, people=60), Floor("south", SOUTH, people=20))
    (lack,) = lacking(two_places(floors=both))
    assert lack.together
    assert lack.words == "south: asks for 20 people, at most 0 beside the other floors: 20 too few"


def test_a_share_of_people_whom_nobody_reaches_is_lacking() -> None:
    problem = two_places(
        reach=np.array([[60.0, 0], [30, 0], [0, 0]]), floors=(Floor("south", SOUTH, share=0.1),)
    )
    assert [lack.floor.name for lack in lacking(problem)] == ["south"]


def test_what_a_floor_costs_is_the_plan_without_it() -> None:
    problem = two_places(floors=(Floor("south", SOUTH, share=0.4),))
    free = without_floors(problem, ["south"], effort=EXACTLY)
    assert free.value - choose(problem, effort=EXACTLY).value == pytest.approx(10.0)


def test_room_is_shared_among_the_rows() -> None:
    problem = Problem(
        people=np.array([30.0, 30.0]),
        reach=np.array([[30.0, 30.0], [30.0, 0.0]]),
        room=np.array([40.0, 30.0]),
        most=2,
    )
    plan = choose(problem, effort=EXACTLY)
    assert plan.value == pytest.approx(60.0)
    assert choose(replace(problem, most=1), effort=EXACTLY).value == pytest.approx(40.0)


def test_what_is_there_costs_nothing_and_its_people_are_not_reached_again() -> None:
    plan = choose(two_places(already=(1,)), effort=EXACTLY)
    assert plan.chosen == (0,)
    assert plan.value == pytest.approx(60.0)
    floor = Floor("north", NORTH, people=30)
    there = choose(two_places(already=(1,), floors=(floor,)), effort=EXACTLY)
    assert 1 not in there.chosen


def test_of_two_sizes_one_is_chosen() -> None:
    problem = two_places(budget=90.0, one_of=np.array([7, 7, NO_GROUP]))
    assert choose(problem, effort=EXACTLY).chosen == (0, 2)
    there = replace(problem, already=(1,))
    assert choose(there, effort=EXACTLY).chosen == (2,)


@pytest.mark.parametrize("nothing", [{"budget": 0.0}, {"reach": np.zeros((3, 2))}])
def test_nothing_to_choose_is_a_plan_too(nothing: dict[str, object]) -> None:
    plan = choose(two_places(**nothing))
    assert plan.chosen == ()
    assert plan.value == plan.bound == 0
    assert plan.certificate == "the best there can be"


def test_the_frontier_keeps_the_order_of_budgets() -> None:
    plans = trace_budgets(two_places(), [70.0, 20.0, 50.0], effort=EXACTLY)
    assert [plan.value for plan in plans] == [80.0, 30.0, 60.0]


WRONG = {
    "a budget without costs": {"costs": None},
    "negative": {"costs": np.array([1.0, -1, 1])},
    "wanted 3": {"costs": np.ones(2)},
    "budget": {"budget": float("nan")},
    "most": {"most": -1},
    "already there": {"already": (3,)},
    "one of": {"one_of": np.array([1])},
    "people": {"people": np.array([1.0, np.inf])},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_chosen_among_is_told(what: str) -> None:
    with pytest.raises(BadInput, match="found"):
        two_places(**WRONG[what])


def test_a_floor_is_a_share_and_people() -> None:
    with pytest.raises(BadInput, match="from 0 to 1"):
        Floor("south", SOUTH, share=1.5)


def test_greedy_choice_keeps_no_floors() -> None:
    with pytest.raises(Refused, match="Use choose"):
        choose_at_once(two_places(room=np.ones(3)))


def test_budgets_need_money() -> None:
    with pytest.raises(BadInput, match="costs and a budget"):
        trace_budgets(two_places(costs=None, budget=None, most=1), [1.0])


@pytest.mark.parametrize(
    ("status", "x", "message"), [(4, None, "without an answer"), (1, None, "no plan was found")]
)
def test_a_solver_that_ends_otherwise_is_an_error_and_never_an_answer(
    status: int, x: None, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = SimpleNamespace(status=status, x=x, message="kNotset", mip_dual_bound=None)
    monkeypatch.setattr(exact, "milp", lambda *_, **__: ended)
    with pytest.raises(Refused, match=message):
        choose(two_places(floors=(Floor("south", SOUTH, share=0.4),)))


def test_a_solver_that_passes_the_budget_by_a_hair_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[float] = []
    real = exact.milp

    def lax(worth: np.ndarray, **given: object) -> object:
        limit = given.pop("constraints")
        asked.append(1.0)
        high = np.array(limit.ub)
        if len(asked) == 1:  # the first time, as if the limit were 71
            high[high == 50.0] = 71.0
        return real(worth, constraints=LinearConstraint(limit.A, limit.lb, high), **given)

    monkeypatch.setattr(exact, "milp", lax)
    plan = choose(two_places(floors=(Floor("south", SOUTH, share=0.0),)), effort=EXACTLY)
    assert len(asked) == 2
    assert plan.cost <= 50


def test_medians_refuse_what_is_not_distances() -> None:
    with pytest.raises(BadInput, match="a distance from each row"):
        place_medians(people=np.ones(2), distances=np.ones((3, 2)), most=1)
    with pytest.raises(BadInput, match="negative or not finite"):
        place_medians(people=np.ones(2), distances=np.array([[1.0], [np.inf]]), most=1)
    with pytest.raises(BadInput, match="wanted 1 to 2"):
        place_medians(people=np.ones(2), distances=np.ones((2, 2)), most=3)


def test_a_gap_is_a_share_of_the_bound() -> None:
    assert gap_of(3.0, 4.0) == 0.25
    assert gap_of(5.0, 4.0) == 0.0


def scattered(*, number: int, rows: int, seed: int) -> Problem:
    """Sites that cover the rows within a distance, in the unit square."""
    dice = np.random.default_rng(seed)
    at, lived = dice.random((number, 2)), dice.random((rows, 2))
    far = np.hypot(at[:, :1] - lived[:, 0], at[:, 1:] - lived[:, 1])
    people = dice.integers(1, 60, rows).astype(float)
    return Problem(people=people, reach=(far < 0.12) * people, most=8)


def test_part_by_part_is_the_best_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = scattered(number=60, rows=300, seed=3)
    whole = choose(problem, effort=EXACTLY)
    assert whole.gap == pytest.approx(0.0, abs=1e-6)
    monkeypatch.setattr("sightline.analysis.choosing.plans.AT_ONCE", 0)
    by_parts = choose(problem, effort=Effort(gap=0.0, iterations=200, kicks=5))
    assert "part by part" in by_parts.method
    assert by_parts.bound >= whole.value - 1e-6
    assert by_parts.value <= whole.value + 1e-6
    assert by_parts.gap <= 0.01


def test_more_effort_never_leaves_a_worse_certificate() -> None:
    problem = scattered(number=60, rows=300, seed=4)
    little = choose(problem, effort=Effort(gap=0.2, iterations=2, kicks=0))
    much = choose(problem, effort=EXACTLY)
    assert much.gap <= little.gap
    assert little.value <= much.value <= little.bound + 1e-6
