"""Which side of a border an area lies on, and on which side an activity is held."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import shapely

from sightline.analysis.areas import AREAS, Geography
from sightline.analysis.borders.tables import HOMES, SIDES
from sightline.analysis.provision import Activity

OUR_COUNTY, BEYOND = "the county", "beyond the county"  # where no district is given
AT_THE_EDGE_M = 100.0  # outlines are generalised: a place so near an area lies in it


def sides_of(areas: pd.DataFrame, *, ours: Collection[str]) -> pd.DataFrame:
    """The side of each area: its district, and whether it is of the county asked about.

    areas: AREAS, the county's own and perhaps those around it. ours: codes of its own. Returns
    SIDES sorted by area. A district that is not given is not known, and makes no border; that an
    area is beyond the county makes one all the same.

    >>> areas = pd.DataFrame({"area": ["A", "B"], "area_name": "", "district": ["D1", ""],
    ...     "district_name": ["West", ""], "easting_m": 0.0, "northing_m": 0.0})
    >>> sides_of(areas, ours=["A"]).values.tolist()
    [['A', 'West', 1], ['B', nan, 0]]
    """
    known = AREAS.check(areas).sort_values("area")
    name = known["district_name"].str.strip()
    side = name.where(name != "", known["district"].str.strip())
    return SIDES.check(
        pd.DataFrame(
            {
                "area": known["area"],
                "side": side.where(side != "", None),
                "ours": known["area"].isin(set(ours)).astype(int),
            }
        )
    )


def say_side(side: object, ours: int) -> str:
    """The name of a side, also where its district is not known.

    >>> say_side("West", 1), say_side(None, 0)
    ('West', 'beyond the county')
    """
    if isinstance(side, str) and side:
        return side
    return OUR_COUNTY if ours else BEYOND


def named_sides(sides: pd.DataFrame) -> pd.DataFrame:
    """SIDES with a name for every side."""
    told = SIDES.check(sides)
    named = [say_side(side, ours) for side, ours in zip(told["side"], told["ours"], strict=True)]
    return told.assign(side=pd.Series(named, dtype=object))


def apart(sides: pd.DataFrame, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether a border lies between two areas, by their rows in sides; not if it is not known."""
    side, ours = sides["side"].to_numpy(dtype=object), sides["ours"].to_numpy()
    known = pd.notna(side)
    districts = known[one] & known[other] & (side[one] != side[other])
    crossed: np.ndarray = districts | (ours[one] != ours[other])
    return crossed


def homes_of(
    activities: Sequence[Activity], *, geography: Geography, sides: pd.DataFrame
) -> pd.DataFrame:
    """The sides where each activity is held: those its places lie in.

    geography: the areas of sides, with outlines. Returns HOMES sorted by activity, side; no row
    where no place is given, or none lies in any of the areas: then its home is not known.
    """
    owner = [one.reference for one in activities for _ in one.places]
    points = [(at.easting_m, at.northing_m) for one in activities for at in one.places]
    if not points:
        return HOMES.empty()
    tree = shapely.STRtree(geography.shapes)
    which, row = tree.query_nearest(
        shapely.points(points), max_distance=AT_THE_EDGE_M, all_matches=False
    )
    lies_in = geography.areas["area"].to_numpy()[row]
    told = named_sides(sides).set_index("area").loc[lies_in].reset_index()
    told["activity"] = np.array(owner, dtype=object)[which]
    return HOMES.check(
        told[list(HOMES.columns)]
        .drop_duplicates()
        .sort_values(["activity", "side", "ours"], ignore_index=True)
    )
