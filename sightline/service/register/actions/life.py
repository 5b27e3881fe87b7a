"""What happens to a record between the sheets: confirmed, withdrawn, restored, read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from sightline.errors import Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.audit.queries import event_about
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.actions.records import kept_content, on_register, save, update
from sightline.service.register.changes import bring_up_to_date
from sightline.service.register.content import activity_of
from sightline.service.register.districts import Districts
from sightline.service.register.models import Activity

_NOT_OF_THE_ACTIVITY = ("version", "withdrawn_at")  # what a kept content holds besides its facts


@transaction.atomic
def confirm_activity(
    *, activity_id: UUID, version: int, by: User, now: datetime, today: date
) -> None:
    """Say that a record is still right, as it was in that version. Once a day is enough."""
    audit.hold_chain()
    record = own_record(activity_id, by=by)
    if record.confirmed_on == today:
        return
    _refuse_stale(record, version)
    before, told = kept_content(record), on_register(record)
    record.confirmed_on = max(today, record.confirmed_on or today)
    save(record, told, on_register(record), Districts(), now=now)
    audit.record(
        "activity confirmed", about=record, by=by, at=now, before=before, after=kept_content(record)
    )


@transaction.atomic
def withdraw_activity(
    *, activity_id: UUID, by: User, now: datetime, reason: str, version: int | None = None
) -> None:
    """Take an activity off the register, keeping its history.

    version: of the record that was looked at; Conflict if it is another by now.
    """
    audit.hold_chain()
    record = own_record(activity_id, by=by)
    if version is not None:
        _refuse_stale(record, version)
    before, told = kept_content(record), on_register(record)
    record.withdrawn_at = now
    save(record, told, None, Districts(), now=now)
    audit.record(
        "activity withdrawn", about=record, by=by, at=now, before=before,
        after=kept_content(record), reason=reason,
    )  # fmt: skip


@transaction.atomic
def restore_activity(
    *, activity_id: UUID, event: int, version: int, by: User, now: datetime
) -> None:
    """Make a record again what it was after an event of its history; a withdrawn one comes back.

    version: of the record that was looked at; Conflict if it is another by now. What was confirmed
    since stays confirmed; a site that is sensitive by now, and a record that is seen by fewer, stay
    so: looking back must not give a refuge away.
    """
    audit.hold_chain()
    record = own_record(activity_id, by=by, withdrawn=True)
    _refuse_stale(record, version)
    kept = event_about(record, event)
    if kept is None or kept.after is None:
        raise NotFound("There is no such event in the history of this activity.")
    facts = {name: value for name, value in kept.after.items() if name not in _NOT_OF_THE_ACTIVITY}
    then = activity_of(facts | {"sensitive_site": None, "visibility": None})
    wanted = bring_up_to_date(record.facts(), then)
    reason = f"as it was in version {kept.after['version']}"
    if not update(record, wanted, Districts(), by=by, now=now, reason=reason):
        raise Conflict(f"{record.name} is as it was then already. Nothing was changed.")


@transaction.atomic
def log_what_was_read(
    what: str,
    *,
    activities: Collection[UUID],
    by: User,
    now: datetime,
    about: Model | None = None,
) -> None:
    """Record that somebody read what is kept from others, before they are shown it.

    what: such as the places of sensitive sites, in a file. activities: of whom; where there is none
    nothing is recorded, and where there are several one line names them all. That is about
    somebody who read unless about says better, such as the sheet that they stand in.
    """
    if not activities:
        return
    record = Activity.objects.filter(pk=next(iter(activities))).first()
    alone = record if len(activities) == 1 else None
    after = None if alone else {"activities": sorted(str(key) for key in activities)}
    audit.record(
        "restricted record read", about=alone or about or by, by=by, at=now, after=after,
        reason=what,
    )  # fmt: skip


def own_record(activity_id: UUID, *, by: User, withdrawn: bool = False) -> Activity:
    """An activity that somebody may change: NotFound if they see none, NotAllowed if not theirs.

    withdrawn: whether one that was taken off the register will do.
    """
    among = Activity.objects if withdrawn else Activity.objects.on_register()
    found: Activity | None = among.whole().filter(pk=activity_id).first()
    voice = voice_of(by)
    if found is None or not _sees(voice, found):
        raise NotFound("There is no activity with that number on the register.")
    if not voice.speaks_for(found.organisation_id):
        raise NotAllowed(f"Only {found.organisation} and the unit may do that.")
    return found


def _sees(voice: Voice, record: Activity) -> bool:
    """Whether the record is there for somebody; one taken off the register is for its own alone."""
    if record.withdrawn_at is not None and not voice.speaks_for(record.organisation_id):
        return False
    return voice.sees(record.visibility, record.organisation_id)


def _refuse_stale(record: Activity, version: int) -> None:
    if record.version != version:
        raise Conflict(f"{record.name} was changed after you opened it. Look at it once more.")
