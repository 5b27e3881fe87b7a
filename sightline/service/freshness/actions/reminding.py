"""The reminders of a day, sent once however often they are asked for."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.freshness.letters import write_letter
from sightline.service.freshness.models import Reminder, ReminderLine
from sightline.service.freshness.plan import plan_reminders
from sightline.service.pages.mail import send_after_commit


def send_reminders(*, today: date, now: datetime) -> int:
    """Send every mail that the day calls for, each in a transaction of its own; how many.

    Run again for the same day it sends what is missing, and nothing twice.
    """
    return sum(_send(planned.user, today=today, now=now) for planned in plan_reminders(today=today))


@transaction.atomic
def _send(user: User, *, today: date, now: datetime) -> bool:
    """Send one person their mail, unless it has been sent by somebody else in the meantime."""
    audit.hold_chain()
    planned = next(iter(plan_reminders(today=today, only=user)), None)
    if planned is None:
        return False
    reminder = Reminder.objects.create(
        user=user,
        sent_for=today,
        sent_at=now,
        sent_to=user.email,
        kinds=[kind.value for kind in planned.kinds],
    )
    keys = [uuid.uuid4() for _ in planned.lines]
    ReminderLine.objects.bulk_create(
        ReminderLine(
            id=key,
            reminder=reminder,
            activity_id=line.record.id,
            version=line.record.version,
            step=line.step.value,
            as_lead=line.as_lead,
        )
        for key, line in zip(keys, planned.lines, strict=True)
    )
    letter = write_letter(reminder_id=reminder.pk, name=user.name, lines=planned.lines, keys=keys)
    records = [line.record.id for line in planned.lines]
    audit.record(
        "reminder sent", about=reminder, by=None, at=now,
        after={"to": user.email, "for": today, "kinds": reminder.kinds, "activities": records},
    )  # fmt: skip
    send_after_commit(
        to=user.email, subject=letter.subject, text=letter.text, headers=letter.headers
    )
    return True
