"""A sheet sent in: read apart, kept until its sender has looked at it, added or thrown away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sightline.errors import Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.audit.queries import changes_since
from sightline.service.partners.names import plain
from sightline.service.partners.queries import (
    by_plain_name,
    names_spoken_for,
    not_spoken_for,
    voice_of,
)
from sightline.service.places import queries as places
from sightline.service.register.actions.records import import_rows
from sightline.service.register.models import Activity
from sightline.service.register.queries import own_groups
from sightline.service.sheets.actions.asking import ask_unit, give_back, must_wait
from sightline.service.sheets.actions.isolation import ReadApart, read_apart, safe_name
from sightline.service.sheets.actions.layouts import remember_layout, remembered_layouts
from sightline.service.sheets.models import Upload, theirs
from sightline.service.sheets.progress import is_adding

KEPT_FOR = timedelta(days=7)  # a sheet nobody decided on


class RegisterChanged(Conflict):
    """What a sheet would change has been changed by somebody else since its preview was opened."""


def send_sheet(
    *,
    content: bytes,
    file_name: str,
    by: User,
    now: datetime,
    today: date,
    is_pasted: bool = False,
) -> UUID:
    """Read a sheet and keep it for its sender to look through; its key.

    One with the partner's own headings waits until its sender has confirmed what its columns mean,
    unless somebody did so for a sheet with the same headings. A partner's rows of other
    organisations are refused. BadInput if the file cannot be read; NotAllowed if its sender may
    speak for nobody. Nothing on the register changes.
    """
    name = safe_name(file_name)
    request = _request(by=by, today=today, name=name, is_pasted=is_pasted)
    request |= {"do": "send", "remembered": remembered_layouts(by)}
    read = read_apart(content, file_name=name, request=request, sender=by.pk)
    with transaction.atomic():
        Upload.objects.filter(sent_at__lt=now - KEPT_FOR, asked_at=None).delete()
        upload = Upload(
            sent_by=by,
            file_name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            is_pasted=is_pasted,
            sent_at=now,
        )
        _take(upload, read)
    return upload.pk


def propose_columns(*, upload_id: UUID, by: User, today: date) -> None:
    """Have what the columns of a waiting sheet mean proposed, so that its sender can say."""
    upload = _waiting(upload_id, by=by)
    request = _request(by=by, today=today, name=upload.file_name, is_pasted=upload.is_pasted)
    request |= {"do": "propose", "remembered": remembered_layouts(by), "layout": upload.layout}
    read = _read_again(upload, request)
    with transaction.atomic():
        _take(_waiting(upload_id, by=by), read)


def confirm_columns(
    *,
    upload_id: UUID,
    layout: str,
    seen: Sequence[tuple[str, str]],
    by: User,
    today: date,
) -> bool:
    """Read a waiting sheet as its sender says it is laid out; False if more must be asked first.

    layout: JSON. seen: questions, by heading and text, that were answered or passed over.
    """
    upload = _waiting(upload_id, by=by)
    request = _request(by=by, today=today, name=upload.file_name, is_pasted=upload.is_pasted)
    request |= {"do": "settle", "layout": layout, "seen": [list(each) for each in seen]}
    read = _read_again(upload, request)
    with transaction.atomic():
        _take(_waiting(upload_id, by=by), read)
    return read.reading is not None


def _read_again(upload: Upload, request: dict[str, Any]) -> ReadApart:
    content, name = bytes(upload.content or b""), upload.file_name
    return read_apart(content, file_name=name, request=request, sender=upload.sent_by_id)


def _take(upload: Upload, read: ReadApart) -> None:
    """Keep what came of reading a sheet: a reading, or a proposal that waits to be confirmed."""
    upload.reading, upload.marked_copy = read.reading, read.marked_copy
    upload.proposal, upload.layout = read.proposal, read.layout
    upload.save()


def _waiting(upload_id: UUID, *, by: User) -> Upload:
    upload = own_upload(upload_id, by=by)
    _refuse_if_adding(upload)
    return upload


def _refuse_if_adding(upload: Upload) -> None:
    if upload.committed_at is not None:
        raise Conflict(f"{upload.file_name} has been added to the register already.")
    if is_adding(upload, now=timezone.now()):
        raise Conflict(f"{upload.file_name} is being added to the register now.")


@transaction.atomic
def commit_upload(
    *,
    upload_id: UUID,
    seen_event: int,
    by: User,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Add a sheet's good rows to the register, all or none; a second time does nothing.

    seen_event: the newest audit event when its preview was opened. RegisterChanged if a later one
    is about an activity in the sheet. progress: called with how many known rows are done.
    """
    audit.hold_chain()
    upload = own_upload(upload_id, by=by)
    if upload.committed_at is not None:
        return
    reading = upload.as_read()
    activities = [row.activity for row in reading.rows]
    _check_voice({activity.organisation for activity in activities}, by=by)
    known = by_plain_name()
    keys = {(known.get(plain(each.organisation)), plain(each.reference)) for each in activities}
    if not keys.isdisjoint(_changed_since(seen_event)):
        raise RegisterChanged("The register changed after you opened the preview.")
    if must_wait(reading.rows, by=by):
        ask_unit(upload, by=by, now=now)
        return
    done = import_rows(
        activities, by=by, now=now, reason=_reason(upload, by), columns=upload.columns(),
        progress=progress,
    )  # fmt: skip
    upload.outcome = {**done.as_json(), "refused": reading.account.rejected}
    if upload.layout:
        remember_layout(upload.layout, activities, by=by, now=now)
    upload.committed_at, upload.asked_at, upload.adding_since = now, None, None
    upload.content = upload.proposal = upload.reading = upload.marked_copy = None
    upload.save()
    audit.record(
        "sheet added to the register", about=upload, by=by, at=now,
        after={"file": upload.file_name, "sha256": upload.sha256, **upload.outcome},
    )  # fmt: skip


@transaction.atomic
def cancel_upload(*, upload_id: UUID, by: User) -> None:
    """Throw a sheet away that has not been added; the unit gives somebody else's sheet back."""
    upload = own_upload(upload_id, by=by)
    _refuse_if_adding(upload)
    if upload.sent_by_id != by.pk:
        give_back(upload)
        return
    upload.delete()


def _reason(upload: Upload, by: User) -> str:
    """What the history says: which sheet, and whose, if the unit looked it over."""
    sender = "" if upload.sent_by_id == by.pk else f" of {upload.sent_by}"
    return f"sheet {upload.file_name}{sender}"


def own_upload(upload_id: UUID, *, by: User) -> Upload:
    """A sheet of somebody's own, or one that the unit looks over; else NotFound."""
    upload = Upload.objects.filter(theirs(by), pk=upload_id).first()
    if upload is None:
        raise NotFound("There is no sheet of yours at this address. It may have been cancelled.")
    return upload


def _request(*, by: User, today: date, name: str, is_pasted: bool) -> dict[str, Any]:
    """What the process that reads the sheet needs to know."""
    own = None if voice_of(by).everyone else names_spoken_for(by)
    if own == []:
        raise NotAllowed(
            "Your sign-in does not belong to an organisation yet, so there is no register to add "
            "to."
        )
    return {
        "areas": places.areas().to_dict(orient="list"),
        "postcodes": places.postcodes(),
        "today": today.isoformat(),
        "own": own,
        "groups": own_groups(),
        "file_name": name,
        "is_pasted": is_pasted,
        "remembered": {},
        "layout": "",
        "seen": [],
    }


def _check_voice(names: set[str], *, by: User) -> None:
    """Who may speak for whom may have changed since the sheet was sent."""
    if others := not_spoken_for(by, names):
        raise NotAllowed(f"You may no longer change the activities of {', '.join(others)}.")


def _changed_since(seen_event: int) -> set[tuple[UUID | None, str]]:
    """Organisation and reference of each activity that an event since then is about."""
    changed_now = changes_since(seen_event, Activity)
    keys = [event.about_id for event in changed_now if event.after is not None]  # reads apart
    changed = Activity.objects.filter(pk__in=keys)
    return {(record.organisation_id, plain(record.reference)) for record in changed}
