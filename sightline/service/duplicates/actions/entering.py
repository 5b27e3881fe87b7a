"""What somebody said of likely duplicates while they entered an activity, now that it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sightline.evidence.duplicates import Kind, Likely, pattern_of
from sightline.service.accounts.models import User
from sightline.service.duplicates.actions.deciding import content_of_pair, keep_decision
from sightline.service.duplicates.models import Pair, State
from sightline.service.duplicates.sight import may_decide, owners_of
from sightline.service.partners.queries import voice_of

WHILE_ENTERING = "said while it was entered"


def decide_entered(
    *,
    activity_id: UUID,
    said: Mapping[UUID, State],
    found: Iterable[Likely],
    by: User,
    now: datetime,
) -> None:
    """Decide the pairs of a new activity and those it was compared with, inside a transaction.

    said: related or different, by the key of the other; found: the evidence for each. That two are
    related anybody may say who enters one of them: they still count as what may be double. That
    they are different closes the question, so it is kept only from whoever may decide the pair; of
    others the pair stays open. Either can be taken back.
    """
    for one in found:
        other = UUID(one.record)
        decision = said.get(other)
        if decision is None or other == activity_id:
            continue
        pair = _pair(activity_id, other, one, now=now)
        may_close = may_decide(voice_of(by), owners_of(pair))
        if pair.state == State.OPEN and (decision == State.RELATED or may_close):
            before = content_of_pair(pair)
            keep_decision(pair, decision, before=before, by=by, now=now, reason=WHILE_ENTERING)


def _pair(new: UUID, other: UUID, one: Likely, *, now: datetime) -> Pair:
    """The pair of the two, opened with its evidence if no search has found it yet."""
    first, second = sorted((new, other))
    fields = {
        "probability": one.probability,
        "weight": one.weight,
        "evidence": [asdict(each) for each in one.evidence],
        "pattern": pattern_of(one.evidence),
        "found_at": now,
    }
    return Pair.objects.get_or_create(
        kind=Kind.ACTIVITY.value, first=first, second=second, defaults=fields
    )[0]
