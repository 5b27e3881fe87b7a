"""The awards that end: what goes dark with each."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sightline.analysis.gaps.tables import AWARDS, CLIFFS
from sightline.analysis.provision import Activity, money_of


def find_awards(*, cliffs: pd.DataFrame, activities: Mapping[str, Activity]) -> pd.DataFrame:
    """The awards that end: what each funder pays for until a day, and whom that reaches.

    cliffs: CLIFFS by district, of one theme and ages. activities: by reference. An activity counts
    if it loses its money that day, or ends that day with its money; under each of its funders,
    whose parts of its money never come to more than it. Returns AWARDS, first day first.
    """
    table = CLIFFS.check(cliffs)
    whole = table.groupby("activity", sort=True).agg(
        people=("people_reached", lambda here: here.sum(min_count=1)),
        day=("day", "first"),
        places=("place_name", lambda here: sorted({name for name in here if name})),
    )
    rows = [
        {"funder": funder, "day": str(day), "activity": reference, "gbp": gbp, "people": people,
         "organisation": activities[reference].organisation, "places": places}
        for reference, people, day, places in whole.itertuples(name=None)
        if day and str(activities[reference].funded_until) == day
        for funder, gbp in _paid(activities[reference]).items()
    ]  # fmt: skip
    if not rows:
        return AWARDS.empty()
    ends = pd.DataFrame(rows).astype({"gbp": "float64", "people": "float64"})
    found = ends.groupby(["day", "funder"], as_index=False).agg(
        activities=("activity", "size"),
        organisations=("organisation", "nunique"),
        places=("places", lambda here: "; ".join(sorted(set().union(*here)))),
        people_reached=("people", lambda here: here.sum(min_count=1)),
        people_unknown=("people", lambda here: here.isna().sum()),
        money_gbp=("gbp", lambda here: here.sum(min_count=1)),
        money_unknown=("gbp", lambda here: here.isna().sum()),
        references=("activity", "; ".join),
    )
    return AWARDS.check(found.assign(year_end=found["day"].str.endswith("-03-31").astype(int)))


def _paid(activity: Activity) -> dict[str, float | None]:
    """Pounds a year by funder; under no name if nobody is named."""
    return money_of(activity.funders, activity.funding_gbp) or {"": activity.funding_gbp}
