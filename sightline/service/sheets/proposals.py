"""A layout proposed for a partner's sheets, as JSON holds it and as a form asks about it.

No Django here: the process that reads sheets uses this too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sightline.exchange.activities import (
    BY_HEADING,
    NOT_USED,
    ColumnProposal,
    Layout,
    Proposal,
    Question,
    SheetProposal,
)

Content = Mapping[str, Any]
MOST_QUESTIONS = 60  # on one page; those that stop most rows come first


def target_key(target: Iterable[str]) -> str:
    """What a column feeds, as one word of a form; nothing for a column that is not used.

    >>> target_key(("age_from", "age_to")), target_key(())
    ('age_from+age_to', '')
    """
    return "+".join(target)


def targets_of(key: str) -> tuple[str, ...]:
    """The headings that `target_key` was given."""
    return tuple(key.split("+")) if key else NOT_USED


def proposal_content(proposal: Proposal) -> dict[str, Any]:
    """A proposal as JSON: what a person is shown, and the layout that holds if they agree."""
    used = [sheet for sheet in proposal.sheets if sheet.is_used]
    return {
        "signature": proposal.signature,
        "is_remembered": proposal.is_remembered,
        "is_certain": proposal.is_certain,
        "layout": proposal.layout.to_json(),
        "sheets": [_sheet_content(sheet) for sheet in proposal.sheets],
        "columns": _columns(used),
        "constants": [
            {"sheet": sheet.name, "heading": each.constant.target, "text": each.text[:200],
             "reason": each.reason}
            for sheet in used for each in sheet.constants
        ],
        "missing": [
            {"heading": each.heading, "used_for": each.used_for, "could_be": list(each.could_be),
             "remedy": each.remedy}
            for each in proposal.missing
        ],
        "questions": [_question_content(each) for each in proposal.questions[:MOST_QUESTIONS]],
        "notes": [str(note) for note in proposal.notes],
    }  # fmt: skip


def fed_headings(layout: Layout) -> list[str]:
    """The headings that sheets of a layout speak of, for each of their rows.

    Answers for all rows that say nothing are not among them: they must not undo what is known.
    """
    fed = {heading for shape in layout.shapes for use in shape.columns for heading in use.targets}
    fed |= {constant.target for shape in layout.shapes for constant in shape.constants}
    return [heading for heading in BY_HEADING if heading in fed]


def _sheet_content(sheet: SheetProposal) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "is_used": sheet.is_used,
        "reason": sheet.reason,
        "header_from": sheet.header_from,
        "header_to": sheet.header_to,
        "rows": sheet.rows,
        "above": [text[:200] for text in sheet.above[:5]],
        "aside": [f"row {each.at + 1}: {each.reason}" for each in sheet.aside if each.text][:10],
    }


def _columns(used: Iterable[SheetProposal]) -> list[dict[str, Any]]:
    """Each column once, however many sheets have it."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for sheet in used:
        for column in sheet.columns:
            known = found.setdefault(column.key, _column_content(column))
            known["sheets"].append(sheet.name)
    return list(found.values())


def _column_content(column: ColumnProposal) -> dict[str, Any]:
    return {
        "heading": column.heading,
        "key": column.key[0],
        "occurrence": column.key[1],
        "letter": column.column,
        "target": target_key(column.targets),
        "is_certain": column.is_certain,
        "reason": column.reason,
        "examples": [text[:80] for text in column.examples],
        "others": [target_key(target) for target in column.others],
        "sheets": [],
    }


def _question_content(question: Question) -> dict[str, Any]:
    return {
        "target": question.target,
        "text": question.text[:2_000],
        "column": question.column,
        "sheet": question.sheet,
        "wanted": question.wanted,
        "rows": question.rows,
        "is_required": question.is_required,
        "candidates": [
            {"term": each.term, "name": each.name, "reason": each.reason}
            for each in question.candidates
        ],
    }
