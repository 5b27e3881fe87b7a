"""Where the figures of a page come from, and how old they are."""

from __future__ import annotations

from sightline.service.gaps.queries.answers import RunFacts
from sightline.service.need import queries as need

WHAT = {**need.WHAT, "activities": "Activities", "partners": "Partners"}


def source_lines(run: RunFacts) -> tuple[need.SourceLine, ...]:
    """Every input of the run in words; what was not supplied is said to be."""
    return need.source_lines(WHAT, worked_out="Gaps", made_at=run.made_at)
