"""Counting incidents: which types, which months, which areas."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from sightline.analysis.need.tables import AREA_INCIDENTS, INCIDENTS
from sightline.analysis.periods import Month
from sightline.errors import BadInput


def count_incidents(
    *,
    cube: pd.DataFrame,
    categories: Collection[str],
    months: Sequence[Month],
    areas: Sequence[str],
) -> pd.DataFrame:
    """How many incidents of some types each area had over some months.

    cube: INCIDENTS; no row means none recorded. Returns AREA_INCIDENTS: every area of `areas`, in
    that order, 0 where there were none. Incidents in other areas are not counted. BadInput if no
    type or no month is asked for, or an area is asked for twice.

    >>> cube = pd.DataFrame({"area": ["A", "A", "C"], "month": ["2025-11", "2025-12", "2025-12"],
    ...                      "category": "Robbery", "incidents": [2, 3, 9]})
    >>> count_incidents(cube=cube, categories=["Robbery"], months=[Month(2025, 12)],
    ...                 areas=["A", "B"]).values.tolist()
    [['A', 3], ['B', 0]]
    """
    for what, wanted in (("type of incident", categories), ("month", months)):
        if not wanted:
            raise BadInput(f"incidents: found no {what} to count, wanted one or more.")
    rows = INCIDENTS.check(cube)
    asked = rows["category"].isin(set(categories)) & rows["month"].isin({str(m) for m in months})
    counts = rows.loc[asked].groupby("area")["incidents"].sum()
    found = counts.reindex(pd.Index(areas, dtype=object), fill_value=0)
    return AREA_INCIDENTS.check(pd.DataFrame({"area": list(areas), "incidents": found.to_numpy()}))
