"""Which district a place, a small area or a code is in."""

from __future__ import annotations

from functools import cached_property

import shapely

from sightline.analysis.areas import Geography
from sightline.analysis.provision import Activity, Place
from sightline.service.places import queries as places

_FURTHEST_M = 1_000.0  # generalised outlines leave piers and river banks outside


class Districts:
    """The districts of the county as they are stored now; the outlines are read only if needed."""

    def __init__(self) -> None:
        areas = places.areas()
        self._of_area = dict(zip(areas["area"], areas["district"], strict=True))
        self._codes = set(self._of_area.values())

    @cached_property
    def _geography(self) -> Geography:
        return places.geography()

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._geography.shapes)

    def of_code(self, code: str) -> str:
        """The district of a small area, or the district itself; empty if the code is not known."""
        return code if code in self._codes else self._of_area.get(code, "")

    def of_delivery(self, activity: Activity) -> str:
        """The district an activity is delivered in; empty if that is not known or not here."""
        if activity.delivery_area in self._of_area:
            return str(self._of_area[activity.delivery_area])
        return self._of_place(activity.places[0]) if activity.places else ""

    def _of_place(self, place: Place) -> str:
        if self._geography.areas.empty:
            return ""
        point = shapely.Point(place.easting_m, place.northing_m)
        nearest = int(self._tree.nearest(point))
        if shapely.distance(self._geography.shapes[nearest], point) > _FURTHEST_M:
            return ""
        return str(self._geography.areas["district"].iloc[nearest])
