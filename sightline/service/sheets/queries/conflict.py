"""What others changed while a preview was open, beside what the sheet says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.exchange.activities import ActivityRow
from sightline.service.audit.queries import PastEvent, changes_since
from sightline.service.partners.queries import voice_of
from sightline.service.register.changes import bring_up_to_date
from sightline.service.register.content import content_of
from sightline.service.register.models import Activity
from sightline.service.register.queries.record import change_words, say_time
from sightline.service.register.queries.sight import looks_in
from sightline.service.register.queries.words import FIELD_WORDS, say_value
from sightline.service.sheets.known import key_of, known_records
from sightline.service.sheets.queries.waiting import own_upload, still_theirs


@dataclass(frozen=True)
class ConflictRow:
    """One field that somebody changed while a preview was open: theirs, and the sheet's."""

    field: str
    before: str
    now: str
    yours: str


@dataclass(frozen=True)
class ConflictRecord:
    """An activity that was changed, by whom and when."""

    name: str
    address: str
    what: str
    rows: tuple[ConflictRow, ...]


@dataclass(frozen=True)
class ConflictPage:
    """Both sides of a conflict."""

    file_name: str
    records: tuple[ConflictRecord, ...]
    preview_address: str
    restricted: tuple[UUID, ...]  # activities whose hidden place is shown to an outsider


def conflict_page(*, viewer: Any, upload_id: UUID, seen_event: int) -> ConflictPage:
    """What others changed of the activities in a sheet since an event, beside what it says."""
    upload = own_upload(viewer, upload_id)
    columns = upload.columns()
    rows = {key_of(row): row for row in still_theirs(viewer, upload).rows}
    records = {
        str(record.pk): (rows[key], record)
        for key, record in known_records(rows.values()).items()
        if key in rows
    }
    events = [each for each in changes_since(seen_event, Activity) if each.about_id in records]
    voice = voice_of(viewer)
    looked_into = {
        record.pk
        for _, record in (records[each.about_id] for each in events)
        if record.sensitive_site and looks_in(voice, record)
    }
    return ConflictPage(
        file_name=upload.file_name,
        records=tuple(_conflict(each, *records[each.about_id], columns) for each in events),
        preview_address=reverse("sheets:preview", args=[upload_id]),
        restricted=tuple(sorted(looked_into)),
    )


def _conflict(
    event: PastEvent, row: ActivityRow, record: Activity, columns: Collection[str]
) -> ConflictRecord:
    """One change by somebody else, and what the sheet would make of each field it changed."""
    wanted = content_of(bring_up_to_date(record.facts(), row.activity, columns))
    yours = {words: say_value(field, wanted[field]) for field, words in FIELD_WORDS.items()}
    return ConflictRecord(
        name=record.name,
        address=reverse("register:activity", args=[record.pk]),
        what=f"{event.kind.capitalize()} by {event.by}, {say_time(event.at)}",
        rows=tuple(
            ConflictRow(change.field, change.before, change.after, yours[change.field])
            for change in change_words(event, is_own=True, is_sensitive=False)
        ),
    )
