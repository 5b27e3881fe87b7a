"""The map of the county: the same classes as words, as an SVG picture and as GeoJSON."""

from __future__ import annotations

from sightline.analysis.words import say_people, say_rate
from sightline.service.gaps.queries.answers import Answer, answer_under, kept_answer
from sightline.service.gaps.queries.asked import Asked
from sightline.service.gaps.queries.classes import make_classes
from sightline.service.places.picture import Drawn, Picture, draw_picture, geojson_of

POINTER_WORDS = "Need {need} a year per 1,000. Shortfall {shortfall}. {kind}."


def make_picture(answer: Answer, *, asked: Asked, listed: frozenset[str]) -> Picture:
    """Every area coloured by its class; those not listed are drawn faint."""
    classes = make_classes(answer)
    styles = dict(zip(answer.table["area"], classes.of_row, strict=True))
    return draw_picture(
        Drawn(classes.what, styles, _words_by_area(answer), classes.legend),
        listed=listed,
        chosen=asked.area,
        shapes_address=asked.policy_alone().address("gaps:shapes"),
        panel_address=asked.policy_alone().address("gaps:panel", "CODE"),
        pointer_words=POINTER_WORDS,
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


def shapes_page(asked: Asked) -> str:
    """GeoJSON of the county's areas under the policy asked for."""
    kept = kept_answer()
    return shapes_geojson(answer_under(asked.policy(kept.run.policy), kept))


def shapes_geojson(answer: Answer) -> str:
    """The outlines with what the map says of each: the words of the list, as text."""
    table = answer.table.set_index("area")
    classes = dict(zip(answer.table["area"], make_classes(answer).of_row, strict=True))

    def said(code: str) -> dict[str, str]:
        row = table.loc[code]
        return {
            "style": classes[code],
            "need": say_rate(row["need_per_1000"]),
            "shortfall": say_people(row["shortfall"]),
            "kind": str(row["kind"]),
        }

    return geojson_of(said)
