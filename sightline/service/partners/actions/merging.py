"""Two entries found to be one organisation: merged by the unit, and taken apart again if wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.partners.actions.following import bring_back, take_along
from sightline.service.partners.actions.moving import move, move_back
from sightline.service.partners.actions.writing import is_in_line
from sightline.service.partners.details import content_of
from sightline.service.partners.models import Merger, Organisation
from sightline.service.partners.names import plain
from sightline.service.partners.voices import voice_of

# Rooms above move what they keep, in their AppConfig.ready(): each is called in the transaction of
# the merger with kept, gone (both Organisation), by and now. Rows that only change hands are named
# in `partners.following` instead.
ON_MERGE: list[Callable[..., None]] = []
ON_UNDO_MERGE: list[Callable[..., None]] = []


@transaction.atomic
def merge_organisations(
    *, kept_id: UUID, gone_id: UUID, by: User, now: datetime, reason: str
) -> UUID:
    """Say that two organisations are one: what is one's becomes the other's. The merger's key.

    The names of the one that goes are from then on names of the other. Merging them again does
    nothing. An organisation that takes over from another on a day is not merged, but its successor.
    """
    audit.hold_chain()
    _check_unit(by)
    kept, gone = _organisation(kept_id), _organisation(gone_id)
    if gone.merged_into_id == kept.pk:
        return gone.merger.pk
    _check_mergeable(kept, gone)
    before = {"kept": content_of(kept), "gone": content_of(gone)}
    merger = Merger.objects.create(
        kept=kept,
        gone=gone,
        moved=move(kept, gone),
        reason=reason.strip(),
        merged_at=now,
        merged_by=by,
    )
    gone.merged_into = kept
    _save(kept, gone)
    _record("organisations merged", kept, gone, by=by, now=now, before=before, reason=reason)
    merger.moved["above"] = take_along(kept, gone, by=by, now=now)
    merger.save(update_fields=["moved"])
    for moves in ON_MERGE:
        moves(kept=kept, gone=gone, by=by, now=now)
    return merger.pk


@transaction.atomic
def undo_merge(*, merger_id: UUID, by: User, now: datetime) -> None:
    """Take two organisations apart again. What was said of the kept one since then stays there."""
    audit.hold_chain()
    _check_unit(by)
    merger = Merger.objects.filter(pk=merger_id).first()
    if merger is None:
        raise NotFound("There is no such merger. It may have been undone already.")
    kept, gone = _organisation(merger.kept_id), _organisation(merger.gone_id)
    _check_separable(kept, gone)
    before = {"kept": content_of(kept), "gone": content_of(gone)}
    move_back(kept, gone, merger.moved)
    _check_no_circle(gone)
    merger.delete()
    gone.merged_into = None
    _save(kept, gone)
    _record("merger undone", kept, gone, by=by, now=now, before=before, reason="")
    bring_back(kept, gone, merger.moved.get("above", {}), by=by, now=now)
    for moves in ON_UNDO_MERGE:
        moves(kept=kept, gone=gone, by=by, now=now)


def _check_unit(by: User) -> None:
    if not voice_of(by).everyone:
        raise NotAllowed("Only the unit may merge organisations.")


def _organisation(key: UUID) -> Organisation:
    found = Organisation.objects.filter(pk=key).first()
    if found is None:
        raise NotFound("There is no organisation with that number here.")
    return found


def _check_mergeable(kept: Organisation, gone: Organisation) -> None:
    if kept.pk == gone.pk:
        raise BadInput(f"{kept} cannot be merged into itself. Choose another organisation.")
    for each in (kept, gone):
        if each.merged_into is not None:
            raise Conflict(f"{each} was merged into {each.merged_into} already.")
    if is_in_line(gone.pk, kept, "parent"):
        raise BadInput(f"{kept} is part of {gone}. Keep {gone}, or change that first.")
    if is_in_line(gone.pk, kept, "successor") or is_in_line(kept.pk, gone, "successor"):
        raise BadInput(
            f"One of {kept} and {gone} takes over from the other on a day: both stay, each with "
            "its own records. If that is wrong, take the successor away first."
        )


def _check_separable(kept: Organisation, gone: Organisation) -> None:
    if kept.merged_into is not None:
        raise Conflict(f"{kept} was itself merged into {kept.merged_into}. Undo that first.")
    names = Organisation.objects.filter(merged_into=None).values_list("name", flat=True)
    if plain(gone.name) in map(plain, names):
        raise Conflict(f"Another organisation is called {gone} now. Give it another name first.")


def _check_no_circle(gone: Organisation) -> None:
    """What moved back may by now stand above what it is to stand below."""
    for field, words in (("parent", "part of"), ("successor", "taken over by")):
        if is_in_line(gone.pk, gone, field):
            raise Conflict(
                f"{gone} would then be {words} itself, by what was said since the merger. "
                "Change that first."
            )


def _save(kept: Organisation, gone: Organisation) -> None:
    for each in (kept, gone):
        each.version += 1
        each.save(force_update=True)


def _record(
    kind: str,
    kept: Organisation,
    gone: Organisation,
    *,
    by: User,
    now: datetime,
    before: dict[str, Any],
    reason: str,
) -> None:
    fresh = Organisation.objects.in_bulk([kept.pk, gone.pk])
    after = {"kept": content_of(fresh[kept.pk]), "gone": content_of(fresh[gone.pk])}
    audit.record(kind, about=kept, by=by, at=now, before=before, after=after, reason=reason)
