"""Sites that nobody may find: they count in their district, never at their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from sightline.analysis.areas import Geography, areas_of
from sightline.analysis.provision.activity import Activity
from sightline.analysis.provision.decay import FURTHEST_M


def hide_sensitive_sites(
    activities: Sequence[Activity], geography: Geography
) -> tuple[Activity, ...]:
    """The activities, those at a sensitive site (a refuge, say) known by their districts alone.

    A number that falls with the distance from a place tells where the place is. So such an activity
    has no place and serves whole districts: those it stands in and those of the areas it serves.
    Moving it within its district then changes no number at all. A place further from every area
    than anybody comes from is in no district.

    >>> import pandas as pd
    >>> from sightline.analysis.areas import lay_out
    >>> from sightline.analysis.provision.activity import Place, Status
    >>> names = pd.DataFrame({"area": ["A", "B"], "area_name": "", "district": ["D", "E"],
    ...                       "district_name": ""})
    >>> land = lay_out(names=names, shapes=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)],
    ...                vintage="")
    >>> refuge = Activity(reference="1", name="Refuge", organisation="Us", themes=("violence",),
    ...                   status=Status.CURRENT, places=(Place(12, 3),), sensitive_site=True)
    >>> hidden, = hide_sensitive_sites([refuge], land)
    >>> hidden.places, hidden.areas_served
    ((), ('E',))
    """
    hidden = [activity for activity in activities if activity.sensitive_site]
    if not hidden:
        return tuple(activities)
    tree = shapely.STRtree(geography.shapes)
    return tuple(
        _by_district(activity, geography, tree) if activity.sensitive_site else activity
        for activity in activities
    )


def _by_district(activity: Activity, geography: Geography, tree: shapely.STRtree) -> Activity:
    districts = geography.areas["district"].to_numpy()
    points = [shapely.Point(place.easting_m, place.northing_m) for place in activity.places]
    _, rows = tree.query_nearest(points, max_distance=FURTHEST_M, all_matches=False)
    stands_in = districts[rows]
    served = set(areas_of(activity.areas_served, geography.areas).areas)
    of_served = districts[np.isin(geography.areas["area"].to_numpy(), list(served))]
    known = sorted({str(code) for code in (*stands_in, *of_served)} - {""})
    return replace(activity, places=(), areas_served=tuple(known))
