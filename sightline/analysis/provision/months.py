"""Who is reached now and in every month to come, if money is found and if it is not."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision.activity import EVERYONE, Activity
from sightline.analysis.provision.groups import Groups
from sightline.analysis.provision.model import ReachModel
from sightline.analysis.provision.travel import Travel

MONTHS_AHEAD = 18  # as far ahead as awards are usually made


def months_ahead(now: Month, *, how_many: int = MONTHS_AHEAD) -> tuple[Month, ...]:
    """Now and so many months after it.

    >>> [str(month) for month in months_ahead(Month(2025, 12), how_many=2)]
    ['2025-12', '2026-01', '2026-02']
    """
    return tuple(now.plus(step) for step in range(how_many + 1))


def money_lasts(activity: Activity, month: Month) -> bool | None:
    """Whether the activity's money is said to last into the month; None where nothing is said.

    >>> from datetime import date
    >>> from sightline.analysis.provision import Status
    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...                 status=Status.CURRENT, funded_until=date(2026, 3, 31))
    >>> money_lasts(club, Month(2026, 3)), money_lasts(club, Month(2026, 4))
    (True, False)
    """
    if activity.funded_until is None:
        return True if activity.funded_without_end else None
    return activity.funded_until >= month.first_day


def reach_by_month(
    *,
    activities: Sequence[Activity],
    areas: pd.DataFrame,
    population: pd.DataFrame,
    ages: AgeRange,
    theme: str,
    months: Sequence[Month],
    as_of: Month | None = None,
    group: str = EVERYONE,
    travel: Travel | None = None,
    groups: Groups | None = None,
) -> pd.DataFrame:
    """How many people of the ages are reached in each area in each month, as far as is known now.

    areas: AREAS. population: POPULATION. activities: those at sensitive sites as
    `hide_sensitive_sites` gives them. months: those asked about, such as `months_ahead` gives.
    as_of: the month in which the records are looked at, which says whether they are fresh; the
    first of months by default. An activity of the theme counts in the months in which it runs: from
    its start to its end. group: a term of who may come; Groups.parts says what then counts. travel,
    groups: the judgements of `Travel` and `Groups` by default.

    Returns REACH_BY_MONTH, a row for every month and area, months in order, areas in the order of
    the areas table; never more people than live there. Two lines: people_reached, if all money
    that is not confirmed is found; and people_reached_confirmed, which leaves an activity out from
    the month after its funded_until (what is not said is not an end: people_money_not_said says how
    many of them depend on that). reach_low leaves out also what is not fresh or gives no ages and,
    after as_of, what does not say how long its money lasts, and what is open only to a group of
    which nobody knows how many they are. reach_high adds to people_reached those
    that give no number of people. So reach_low <= people_reached_confirmed <= people_reached <=
    reach_high.
    """
    return ReachModel.of(
        activities=[one for one in activities if theme in one.themes],
        areas=areas,
        population=population,
        travel=travel,
        groups=groups,
    ).by_month(ages=ages, theme=theme, months=months, as_of=as_of, group=group)
