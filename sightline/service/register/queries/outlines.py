"""The districts as a page draws them, made once from the outlines of their small areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from sightline.service.places import queries as places
from sightline.service.places.actions.outlines import draw_outlines, shapes_for_map
from sightline.service.register.queries.cube import Cube


@dataclass(frozen=True)
class Outlines:
    """SVG paths and GeoJSON geometries of the districts, and how to put a point on the drawing."""

    width: int
    height: int
    paths: dict[str, str]  # by code
    shapes: dict[str, str]
    west_m: float
    north_m: float
    metres_per_unit: float

    def at(self, easting_m: float, northing_m: float) -> tuple[int, int]:
        """Where a point is on the drawing."""
        return (
            round((easting_m - self.west_m) / self.metres_per_unit),
            round((self.north_m - northing_m) / self.metres_per_unit),
        )


def outlines_of(cube: Cube) -> Outlines | None:
    """The districts of the county; None where no county was loaded. Kept with the cube."""
    known = cube.found.get("outlines")
    if isinstance(known, Outlines):
        return known
    geography = places.geography()
    if geography.areas.empty:
        return None
    made = _draw(geography.areas["district"].to_numpy(dtype=str), geography.shapes)
    cube.found["outlines"] = made
    return made


def _draw(districts: np.ndarray, shapes: np.ndarray) -> Outlines:
    codes = sorted(set(districts.tolist()) - {""})
    whole = np.array(
        [shapely.coverage_union_all(shapes[districts == code]) for code in codes], dtype=object
    )
    drawing = draw_outlines(whole)
    west, _south, east, north = shapely.total_bounds(whole)
    return Outlines(
        width=drawing.width,
        height=drawing.height,
        paths=dict(zip(codes, drawing.paths, strict=True)),
        shapes=dict(zip(codes, shapes_for_map(whole), strict=True)),
        west_m=float(west),
        north_m=float(north),
        metres_per_unit=max((east - west) / drawing.width, 1e-3),
    )
