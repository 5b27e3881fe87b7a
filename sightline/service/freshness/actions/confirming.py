"""Records said to be still right: several at once, through the link of a mail, by a reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import Conflict, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.freshness.links import LinkState, line_of, state_of
from sightline.service.register.actions import confirm_activity

USED_BY = {
    "link": "still right, said through the link of a mail",
    "reply": "still right, said in reply to a mail",
}


@dataclass(frozen=True)
class Confirmed:
    """What became of several confirmations: done, and those changed by somebody since."""

    done: int
    changed: int


@transaction.atomic
def confirm_several(
    *, versions: Sequence[tuple[UUID, int]], by: User, now: datetime, today: date
) -> Confirmed:
    """Say of several records that they are still right, each as it was in that version.

    One that was changed in the meantime is left, and counted; NotFound and NotAllowed undo all.
    """
    audit.hold_chain()
    changed = 0
    for activity_id, version in versions:
        try:
            confirm_activity(activity_id=activity_id, version=version, by=by, now=now, today=today)
        except Conflict:
            changed += 1
    return Confirmed(len(versions) - changed, changed)


@transaction.atomic
def confirm_line(*, line_id: UUID, used_by: str, now: datetime, today: date) -> LinkState:
    """Say that a record is still right, as the person to whom a mail about it was sent.

    used_by: "link" or "reply". It counts once, for the version that the mail was about; what it
    could not do is told by the state it returns.
    """
    audit.hold_chain()
    line = line_of(line_id)
    if line is None:
        raise NotFound("There is no such link.")
    state = state_of(line, now=now)
    if state is not LinkState.OPEN:
        return state
    user = line.reminder.user
    confirm_activity(
        activity_id=line.activity_id, version=line.version, by=user, now=now, today=today
    )
    line.used_at, line.used_by = now, used_by
    line.save(update_fields=["used_at", "used_by"])
    after = {"activity": line.activity_id, "version": line.version}
    audit.record(USED_BY[used_by], about=line, by=user, at=now, after=after)
    return LinkState.DONE
