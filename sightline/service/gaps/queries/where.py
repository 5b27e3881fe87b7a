"""Where is the gap? The list, worst first, with the map beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sightline.analysis.gaps import count_short
from sightline.analysis.words import say_people, say_share
from sightline.service.gaps.queries.answers import Answer, answer_under, kept_answer
from sightline.service.gaps.queries.asked import RULES, Asked
from sightline.service.gaps.queries.facts import GapFacts, facts_of_area
from sightline.service.gaps.queries.filters import Filters, listed, make_filters
from sightline.service.gaps.queries.picture import make_picture
from sightline.service.gaps.queries.sources import source_lines
from sightline.service.need.queries import SourceLine
from sightline.service.pages.choosing import Choice
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.places.picture import Picture

ROWS_A_PAGE = 25


@dataclass(frozen=True)
class Policy:
    """How much reach is enough: a choice, stated, with what it changes."""

    words: str
    rules: tuple[Choice, ...]
    is_kept: bool
    kept_words: str
    flips: str
    reset_address: str


@dataclass(frozen=True)
class WherePage:
    """Where is the gap?"""

    question: str
    reported: bool
    summary: str
    cannot_tell: tuple[str, ...]
    policy: Policy
    filters: Filters
    found: str
    rows: tuple[GapFacts, ...]
    pages: Pages | None
    csv_address: str
    xlsx_address: str
    picture: Picture
    areas_to_pick: tuple[Choice, ...]
    panel: GapFacts | None
    panel_missing: str
    kept_choices: tuple[tuple[str, str], ...]  # what the area picker carries on
    sources: tuple[SourceLine, ...]


def where_page(asked: Asked) -> WherePage:
    """The page for what is asked; the list is cut to a page, the map and the counts are not."""
    kept = kept_answer()
    answer = answer_under(asked.policy(kept.run.policy), kept)
    rows = listed(answer.table, asked)
    page, pages = _pages(len(rows), asked)
    shown = rows.iloc[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    chosen = answer.table[answer.table["area"] == asked.area]
    run = answer.run
    return WherePage(
        question=f"{run.theme.name}, {run.ages_words}, {run.period}",
        reported=run.reported,
        summary=_summary(answer),
        cannot_tell=run.theme.cannot_tell,
        policy=_policy(answer, kept, asked),
        filters=make_filters(answer.table, asked),
        found=_found(len(rows), len(answer.table)),
        rows=tuple(facts_of_area(row, asked=asked) for _, row in shown.iterrows()),
        pages=pages,
        csv_address=asked.address("gaps:download", "csv", area="", page=1),
        xlsx_address=asked.address("gaps:download", "xlsx", area="", page=1),
        picture=make_picture(answer, asked=asked, listed=frozenset(rows["area"])),
        areas_to_pick=tuple(
            Choice(code, f"{name}, {district}", code == asked.area)
            for name, code, district in sorted(
                zip(rows["area_name"], rows["area"], rows["district_name"], strict=True)
            )
        ),
        panel=None if chosen.empty else facts_of_area(chosen.iloc[0], asked=asked),
        panel_missing=asked.area if asked.area and chosen.empty else "",
        kept_choices=tuple(asked.with_changes(area="").chosen().items()),
        sources=source_lines(run),
    )


def panel_facts(code: str, asked: Asked) -> GapFacts:
    """The facts of one area for the panel beside the map, or NotFound."""
    kept = kept_answer()
    answer = answer_under(asked.policy(kept.run.policy), kept)
    return facts_of_area(answer.row_of(code), asked=asked)


def _summary(answer: Answer) -> str:
    table = answer.table
    if not answer.run.reported:
        return (
            f"Nobody has reported an activity yet, so what is missing cannot be told. "
            f"The {len(table):,} areas are listed by how many people the policy asks to reach. "
            "Partners report by sending a sheet of their activities."
        )
    short = count_short(table)
    return (
        f"In {short.areas:,} of {len(table):,} areas fewer people are reached than the partnership "
        f"aims for: {say_people(short.people)} people a year in all. With every "
        f"area at the low end of its range it is {short.fewest:,} areas, at the high end "
        f"{short.most:,}."
    )


def _policy(answer: Answer, kept: Answer, asked: Asked) -> Policy:
    policy = answer.policy
    return Policy(
        words=policy.words,
        rules=tuple(Choice(key, str(rule), rule == policy.rule) for key, rule in RULES.items()),
        is_kept=answer.is_kept,
        kept_words=kept.policy.words,
        flips="" if answer.is_kept else _flips(answer, kept),
        reset_address=asked.address("gaps:where", share="", rule="", page=1),
    )


def _flips(answer: Answer, kept: Answer) -> str:
    """What another policy changes, against the one that is kept."""
    if not answer.run.reported:
        return "No area changes kind, because nobody has reported."
    before = kept.table.set_index("area")["kind"]
    after = answer.table.set_index("area")["kind"].reindex(before.index)
    changed = int((before != after).sum())
    missing = [count_short(table).people for table in (kept.table, answer.table)]
    areas = "1 area changes" if changed == 1 else f"{changed:,} areas change"
    return (
        f"{areas} kind, {say_share(changed / len(before))} of all. The shortfall in all goes from "
        f"{say_people(missing[0])} to {say_people(missing[1])} people a year."
    )


def _found(rows: int, areas: int) -> str:
    return f"{rows:,} of {areas:,} areas" if rows != areas else f"All {areas:,} areas"


def _pages(rows: int, asked: Asked) -> tuple[int, Pages | None]:
    """The page shown, and links to the others where there are any."""
    last = max(1, -(-rows // ROWS_A_PAGE))
    here = min(max(asked.page, 1), last)
    return here, make_pages(here=here, last=last, address=partial(_page_address, asked))


def _page_address(asked: Asked, number: int) -> str:
    return asked.address("gaps:where", page=number, area="")
