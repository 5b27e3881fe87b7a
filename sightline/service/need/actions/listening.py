"""What people said: told by who listened, looked over by the unit, shown as the unit decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import Role, User
from sightline.service.audit import actions as audit
from sightline.service.need.models import Listening
from sightline.service.partners.voices import organisations_of


@dataclass(frozen=True)
class Heard:
    """What was heard, of which place, from whom and how."""

    organisation_id: UUID
    area_code: str
    area_name: str
    heard_from: str
    method: str
    listened_from: date
    listened_to: date
    people: int | None
    age_from: int | None
    age_to: int | None
    consent: str
    words: str
    theme: str
    factors: tuple[str, ...]


@transaction.atomic
def tell_listening(heard: Heard, *, key: UUID, by: User, now: datetime) -> Listening:
    """Tell what was heard, for one's own organisation, or for any as the unit. The unit decides.

    key: of the form. Sent twice, it is told once, and the unit may have decided in between;
    Conflict if the key is somebody else's. BadInput for days in the future or in the wrong order;
    NotAllowed for another's organisation.
    """
    audit.hold_chain()
    if (known := Listening.objects.filter(pk=key).first()) is not None:
        if known.told_by_id != by.pk:
            raise Conflict("This form was sent by somebody else already. Open it afresh.")
        return known
    if by.role != Role.UNIT and heard.organisation_id not in organisations_of(by):
        raise NotAllowed("You can tell what was heard only for an organisation you belong to.")
    if heard.listened_to < heard.listened_from:
        raise BadInput("The last day must be on or after the first.")
    if heard.listened_to > now.date():
        raise BadInput(f"found {heard.listened_to:%d/%m/%Y}, wanted a day that has been.")
    given = {**vars(heard), "factors": list(heard.factors)}
    told = Listening.objects.create(pk=key, **given, told_by=by, told_at=now)
    audit.record("listening told", about=told, by=by, at=now, after=_kept(told))
    return told


@transaction.atomic
def decide_listening(
    *, listening_id: UUID, state: str, reason: str, by: User, now: datetime
) -> None:
    """Let the partnership or the public read it, or nobody, as the unit; it can be changed again.

    NotFound where there is none; Conflict where it is so already.
    """
    if by.role != Role.UNIT:
        raise NotAllowed("Only the unit decides who may read what was heard.")
    told = Listening.objects.select_for_update().filter(pk=listening_id).first()
    if told is None:
        raise NotFound("There is nothing that was heard with that number.")
    if told.state == state:
        raise Conflict(f"It is so already: {told.get_state_display().lower()}.")
    before = _kept(told)
    told.state, told.reason, told.decided_at = state, reason, now
    told.save(update_fields=["state", "reason", "decided_at"])
    audit.record(
        "listening decided", about=told, by=by, at=now, before=before, after=_kept(told),
        reason=reason,
    )  # fmt: skip


def _kept(told: Listening) -> Mapping[str, object]:
    """What the chain keeps: who may read it, of where and whom; not the words themselves."""
    return {"state": told.state, "area": told.area_code, "heard_from": told.heard_from}
