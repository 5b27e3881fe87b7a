"""What a trip cannot cross: a river, a coast, a motorway; and how long it is by the crossings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from sightline.analysis.provision.people import Numbers
from sightline.analysis.provision.tables import BARRIERS, CROSSINGS

_STEP_BACK_M = 0.01  # a place on the bank itself is not across the river
_AT_ONCE = 200_000  # trips drawn as lines together


class Barriers:
    """Lines that cannot be crossed but at given points.

    lines: BARRIERS, straight pieces in any order. crossings: CROSSINGS, such as bridges and
    ferries, each of which crosses any barrier; none by default. A trip by a crossing is straight to
    it and straight on: what else it meets on the way is not looked at.

    >>> river = pd.DataFrame({"from_easting_m": [0.0], "from_northing_m": [1000.0],
    ...     "to_easting_m": [9000.0], "to_northing_m": [1000.0]})
    >>> south, north = np.array([[3000.0, 0.0]]), np.array([[3000.0, 2000.0]])
    >>> Barriers(river).lengths_m(south, north).tolist()
    [inf]
    >>> bridge = pd.DataFrame({"easting_m": [3000.0], "northing_m": [1000.0]})
    >>> Barriers(river, bridge).lengths_m(south, north).tolist()
    [2000.0]
    """

    def __init__(self, lines: pd.DataFrame, crossings: pd.DataFrame | None = None) -> None:
        ends = BARRIERS.check(lines).to_numpy().reshape(-1, 2, 2)
        self._tree = shapely.STRtree(shapely.linestrings(ends))
        known = CROSSINGS.empty() if crossings is None else CROSSINGS.check(crossings)
        self._crossings: Numbers = known.to_numpy(dtype="float64")

    def lengths_m(self, start: Numbers, end: Numbers) -> Numbers:
        """Metres of each trip: straight, or by the best crossing, or infinite.

        start, end: trips × 2, in metres east and north.
        """
        length: Numbers = np.hypot(*(end - start).T)
        for first in range(0, len(length), _AT_ONCE):
            these = slice(first, first + _AT_ONCE)
            cross = self._meet(start[these], end[these], length[these])
            rows = first + cross
            length[rows] = self._by_crossing(start[rows], end[rows])
        return length

    def _meet(self, start: Numbers, end: Numbers, length: Numbers) -> np.ndarray:
        """Rows of the trips whose straight line meets a barrier between its ends."""
        if not len(self._tree):
            return np.array([], dtype="int64")
        may = np.flatnonzero(length > self._nearest_m(end))
        back = (end[may] - start[may]) * (_STEP_BACK_M / length[may, np.newaxis])
        lines = shapely.linestrings(np.stack([start[may] + back, end[may] - back], axis=1))
        met = self._tree.query(lines, predicate="intersects")[0]
        return np.asarray(may[np.unique(met)])

    def _nearest_m(self, points: Numbers) -> Numbers:
        """Metres to the nearest barrier: a shorter trip from there crosses none."""
        different, back = np.unique(points, axis=0, return_inverse=True)
        at = shapely.points(different)
        (rows, _), metres = self._tree.query_nearest(at, all_matches=False, return_distance=True)
        nearest = np.empty(len(different))
        nearest[rows] = metres
        return nearest[back.ravel()]

    def _by_crossing(self, start: Numbers, end: Numbers) -> Numbers:
        best = np.full(len(start), np.inf)
        for crossing in self._crossings:
            by_here = np.hypot(*(start - crossing).T) + np.hypot(*(end - crossing).T)
            best = np.minimum(best, by_here)
        return best
