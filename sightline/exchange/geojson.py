"""Gaps and activities on a map: GeoJSON (RFC 7946), degrees, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import shapely

from sightline.analysis.areas import Geography
from sightline.errors import BadInput

DECIMALS = 5  # of a degree: about a metre, the most that RFC 7946 readers need of outlines


def write_gaps(path: Path, *, geography: Geography, gaps: pd.DataFrame) -> None:
    """Write gaps_geojson to a file, replacing it whole."""
    path.write_bytes(gaps_geojson(geography=geography, gaps=gaps))


def gaps_geojson(*, geography: Geography, gaps: pd.DataFrame) -> bytes:
    """The outline of every area with its columns of `gaps`, as GeoJSON in UTF-8.

    gaps: area, and any other columns; one row an area. Properties are those columns in their order,
    null where a value is missing; an area without a row has nothing but its code. Outlines are in
    WGS 84 to 5 decimals, exteriors anticlockwise. An area of gaps without an outline: BadInput.
    """
    _check_areas(geography, gaps)
    areas = geography.areas["area"].tolist()
    rows = gaps.set_index("area", drop=False).reindex(areas)
    rows["area"] = areas
    shapes = _in_degrees(geography.shapes)
    features: list[dict[str, object]] = [
        {
            "type": "Feature",
            "properties": {str(name): _plain(value) for name, value in row.items()},
            "geometry": json.loads(shape),
        }
        for row, shape in zip(rows.to_dict("records"), shapely.to_geojson(shapes), strict=True)
    ]
    return _collection(features, fictional=geography.vintage == "fictional")


@dataclass(frozen=True)
class PlacedActivity:
    """An activity for a map: what is said of it, and where it is or about where.

    points: metres of EPSG:27700; none where no place is known. is_about: the points are the middle
    of a district, because the place itself is kept private.
    """

    properties: Mapping[str, object]
    points: Sequence[tuple[float, float]]
    is_about: bool


def activities_geojson(activities: Sequence[PlacedActivity], *, fictional: bool) -> bytes:
    """Each activity as a feature, as GeoJSON in UTF-8: a point, several points, or nowhere.

    `place_is` among the properties says "exact", "middle of the district" or "not supplied".
    """
    everywhere = [point for activity in activities for point in activity.points]
    degrees = iter(points_in_degrees(everywhere))
    features: list[dict[str, object]] = []
    for activity in activities:
        points = [next(degrees) for _ in activity.points]
        how = "middle of the district" if activity.is_about else "exact"
        said = {name: _plain(value) for name, value in activity.properties.items()}
        features.append(
            {
                "type": "Feature",
                "properties": {**said, "place_is": how if points else "not supplied"},
                "geometry": _points_geometry(points),
            }
        )
    return _collection(features, fictional=fictional)


def _points_geometry(points: list[list[float]]) -> dict[str, object] | None:
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}


def points_in_degrees(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Longitude and latitude of points in metres of EPSG:27700, rounded to about a metre."""
    if not points:
        return []
    metres = np.asarray(points, dtype=float)
    east, north = _to_degrees().transform(metres[:, 0], metres[:, 1])
    degrees: list[list[float]] = np.round(np.column_stack((east, north)), DECIMALS).tolist()
    return degrees


def _to_degrees() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(27700, 4326, always_xy=True, allow_ballpark=False)


def _collection(features: list[dict[str, object]], *, fictional: bool) -> bytes:
    collection: dict[str, object] = {"type": "FeatureCollection"}
    if fictional:
        collection["fictional"] = True
    collection["features"] = features
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"


def _check_areas(geography: Geography, gaps: pd.DataFrame) -> None:
    strange = gaps.loc[~gaps["area"].isin(geography.areas["area"]), "area"]
    if len(strange):
        raise BadInput(
            f"gaps: found {len(strange):,} areas without an outline, first {strange.iloc[0]}, "
            "wanted areas in the boundaries. Use the boundaries that the gaps were found with."
        )
    repeats = gaps.loc[gaps["area"].duplicated(), "area"]
    if len(repeats):
        raise BadInput(
            f"gaps: found {repeats.iloc[0]} more than once, wanted one row for each area."
        )


def _in_degrees(shapes: np.ndarray) -> np.ndarray:
    """Outlines in longitude and latitude, rounded, exteriors anticlockwise as RFC 7946 wants."""
    degrees = shapely.transform(shapes, _to_degrees().transform, interleaved=False)
    rounded = shapely.transform(degrees, lambda points: np.round(points, DECIMALS))
    return np.asarray(shapely.orient_polygons(rounded, exterior_cw=False))


def _plain(value: object) -> object:
    """A value as JSON has it; null for whatever is missing."""
    if value is None or value is pd.NA or value != value:
        return None
    if isinstance(value, list):
        return value
    return value if isinstance(value, bool | int | float) else str(value)
