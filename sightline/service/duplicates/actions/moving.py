"""Activities that go with their organisation when it is merged into another, and come back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Lower

from sightline.evidence.duplicates import Kind
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.duplicates.models import MovedActivity, Pair, State
from sightline.service.partners.models import Organisation
from sightline.service.partners.names import plain
from sightline.service.register.actions.records import kept_content, on_register, save
from sightline.service.register.districts import Districts
from sightline.service.register.models import Activity

LONGEST_REFERENCE = 100


def move_activities(
    *, kept: Organisation, gone: Organisation, by: User | None, now: datetime
) -> None:
    """Move the activities of an organisation that was merged away to the one that was kept.

    Within the transaction of the merger. A reference that the kept one uses already gets a number
    behind it, so that each stays unique; withdrawn records move too.
    """
    used = _references(kept)
    for record in Activity.objects.whole().filter(organisation=gone).order_by("added_at", "id"):
        MovedActivity.objects.create(
            activity=record, kept=kept, gone=gone, reference=record.reference, moved_at=now
        )
        reference = _free(record.reference, used)
        used.add(plain(reference))
        _move(record, kept, reference, by=by, now=now, reason=f"{gone} was merged into {kept}")
    _settle(kept, gone, State.MERGED, by=by, now=now)


def move_activities_back(
    *, kept: Organisation, gone: Organisation, by: User | None, now: datetime
) -> None:
    """Move them back, each with its own reference, once the merger is undone.

    Within the transaction of that. One that has since gone to a third organisation stays there.
    """
    moved = MovedActivity.objects.filter(kept=kept, gone=gone)
    used = _references(gone)
    records = Activity.objects.whole().in_bulk([one.activity_id for one in moved])
    for one in moved:
        record = records[one.activity_id]
        if record.organisation_id == kept.pk:
            reference = _free(one.reference, used)
            used.add(plain(reference))
            reason = f"the merger of {gone} into {kept} was undone"
            _move(record, gone, reference, by=by, now=now, reason=reason)
    moved.delete()
    _settle(kept, gone, State.OPEN, by=by, now=now)


def _references(organisation: Organisation) -> set[str]:
    found = Activity.objects.filter(organisation=organisation)
    return set(found.annotate(small=Lower("reference")).values_list("small", flat=True)) | {
        plain(reference) for reference in found.values_list("reference", flat=True)
    }


def _free(reference: str, used: set[str]) -> str:
    """The reference, or the same with the first number behind it that is free."""
    tried, number = reference, 1
    while plain(tried) in used or tried.lower() in used:
        number += 1
        suffix = f"-{number}"
        tried = f"{reference[: LONGEST_REFERENCE - len(suffix)]}{suffix}"
    return tried


def _move(
    record: Activity,
    owner: Organisation,
    reference: str,
    *,
    by: User | None,
    now: datetime,
    reason: str,
) -> None:
    before, told = kept_content(record), on_register(record)
    record.organisation = owner
    record.reference = reference
    save(record, told, on_register(record), Districts(), now=now)
    audit.record(
        "activity moved", about=record, by=by, at=now, before=before, after=kept_content(record),
        reason=reason,
    )  # fmt: skip


def _settle(
    kept: Organisation, gone: Organisation, state: State, *, by: User | None, now: datetime
) -> None:
    """The pair of the two, if there is one, says what became of them, whoever merged them."""
    first, second = sorted((kept.pk, gone.pk))
    pair = Pair.objects.filter(Q(first=first, second=second), kind=Kind.ORGANISATION.value).first()
    if pair is None or pair.state == state:
        return
    pair.state = state
    pair.kept = kept.pk if state == State.MERGED else None
    if state == State.MERGED:
        pair.decided_by, pair.decided_at, pair.decided_weight = by, now, pair.weight
    pair.version += 1
    pair.save()
