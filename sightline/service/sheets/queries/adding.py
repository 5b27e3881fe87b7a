"""How far a worker is with a long sheet, as its sender sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.service.register.queries.record import say_time
from sightline.service.sheets.models import Upload
from sightline.service.sheets.progress import is_adding, progress_of
from sightline.service.sheets.queries.waiting import own_upload

REFRESH_SECONDS = 3


@dataclass(frozen=True)
class AddingPage:
    """How far it is, or why it went no further."""

    file_name: str
    address: str  # where the sheet is looked at; the page goes there by itself once it is added
    is_over: bool  # added, or nobody asked for it
    refused: str  # why nothing was added; empty while it goes on
    refresh_seconds: int
    done: int
    rows: int
    said: str
    since: str


def adding_page(*, viewer: Any, upload_id: UUID, now: datetime) -> AddingPage:
    """A sheet of the viewer's own that is being added; NotFound if it is not theirs."""
    upload = own_upload(viewer, upload_id)
    told = progress_of(upload.pk)
    is_over = upload.committed_at is not None or upload.adding_since is None
    return AddingPage(
        file_name=upload.file_name,
        address=reverse("sheets:preview", args=[upload.pk]),
        is_over=is_over,
        refused="" if is_over else _refused(upload, now),
        refresh_seconds=REFRESH_SECONDS,
        done=told.done if told else 0,
        rows=told.rows if told else 0,
        said=f"{told.done:,} of {told.rows:,} rows" if told else "It is about to begin.",
        since=say_time(upload.adding_since) if upload.adding_since else "",
    )


def _refused(upload: Upload, now: datetime) -> str:
    if upload.adding_refused:
        return upload.adding_refused
    if is_adding(upload, now=now):
        return ""
    return "It stopped before the end, and nobody knows why."
