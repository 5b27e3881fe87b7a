"""Railways and roads with their stops, from GeoJSON (RFC 7946), in metres of EPSG:27700."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from sightline.analysis.borders import Corridor
from sightline.errors import BadInput
from sightline.exchange.area_tables import Tally
from sightline.exchange.files import decode, read_bytes, sha256_of
from sightline.exchange.problems import Reading

WANTED = "wanted GeoJSON: a FeatureCollection of lines and points, each with a name and a kind"
_LINES = ("LineString", "MultiLineString")
_POINTS = ("Point", "MultiPoint")
_NAME = 120  # characters
_WEST, _EAST, _SOUTH, _NORTH = -11.0, 4.0, 48.0, 62.0  # the British Isles, with room


def read_corridors(path: Path) -> Reading[tuple[Corridor, ...]]:
    """The corridors of a file, by kind and name: lines with one name are one, points are its stops.

    Each feature has the properties name and kind (such as railway or road) and a line or point in
    degrees. Features are numbered from 1 in the account. A file that is not GeoJSON, or has no
    feature that can be used: BadInput.
    """
    features = _features(path)
    tally = Tally(
        file=path.name,
        sha256=sha256_of(path),
        rows=range(1, len(features) + 1),
        word="feature",
    )
    named = [(_text(one, "kind"), _text(one, "name")) for one in features]
    tally.reject(
        np.array([not (kind and name) for kind, name in named], dtype=bool),
        reason="name or kind",
        column="properties",
        found=lambda place: f"name {named[place][1]!r} and kind {named[place][0]!r}",
        wanted="both, such as Fable Line and railway, of at most 120 characters",
        remedy="Give the feature both properties.",
    )
    shapes = [_shape(one) for one in features]
    tally.reject(
        np.array([shape is None for shape in shapes], dtype=bool),
        reason="geometry",
        column="geometry",
        found=lambda place: f"{_kind_of(features[place])!r} that is no line or point there",
        wanted="a line or point in longitude and latitude, in or beside the British Isles",
        remedy="Export it again as GeoJSON in degrees (WGS 84).",
    )
    tally.refuse_if_none()
    lines: dict[tuple[str, str], list[Any]] = defaultdict(list)
    stops: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for place in np.flatnonzero(tally.accepted):
        shape = shapes[place]
        into = lines if shape is not None and shape.length else stops
        into[named[place]].append(shape)
    return tally.reading(
        tuple(
            Corridor(key[1], key[0], tuple(lines.get(key, ())), tuple(stops.get(key, ())))
            for key in sorted({*lines, *stops})
        )
    )


def _features(path: Path) -> list[Any]:
    text, _ = decode(read_bytes(path), file=path.name)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path.name}: found text that is not JSON, {WANTED}. Fetch or export it again."
        ) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise BadInput(f"{path.name}: found no features, {WANTED}. Export it again.")
    return features


def _text(feature: Any, what: str) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    value = properties.get(what) if isinstance(properties, dict) else None
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if len(text) <= _NAME and text.isprintable() else ""


def _kind_of(feature: Any) -> str:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    return str(geometry.get("type")) if isinstance(geometry, dict) else "nothing"


def _shape(feature: Any) -> shapely.Geometry | None:
    """The line or point in metres; None if it is neither, or elsewhere."""
    if _kind_of(feature) not in (*_LINES, *_POINTS):
        return None
    drawn = shapely.from_geojson(json.dumps(feature["geometry"]), on_invalid="ignore")
    if drawn is None or drawn.is_empty:
        return None
    west, south, east, north = drawn.bounds
    if not (west >= _WEST and east <= _EAST and south >= _SOUTH and north <= _NORTH):
        return None
    metres = pyproj.Transformer.from_crs(4326, 27700, always_xy=True, allow_ballpark=False)
    return shapely.transform(shapely.force_2d(drawn), metres.transform, interleaved=False)
