"""Outlines as a file has them: properties, shapes and the projection that the file declares."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet
import pyproj
import shapely

from sightline.errors import BadInput
from sightline.exchange.boundaries.topology import geometries_of, properties_of
from sightline.exchange.files import decode
from sightline.exchange.problems import Problem

WANTED = "wanted outlines as GeoJSON, TopoJSON or GeoParquet"
EXPORT = "Export the outlines again as GeoJSON in longitude and latitude (EPSG:4326)."
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a zip file, perhaps a shapefile"),
    (b"SQLite format 3", "a GeoPackage or another database"),
    (b"\x00\x00\x27\x0a", "a shapefile"),
    (b"<", "a web page or XML, such as KML or GML"),
    (b"\x1f\x8b", "a compressed file whose name does not end in .gz"),
)


@dataclass(frozen=True)
class Outlines:
    """What a file holds, one row an outline, in the file's own coordinates.

    shapes: shapely geometries, None where there is none that can be read. declared: the projection
    that the file declares, or None.
    """

    properties: pd.DataFrame
    shapes: np.ndarray
    declared: pyproj.CRS | None
    notes: tuple[Problem, ...] = ()


def parse_outlines(raw: bytes, *, file: str) -> Outlines:
    """The outlines in a file's bytes; the bytes, not the file's name, say which format it is."""
    if not raw.strip():
        raise BadInput(
            f"{file}: found an empty file, {WANTED}. Check that the right file was chosen."
        )
    if raw.startswith(b"PAR1"):
        return _parse_parquet(raw, file)
    for start, what in _OTHER_FORMATS:
        if raw.lstrip().startswith(start):
            raise BadInput(f"{file}: found {what}, {WANTED}. {EXPORT}")
    text, notes = decode(raw, file=file)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{file}, line {error.lineno}: found text that is not JSON ({error.msg}), {WANTED}. "
            "The file may be cut short: fetch or export it again."
        ) from error
    except (RecursionError, ValueError) as error:
        raise BadInput(
            f"{file}: found JSON nested too deeply, or with a number too long, {WANTED}. {EXPORT}"
        ) from error
    return _parse_json(document, file, notes)


def _parse_json(document: Any, file: str, notes: tuple[Problem, ...]) -> Outlines:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Topology":
        features = geometries_of(document, file=file)
    elif kind == "FeatureCollection" and isinstance(document.get("features"), list):
        features = [item if isinstance(item, dict) else {} for item in document["features"]]
    else:
        found = f"JSON of type {kind!r}" if kind else "JSON that is not about outlines"
        raise BadInput(f"{file}: found {found}, {WANTED} (a FeatureCollection). {EXPORT}")
    if not features:
        raise BadInput(f"{file}: found no outlines, wanted one for every area. {EXPORT}")
    properties = pd.DataFrame([properties_of(item) for item in features], dtype=object)
    shapes = shapely.from_geojson(
        [json.dumps(item.get("geometry")) for item in features], on_invalid="ignore"
    )
    return Outlines(properties, shapes, _declared_in_json(document.get("crs"), file), notes)


def _declared_in_json(crs: Any, file: str) -> pyproj.CRS | None:
    """The projection of the "crs" member: no longer in GeoJSON, but many tools still write it."""
    if crs is None:
        return None
    try:
        return pyproj.CRS.from_user_input(crs["properties"]["name"])
    except (pyproj.exceptions.CRSError, KeyError, TypeError) as error:
        raise unknown_projection(file, json.dumps(crs)[:80]) from error


def _parse_parquet(raw: bytes, file: str) -> Outlines:
    try:
        table = pyarrow.parquet.read_table(io.BytesIO(raw))
    except (pyarrow.ArrowException, OSError) as error:
        raise BadInput(
            f"{file}: found a Parquet file that is damaged or cut short, {WANTED}. "
            "Fetch or export it again."
        ) from error
    described = _describe_geometry(table.schema, file)
    column = str(described.get("primary_column", "geometry"))
    if described.get("encoding", "WKB") != "WKB" or column not in table.column_names:
        raise BadInput(
            f"{file}: found no column of outlines written as WKB, {WANTED}. "
            "Export it again as GeoParquet with WKB outlines."
        )
    if not table.num_rows:
        raise BadInput(f"{file}: found no outlines, wanted one for every area. {EXPORT}")
    wkb = table.column(column).to_numpy()
    properties = table.drop_columns([column]).to_pandas().astype(object)
    try:
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    except TypeError as error:
        raise BadInput(
            f"{file}, {column}: found values that are not bytes, wanted outlines as WKB. {EXPORT}"
        ) from error
    return Outlines(properties, shapes, _declared_in_parquet(described, file))


def _describe_geometry(schema: pyarrow.Schema, file: str) -> Mapping[str, Any]:
    """What the GeoParquet metadata says of the column of outlines; nothing if there is none."""
    written = (schema.metadata or {}).get(b"geo")
    if written is None:
        return {}
    try:
        geo = json.loads(written)
        primary = geo["primary_column"]
        return {"primary_column": primary, **geo["columns"][primary]}
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{file}: found GeoParquet metadata that is damaged, {WANTED}. {EXPORT}"
        ) from (error)


def _declared_in_parquet(described: Mapping[str, Any], file: str) -> pyproj.CRS | None:
    """The projection in the metadata; GeoParquet without one is in longitude and latitude."""
    crs = described.get("crs")
    if crs is None:
        return None
    try:
        return pyproj.CRS.from_user_input(crs)
    except (pyproj.exceptions.CRSError, TypeError) as error:
        raise unknown_projection(file, str(crs)[:80]) from error


def unknown_projection(file: str, found: str) -> BadInput:
    """The refusal of a projection that nobody knows."""
    return BadInput(
        f"{file}: found the projection {found}, which is not known, wanted one with an EPSG "
        f"number, such as EPSG:4326 or EPSG:27700. {EXPORT}"
    )
