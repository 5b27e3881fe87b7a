"""Which mails somebody gets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.freshness.models import MailKind, MailStop, Reminder


@transaction.atomic
def choose_mails(*, user: User, stopped: Collection[str], now: datetime) -> None:
    """Say which kinds of reminder somebody does not want; they get the others."""
    strange = sorted(set(stopped) - set(MailKind.values))
    if strange:
        raise BadInput(f"kind of mail: found {strange[0]!r}, wanted {', '.join(MailKind.values)}.")
    audit.hold_chain()
    before = set(MailStop.objects.filter(user=user).values_list("kind", flat=True))
    after = set(stopped)
    if before == after:
        return
    MailStop.objects.filter(user=user, kind__in=before - after).delete()
    MailStop.objects.bulk_create(
        MailStop(user=user, kind=kind, stopped_at=now) for kind in sorted(after - before)
    )
    audit.record(
        "mails chosen",
        about=user,
        by=user,
        at=now,
        before={"reminders_stopped": sorted(before)},
        after={"reminders_stopped": sorted(after)},
    )


@transaction.atomic
def stop_mails(*, reminder_id: UUID, now: datetime) -> None:
    """Send the person of a mail no more mails of its kinds (RFC 8058: one press, no questions)."""
    reminder = Reminder.objects.select_related("user").filter(pk=reminder_id).first()
    if reminder is None:
        raise NotFound("There is no such mail.")
    audit.hold_chain()
    before = MailStop.objects.filter(user=reminder.user).values_list("kind", flat=True)
    choose_mails(user=reminder.user, stopped={*before, *reminder.kinds}, now=now)
