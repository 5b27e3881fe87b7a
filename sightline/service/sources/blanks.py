"""A blank says nothing: it takes away no count that is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sightline.analysis.disclosure.policies import NOT_SUPPLIED
from sightline.service.sources.models import Cell, Source
from sightline.service.sources.protected import DIMENSIONS


def blanks_over_known(source: Source, cells: Sequence[Sequence[Any]]) -> set[tuple[Any, ...]]:
    """Cells that a file leaves blank although something is known of them, by what names them.

    cells: as a file was read: area, month, kind, age, count, and what is said of it.
    """
    blank = {tuple(cell[:4]) for cell in cells if cell[5] == NOT_SUPPLIED}
    if not blank:
        return set()
    known = Cell.objects.filter(source=source, month__in={cell[1] for cell in blank})
    return blank & set(known.exclude(shown=NOT_SUPPLIED).values_list(*DIMENSIONS))
