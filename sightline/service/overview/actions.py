"""What is changed about overviews: calendar feeds are made and ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, NotAllowed, NotFound
from sightline.service.accounts.policy import may_open
from sightline.service.audit import actions as audit
from sightline.service.overview.models import LONGEST_QUESTION, FeedKey


@transaction.atomic
def make_feed(*, question: str, by: Any, now: datetime) -> UUID:
    """Let a calendar program follow a question with the rights of whoever asks.

    question: as the query of an address. Asking twice gives the same feed.
    """
    if not may_open(by, "overview:make_feed"):
        raise NotAllowed("Only people of the partnership have calendar feeds of their own.")
    if len(question) > LONGEST_QUESTION:
        raise BadInput(
            f"The question has {len(question):,} letters, wanted {LONGEST_QUESTION:,} at most. "
            "Take filters away."
        )
    audit.hold_chain()
    key, is_new = FeedKey.objects.get_or_create(
        owner=by, question=question, revoked_at=None, defaults={"made_at": now}
    )
    if is_new:
        audit.record("calendar feed made", about=key, by=by, at=now, after={"question": question})
    return key.pk


@transaction.atomic
def end_feed(*, feed_id: UUID, by: Any, now: datetime) -> None:
    """End one of one's own feeds, for good. Ending it again changes nothing."""
    audit.hold_chain()
    key = FeedKey.objects.select_for_update().filter(pk=feed_id, owner=by).first()
    if key is None:
        raise NotFound("You have no calendar feed with that number.")
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        audit.record(
            "calendar feed ended", about=key, by=by, at=now, before={"question": key.question}
        )
