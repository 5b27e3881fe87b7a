"""Where is need? The list, the surest above the county first, with the map beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd

from sightline.analysis.need import Standing, standing_of
from sightline.analysis.words import say_rate
from sightline.service.need.queries.answers import Answer, RunFacts, kept_answer
from sightline.service.need.queries.asked import (
    Asked,
    ages_choices,
    question_of,
    theme_choices,
    themes_not_measured,
)
from sightline.service.need.queries.facts import NeedFacts, facts_of_area
from sightline.service.need.queries.picture import make_picture
from sightline.service.need.queries.sources import WHAT, SourceLine, source_lines
from sightline.service.pages.choosing import Choice
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.places.picture import Picture

ROWS_A_PAGE = 25


@dataclass(frozen=True)
class NeedsPage:
    """Where is need?"""

    question: str
    county: str
    summary: str
    method: str
    cannot_tell: tuple[str, ...]
    themes: tuple[Choice, ...]
    not_measured: tuple[tuple[str, str], ...]
    ages: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    found: str
    rows: tuple[NeedFacts, ...]
    pages: Pages | None
    csv_address: str
    compare_address: str
    picture: Picture
    areas_to_pick: tuple[Choice, ...]
    kept_choices: tuple[tuple[str, str], ...]  # what the area picker carries on
    panel: NeedFacts | None
    panel_missing: str
    sources: tuple[SourceLine, ...]


def needs_page(asked: Asked) -> NeedsPage:
    """The page for what is asked; the list is cut to a page, the map and the counts are not."""
    question, answer = question_of(asked), kept_answer(asked)
    run, table = answer.run, answer.table
    rows = listed(answer, asked)
    last = max(1, -(-len(rows) // ROWS_A_PAGE))
    here = min(asked.page, last)
    shown = rows.iloc[(here - 1) * ROWS_A_PAGE : here * ROWS_A_PAGE]
    facts = partial(facts_of_area, answer=answer, asked=asked)
    chosen = table[table["area"] == asked.area]
    return NeedsPage(
        question=run.words,
        county=run.county,
        summary=_summary(answer),
        method=_method(run),
        cannot_tell=run.theme.cannot_tell,
        themes=theme_choices(question),
        not_measured=themes_not_measured(),
        ages=ages_choices(question),
        districts=_districts(answer, asked),
        found=f"{len(rows):,} of {len(table):,} areas",
        rows=tuple(facts(row) for _, row in shown.iterrows()),
        pages=make_pages(here=here, last=last, address=partial(_page_address, asked)),
        csv_address=asked.address("need:download", "csv", area="", page=1),
        compare_address=asked.question_alone().address("need:compare"),
        picture=make_picture(answer, asked=asked, listed=frozenset(rows["area"])),
        areas_to_pick=tuple(
            Choice(code, f"{name}, {district}", code == asked.area)
            for name, code, district in sorted(
                zip(rows["area_name"], rows["area"], rows["district_name"], strict=True)
            )
        ),
        kept_choices=tuple(asked.with_changes(area="").chosen().items()),
        panel=None if chosen.empty else facts(chosen.iloc[0]),
        panel_missing=asked.area if asked.area and chosen.empty else "",
        sources=source_lines(WHAT, worked_out="Need", made_at=run.made_at),
    )


def panel_facts(code: str, asked: Asked) -> NeedFacts:
    """The facts of one area for the panel beside the map, or NotFound."""
    answer = kept_answer(asked)
    return facts_of_area(answer.row_of(code), answer=answer, asked=asked)


def listed(answer: Answer, asked: Asked) -> pd.DataFrame:
    """The rows of the district asked for, or all, in the order of the table."""
    if not asked.district:
        return answer.table
    return answer.table[answer.table["district"] == asked.district]


def _page_address(asked: Asked, number: int) -> str:
    return asked.address("need:needs", page=number, area="")


def _districts(answer: Answer, asked: Asked) -> tuple[Choice, ...]:
    found = answer.table.groupby("district").agg(
        name=("district_name", "first"), n=("area", "size")
    )
    return tuple(
        Choice(code, f"{name} ({number:,})", code == asked.district)
        for code, name, number in found.sort_values("name").itertuples(name=None)
    )


def _summary(answer: Answer) -> str:
    told = [standing_of(chance) for chance in answer.table["chance_above"]]
    above = sum(told.count(one) for one in list(Standing)[:2])
    below = sum(told.count(one) for one in list(Standing)[-2:])
    return (
        f"{answer.run.county} together has {say_rate(answer.run.county_per_1000)} incidents a year "
        f"per 1,000 people. Of {len(told):,} areas {above:,} are very likely or almost certainly "
        f"above that, and {below:,} below. Of {told.count(Standing.CANNOT_TELL):,} nobody can tell."
    )


def _method(run: RunFacts) -> str:
    return (
        f"The surest above {run.county} come first. This is no league table: the rank of an area "
        "is a range, and next year’s order will be another. "
        f"Method: {run.method}; 90% intervals; the areas together are the comparison."
    )
