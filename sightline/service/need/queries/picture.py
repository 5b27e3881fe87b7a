"""The map of need: areas by how sure it is that they are above the county, never by noise."""

from __future__ import annotations

from sightline.analysis.need import Standing, say_compared, standing_of
from sightline.analysis.words import say_range, say_rate
from sightline.service.need.queries.answers import Answer, kept_answer
from sightline.service.need.queries.asked import Asked
from sightline.service.places.picture import (
    Drawn,
    MapClass,
    Picture,
    draw_picture,
    geojson_of,
    say_areas,
)

STYLES = {
    Standing.ALMOST_CERTAINLY_ABOVE: "above-3",
    Standing.VERY_LIKELY_ABOVE: "above-2",
    Standing.PROBABLY_ABOVE: "above-1",
    Standing.CANNOT_TELL: "unclear",
    Standing.PROBABLY_BELOW: "below-1",
    Standing.VERY_LIKELY_BELOW: "below-2",
    Standing.ALMOST_CERTAINLY_BELOW: "below-3",
}
POINTER_WORDS = "Need {need} a year per 1,000 (90% interval {range}). {against}"


def make_picture(answer: Answer, *, asked: Asked, listed: frozenset[str]) -> Picture:
    """Every area coloured by the words of its chance; those not listed are drawn faint."""
    standings = _standings(answer)
    legend = tuple(
        MapClass(style, standing.capitalize(), say_areas(list(standings.values()).count(standing)))
        for standing, style in STYLES.items()
    )
    table = answer.table
    words = {
        area: f"{name}: need {say_rate(need)}, {standings[area]}"
        for area, name, need in zip(
            table["area"], table["area_name"], table["need_per_1000"], strict=True
        )
    }
    return draw_picture(
        Drawn(
            f"How sure it is that need is above {answer.run.county}",
            {area: STYLES[standing] for area, standing in standings.items()},
            words,
            legend,
        ),
        listed=listed,
        chosen=asked.area,
        shapes_address=asked.question_alone().address("need:shapes"),
        panel_address=asked.question_alone().address("need:panel", "CODE"),
        pointer_words=POINTER_WORDS,
    )


def shapes_page(asked: Asked) -> str:
    """GeoJSON of the county's areas with what the map says of each."""
    answer = kept_answer(asked)
    table = answer.table.set_index("area")
    standings = _standings(answer)

    def said(code: str) -> dict[str, str]:
        row = table.loc[code]
        return {
            "style": STYLES[standings[code]],
            "need": say_rate(row["need_per_1000"]),
            "range": say_range(say_rate(row["need_low"]), say_rate(row["need_high"])),
            "against": say_compared(answer.run.county, row["chance_above"]),
        }

    return geojson_of(said)


def _standings(answer: Answer) -> dict[str, Standing]:
    table = answer.table
    return {
        area: standing_of(chance)
        for area, chance in zip(table["area"], table["chance_above"], strict=True)
    }
