"""What the benchmarks of areas are run on: made up from a seed, in the shape of England and Wales.

35,672 areas: four in five lie around one of 60 centres, whose sizes differ greatly; the rest lie
anywhere. Nothing here is real.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

AREAS = 35_672
COUNTY = 1_100


@dataclass(frozen=True)
class Land:
    """Points in metres, people, and how much more crime an area has than its people would."""

    points: np.ndarray
    people: np.ndarray
    weight: np.ndarray

    def county(self) -> Land:
        """The 1,100 areas nearest the middle."""
        middle = np.median(self.points, axis=0)
        nearest = np.argsort(np.hypot(*(self.points - middle).T))[:COUNTY]
        return Land(self.points[nearest], self.people[nearest], self.weight[nearest])


def land() -> Land:
    dice = np.random.default_rng(42)
    centres = dice.uniform((130e3, 20e3), (640e3, 640e3), (60, 2))
    spread, size = dice.uniform(2e3, 14e3, 60), dice.pareto(1.1, 60) + 0.3
    near = dice.choice(60, AREAS, p=size / size.sum())
    clustered = centres[near] + dice.normal(0, 1, (AREAS, 2)) * spread[near, np.newaxis]
    anywhere = dice.uniform((130e3, 20e3), (640e3, 640e3), (AREAS, 2))
    points = np.where((dice.random(AREAS) < 0.8)[:, np.newaxis], clustered, anywhere)
    people = dice.normal(1_680, 300, AREAS).clip(900, 4_000)
    return Land(points, people, dice.gamma(1.2, 1, AREAS))


def area_codes(number: int) -> np.ndarray:
    return np.array([f"X{row:08d}" for row in range(number)], dtype=object)


def table_of_areas(points: np.ndarray) -> pd.DataFrame:
    """AREAS with these points."""
    return pd.DataFrame(
        {
            "area": area_codes(len(points)),
            "area_name": "",
            "district": "",
            "district_name": "",
            "easting_m": points[:, 0],
            "northing_m": points[:, 1],
        }
    )


def cpu_seconds(work: Callable[[], Any], *, rounds: int) -> tuple[float, Any]:
    """The least of a few rounds, of this process alone, and what it gave."""
    best, given = np.inf, None
    for _ in range(rounds):
        started = time.process_time()
        given = work()
        best = min(best, time.process_time() - started)
    return best, given


def peak_gb() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def one_thread() -> None:
    """Ask libraries for one thread; only works before they are loaded."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, "1")
