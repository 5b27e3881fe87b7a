"""Who looked at a hidden place in what somebody else is writing: told to the chain of events."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.entry.sight import drafts_seen_by
from sightline.service.register.actions import log_what_was_read

_WHAT = "the place of a sensitive site, in a draft"


@transaction.atomic
def log_draft_read(*, draft_id: UUID, by: User, now: datetime) -> None:
    """Record that somebody is shown the hidden place that a draft tells: one line for the page.

    It is about the activity that the draft changes, whose organisation finds it in the history; of
    a new activity about the draft.
    """
    draft = drafts_seen_by(by).filter(pk=draft_id).first()
    if draft is None:
        return
    if draft.about_id is not None:
        log_what_was_read(_WHAT, activities=[draft.about_id], by=by, now=now)
        return
    audit.record("restricted record read", about=draft, by=by, at=now, reason=_WHAT)
