"""What is to be known of each activity's reach: what is missing, what is odd, what it does to it.

Nothing vanishes: an activity that cannot be put anywhere is told here, with what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from sightline.analysis.periods import Month
from sightline.analysis.provision.activity import Activity, is_fresh, runs_in
from sightline.analysis.provision.groups import is_for_all
from sightline.analysis.provision.model import ReachModel
from sightline.analysis.provision.tables import REACH_NOTES, Effect
from sightline.analysis.provision.timetable import say_when

Said = tuple[str, Effect, str]  # about what, what it does, in words


@dataclass(frozen=True, eq=False)
class _One:
    """An activity as a model has it."""

    activity: Activity
    model: ReachModel
    tree: cKDTree | None
    row: int

    @property
    def reaches(self) -> bool:
        """Whether it reaches anybody."""
        starts = self.model.spreads.shares.indptr
        return bool(starts[self.row + 1] > starts[self.row])


def reach_notes(*, model: ReachModel, theme: str, as_of: Month) -> pd.DataFrame:
    """What is missing or odd in the activities of a theme that run in the month, and what it does.

    Returns REACH_NOTES, in the order of the references: several rows for one activity, or none.

    >>> from sightline.analysis.framework import AgeRange
    >>> from sightline.analysis.provision.activity import Status
    >>> areas = pd.DataFrame({"area": ["A"], "area_name": "", "district": "", "district_name": "",
    ...     "easting_m": [0.0], "northing_m": 0.0})
    >>> lived = pd.DataFrame({"area": ["A"], "age_from": 10, "age_to": 24, "people": 500})
    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...     status=Status.CURRENT, ages=AgeRange(10, 24), people_a_year=30,
    ...     confirmed_on=Month(2025, 12).last_day, funded_without_end=True)
    >>> model = ReachModel.of(activities=[club], areas=areas, population=lived)
    >>> notes = reach_notes(model=model, theme="violence", as_of=Month(2025, 12))
    >>> notes[["about", "effect"]].values.tolist()
    [['places', 'reaches nobody that is known']]
    """
    points = model.spreads.land.points
    tree = cKDTree(points) if len(points) else None
    rows = []
    for activity, row in zip(model.activities, model.rows.tolist(), strict=True):
        if theme not in activity.themes or not runs_in(activity, as_of):
            continue
        one = _One(activity, model, tree, row)
        for about, effect, words in _said_of(one, as_of):
            rows.append((activity.reference, about, str(effect), words))
    return REACH_NOTES.check(pd.DataFrame(rows, columns=list(REACH_NOTES.columns)))


def _said_of(one: _One, as_of: Month) -> Iterator[Said]:
    yield from _places(one)
    yield from _areas_served(one)
    yield from _people(one.activity)
    yield from _group(one)
    yield from _record(one.activity, as_of)
    when = say_when(one.activity)
    if when:
        yield "days", Effect.TOLD, f"It runs {when}; its room is counted whole."


def _places(one: _One) -> Iterator[Said]:
    activity, way = one.activity, one.model.spreads.ways[one.row]
    if not activity.places and not activity.areas_served:
        yield "places", Effect.NOBODY, "Found no place and no areas served. Give one of them."
        return
    if not way.stops and not way.served:
        how = one.model.spreads.travel.delivery_of(activity).how
        yield (
            "areas_served", Effect.NOBODY,
            f"Found no areas served of what is delivered {how}. Give the areas it serves.",
        )  # fmt: skip
        return
    far = list(_too_far(one))
    yield from far
    if way.stops and not way.served and not far and not one.reaches:
        yield (
            "places", Effect.NOBODY,
            f"Found nobody of ages {way.ages} who can come within "
            f"{way.decay.furthest_m / 1000:,.3g} km. Check its place and its ages.",
        )  # fmt: skip


def _too_far(one: _One) -> Iterator[Said]:
    """Places with no area near: in the sea, in another county, or typed wrong."""
    way = one.model.spreads.ways[one.row]
    stops = [(stop.easting_m, stop.northing_m) for stop in way.stops if not stop.times_key]
    if not stops or one.tree is None:
        return
    away_m, _ = one.tree.query(np.array(stops))
    for (east, north), metres in zip(stops, away_m.tolist(), strict=True):
        if metres > way.decay.furthest_m:
            yield (
                "places", _unless_reached(one),
                f"Found a place at {east:.0f}, {north:.0f}, which is {metres / 1000:,.3g} km from "
                f"the nearest area; nobody comes from beyond {way.decay.furthest_m / 1000:,.3g} km."
                " Correct the place if it is wrong, such as one in the sea.",
            )  # fmt: skip


def _areas_served(one: _One) -> Iterator[Said]:
    unknown = one.model.spreads.land.unknown(one.activity.areas_served)
    if unknown:
        listed = ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
        yield (
            "areas_served", _unless_reached(one),
            f"Found {listed}, wanted codes or names of the areas or districts here. If they are of "
            "another year, convert them.",
        )  # fmt: skip
    elif one.activity.areas_served and not one.reaches:
        ages = one.model.spreads.ways[one.row].ages
        yield (
            "areas_served", Effect.NOBODY,
            f"Found nobody of ages {ages} in the areas served. Check its ages and its areas.",
        )  # fmt: skip


def _people(activity: Activity) -> Iterator[Said]:
    if activity.ages is None:
        yield "ages", Effect.WIDENS, "Found no ages: taken as open to all, and not counted on."
    if activity.people_a_year is None:
        found = "that there is no limit" if activity.no_limit else "no room for people in a year"
        yield (
            "people_a_year", Effect.WIDENS,
            f"Found {found}: counted at the high end alone, like the middle one of the others.",
        )  # fmt: skip
    elif activity.people_a_year == 0:
        yield "people_a_year", Effect.TOLD, "Found room for nobody. Correct it if that is wrong."


def _group(one: _One) -> Iterator[Said]:
    group = one.activity.open_to
    if is_for_all(group):
        return
    share = one.model.groups.share(group)
    if share is None:
        yield (
            "open_to", Effect.WIDENS,
            f"Open to {group} alone, and nobody has told how many they are: not counted at the low "
            "end.",
        )  # fmt: skip
    else:
        yield (
            "open_to", Effect.TOLD,
            f"Open to {group} alone, who are taken to be {share:.0%} of the people: no more of an "
            "area than that are counted.",
        )  # fmt: skip


def _record(activity: Activity, as_of: Month) -> Iterator[Said]:
    if not is_fresh(activity, as_of):
        yield "confirmed_on", Effect.WIDENS, "Not confirmed lately: not counted at the low end."
    if activity.funded_until is None and not activity.funded_without_end:
        yield (
            "funded_until", Effect.WIDENS,
            "How long its money lasts is not told: not counted at the low end of later months.",
        )  # fmt: skip


def _unless_reached(one: _One) -> Effect:
    """What it does where another place or area is known, and where none is."""
    return Effect.TOLD if one.reaches else Effect.NOBODY
