"""A release as the unit prepares it: what is public, what would be added, and who decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.service.sources.models import Cell
from sightline.service.sources.protected import DIMENSIONS, approved
from sightline.service.sources.queries.words import say_month
from sightline.service.sources.sight import known_source, refuse_lapsed

WORDS = {"area": "area or site", "month": "month", "kind": "kind", "age": "ages"}


@dataclass(frozen=True)
class Proposal:
    """A proposal that waits."""

    said: str
    by: str
    is_mine: bool
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
        proposal=None
        if waiting is None
        else Proposal(
            said=f"{', '.join(map(say_month, waiting.months))}, "
            f"{_design(waiting.dimensions, waiting.base)}. {waiting.revised}".strip(),
            by=str(waiting.proposed_by),
            is_mine=waiting.proposed_by_id == viewer.pk,
            approve_address=reverse("sources:approve", args=[waiting.pk]),
            decline_address=reverse("sources:decline", args=[waiting.pk]),
        ),
    )


def _design(dimensions: list[str], base: int) -> str:
    named = ", ".join(WORDS[name] for name in DIMENSIONS if name in dimensions)
    return f"by {named}, rounded to a multiple of {base}"


def _sent_again(source: Any, releases: list[Any]) -> set[str]:
    """Months of files that were taken in after the last release."""
    if not releases:
        return set()
    later = source.files.filter(taken_at__gt=releases[-1].approved_at)
    return {month for each in later for month in each.reading["months"]}
