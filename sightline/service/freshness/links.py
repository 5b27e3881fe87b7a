"""What the link of a mail can still do."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sightline.service.freshness.models import ReminderLine
from sightline.service.partners.queries import voice_of

LASTS = timedelta(days=60)  # how long the links of a mail, and replies to it, hold


class LinkState(StrEnum):
    """How the record of a link stands, for the person to whom it was sent."""

    OPEN = "open"
    DONE = "done"  # it was said just now
    BEFORE = "before"  # it was said before, through this mail or elsewhere
    CHANGED = "changed"  # the record is not as it was when the mail was sent
    OVER = "over"  # the mail is too old
    GONE = "gone"  # the record is gone, or the person may not speak for it any more


def line_of(line_id: UUID) -> ReminderLine | None:
    """The line of a mail by its key, with its record and its person."""
    parts = ("activity__organisation", "reminder__user")
    return ReminderLine.objects.select_related(*parts).filter(pk=line_id).first()


def state_of(line: ReminderLine, *, now: datetime) -> LinkState:
    """What the link of a line can do now."""
    record, reminder = line.activity, line.reminder
    speaks = reminder.user.is_active and voice_of(reminder.user).speaks_for(record.organisation_id)
    if record.withdrawn_at is not None or not speaks:
        return LinkState.GONE
    said_since = record.confirmed_on is not None and record.confirmed_on >= reminder.sent_for
    if line.used_at is not None or said_since:
        return LinkState.BEFORE
    if reminder.sent_at + LASTS < now:
        return LinkState.OVER
    return LinkState.OPEN if record.version == line.version else LinkState.CHANGED
