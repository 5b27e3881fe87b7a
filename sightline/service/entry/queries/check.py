"""The list of answers: what was said, what is wrong, what is different, and what happens next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.exchange.activities import Told
from sightline.exchange.problems import Weight
from sightline.service.duplicates.queries import likely_same_activities
from sightline.service.entry.merging import changed_headings
from sightline.service.entry.models import Draft, Said, State
from sightline.service.entry.queries.pages import find_draft, saved_words
from sightline.service.entry.queries.words import area_names, say_answer, say_problem
from sightline.service.entry.questions import (
    QUESTIONS,
    SETTLED,
    STEP_OF,
    STEPS,
    Question,
    Step,
    not_answered,
)
from sightline.service.entry.reading import (
    answer_reader,
    is_reference_taken,
    read_draft,
    reference_of,
)
from sightline.service.entry.sight import answered, may_write, must_wait, tells_hidden_place
from sightline.service.partners.queries import voice_of
from sightline.service.register.models import Activity

COLOURS = {
    State.WRITING: "blue",
    State.OFFERED: "purple",
    State.WAITING: "yellow",
    State.SENT_BACK: "orange",
    State.DECLINED: "grey",
    State.TAKEN: "green",
}


_UNSAID = "Say first whether it is one that is on the register already."


@dataclass(frozen=True)
class AnswerRow:
    """One answer, and where to change it."""

    label: str
    value: str
    was: str  # what the register says, where that is different; else empty
    is_missing: bool
    change_address: str  # empty where it may not be changed now


@dataclass(frozen=True)
class AnswerGroup:
    """The answers of one page of questions."""

    title: str
    rows: tuple[AnswerRow, ...]
    more_address: str
    more: str


@dataclass(frozen=True)
class Trouble:
    """Something wrong, and where to put it right."""

    says: str
    address: str


@dataclass(frozen=True)
class LikelyLine:
    """An activity on the register that the new one may be the same as."""

    key: str
    name: str
    organisation: str
    address: str
    likely: str
    reasons: tuple[str, ...]
    said: str  # what it was said to be; empty where nobody has said anything
    may_take_over: bool


@dataclass(frozen=True)
class CheckPage:
    """Everything a draft says, ready to be checked."""

    heading: str
    done: str  # what was done with it, for whoever sent it
    name: str
    organisation: str
    state: str
    colour: str
    saved: str
    words: str
    said_by: str
    groups: tuple[AnswerGroup, ...]
    changes: str  # "2 answers are different from the register"
    troubles: tuple[Trouble, ...]
    notes: tuple[str, ...]
    likely: tuple[LikelyLine, ...]
    unsaid: str  # what is to be said of those before it can be sent
    asks: bool  # whether the viewer is to say what the new activity is to those
    version: int
    send: str  # words of the button; empty where it cannot be sent
    send_note: str
    settle_address: str  # where the register has moved on
    may_take_back: bool
    may_throw_away: bool
    may_look_over: bool
    record_address: str
    draft_id: UUID
    tells_hidden_place: bool  # to somebody outside its organisation


def check_page(*, viewer: Any, draft_id: UUID, today: date) -> CheckPage:
    """The answers of a draft, as whoever may see it sees them."""
    draft = find_draft(viewer, draft_id)
    voice = voice_of(viewer)
    writes = may_write(draft, voice)
    told = read_draft(draft, reader=answer_reader(today), today=today)
    troubles = () if draft.state == State.TAKEN else tuple(_troubles(draft, told))
    changed = changed_headings(draft.base, draft.answers) if not draft.is_new else ()
    moved = _has_moved(draft) and draft.state != State.TAKEN
    likely = tuple(_likely(draft, told, viewer))
    sends = writes and not troubles and not moved and (draft.is_new or bool(changed))
    sends = sends and all(each.said for each in likely)
    return CheckPage(
        heading=_heading(draft, is_unit=voice.everyone),
        done=_DONE.get(State(draft.state), "") if not voice.everyone or draft.by_unit else "",
        name=str(draft) if draft.answers else str(draft.about or draft),
        organisation=draft.organisation.name,
        state=draft.get_state_display(),
        colour=COLOURS[State(draft.state)],
        saved=saved_words(draft),
        words=draft.words,
        said_by=_said_by(draft),
        groups=tuple(_groups(draft, changed, writes=writes)),
        changes=_changes(draft, changed),
        troubles=troubles if writes else (),
        notes=tuple(say_problem(each) for each in told.problems if each.weight is Weight.NOTE),
        likely=likely,
        unsaid="" if not writes or all(each.said for each in likely) else _UNSAID,
        asks=writes,
        version=draft.version,
        send=_send_words(draft) if sends else "",
        send_note=_send_note(draft) if sends else "",
        settle_address=reverse("entry:settle", args=[draft.pk]) if moved and writes else "",
        may_take_back=draft.state == State.WAITING and draft.organisation_id in voice.organisations,
        may_throw_away=writes or (draft.state == State.DECLINED and voice.everyone),
        may_look_over=draft.state == State.WAITING and voice.everyone,
        record_address=reverse("register:activity", args=[draft.about_id]) if draft.about else "",
        draft_id=draft.pk,
        tells_hidden_place=tells_hidden_place(draft, answered(draft, QUESTIONS), viewer),
    )


_DONE = {
    State.TAKEN: "It is on the register, and says that it was right today.",
    State.WAITING: "It was sent to the unit. You are told by e-mail what becomes of it.",
}


def _heading(draft: Draft, *, is_unit: bool) -> str:
    if draft.state == State.TAKEN:
        return "It is on the register"
    if draft.state == State.WAITING:
        return "Look it over" if is_unit else "Waiting for the unit"
    return "Check your answers" if draft.is_new else "What is different this time?"


def _said_by(draft: Draft) -> str:
    said = {State.SENT_BACK: "The unit writes", State.DECLINED: f"{draft.organisation} declined"}
    return said.get(State(draft.state), "With the offer, the unit wrote") if draft.words else ""


def _likely(draft: Draft, told: Told, viewer: Any) -> Iterator[LikelyLine]:
    """Activities that a new one may be the same as, once it says enough to tell."""
    if not draft.is_new or told.activity is None or draft.state in (State.TAKEN, State.DECLINED):
        return
    voice = voice_of(viewer)
    found = likely_same_activities(viewer=viewer, facts=told.activity)
    records = Activity.objects.in_bulk([each.key for each in found])
    for each in found:
        said = draft.said_of.get(str(each.key), "")
        yield LikelyLine(
            str(each.key),
            each.name,
            each.organisation,
            each.address,
            each.likely,
            each.reasons,
            Said(said).label if said else "",
            voice.speaks_for(records[each.key].organisation_id),
        )


def _has_moved(draft: Draft) -> bool:
    return not draft.is_new and draft.about is not None and draft.about.version != draft.based_on


def _groups(draft: Draft, changed: tuple[str, ...], *, writes: bool) -> Iterator[AnswerGroup]:
    if draft.state == State.TAKEN:
        return
    areas = area_names()
    for step in STEPS:
        address = f"{reverse('entry:step', args=[draft.pk, step.name])}?check=yes" if writes else ""
        shown = [each for each in step.questions if _is_shown(draft, each)]
        rows = tuple(_row(draft, each, changed, areas, address) for each in shown)
        yield AnswerGroup(step.title, rows, address, _more_words(step, shown))


def _is_shown(draft: Draft, question: Question) -> bool:
    """Whether an answer has a line: required ones have, and so has whatever was said."""
    if question.heading in SETTLED and not draft.is_new:
        return False
    heading = question.heading
    return question.required or bool(draft.answers.get(heading) or draft.base.get(heading))


def _more_words(step: Step, shown: list[Question]) -> str:
    """What else could be said on a page, in a few words."""
    rest = [each.label.lower() for each in step.more if each not in shown]
    return f"Add more: {', '.join(rest)}" if rest else ""


def _row(
    draft: Draft, question: Question, changed: tuple[str, ...], areas: dict[str, str], address: str
) -> AnswerRow:
    heading = question.heading
    text = draft.answers.get(heading)
    is_missing = question.required and (text is None or not (text or question.may_be_unknown))
    was = say_answer(heading, draft.base.get(heading, ""), areas) if heading in changed else ""
    change = f"{address}#id_{heading}" if address else ""
    return AnswerRow(question.label, say_answer(heading, text, areas), was, is_missing, change)


def _changes(draft: Draft, changed: tuple[str, ...]) -> str:
    if draft.is_new or draft.state == State.TAKEN:
        return ""
    if not changed:
        return "Nothing is different from the register yet. Change what is no longer right."
    one = len(changed) == 1
    return f"{len(changed)} answer{' is' if one else 's are'} different from the register."


def _troubles(draft: Draft, told: Told) -> Iterator[Trouble]:
    """Everything that keeps a draft from being sent, each with the page it is on."""
    missing = {question.heading for question in not_answered(draft.answers)}
    for heading in missing_in_order(missing):
        yield Trouble(QUESTIONS[heading].missing, _address(draft, heading))
    for problem in told.rejected:
        if problem.column not in missing:
            yield Trouble(say_problem(problem), _address(draft, problem.column))
    if is_reference_taken(draft, reference_of(draft, draft.answers)):
        says = "Reference: another activity of yours has it. Change it, or leave it empty."
        yield Trouble(says, _address(draft, "reference"))


def missing_in_order(missing: set[str]) -> Iterator[str]:
    """Headings in the order in which they are asked."""
    return (heading for heading in QUESTIONS if heading in missing)


def _address(draft: Draft, heading: str) -> str:
    step = STEP_OF[heading].name if heading in STEP_OF else STEPS[0].name
    return f"{reverse('entry:step', args=[draft.pk, step])}?check=yes#id_{heading}"


def _send_words(draft: Draft) -> str:
    if must_wait(draft):
        return "Send it to the unit"
    return "Put it on the register" if draft.is_new else "Save these changes on the register"


def _send_note(draft: Draft) -> str:
    if must_wait(draft):
        return "The unit looks it over before others see it. You can take it back until then."
    return "By sending it you say that everything here is right today."
