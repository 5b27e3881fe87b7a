"""Who pays for an activity, how much, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sightline.analysis.periods import Month
from sightline.demo.partners import named

FUNDERS = (
    named("National Violence Grant"),
    named("Fableshire Commissioner for Police and Fire"),
    named("Fableshire County Council"),
    named("Fableshire Community Chest"),
    named("South Fableshire Health Board"),
    named("Golden Goose Foundation"),
)
SHARES = (0.3, 0.22, 0.2, 0.12, 0.06, 0.1)
HOW_MANY = (0.5, 0.35, 0.15)  # the share of activities with one, two and three funders
ENDS_WITH_THE_YEAR = 0.22  # of activities, at the next 31 March
NOT_SUPPLIED = 0.25


@dataclass(frozen=True)
class Money:
    """What pays for an activity: None and an empty list mean not supplied."""

    funders: tuple[str, ...]
    funding_gbp: int | None
    funded_until: date | None


def end_of_financial_year(month: Month) -> date:
    """The 31 March that comes next after a month has begun.

    >>> end_of_financial_year(Month(2025, 12)), end_of_financial_year(Month(2026, 3))
    (datetime.date(2026, 3, 31), datetime.date(2026, 3, 31))
    """
    return date(month.year + (month.number > 3), 3, 31)


def fund(rng: np.random.Generator, *, people: int, cost_gbp: int, as_of: Month) -> Money:
    """Money for so many people a year at a cost for each; several funders are usual."""
    how_many = 1 + int(rng.choice(len(HOW_MANY), p=HOW_MANY))
    chosen = rng.choice(len(FUNDERS), how_many, replace=False, p=SHARES)
    about = people * cost_gbp * rng.lognormal(0, 0.2)
    amount = int(max(round(about, -2), 500))
    next_end = end_of_financial_year(as_of)
    until: date | None
    if rng.random() < ENDS_WITH_THE_YEAR:
        until = next_end
    elif rng.random() < NOT_SUPPLIED:
        until = None
    else:
        until = date(next_end.year + int(rng.integers(1, 3)), 3, 31)
    supplied = rng.random() > NOT_SUPPLIED / 2
    return Money(tuple(FUNDERS[i] for i in sorted(chosen)), amount if supplied else None, until)
