"""Sheets that wait: whose they are, and which records their rows are about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sightline.errors import NotAllowed, NotFound
from sightline.exchange.activities import ActivityRow
from sightline.exchange.problems import Reading
from sightline.service.partners.names import plain
from sightline.service.partners.queries import by_plain_name, not_spoken_for
from sightline.service.register.models import Activity
from sightline.service.sheets.models import Upload


def own_upload(viewer: Any, upload_id: UUID) -> Upload:
    """A sheet of the viewer's own, or NotFound."""
    upload = Upload.objects.filter(pk=upload_id, sent_by=viewer).first()
    if upload is None:
        raise NotFound("There is no sheet of yours at this address. It may have been cancelled.")
    return upload


def still_theirs(viewer: Any, upload: Upload) -> Reading[tuple[ActivityRow, ...]]:
    """What a sheet says; NotAllowed if its sender may no longer see what it would change."""
    reading = upload.as_read()
    if others := not_spoken_for(viewer, {row.activity.organisation for row in reading.rows}):
        raise NotAllowed(f"You may no longer see all that is said of {', '.join(others)}.")
    return reading


def waits_at(*, viewer: Any, upload_id: UUID) -> str:
    """The route where a sheet of the viewer's own goes on."""
    upload = own_upload(viewer, upload_id)
    return "sheets:preview" if upload.proposal is None else "sheets:columns"


def key_of(row: ActivityRow) -> tuple[str, str]:
    """What a row is known by: its organisation's plain name, and its plain reference."""
    return plain(row.activity.organisation), plain(row.activity.reference)


def known_records(rows: Iterable[ActivityRow]) -> dict[tuple[str, str], Activity]:
    """The records that the rows are about, by organisation as the row names it and reference."""
    known, keys = by_plain_name(), {key_of(row) for row in rows}
    named = {known[name] for name, _ in keys if name in known}
    found = Activity.objects.whole().filter(organisation_id__in=named)
    records = {(record.organisation_id, plain(record.reference)): record for record in found}
    there = {key: (known.get(key[0]), key[1]) for key in keys}
    return {key: records[place] for key, place in there.items() if place in records}
