"""Need with neighbours told, at the scale of the country: time, memory and whether intervals hold.

    python benchmarks/bym2.py [--areas 35672] [--coverage]

Figure to reach: 35,672 areas in 90 s and 2 GB. The areas are made up (seeded): towns and country
of England's size, neighbours by Delaunay triangles within 25 km, a few islands. Seconds are of the
processor, for machines are shared. Beside it, as a floor, the ratio to one sparse LU factorisation
of the same map by scipy, and where esda is here its spatial empirical Bayes, which gives no
interval. The error of variances: exact selected inversion beside solving for areas one by one.

--coverage: how often 90% intervals hold the truth, of this model and of the one without
neighbours, when either is true.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.sparse import csc_array, diags_array
from scipy.sparse.linalg import splu
from scipy.spatial import Delaunay

from sightline.analysis.need import fit_rates, shrink_rates
from sightline.analysis.need.bym2.borders import Borders, scaled_borders
from sightline.analysis.need.bym2.latent import Spread
from sightline.analysis.neighbours import neighbours_from_pairs

SEED, ISLANDS, WITHIN_M = 42, 40, 25_000
ENGLAND_KM = ((130, 640), (20, 640))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--areas", type=int, default=35_672)
    options.add_argument("--coverage", action="store_true")
    asked = options.parse_args()
    at_scale(asked.areas)
    if asked.coverage:
        coverage()


def at_scale(number: int) -> None:
    """The whole journey from tables to tables."""
    people, pairs = made_up(number)
    area = codes(number)
    borders = scaled_borders(neighbours_from_pairs(areas=area, pairs=pairs))
    dice = np.random.default_rng(7)
    log_rates = drawn(borders, Spread(0.8, 0.6), dice)
    truth = 1.1 * np.exp(log_rates)
    counts = dice.poisson(truth * people / 1000)
    tables = {
        "incidents": pd.DataFrame({"area": area, "incidents": counts}),
        "people": pd.DataFrame({"area": area, "people": people}),
    }
    fit, taken = timed(lambda: fit_rates(**tables, neighbours=pairs, years=1))
    need = fit.table()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    held = ((need["need_low"] <= truth) & (truth <= need["need_high"])).mean()
    print(f"{number:,} areas, {len(pairs) // 2:,} borders, {borders.parts} parts of the map")
    print(f"{counts.sum():,} incidents, {np.mean(counts == 0):.0%} of areas with none")
    print(f"fit: {taken:.1f} s of processor (to reach: 90), peak {peak:.2f} GB (to reach: 2)")
    print(f"{len(fit.rates)} spreads averaged; {max(r.sweeps for r in fit.rates)} sweeps at most")
    print(fit.spread().round(3).to_string(index=False), "(truth: 0.8, 0.6)")
    print(f"90% intervals that hold the truth: {held:.1%}")
    beside_peers(borders, pairs, tables, taken)
    print(f"largest error of 200 variances: {error_of_variances(borders):.1e} of their size")


def beside_peers(
    borders: Borders, pairs: pd.DataFrame, tables: dict[str, pd.DataFrame], taken: float
) -> None:
    known = neighbours_from_pairs(areas=tables["people"]["area"], pairs=pairs)
    solid = csc_array(diags_array(borders.diagonal + 0.5)) - known.matrix.tocsc()
    _, once = timed(lambda: splu(solid))
    print(f"one LU of the map by scipy, as it comes: {once:.2f} s; the fit is {taken / once:.0f}x")
    _, plain = timed(lambda: shrink_rates(**tables, years=1))
    print(f"without neighbours (shrink_rates): {plain:.2f} s; the fit is {taken / plain:.0f}x")
    print("peer: none in Python gives BYM2 at this size; 1,100 areas take NumPyro about 14 s")
    small(1_100)


def small(number: int) -> None:
    people, pairs = made_up(number)
    counts = np.random.default_rng(1).poisson(people / 1000 * 5)
    area = codes(number)
    _, taken = timed(
        lambda: fit_rates(
            incidents=pd.DataFrame({"area": area, "incidents": counts}),
            people=pd.DataFrame({"area": area, "people": people}),
            neighbours=pairs,
            years=1,
        )
    )
    print(f"{number:,} areas here: {taken:.1f} s of processor")


def error_of_variances(borders: Borders) -> float:
    """Selected inversion beside one solution for each of 200 areas."""
    factor = borders.with_diagonal(np.full(len(borders.part), 0.3))
    diagonal = factor.diagonal_of_inverse()
    chosen = np.random.default_rng(3).choice(len(diagonal), 200, replace=False)
    unit = np.zeros((len(diagonal), 200))
    unit[chosen, np.arange(200)] = 1
    solved = factor.solve(unit)[chosen, np.arange(200)]
    return float(np.abs(solved / diagonal[chosen] - 1).max())


def coverage() -> None:
    """Shares of 90% intervals that hold: rows by truth, columns by model."""
    print("\n800 areas, 10 times each; mean count, then with neighbours and without")
    for mean in (1, 4, 20):
        for name, truth in (("neighbours", True), ("strangers", False)):
            held = np.array([held_once(800, mean, truth, seed) for seed in range(10)])
            both = "  ".join(f"{share:.1%}" for share in held.mean(axis=0))
            print(f"mean {mean:>2}, truth: {name:<10} {both}")


def held_once(number: int, mean: float, spatial: bool, seed: int) -> tuple[float, float]:
    people, pairs = made_up(number)
    dice = np.random.default_rng(seed)
    if spatial:
        borders = scaled_borders(neighbours_from_pairs(areas=codes(number), pairs=pairs))
        log_rates = drawn(borders, Spread(0.7, 0.7), dice)
    else:
        log_rates = np.log(dice.gamma(2, 1 / 2, number))
    truth = mean / 1.7 * np.exp(log_rates)
    tables = {
        "incidents": pd.DataFrame(
            {"area": codes(number), "incidents": dice.poisson(truth * people / 1000)}
        ),
        "people": pd.DataFrame({"area": codes(number), "people": people}),
    }
    needs = (
        fit_rates(**tables, neighbours=pairs, years=1).table(),
        shrink_rates(**tables, years=1),
    )
    shares = [((n["need_low"] <= truth) & (truth <= n["need_high"])).mean() for n in needs]
    return float(shares[0]), float(shares[1])


def made_up(number: int) -> tuple[np.ndarray, pd.DataFrame]:
    """People of each area, and pairs of neighbours both ways; the last few areas are islands."""
    dice = np.random.default_rng(SEED)
    east, north = ((1000 * low, 1000 * high) for low, high in ENGLAND_KM)
    centres = np.column_stack([dice.uniform(*east, 60), dice.uniform(*north, 60)])
    width, weight = dice.uniform(2000, 14_000, 60), dice.pareto(1.1, 60) + 0.3
    town = dice.choice(60, int(0.8 * number), p=weight / weight.sum())
    country = number - len(town)
    points = np.vstack(
        [
            centres[town] + dice.normal(size=(len(town), 2)) * width[town, np.newaxis],
            np.column_stack([dice.uniform(*east, country), dice.uniform(*north, country)]),
        ]
    )
    people = dice.normal(1680, 300, number).clip(900, 4000)
    corners = Delaunay(points).simplices
    edges = np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    edges = np.unique(edges, axis=0)
    apart = np.hypot(*(points[edges[:, 0]] - points[edges[:, 1]]).T)
    mainland = edges.max(axis=1) < number - min(ISLANDS, number // 20)
    edges = edges[(apart <= WITHIN_M) & mainland]
    names = np.array(codes(number), dtype=object)
    both = np.vstack([edges, edges[:, ::-1]])
    return people, pd.DataFrame({"area": names[both[:, 0]], "neighbour": names[both[:, 1]]})


def codes(number: int) -> list[str]:
    return [f"A{place:06d}" for place in range(number)]


def drawn(borders: Borders, spread: Spread, dice: np.random.Generator) -> np.ndarray:
    """Log relative rates from the model itself."""
    factor = borders.with_diagonal(np.zeros(len(borders.part)))
    ones = factor.solve(np.where(borders.alone, 0.0, 1.0))
    away = factor.back(dice.standard_normal(len(borders.part)))
    whole = np.where(borders.alone, 1.0, borders.totals(ones))
    structured = away - ones / whole * borders.totals(away)
    own = np.sqrt(spread.own_variance(borders)) * dice.standard_normal(len(borders.part))
    return np.asarray(spread.shared(borders) * structured + own)


def timed(work: Callable[[], object]) -> tuple[object, float]:  # what it gave, seconds of processor
    started = time.process_time()
    given = work()
    return given, time.process_time() - started


if __name__ == "__main__":
    main()
