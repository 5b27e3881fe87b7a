"""A partner is asked about a finding, in one mail, and answers on a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.findings.actions.answering import keep
from sightline.service.findings.actions.common import (
    SENT_BEFORE,
    check_unit,
    plain_words,
    unit_finding,
)
from sightline.service.findings.letters import LinkState, question_of, send_question, state_of
from sightline.service.findings.models import Finding, Question, State
from sightline.service.partners.models import Organisation
from sightline.service.partners.queries import voice_of

MOST_QUESTIONS = 10  # about one finding


@transaction.atomic
def ask_partner(
    *,
    finding_id: UUID,
    version: int,
    organisation_id: UUID,
    user_id: UUID,
    text: str,
    key: UUID,
    by: User,
    now: datetime,
    today: date,
) -> UUID:
    """Ask somebody of an organisation about a finding; the question. The same form asks once.

    From then on everybody of that organisation sees the finding.
    """
    check_unit(by)
    audit.hold_chain()
    words = plain_words(text, wanted="what you want to know")
    made = Question.objects.filter(key=key).first()
    if made is not None:
        if (made.asked_by_id, made.finding_id, made.text) != (by.pk, finding_id, words):
            raise Conflict(SENT_BEFORE)
        return made.pk
    finding = unit_finding(finding_id, version=version, by=by, today=today)
    organisation = Organisation.objects.filter(pk=organisation_id, merged_into=None).first()
    to = User.objects.filter(pk=user_id, is_active=True).first()
    if organisation is None or to is None or organisation.pk not in voice_of(to).organisations:
        raise BadInput("whom to ask: found nobody who belongs to it. Choose from the list.")
    if finding.questions.count() >= MOST_QUESTIONS:
        raise Conflict(f"{MOST_QUESTIONS} questions were asked about this finding already.")
    question = Question(
        key=key, finding=finding, organisation=organisation, to=to, asked_by=by, asked_at=now,
        text=words,
    )  # fmt: skip
    question.save(force_insert=True)
    if finding.state == State.OPEN:
        finding.state = State.ASKED.value
    keep(finding)
    audit.record(
        "partner asked", about=finding, by=by, at=now, after=_content(question),
        reason=f"{organisation}: {question.text}",
    )  # fmt: skip
    send_question(question)
    return question.pk


@transaction.atomic
def answer_question(*, question_id: UUID, answer: str, by: User, now: datetime) -> None:
    """Answer a question for an organisation that somebody belongs to. Sent twice, it is once."""
    audit.hold_chain()
    parts = ("organisation", "finding")
    question = Question.objects.select_related(*parts).filter(pk=question_id).first()
    if question is None or not voice_of(by).speaks_for(question.organisation_id):
        raise NotFound("There is no such question to you.")
    if question.organisation_id not in voice_of(by).organisations:
        raise NotAllowed("Only those who belong to the organisation may answer for it.")
    _answer(question, answer, by=by, now=now, how="signed in")


@transaction.atomic
def answer_by_link(*, token: str, answer: str, now: datetime) -> LinkState:
    """Answer as the person whom the mail was sent to; what the link could not do is returned."""
    audit.hold_chain()
    question = question_of(token)
    if question is None:
        raise NotFound("This link was not sent from here, or is not whole. Copy all of it.")
    state = state_of(question, now=now)
    if state is not LinkState.OPEN:
        return state
    _answer(question, answer, by=question.to, now=now, how="by the link of a mail")
    return LinkState.DONE


def _answer(question: Question, answer: str, *, by: User, now: datetime, how: str) -> None:
    words = plain_words(answer, wanted="your answer")
    if question.answered_at is not None:
        if question.answer == words:
            return
        raise Conflict("Somebody of your organisation has answered this question already.")
    question.answer, question.answered_at, question.answered_by = words, now, by
    question.save(force_update=True)
    finding = Finding.objects.get(pk=question.finding_id)
    waits = finding.questions.filter(answered_at=None).exists()
    if finding.state == State.ASKED and not waits:
        finding.state = State.OPEN.value
    keep(finding)
    audit.record(
        f"partner answered, {how}", about=finding, by=by, at=now, after=_content(question),
        reason=f"{question.organisation}: {words}",
    )  # fmt: skip


def _content(question: Question) -> Mapping[str, object]:
    return {"question": question.pk, "organisation": question.organisation_id, "to": question.to_id}
