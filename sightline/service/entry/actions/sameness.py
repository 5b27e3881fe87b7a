"""Whether a new activity is one that is on the register already, as whoever writes it says."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sightline.analysis import provision
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import User
from sightline.service.duplicates.queries import likely_same_activities
from sightline.service.entry.actions.common import draft_to_write, keep
from sightline.service.entry.models import Draft, Said
from sightline.service.entry.questions import SETTLED
from sightline.service.entry.reading import answer_reader, answers_about
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import visible_to


class LikelyTheSame(Conflict):
    """Nobody has said yet whether the new activity is one that is on the register already."""


@transaction.atomic
def say_of_likely(
    *, draft_id: UUID, activity_id: UUID, said: Said, by: User, now: datetime, today: date
) -> None:
    """Say what a new activity is to one on the register. It is not asked again of this draft.

    The same: the draft goes on as a change of that record, if it is theirs to change.
    """
    draft = draft_to_write(draft_id, by=by)
    record: Activity | None = visible_to(by).filter(pk=activity_id).first()
    if record is None:
        raise NotFound("There is no activity with that number on the register.")
    if not draft.is_new:
        raise BadInput("This draft changes an activity of the register already.")
    if said == Said.SAME:
        _take_over(draft, activity_id, by=by, today=today)
        keep(draft, "draft goes on with a record", by=by, now=now, reason=record.name)
        return
    draft.said_of = {**draft.said_of, str(activity_id): said.value}
    keep(draft, "likely duplicate answered", by=by, now=now, reason=f"{said.label}: {record.name}")


def _take_over(draft: Draft, activity_id: UUID, *, by: User, today: date) -> None:
    """Go on from what the register says; what was answered in the draft stays answered so."""
    record = Activity.objects.whole().get(pk=activity_id)
    if not voice_of(by).speaks_for(record.organisation_id):
        raise NotAllowed(
            f"Only {record.organisation} and the unit may change that record. If it is the same, "
            "throw this draft away, and write a comment on the record."
        )
    base = answers_about(record.facts(), answer_reader(today))
    said = {heading: text for heading, text in draft.answers.items() if text}
    draft.answers = {
        heading: text for heading, text in {**base, **said}.items() if heading not in SETTLED
    }
    draft.base, draft.about, draft.based_on = base, record, record.version
    draft.organisation, draft.said_of = record.organisation, {}


def refuse_likely_same(draft: Draft, activity: provision.Activity, *, by: User) -> None:
    """LikelyTheSame while something is not said of a likely duplicate that this person may see."""
    if not draft.is_new:
        return
    likely = {str(each.key) for each in likely_same_activities(viewer=by, facts=activity)}
    if likely - set(draft.said_of):
        raise LikelyTheSame("Say first whether it is one that is on the register already.")
