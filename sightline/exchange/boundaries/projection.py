"""From the coordinates of a file to metres of the British National Grid, or a clear refusal."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely

from sightline.errors import BadInput
from sightline.exchange.boundaries.outlines import EXPORT, unknown_projection

GRID = 27700  # British National Grid, metres
WGS84 = 4326
# The British Isles with room for the fictional counties in the North Sea east of England.
WEST, EAST, SOUTH, NORTH = -11.0, 4.0, 48.0, 62.0
MOST = 0.5  # a file is wrong as a whole when more than this share of its outlines are


def to_grid(
    shapes: np.ndarray, declared: pyproj.CRS | None, *, file: str
) -> tuple[np.ndarray, np.ndarray]:
    """The shapes in metres of EPSG:27700, and which of them lie within the British Isles.

    Outlines without a shape, or elsewhere, come back as None. When most are elsewhere the file is
    wrong as a whole: BadInput says whether the projection, the order or the place is.
    """
    bounds = shapely.bounds(shapes)
    crs = declared or pyproj.CRS.from_epsg(WGS84)
    _refuse_wrong_projection(bounds, declared, crs, file)
    try:
        degrees = _in_degrees(bounds, crs)
        _refuse_wrong_place(degrees, crs, file)
        inside = _lies_inside(degrees)
        return _in_metres(np.where(inside, shapes, np.array(None)), crs), inside
    except pyproj.exceptions.ProjError as error:
        raise unknown_projection(file, crs.name) from error


def _refuse_wrong_projection(
    bounds: np.ndarray, declared: pyproj.CRS | None, crs: pyproj.CRS, file: str
) -> None:
    known = np.isfinite(bounds).all(axis=1)
    degrees = (np.abs(bounds) <= (180, 90, 180, 90)).all(axis=1)[known]
    if not degrees.size or (degrees.mean() > MOST) == crs.is_geographic:
        return
    name = f"the projection {crs.name}" if declared else "no projection"
    where = bounds[known][np.argmax(degrees != crs.is_geographic)]
    kind = "longitude and latitude" if crs.is_geographic else "metres"
    raise BadInput(
        f"{file}: found the wrong projection: it declares {name}, but has coordinates such as "
        f"{where[0]:.6g}, {where[1]:.6g}, wanted {kind}. {EXPORT}"
    )


def _refuse_wrong_place(degrees: np.ndarray, crs: pyproj.CRS, file: str) -> None:
    known = degrees[np.isfinite(degrees).all(axis=1)]
    if not len(known) or _lies_inside(known).mean() > MOST:
        return
    west, south = known[0][:2]
    if _lies_inside(known[:, [1, 0, 3, 2]]).mean() > MOST:
        raise BadInput(
            f"{file}: found latitude before longitude, such as {west:.6g}, {south:.6g}, wanted "
            f"longitude first. {EXPORT}"
        )
    raise BadInput(
        f"{file}: found outlines far outside the British Isles, such as at longitude {west:.6g}, "
        f"latitude {south:.6g} when read as {crs.name}, wanted longitudes from {WEST:.0f} to "
        f"{EAST:.0f} and latitudes from {SOUTH:.0f} to {NORTH:.0f}. {EXPORT}"
    )


def _in_degrees(bounds: np.ndarray, crs: pyproj.CRS) -> np.ndarray:
    """Bounds (west, south, east, north) in degrees; of projected ones, of their two corners."""
    if crs.is_geographic:
        return bounds
    to_degrees = pyproj.Transformer.from_crs(
        crs, WGS84, always_xy=True, allow_ballpark=False
    ).transform
    west, south = to_degrees(bounds[:, 0], bounds[:, 1])
    east, north = to_degrees(bounds[:, 2], bounds[:, 3])
    return np.column_stack([west, south, east, north])


def _in_metres(shapes: np.ndarray, crs: pyproj.CRS) -> np.ndarray:
    if crs.to_epsg() == GRID:
        return shapes
    to_metres = pyproj.Transformer.from_crs(
        crs, GRID, always_xy=True, allow_ballpark=False
    ).transform
    return np.asarray(shapely.transform(shapes, to_metres, interleaved=False))


def _lies_inside(degrees: np.ndarray) -> np.ndarray:
    """Whether each of the bounds lies within the British Isles; no bounds, no."""
    west, south, east, north = degrees.T
    return np.asarray((west >= WEST) & (east <= EAST) & (south >= SOUTH) & (north <= NORTH))
