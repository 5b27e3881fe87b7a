"""The list of findings: filters with counts, an address for every view, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from sightline.service.accounts.policy import may_open
from sightline.service.findings.content import finding_of
from sightline.service.findings.models import FindingRun, RunState
from sightline.service.findings.queries.asked import EVERYTHING, TO_ANSWER, Asked
from sightline.service.findings.queries.rows import (
    Row,
    counts_of,
    counts_of_states,
    matching,
    rows_seen,
)
from sightline.service.findings.queries.words import (
    COLOURS,
    KINDS,
    STATES,
    say_how_many,
    say_money,
    say_sentences,
    say_strand,
    say_theme,
    say_when,
    say_whom,
)
from sightline.service.findings.sight import Veil
from sightline.service.pages.choosing import Choice
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.pages.queries import Link
from sightline.service.register.queries import activity_names, register_version
from sightline.service.register.queries.record import say_time

ON_A_PAGE = 20
TABS = (TO_ANSWER, "asked", "accepted", "known", "rejected", "gone", EVERYTHING)
TAB_WORDS = {TO_ANSWER: "To answer", EVERYTHING: "All", "gone": "Gone"}
LABELS = {
    "kind": "Kind",
    "place": "District",
    "theme": "Theme",
    "strand": "Strand",
    "organisation": "Organisation",
    "commissioner": "Who pays",
    "area": "Small area",
    "activity": "Activity",
    "find": "Words",
}
CHOSEN_FROM_LISTS = ("kind", "place", "theme", "strand", "organisation", "commissioner")


@dataclass(frozen=True)
class Select:
    """A filter with its choices, each with how many findings it would leave."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Tab:
    """Findings that stand so, and how many there are."""

    text: str
    address: str
    here: bool


@dataclass(frozen=True)
class Applied:
    """A filter that is on, and the address without it."""

    text: str
    remove_address: str


@dataclass(frozen=True)
class Item:
    """One finding in a list."""

    title: str
    address: str
    kind: str
    standing: str
    colour: str
    where: str
    about: str
    people: str
    when: str
    money: str
    why: str
    returned: str
    shared: str


@dataclass(frozen=True)
class InboxPage:
    """The list, ready to print."""

    found: str
    worked_out: str
    is_old: str
    tabs: tuple[Tab, ...]
    selects: tuple[Select, ...]
    hidden: tuple[tuple[str, str], ...]  # what the form must carry along
    applied: tuple[Applied, ...]
    items: tuple[Item, ...]
    pages: Pages | None
    files: tuple[Link, ...]
    nothing: str
    remedy: str
    links: tuple[Link, ...]
    work_out_address: str


def inbox_page(*, viewer: Any, asked: Asked, today: date) -> InboxPage:
    """The findings that are asked for, as far as the viewer may see them."""
    rows = rows_seen(viewer, today)
    found = matching(rows, asked)
    last = max(1, -(-len(found) // ON_A_PAGE))
    here = min(asked.page, last)
    run = FindingRun.objects.filter(state=RunState.DONE.value).first()
    names, veil = _names(rows), Veil(viewer)
    return InboxPage(
        found=f"{len(found):,} finding{'' if len(found) == 1 else 's'}",
        worked_out=f"Worked out on {say_time(run.made_at)}." if run else "",
        is_old=_is_old(run),
        tabs=tuple(_tabs(rows, asked)),
        selects=tuple(_select(rows, asked, name, names[name]) for name in CHOSEN_FROM_LISTS),
        hidden=tuple(
            (name, getattr(asked, name)) for name in ("state", "area", "activity")
            if getattr(asked, name)
        ),
        applied=_applied(asked, names, viewer),
        items=tuple(
            item_of(row, today, veil) for row in found[(here - 1) * ON_A_PAGE : here * ON_A_PAGE]
        ),
        pages=make_pages(here=here, last=last, address=lambda page: asked.address(page=page)),
        files=tuple(
            Link(words, asked.address("findings:download", form, page=1))
            for form, words in (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"))
        ),
        nothing="Nothing was found yet" if run is None else "No finding matches",
        remedy=_remedy(run),
        links=tuple(_ways(viewer)),
        work_out_address=_if_may(viewer, "findings:work_out"),
    )  # fmt: skip


def item_of(row: Row, today: date, veil: Veil) -> Item:
    """A finding as lists show it."""
    finding, facts = row.finding, finding_of(row.finding.content)
    has_money = facts.money_gbp is not None
    return Item(
        title=finding.title,
        address=reverse("findings:finding", args=[finding.pk]),
        kind=f"{KINDS[finding.kind]}: {finding.sort}",
        standing=STATES[row.standing],
        colour=COLOURS[row.standing],
        where=", ".join(row.districts) or "no place given",
        about=f"{say_theme(finding.theme)}; {say_whom(facts)}",
        people=say_how_many(facts.people),
        when=say_when(facts.first_month),
        money=say_money(facts.money_gbp) if has_money and veil.shows_money(finding) else "",
        why=next(iter(say_sentences(veil.sentences(finding, facts.reasons))), ""),
        returned="; ".join(finding.returned),
        shared="" if finding.is_shared(today) else "Not shared yet",
    )


def _tabs(rows: tuple[Row, ...], asked: Asked) -> list[Tab]:
    counts = counts_of_states(rows, asked)
    return [
        Tab(
            f"{TAB_WORDS.get(state) or STATES[state]} ({counts[state]:,})",
            asked.address(state=state, page=1),
            state == asked.state,
        )
        for state in TABS
    ]


def _names(rows: tuple[Row, ...]) -> Mapping[str, Mapping[str, str]]:
    """Of each filter the choices there are, in the order of their words."""
    found = {
        "kind": KINDS,
        "place": {name: name for row in rows for name in row.districts},
        "theme": {row.finding.theme: say_theme(row.finding.theme) for row in rows},
        "strand": {row.finding.strand: say_strand(row.finding.strand) for row in rows},
        "organisation": {k: name for row in rows for k, name in row.organisations.items()},
        "commissioner": {k: name for row in rows for k, name in row.commissioners.items()},
    }
    return {
        name: dict(sorted(given.items(), key=lambda one: one[1])) for name, given in found.items()
    }


def _select(rows: tuple[Row, ...], asked: Asked, name: str, names: Mapping[str, str]) -> Select:
    counts, chosen = counts_of(rows, asked, name), getattr(asked, name)
    return Select(
        name,
        LABELS[name],
        tuple(
            Choice(value, f"{words} ({counts[value]:,})", value == chosen)
            for value, words in names.items()
            if value and (counts[value] or value == chosen)
        ),
    )


def _applied(
    asked: Asked, names: Mapping[str, Mapping[str, str]], viewer: Any
) -> tuple[Applied, ...]:
    on = {name: getattr(asked, name) for name in LABELS if getattr(asked, name)}
    words = {name: names.get(name, {}).get(value, value) for name, value in on.items()}
    if asked.activity:
        words["activity"] = _activity(asked.activity, viewer)
    return tuple(
        Applied(f"{LABELS[name]}: {said}", asked.address(page=1, **{name: ""}))
        for name, said in words.items()
    )


def _activity(key: str, viewer: Any) -> str:
    named = activity_names([key], viewer=viewer)  # type: ignore[list-item]  # checked by the form
    return named[key].name if key in named else key


def _is_old(run: FindingRun | None) -> str:
    if run is None or run.register_version == register_version():
        return ""
    return "The register has changed since: what changed is not in this list yet."


def _remedy(run: FindingRun | None) -> str:
    if run is None:
        return "The unit can have gaps, overlaps and opportunities worked out from what is here."
    return "Take away a filter, or choose another list above."


def _ways(viewer: Any) -> list[Link]:
    ways = (
        ("What this means for you", "findings:yours"),
        ("Your actions", "findings:actions"),
        ("What each run found", "findings:runs"),
        ("Who sees new findings, and when", "findings:sharing"),
    )
    return [Link(text, reverse(route)) for text, route in ways if may_open(viewer, route)]


def _if_may(viewer: Any, route: str) -> str:
    return reverse(route) if may_open(viewer, route) else ""
