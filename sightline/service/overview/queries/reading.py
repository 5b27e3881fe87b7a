"""The activities that answer a question, for one viewer, with as much as overviews need of each.

Which they are comes from the list's own matching, so that an overview and the list always agree,
and nothing that the viewer may not see is ever counted or named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sightline.service.overview.queries.asked import Question
from sightline.service.overview.queries.keeping import Row, rows_of
from sightline.service.partners.queries import voice_of
from sightline.service.register.queries import visible_to
from sightline.service.register.queries.cube import Among, Cube
from sightline.service.register.queries.matching import Counts, find_matches

__all__ = ["Answer", "Row", "answer_to", "parts_of"]


@dataclass(frozen=True)
class Answer:
    """The activities that answer a question, in the order of the list."""

    rows: tuple[Row, ...]
    visible: int  # activities that the viewer may see in all
    reporting: frozenset[UUID]  # organisations with an activity that the viewer may see
    counts: Counts  # how many each further filter would leave
    cube: Cube


def answer_to(question: Question, *, viewer: Any, today: date) -> Answer:
    """Answer a question for somebody."""
    matches = find_matches(replace(question.asked, page=1), viewer=viewer, today=today)
    voice, kept = voice_of(viewer), rows_of(matches.cube)
    seen = Among(matches.cube.seen(voice))
    found = (kept[row] for row in matches.rows.tolist())
    return Answer(
        rows=tuple(row.told(voice) for row in found if row is not None),
        visible=matches.registered,
        reporting=frozenset(map(UUID, matches.cube.columns["organisation"].counts(seen))),
        counts=matches.counts,
        cube=matches.cube,
    )


def parts_of(viewer: Any) -> list[tuple[UUID, str, str]]:
    """Activity, side and name of everybody who is named in an activity that the viewer may see."""
    found = visible_to(viewer).filter(involved_rows__isnull=False).order_by()
    return list(found.values_list("id", "involved_rows__side", "involved_rows__name"))
