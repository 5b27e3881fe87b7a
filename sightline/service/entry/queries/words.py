"""Answers, problems and times in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache

from django.utils.timezone import localtime

from sightline.analysis.provision import DAYS, Status, Visibility
from sightline.analysis.words import NOT_SUPPLIED
from sightline.exchange.activities import BY_HEADING
from sightline.exchange.problems import Problem
from sightline.service.entry.questions import QUESTIONS, UNKNOWN
from sightline.service.places import queries as places
from sightline.service.register.queries import ended_groups
from sightline.service.register.queries.words import vocabularies

NOT_ANSWERED = "not answered yet"
VISIBILITY_WORDS = {
    Visibility.PUBLIC.value: "Everybody, the public too",
    Visibility.PARTNERSHIP.value: "The partnership",
    Visibility.ORGANISATION.value: "Your organisation and the unit",
}
_AXIS = {"prevention_level": "when", "prevention_who": "who"}
ALL_AREAS = "all"
_HEADINGS = re.compile(rf"\b({'|'.join(sorted(QUESTIONS, key=len, reverse=True))})\b")
_TWO_WORDS = frozenset(heading for heading in QUESTIONS if "_" in heading)
# What is said of cells and rows, said of answers.
_OF_ANSWERS = (
    ("Leave the cell blank if it is not known.", "Leave it empty if it is not known."),
    ("The row was kept without it", "It is kept without its place on the map"),
    ("Write ended under status, or a later date.", "Choose ended, or give a later date."),
    ("Format the column as numbers and type the number again.", "Type the number."),
    (
        "Write the youngest age under age_from and the oldest under age_to.",
        "Write one age here, and the other beside it.",
    ),
)


def terms_of(heading: str) -> Mapping[str, str]:
    """The terms that may be chosen for a question, by code; none where it takes no terms."""
    if BY_HEADING[heading].vocabulary == "thematic_groups":  # the partnership changes them
        return _terms_now(heading)
    return _terms_kept(heading)


def _terms_now(heading: str) -> Mapping[str, str]:
    vocabulary = BY_HEADING[heading].vocabulary
    if not vocabulary:
        return _FIXED.get(heading, {})
    axis = _AXIS.get(heading)
    named = {
        term.term: term.name
        for term in vocabularies()[vocabulary].terms.values()
        if axis is None or term.facts.get("axis") == axis
    }
    return named | ended_groups() if vocabulary == "thematic_groups" else named


_terms_kept = cache(_terms_now)

_FIXED: Mapping[str, Mapping[str, str]] = {
    "status": {status.value: status.value.capitalize() for status in Status},
    "sensitive_site": {"yes": "Yes", "no": "No"},
    "visibility": VISIBILITY_WORDS,
    "days": {day: day.capitalize() for day in DAYS},
}


def area_names() -> dict[str, str]:
    """The name of every area and district by its code."""
    return {**places.area_names(), ALL_AREAS: "The whole county"}


def district_names() -> dict[str, str]:
    """The name of each district by its code, in the order of names."""
    areas = places.areas()[["district_name", "district"]].drop_duplicates()
    rows = areas.sort_values("district_name").itertuples(index=False)
    return {str(code): str(name) for name, code in rows if code}


def say_answer(heading: str, text: str | None, areas: Mapping[str, str]) -> str:
    """An answer in words: what was not answered and what is not known are two things."""
    question = QUESTIONS[heading]
    if text is None:
        return NOT_ANSWERED if question.required else NOT_SUPPLIED
    if not text:
        return UNKNOWN if question.may_be_unknown else NOT_SUPPLIED
    names = areas if heading in ("areas_served", "delivery_area") else terms_of(heading)
    if not names:
        return text
    return "; ".join(names.get(item.strip(), item.strip()) for item in text.split(";"))


def say_problem(problem: Problem) -> str:
    """A problem of a row as the problem of an answer."""
    question = QUESTIONS.get(problem.column)
    if question and problem.found == "nothing" and question.missing:
        return question.missing
    if not problem.column:  # what no answer alone shows says all of it
        return _HEADINGS.sub(_label, f"{problem.found[:1].upper()}{problem.found[1:]}")
    said = f"found {problem.found}, wanted {problem.wanted}. {problem.remedy}"
    for of_rows, of_answers in _OF_ANSWERS:
        said = said.replace(of_rows, of_answers)
    said = _HEADINGS.sub(_label, said)
    return f"{question.label}: {said}" if question else f"{said[:1].upper()}{said[1:]}"


def _label(found: re.Match[str]) -> str:
    """A heading of the sheet as the form calls it; words that are both stay as they are."""
    heading = found[0]
    return f"“{QUESTIONS[heading].label}”" if heading in _TWO_WORDS else heading


def say_saved(at: datetime, by: str) -> str:
    """When something was saved last.

    >>> from datetime import UTC
    >>> say_saved(datetime(2026, 1, 15, 12, 5, tzinfo=UTC), "Ana")
    'Saved at 12:05 on 15 January 2026 by Ana'
    """
    return f"Saved at {localtime(at):%H:%M on %-d %B %Y}{f' by {by}' if by else ''}"
