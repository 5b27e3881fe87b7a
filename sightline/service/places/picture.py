"""The map of the county: every area in its class, as an SVG picture and as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sightline.service.places import queries as places


@dataclass(frozen=True)
class MapClass:
    """One class: its name in the style sheet, what it means, and how many areas are in it."""

    name: str
    words: str
    areas: str


@dataclass(frozen=True)
class Shape:
    """One area of the picture."""

    code: str
    path: str
    style: str
    words: str
    listed: bool
    chosen: bool


@dataclass(frozen=True)
class Picture:
    """The map as a picture, with its legend; the list beside it says the same in words."""

    width: int
    height: int
    what: str
    words: str
    shapes: tuple[Shape, ...]
    legend: tuple[MapClass, ...]
    shapes_address: str
    panel_address: str  # with CODE for the code of an area
    pointer_words: str  # what a pointer is told, with {name} for each property of a shape


@dataclass(frozen=True, eq=False)
class Drawn:
    """What is to be drawn of the areas: the class and the words of each, by its code."""

    what: str
    styles: Mapping[str, str]
    words: Mapping[str, str]
    legend: tuple[MapClass, ...]


def draw_picture(
    drawn: Drawn,
    *,
    listed: Collection[str],
    chosen: str,
    shapes_address: str,
    panel_address: str,
    pointer_words: str,
) -> Picture:
    """Every area coloured by its class; those not listed are drawn faint."""
    size = places.drawing_size()
    shapes = [
        Shape(code, path, drawn.styles[code], drawn.words[code], code in listed, code == chosen)
        for code, path in places.area_outlines()
    ]
    shapes.sort(key=lambda shape: shape.chosen)  # its outline is drawn over its neighbours'
    counts = "; ".join(f"{item.words}: {item.areas}" for item in drawn.legend)
    return Picture(
        width=size.width,
        height=size.height,
        what=drawn.what,
        words=f"Map of {len(drawn.styles):,} areas. {drawn.what}: {counts}.",
        shapes=tuple(shapes),
        legend=drawn.legend,
        shapes_address=shapes_address,
        panel_address=panel_address,
        pointer_words=pointer_words,
    )


def geojson_of(properties: Callable[[str], Mapping[str, str]]) -> str:
    """The outlines as GeoJSON, each with its code, its name and what `properties` says of it."""
    features = [
        f'{{"type":"Feature","properties":{_json({"code": code, "name": name} | dict(said))},'
        f'"geometry":{geometry}}}'
        for code, name, geometry in places.area_shapes()
        for said in (properties(code),)
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def say_areas(number: int) -> str:
    """How many areas, in words.

    >>> say_areas(1), say_areas(1204)
    ('1 area', '1,204 areas')
    """
    return "1 area" if number == 1 else f"{number:,} areas"


def _json(said: Mapping[str, str]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
