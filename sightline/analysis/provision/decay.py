"""How the part of people who come falls with distance: by steps, or halved again and again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sightline.analysis.provision.people import Numbers
from sightline.errors import BadInput

HALF_DISTANCE_M = 3000.0
FURTHEST_M = 10000.0


@dataclass(frozen=True)
class Decay:
    """The weight of a trip by its metres, from 1 at the door to 0 beyond furthest_m.

    Either halved with every half_distance_m, or, if steps are given, the weight of the first step
    that is not exceeded: the enhanced two-step floating catchment of Luo & Qi (2009, Health & Place
    15:1100-1107), whose zones have one weight each.

    >>> Decay(3000, 10_000).of(np.array([0.0, 3000.0, 6000.0, 10_001.0])).tolist()
    [1.0, 0.5, 0.25, 0.0]
    >>> zones = Decay.by_steps(((2500, 1.0), (5000, 0.68), (10_000, 0.22)))
    >>> zones.of(np.array([2500.0, 2501.0, 9000.0, 10_001.0])).tolist()
    [1.0, 0.68, 0.22, 0.0]
    """

    half_distance_m: float = HALF_DISTANCE_M
    furthest_m: float = FURTHEST_M
    steps: tuple[tuple[float, float], ...] = ()  # (metres at most, weight), nearest first

    def __post_init__(self) -> None:
        if not (self.half_distance_m > 0 and self.furthest_m >= 0):
            raise BadInput(
                f"distances: found {self.half_distance_m} and {self.furthest_m} metres, wanted "
                "the first above zero and the second not below it."
            )
        falling = all(a[0] < b[0] and a[1] >= b[1] for a, b in pairwise(self.steps))
        if not falling or any(not (metres >= 0 and 0 <= w <= 1) for metres, w in self.steps):
            raise BadInput(
                f"steps: found {self.steps}, wanted metres that rise and weights from 1 to 0 that "
                "do not, such as ((2500, 1), (5000, 0.68))."
            )

    @classmethod
    def by_steps(cls, steps: tuple[tuple[float, float], ...]) -> Decay:
        """Zones with one weight each; nothing beyond the last."""
        return cls(furthest_m=steps[-1][0] if steps else 0.0, steps=steps)

    def scaled(self, factor: float) -> Decay:
        """The same fall over distances that are so many times as long; the end stays."""
        steps = tuple((metres * factor, weight) for metres, weight in self.steps)
        return Decay(self.half_distance_m * factor, self.furthest_m, steps)

    def of(self, distance_m: Numbers) -> Numbers:
        """The weight of each distance in metres."""
        return self.of_squares(np.square(distance_m))

    def of_squares(self, squared_m2: Numbers) -> Numbers:
        """The weight of each squared distance, which costs no root where there are steps."""
        if not self.steps:
            halved: Numbers = np.exp2(np.sqrt(squared_m2) * (-1.0 / self.half_distance_m))
            return np.where(squared_m2 <= self.furthest_m**2, halved, 0.0)
        zone = (squared_m2 <= self.furthest_m**2).view(np.uint8)
        limits = [min(metres, self.furthest_m) ** 2 for metres, _ in self.steps]
        for limit in limits[:-1]:
            zone += (squared_m2 <= limit).view(np.uint8)
        weights = np.array([0.0, *(weight for _, weight in reversed(self.steps))])
        within: Numbers = weights.take(zone, mode="clip")
        return within
