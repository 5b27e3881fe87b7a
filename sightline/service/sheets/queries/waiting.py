"""Sheets that wait: whose they are, and which records their rows are about."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sightline.errors import NotAllowed, NotFound
from sightline.exchange.activities import ActivityRow
from sightline.exchange.problems import Reading
from sightline.service.partners.queries import not_spoken_for
from sightline.service.sheets.models import Upload, theirs
from sightline.service.sheets.progress import is_adding


def own_upload(viewer: Any, upload_id: UUID) -> Upload:
    """A sheet of the viewer's own, or one that waits for the unit; else NotFound."""
    upload = Upload.objects.filter(theirs(viewer), pk=upload_id).first()
    if upload is None:
        raise NotFound("There is no sheet of yours at this address. It may have been cancelled.")
    return upload


def still_theirs(viewer: Any, upload: Upload) -> Reading[tuple[ActivityRow, ...]]:
    """What a sheet says; NotAllowed if its sender may no longer see what it would change."""
    reading = upload.as_read()
    if others := not_spoken_for(viewer, {row.activity.organisation for row in reading.rows}):
        raise NotAllowed(f"You may no longer see all that is said of {', '.join(others)}.")
    return reading


def waits_at(*, viewer: Any, upload_id: UUID, now: datetime) -> str:
    """The route where a sheet of the viewer's own goes on."""
    upload = own_upload(viewer, upload_id)
    if is_adding(upload, now=now):
        return "sheets:adding"
    return "sheets:preview" if upload.proposal is None else "sheets:columns"
