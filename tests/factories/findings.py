"""Findings as tests need them: a finder that finds what it is told, and what people said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from sightline.analysis.findings import Finding as Found
from sightline.analysis.findings import FindingKind, People
from sightline.service.accounts.models import User
from sightline.service.findings import actions
from sightline.service.findings.finders import FINDERS, Finder
from sightline.service.findings.models import Finding, FindingRun
from sightline.service.partners.models import Membership
from sightline.service.register.queries import day_of_pages


def found(called: str = "A gap", **given: Any) -> Found:
    """What a finder finds: a gap in nobody's place, but for what is given."""
    usual: dict[str, Any] = {
        "kind": FindingKind.GAP,
        "sort": "too little",
        "subject": (called,),
        "title": f"{called} (fictional)",
        "reasons": ("Few people are reached.",),
        "goes_away_when": "More people are reached.",
        "theme": "violence",
        "people": People(5, 20, 40),
        "facts": {"people short": 20.0},
    }
    return Found(**(usual | given))


@contextmanager
def only_finding(what: Iterable[Found], *, name: str = "tests") -> Iterator[list[Found]]:
    """One finder alone, which finds what is in the list by then, whenever it is asked."""
    told, before = list(what), dict(FINDERS)
    FINDERS.clear()
    FINDERS[name] = Finder(name, "what tests find", of_all=lambda _stored: tuple(told), reads=())
    try:
        yield told
    finally:
        FINDERS.clear()
        FINDERS.update(before)


def run_finding(*what: Found, now: datetime | None = None) -> FindingRun:
    """A run that finds exactly that."""
    FindingRun.objects.update(parts={})  # so that the finder is asked, whatever it read
    with only_finding(what):
        return actions.find_now(now=now or timezone.now())


def finding_of(*, now: datetime | None = None, **given: Any) -> UUID:
    """The key of a finding that a run found alone."""
    one = found(**given)
    run_finding(one, now=now)
    return Finding.objects.get(identity=one.identity).pk


def version_of(key: UUID) -> int:
    """The version that a page of a finding would carry."""
    return Finding.objects.get(pk=key).version


def about(key: UUID, *, by: User, now: datetime | None = None) -> dict[str, Any]:
    """What every action on a finding is told."""
    return {
        "finding_id": key,
        "version": version_of(key),
        "by": by,
        "now": now or timezone.now(),
        "today": day_of_pages(),
    }


def plan_for(owner: User, *, days: int = 30, text: str = "Meet the trust") -> actions.Plan:
    """What will be done about a finding."""
    return actions.Plan(uuid4(), text, owner.pk, day_of_pages() + timedelta(days=days))


def said_about(key: UUID, *, by: User, to: User, now: datetime) -> Mapping[str, Any]:
    """An action of somebody's, a question to them and a comment by them, by part of an address."""
    organisation = Membership.objects.filter(user=to)[0].organisation_id
    action = actions.accept(plan=plan_for(to), **about(key, by=by, now=now))
    question = actions.ask_partner(
        organisation_id=organisation, user_id=to.pk, text="Is that so?", key=uuid4(),
        **about(key, by=by, now=now),
    )  # fmt: skip
    remark = actions.remark(
        finding_id=key, text="We know.", key=uuid4(), by=to, now=now, today=day_of_pages()
    )
    return {"action_id": action, "question_id": question, "remark_id": remark}
