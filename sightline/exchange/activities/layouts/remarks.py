"""How cells were understood, or that they were left out, said once for each text of a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sightline.exchange.activities.columns import BY_HEADING
from sightline.exchange.activities.layouts.columns_proposed import say_target
from sightline.exchange.activities.layouts.rows_translated import Remark, Translator
from sightline.exchange.files import file_note
from sightline.exchange.problems import Problem, Weight
from sightline.exchange.sheets import show

MOST_REMARKS = 500
_ROWS_NAMED = 3


def say_where(sheet: str, rows: Sequence[int], column: str) -> str:
    """Where cells are, in the partner's words.

    >>> say_where("Northmere", [5, 6, 9, 12, 13], "Age range")
    "sheet 'Northmere', rows 5, 6, 9 and 2 more, Age range"
    """
    named = ", ".join(map(str, rows[:_ROWS_NAMED]))
    more = f" and {len(rows) - _ROWS_NAMED} more" if len(rows) > _ROWS_NAMED else ""
    parts = [
        f"sheet {sheet!r}" if sheet else "",
        f"row{'s' if len(rows) > 1 else ''} {named}{more}",
    ]
    return ", ".join(filter(None, [*parts, column]))


def notes_of(translator: Translator, file: str, several: bool) -> tuple[Problem, ...]:
    """Every text that took understanding or was left out; those left out come first."""
    remarks = [each for each in translator.remarks if not _is_told(each)]
    remarks.sort(key=lambda each: (each.outcome.bad is None, -len(each.rows)))
    notes = [_note(each, file, several) for each in remarks[:MOST_REMARKS]]
    if left := remarks[MOST_REMARKS:]:
        notes.append(
            file_note(
                file,
                f"{len(left):,} more different texts that took understanding",
                "the words of the activity sheet",
                "They were understood or left out like those that are named.",
            )
        )
    return (*notes, *_of_the_file(translator, file))


def _is_told(remark: Remark) -> bool:
    """Whether each row says it for itself, since it cannot go without."""
    return remark.outcome.bad is not None and remark.outcome.is_strict


def _note(remark: Remark, file: str, several: bool) -> Problem:
    outcome = remark.outcome
    wanted = BY_HEADING[remark.target[0]].allowed
    if outcome.bad is not None:
        wanted = outcome.bad.wanted
        remedy = f"It was left out and the row kept. {outcome.bad.remedy}"
    elif outcome.unsure:
        parts = ", ".join(show(text) for text, _ in outcome.unsure)
        taken = f"Taken: {outcome.note}. " if outcome.note else ""
        remedy = f"{taken}Left out: {parts}, of which nobody has said what it means."
    else:
        remedy = f"Understood as: {outcome.note}."
    where = say_where(remark.sheet if several else "", remark.rows, remark.column)
    heading = say_target(remark.target)
    return Problem(
        where if heading == remark.column else f"{where} ({heading})",
        show(remark.text),
        wanted,
        remedy,
        Weight.NOTE,
        0,
        file,
        remark.rows[0],
        remark.column,
        remark.sheet,
    )


def _of_the_file(translator: Translator, file: str) -> tuple[Problem, ...]:
    notes = []
    if translator.ambiguous:
        first, count = translator.ambiguous[0], len(translator.ambiguous)
        order = "month" if translator.layout.month_first else "day"
        note = file_note(
            file,
            f"{show(first)} and such dates in {count:,} cells, where day and month could swap",
            "the day before the month",
            f"The {order} was taken to come first: check one of them.",
        )
        notes.append(note)
    if translator.by_dates:
        note = file_note(
            file,
            f"no status in {translator.by_dates:,} rows",
            "planned, current, paused or ended",
            "It was taken from the dates: planned before the first day, ended after the last, "
            "current between them or without dates.",
        )
        notes.append(replace(note, column="status"))
    return tuple(notes)
