"""TopoJSON: outlines that share arcs, so that a border is stored once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sightline.errors import BadInput
from sightline.exchange.area_tables import find_area_columns

Ring = list[list[float]]


def geometries_of(topology: Mapping[str, Any], *, file: str) -> list[dict[str, Any]]:
    """The outlines of a TopoJSON document as GeoJSON features, in order.

    Of several objects (layers) the first with a column of area codes is read. An outline that
    cannot be put together has a geometry of None.
    """
    objects = topology.get("objects")
    layers = (
        {name: _members(layer) for name, layer in objects.items()}
        if isinstance(objects, dict)
        else {}
    )
    layers = {name: members for name, members in layers.items() if members}
    if not layers:
        raise BadInput(
            f"{file}: found TopoJSON without an object of outlines, wanted one such as 'lad'. "
            "Export it again with its layer, or as GeoJSON."
        )
    arcs = _unpack_arcs(topology, file)
    return [
        {"properties": member.get("properties"), "geometry": _geometry(member, arcs)}
        for member in _choose(layers)
    ]


def _members(layer: Any) -> list[dict[str, Any]]:
    if not isinstance(layer, dict):
        return []
    members = layer.get("geometries") if layer.get("type") == "GeometryCollection" else [layer]
    listed = members if isinstance(members, list) else []
    return [member for member in listed if isinstance(member, dict)]


def properties_of(outline: Mapping[str, Any]) -> dict[str, Any]:
    """What an outline says of itself; nothing where it does not say it as JSON has it."""
    properties = outline.get("properties")
    return properties if isinstance(properties, dict) else {}


def _choose(layers: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    for members in layers.values():
        if find_area_columns(list(properties_of(members[0]))):
            return members
    return next(iter(layers.values()))


def _unpack_arcs(topology: Mapping[str, Any], file: str) -> list[np.ndarray]:
    """Every arc as an array of x and y; a quantised arc is stored as steps from its first point."""
    transform = topology.get("transform")
    try:
        arcs = [np.asarray(arc, dtype="float64")[:, :2] for arc in topology["arcs"]]
        if transform is None:
            return arcs
        scale, shift = np.asarray(transform["scale"]), np.asarray(transform["translate"])
        return [np.cumsum(arc, axis=0) * scale + shift for arc in arcs]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadInput(
            f"{file}: found TopoJSON whose arcs are missing or damaged, wanted an arc for every "
            "border. Fetch or export it again."
        ) from error


def _geometry(member: Mapping[str, Any], arcs: Sequence[np.ndarray]) -> dict[str, Any] | None:
    kind = member.get("type")
    try:
        if kind == "Polygon":
            return {"type": kind, "coordinates": list(_rings(member["arcs"], arcs))}
        if kind == "MultiPolygon":
            parts = [list(_rings(part, arcs)) for part in member["arcs"]]
            return {"type": kind, "coordinates": parts}
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    return None


def _rings(rings: Sequence[Sequence[int]], arcs: Sequence[np.ndarray]) -> Iterator[Ring]:
    """Rings put together from arcs; ~n is arc n backwards. Where arcs join, one point is kept."""
    for ring in rings:
        pieces = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
        for before, after in zip(pieces, [*pieces[1:], pieces[0]], strict=True):
            if (before[-1] != after[0]).any():
                raise ValueError("the arcs of a ring do not meet")
        joined = [pieces[0], *(piece[1:] for piece in pieces[1:])]
        yield np.concatenate(joined).tolist()
