"""What somebody makes of a pair: merged, related or different; and that taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.evidence.duplicates import Kind
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.duplicates.merging import Take, merge
from sightline.service.duplicates.models import Pair, State
from sightline.service.duplicates.sight import may_decide, owners_of, pairs_seen
from sightline.service.partners.actions import merge_organisations, undo_merge
from sightline.service.partners.models import Merger
from sightline.service.partners.queries import voice_of
from sightline.service.register.actions import own_record, record_activity, withdraw_activity
from sightline.service.register.content import activity_of, content_of
from sightline.service.register.models import Activity

DECISIONS = (State.MERGED, State.RELATED, State.DIFFERENT)
_NO_PAIR = "There is no such pair among those you may see."


@transaction.atomic
def decide(
    *,
    pair_id: UUID,
    decision: State,
    by: User,
    now: datetime,
    reason: str = "",
    version: int | None = None,
    kept_id: UUID | None = None,
    take: Mapping[str, Take] | None = None,
) -> None:
    """Say what a pair is. It is not asked again unless the evidence for it grows a lot.

    version: of the pair that was looked at; Conflict if it is another by now, or was decided.
    kept_id: of a merger the record that stays, the first if None; take: from which record each
    fact is taken of which both say something else. The other is withdrawn, and the pair says into
    which it went.
    """
    audit.hold_chain()
    pair = _for_decision(pair_id, by)
    if decision not in DECISIONS:
        raise BadInput(f"found the decision {decision!r}, wanted merged, related or different.")
    if pair.state != State.OPEN or (version is not None and pair.version != version):
        raise Conflict("Somebody else decided on this pair, or it changed. Look at it once more.")
    before = content_of_pair(pair)
    if decision == State.MERGED:
        _merge(pair, kept_id or pair.first, take or {}, by=by, now=now, reason=reason)
    pair.refresh_from_db(fields=["version"])  # a merger of organisations settles the pair itself
    keep_decision(pair, decision, before=before, by=by, now=now, reason=reason)


def keep_decision(
    pair: Pair,
    decision: State,
    *,
    before: Mapping[str, Any],
    by: User,
    now: datetime,
    reason: str,
) -> None:
    """Keep what somebody said of a pair, and record it. before: as `content_of_pair` had it."""
    pair.state, pair.reason = decision, reason.strip()
    pair.decided_by, pair.decided_at, pair.decided_weight = by, now, pair.weight
    pair.asked_again = ""
    pair.version += 1
    pair.save()
    audit.record(
        f"pair decided: {decision}", about=pair, by=by, at=now, before=before,
        after=content_of_pair(pair), reason=reason,
    )  # fmt: skip


@transaction.atomic
def undo(*, pair_id: UUID, by: User, now: datetime, version: int | None = None) -> None:
    """Take a decision back: the pair is open again, and merged records are what they were before.

    What somebody changed in the kept record after the merger stays as they changed it.
    """
    audit.hold_chain()
    pair = _for_decision(pair_id, by)
    if pair.state == State.OPEN or (version is not None and pair.version != version):
        raise Conflict("This was taken back already, or the pair changed. Look at it once more.")
    before = content_of_pair(pair)
    if pair.state == State.MERGED:
        _take_apart(pair, by=by, now=now)
        pair.refresh_from_db(fields=["version"])
    pair.state, pair.kept, pair.undo = State.OPEN, None, None
    pair.version += 1
    pair.save()
    audit.record(
        "decision taken back", about=pair, by=by, at=now, before=before, after=content_of_pair(pair)
    )


def _for_decision(pair_id: UUID, by: User) -> Pair:
    found = Pair.objects.select_for_update().filter(pk=pair_id).first()
    if found is None or not pairs_seen(by).filter(pk=pair_id).exists():
        raise NotFound(_NO_PAIR)
    if not may_decide(voice_of(by), owners_of(found)):
        raise NotAllowed("The unit decides, or somebody who leads both organisations.")
    return found


def content_of_pair(pair: Pair) -> dict[str, Any]:
    """What the audit chain keeps of a decision."""
    return {
        "state": pair.state,
        "kept": pair.kept,
        "kind": pair.kind,
        "first": pair.first,
        "second": pair.second,
        "weight": pair.weight,
        "reason": pair.reason,
    }


def _merge(
    pair: Pair, kept_id: UUID, take: Mapping[str, Take], *, by: User, now: datetime, reason: str
) -> None:
    if kept_id not in (pair.first, pair.second):
        raise BadInput("found another record to keep, wanted one of the two. Choose one of them.")
    pair.kept = kept_id
    gone_id = pair.gone
    assert gone_id is not None  # noqa: S101 - for the type checker
    if pair.kind == Kind.ORGANISATION:
        merger = merge_organisations(
            kept_id=kept_id, gone_id=gone_id, by=by, now=now, reason=reason
        )
        pair.undo = {"merger": str(merger)}
        return
    kept, gone = own_record(kept_id, by=by), own_record(gone_id, by=by)
    before = kept.facts()
    merged = merge(before, gone.facts(), take)
    record_activity(merged, by=by, now=now, version=kept.version, reason=f"merged: {gone.name}")
    withdraw_activity(
        activity_id=gone_id, by=by, now=now, reason=f"the same as {kept.name} ({kept_id})"
    )
    pair.undo = {"before": content_of(before), "after": content_of(merged)}


def _take_apart(pair: Pair, *, by: User, now: datetime) -> None:
    if pair.kind == Kind.ORGANISATION:
        merger = Merger.objects.filter(gone_id=pair.gone).first()
        if merger is not None:  # else it was undone among the mergers
            undo_merge(merger_id=merger.pk, by=by, now=now)
        return
    reason = "the merger was taken back"
    both = Activity.objects.whole().in_bulk([pair.first, pair.second])
    kept = both.pop(pair.kept)
    gone = both.popitem()[1]
    wanted = _as_before(content_of(kept.facts()), pair.undo or {})
    if kept.withdrawn_at is None:
        record_activity(activity_of(wanted), by=by, now=now, version=kept.version, reason=reason)
    if gone.withdrawn_at is not None:
        record_activity(gone.facts(), by=by, now=now, version=gone.version, reason=reason)


def _as_before(now_said: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What the kept record says now, but for what the merger changed and nobody changed since."""
    before, after = kept["before"], kept["after"]
    merged = {name for name, value in after.items() if before.get(name) != value}
    untouched = {name for name in merged if now_said.get(name) == after[name]}
    return {name: before[name] if name in untouched else value for name, value in now_said.items()}
