"""Rates with intervals, and who stands above the county: how likely, in words, never a rank."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sightline.analysis.framework import Theme
from sightline.analysis.gaps import bands_of_need
from sightline.analysis.need import say_compared
from sightline.analysis.words import say_people, say_range, say_rate
from sightline.errors import NotFound, Refused
from sightline.exchange.assessment import (
    Bar,
    Figure,
    Prompt,
    Provenance,
    Section,
    Table,
    draw_bars,
    with_legend,
)
from sightline.exchange.gap_report import draw_map, legend
from sightline.service.assessment.queries.asked import Ask, not_supplied
from sightline.service.need.queries.answers import Answer, kept_answer
from sightline.service.need.queries.asked import Asked
from sightline.service.need.queries.place import place_of
from sightline.service.need.queries.standing import Rate, county_of, rate_of, standing_to
from sightline.service.places import queries as places

AREAS_SHOWN = 20
SURE = "90% intervals; a chance of 50 in 100 tells nothing"
UNIT = "incidents a year per 1,000 people of the ages"


def kept_need(ask: Ask, theme: Theme) -> Answer | None:
    """The estimate that the pages of need show too, the surest above the county first."""
    try:
        return kept_answer(Asked(theme=theme.theme, ages=str(ask.ages)))
    except NotFound:
        return None


def rates(ask: Ask, theme: Theme) -> tuple[Section, ...]:
    """Rates of districts and areas of one theme, each with its interval, set against the county."""
    answer = kept_need(ask, theme)
    heading = f"{theme.name}: rates, and who stands above the county"
    if answer is None:
        lack = not_supplied("An estimate of need", "Load population and police records.")
        return (Section(heading, missing=(lack,), level=2),)
    run, table = answer.run, answer.table
    above = int((table["chance_above"] >= 0.9).sum())
    return (
        Section(
            heading,
            (
                f"{ask.county.name} has {say_rate(run.county_per_1000)} {UNIT}, {ask.period}. "
                "The people are those who live there; those involved may live elsewhere and be of "
                "other ages.",
                f"{above:,} of {len(table):,} small areas are very likely above "
                f"{run.county} (90 in 100 or more). Where the words say that one cannot "
                "tell, it is not known.",
            ),
            tables=(_areas(ask, theme, answer),),
            figures=(_districts(ask, theme, answer), _map(ask, theme, table)),
            prompts=(
                Prompt(
                    f"Say which of these places the partnership is most concerned about for "
                    f"{theme.name.lower()}, and why.",
                    "A high rate may be a town centre where few live and many come.",
                ),
            ),
            level=2,
        ),
    )


def _areas(ask: Ask, theme: Theme, answer: Answer) -> Table:
    run, table = answer.run, answer.table
    rows = table.head(AREAS_SHOWN).to_dict("records")
    return Table(
        f"{theme.name}: the {len(rows)} areas most surely above {run.county}",
        ("Area", "District", "Incidents", "Need", "90% interval", "How it stands"),
        tuple(
            (
                row["area_name"],
                row["district_name"],
                f"{int(row['incidents']):,}",
                say_rate(row["need_per_1000"]),
                say_range(say_rate(row["need_low"]), say_rate(row["need_high"])),
                say_compared(run.county, row["chance_above"]),
            )
            for row in rows
        ),
        _source(ask),
    )


def _districts(ask: Ask, theme: Theme, answer: Answer) -> Figure:
    found, run = district_rates(ask, answer), answer.run
    bars = [
        Bar(
            each.name,
            each.rate.estimate,
            f"{each.rate.words} ({each.rate.range_words})",
            each.rate.low,
            each.rate.high,
        )
        for each in found
    ]
    caption = f"{theme.name}: rates of the districts beside {run.county}"
    told = "; ".join(f"{bar.name} {bar.words}" for bar in bars)
    rows = tuple(
        (
            each.name,
            say_people(each.rate.people),
            each.rate.words,
            each.rate.range_words,
            each.stands,
        )
        for each in found
    )
    return Figure(
        caption,
        f"A bar for each district with its 90% interval. {told}. "
        f"{run.county}: {say_rate(run.county_per_1000)}.",
        draw_bars(bars, line=run.county_per_1000, line_words=run.county),
        Table(
            f"{caption}, as a table",
            ("District", "People", "Need", "90% interval", "How it stands"),
            rows,
            _source(ask),
        ),
    )


@dataclass(frozen=True)
class DistrictRate:
    """The rate of a district, as its own page tells it."""

    name: str
    rate: Rate
    stands: str


def district_rates(ask: Ask, answer: Answer) -> tuple[DistrictRate, ...]:
    """The rate of each district where people of the ages live."""
    found = []
    for code, name in ask.districts.items():
        place = place_of(code)
        try:
            rate = rate_of(place, answer)
        except Refused:  # nobody of these ages lives there
            continue
        stands = standing_to(place, county_of(answer), answer)
        found.append(DistrictRate(name, rate, stands.words))
    return tuple(found)


def _map(ask: Ask, theme: Theme, table: pd.DataFrame) -> Figure:
    """The areas in bands; the table counts them by district, for the page lists each."""
    bands = bands_of_need(table["need_per_1000"])
    in_band = [table["district"][bands.of_row == band] for band in range(len(bands.words))]
    by_band = [districts.value_counts() for districts in in_band]
    rows = tuple(
        (name, *(f"{int(counts.get(code, 0)):,}" for counts in by_band))
        for code, name in ask.districts.items()
    )
    caption = f"{theme.name}: need in the small areas of {ask.county.name}"
    told = "; ".join(
        f"{words}: {int((bands.of_row == band).sum()):,} areas"
        for band, words in enumerate(bands.words)
    )
    return Figure(
        caption,
        f"A map of the areas, darker where need is higher. {told}.",
        with_legend(draw_map(places.geography(), table["area"], bands), legend(bands)),
        Table(
            f"{caption}: how many areas of each district are in each band",
            ("District", *bands.words),
            rows,
            ask.figure_from(
                "police", "population", unit=f"small areas, by {UNIT}", period=ask.period,
                sureness="each area has an interval of its own, on the pages of need",
            ),
        ),
    )  # fmt: skip


def _source(ask: Ask) -> Provenance:
    inputs = [name for name in ("police", "population", "deprivation") if name in ask.sources]
    return ask.figure_from(*(inputs or ["police"]), unit=UNIT, period=ask.period, sureness=SURE)
