"""Choosing sites that cover most need: this package beside spopt with HiGHS, on the same problems.

    python benchmarks/maximal_cover.py            ten county-sized problems, beside the peer
    python benchmarks/maximal_cover.py --large    four of England and Wales's size, ours alone
    python benchmarks/maximal_cover.py --large --peer    the peer on the first of those: 12 minutes

Prints the objective of both, what ours is certified to, seconds of this process, and their ratio.
Figures to reach: 40 times the peer (median of ten), each at least 99% of the optimum and certified
to 2%; large: 25 times, certified to 0.3%, and 1 GB.
"""

from __future__ import annotations

import sys
import warnings

import numpy as np
from siting import Siting, siting, solver, spopt_model
from workloads import AREAS, cpu_seconds, land, peak_gb

from sightline.analysis.choosing import Effort, Plan, Problem, choose

COUNTY = Effort(gap=0.012, kicks=40)
LARGE = Effort(gap=0.003, iterations=2_500, kicks=600, seconds=20.0)


def main() -> None:
    if "--large" in sys.argv:
        return large(peer="--peer" in sys.argv)
    print("2,000 areas, 500 sites, 20 to choose, 5 km")
    print(f"{'seed':>4} {'theirs':>9} {'ours':>9} {'of best':>8} {'certified':>9} ", end="")
    print(f"{'theirs s':>8} {'ours s':>7} {'ratio':>6}")
    ratios = []
    for seed in range(10):
        problem = siting(2_000, 500, seed=seed)
        seconds, plan = cpu_seconds(lambda at=problem: ours(at, 20, 5_000, COUNTY), rounds=3)
        theirs = by_peer(problem, 20, 5_000)
        if theirs is None:
            print(
                f"{seed:>4} {'':>9} {plan.value:>9.1f} {'':>8} {plan.gap:>9.2%} "
                f"{'':>8} {seconds:>7.3f}"
            )
            continue
        ratios.append(theirs[0] / seconds)
        print(
            f"{seed:>4} {theirs[1]:>9.1f} {plan.value:>9.1f} {plan.value / theirs[1]:>8.2%} "
            f"{plan.gap:>9.2%} {theirs[0]:>8.1f} {seconds:>7.3f} {ratios[-1]:>5.0f}x"
        )
    if ratios:
        print(f"median ratio: {np.median(ratios):.0f}x")
    return None


def large(*, peer: bool) -> None:
    print("35,672 areas, 2,000 sites, 50 to choose, 10 km")
    whole = land()
    for seed in range(4):
        problem = siting(AREAS, 2_000, seed=seed, whole=whole)
        seconds, plan = cpu_seconds(lambda at=problem: ours(at, 50, 10_000, LARGE), rounds=1)
        print(
            f"{seed:>4} {plan.value:>10.1f} certified to {plan.gap:.3%} in {seconds:.1f} s, "
            f"{peak_gb():.2f} GB at the peak so far; {plan.method}",
            flush=True,
        )
        if peer and seed == 0 and (theirs := by_peer(problem, 50, 10_000, timeLimit=300)):
            print(f"     spopt {theirs[1]:.1f} in {theirs[0]:.0f} s: {theirs[0] / seconds:.0f}x")


def ours(problem: Siting, most: int, within_m: float, effort: Effort) -> Plan:
    covers = problem.covers(within_m)
    covers.data = problem.need[covers.indices]
    return choose(Problem(people=problem.need, reach=covers, most=most), effort=effort)


def by_peer(
    problem: Siting, most: int, within_m: float, **options: object
) -> tuple[float, float] | None:
    """Seconds and need covered, with the distances given for free."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if spopt_model("cover", problem, service_radius=within_m, p_facilities=most) is None:
            return None

        def work() -> object:
            model = spopt_model("cover", problem, service_radius=within_m, p_facilities=most)
            return model.solve(solver(**options))

        seconds, solved = cpu_seconds(work, rounds=1)
    return seconds, float(solved.problem.objective.value())


if __name__ == "__main__":
    main()
