"""The map of the list: how many of the found activities each district has, and where they are.

The picture, the map that a script lays over it and the table say the same. A sensitive site is
counted in its district and drawn nowhere.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sightline.analysis.words import NOT_SUPPLIED
from sightline.exchange.geojson import points_in_degrees
from sightline.service.register.queries.asked import DELIVERED, LIST, MAP, NOT_GIVEN, Asked
from sightline.service.register.queries.matching import Matches
from sightline.service.register.queries.outlines import Outlines, outlines_of

CLASSES = 4  # of counts above none
_GRID = 4  # units of the drawing; points nearer than that are one dot
MOST_DOTS = 3_000


@dataclass(frozen=True)
class DistrictShape:
    """One district of the picture. style: its class on the map."""

    code: str
    path: str
    style: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Dot:
    """A point of the picture at which found activities are delivered."""

    x: int
    y: int


@dataclass(frozen=True)
class MapClass:
    """One class of the map: its name in the style sheet, and what it means."""

    name: str
    words: str


@dataclass(frozen=True)
class DistrictRow:
    """One line of the table beside the picture."""

    code: str  # of the district; empty for no district
    name: str
    address: str  # the list of exactly these activities
    count: str
    share: str
    chosen: bool


@dataclass(frozen=True)
class Picture:
    """The map as a picture, with its legend; the table says the same in words."""

    width: int
    height: int
    words: str
    shapes: tuple[DistrictShape, ...]
    dots: tuple[Dot, ...]
    legend: tuple[MapClass, ...]
    rows: tuple[DistrictRow, ...]
    notes: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]  # what the choice of a district carries on
    shapes_address: str


def make_picture(matches: Matches, asked: Asked, names: Mapping[str, str]) -> Picture | None:
    """The districts coloured by their number of found activities; None where there is no map."""
    outlines = outlines_of(matches.cube)
    if outlines is None:
        return None
    counts = counts_of(matches)
    styles, legend = _classes(counts, outlines)
    dots, undrawn = _dots(matches, outlines)
    total = len(matches.rows)
    shapes = [
        DistrictShape(
            code, path, styles[code], _say(names.get(code, code), counts[code]),
            code in asked.districts,
        )
        for code, path in outlines.paths.items()
    ]  # fmt: skip
    shapes.sort(key=lambda shape: shape.chosen)  # its outline is drawn over its neighbours'
    return Picture(
        width=outlines.width,
        height=outlines.height,
        words=f"Map of {len(shapes):,} districts: how many of the found activities are delivered "
        f"in each, and {len(dots):,} points where they are delivered.",
        shapes=tuple(shapes),
        dots=tuple(dots),
        legend=legend,
        rows=tuple(_rows(counts, asked, names, total)),
        notes=tuple(_notes(counts, undrawn)),
        kept=(
            *replace(asked, districts=(), place=DELIVERED).pairs,
            ("view", MAP),
        ),
        shapes_address=replace(asked, page=1, view=LIST).address("register:shapes"),
    )


def counts_of(matches: Matches) -> Counter[str]:
    """How many found activities are delivered in each district; NOT_GIVEN for no district."""
    rows = matches.cube.rows
    return Counter(rows[row].delivered or NOT_GIVEN for row in matches.rows)


def map_geojson(matches: Matches, names: Mapping[str, str]) -> str:
    """Districts with what the map says of each, and the points, as one GeoJSON collection."""
    outlines = outlines_of(matches.cube)
    if outlines is None:
        return '{"type":"FeatureCollection","features":[]}'
    counts = counts_of(matches)
    styles, _ = _classes(counts, outlines)
    features = []
    for code, shape in outlines.shapes.items():
        said = {
            "code": code, "style": styles[code], "name": names.get(code, code),
            "found": _say_count(counts[code]),
        }  # fmt: skip
        told = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        features.append(f'{{"type":"Feature","properties":{told},"geometry":{shape}}}')
    features += _point_features(matches)
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _point_features(matches: Matches) -> Iterator[str]:
    """The points of the found activities, in degrees, each once; none of a sensitive site."""
    rows = matches.cube.rows
    points = list(dict.fromkeys(point for row in matches.rows for point in rows[row].points))
    for east, north in points_in_degrees(points[:MOST_DOTS]):
        yield (
            '{"type":"Feature","properties":{},'
            f'"geometry":{{"type":"Point","coordinates":[{east},{north}]}}}}'
        )


def _say_count(count: int) -> str:
    return f"{count:,} activit{'y' if count == 1 else 'ies'}"


def _say(name: str, count: int) -> str:
    return f"{name}: {_say_count(count)}"


def _classes(
    counts: Mapping[str, int], outlines: Outlines
) -> tuple[dict[str, str], tuple[MapClass, ...]]:
    """A class for each district, in even steps up to the largest number; 0 is its own."""
    most = max((counts[code] for code in outlines.paths), default=0)
    step = max(1, -(-most // CLASSES))
    styles = {code: f"class-{-(-counts[code] // step)}" for code in outlines.paths}
    legend = [MapClass("class-0", "None")]
    for number in range(1, -(-most // step) + 1 if most else 1):
        low, high = (number - 1) * step + 1, min(number * step, most)
        legend.append(
            MapClass(f"class-{number}", f"{low:,}" if low == high else f"{low:,} to {high:,}")
        )
    return styles, tuple(legend)


def _dots(matches: Matches, outlines: Outlines) -> tuple[list[Dot], int]:
    """The points, one where several are so near that they would cover each other.

    With how many found activities are not drawn: their site is private, or nobody said where.
    """
    places: dict[tuple[int, int], None] = {}
    undrawn = 0
    for row in matches.rows:
        light = matches.cube.rows[row]
        undrawn += not light.points
        for easting_m, northing_m in light.points:
            x, y = outlines.at(easting_m, northing_m)
            if 0 <= x <= outlines.width and 0 <= y <= outlines.height:
                places[x // _GRID * _GRID, y // _GRID * _GRID] = None
    return [Dot(x, y) for x, y in list(places)[:MOST_DOTS]], undrawn


def _rows(
    counts: Mapping[str, int], asked: Asked, names: Mapping[str, str], total: int
) -> Iterator[DistrictRow]:
    for code, name in names.items():
        count = counts.get(code, 0)
        if count or code != NOT_GIVEN:
            only = replace(asked, districts=(code,), place=DELIVERED, view=LIST, page=1)
            yield DistrictRow(
                code="" if code == NOT_GIVEN else code,
                name=name.capitalize() if name == NOT_SUPPLIED else name,
                address=only.address() if count else "",
                count=f"{count:,}",
                share=f"{round(100 * count / total)}%" if total else NOT_SUPPLIED,
                chosen=code in asked.districts,
            )


def _notes(counts: Mapping[str, int], undrawn: int) -> Iterator[str]:
    if counts.get(NOT_GIVEN):
        yield f"{_say_count(counts[NOT_GIVEN])} without a district: in the table, not on the map."
    if undrawn:
        yield (
            f"{_say_count(undrawn)} without a point on the map: the place is not supplied, or is "
            "kept private."
        )
