"""What need is asked of: incidents of some types, people of some ages, in some months and areas."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from sightline.analysis.areas import POPULATION, people_of_age
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.need.counting import count_incidents
from sightline.analysis.need.draws import RateDraws, draw_rates
from sightline.analysis.need.rates import shrink_rates
from sightline.analysis.periods import Month
from sightline.errors import BadInput


@dataclass(frozen=True, eq=False)
class NeedAsked:
    """The tables that answer one question: counts, people, years, and deprivation if it is used.

    incidents: AREA_INCIDENTS. people: PEOPLE. deprivation: DEPRIVATION or None.
    """

    incidents: pd.DataFrame
    people: pd.DataFrame
    years: float
    deprivation: pd.DataFrame | None

    def estimate(self) -> pd.DataFrame:
        """NEED of every area, by `shrink_rates`."""
        return shrink_rates(
            incidents=self.incidents,
            people=self.people,
            years=self.years,
            deprivation=self.deprivation,
        )

    def draw(self, *, how_many: int, seed: int) -> RateDraws:
        """Draws of the same rates, by `draw_rates`."""
        return draw_rates(
            incidents=self.incidents,
            people=self.people,
            years=self.years,
            how_many=how_many,
            seed=seed,
            deprivation=self.deprivation,
        )


def ask_need(
    *,
    categories: Collection[str],
    ages: AgeRange,
    months: Sequence[Month],
    areas: Sequence[str],
    population: pd.DataFrame,
    cube: pd.DataFrame,
    deprivation: pd.DataFrame | None,
) -> NeedAsked:
    """The tables of one question about need.

    months: those that records were supplied for. population: POPULATION. cube: INCIDENTS.
    deprivation: area and deprivation_rank (1 is most deprived) or deprivation (higher is more
    deprived). BadInput if the population does not tell of these ages.
    """
    refuse_ages_not_told(population, ages)
    lived = people_of_age(population, ages)
    counts = count_incidents(cube=cube, categories=categories, months=months, areas=areas)
    return NeedAsked(
        incidents=counts,
        people=lived[lived["area"].isin(areas)],
        years=len(months) / 12,
        deprivation=None if deprivation is None else _higher_is_worse(deprivation),
    )


def refuse_ages_not_told(population: pd.DataFrame, ages: AgeRange) -> None:
    """Refuse ages that no band holds, and ages that part a band without an upper end.

    A band such as 10 to 15 can be split evenly by year of age. One of 65 and over cannot: that
    would put a quarter of it above 105.
    """
    bands = POPULATION.check(population)[["age_from", "age_to"]].drop_duplicates()
    held: set[int] = set()
    for first, last in bands.itertuples(index=False, name=None):
        held.update(range(first, last + 1))
        parted = ages.from_age > first or ages.to_age < OLDEST
        if first < last == OLDEST and ages.to_age >= first and parted:
            remedy = f"Ask about ages below {first}, or from {first} or younger to {OLDEST}."
            raise BadInput(
                f"ages: found {ages}, but the people of {first} and over are told together, wanted "
                f"all of these ages or none. "
                f"{remedy if first else 'Give a population by age.'}"
            )
    lacking = sorted(set(range(ages.from_age, ages.to_age + 1)) - held)
    if lacking:
        raise BadInput(
            f"ages: found {ages}, but the population tells nothing of people of {lacking[0]}, "
            "wanted ages that it tells of. Ask about others, or give a population with these."
        )


def _higher_is_worse(deprivation: pd.DataFrame) -> pd.DataFrame:
    if "deprivation" in deprivation.columns:
        return deprivation[["area", "deprivation"]]
    if "deprivation_rank" not in deprivation.columns:
        raise BadInput(
            f"deprivation: found columns {', '.join(map(str, deprivation.columns))}, wanted "
            "deprivation_rank (1 is most deprived) or deprivation (higher is more deprived)."
        )
    ranked = -pd.to_numeric(deprivation["deprivation_rank"])
    return deprivation[["area"]].assign(deprivation=ranked)
