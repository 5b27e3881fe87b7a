"""One finding: why it is here, what is behind it, what would make it go away, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.findings import what_changed
from sightline.analysis.periods import Month
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import role_of
from sightline.service.audit.queries import history_of
from sightline.service.findings.content import finding_of
from sightline.service.findings.models import Action, Finding, Question, Remark, State
from sightline.service.findings.queries.behind import Behind, behind
from sightline.service.findings.queries.people import OwnerChoices, owner_choices
from sightline.service.findings.queries.words import (
    COLOURS,
    KINDS,
    STATES,
    say_how_many,
    say_money,
    say_sentences,
    say_strand,
    say_theme,
    say_when,
    say_whom,
    standing_of,
)
from sightline.service.findings.sight import Veil, names_viewer, seen_finding
from sightline.service.register.queries.record import say_time
from sightline.service.register.queries.words import say_date

DUE_IN = timedelta(days=30)  # the day offered for an action
NOT_SHOWN = "not shown: a part of it is of a record that you may not open"


@dataclass(frozen=True)
class Line:
    """A fact and what it is."""

    key: str
    value: str


@dataclass(frozen=True)
class Event:
    """One thing that happened to a finding."""

    what: str
    when: str
    by: str
    reason: str


@dataclass(frozen=True)
class ActionLine:
    """One action."""

    text: str
    owner: str
    due: str
    standing: str
    address: str  # empty for those who may not change it
    finding: str = ""
    finding_address: str = ""


@dataclass(frozen=True)
class QuestionLine:
    """A question to a partner, and the answer if there is one."""

    text: str
    to: str
    when: str
    answer: str
    answered: str
    answer_address: str  # for those who may answer it


@dataclass(frozen=True)
class RemarkLine:
    """A comment."""

    text: str
    by: str
    when: str
    withdrawn: bool
    withdraw_address: str


@dataclass(frozen=True)
class FindingPage:
    """A finding, ready to print."""

    id: UUID
    title: str
    kind: str
    standing: str
    colour: str
    returned: tuple[str, ...]
    moved: tuple[str, ...]  # of one that was accepted: what changed since
    facts: tuple[Line, ...]
    reasons: tuple[str, ...]
    rests_on: tuple[Line, ...]
    goes_away_when: str
    behind: Behind
    answer: str
    reason: str
    actions: tuple[ActionLine, ...]
    questions: tuple[QuestionLine, ...]
    remarks: tuple[RemarkLine, ...]
    history: tuple[Event, ...]
    version: int
    may_answer: bool
    may_open_again: bool
    ask_address: str
    shared: str
    names_you: bool
    owners: OwnerChoices
    due_on: date
    remark_address: str


def finding_page(*, viewer: Any, finding_id: UUID, today: date) -> FindingPage:
    """One finding as far as the viewer may see it, or NotFound."""
    finding = seen_finding(viewer, finding_id, today)
    facts, veil = finding_of(finding.content), Veil(viewer)
    is_unit = role_of(viewer) is Role.UNIT
    standing = standing_of(finding)
    return FindingPage(
        id=finding.pk,
        title=finding.title,
        kind=f"{KINDS[finding.kind]}: {finding.sort}",
        standing=STATES[standing],
        colour=COLOURS[standing],
        returned=tuple(finding.returned),
        moved=_moved(finding),
        facts=tuple(_facts(finding, veil)),
        reasons=say_sentences(veil.sentences(finding, facts.reasons)),
        rests_on=tuple(
            Line(f"{name[:1].upper()}{name[1:]}", _said(fact)) for name, fact in facts.facts.items()
        ),
        goes_away_when=" ".join(say_sentences(veil.sentences(finding, (facts.goes_away_when,)))),
        behind=behind(finding, viewer=viewer),
        answer=_answer(finding),
        reason=finding.reason if finding.answered_at and finding.state != State.OPEN else "",
        actions=tuple(action_line(one, viewer) for one in finding.actions.select_related("owner")),
        questions=tuple(_questions(finding, viewer)),
        remarks=tuple(_remarks(finding, viewer)),
        history=tuple(_history(finding)),
        version=finding.version,
        may_answer=is_unit and finding.gone_at is None,
        may_open_again=is_unit and finding.state != State.OPEN,
        ask_address=reverse("findings:ask", args=[finding.pk]) if is_unit else "",
        shared=_shared(finding, today),
        names_you=Finding.objects.filter(names_viewer(viewer), pk=finding.pk).exists(),
        owners=owner_choices() if is_unit else OwnerChoices(()),
        due_on=today + DUE_IN,
        remark_address=reverse("findings:comment", args=[finding.pk]),
    )


def _facts(finding: Finding, veil: Veil) -> Iterator[Line]:
    facts = finding_of(finding.content)
    yield Line("What it is about", f"{say_theme(facts.theme)}; {say_whom(facts)}")
    if facts.strand:
        yield Line("Strand", say_strand(facts.strand))
    yield Line("People", say_how_many(facts.people))
    money = say_money(facts.money_gbp) if veil.shows_money(finding) else NOT_SHOWN
    yield Line("Money", money)
    yield Line("When", say_when(facts.first_month))
    yield Line("Found first", say_time(finding.found_at))
    as_of = finding.found_in.as_of
    yield Line("It rests on data to", Month.parse(as_of).words if as_of else NOT_SUPPLIED)


def _said(fact: str | float | None) -> str:
    if isinstance(fact, str):
        return fact
    return NOT_SUPPLIED if fact is None else f"{fact:,.4g}" if abs(fact) < 1_000 else f"{fact:,.0f}"


def _moved(finding: Finding) -> tuple[str, ...]:
    if finding.state != State.ACCEPTED:
        return ()
    return what_changed(finding.answered_on or {}, finding.content["facts"])


def _answer(finding: Finding) -> str:
    if finding.answered_at is None:
        return ""
    words = STATES[finding.state] if finding.state != State.OPEN else "Answered before"
    by = f" by {finding.answered_by}" if finding.answered_by else ""
    return f"{words}{by} on {say_time(finding.answered_at)}."


def action_line(action: Action, viewer: Any) -> ActionLine:
    """An action as lists show it."""
    may = role_of(viewer) is Role.UNIT or action.owner_id == viewer.pk
    done = f"done on {say_time(action.done_at)}: {action.outcome}" if action.done_at else "to do"
    return ActionLine(
        text=action.text,
        owner=str(action.owner),
        due=say_date(action.due_on),
        standing=done,
        address=reverse("findings:action", args=[action.pk]) if may else "",
    )


def _questions(finding: Finding, viewer: Any) -> Iterator[QuestionLine]:
    told = role_of(viewer) in (Role.UNIT, Role.ANALYST)
    for one in finding.questions.select_related("to", "organisation", "answered_by"):
        mine = _belongs(viewer, one)
        if told or mine:
            yield question_line(one, may_answer=mine)


def question_line(one: Question, *, may_answer: bool) -> QuestionLine:
    """A question as pages show it."""
    open_to = may_answer and one.answered_at is None
    return QuestionLine(
        text=one.text,
        to=str(one.organisation),
        when=say_time(one.asked_at),
        answer=one.answer,
        answered=f"{one.answered_by}, {say_time(one.answered_at)}" if one.answered_at else "",
        answer_address=reverse("findings:question", args=[one.pk]) if open_to else "",
    )


def _belongs(viewer: Any, question: Question) -> bool:
    members = question.organisation.members.filter(user_id=viewer.pk)
    return role_of(viewer) is Role.PARTNER and members.exists()


def _remarks(finding: Finding, viewer: Any) -> Iterator[RemarkLine]:
    is_unit = role_of(viewer) is Role.UNIT
    for one in finding.remarks.select_related("by"):
        may = one.withdrawn_at is None and (is_unit or one.by_id == viewer.pk)
        yield RemarkLine(
            text=one.text or "This comment was withdrawn.",
            by=str(one.by),
            when=say_time(one.at),
            withdrawn=one.withdrawn_at is not None,
            withdraw_address=_withdraw_address(one) if may else "",
        )


def _withdraw_address(one: Remark) -> str:
    return reverse("findings:withdraw_comment", args=[one.pk])


def _history(finding: Finding) -> Iterator[Event]:
    """What people did with it and what runs changed, newest first."""
    asked = "partner a"  # what was asked and answered is told above, to those who may read it
    events = [
        (
            one.at,
            Event(one.kind[:1].upper() + one.kind[1:], say_time(one.at), one.by, _why(one, asked)),
        )
        for one in history_of(finding)
    ]
    for each in finding.snapshots.select_related("run"):
        at = each.run.made_at
        if at is not None and (each.why or each.change != "changed"):
            said = Event(each.get_change_display(), say_time(at), "", "; ".join(each.why))
            events.append((at, said))
    events.sort(key=lambda event: event[0], reverse=True)
    return (event for _, event in events)


def _why(one: Any, asked: str) -> str:
    return "" if one.kind.startswith(asked) else str(one.reason)


def _shared(finding: Finding, today: date) -> str:
    if finding.shared_from is None:
        return "Not shared: the unit, analysts and those it names see it."
    if finding.is_shared(today):
        return f"Shared with the partnership since {say_date(finding.shared_from)}."
    return f"Shared with the partnership from {say_date(finding.shared_from)} on."
