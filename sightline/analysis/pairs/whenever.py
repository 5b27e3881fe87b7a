"""Where activities have their room, whichever month they run in and whatever their theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity, Status, reach_parts

_ANY = "any"


def parts_whenever(
    *,
    activities: Sequence[Activity],
    areas: pd.DataFrame,
    population: pd.DataFrame,
    as_of: Month,
    ages: AgeRange | None = None,
) -> pd.DataFrame:
    """PARTS of every activity as if it ran in the month: planned and ended ones too.

    areas: AREAS. population: POPULATION. ages: those asked about; None for all. Only where the room
    falls is meant: whether it runs, and when, is for the caller to ask.
    """
    as_running = [
        replace(
            one, themes=(_ANY,), status=Status.CURRENT, starts_on=None, ends_on=None,
            open_ended=False,
        )
        for one in activities
    ]  # fmt: skip
    return reach_parts(
        activities=as_running,
        areas=areas,
        population=population,
        ages=ages or AgeRange(0, OLDEST),
        theme=_ANY,
        as_of=as_of,
    )
