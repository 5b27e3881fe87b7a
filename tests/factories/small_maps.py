"""Maps for the tests of neighbours: a grid, split maps, and counts drawn from the model itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sightline.analysis.need.bym2 import smooth_rates
from sightline.analysis.need.bym2.borders import Borders, scaled_borders
from sightline.analysis.need.bym2.latent import Spread
from sightline.analysis.neighbours import Neighbours, neighbours_from_pairs


def named(number: int) -> list[str]:
    """A0000, A0001 …"""
    return [f"A{place:04d}" for place in range(number)]


def grid(rows: int, columns: int) -> pd.DataFrame:
    """Pairs of squares side by side, each told one way; square r, c is area r × columns + c."""
    place = np.arange(rows * columns).reshape(rows, columns)
    ends = [(place[:, :-1], place[:, 1:]), (place[:-1], place[1:])]
    codes = np.array(named(rows * columns), dtype=object)
    return pd.DataFrame(
        {
            "area": codes[np.concatenate([one.ravel() for one, _ in ends])],
            "neighbour": codes[np.concatenate([other.ravel() for _, other in ends])],
        }
    )


def split_map() -> Neighbours:
    """Nine areas: five that hang together, three in a row, and one by itself."""
    told = "01 12 23 34 40 13 56 67".split()
    pairs = pd.DataFrame(
        {"area": [f"A000{pair[0]}" for pair in told], "neighbour": [f"A000{p[1]}" for p in told]}
    )
    return neighbours_from_pairs(areas=named(9), pairs=both_ways(pairs))


def drawn_log_rates(borders: Borders, spread: Spread, dice: np.random.Generator) -> np.ndarray:
    """Log relative rates from the model itself."""
    number = len(borders.part)
    factor = borders.with_diagonal(np.zeros(number))
    ones = factor.solve(np.where(borders.alone, 0.0, 1.0))
    drawn = factor.back(dice.standard_normal(number))
    whole = np.where(borders.alone, 1.0, borders.totals(ones))
    structured = drawn - ones / whole * borders.totals(drawn)
    own = np.sqrt(spread.own_variance(borders)) * dice.standard_normal(number)
    return np.asarray(spread.shared(borders) * structured + own)


@dataclass(frozen=True)
class Held:
    """How often intervals held the truth, and what was estimated."""

    share: float
    need: pd.DataFrame
    truth: np.ndarray


def need_of_map(
    incidents: np.ndarray, people: np.ndarray, pairs: pd.DataFrame, **how: object
) -> pd.DataFrame:
    """SPATIAL_NEED of areas A0000, A0001 …"""
    area = named(len(people))
    return smooth_rates(
        incidents=pd.DataFrame({"area": area, "incidents": incidents}),
        people=pd.DataFrame({"area": area, "people": people}),
        neighbours=pairs,
        years=1,
        **how,  # type: ignore[arg-type]
    )


def held_by_map(pairs: pd.DataFrame, log_rates: np.ndarray, *, mean: float, seed: int) -> Held:
    """Counts of that mean drawn for these log rates, and how often need held the truth."""
    dice = np.random.default_rng(seed)
    people = dice.integers(500, 2500, len(log_rates))
    truth = mean / 1.5 * np.exp(log_rates)
    need = need_of_map(dice.poisson(truth * people / 1000), people, pairs)
    inside = (need["need_low"] <= truth) & (truth <= need["need_high"])
    return Held(float(inside.mean()), need, truth)


def borders_of(number: int, pairs: pd.DataFrame) -> Borders:
    """The scaled structure of a map of areas A0000, A0001 …"""
    return scaled_borders(neighbours_from_pairs(areas=named(number), pairs=both_ways(pairs)))


def both_ways(pairs: pd.DataFrame) -> pd.DataFrame:
    """Each pair told both ways."""
    back = pairs.rename(columns={"area": "neighbour", "neighbour": "area"})
    return pd.concat([pairs, back[["area", "neighbour"]]], ignore_index=True)
