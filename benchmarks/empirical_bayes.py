"""Rates of small areas steadied: this package beside the empirical Bayes smoothers of esda.

    python benchmarks/empirical_bayes.py

Prints, on the same counts: how far the two differ where esda is right, how far each is from the
truth they were drawn from, seconds and their ratio (esda works out a formula and no interval; this
package fits a likelihood, averages over the spread and gives intervals, so it is slower than the
plain smoother), and what each says where esda's formula breaks down. Then the same for rates drawn
towards the neighbours', where both work out the formula of Marshall 1991 on the same neighbours.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from workloads import cpu_seconds

from sightline.analysis.need import shrink_rates, smooth_by_neighbours, spatial_empirical_bayes
from sightline.analysis.neighbours import Neighbours, neighbours_from_pairs

ROUNDS = 5
SEED = 2018
AWKWARD = {
    "no incidents anywhere": ([0, 0, 0, 0], [1000, 1000, 1000, 1000]),
    "all areas alike": ([10, 10, 10, 10], [1000, 1000, 1000, 1000]),
    "alike but for chance": ([9, 11, 10, 10, 0], [1000, 1000, 1000, 1000, 40]),
    "one area": ([7], [1000]),
    "nobody lives in the last": ([10, 20, 30, 4], [1000, 1000, 1000, 0]),
}


def main() -> None:
    try:
        from esda.smoothing import Empirical_Bayes, Spatial_Empirical_Bayes
    except ImportError:
        print("not measured: esda is not here; install the group bench")
        return
    print(f"{'areas':>6} {'ours s':>8} {'plain s':>8} {'spatial s':>9} {'ours/spatial':>12}")
    for areas in (1_100, 35_672):
        compare_speed(areas, Empirical_Bayes, Spatial_Empirical_Bayes)
    compare_answers(Empirical_Bayes)
    compare_awkward(Empirical_Bayes)
    compare_spatial(Spatial_Empirical_Bayes)
    compare_awkward_places(Spatial_Empirical_Bayes)


def compare_speed(areas: int, plain: type, spatial: type) -> None:
    from libpysal.weights import KNN

    people, _, counts = drawn(areas)
    points = np.random.default_rng(SEED).uniform(0, 1e5, (areas, 2))
    neighbours = KNN.from_array(points, k=8)
    neighbours.id_order = list(range(areas))
    ours = seconds(lambda: our_need(counts, people))
    simple = seconds(lambda: plain(counts, people))
    local = seconds(lambda: spatial(counts, people, neighbours))
    print(f"{areas:>6} {ours:>8.3f} {simple:>8.5f} {local:>9.3f} {ours / local:>11.2f}x")


def compare_answers(plain: type) -> None:
    """Where counts vary more than by chance and everybody lives somewhere, both should agree."""
    people, truth, counts = drawn(1_100)
    need = our_need(counts, people)
    theirs = 1000 * plain(counts, people).r.ravel()
    ours = need["need_per_1000"].to_numpy()
    covered = (need["need_low"] <= truth) & (truth <= need["need_high"])
    print(f"\n1,100 areas, true mean rate {truth.mean():.1f} per 1,000")
    print(f"median difference of the two  {np.median(np.abs(ours - theirs)):.2f} per 1,000")
    print(f"largest difference            {np.abs(ours - theirs).max():.2f} per 1,000")
    raw = 1000 * counts / people
    for name, rates in (("raw rate", raw), ("esda", theirs), ("ours", ours)):
        print(f"error of {name:<20} {np.sqrt(np.mean((rates - truth) ** 2)):.2f} per 1,000 (rms)")
    print(f"our 90% intervals that hold the truth: {covered.mean():.1%}; esda gives none")


def compare_awkward(plain: type) -> None:
    print()
    for what, (counts, people) in AWKWARD.items():
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            theirs = 1000 * plain(np.array(counts), np.array(people, dtype=float)).r.ravel()
        need = our_need(np.array(counts), np.array(people))
        ours = [
            f"{row.need_per_1000:.1f} ({row.need_low:.1f} to {row.need_high:.1f})"
            for row in need.itertuples()
        ]
        print(f"{what}: {counts} incidents among {people}")
        print(f"    esda  {', '.join(f'{rate:.1f}' for rate in theirs)}")
        print(f"    ours  {', '.join(ours)}")


def compare_spatial(spatial: type) -> None:
    """35,672 areas with 8 neighbours each: the same formula, seconds of this process."""
    from libpysal.weights import KNN

    people, _, counts = drawn(35_672)
    points = np.random.default_rng(SEED).uniform(0, 1e5, (len(people), 2))
    weights = KNN.from_array(points, k=8)
    weights.id_order = list(range(len(people)))
    neighbours = as_neighbours(weights)
    events, lived = counts.astype(float), people.astype(float)
    neighbours.matrix  # noqa: B018  kept once made, as esda's weights are
    theirs_s, theirs = cpu_seconds(lambda: spatial(events, lived, weights).r.ravel(), rounds=3)
    ours_s, ours = cpu_seconds(
        lambda: spatial_empirical_bayes(events, lived, neighbours).mean, rounds=15
    )
    table_s, _ = cpu_seconds(lambda: as_table(counts, people, neighbours), rounds=3)
    print(f"\n35,672 areas, 8 neighbours: esda {theirs_s:.3f} s, ours {1000 * ours_s:.2f} ms")
    print(f"= {theirs_s / ours_s:,.0f}x; from table to table {theirs_s / table_s:,.0f}x")
    print(f"largest difference {np.abs(theirs - ours).max():.1e} per person")


def compare_awkward_places(spatial: type) -> None:
    """Where esda gives no number, or one that is not steadied."""
    from libpysal.weights import W

    cases = {
        "no incidents in a neighbourhood": ([0, 0, 0, 9], [1000.0] * 4),
        "nobody lives in the first": ([4, 20, 30, 4], [0.0, 1000.0, 1000.0, 1000.0]),
    }
    row = W({0: [1], 1: [0, 2], 2: [1, 3], 3: [2]}, id_order=[0, 1, 2, 3])
    island = W({0: [1], 1: [0, 2], 2: [1], 3: []}, id_order=[0, 1, 2, 3], silence_warnings=True)
    for what, (counts, people), weights in (
        *((what, case, row) for what, case in cases.items()),
        ("the last has no neighbours", ([10, 20, 30, 4], [1000.0] * 3 + [40.0]), island),
    ):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            theirs = 1000 * spatial(np.array(counts), np.array(people), weights).r.ravel()
        told = as_table(np.array(counts), np.array(people), as_neighbours(weights))
        print(f"{what}: {counts} incidents among {people}")
        print(f"    esda  {', '.join(f'{rate:.1f}' for rate in theirs)}")
        print(f"    ours  {', '.join(f'{rate:.1f}' for rate in told['need_per_1000'])}")


def as_neighbours(weights: Any) -> Neighbours:
    """The neighbours of libpysal's weights, areas named in their order."""
    names = {key: f"{place:06d}" for place, key in enumerate(weights.id_order)}
    pairs = [
        (names[area], names[other])
        for area, others in weights.neighbors.items()
        for other in others
    ]
    return neighbours_from_pairs(
        areas=names.values(), pairs=pd.DataFrame(pairs, columns=["area", "neighbour"])
    )


def as_table(counts: np.ndarray, people: np.ndarray, neighbours: Neighbours) -> pd.DataFrame:
    return smooth_by_neighbours(
        incidents=pd.DataFrame({"area": neighbours.areas, "incidents": counts}),
        people=pd.DataFrame({"area": neighbours.areas, "people": people}),
        neighbours=neighbours,
        years=1,
    )


def drawn(areas: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """People, true rates per 1,000, counts of a year; areas differ by a gamma of shape 1.5."""
    rng = np.random.default_rng(SEED)
    people = rng.integers(100, 500, areas)
    truth = 30 * rng.gamma(1.5, 1 / 1.5, areas)
    return people, truth, rng.poisson(truth * people / 1000)


def our_need(counts: np.ndarray, people: np.ndarray) -> pd.DataFrame:
    area = [f"{row:06d}" for row in range(len(counts))]
    return shrink_rates(
        incidents=pd.DataFrame({"area": area, "incidents": counts}),
        people=pd.DataFrame({"area": area, "people": people}),
        years=1,
    )


def seconds(work: Callable[[], object]) -> float:
    """The median of a few rounds, after one that is not counted."""
    work()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
