"""Small maps for the tests of neighbours: rows, rings, pairs drawn at random."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sightline.analysis.neighbours import Neighbours, neighbours_from_pairs
from tests.factories.small_tables import codes


def beside(number: int, pairs: Iterable[tuple[int, int]]) -> Neighbours:
    """Areas A, B, C … of which these places are beside each other, both ways."""
    names = codes(number)
    both = sorted({*pairs, *((other, one) for one, other in pairs)})
    return neighbours_from_pairs(
        areas=names,
        pairs=pd.DataFrame(
            [(names[one], names[other]) for one, other in both], columns=["area", "neighbour"]
        ),
    )


def in_a_row(number: int) -> Neighbours:
    """Areas from west to east, each beside the next."""
    return beside(number, [(place, place + 1) for place in range(number - 1)])


def values_of(numbers: Iterable[float]) -> pd.DataFrame:
    """VALUES of areas A, B, C …"""
    told = list(numbers)
    return pd.DataFrame({"area": codes(len(told)), "value": told})


def at_random(number: int, *, seed: int, each: int = 5) -> Neighbours:
    """Areas with about so many neighbours, drawn at random."""
    drawn = np.random.default_rng(seed).integers(0, number, (number * each // 2, 2))
    return beside(number, [(int(one), int(other)) for one, other in drawn])
