"""A question to a partner, as somebody answers it: signed in, or by the link of a mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from sightline.analysis.provision import Visibility
from sightline.errors import NotFound
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import role_of
from sightline.service.findings.letters import LASTS, LinkState, question_of, state_of
from sightline.service.findings.models import LinkKind, Question
from sightline.service.findings.queries.finding import QuestionLine, question_line
from sightline.service.findings.sight import title_for
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import day_of_pages

SAYS = {
    LinkState.OPEN: "Your answer goes to the unit. The link can answer once.",
    LinkState.DONE: "Thank you: this question has been answered.",
    LinkState.OVER: f"Links hold for {LASTS.days} days. Sign in to answer.",
    LinkState.GONE: "You do not speak for this organisation any more.",
}
AFTER_SIGN_IN = "What it is about is shown after you sign in."


@dataclass(frozen=True)
class QuestionPage:
    """A question, and what it is about."""

    line: QuestionLine
    title: str
    finding_address: str
    may_answer: bool
    says: str


def question_page(*, viewer: Any, question_id: UUID) -> QuestionPage:
    """A question to an organisation of the viewer's; the unit may read it. NotFound of others."""
    parts = ("organisation", "finding", "answered_by")
    found = Question.objects.select_related(*parts).filter(pk=question_id).first()
    voice = voice_of(viewer)
    if found is None or not voice.speaks_for(found.organisation_id):
        raise NotFound("There is no such question to you.")
    mine = role_of(viewer) is Role.PARTNER
    return QuestionPage(
        line=question_line(found, may_answer=mine),
        title=title_for(viewer, found.finding, day_of_pages()),
        finding_address=reverse("findings:finding", args=[found.finding_id]),
        may_answer=mine and found.answered_at is None,
        says="",
    )


def asked_page(*, token: str, now: datetime) -> QuestionPage:
    """What the link of a mail shows without a sign-in: the question, and a title that any may read.

    A mail can be passed on: of a finding with a hidden site, or a record that an organisation
    keeps to itself, the title is left out, and once the link is spent all of it.
    """
    found = question_of(token)
    if found is None:
        raise NotFound("This link was not sent from here, or is not whole. Copy all of it.")
    state = state_of(found, now=now)
    is_open = state is LinkState.OPEN
    line = question_line(found, may_answer=False)
    return QuestionPage(
        line=line if is_open else QuestionLine("", line.to, line.when, "", "", ""),
        title=_title(found) if is_open else "",
        finding_address=reverse("findings:finding", args=[found.finding_id]),
        may_answer=is_open,
        says=SAYS[state],
    )


def _title(question: Question) -> str:
    finding = question.finding
    keys = finding.links.filter(kind=LinkKind.ACTIVITY.value).values_list("key", flat=True)
    of_organisation = Q(visibility=Visibility.ORGANISATION.value)
    records = Activity.objects.filter(Q(sensitive_site=True) | of_organisation)
    restricted = {str(key) for key in records.order_by().values_list("pk", flat=True)}
    told = title_for(question.to, finding, day_of_pages())
    return AFTER_SIGN_IN if restricted & set(keys) or not told else told
