"""Which two organisations would become one, what would move, and what was merged before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime

from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import NotAllowed, NotFound
from sightline.service.partners.details import covers_of
from sightline.service.partners.following import would_follow
from sightline.service.partners.kinds import say_kind
from sightline.service.partners.models import Merger, Organisation
from sightline.service.partners.queries.hooks import WOULD_MOVE
from sightline.service.partners.queries.words import say_count, say_covers, say_day
from sightline.service.partners.voices import voice_of
from sightline.service.places import queries as places


@dataclass(frozen=True)
class SideBySide:
    """One fact of two organisations."""

    key: str
    kept: str
    gone: str


@dataclass(frozen=True)
class MergePage:
    """Two organisations side by side; with one alone, a question which the other is."""

    kept: str
    kept_address: str
    gone: str  # empty while none is chosen
    rows: tuple[SideBySide, ...]
    moves: tuple[str, ...]
    warning: str
    swap_address: str


@dataclass(frozen=True)
class ListedMerger:
    """A merger that can be undone."""

    kept: str
    kept_address: str
    gone: str
    when: str
    by: str
    reason: str
    undo_address: str


@dataclass(frozen=True)
class MergersPage:
    """Every merger that holds."""

    mergers: tuple[ListedMerger, ...]


def merge_page(*, viewer: Any, organisation_id: UUID, gone_id: UUID | None = None) -> MergePage:
    """What merging would do, for the unit; NotFound if one of them is not there."""
    kept = _unmerged(viewer, organisation_id)
    if gone_id is None:
        return MergePage(kept.name, _address(kept), "", (), (), "", "")
    gone = _unmerged(viewer, gone_id)
    swapped = reverse("partners:merge", args=[gone.pk])
    return MergePage(
        kept=kept.name,
        kept_address=_address(kept),
        gone=gone.name,
        rows=tuple(_side_by_side(kept, gone)),
        moves=tuple(_moves(gone)),
        warning=_warning(kept, gone),
        swap_address=f"{swapped}?gone={kept.pk}",
    )


def merge_choices(*, viewer: Any, organisation_id: UUID) -> dict[str, str]:
    """Every other organisation by its key, in the order of names."""
    _unmerged(viewer, organisation_id)
    others = Organisation.objects.filter(merged_into=None).exclude(pk=organisation_id)
    return {str(key): name for key, name in others.values_list("id", "name")}


def mergers_page(*, viewer: Any) -> MergersPage:
    """Every merger that holds, the newest first, for the unit."""
    _check_unit(viewer)
    found = Merger.objects.select_related("kept", "gone", "merged_by")
    return MergersPage(
        tuple(
            ListedMerger(
                kept=each.kept.name,
                kept_address=_address(each.kept),
                gone=each.gone.name,
                when=say_day(localtime(each.merged_at).date()),
                by=str(each.merged_by or "somebody who is gone"),
                reason=each.reason,
                undo_address=reverse("partners:undo_merge", args=[each.pk]),
            )
            for each in found
        )
    )


def _check_unit(viewer: Any) -> None:
    if not voice_of(viewer).everyone:
        raise NotAllowed("Only the unit may merge organisations.")


def _unmerged(viewer: Any, key: UUID) -> Organisation:
    _check_unit(viewer)
    found = Organisation.objects.filter(pk=key, merged_into=None).first()
    if found is None:
        raise NotFound("There is no organisation with that number here.")
    return found


def _address(each: Organisation) -> str:
    return reverse("register:organisation", args=[each.pk])


def _side_by_side(kept: Organisation, gone: Organisation) -> Iterator[SideBySide]:
    names = places.area_names()
    for key, say in (
        ("Kind", lambda each: say_kind(each.kind, each.kind_words)),
        ("Other names", lambda each: "; ".join(map(str, each.aliases.all()))),
        ("Public identifiers", lambda each: "; ".join(map(str, each.identifiers.all()))),
        ("Website", lambda each: each.website),
        ("Postcode of its office", lambda each: each.office_postcode),
        ("Covers", lambda each: say_covers(covers_of(each), names)),
        ("People", lambda each: str(each.members.count())),
    ):
        yield SideBySide(key, say(kept) or NOT_SUPPLIED, say(gone) or NOT_SUPPLIED)


def _moves(gone: Organisation) -> Iterator[str]:
    yield f"its name “{gone}”, which sheets may go on using"
    for rows, one, many in (
        (gone.aliases, "other name", ""),
        (gone.identifiers, "public identifier", ""),
        (gone.contacts, "contact", ""),
        (gone.members, "person who belongs to it", "people who belong to it"),
        (gone.teams, "team", ""),
        (gone.invited, "invitation", ""),
        (gone.parts, "organisation that is part of it", "organisations that are part of it"),
    ):
        count = rows.count()
        if count:
            yield say_count(count, one, many)
    for would_move in (*WOULD_MOVE, would_follow):
        yield from would_move(gone.pk)


def _warning(kept: Organisation, gone: Organisation) -> str:
    """Two numbers of one register tell two organisations apart."""
    mine, theirs = (
        {each.as_written().register for each in one.identifiers.all()} for one in (kept, gone)
    )
    if mine.isdisjoint(theirs):
        return ""
    return (
        "Each has a number of its own in the same register, so these are probably two "
        "organisations. Look both numbers up before you go on."
    )
