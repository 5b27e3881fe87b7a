"""The map of the county: the same classes as words, as an SVG picture and as GeoJSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd

from sightline.analysis.words import say_people, say_rate
from sightline.service.gaps.queries.answers import Answer, answer_under, kept_answer
from sightline.service.gaps.queries.asked import Asked
from sightline.service.gaps.queries.classes import MapClass, make_classes
from sightline.service.places import queries as places


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
    panel_address: str


def make_picture(answer: Answer, *, asked: Asked, listed: frozenset[str]) -> Picture:
    """Every area coloured by its class; those not listed are drawn faint."""
    size = places.drawing_size()
    classes = make_classes(answer)
    styles = dict(zip(answer.table["area"], classes.of_row, strict=True))
    words = _words_by_area(answer)
    shapes = [
        Shape(code, path, styles[code], words[code], code in listed, code == asked.area)
        for code, path in places.area_outlines()
    ]
    shapes.sort(key=lambda shape: shape.chosen)  # its outline is drawn over its neighbours'
    return Picture(
        width=size.width,
        height=size.height,
        what=classes.what,
        words=_words(answer, classes.what, classes.legend),
        shapes=tuple(shapes),
        legend=classes.legend,
        shapes_address=asked.policy_alone().address("gaps:shapes"),
        panel_address=asked.policy_alone().address("gaps:panel", "CODE"),
    )


def _words_by_area(answer: Answer) -> dict[str, str]:
    """What a pointer over an area is told."""
    table = answer.table
    return {
        area: f"{name}: need {say_rate(need)}, shortfall {say_people(shortfall)}, {kind}"
        for area, name, need, shortfall, kind in zip(
            table["area"],
            table["area_name"],
            table["need_per_1000"],
            table["shortfall"],
            table["kind"],
            strict=True,
        )
    }


def _words(answer: Answer, what: str, legend: tuple[MapClass, ...]) -> str:
    counts = "; ".join(f"{item.words}: {item.areas}" for item in legend)
    return f"Map of {len(answer.table):,} areas. {what}: {counts}."


def shapes_page(asked: Asked) -> str:
    """GeoJSON of the county's areas under the policy asked for."""
    kept = kept_answer()
    return shapes_geojson(answer_under(asked.policy(kept.run.policy), kept))


def shapes_geojson(answer: Answer) -> str:
    """The outlines with what the map says of each: the words of the list, as text."""
    table = answer.table.set_index("area")
    classes = dict(zip(answer.table["area"], make_classes(answer).of_row, strict=True))
    features = [
        f'{{"type":"Feature","properties":{_properties(code, name, table.loc[code], classes)},'
        f'"geometry":{geometry}}}'
        for code, name, geometry in places.area_shapes()
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _properties(code: str, name: str, row: pd.Series, classes: dict[str, str]) -> str:
    said = {
        "code": code,
        "name": name,
        "style": classes[code],
        "need": say_rate(row["need_per_1000"]),
        "shortfall": say_people(row["shortfall"]),
        "kind": str(row["kind"]),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
