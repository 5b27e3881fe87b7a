"""Laws of choosing, on problems small enough to try every choice."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.choosing import (
    Effort,
    Floor,
    Problem,
    choose,
    choose_at_once,
    place_medians,
    reached,
    trace_budgets,
)

EXACTLY = Effort(gap=0.0, kicks=3, iterations=40)
SLOPPILY = Effort(gap=0.5, kicks=1, iterations=3)
FEW = settings(max_examples=25, deadline=None)  # an exact search each
CLOSE = 1e-6  # people; the solver's own tolerance


@st.composite
def problems(draw: st.DrawFn, *, by: str = "") -> Problem:
    """Up to seven candidates and six rows of whole people, under money or a number."""
    number, rows = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    whole = st.integers(0, 40)
    people = draw(st.lists(whole, min_size=rows, max_size=rows))
    cells = draw(st.lists(whole, min_size=number * rows, max_size=number * rows))
    reach = np.array(cells, dtype=float).reshape(number, rows)
    reach[reach < 15] = 0  # some reach nobody somewhere
    limited = by or draw(st.sampled_from(["money", "number"]))
    there = (draw(st.integers(0, number - 1)),) if draw(st.booleans()) else ()
    if limited == "number":
        return Problem(
            people=np.array(people), reach=reach, most=draw(st.integers(0, number)), already=there
        )
    costs = draw(st.lists(st.integers(0, 9), min_size=number, max_size=number))
    return Problem(
        people=np.array(people),
        reach=reach,
        costs=np.array(costs, dtype=float),
        budget=float(draw(st.integers(0, 25))),
        already=there,
    )


@st.composite
def floored(draw: st.DrawFn) -> Problem:
    """The same, with a fair share for the first half of the rows, and now and then room."""
    problem = draw(problems())
    rows = (np.arange(len(problem.people)) < (len(problem.people) + 1) // 2).astype(float)
    share = draw(st.sampled_from([0.0, 0.25, 0.5, 0.9]))
    room = None
    if draw(st.booleans()):
        room = np.full(problem.candidates, float(draw(st.integers(0, 60))))
    return replace(problem, floors=(Floor("half", rows, share=share),), room=room)


def allowed(problem: Problem, chosen: tuple[int, ...]) -> bool:
    dear = problem.costs is not None and problem.costs[list(chosen)].sum() > (problem.budget or 0)
    return not dear and (problem.most is None or len(chosen) <= problem.most)


def best_by_trying(problem: Problem) -> float:
    free = [one for one in range(problem.candidates) if one not in problem.already]
    return max(
        float(reached(problem, chosen).sum())
        for size in range(len(free) + 1)
        for chosen in combinations(free, size)
        if allowed(problem, chosen)
    )


@FEW
@given(problem=problems())
def test_the_plan_is_the_best_of_all_and_says_so(problem: Problem) -> None:
    plan = choose(problem, effort=EXACTLY)
    best = best_by_trying(problem)
    assert allowed(problem, plan.chosen)
    assert not set(plan.chosen) & set(problem.already)
    assert plan.value == pytest.approx(float(reached(problem, plan.chosen).sum()))
    assert plan.value == pytest.approx(best, abs=CLOSE)
    assert plan.bound >= best - CLOSE


@FEW
@given(problem=problems())
def test_a_bound_is_never_below_the_best_nor_a_guarantee_broken(problem: Problem) -> None:
    best = best_by_trying(problem)
    for plan in (choose(problem, effort=SLOPPILY), choose_at_once(problem)):
        assert plan.bound >= best - CLOSE
        assert plan.bound >= plan.value
        assert plan.value >= (1 - plan.gap) * best - CLOSE
        base = float(reached(problem, ()).sum())
        assert plan.value - base >= plan.guarantee.share * (best - base) - CLOSE


@FEW
@given(problem=problems())
def test_looking_lazily_chooses_what_looking_at_everything_chooses(problem: Problem) -> None:
    assert choose_at_once(problem).chosen == choose_at_once(problem, lazy=False).chosen


@FEW
@given(problem=problems(by="money"), more=st.integers(0, 12))
def test_a_larger_budget_never_gives_less(problem: Problem, more: int) -> None:
    assert problem.budget is not None
    smaller = choose(problem, effort=EXACTLY)
    larger = choose(replace(problem, budget=problem.budget + more), effort=EXACTLY)
    assert larger.value >= smaller.value - CLOSE


@FEW
@given(problem=problems(by="money"), budgets=st.lists(st.integers(0, 30), min_size=1, max_size=5))
def test_the_frontier_never_falls_whatever_the_effort(problem: Problem, budgets: list[int]) -> None:
    plans = trace_budgets(problem, budgets, effort=SLOPPILY)
    ordered = [plan for _, plan in sorted(zip(budgets, plans, strict=True), key=lambda one: one[0])]
    for less, more in pairwise(ordered):
        assert more.value >= less.value
        assert more.bound >= less.bound - CLOSE
    for budget, plan in zip(budgets, plans, strict=True):
        assert plan.cost <= budget
        assert plan.bound >= plan.value


@FEW
@given(problem=floored())
def test_dropping_a_floor_or_room_never_gives_less(problem: Problem) -> None:
    plan = choose(problem, effort=EXACTLY)
    for easier in (replace(problem, floors=()), replace(problem, room=None)):
        assert choose(easier, effort=EXACTLY).value >= plan.value - 1e-5


@FEW
@given(problem=floored())
def test_floors_and_room_are_kept_by_those_counted(problem: Problem) -> None:
    plan = choose(problem, effort=EXACTLY)
    assert allowed(problem, plan.chosen)
    (floor,) = problem.floors
    assert plan.counted @ floor.rows >= floor.share * plan.value - 1e-5
    assert (plan.counted <= reached(problem, plan.chosen) + 1e-5).all()
    assert plan.bound >= plan.value
    if problem.room is not None:
        seats = problem.room[[*plan.chosen, *problem.already]].sum()
        assert plan.value <= seats + 1e-4


@FEW
@given(problem=problems(), dice=st.integers(0, 2**32 - 1))
def test_another_order_of_candidates_and_rows_is_worth_the_same(
    problem: Problem, dice: int
) -> None:
    rng = np.random.default_rng(dice)
    order, rows = rng.permutation(problem.candidates), rng.permutation(len(problem.people))
    place = {int(one): new for new, one in enumerate(order)}
    other = replace(
        problem,
        people=problem.people[rows],
        reach=problem.reach[order][:, rows],
        costs=None if problem.costs is None else problem.costs[order],
        already=tuple(place[one] for one in problem.already),
    )
    values = [choose(each, effort=EXACTLY).value for each in (problem, other)]
    assert values[0] == pytest.approx(values[1], abs=CLOSE)


@FEW
@given(problem=problems(), seed=st.integers(0, 5))
def test_the_same_problem_and_seed_have_the_same_plan(problem: Problem, seed: int) -> None:
    one, other = (choose(problem, seed=seed) for _ in range(2))
    assert one.chosen == other.chosen
    assert one.bound == other.bound


@FEW
@given(problem=problems(), groups=st.lists(st.integers(-1, 1), min_size=7, max_size=7))
def test_of_alternatives_at_most_one_is_chosen(problem: Problem, groups: list[int]) -> None:
    labels = np.array(groups[: problem.candidates])
    plan = choose(replace(problem, one_of=labels), effort=EXACTLY)
    taken = [labels[one] for one in (*plan.chosen, *problem.already) if labels[one] >= 0]
    assert len(set(taken)) == len(taken)
    free = [one for one in range(problem.candidates) if one not in problem.already]
    for size in range(len(free) + 1):
        for chosen in combinations(free, size):
            names = [labels[one] for one in (*chosen, *problem.already) if labels[one] >= 0]
            if len(set(names)) == len(names) and allowed(problem, chosen):
                assert reached(problem, chosen).sum() <= plan.value + CLOSE


@FEW
@given(
    far=st.lists(st.integers(0, 30), min_size=12, max_size=12),
    people=st.lists(st.integers(0, 9), min_size=4, max_size=4),
    most=st.integers(1, 3),
)
def test_medians_are_bounded_from_below_and_near_the_best(
    far: list[int], people: list[int], most: int
) -> None:
    distances, weights = np.array(far, dtype=float).reshape(4, 3), np.array(people, dtype=float)
    plan = place_medians(people=weights, distances=distances, most=most)
    best = min(
        float(weights @ distances[:, list(chosen)].min(axis=1))
        for chosen in combinations(range(3), most)
    )
    assert plan.value >= best - CLOSE
    assert plan.bound <= best + CLOSE
    assert len(set(plan.chosen)) == most
    assert plan.value * (1 - plan.gap) == pytest.approx(plan.bound, abs=1e-6)
