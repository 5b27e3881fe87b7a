"""How far activities reach: each one's room for people, spread over the areas it can serve.

Room is spread in proportion to the people of the activity's own ages, halved with every
`half_distance_m` from where it is delivered: the demand side of a two-step floating catchment (Luo
& Wang 2003, Environment and Planning B 30:865-884), with the capacity itself handed out instead of
a ratio, so that no more people are reached than there is room for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd

from sightline.analysis.areas import AREAS, PEOPLE
from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision.activity import Activity, is_fresh, lasts_through, runs_in
from sightline.analysis.provision.decay import FURTHEST_M, HALF_DISTANCE_M
from sightline.analysis.provision.land import Land
from sightline.analysis.provision.nearby import Rows
from sightline.analysis.provision.people import Numbers
from sightline.analysis.provision.spread import Spreads
from sightline.analysis.provision.tables import PARTS, REACH
from sightline.analysis.provision.travel import Travel
from sightline.errors import BadInput

SOON_MONTHS = 6


def reach_parts(
    *,
    activities: Sequence[Activity],
    areas: pd.DataFrame,
    population: pd.DataFrame,
    ages: AgeRange,
    theme: str,
    as_of: Month,
    half_distance_m: float | None = None,
    furthest_m: float | None = None,
    travel: Travel | None = None,
) -> pd.DataFrame:
    """Which activities reach which areas, and with how much of their room.

    areas: AREAS. population: POPULATION. Activities count if they are of the theme and run in the
    month. Each place takes an even part of the activity's room (a place with nobody in reach takes
    none) and spreads it over areas whose point is near enough: in proportion to people of the
    activity's own ages × the weight of the trip, within areas_served if given. Without a place, or
    with none near the areas served, areas_served share it by people alone; so they do where it is
    delivered over whole areas, such as online. With neither it has no row: see unplaced. No ages
    given is taken as open to all ages, or at a school to those of school age.

    travel: how the weight of a trip falls by setting and age, barriers and travel times; by default
    the judgements of DELIVERIES, straight. half_distance_m or furthest_m set one fall for all
    settings: 0.5 ** (distance / half_distance_m), 0 beyond furthest_m.

    Returns PARTS, sorted by activity and area: share is the part of the activity's room that falls
    to people of `ages` in the area. Activities for other ages only have rows too, with share 0. No
    row means no reach.

    >>> from sightline.analysis.provision import Place, Status
    >>> areas = pd.DataFrame({"area": ["A", "B"], "area_name": "", "district": "",
    ...     "district_name": "", "easting_m": [0.0, 3000.0], "northing_m": 0.0})
    >>> lived = pd.DataFrame({"area": ["A", "B"], "age_from": 10, "age_to": 24, "people": 500})
    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...     status=Status.CURRENT, ages=AgeRange(10, 24), places=(Place(0, 0),), people_a_year=30)
    >>> parts = reach_parts(activities=[club], areas=areas, population=lived,
    ...     ages=AgeRange(10, 24), theme="violence", as_of=Month(2025, 12))
    >>> parts[["area", "people_reached"]].round(6).values.tolist()
    [['A', 20.0], ['B', 10.0]]
    """
    running = [one for one in activities if theme in one.themes and runs_in(one, as_of)]
    running.sort(key=lambda one: one.reference)
    refuse_repeats(running)
    if half_distance_m is not None or furthest_m is not None:
        travel = Travel.same_for_all(
            HALF_DISTANCE_M if half_distance_m is None else half_distance_m,
            FURTHEST_M if furthest_m is None else furthest_m,
        )
    spreads = Spreads(Land(AREAS.check(areas), population), travel or Travel())
    return parts_of(running, spreads.rows_of(running), spreads, ages, as_of)


def parts_of(
    activities: Sequence[Activity], rows: Rows, spreads: Spreads, ages: AgeRange, as_of: Month
) -> pd.DataFrame:
    """PARTS of these activities with these rows of spreads, in their order and that of areas."""
    if not activities:
        return PARTS.empty()
    mine = spreads.of_ages(ages, rows)
    which = np.repeat(np.arange(len(activities)), np.diff(mine.indptr))
    right = np.array([spreads.ways[row].ages.overlap(ages) is not None for row in rows])[which]
    soon = as_of.plus(SOON_MONTHS)
    told = np.array([number(one.people_a_year) for one in activities])[which]
    return PARTS.check(
        pd.DataFrame(
            {
                "activity": np.array([one.reference for one in activities], dtype=object)[which],
                "area": spreads.land.codes[mine.indices],
                "share": mine.data,
                "people_a_year": told,
                "people_reached": told * mine.data,
                "right_ages": right.astype(int),
                "ages_given": np.array([int(one.ages is not None) for one in activities])[which],
                "fresh": np.array([int(is_fresh(one, as_of)) for one in activities])[which],
                "lasts": np.array([int(lasts_through(one, soon)) for one in activities])[which],
            }
        )
    )


def unplaced(
    *, activities: Sequence[Activity], parts: pd.DataFrame, theme: str, as_of: Month
) -> tuple[str, ...]:
    """References of activities of the theme that run, but reach nobody that is known, in order.

    They give neither a place nor areas, or nobody of their ages lives near, or they serve areas
    that are not among those asked about.

    >>> from sightline.analysis.provision import Status
    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...                 status=Status.CURRENT)
    >>> unplaced(activities=[club], parts=PARTS.empty(), theme="violence", as_of=Month(2025, 12))
    ('1',)
    """
    placed = set(parts["activity"])
    return tuple(
        sorted(
            one.reference
            for one in activities
            if theme in one.themes and runs_in(one, as_of) and one.reference not in placed
        )
    )


def reach_by_area(*, parts: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """How many people of the ages are reached in each area, from how few to how many.

    parts: PARTS; those in other areas are left out. people: PEOPLE of the ages asked about. Returns
    REACH: every area of people, in that order; never more people than live there. people_reached
    adds up activities that give a number of people. reach_low leaves out those whose record is not
    fresh or gives no ages. reach_high adds those that give no number, at the median of those that
    do; if none does, it is everybody. reach_after_endings leaves out those that end, or whose money
    ends, within six months.

    >>> people = pd.DataFrame({"area": ["A", "B"], "people": [15, 500]})
    >>> parts = pd.DataFrame({"activity": ["1", "1", "2"], "area": ["A", "B", "B"],
    ...     "share": [0.6, 0.4, 0.5], "people_a_year": [30, 30, None],
    ...     "people_reached": [18, 12, None], "right_ages": 1, "ages_given": 1, "fresh": [1, 1, 0],
    ...     "lasts": 0})
    >>> reach_by_area(parts=parts, people=people)[
    ...     ["people_reached", "reach_low", "reach_high", "reach_after_endings"]].values.tolist()
    [[15.0, 15.0, 15.0, 0.0], [12.0, 12.0, 27.0, 0.0]]
    """
    rows, lived = PARTS.check(parts), PEOPLE.check(people)
    rows = rows[rows["area"].isin(lived["area"])]
    right, other = rows[rows["right_ages"] == 1], rows[rows["right_ages"] == 0]
    known = right["people_reached"].fillna(0.0)
    not_known = right["people_a_year"].isna()
    sure = (right["fresh"] == 1) & (right["ages_given"] == 1)
    total = partial(_total, areas=lived["area"], among=right["area"])
    people_reached = {
        "people_reached": total(known),
        "reach_low": total(known.where(sure, 0.0)),
        "reach_high": total(known.where(~not_known, _guessed(right))),
        "reach_after_endings": total(known.where(right["lasts"] == 1, 0.0)),
    }
    most = lived["people"].to_numpy()
    capped = {name: np.minimum(reached, most) for name, reached in people_reached.items()}
    return REACH.check(
        lived[["area"]].assign(
            **capped,
            activities=total(right["right_ages"]),
            activities_unknown=total(not_known),
            activities_other_ages=_total(
                1 - other["right_ages"], areas=lived["area"], among=other["area"]
            ),
        )
    )


def _total(values: pd.Series, *, areas: pd.Series, among: pd.Series) -> Numbers:
    """The sum of values for each area, 0 where there is none."""
    row = pd.Index(areas).get_indexer(pd.Index(among))
    return np.bincount(row, values.to_numpy(dtype="float64"), len(areas)).astype("float64")


def _guessed(right: pd.DataFrame) -> pd.Series:
    """People each part would reach with the room that is typical of activities that tell it."""
    told = right.drop_duplicates("activity")["people_a_year"].dropna()
    typical = float(told.median()) if len(told) else np.inf
    return (right["share"] * typical).where(right["share"] > 0, 0.0)


def refuse_repeats(activities: Sequence[Activity]) -> None:
    """BadInput if two activities have one reference; they come in the order of their references."""
    for one, other in pairwise(activities):
        if one.reference == other.reference:
            raise BadInput(
                f"activities: found the reference {one.reference!r} on {one.name!r} and on "
                f"{other.name!r}, wanted a reference of its own for each."
            )


def number(people: float | None) -> float:
    """The number, or not a number where it is not told."""
    return np.nan if people is None else float(people)
