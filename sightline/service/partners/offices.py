"""In which district an office is, which everybody may know where its postcode is kept back."""

from __future__ import annotations

import shapely

from sightline.service.places import queries as places

_FURTHEST_M = 1_000.0  # generalised outlines leave piers and river banks outside


def district_of_postcode(postcode: str) -> str:
    """The code of the district a postcode is in; empty if it is not known, or not of the county."""
    place = places.place_of_postcode(postcode) if postcode else None
    geography = places.geography() if place is not None else None
    if place is None or geography is None or geography.areas.empty:
        return ""
    point = shapely.Point(*place)
    distances = shapely.distance(geography.shapes, point)
    nearest = int(distances.argmin())
    if distances[nearest] > _FURTHEST_M:
        return ""
    return str(geography.areas["district"].iloc[nearest])
