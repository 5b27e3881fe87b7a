"""Actions that follow from findings: given to another, moved to another day, done."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import Conflict, NotFound
from sightline.service.accounts.models import Role, User
from sightline.service.accounts.policy import role_of
from sightline.service.audit import actions as audit
from sightline.service.findings.actions.answering import content_of_action, due_day, owner_of
from sightline.service.findings.actions.common import check_unit, plain_words
from sightline.service.findings.models import Action

CHANGED = "Somebody changed this action after you opened it."


@transaction.atomic
def change_action(
    *,
    action_id: UUID,
    version: int,
    text: str,
    owner_id: UUID,
    due_on: date,
    by: User,
    now: datetime,
    today: date,
) -> None:
    """Say otherwise what is to be done, by whom or by when."""
    check_unit(by)
    action = _held(action_id, version, by=by)
    if action.done_at is not None:
        raise Conflict("This action is done. Make another one on its finding.")
    before = content_of_action(action)
    action.text = plain_words(text, wanted="what will be done")
    action.owner = owner_of(owner_id)
    if due_on != action.due_on:
        action.due_on = due_day(due_on, today=today)
    _keep(action)
    audit.record(
        "action changed", about=action, by=by, at=now, before=before,
        after=content_of_action(action),
    )  # fmt: skip


@transaction.atomic
def finish_action(*, action_id: UUID, version: int, outcome: str, by: User, now: datetime) -> None:
    """Say that an action is done and what came of it: its owner and the unit. Twice is once."""
    audit.hold_chain()
    done = Action.objects.filter(pk=action_id, done_at__isnull=False).first()
    words = plain_words(outcome, wanted="what came of it")
    if done is not None and done.outcome == words:
        return
    action = _held(action_id, version, by=by)
    if action.done_at is not None:
        raise Conflict("This action was said to be done already.")
    before = content_of_action(action)
    action.done_at, action.outcome = now, words
    _keep(action)
    audit.record(
        "action done", about=action, by=by, at=now, before=before, after=content_of_action(action),
        reason=action.outcome,
    )  # fmt: skip


def _held(action_id: UUID, version: int, *, by: User) -> Action:
    audit.hold_chain()
    action = Action.objects.select_related("owner", "finding").filter(pk=action_id).first()
    is_unit = role_of(by) is Role.UNIT
    if action is None or not (is_unit or action.owner_id == by.pk):
        raise NotFound("There is no such action of yours.")
    if action.version != version:
        raise Conflict(CHANGED)
    return action


def _keep(action: Action) -> None:
    action.version += 1
    action.save(force_update=True)
