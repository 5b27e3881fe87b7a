"""Hot spots: this package beside esda, on 35,672 made-up areas with 8 neighbours each.

    python benchmarks/local_statistics.py

Prints seconds of this process and their ratio; how far the chances of both are from those of
400,000 draws for each of 200 areas, drawn area by area (the median over five seeds); what 99,999
draws with the false discovery rate cost beside the peer's 999; memory; and where the peer is wrong.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from workloads import area_codes, cpu_seconds, land, one_thread, peak_gb, table_of_areas

one_thread()

from sightline.analysis.hotspots import false_discovery_rates, find_hotspots  # noqa: E402
from sightline.analysis.hotspots.local import getis_ord, local_moran, standardised  # noqa: E402
from sightline.analysis.hotspots.shared_draws import stand_among_draws  # noqa: E402
from sightline.analysis.neighbours import (  # noqa: E402
    Neighbours,
    nearest_neighbours,
    neighbours_from_pairs,
)

DRAWS, MANY, FEW = 9_999, 99_999, 999
SEEDS = (1, 2, 3, 4, 5)
LOOKED_AT, TRUE_DRAWS = 200, 400_000


def main() -> None:
    neighbours, values = made_up()
    z = standardised(values, neighbours)
    neighbours.matrix  # noqa: B018  kept once made, as the peer's weights are
    ours_s, _ = cpu_seconds(lambda: everything(z, neighbours, DRAWS), rounds=5)
    many_s, _ = cpu_seconds(lambda: everything(z, neighbours, MANY), rounds=3)
    table = pd.DataFrame({"area": neighbours.areas, "value": values})
    table_s, found = cpu_seconds(
        lambda: find_hotspots(values=table, neighbours=neighbours, draws=MANY), rounds=3
    )
    print(f"ours, local Moran, Gi and Gi*, {DRAWS:,} draws: {1000 * ours_s:.1f} ms")
    print(f"ours, {MANY:,} draws and false discovery rates: {1000 * many_s:.1f} ms")
    print(f"ours, the same from table to table: {1000 * table_s:.1f} ms")
    print(f"ours, most memory held: {peak_gb():.2f} GB")
    print(found["spot"].value_counts().to_string())
    try:
        from esda.getisord import G_Local
        from esda.moran import Moran_Local
    except ImportError:
        print("beside the peer: not measured; esda is not here, install the group bench")
        return
    beside_peer(neighbours, values, ours_s, many_s, Moran_Local)
    where_the_peer_is_wrong(Moran_Local, G_Local)


def made_up() -> tuple[Neighbours, np.ndarray]:
    """Values that differ by chance and by a smooth surface."""
    area = land()
    neighbours = nearest_neighbours(table_of_areas(area.points), number=8)
    drawn = np.random.default_rng(8).gamma(1.2, 1, len(area.people))
    return neighbours, drawn + 0.5 * np.nan_to_num(neighbours.means(drawn))


def everything(z: np.ndarray, neighbours: Neighbours, draws: int, seed: int = 0) -> np.ndarray:
    """All three statistics, the chances, and the false discovery rates."""
    chance = stand_among_draws(z, neighbours, draws=draws, seed=seed).chance
    local_moran(z, neighbours)
    getis_ord(z, neighbours, star=False)
    getis_ord(z, neighbours, star=True)
    false_discovery_rates(chance)
    return chance


def beside_peer(
    neighbours: Neighbours, values: np.ndarray, ours_s: float, many_s: float, peer: type
) -> None:
    weights = weights_of(neighbours)

    def theirs(draws: int, seed: int) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return peer(
                values, weights, permutations=draws, keep_simulations=False, n_jobs=1, seed=seed
            )

    theirs(99, 0)  # numba compiles
    few_s, _ = cpu_seconds(lambda: theirs(FEW, 1), rounds=1)
    print(f"peer, {FEW} draws: {few_s:.2f} s; ours, {MANY:,}: {many_s / few_s:.3f}x of it")
    areas = np.random.default_rng(9).choice(len(values), LOOKED_AT, replace=False)
    z = standardised(values, neighbours)
    truth = np.array([one_sided(z, neighbours, area) for area in areas])
    seconds, errors = [], []
    for seed in SEEDS:
        taken, found = cpu_seconds(lambda seed=seed: theirs(DRAWS, seed), rounds=1)
        seconds.append(taken)
        errors.append(rmse(directed(found)[areas], truth))
    peer_s = float(np.median(seconds))
    print(f"peer, {DRAWS:,} draws: {peer_s:.2f} s = {peer_s / ours_s:,.0f}x ours")
    print(f"error of the peer's chances, {DRAWS:,} draws: {told(errors)}")
    for draws in (DRAWS, MANY):
        ours = [rmse(directed_of(z, neighbours, draws, seed)[areas], truth) for seed in SEEDS]
        ratio = np.median(ours) / np.median(errors)
        print(f"error of ours, {draws:,} draws: {told(ours)} = {ratio:.2f}x")


def directed(found: Any) -> np.ndarray:
    """One-sided chances; newer releases of the peer give two-sided ones, which are halved."""
    return found.p_sim / 2 if found.p_sim.max() > 0.6 else found.p_sim


def directed_of(z: np.ndarray, neighbours: Neighbours, draws: int, seed: int) -> np.ndarray:
    standing = stand_among_draws(z, neighbours, draws=draws, seed=seed)
    return (np.minimum(standing.high, standing.low) + 1) / (draws + 1)


def one_sided(z: np.ndarray, neighbours: Neighbours, area: int) -> float:
    """The chance from many draws for this area alone, each of other areas without repeats."""
    dice = np.random.default_rng(area)
    near = neighbours.near[neighbours.starts[area] : neighbours.starts[area + 1]]
    drawn = dice.integers(0, len(z) - 1, (TRUE_DRAWS, len(near)))
    repeats = (np.diff(np.sort(drawn, axis=1), axis=1) == 0).any(axis=1)
    while repeats.any():
        drawn[repeats] = dice.integers(0, len(z) - 1, (int(repeats.sum()), len(near)))
        repeats = (np.diff(np.sort(drawn, axis=1), axis=1) == 0).any(axis=1)
    sums = np.delete(z, area)[drawn].sum(axis=1)
    high = (sums >= z[near].sum()).mean()
    return float(min(high, 1 - high))


def rmse(found: np.ndarray, truth: np.ndarray) -> float:
    return float(np.sqrt(np.mean((found - truth) ** 2)))


def told(errors: list[float]) -> str:
    return f"median {np.median(errors):.4f} ({min(errors):.4f} to {max(errors):.4f})"


def weights_of(neighbours: Neighbours) -> Any:
    from libpysal.weights import W

    ends = zip(neighbours.starts[:-1], neighbours.starts[1:], strict=True)
    near = {area: neighbours.near[one:end].tolist() for area, (one, end) in enumerate(ends)}
    return W(near, id_order=list(range(len(neighbours))), silence_warnings=True)


def where_the_peer_is_wrong(moran: type, gi: type) -> None:
    """Six points of the peer's own example: the third has one neighbour, the highest of all."""
    from libpysal.weights import DistanceBand

    points = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
    values = np.array([2, 3, 3.2, 5, 8, 7])
    weights = DistanceBand(points, threshold=15)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        by_moran = moran(values, weights, permutations=DRAWS, seed=1).p_sim[2]
        by_gi = gi(values, weights, permutations=DRAWS, seed=1, transform="B").p_sim[2]
    near = [(one, other) for one, others in weights.neighbors.items() for other in others]
    names = area_codes(6)
    neighbours = neighbours_from_pairs(
        areas=names,
        pairs=pd.DataFrame(
            [(names[one], names[other]) for one, other in near], columns=["area", "neighbour"]
        ),
    )
    ours = directed_of(standardised(values, neighbours), neighbours, DRAWS, 1)[2]
    print(
        "a tie with the highest, one-sided chance 1 in 5: "
        f"Moran_Local {by_moran:.4f}, G_Local {by_gi:.4f}, ours {ours:.4f}"
    )


if __name__ == "__main__":
    main()
