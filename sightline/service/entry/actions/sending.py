"""A draft sent: onto the register at once, or to the unit, who accepts it or sends it back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from sightline.analysis import provision
from sightline.errors import BadInput, Conflict, NotAllowed
from sightline.service.accounts.models import User
from sightline.service.duplicates.actions import decide_entered
from sightline.service.duplicates.models import State as Decision
from sightline.service.duplicates.queries import evidence_for
from sightline.service.entry.actions.common import (
    check_unit,
    draft_to_write,
    keep,
    own_draft,
    plain_words,
    refuse_stale,
)
from sightline.service.entry.actions.sameness import refuse_likely_same
from sightline.service.entry.models import Draft, Said, State
from sightline.service.entry.questions import not_answered
from sightline.service.entry.reading import answer_reader, is_reference_taken, read_draft
from sightline.service.entry.sight import must_wait
from sightline.service.pages.mail import absolute, send_after_commit
from sightline.service.partners.queries import voice_of
from sightline.service.register.actions import record_activity

# What was said of a likely duplicate, as a decision on the pair; the same is no new activity.
SAID = {Said.RELATED: Decision.RELATED, Said.DIFFERENT: Decision.DIFFERENT}


class RegisterMoved(Conflict):
    """The activity was changed on the register since the draft was begun."""


@transaction.atomic
def send_draft(*, draft_id: UUID, version: int, by: User, now: datetime, today: date) -> Draft:
    """Put a draft onto the register, or before the unit if it is to be looked over first.

    Sent twice, it is taken once. BadInput if it is not finished, RegisterMoved if the activity was
    changed meanwhile, LikelyTheSame if it may be on the register already.
    """
    draft = own_draft(draft_id, by=by)
    if draft.state in (State.TAKEN, State.WAITING):
        return draft
    draft = draft_to_write(draft_id, by=by)
    refuse_stale(draft, version)
    activity = _whole(draft, today)
    _refuse_if_moved(draft)
    refuse_likely_same(draft, activity, by=by)
    draft.sent_by, draft.words = by, ""
    if must_wait(draft):
        draft.state = State.WAITING
        keep(draft, "draft sent to be looked over", by=by, now=now)
    else:
        _take(draft, activity, by=by, now=now, reason="entered by hand")
    return draft


@transaction.atomic
def accept_draft(*, draft_id: UUID, version: int, by: User, now: datetime, today: date) -> Draft:
    """Put a draft that waits onto the register; accepted twice, it is taken once."""
    check_unit(by)
    draft = own_draft(draft_id, by=by)
    if draft.state == State.TAKEN:
        return draft
    _refuse_unless_waiting(draft, version)
    activity = _whole(draft, today)
    if draft.about is not None and draft.about.version != draft.based_on:
        raise RegisterMoved(
            f"{draft.about} was changed on the register since this was written. Send it back: its "
            "organisation then sees both versions, and chooses."
        )
    title, writer = str(draft), draft.sent_by
    _take(draft, activity, by=by, now=now, reason=f"entered by {writer or 'a partner'}")
    address = reverse("register:activity", args=[draft.about_id])
    tell(
        writer,
        f"{title} is on the register",
        f"The unit has looked over what you entered. It is on the register now:\n\n"
        f"{absolute(address)}",
    )
    return draft


@transaction.atomic
def send_back(*, draft_id: UUID, version: int, words: str, by: User, now: datetime) -> None:
    """Give a draft that waits back to whoever wrote it, with words of what to change."""
    check_unit(by)
    draft = own_draft(draft_id, by=by)
    _refuse_unless_waiting(draft, version)
    draft.words = plain_words(words, wanted="what should be changed")
    draft.state = State.SENT_BACK
    keep(draft, "draft sent back", by=by, now=now, reason=draft.words)
    address = reverse("entry:check", args=[draft.pk])
    tell(
        draft.sent_by,
        f"Please look at {draft} once more",
        f"The unit has looked over what you entered, and writes:\n\n{draft.words}\n\n"
        f"Your answers are kept. Change them and send them again:\n\n{absolute(address)}",
    )


@transaction.atomic
def take_back(*, draft_id: UUID, by: User, now: datetime) -> None:
    """Take a draft that waits back to change it."""
    draft = own_draft(draft_id, by=by)
    if draft.organisation_id not in voice_of(by).organisations:
        raise NotAllowed(f"Only {draft.organisation} may take back what it sent.")
    if draft.state != State.WAITING:
        raise Conflict(f"{draft} does not wait to be looked over: {draft.get_state_display()}.")
    draft.state = State.WRITING
    keep(draft, "draft taken back", by=by, now=now)


def tell(user: User | None, subject: str, text: str) -> None:
    """Write to somebody who still has a sign-in, once the change is kept."""
    if user is not None and user.is_active:
        send_after_commit(to=user.email, subject=subject, text=text)


def _whole(draft: Draft, today: date) -> provision.Activity:
    """The activity that a finished draft tells of; BadInput if it is not finished."""
    if missing := [question.asks for question in not_answered(draft.answers)]:
        raise BadInput(f"Not answered yet: {'; '.join(missing)}.")
    told = read_draft(draft, reader=answer_reader(today), today=today)
    if told.activity is None:
        raise BadInput(" ".join(str(problem) for problem in told.rejected))
    if is_reference_taken(draft, told.activity.reference):
        raise BadInput(
            f"reference: found {told.activity.reference!r}, which another activity of "
            f"{draft.organisation} has, wanted one of its own. Change it, or leave it empty."
        )
    return told.activity


def _refuse_if_moved(draft: Draft) -> None:
    record = draft.about
    if record is None:
        return
    if record.withdrawn_at is not None:
        raise Conflict(f"{record} was taken off the register. Restore it there first.")
    if record.version != draft.based_on:
        raise RegisterMoved(f"{record} was changed on the register since you began.")


def _refuse_unless_waiting(draft: Draft, version: int) -> None:
    if draft.state != State.WAITING:
        raise Conflict(f"{draft} does not wait to be looked over: {draft.get_state_display()}.")
    refuse_stale(draft, version)


def _take(
    draft: Draft, activity: provision.Activity, *, by: User, now: datetime, reason: str
) -> None:
    """Onto the register; the draft keeps where it went, and no answers."""
    said = {UUID(key): SAID[Said(words)] for key, words in draft.said_of.items()}
    found = evidence_for(activity, set(said)) if said and draft.is_new else ()
    draft.about_id = record_activity(
        activity, by=by, now=now, version=draft.based_on, reason=reason
    )
    speaker = draft.sent_by or by  # whoever looked at the likely ones, not whoever accepts it
    decide_entered(activity_id=draft.about_id, said=said, found=found, by=speaker, now=now)
    draft.state, draft.answers, draft.base, draft.words = State.TAKEN, {}, {}, ""
    keep(draft, "draft taken onto the register", by=by, now=now)
