"""The one mail that asks a partner about a finding, and the link in it that can answer once."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.urls import reverse

from sightline.service.findings.models import Question
from sightline.service.pages.mail import absolute, send_after_commit
from sightline.service.pages.tokens import read_token, token_of
from sightline.service.partners.queries import voice_of

ANSWER = "answer a finding"  # what the token of a link is for
LASTS = timedelta(days=60)


class LinkState(StrEnum):
    """What the link of a mail can still do."""

    OPEN = "open"
    DONE = "done"  # it was answered
    OVER = "over"  # the mail is too old
    GONE = "gone"  # the person may not speak for the organisation any more


def send_question(question: Question) -> None:
    """Send the mail about a question, once it is kept."""
    address = absolute(reverse("findings:asked", args=[token_of(ANSWER, question.pk)]))
    page = absolute(reverse("findings:question", args=[question.pk]))
    send_after_commit(
        to=question.to.email,
        subject="A question about what your organisation does",
        text=(
            f"Hello {question.to.name},\n\n"
            f"{question.asked_by or 'The unit'} asks {question.organisation} about something that "
            "was found when needs and activities were set side by side.\n\n"
            f"Look at the question and answer it, without signing in: {address}\n\n"
            f"Sign in to see the whole finding first: {page}\n\n"
            f"The link can answer once, and holds for {LASTS.days} days. Do not pass it on: "
            "whoever has it can answer for you.\n"
        ),
    )


def question_of(token: str) -> Question | None:
    """The question that a token was made for; None of any other text."""
    key: UUID | None = read_token(ANSWER, token)
    parts = ("to", "organisation", "finding")
    return None if key is None else Question.objects.select_related(*parts).filter(pk=key).first()


def state_of(question: Question, *, now: datetime) -> LinkState:
    """What the link of a question can do now."""
    if question.answered_at is not None:
        return LinkState.DONE
    belongs = question.organisation_id in voice_of(question.to).organisations
    if not (question.to.is_active and belongs):
        return LinkState.GONE
    return LinkState.OPEN if question.asked_at + LASTS >= now else LinkState.OVER
