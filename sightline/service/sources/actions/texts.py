"""Withheld texts: read by the unit one at a time, each reading recorded; cleared or deleted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, Conflict, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.sources.models import WithheldText
from sightline.service.sources.sight import refuse_lapsed, refuse_others

State = WithheldText.State


@transaction.atomic
def read_text(*, text_id: UUID, by: User, now: datetime, today: date) -> str:
    """The text, for one of the unit; that it was read is recorded, the text is not."""
    audit.hold_chain()
    held = _held(text_id, by=by)
    refuse_lapsed(held.file.source, today=today)
    audit.record("withheld text read", about=held, by=by, at=now, after=_told(held))
    return held.text


@transaction.atomic
def decide_text(*, text_id: UUID, decision: str, by: User, now: datetime, today: date) -> UUID:
    """Clear a text that names nobody, or delete it for good; the key of its source.

    Deleting is always allowed; once the agreement has lapsed nothing is cleared any more.
    """
    audit.hold_chain()
    held = _held(text_id, by=by)
    if decision not in (State.CLEARED, State.DELETED):
        raise BadInput("decision: wanted cleared or deleted. Choose one of the two.")
    if decision == State.CLEARED:
        refuse_lapsed(held.file.source, today=today)
    if held.state == State.DELETED:
        raise Conflict("The text was deleted already.")
    held.state = decision
    if decision == State.DELETED:
        held.text = ""
    held.save()
    audit.record(f"withheld text {decision}", about=held, by=by, at=now, after=_told(held))
    source_id: UUID = held.file.source_id
    return source_id


def _held(text_id: UUID, *, by: User) -> WithheldText:
    refuse_others(by)
    found = WithheldText.objects.select_related("file__source").filter(pk=text_id).first()
    if found is None:
        raise NotFound("There is no such text.")
    return found


def _told(held: WithheldText) -> dict[str, object]:
    return {"file": held.file.file_name, "row": held.row, "what": held.what, "state": held.state}
