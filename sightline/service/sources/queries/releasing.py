"""A release as the unit prepares it: what is public, what would be added, and who decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from sightline.analysis.disclosure.policies import NOT_SUPPLIED
from sightline.service.sources.models import Cell, Release, Source, WithheldText
from sightline.service.sources.protected import DIMENSIONS, approved
from sightline.service.sources.queries.words import Text, area_names, say_month
from sightline.service.sources.sight import is_same_person, known_source, refuse_lapsed

WORDS = {"area": "area or site", "month": "month", "kind": "kind", "age": "ages"}


@dataclass(frozen=True)
class Named:
    """Every word that would be public, to be read by whoever decides: kinds are words of a giver.

    rows: what it names, the word, how many counts it has, and whether it is public.
    """

    headings: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    texts: str


@dataclass(frozen=True)
class Proposal:
    """A proposal that waits."""

    said: str
    by: str
    is_mine: bool  # or of somebody who cannot be told apart from the viewer
    approve_address: str
    decline_address: str


@dataclass(frozen=True)
class ProposalPage:
    """What a release would add. No true count is on it."""

    title: str
    address: str
    public: str
    fixed: str  # the design, once there is one
    new_months: str
    sent_again: str
    named: Named | None
    proposal: Proposal | None


def proposal_page(*, viewer: Any, source_id: UUID, today: date) -> ProposalPage:
    """The state of a source's releases; Refused once its agreement has lapsed."""
    source = known_source(source_id)
    refuse_lapsed(source, today=today)
    releases = approved(source)
    public = sorted({month for each in releases for month in each.months})
    held = set(Cell.objects.filter(source=source).values_list("month", flat=True))
    new = sorted(month for month in held if month > (public[-1] if public else ""))
    again = sorted(_sent_again(source, releases) & set(public))
    waiting = source.releases.filter(approved_at=None).select_related("proposed_by").first()
    return ProposalPage(
        title=source.title,
        address=reverse("sources:source", args=[source.pk]),
        public=", ".join(map(say_month, public)),
        fixed=_design(releases[0].dimensions, releases[0].base) if releases else "",
        new_months=", ".join(map(say_month, new)),
        sent_again=", ".join(map(say_month, again)),
        named=_named(source, *_asked_of(waiting, new, releases)) if waiting or new else None,
        proposal=None
        if waiting is None
        else Proposal(
            said=f"{', '.join(map(say_month, waiting.months))}, "
            f"{_design(waiting.dimensions, waiting.base)}. {waiting.revised}".strip(),
            by=str(waiting.proposed_by),
            is_mine=is_same_person(waiting.proposed_by, viewer),
            approve_address=reverse("sources:approve", args=[waiting.pk]),
            decline_address=reverse("sources:decline", args=[waiting.pk]),
        ),
    )


def _asked_of(
    waiting: Release | None, new: Collection[str], releases: Sequence[Release]
) -> tuple[Collection[str], Collection[str]]:
    """The months and dimensions of a release that waits; or of one to come, whatever may be."""
    if waiting is not None:
        return waiting.months, waiting.dimensions
    return new, releases[0].dimensions if releases else DIMENSIONS


def _design(dimensions: list[str], base: int) -> str:
    named = ", ".join(WORDS[name] for name in DIMENSIONS if name in dimensions)
    return f"by {named}, rounded to a multiple of {base}"


def _sent_again(source: Any, releases: list[Any]) -> set[str]:
    """Months of files that were taken in after the last release."""
    if not releases:
        return set()
    later = source.files.filter(taken_at__gt=releases[-1].approved_at)
    return {month for each in later for month in each.reading["months"]}


def _named(source: Source, months: Collection[str], dimensions: Collection[str]) -> Named:
    """What a release of those months would say in public, word by word, and what it is behind.

    How many counts go into each word is told, and no count: not of people either.
    """
    held = Cell.objects.filter(source=source, month__in=months).exclude(shown=NOT_SUPPLIED)
    areas, rows = area_names(), []
    for name in DIMENSIONS:
        if name == "month":
            continue
        for word, cells in held.values_list(name).annotate(cells=Count("pk")).order_by(name):
            said = areas.get(word, word) if name == "area" else word
            is_public = "yes" if name in dimensions else "no: added up"
            rows.append((Text(WORDS[name].capitalize()), Text(said),
                         Text(f"{cells:,}", numeric=True), Text(is_public)))  # fmt: skip
    texts = WithheldText.objects.filter(file__source=source)
    by_state = dict(texts.values_list("state").annotate(texts=Count("pk")).order_by())
    told = ", ".join(f"{state.value} {by_state.get(state.value, 0):,}"
                     for state in WithheldText.State)  # fmt: skip
    return Named(
        headings=(Text("What"), Text("Word"), Text("Counts", numeric=True), Text("Public")),
        rows=tuple(rows),
        texts=f"Texts of its files: {told}. None of them is part of a release.",
    )
