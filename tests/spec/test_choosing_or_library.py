"""Published p-median cases of the OR-Library, whose optima are known (Beasley 1985)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sightline.analysis.choosing import Effort, Problem, choose, choose_at_once, place_medians

pytestmark = pytest.mark.real
CASES = [f"pmed{number}" for number in range(1, 21)]
SMALL = CASES[:10]
WITHIN = 60.0  # length of the shortest way, for the same graphs as a problem of cover


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    found = shared_data / "methods/pmed"
    if not (found / "optima.csv").exists():
        pytest.skip("the OR-Library's p-median cases are not here")
    return found


def optimum(folder: Path, case: str) -> float:
    with (folder / "optima.csv").open(encoding="utf-8") as file:
        return next(
            float(row["p_median_optimum"])
            for row in csv.DictReader(file)
            if row["instance"] == case
        )


@cache
def shortest_ways(path: Path) -> tuple[np.ndarray, int]:
    """Shortest ways between all nodes, and how many are to be chosen; of an edge told twice the
    last holds.
    """
    lines = [[int(word) for word in line.split()] for line in path.read_text().splitlines() if line]
    nodes, _, most = lines[0]
    ways = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(ways, 0.0)
    for one, other, length in (line for line in lines[1:] if line):
        ways[one - 1, other - 1] = ways[other - 1, one - 1] = length
    for middle in range(nodes):
        ways = np.minimum(ways, ways[:, middle : middle + 1] + ways[middle])
    return ways, most


@pytest.mark.parametrize("case", CASES)
def test_the_published_optimum_lies_within_the_certificate(folder: Path, case: str) -> None:
    ways, most = shortest_ways(folder / f"{case}.txt")
    plan = place_medians(people=np.ones(len(ways)), distances=ways, most=most)
    best = optimum(folder, case)
    assert plan.bound <= best + 1e-6
    assert plan.value >= best - 1e-6
    assert plan.value * (1 - plan.gap) <= best + 1e-6
    assert plan.gap <= 0.011
    assert plan.value == pytest.approx(best, rel=0.001)


@pytest.mark.parametrize("case", SMALL)
def test_greedy_and_exact_cover_of_the_same_graphs_agree_within_the_gap(
    folder: Path, case: str
) -> None:
    ways, most = shortest_ways(folder / f"{case}.txt")
    number = len(ways)
    problem = Problem(
        people=np.ones(number), reach=(ways <= WITHIN).astype(float), most=max(most // 2, 1)
    )
    exact = choose(problem, effort=Effort(gap=0.0, nodes=100_000, seconds=None))
    assert exact.gap <= 1e-6
    for plan in (choose_at_once(problem), choose(problem, effort=Effort(gap=0.05))):
        assert plan.value <= exact.value + 1e-6
        assert plan.value >= (1 - plan.gap) * exact.value - 1e-6
        assert plan.bound >= exact.value - 1e-6
