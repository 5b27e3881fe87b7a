"""Outlines of areas as a page draws them: SVG paths in one fixed drawing, GeoJSON for the map."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely

DRAWING_WIDTH = 1000  # units across; whole units keep a county's drawing under 100 KB
LEAST_DETAIL_M = 1.0  # a border is simplified to the size of one unit of the drawing, never below


@dataclass(frozen=True)
class Drawing:
    """One SVG path for each area, all in the same view box of width × height units."""

    width: int
    height: int
    paths: tuple[str, ...]


def draw_outlines(shapes: np.ndarray) -> Drawing:
    """The outlines as SVG paths, north up, simplified together so shared borders stay shared.

    shapes: polygons in metres (EPSG:27700).

    >>> draw_outlines(np.array([shapely.box(0, 0, 500, 250)]))
    Drawing(width=1000, height=500, paths=('M1000,500v-500h-1000v500z',))
    """
    west, south, east, north = shapely.total_bounds(shapes)
    metres_per_unit = max((east - west) / DRAWING_WIDTH, LEAST_DETAIL_M / DRAWING_WIDTH)
    simple = shapely.coverage_simplify(shapes, tolerance=metres_per_unit)
    height = max(1, round((north - south) / metres_per_unit))
    paths = tuple(
        _path(original if kept.is_empty else kept, west, north, metres_per_unit)
        for kept, original in zip(simple, shapes, strict=True)
    )
    return Drawing(DRAWING_WIDTH, height, paths)


def _path(shape: shapely.Geometry, west: float, north: float, metres_per_unit: float) -> str:
    rings = []
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            metres = shapely.get_coordinates(ring)
            units = np.column_stack((metres[:, 0] - west, north - metres[:, 1])) / metres_per_unit
            rings.append(_ring(np.rint(units).astype(int)))
    return "".join(rings)


def _ring(units: np.ndarray) -> str:
    """One closed ring in the shortest words: relative steps, repeats left out."""
    steps = np.diff(units, axis=0)
    steps = steps[:-1][np.any(steps[:-1] != 0, axis=1)]  # the last step is the Z
    start = f"M{units[0][0]},{units[0][1]}"
    return start + "".join(_step(int(right), int(down)) for right, down in steps) + "z"


def _step(right: int, down: int) -> str:
    if down == 0:
        return f"h{right}"
    return f"v{down}" if right == 0 else f"l{right},{down}"


def shapes_for_map(shapes: np.ndarray) -> tuple[str, ...]:
    """Each outline as a GeoJSON geometry in longitude and latitude, five decimals (about a metre).

    >>> shapes_for_map(np.array([shapely.box(560000, 190000, 560100, 190100)]))[0][:57]
    '{"type":"Polygon","coordinates":[[[0.30953,51.58611],[0.3'
    """
    to_degrees = pyproj.Transformer.from_crs(
        "EPSG:27700", "EPSG:4326", always_xy=True, allow_ballpark=False
    )
    degrees = shapely.transform(
        shapes, lambda metres: np.column_stack(to_degrees.transform(metres[:, 0], metres[:, 1]))
    )
    return tuple(_geometry(shape) for shape in degrees)


def _geometry(shape: shapely.Geometry) -> str:
    polygons = [
        [
            np.round(shapely.get_coordinates(ring), 5).tolist()
            for ring in (part.exterior, *part.interiors)
        ]
        for part in shapely.get_parts(shape)
    ]
    one = len(polygons) == 1
    geometry = {
        "type": "Polygon" if one else "MultiPolygon",
        "coordinates": polygons[0] if one else polygons,
    }
    return json.dumps(geometry, separators=(",", ":"))
