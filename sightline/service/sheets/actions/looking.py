"""Who looked at a hidden place in a sheet, or beside one: told to the chain of events first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.register.actions import log_what_was_read
from sightline.service.sheets.models import Upload, theirs


@transaction.atomic
def log_sheet_read(
    *, upload_id: UUID, activities: Collection[UUID], by: User, now: datetime
) -> None:
    """Record that somebody read hidden places on a page about a sheet: one line for the page.

    activities: whose place stands beside the sheet. Where somebody else sent it, the sensitive
    sites in it are theirs to know too, on the register or not; what one sent oneself one knows.
    """
    upload = Upload.objects.filter(theirs(by), pk=upload_id).first()
    if upload is None:
        return
    if upload.sent_by_id == by.pk or not _has_sensitive_rows(upload):
        log_what_was_read("hidden places, beside a sheet", activities=activities, by=by, now=now,
                          about=upload)  # fmt: skip
        return
    after = {"activities": sorted(str(key) for key in activities)} if activities else None
    reason = f"hidden places, in a sheet of {upload.sent_by}"
    audit.record("restricted record read", about=upload, by=by, at=now, after=after, reason=reason)


def _has_sensitive_rows(upload: Upload) -> bool:
    """Whether a row of the sheet is about a sensitive site; read without making it facts."""
    rows = (upload.reading or {}).get("rows", [])
    return any(row["activity"].get("sensitive_site") for row in rows)
