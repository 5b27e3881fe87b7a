"""Where to choose sites: made-up problems from a seed, as the benchmarks and their peer take them.

Cover (n, m, p, km): the n areas nearest a random one; need is people times a gamma of mean 1.2,
over 100; m sites at areas drawn from them, off by about 300 m; covered within so many km.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree
from workloads import Land, land


@dataclass(frozen=True)
class Siting:
    """need: of each area. areas, sites: points in metres."""

    need: np.ndarray
    areas: np.ndarray
    sites: np.ndarray

    def covers(self, within_m: float) -> sparse.csr_array:
        """Sites × areas, 1 where an area lies within so many metres."""
        near = cKDTree(self.sites).query_ball_tree(cKDTree(self.areas), within_m)
        ends = np.cumsum([0, *map(len, near)])
        columns = np.concatenate([np.sort(one) for one in near]).astype(np.int64)
        return sparse.csr_array(
            (np.ones(len(columns)), columns, ends), shape=(len(self.sites), len(self.areas))
        )

    def distances(self) -> np.ndarray:
        """Areas × sites, metres."""
        return np.hypot(self.areas[:, :1] - self.sites[:, 0], self.areas[:, 1:] - self.sites[:, 1])


def siting(areas: int, sites: int, *, seed: int, whole: Land | None = None) -> Siting:
    whole = whole or land()
    dice = np.random.default_rng(seed)
    middle = whole.points[dice.integers(len(whole.points))]
    near = np.argsort(np.hypot(*(whole.points - middle).T))[:areas]
    points = whole.points[near]
    need = whole.people[near] * dice.gamma(1.2, 1, areas) / 100
    at = points[dice.choice(areas, sites, replace=False)] + dice.normal(0, 300, (sites, 2))
    return Siting(need, points, at)


def spopt_model(kind: str, problem: Siting, **more: object) -> object:
    """The peer's model of the problem, built; None where the peer is not installed."""
    try:
        from spopt.locate import MCLP, PMedian
    except ImportError:
        return None
    maker = {"cover": MCLP, "median": PMedian}[kind]
    return maker.from_cost_matrix(problem.distances(), problem.need, **more)


def solver(**options: object) -> object:
    """HiGHS through PuLP, as the peer's users would have it; silent."""
    import pulp

    return pulp.HiGHS(msg=False, **options)
