"""Gaps on a map: GeoJSON (RFC 7946) in longitude and latitude, the same bytes every time."""

from __future__ import annotations

import json
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
    features = [
        {
            "type": "Feature",
            "properties": {str(name): _plain(value) for name, value in row.items()},
            "geometry": json.loads(shape),
        }
        for row, shape in zip(rows.to_dict("records"), shapely.to_geojson(shapes), strict=True)
    ]
    collection: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if geography.vintage == "fictional":
        collection = {"type": "FeatureCollection", "fictional": True, "features": features}
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
    to_degrees = pyproj.Transformer.from_crs(
        27700, 4326, always_xy=True, allow_ballpark=False
    ).transform
    degrees = shapely.transform(shapes, to_degrees, interleaved=False)
    rounded = shapely.transform(degrees, lambda points: np.round(points, DECIMALS))
    return np.asarray(shapely.orient_polygons(rounded, exterior_cw=False))


def _plain(value: object) -> object:
    """A value as JSON has it; null for whatever is missing."""
    if value is None or value is pd.NA or value != value:
        return None
    return value if isinstance(value, bool | int | float) else str(value)
