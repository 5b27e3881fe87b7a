"""Which areas are beside which: along a shared boundary, or with nothing but water between them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from sightline.analysis.areas import Geography, neighbours_by_boundary

WIDEST_WATER_M = 2000.0  # the lower Thames and the wider estuaries; further is a day out
OVER_LAND_M = 5.0  # outlines are generalised: a line over less land than this is over water


def neighbours_of(geography: Geography) -> pd.DataFrame:
    """Every pair of neighbouring areas, in both directions.

    Returns area, neighbour, shared_m (metres of shared boundary, 0 across water) and apart_m
    (metres of water at the narrowest, 0 where the two touch).
    """
    beside = neighbours_by_boundary(geography).assign(apart_m=0.0)
    across = _across_water(geography, beside).assign(shared_m=0.0)
    both = pd.concat([beside, across[beside.columns]], ignore_index=True)
    return both.sort_values(["area", "neighbour"], ignore_index=True)


def _across_water(geography: Geography, beside: pd.DataFrame) -> pd.DataFrame:
    """Pairs on opposite shores: near, and neither land nor one area between joins them."""
    codes = geography.areas["area"].to_numpy()
    on_shore = np.flatnonzero(_touches_the_edge(geography.shapes))
    shore = geography.shapes[on_shore]
    one, other = shapely.STRtree(shore).query(shore, predicate="dwithin", distance=WIDEST_WATER_M)
    one, other = on_shore[one[one < other]], on_shore[other[one < other]]
    by_land = _joined_by_land(beside)
    apart = np.array(
        [(codes[a], codes[b]) not in by_land for a, b in zip(one, other, strict=True)], dtype=bool
    )
    one, other = one[apart], other[apart]
    lines = shapely.shortest_line(geography.shapes[one], geography.shapes[other])
    over_water = _land_under(lines, geography.shapes) <= OVER_LAND_M
    one, other, apart_m = one[over_water], other[over_water], shapely.length(lines[over_water])
    return pd.DataFrame(
        {
            "area": codes[np.concatenate([one, other])],
            "neighbour": codes[np.concatenate([other, one])],
            "apart_m": np.concatenate([apart_m, apart_m]),
        }
    )


def _touches_the_edge(shapes: np.ndarray) -> np.ndarray:
    """Which areas lie on the outer edge of them all: a shore, or the end of what is known."""
    edge = shapely.boundary(shapely.union_all(shapes))
    shapely.prepare(edge)
    touches: np.ndarray = shapely.dwithin(shapes, edge, 1.0)
    return touches


def _joined_by_land(beside: pd.DataFrame) -> set[tuple[str, str]]:
    """Pairs that touch, and pairs with one and the same area between them."""
    pairs = beside[["area", "neighbour"]]
    through = pairs.merge(pairs, left_on="neighbour", right_on="area", suffixes=("", "_2"))
    near = [pairs, through[["area", "neighbour_2"]].set_axis(pairs.columns, axis=1)]
    return set(pd.concat(near).itertuples(index=False, name=None))


def _land_under(lines: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Metres of each line that run over any area."""
    line, shape = shapely.STRtree(shapes).query(lines, predicate="intersects")
    metres = shapely.length(shapely.intersection(lines[line], shapes[shape]))
    return np.bincount(line, weights=metres, minlength=len(lines))
