"""From when partners that a finding does not name see it too."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, Conflict
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.findings.actions.answering import keep
from sightline.service.findings.actions.common import check_unit, unit_finding
from sightline.service.findings.models import SharingRule

MOST_DAYS = 365


@transaction.atomic
def share(
    *, finding_id: UUID, version: int, days: int | None, by: User, now: datetime, today: date
) -> None:
    """Share a finding in so many days, 0 for at once; None takes it back from others."""
    finding = unit_finding(finding_id, version=version, by=by, today=today)
    shared_from = None if days is None else today + timedelta(days=_checked(days))
    if finding.shared_from == shared_from:
        return
    before = {"shared_from": finding.shared_from}
    finding.shared_from = shared_from
    keep(finding)
    audit.record(
        "finding shared" if shared_from else "finding shared no more",
        about=finding, by=by, at=now, before=before, after={"shared_from": shared_from},
    )  # fmt: skip


@transaction.atomic
def set_sharing(*, after_days: int | None, version: int, by: User, now: datetime) -> None:
    """Say after how many days new findings are shared; None: only when the unit shares one."""
    check_unit(by)
    audit.hold_chain()
    rule = SharingRule.objects.first() or SharingRule(version=0)
    if rule.version != version:
        raise Conflict("Somebody changed the rule after you opened it.")
    before = {"after_days": rule.after_days}
    rule.after_days = None if after_days is None else _checked(after_days)
    rule.version += 1
    rule.save()
    audit.record(
        "rule for sharing findings set", about=rule, by=by, at=now, before=before,
        after={"after_days": rule.after_days},
    )  # fmt: skip


def _checked(days: int) -> int:
    if not 0 <= days <= MOST_DAYS:
        raise BadInput(f"days: found {days}, wanted 0 to {MOST_DAYS}.")
    return days
