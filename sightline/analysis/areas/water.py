"""Areas that face each other over water: near, with no land between, and not joined by land."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from sightline.analysis.areas.layout import Geography
from sightline.analysis.areas.tables import FACING

WIDEST_WATER_M = 2000.0  # the lower Thames and the wider estuaries; further is a day out
OVER_LAND_M = 5.0  # outlines are generalised: a line over less land than this is over water


def neighbours_across_water(
    geography: Geography, beside: pd.DataFrame, *, widest_m: float = WIDEST_WATER_M
) -> pd.DataFrame:
    """Areas on opposite shores, and how wide the water is at the narrowest.

    beside: SHARED_BORDERS of the same areas, as `neighbours_by_boundary` gives it: areas that
    touch, or touch one and the same third area, are not across water. widest_m: metres. Returns
    FACING sorted by area and neighbour, each pair in both directions.

    >>> from sightline.analysis.areas import lay_out, neighbours_by_boundary
    >>> names = pd.DataFrame({"area": ["A", "B"], "area_name": "", "district": "",
    ...                       "district_name": ""})
    >>> banks = [shapely.box(0, 0, 900, 500), shapely.box(0, 800, 900, 1300)]
    >>> both = lay_out(names=names, shapes=banks, vintage="")
    >>> neighbours_across_water(both, neighbours_by_boundary(both)).values.tolist()
    [['A', 'B', 300.0], ['B', 'A', 300.0]]
    """
    codes = geography.areas["area"].to_numpy()
    on_shore = np.flatnonzero(_touches_the_edge(geography.shapes))
    shore = geography.shapes[on_shore]
    one, other = shapely.STRtree(shore).query(shore, predicate="dwithin", distance=widest_m)
    one, other = on_shore[one[one < other]], on_shore[other[one < other]]
    by_land = _joined_by_land(beside)
    apart = np.array(
        [(codes[a], codes[b]) not in by_land for a, b in zip(one, other, strict=True)], dtype=bool
    )
    one, other = one[apart], other[apart]
    lines = shapely.shortest_line(geography.shapes[one], geography.shapes[other])
    over_water = _land_under(lines, geography.shapes) <= OVER_LAND_M
    one, other, apart_m = one[over_water], other[over_water], shapely.length(lines[over_water])
    facing = pd.DataFrame(
        {
            "area": codes[np.concatenate([one, other])],
            "neighbour": codes[np.concatenate([other, one])],
            "apart_m": np.concatenate([apart_m, apart_m]),
        }
    )
    return FACING.check(facing.sort_values(["area", "neighbour"], ignore_index=True))


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
