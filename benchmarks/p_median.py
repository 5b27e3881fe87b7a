"""Choosing sites that people travel least to: this package beside spopt with HiGHS.

    python benchmarks/p_median.py

1,100 areas, 200 sites, 15 to choose, from a seed. Prints the objective of both, the bound of ours
(the peer's answer is the optimum), seconds of this process, and their ratio. Figure to reach: 200
times, with the same objective.
"""

from __future__ import annotations

import sys
import warnings

from siting import siting, solver, spopt_model
from workloads import cpu_seconds

from sightline.analysis.choosing import place_medians


def main() -> None:
    seeds = [int(word) for word in sys.argv[1:]] or [0]
    for seed in seeds:
        problem = siting(1_100, 200, seed=seed)
        distances = problem.distances()
        seconds, plan = cpu_seconds(
            lambda at=problem, far=distances: place_medians(people=at.need, distances=far, most=15),
            rounds=5,
        )
        print(f"seed {seed}: ours {plan.value:,.0f}, at least {plan.bound:,.0f}, {seconds:.3f} s")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if spopt_model("median", problem, p_facilities=15) is None:
                print("not measured: spopt is not here; install the group bench")
                return
            theirs, solved = cpu_seconds(
                lambda at=problem: spopt_model("median", at, p_facilities=15).solve(solver()),
                rounds=1,
            )
        best = float(solved.problem.objective.value())
        same = (
            "the same" if abs(plan.value / best - 1) < 1e-6 else f"{plan.value / best - 1:.3%} more"
        )
        print(f"        spopt {best:,.0f}, {theirs:.1f} s: {theirs / seconds:,.0f}x, ours {same}")


if __name__ == "__main__":
    main()
