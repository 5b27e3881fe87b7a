"""Two versions of the same answers, side by side: nothing that somebody typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.errors import Conflict
from sightline.service.entry.merging import differences
from sightline.service.entry.models import Draft
from sightline.service.entry.queries.pages import find_draft, find_step, saved_words
from sightline.service.entry.queries.words import area_names, say_answer
from sightline.service.entry.questions import QUESTIONS
from sightline.service.entry.reading import answer_reader, answers_about
from sightline.service.entry.sight import tells_hidden_place


@dataclass(frozen=True)
class ConflictRow:
    """One question that the two versions answer differently, in words."""

    heading: str
    label: str
    was: str  # "It was: …"; empty where that is not known
    theirs: str  # "On the register now: …"
    mine: str  # "What you wrote: …"
    choice: str  # what is proposed; empty where both changed it


@dataclass(frozen=True)
class ConflictPage:
    """What to choose between, and where to go on."""

    heading: str
    lead: str
    note: str
    rows: tuple[ConflictRow, ...]
    version: int
    record_version: int
    action: str
    back_address: str
    tells_hidden_place: bool  # to somebody outside its organisation


def settle_page(*, viewer: Any, draft_id: UUID, today: date) -> ConflictPage:
    """What the register says now beside what a draft says; Conflict if it changes no activity."""
    draft = find_draft(viewer, draft_id)
    if draft.is_new or draft.about is None:
        raise Conflict("This draft changes no activity, so there is nothing to choose between.")
    theirs = answers_about(draft.about.facts(), answer_reader(today))
    areas = area_names()
    found = differences(base=draft.base, theirs=theirs, mine=draft.answers)
    rows = tuple(
        ConflictRow(
            each.heading,
            QUESTIONS[each.heading].label,
            f"It was: {say_answer(each.heading, each.was or '', areas)}",
            f"On the register now: {say_answer(each.heading, each.theirs or '', areas)}",
            f"What you wrote: {say_answer(each.heading, each.mine or '', areas)}",
            each.choice,
        )
        for each in found
    )
    return ConflictPage(
        heading="Somebody changed this activity while you wrote",
        lead=f"{draft.about} was changed on the register after you began. Nothing you wrote is "
        "lost, and nothing was overwritten. Choose for each answer which one is right.",
        note="" if rows else "What was changed is not in what is asked here, or is what you wrote.",
        rows=rows,
        version=draft.version,
        record_version=draft.about.version,
        action=reverse("entry:settle", args=[draft.pk]),
        back_address=reverse("entry:check", args=[draft.pk]),
        tells_hidden_place=_tells(draft, rows, viewer),
    )


def _tells(draft: Draft, rows: Iterable[ConflictRow], viewer: Any) -> bool:
    return tells_hidden_place(draft, [row.heading for row in rows], viewer)


def stale_page(
    *, viewer: Any, draft_id: UUID, step: str, typed: Mapping[str, str | None]
) -> ConflictPage:
    """What a colleague saved on a page of questions beside what was typed there since."""
    draft = find_draft(viewer, draft_id)
    title, areas = find_step(step).title, area_names()
    rows = tuple(
        _typed_row(draft, heading, text, areas)
        for heading, text in typed.items()
        if heading in QUESTIONS and draft.answers.get(heading) != text
    )
    return ConflictPage(
        heading="A colleague saved this page while you wrote",
        lead=f"“{title}” was saved after you opened it. {saved_words(draft)}. Nothing you typed is "
        "lost, and nothing was overwritten. Choose for each answer which one is right.",
        note="" if rows else "Both of you answered alike.",
        rows=rows,
        version=draft.version,
        record_version=0,
        action=reverse("entry:settle_step", args=[draft.pk, step]),
        back_address=reverse("entry:step", args=[draft.pk, step]),
        tells_hidden_place=_tells(draft, rows, viewer),
    )


def _typed_row(
    draft: Draft, heading: str, text: str | None, areas: Mapping[str, str]
) -> ConflictRow:
    kept = say_answer(heading, draft.answers.get(heading), areas)
    typed = say_answer(heading, text, areas)
    label = QUESTIONS[heading].label
    return ConflictRow(heading, label, "", f"Saved: {kept}", f"What you typed: {typed}", "")


def settled(
    typed: Mapping[str, str | None], choices: Mapping[str, str], theirs: str
) -> dict[str, str | None]:
    """What was typed, without the answers for which the saved one was chosen.

    >>> settled({"activity": "A", "reference": "1"}, {"activity": "theirs"}, "theirs")
    {'reference': '1'}
    """
    return {heading: text for heading, text in typed.items() if choices.get(heading) != theirs}
