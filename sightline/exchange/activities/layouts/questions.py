"""What only a person can say of a sheet: texts that may mean several things, or nothing known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sightline.exchange.activities.columns import BY_HEADING, Kind
from sightline.exchange.activities.layouts.headings import PLACE
from sightline.exchange.activities.layouts.layout import Layout, text_key
from sightline.exchange.activities.layouts.rows_translated import Remark, Translator
from sightline.exchange.activities.matching import Candidate

MOST_QUESTIONS = 200  # of one sheet; the rest come as problems of their rows


@dataclass(frozen=True)
class Question:
    """One text that somebody has to explain; `Layout.answered(target, text, means)` keeps it.

    is_required: rows with the text are rejected until it is answered; else it is left out of them.
    """

    target: str  # the heading of the activity sheet
    text: str
    column: str  # the partner's own heading
    sheet: str
    wanted: str
    candidates: tuple[Candidate, ...]
    rows: int
    is_required: bool


def ask(translator: Translator, layout: Layout) -> tuple[Question, ...]:
    """A question for each text that was not understood, those that stop most rows first."""
    asked: dict[tuple[str, str], Question] = {}
    for remark in translator.remarks:
        for question in _questions(remark, translator):
            key = (question.target, text_key(question.text))
            old = asked.get(key)
            rows = question.rows + (old.rows if old else 0)
            asked[key] = _counted(question, rows)
    ranked = sorted(asked.values(), key=lambda each: (not each.is_required, -each.rows))
    return tuple(ranked[:MOST_QUESTIONS])


def _counted(question: Question, rows: int) -> Question:
    return Question(
        question.target, question.text, question.column, question.sheet, question.wanted,
        question.candidates, rows, question.is_required,
    )  # fmt: skip


def _questions(remark: Remark, translator: Translator) -> Sequence[Question]:
    outcome, heading = remark.outcome, remark.target[0]
    if outcome.bad is None and not outcome.unsure:
        return ()
    parts = [
        (text, candidates)
        for text, candidates in outcome.unsure
        if candidates or outcome.bad is not None
    ]
    if outcome.bad is not None and not outcome.unsure:
        parts = [(remark.text, _places(remark, translator))]
    wanted = outcome.bad.wanted if outcome.bad else BY_HEADING[heading].allowed
    return [
        Question(
            heading, text, remark.column, remark.sheet, wanted, candidates,
            len(remark.rows), outcome.is_strict,
        )
        for text, candidates in parts
    ]  # fmt: skip


def _places(remark: Remark, translator: Translator) -> tuple[Candidate, ...]:
    if remark.target != PLACE and BY_HEADING[remark.target[0]].kind is not Kind.AREAS:
        return ()
    names = translator.suggest_places(remark.text)
    return tuple(Candidate(name, name, 0.6, "spelt alike") for name in names)
