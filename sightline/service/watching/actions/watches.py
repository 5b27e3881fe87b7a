"""Watching begun and ended, and how often somebody is told."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.audit.queries import newest_number
from sightline.service.watching.models import Notice, Often, Watch, Watcher
from sightline.service.watching.targets import target_of

MOST_WATCHES = 100  # of one person


@transaction.atomic
def watch(*, kind: str, target: str, by: User, now: datetime, today: date) -> Watch:
    """Begin to watch something that somebody may see; what they watch already stays as it is."""
    audit.hold_chain()
    found = target_of(by, kind, target)
    kept = Watch.objects.filter(user=by, kind=found.kind, target=found.target).first()
    if kept is not None:
        return kept
    if Watch.objects.filter(user=by).count() >= MOST_WATCHES:
        raise BadInput(f"You watch {MOST_WATCHES} things, which is the most. Stop one first.")
    newest = newest_number()
    _watcher(by, newest, today)
    begun = Watch.objects.create(
        user=by, kind=found.kind, target=found.target, since_event=newest, since=today
    )
    after = {"kind": begun.kind, "target": begun.target}
    audit.record("watch begun", about=begun, by=by, at=now, after=after)
    return begun


@transaction.atomic
def stop_watching(*, watch_id: UUID, by: User, now: datetime) -> None:
    """Watch a thing no more; NotFound if it is not watched by whoever asks."""
    audit.hold_chain()
    found = Watch.objects.filter(pk=watch_id, user=by).first()
    if found is None:
        raise NotFound("You do not watch that.")
    before = {"kind": found.kind, "target": found.target}
    audit.record("watch ended", about=found, by=by, at=now, before=before)
    found.delete()


@transaction.atomic
def choose_often(*, user: User, often: str, now: datetime, today: date) -> None:
    """Say how often somebody wants to be told by mail."""
    if often not in Often.values:
        raise BadInput(f"how often: found {often!r}, wanted one of {', '.join(Often.values)}.")
    audit.hold_chain()
    watcher = _watcher(user, newest_number(), today)
    if watcher.often == often:
        return
    before = {"notices": watcher.often}
    watcher.often = often
    watcher.save(update_fields=["often"])
    audit.record(
        "mails chosen", about=user, by=user, at=now, before=before, after={"notices": often}
    )


@transaction.atomic
def stop_mails(*, notice_id: UUID, now: datetime, today: date) -> None:
    """Tell the person of a mail nothing more by mail (RFC 8058: one press, no questions)."""
    notice = Notice.objects.select_related("user").filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("There is no such mail.")
    choose_often(user=notice.user, often=Often.NEVER.value, now=now, today=today)


@transaction.atomic
def note_visit(*, user: User, today: date) -> None:
    """Note that somebody signed in: what changed since the time before is then news to them."""
    newest = newest_number()
    watcher = _watcher(user, newest, today)
    watcher.before_event = watcher.seen_event
    watcher.seen_event = newest
    watcher.save(update_fields=["before_event", "seen_event"])


def _watcher(user: User, newest: int, today: date) -> Watcher:
    fresh = {
        "before_event": newest, "seen_event": newest, "told_event": newest, "told_for": today,
    }  # fmt: skip
    return Watcher.objects.get_or_create(user=user, defaults=fresh)[0]
