"""What was found in the demonstration, and what its people made of some of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sightline.analysis.findings import FindingKind
from sightline.service.demonstration.people import Cast, key_of
from sightline.service.findings.actions import (
    Plan,
    accept,
    ask_partner,
    find_now,
    put_away,
    remark,
    set_sharing,
)
from sightline.service.findings.models import Finding, FindingRun, LinkKind, State

IN_WEEKS = timedelta(weeks=6)


def find_and_answer(cast: Cast, *, now: datetime, today: date) -> None:
    """Work everything out once, and answer a few: the rest is left for whoever looks at it."""
    if FindingRun.objects.exists():
        return
    set_sharing(after_days=0, version=0, by=cast.unit, now=now)
    find_now(now=now)
    own = Finding.objects.filter(
        links__kind=LinkKind.ORGANISATION.value, links__key=str(cast.own.pk)
    )
    ending = own.filter(kind=FindingKind.CLIFF.value).first()
    if ending is not None:
        _accept(ending, cast, now=now, today=today)
    doubled = Finding.objects.filter(kind=FindingKind.OVERLAP.value).first()
    if doubled is not None:
        put_away(
            finding_id=doubled.pk, version=doubled.version, state=State.REJECTED,
            reason="They take turns: one is for the younger, one for the older.",
            by=cast.unit, now=now, today=today,
        )  # fmt: skip
    gap = own.filter(kind=FindingKind.GAP.value).first()
    if gap is not None:
        _ask(gap, cast, now=now, today=today)


def _accept(finding: Finding, cast: Cast, *, now: datetime, today: date) -> None:
    plan = Plan(
        key_of("action"), "Ask who pays now whether the money goes on", cast.lead.pk,
        today + IN_WEEKS,
    )  # fmt: skip
    accept(
        finding_id=finding.pk, version=finding.version, plan=plan, by=cast.unit, now=now,
        today=today,
    )  # fmt: skip
    remark(
        finding_id=finding.pk, text="We have asked, and hear in May.", key=key_of("remark"),
        by=cast.lead, now=now, today=today,
    )  # fmt: skip


def _ask(finding: Finding, cast: Cast, *, now: datetime, today: date) -> None:
    ask_partner(
        finding_id=finding.pk, version=finding.version, organisation_id=cast.own.pk,
        user_id=cast.editor.pk, text="Could you take more young people there from summer on?",
        key=key_of("question"), by=cast.unit, now=now, today=today,
    )  # fmt: skip
