"""What people make of a finding: accepted with an action, rejected, already known, opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, Conflict
from sightline.service.accounts.models import User
from sightline.service.accounts.policy import may_open
from sightline.service.audit import actions as audit
from sightline.service.findings.actions.common import (
    SENT_BEFORE,
    check_unit,
    plain_words,
    unit_finding,
)
from sightline.service.findings.models import Action, Finding, State

ANSWERS = {
    State.ACCEPTED: "finding accepted",
    State.REJECTED: "finding rejected",
    State.KNOWN: "finding said to be known already",
}


@dataclass(frozen=True)
class Plan:
    """What will be done about a finding, by whom, until when. key: of the form that says so."""

    key: UUID
    text: str
    owner_id: UUID
    due_on: date


@transaction.atomic
def accept(
    *, finding_id: UUID, version: int, plan: Plan, by: User, now: datetime, today: date
) -> UUID:
    """Accept a finding, with what will be done about it; the action. Sent twice, it is one.

    A finding that was accepted before can be given one action more.
    """
    check_unit(by)
    audit.hold_chain()
    words = plain_words(plan.text, wanted="what will be done")
    made = Action.objects.filter(key=plan.key).first()
    if made is not None:
        if (made.made_by_id, made.finding_id, made.text) != (by.pk, finding_id, words):
            raise Conflict(SENT_BEFORE)
        return made.pk
    finding = unit_finding(finding_id, version=version, by=by, today=today)
    action = Action(
        key=plan.key,
        finding=finding,
        text=words,
        owner=owner_of(plan.owner_id),
        due_on=due_day(plan.due_on, today=today),
        made_at=now,
        made_by=by,
    )
    _answer(finding, State.ACCEPTED, by=by, now=now, reason="")
    action.save(force_insert=True)
    audit.record("action made", about=action, by=by, at=now, after=content_of_action(action))
    return action.pk


@transaction.atomic
def put_away(
    *,
    finding_id: UUID,
    version: int,
    state: State,
    reason: str,
    by: User,
    now: datetime,
    today: date,
) -> None:
    """Reject a finding, with why, or say that it is known: it stays away until its facts change."""
    finding = unit_finding(finding_id, version=version, by=by, today=today)
    if state not in (State.REJECTED, State.KNOWN):
        raise BadInput(f"found the answer {state!r}, wanted rejected or known.")
    words = reason.strip()
    if state == State.REJECTED:
        words = plain_words(reason, wanted="why it is rejected")
    _answer(finding, state, by=by, now=now, reason=words)


@transaction.atomic
def open_again(*, finding_id: UUID, version: int, by: User, now: datetime, today: date) -> None:
    """Take an answer back: the finding waits for one again. Its actions stay as they are."""
    finding = unit_finding(finding_id, version=version, by=by, today=today)
    if finding.state == State.OPEN:
        raise Conflict("This finding is open already.")
    before = _content(finding)
    finding.state = State.OPEN.value
    keep(finding)
    audit.record(
        "answer taken back", about=finding, by=by, at=now, before=before, after=_content(finding)
    )


def _answer(finding: Finding, state: State, *, by: User, now: datetime, reason: str) -> None:
    before = _content(finding)
    finding.state, finding.reason = state.value, reason
    finding.answered_by, finding.answered_at = by, now
    finding.answered_on, finding.returned = finding.content["facts"], []
    keep(finding)
    audit.record(
        ANSWERS[state], about=finding, by=by, at=now, before=before, after=_content(finding),
        reason=reason,
    )  # fmt: skip


def keep(finding: Finding) -> None:
    """Save a change that somebody made of a finding."""
    finding.version += 1
    finding.save(force_update=True)


def _content(finding: Finding) -> dict[str, Any]:
    return {"state": finding.state, "version": finding.version, "facts": finding.answered_on}


def content_of_action(action: Action) -> dict[str, Any]:
    """What the chain keeps of an action."""
    return {
        "finding": action.finding_id,
        "text": action.text,
        "owner": action.owner_id,
        "due_on": action.due_on,
        "done_at": action.done_at,
    }


def owner_of(user_id: UUID) -> User:
    """Somebody of the partnership, by their key, to whom an action can be given."""
    found = User.objects.filter(pk=user_id, is_active=True).first()
    if found is None or not may_open(found, "findings:actions"):
        raise BadInput("owner: found nobody who can see it here. Choose somebody from the list.")
    return found


def due_day(day: date, *, today: date) -> date:
    """The day by which something is to be done: today or later."""
    if day < today:
        raise BadInput(
            f"due: found {day:%-d %B %Y}, which is over. Give a day from {today:%-d %B %Y} on."
        )
    return day
