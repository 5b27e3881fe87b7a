"""Which areas are beside which: along a border, or within a distance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from sightline.analysis.areas.layout import Geography
from sightline.analysis.areas.tables import DISTANCES, SHARED_BORDERS

# Generalised outlines do not always meet exactly. Two outlines that share no line worth the name,
# but run within TOLERANCE_M of each other for LEAST_SHARED_M or more, share a border all the same.
# In England and Wales areas that meet only at a corner run within 5 m of each other for 10 m
# (median) to 16 m (95th percentile), so a corner is not a border.
TOLERANCE_M = 5.0
LEAST_SHARED_M = 25.0


def neighbours_by_boundary(geography: Geography) -> pd.DataFrame:
    """Areas that share a border, and how much of it.

    Returns SHARED_BORDERS sorted by area and neighbour, each pair in both directions; an island has
    no row. Areas that meet only at a corner, or face each other across water, are not neighbours.

    >>> from sightline.analysis.areas import lay_out
    >>> names = pd.DataFrame({"area": ["A", "B"], "area_name": "", "district": "",
    ...                       "district_name": ""})
    >>> both = lay_out(names=names, shapes=[shapely.box(0, 0, 10, 10), shapely.box(10, 4, 20, 10)],
    ...                vintage="")
    >>> neighbours_by_boundary(both).values.tolist()
    [['A', 'B', 6.0], ['B', 'A', 6.0]]
    """
    shapes = geography.shapes
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOLERANCE_M)
    one, other = one[one < other], other[one < other]
    borders = shapely.boundary(shapes)
    shared_m = shapely.length(shapely.intersection(borders[one], borders[other]))
    short = shared_m < LEAST_SHARED_M
    near_m = _nearly_shared_m(shapes, borders, one[short], other[short])
    beyond = near_m - shared_m[short] >= LEAST_SHARED_M
    shared_m[short] = np.where(beyond, near_m, shared_m[short])
    kept = shared_m > 0
    return SHARED_BORDERS.check(
        _both_ways(geography.areas["area"], one[kept], other[kept], "shared_m", shared_m[kept])
    )


def neighbours_by_distance(areas: pd.DataFrame, *, within_m: float) -> pd.DataFrame:
    """Areas whose points are so near each other, whatever lies between.

    areas: AREAS. Returns DISTANCES sorted by area and neighbour, each pair in both directions; an
    area with nothing near has no row.

    >>> areas = pd.DataFrame({"area": ["A", "B", "C"], "area_name": "", "district": "",
    ...     "district_name": "", "easting_m": [0, 300, 9000], "northing_m": [0, 400, 0]})
    >>> neighbours_by_distance(areas, within_m=1000).values.tolist()
    [['A', 'B', 500.0], ['B', 'A', 500.0]]
    """
    points = areas[["easting_m", "northing_m"]].to_numpy(dtype="float64")
    pairs = cKDTree(points).query_pairs(within_m, output_type="ndarray") if len(points) else points
    one, other = pairs[:, 0].astype(int), pairs[:, 1].astype(int)
    distance_m = np.hypot(*(points[one] - points[other]).T)
    return DISTANCES.check(_both_ways(areas["area"], one, other, "distance_m", distance_m))


def _nearly_shared_m(
    shapes: np.ndarray, borders: np.ndarray, one: np.ndarray, other: np.ndarray
) -> np.ndarray:
    """Metres that borders run within the tolerance of each other."""
    wide = {row: shapely.buffer(shapes[row], TOLERANCE_M) for row in np.union1d(one, other)}
    of_one = shapely.intersection(
        borders[one], np.array([wide[row] for row in other], dtype=object)
    )
    of_other = shapely.intersection(
        borders[other], np.array([wide[row] for row in one], dtype=object)
    )
    return np.asarray((shapely.length(of_one) + shapely.length(of_other)) / 2)


def _both_ways(
    area: pd.Series, one: np.ndarray, other: np.ndarray, name: str, values: np.ndarray
) -> pd.DataFrame:
    codes = area.to_numpy()
    pairs = pd.DataFrame(
        {
            "area": np.concatenate([codes[one], codes[other]]),
            "neighbour": np.concatenate([codes[other], codes[one]]),
            name: np.concatenate([values, values]),
        }
    )
    return pairs.sort_values(["area", "neighbour"])
