"""The pages of questions about one activity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.errors import Conflict, NotAllowed, NotFound
from sightline.service.entry.models import Draft
from sightline.service.entry.queries.words import (
    ALL_AREAS,
    district_names,
    say_problem,
    say_saved,
    terms_of,
)
from sightline.service.entry.questions import (
    BY_STEP,
    SETTLED,
    STEPS,
    TAKES_NO_TERMS,
    Question,
    Shape,
    Step,
    step_before,
)
from sightline.service.entry.reading import answer_reader, read_draft
from sightline.service.entry.sight import (
    answered,
    drafts_seen_by,
    may_write,
    tells_hidden_place,
)
from sightline.service.partners.queries import organisation_names, voice_of

CHECK = "check"


@dataclass(frozen=True)
class StepPage:
    """One page of questions, ready to be filled in."""

    title: str
    caption: str  # "Page 2 of 6: Harbour Lane boxing club, Shoreline Youth Trust"
    back_address: str
    saved: str
    version: int
    to_check: bool  # whether the way on leads to the list of answers, where it came from
    words: str  # of the unit, where it was sent back
    questions: tuple[Question, ...] = field(repr=False)
    answers: Mapping[str, str] = field(repr=False)
    choices: Mapping[str, tuple[tuple[str, str], ...]] = field(repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)  # organisations, where they are asked
    tells_hidden_place: bool = False  # to somebody outside its organisation


def find_draft(viewer: Any, draft_id: UUID) -> Draft:
    """A draft that somebody may see, or NotFound."""
    found = drafts_seen_by(viewer).select_related("changed_by").filter(pk=draft_id).first()
    if found is None:
        raise NotFound("There is no draft of yours at this address. It may have been thrown away.")
    return found


def find_step(name: str) -> Step:
    """A page of questions by its name in the address, or NotFound."""
    if name not in BY_STEP:
        raise NotFound("There is no such page of questions.")
    return BY_STEP[name]


def step_page(*, viewer: Any, draft_id: UUID, step: str, to_check: bool) -> StepPage:
    """One page of a draft that the viewer may write; Conflict if it is past that."""
    draft, page = find_draft(viewer, draft_id), find_step(step)
    _check_may_write(draft, viewer)
    asked = tuple(each for each in page.questions if _is_asked(draft, each))
    number = f"Page {list(BY_STEP).index(step) + 1} of {len(STEPS)}"
    name = draft.answers.get("activity") or "a new activity"
    return StepPage(
        title=page.title,
        caption=f"{number}: {name}, {draft.organisation.name}",
        back_address=_back(draft, step, to_check=to_check),
        saved=saved_words(draft),
        version=draft.version,
        to_check=to_check,
        words=draft.words,
        questions=asked,
        answers=draft.answers,
        choices={each.heading: _choices(draft, each) for each in asked},
        names=_names_to_offer(asked),
        tells_hidden_place=tells_hidden_place(
            draft, answered(draft, (each.heading for each in asked)), viewer
        ),
    )


def _names_to_offer(asked: Iterable[Question]) -> tuple[str, ...]:
    """Names of organisations on the register, where a page asks for some: all partners see them."""
    if all(each.shape is not Shape.PARTS for each in asked):
        return ()
    return tuple(dict.fromkeys(organisation_names().values()))


def _check_may_write(draft: Draft, viewer: Any) -> None:
    if not draft.is_open_to_change:
        raise Conflict(f"{draft} can no longer be changed here: {draft.get_state_display()}.")
    if not may_write(draft, voice_of(viewer)):
        raise NotAllowed("This draft is somebody else's to write.")


def saved_words(draft: Draft) -> str:
    """When a draft was saved last, and by whom."""
    return say_saved(draft.changed_at, str(draft.changed_by or ""))


def _is_asked(draft: Draft, question: Question) -> bool:
    """Whether a question is asked: not where nothing can be chosen, or where it is settled."""
    if question.heading in SETTLED and not draft.is_new:
        return False
    takes_terms = question.shape not in TAKES_NO_TERMS
    return not takes_terms or question.heading == "areas_served" or bool(terms_of(question.heading))


def _back(draft: Draft, step: str, *, to_check: bool) -> str:
    if to_check:
        return reverse("entry:check", args=[draft.pk])
    before = step_before(step)
    if before is None:
        return reverse("entry:drafts")
    return reverse("entry:step", args=[draft.pk, before.name])


def _choices(draft: Draft, question: Question) -> tuple[tuple[str, str], ...]:
    """What may be chosen; what was chosen before and is in no list any more stays to be chosen."""
    if question.shape in TAKES_NO_TERMS:
        return ()
    names = dict(terms_of(question.heading))
    if question.heading == "areas_served":
        names = {**district_names(), ALL_AREAS: "The whole county"}
    for item in filter(None, draft.answers.get(question.heading, "").split(";")):
        names.setdefault(item.strip(), item.strip())
    return tuple(names.items())


def problems_by_heading(
    *, viewer: Any, draft_id: UUID, given: Mapping[str, str | None], today: date
) -> dict[str, list[str]]:
    """What is wrong with the draft once those answers are given, by heading, in words.

    None takes an answer away. It is the reader of the sheet that finds it.
    """
    draft = find_draft(viewer, draft_id)
    answers = {**draft.answers, **given}
    kept = {heading: text for heading, text in answers.items() if text is not None}
    told = read_draft(draft, reader=answer_reader(today), today=today, given=kept)
    found: dict[str, list[str]] = {}
    for problem in told.rejected:
        found.setdefault(problem.column, []).append(say_problem(problem))
    return found
