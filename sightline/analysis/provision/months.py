"""Who is reached now and in every month to come, if money is found and if it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sightline.analysis.areas import people_of_age
from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision.activity import Activity, is_fresh, runs_in
from sightline.analysis.provision.reach import reach_by_area, reach_parts
from sightline.analysis.provision.tables import REACH_BY_MONTH
from sightline.errors import BadInput

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
) -> pd.DataFrame:
    """How many people of the ages are reached in each area in each month, as far as is known now.

    areas: AREAS. population: POPULATION. months: those asked about, such as `months_ahead` gives.
    as_of: the month in which the records are looked at, which says whether they are fresh; the
    first of months by default. An activity of the theme counts in the months in which it runs: from
    its start to its end.

    Returns REACH_BY_MONTH, a row for every month and area, months in order, areas in the order of
    the areas table; never more people than live there. Two lines: people_reached, if all money
    that is not confirmed is found; and people_reached_confirmed, which leaves an activity out from
    the month after its funded_until (what is not said is not an end: people_money_not_said says how
    many of them depend on that). reach_low leaves out also what is not fresh or gives no ages and,
    after as_of, what does not say how long its money lasts. reach_high adds to people_reached those
    that give no number of people. So reach_low <= people_reached_confirmed <= people_reached <=
    reach_high.
    """
    if not months:
        raise BadInput("months: found none, wanted one or more.")
    now = as_of or months[0]
    people = people_of_age(population, ages).set_index("area")["people"]
    lived = areas[["area"]].assign(people=people.reindex(areas["area"]).fillna(0.0).to_numpy())

    def reached(month: Month, running: list[Activity]) -> pd.DataFrame:
        fresh = [_as_fresh_as(one, now, month) for one in running]
        parts = reach_parts(
            activities=fresh, areas=areas, population=population, ages=ages, theme=theme,
            as_of=month,
        )  # fmt: skip
        return reach_by_area(parts=parts, people=lived)

    pieces = []
    for month in dict.fromkeys(months):
        running = [one for one in activities if theme in one.themes and runs_in(one, month)]
        lasts = [one for one in running if money_lasts(one, month) is not False]
        said = [one for one in lasts if money_lasts(one, month)]
        everything, confirmed = reached(month, running), reached(month, lasts)
        of_said = reached(month, said)
        low = reached(month, lasts if month <= now else said)
        pieces.append(
            everything.assign(
                month=str(month),
                people_reached_confirmed=confirmed["people_reached"],
                people_money_not_said=(
                    confirmed["people_reached"] - of_said["people_reached"]
                ).clip(lower=0.0),
                reach_low=low["reach_low"],
            )
        )
    return REACH_BY_MONTH.check(pd.concat(pieces, ignore_index=True))


def _as_fresh_as(activity: Activity, now: Month, month: Month) -> Activity:
    """As its record stands now, looked at in another month."""
    return replace(activity, confirmed_on=month.last_day if is_fresh(activity, now) else None)
