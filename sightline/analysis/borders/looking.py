"""Looking over borders: everything that crosses one, in tables, and what could not be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import pandas as pd

from sightline.analysis.areas import POPULATION, Geography, people_of_age
from sightline.analysis.borders.corridors import Corridor, exposure_along
from sightline.analysis.borders.crossing import (
    NeighbourRegister,
    away_parts,
    crossing_parts,
    reach_across,
    told_by_neighbour,
    turned_away,
)
from sightline.analysis.borders.flows import flows_across
from sightline.analysis.borders.sides import homes_of, named_sides, sides_of
from sightline.analysis.borders.straddling import find_straddles, patterns_of_gaps
from sightline.analysis.borders.tables import (
    AWAY_PARTS,
    CORRIDORS,
    CROSSING_PARTS,
    CROSSINGS,
    FLOWS_ACROSS,
    HOMES,
    STRADDLES,
    TOLD,
    TURNED_AWAY,
)
from sightline.analysis.framework import AgeRange
from sightline.analysis.hotspots import find_hotspots
from sightline.analysis.neighbours import Neighbours, neighbours_from_pairs
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity, hide_sensitive_sites, reach_parts
from sightline.errors import BadInput, Refused

ENDS = ("teller", "home_side", "home_ours", "side", "ours")  # what names a crossing


@dataclass(frozen=True, eq=False)
class Ground:
    """The land that is looked over: the county's own areas and those known around it.

    geography: all of them. ours: codes of the county's own. beside: pairs of neighbours, as
    neighbours_by_boundary gives them. population: POPULATION; areas around the county may lack
    rows.
    """

    geography: Geography
    ours: Collection[str]
    beside: pd.DataFrame
    population: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Asked:
    """What is looked for: a theme, ages, a month.

    false_discovery: of the areas named hot, how many may be so by chance. One in ten, not one in
    twenty, for a place is told only if areas on both sides are named and lie beside each other.
    """

    theme: str
    theme_name: str
    ages: AgeRange
    as_of: Month
    draws: int = 99_999
    seed: int = 0
    false_discovery: float = 0.10


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known besides the land; each may be missing, and then that is said.

    values: VALUES by area, such as steadied rates, of as many of the areas as are known; in words:
    what_values. events: EVENTS_BY_AREA. gaps: GAPS of the county's own areas. flows: FLOWS.
    """

    activities: Sequence[Activity] = ()
    registers: Sequence[NeighbourRegister] = ()
    values: pd.DataFrame | None = None
    what_values: str = ""
    gaps: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    flows: pd.DataFrame | None = None
    smallest_shown: int | None = None
    corridors: Sequence[Corridor] = ()


@dataclass(frozen=True, eq=False)
class AcrossBorders:
    """The answer, whole, for the records behind each finding.

    sides: SIDES. hotspots, gaps: STRADDLES. crossing: CROSSING_PARTS, and by side crossings:
    CROSSINGS. away: AWAY_PARTS, and by activity and side turned_away: TURNED_AWAY. told: TOLD.
    flows: FLOWS_ACROSS. corridors: CORRIDORS. works: teller, activity, area and side, a row for
    each area an activity reaches or side it is held on. activities: by whose register, empty for
    our own, and by reference. cannot_tell: a sentence for each thing that was not supplied.
    """

    asked: Asked
    sides: pd.DataFrame
    evidence: Evidence
    hotspots: pd.DataFrame
    gaps: pd.DataFrame
    crossing: pd.DataFrame
    crossings: pd.DataFrame
    away: pd.DataFrame
    turned_away: pd.DataFrame
    told: pd.DataFrame
    flows: pd.DataFrame
    corridors: pd.DataFrame
    activities: Mapping[tuple[str, str], Activity]
    works: pd.DataFrame
    cannot_tell: tuple[str, ...] = field(default=())

    def crossing_of(self, row: Mapping[str, Any]) -> pd.DataFrame:
        """The rows of `crossing` behind a row of `crossings`."""
        return self.crossing.iloc[self._crossing_at[tuple(row[end] for end in ENDS)]]

    def away_of(self, row: Mapping[str, Any]) -> pd.DataFrame:
        """The rows of `away` between the sides of a row of `turned_away`."""
        return self.away.iloc[self._away_at[tuple(row[end] for end in ENDS)]]

    def works_on(self, side: str) -> pd.DataFrame:
        """The rows of `works` of one side."""
        return self.works.iloc[self._works_at.get(side, [])]

    @cached_property
    def _crossing_at(self) -> Mapping[Any, Any]:
        return dict(self.crossing.groupby(list(ENDS)).indices)

    @cached_property
    def _away_at(self) -> Mapping[Any, Any]:
        return dict(self.away.groupby(list(ENDS)).indices)

    @cached_property
    def _works_at(self) -> Mapping[Any, Any]:
        return dict(self.works.groupby("side").indices)


def look_across(*, ground: Ground, asked: Asked, evidence: Evidence) -> AcrossBorders:
    """Everything that crosses a border of districts or of the county, by distance.

    Activities at sensitive sites count in their whole district, whoever tells of them, so nothing
    is said of the border they stand near. Neighbours' registers are looked at one by one, and
    change no figure of our own.
    """
    sides = sides_of(ground.geography.areas, ours=ground.ours)
    cannot_tell: list[str] = []
    hotspots, gaps = _straddles(ground, asked, evidence, sides, cannot_tell)
    look = _Reach(ground, asked, sides, evidence.gaps)
    own = look.over(evidence.activities, None)
    others = [look.over(one.activities, one) for one in evidence.registers]
    every = [own, *others]
    flows, corridors = _lines(ground, evidence, sides, cannot_tell)
    cannot_tell += _not_supplied(evidence, sides)
    return AcrossBorders(
        asked=asked,
        sides=sides,
        evidence=evidence,
        hotspots=hotspots,
        gaps=gaps,
        crossing=_joined(CROSSING_PARTS, [one.crossing for one in every]),
        crossings=_joined(CROSSINGS, [one.crossings for one in every]),
        away=_joined(AWAY_PARTS, [one.away for one in every]),
        turned_away=_joined(TURNED_AWAY, [one.turned_away for one in every]),
        told=_joined(TOLD, [one.told for one in others]),
        flows=flows,
        corridors=corridors,
        activities={(one.teller, each.reference): each for one in every for each in one.activities},
        works=pd.concat([one.works for one in every], ignore_index=True),
        cannot_tell=tuple(cannot_tell),
    )


@dataclass(frozen=True, eq=False)
class _Looked:
    teller: str
    activities: tuple[Activity, ...]
    works: pd.DataFrame
    crossing: pd.DataFrame
    crossings: pd.DataFrame
    away: pd.DataFrame
    turned_away: pd.DataFrame
    told: pd.DataFrame


class _Reach:
    """The same look at one register after another."""

    def __init__(
        self, ground: Ground, asked: Asked, sides: pd.DataFrame, gaps: pd.DataFrame | None
    ) -> None:
        self._ground, self._asked, self._sides, self._gaps = ground, asked, sides, gaps
        areas = ground.geography.areas
        population = POPULATION.check(ground.population)
        population = population[population["area"].isin(areas["area"])]
        self._people = people_of_age(population, asked.ages)
        self._spread = partial(
            reach_parts,
            areas=areas,
            population=population,
            ages=asked.ages,
            theme=asked.theme,
            as_of=asked.as_of,
        )

    def over(self, activities: Sequence[Activity], register: NeighbourRegister | None) -> _Looked:
        shown = hide_sensitive_sites(activities, self._ground.geography)
        shown = tuple(one for one in shown if self._asked.theme in one.themes)
        sides, teller = self._sides, register.name if register else ""
        homes = homes_of(shown, geography=self._ground.geography, sides=sides)
        parts = self._parts(shown)
        told, at_most = TOLD.empty(), frozenset[str]()
        if register is not None:
            told = told_by_neighbour(
                register, parts=parts, homes=homes, people=self._people, as_of=self._asked.as_of
            )
            beyond = _held_beyond(shown, homes, teller)
            at_most = frozenset(beyond["activity"])
            homes = pd.concat([homes, beyond], ignore_index=True) if len(beyond) else homes
        crossing = crossing_parts(
            parts=parts, homes=homes, sides=sides, teller=teller, at_most=at_most
        )
        away = away_parts(
            activities=shown,
            parts=parts,
            homes=homes,
            sides=sides,
            people=self._people,
            spread=self._parts,
            teller=teller,
            at_most=at_most,
        )
        return _Looked(
            teller,
            shown,
            _works(parts, homes, sides).assign(teller=teller),
            crossing,
            reach_across(crossing=crossing, parts=parts, sides=sides),
            away,
            turned_away(away=away, activities=shown, gaps=self._gaps),
            told,
        )

    def _parts(self, activities: Sequence[Activity]) -> pd.DataFrame:
        return self._spread(activities=activities)


def _held_beyond(activities: Sequence[Activity], homes: pd.DataFrame, name: str) -> pd.DataFrame:
    """A neighbour's activities whose places lie in no area we know are held at the neighbour's."""
    known = set(homes["activity"])
    more = [
        (one.reference, name, 0) for one in activities if one.places and one.reference not in known
    ]
    return HOMES.check(pd.DataFrame(more, columns=list(homes.columns)))


def _works(parts: pd.DataFrame, homes: pd.DataFrame, sides: pd.DataFrame) -> pd.DataFrame:
    """Which activities have to do with which area, and with which side."""
    reached = parts.loc[(parts["right_ages"] == 1), ["activity", "area"]]
    reached = reached.merge(named_sides(sides)[["area", "side"]], on="area")
    return pd.concat([reached, homes[["activity", "side"]].assign(area="")], ignore_index=True)


def _straddles(
    ground: Ground,
    asked: Asked,
    evidence: Evidence,
    sides: pd.DataFrame,
    cannot_tell: list[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    hotspots = gaps = STRADDLES.empty()
    if evidence.values is not None:
        beside = _among(ground.beside, evidence.values["area"].tolist())
        try:
            patterns = find_hotspots(
                values=evidence.values,
                neighbours=beside,
                draws=asked.draws,
                seed=asked.seed,
                false_discovery=asked.false_discovery,
            )
            hotspots = find_straddles(
                patterns=patterns, neighbours=beside, sides=_of(sides, beside)
            )
        except Refused as why:
            cannot_tell.append(f"Hot spots across borders: {why}")
    if evidence.gaps is not None:
        beside = _among(ground.beside, evidence.gaps["area"].tolist())
        try:
            patterns = patterns_of_gaps(
                gaps=evidence.gaps,
                neighbours=beside,
                draws=asked.draws,
                seed=asked.seed,
                false_discovery=asked.false_discovery,
            )
            gaps = find_straddles(patterns=patterns, neighbours=beside, sides=_of(sides, beside))
        except Refused as why:
            cannot_tell.append(f"Gaps across borders: {why}")
    return hotspots, gaps


def _of(sides: pd.DataFrame, beside: Neighbours) -> pd.DataFrame:
    return sides[sides["area"].isin(beside.areas)]


def _among(beside: pd.DataFrame, areas: Sequence[str]) -> Neighbours:
    """The neighbours among these areas."""
    known = set(areas)
    both = beside["area"].isin(known) & beside["neighbour"].isin(known)
    return neighbours_from_pairs(areas=areas, pairs=beside.loc[both, ["area", "neighbour"]])


def _lines(
    ground: Ground, evidence: Evidence, sides: pd.DataFrame, cannot_tell: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    flows, corridors = FLOWS_ACROSS.empty(), CORRIDORS.empty()
    if evidence.flows is not None:
        flows = flows_across(
            evidence.flows,
            areas=ground.geography.areas,
            sides=sides,
            smallest_shown=evidence.smallest_shown,
        )
    if evidence.corridors and evidence.events is None:
        raise BadInput("corridors: found lines and no events by area, wanted both.")
    if evidence.corridors and evidence.events is not None:
        corridors = exposure_along(
            evidence.corridors, events=evidence.events, geography=ground.geography, sides=sides
        )
        missing = len(ground.geography.areas) - len(evidence.events)
        if missing:
            cannot_tell.append(
                f"Corridors: {missing:,} areas have no figure of incidents or of people, and are "
                "left out."
            )
    return flows, corridors


def _not_supplied(evidence: Evidence, sides: pd.DataFrame) -> list[str]:
    """What is not known because nobody gave it: not the same as none."""
    lacks = {
        "Districts are not given for "
        f"{int(sides['side'].isna().sum()):,} areas: no border between districts is told there.": (
            bool(sides["side"].isna().any())
        ),
        "No areas beyond the county are given: hot spots over its border cannot be told.": bool(
            (sides["ours"] == 1).all()
        ),
        "No figures of need by area are given: hot spots across borders cannot be told.": (
            evidence.values is None
        ),
        "No gaps are given: gaps across borders cannot be told.": evidence.gaps is None,
        "No neighbour's register is given: what neighbours do for our residents is not known, "
        "which is not that they do nothing.": not evidence.registers,
        "No table of home and offence areas is given: who travels to offend, or to be hurt, is "
        "not known.": evidence.flows is None,
        "No railways or roads are given: exposure along them is not known.": not evidence.corridors,
    }
    return [words for words, lacking in lacks.items() if lacking]


def _joined(shape: object, pieces: Sequence[pd.DataFrame]) -> pd.DataFrame:
    kept = [piece for piece in pieces if len(piece)]
    empty: pd.DataFrame = shape.empty()  # type: ignore[attr-defined]
    return pd.concat(kept, ignore_index=True) if kept else empty
