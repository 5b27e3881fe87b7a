"""Which areas are beside which: along a shared boundary, or with nothing but water between them."""

from __future__ import annotations

import pandas as pd

from sightline.analysis.areas import Geography, neighbours_across_water, neighbours_by_boundary


def neighbours_of(geography: Geography) -> pd.DataFrame:
    """Every pair of neighbouring areas, in both directions.

    Returns area, neighbour, shared_m (metres of shared boundary, 0 across water) and apart_m
    (metres of water at the narrowest, 0 where the two touch).
    """
    beside = neighbours_by_boundary(geography)
    across = neighbours_across_water(geography, beside).assign(shared_m=0.0)
    both = pd.concat([beside.assign(apart_m=0.0), across], ignore_index=True)
    return both.sort_values(["area", "neighbour"], ignore_index=True)
