"""The mails of a day that tell what changed, sent once however often they are asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sightline.service.accounts.policy import PARTNERSHIP, role_of
from sightline.service.audit import actions as audit
from sightline.service.audit.queries import newest_number
from sightline.service.pages.mail import send_after_commit
from sightline.service.watching.changes import Watched
from sightline.service.watching.letters import write_letter
from sightline.service.watching.models import Notice, Often, Watcher

WEEK = timedelta(days=7)
NOTICES_KEPT = timedelta(days=730)


def send_notices(*, today: date, now: datetime) -> int:
    """Tell everybody by mail what changed in what they watch, each in a transaction of their own.

    How many mails went. Somebody for whom nothing changed gets none, and nobody two for a day.
    What was sent is known for two years.
    """
    Notice.objects.filter(sent_at__lt=now - NOTICES_KEPT).delete()
    wanted = Watcher.objects.exclude(often=Often.NEVER).filter(
        user__is_active=True, user__watches__isnull=False
    )
    due = wanted.filter(Q(told_for=None) | Q(told_for__lt=today)).order_by("user__email").distinct()
    return sum(_tell(key, today=today, now=now) for key in due.values_list("pk", flat=True))


@transaction.atomic
def _tell(key: UUID, *, today: date, now: datetime) -> bool:
    """Tell one person, if it is their day and there is news."""
    audit.hold_chain()
    watcher = Watcher.objects.select_related("user").get(pk=key)
    last = watcher.told_for
    wait = WEEK if watcher.often == Often.WEEKLY else timedelta(days=1)
    user = watcher.user
    is_early = last is not None and last + wait > today
    if is_early or watcher.often == Often.NEVER or role_of(user) not in PARTNERSHIP:
        return False
    newest, watched = newest_number(), Watched(user, today=today)
    changes = watched.changes(after=watcher.told_event, upto=newest)
    endings = watched.ends_to_tell(since=last or today - wait)
    before = watcher.told_event
    watcher.told_event, watcher.told_for = newest, today
    watcher.save(update_fields=["told_event", "told_for"])
    if not changes and not endings:
        return False
    notice = Notice.objects.create(
        user=user,
        sent_for=today,
        sent_at=now,
        sent_to=user.email,
        from_event=before,
        to_event=newest,
    )
    letter = write_letter(notice_id=notice.pk, name=user.name, changes=changes, endings=endings)
    told = {"to": user.email, "for": today, "changes": len(changes), "ends": len(endings)}
    audit.record("notice sent", about=notice, by=None, at=now, after=told)
    send_after_commit(
        to=user.email, subject=letter.subject, text=letter.text, headers=letter.headers
    )
    return True
