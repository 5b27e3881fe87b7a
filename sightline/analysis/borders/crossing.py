"""Who crosses a border to be helped, who is turned away at it, and what neighbours tell.

A neighbour's register is a second voice, never part of our own: what it tells has columns of its
own, with whose it is, from when and from where, and no figure of our own reach rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from sightline.analysis.areas import PEOPLE
from sightline.analysis.borders.sides import named_sides
from sightline.analysis.borders.tables import (
    AWAY_PARTS,
    CROSSING_PARTS,
    CROSSINGS,
    HOMES,
    TOLD,
    TURNED_AWAY,
)
from sightline.analysis.periods import Month
from sightline.analysis.provision import PARTS, Activity, reach_by_area
from sightline.errors import BadInput

FRESH_MONTHS = 6
_KEYS = ["home_side", "home_ours", "side", "ours"]
Spread = Callable[[Sequence[Activity]], pd.DataFrame]  # PARTS of activities over all the areas


@dataclass(frozen=True, eq=False)
class NeighbourRegister:
    """What a neighbour says it does: read from a file or feed, on a day, and kept apart.

    name: the neighbour. source: the file or address. told_on: the day of the copy, which is the
    last good one. trouble: why there is no newer one; empty if there is none to tell.
    """

    name: str
    activities: tuple[Activity, ...]
    source: str
    told_on: date
    trouble: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadInput("neighbour: found no name, wanted one, such as Mythos City.")

    def is_fresh(self, as_of: Month) -> bool:
        """Whether the copy is of the six months to as_of, or later."""
        return self.told_on > as_of.plus(-FRESH_MONTHS).last_day


def crossing_parts(
    *,
    parts: pd.DataFrame,
    homes: pd.DataFrame,
    sides: pd.DataFrame,
    teller: str = "",
    at_most: Collection[str] = (),
) -> pd.DataFrame:
    """Which activities reach which areas on another side than the one they are held on.

    parts: PARTS. homes: HOMES of the same activities; those without a row are left out, for it is
    not known where they are held. sides: SIDES. teller: whose register it is; empty: our own.
    at_most: activities whose number of people is only the most it could be. An activity that is
    held on several sides crosses to none of them, and counts under the first by name. Where a
    district is not known, only the border of the county is told. Returns CROSSING_PARTS.
    """
    right = PARTS.check(parts)
    right = right[right["right_ages"] == 1]
    right = right.assign(people_high=right["people_reached"].fillna(_guess(right)))
    unsure = right["activity"].isin(list(at_most))
    right["people"] = right["people_reached"].mask(unsure)
    sure = (right["fresh"] == 1) & (right["ages_given"] == 1)
    right["people_low"] = right["people"].where(sure, 0.0).fillna(0.0)
    rows = _away_from_home(right, homes, sides).assign(teller=teller)
    return CROSSING_PARTS.check(rows.sort_values(["activity", "area"]))


def reach_across(
    *, crossing: pd.DataFrame, parts: pd.DataFrame, sides: pd.DataFrame
) -> pd.DataFrame:
    """How many people of each side are reached by activities that are held on another.

    crossing: CROSSING_PARTS of one register. parts: PARTS of the same, with what does not cross.
    Returns CROSSINGS, sorted by sides. share_of_side is of all that this register reaches there, by
    activities that tell a number.
    """
    rows = CROSSING_PARTS.check(crossing)
    right = PARTS.check(parts)
    right = right[right["right_ages"] == 1].merge(named_sides(sides), on="area")
    total = right.groupby(["side", "ours"])["people_reached"].sum().rename("reached")
    table = (
        rows.assign(unknown=rows["activity"].where(rows["people"].isna()))
        .groupby(["teller", *_KEYS], as_index=False, sort=True)
        .agg(
            activities=("activity", "nunique"),
            activities_unknown=("unknown", "nunique"),
            areas=("area", "nunique"),
            people=("people", _sum_of_known),
            people_low=("people_low", "sum"),
            people_high=("people_high", "sum"),
        )
        .merge(total.reset_index(), on=["side", "ours"], how="left")
    )
    whole = table["reached"].where(table["reached"] > 0)
    return CROSSINGS.check(table.assign(share_of_side=(table["people"] / whole).clip(upper=1.0)))


def away_parts(
    *,
    activities: Sequence[Activity],
    parts: pd.DataFrame,
    homes: pd.DataFrame,
    sides: pd.DataFrame,
    people: pd.DataFrame,
    spread: Spread,
    teller: str = "",
    at_most: Collection[str] = (),
) -> pd.DataFrame:
    """Which areas lie within reach of an activity on another side that does not serve them.

    Asked of activities that have a place and say which areas they serve; one that says nothing of
    areas is open to all and turns nobody away. parts: PARTS of the activities as they are. people:
    PEOPLE of the ages asked about. spread: the same reach, asked again as if every area were
    served. Returns AWAY_PARTS: people is what its room would reach there, spread by distance as
    everybody's is, so as many elsewhere would give way unless places are free; missing for
    activities without a number, and for those in at_most.
    """
    limited = [replace(one, areas_served=()) for one in activities if one.areas_served]
    opened = spread([one for one in limited if one.places])
    now = PARTS.check(parts)[["activity", "area"]].assign(served=1)
    rows = opened[opened["right_ages"] == 1].merge(now, on=["activity", "area"], how="left")
    rows = rows[rows["served"].isna() & (rows["share"] > 0)]
    rows = rows.merge(PEOPLE.check(people).rename(columns={"people": "people_near"}), on="area")
    unsure = rows["activity"].isin(list(at_most))
    rows["people"] = rows["people_reached"].mask(unsure)
    found = _away_from_home(rows, homes, sides).assign(teller=teller)
    return AWAY_PARTS.check(found.sort_values(["activity", "area"]))


def turned_away(
    *, away: pd.DataFrame, activities: Sequence[Activity], gaps: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Who lives near an activity across a border and may not come, and what opening it would give.

    away: AWAY_PARTS of the activities. gaps: GAPS, from which it is told how many are short there.
    Returns TURNED_AWAY sorted by activity and side. people_low counts only places that are free
    now, none if that is not said; people_high is all its room, or everybody near if it gives none.
    """
    rows = AWAY_PARTS.check(away)
    short = pd.Series(dtype="float64") if gaps is None else gaps.set_index("area")["shortfall"]
    rows = rows.assign(short=rows["area"].map(short))
    table = rows.groupby(["teller", "activity", *_KEYS], as_index=False, sort=True).agg(
        areas=("area", "nunique"),
        people_near=("people_near", "sum"),
        people=("people", _sum_if_all),
        short=("short", _sum_of_known),
    )
    told = {one.reference: one for one in activities}
    ranges = _range(table, [told[reference] for reference in table["activity"]])
    return TURNED_AWAY.check(table.assign(**ranges))


def _away_from_home(rows: pd.DataFrame, homes: pd.DataFrame, sides: pd.DataFrame) -> pd.DataFrame:
    """The rows whose area is on no side that the activity is held on, with both sides named."""
    held = HOMES.check(homes)
    first = held.drop_duplicates("activity").rename(
        columns={"side": "home_side", "ours": "home_ours"}
    )
    there = held.assign(at_home=1)
    both = rows.merge(named_sides(sides), on="area").merge(first, on="activity")
    both = both.merge(there, on=["activity", "side", "ours"], how="left")
    away = both["at_home"].isna()
    known = {name for name in sides["side"] if isinstance(name, str)}
    districts = both["side"].isin(known) & both["home_side"].isin(known)
    return both[away & (districts | (both["ours"] != both["home_ours"]))]


def _sum_of_known(people: pd.Series) -> float:
    return float(people.sum(min_count=1))


def _sum_if_all(people: pd.Series) -> float:
    return float(people.sum(skipna=False))


def _guess(right: pd.DataFrame) -> pd.Series:
    """What a part without a number would reach with the room that is typical, as in reach."""
    told = right.drop_duplicates("activity")["people_a_year"].dropna()
    return right["share"] * (float(told.median()) if len(told) else 0.0)


def _range(table: pd.DataFrame, activities: Sequence[Activity]) -> dict[str, np.ndarray]:
    free = np.array([one.places_free or 0.0 for one in activities], dtype="float64")
    room = np.array(
        [np.inf if one.people_a_year is None else one.people_a_year for one in activities],
        dtype="float64",
    )
    high = np.minimum(room, table["people_near"].to_numpy(dtype="float64"))
    middle = np.minimum(table["people"].to_numpy(dtype="float64"), high)
    return {
        "people": middle,
        "people_low": np.minimum(free, np.where(np.isnan(middle), high, middle)),
        "people_high": high,
    }


def told_by_neighbour(
    register: NeighbourRegister,
    *,
    parts: pd.DataFrame,
    homes: pd.DataFrame,
    people: pd.DataFrame,
    as_of: Month,
) -> pd.DataFrame:
    """What a neighbour's register tells of each area it reaches, beside our own and never in it.

    parts: PARTS of the register's activities. people: PEOPLE of the ages. Where the place of an
    activity lies in none of the areas that are known, its room is spread over the near side alone:
    that is the most it could be, so the middle is missing and the low end leaves it out. The low
    end leaves out a register that is not fresh, too. Returns TOLD sorted by area.
    """
    told = PARTS.check(parts)
    right = told[told["right_ages"] == 1]
    placed = set(HOMES.check(homes)["activity"])
    placed |= {one.reference for one in register.activities if not one.places}
    edge = ~right["activity"].isin(placed)
    reached = people[people["area"].isin(right["area"])]
    most = reach_by_area(parts=told, people=reached)
    sure = reach_by_area(parts=told[told["activity"].isin(placed)], people=reached)
    fresh = register.is_fresh(as_of)
    unsure = most["area"].isin(right.loc[edge, "area"])
    none_known = most["activities"] == most["activities_unknown"]
    table = pd.DataFrame(
        {
            "neighbour": register.name,
            "area": most["area"],
            "told_people": most["people_reached"].where(~unsure & ~none_known),
            "told_low": sure["reach_low"] if fresh else 0.0,
            "told_high": most["reach_high"],
            "told_activities": most["activities"],
            "told_unknown": most["activities_unknown"],
            "told_on": register.told_on.isoformat(),
            "told_fresh": int(fresh),
            "source": register.source,
        }
    )
    return TOLD.check(table.sort_values("area"))
