"""How a place stands to others that are named, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.analysis.need import Comparison, compare_rates
from sightline.analysis.words import say_range, say_rate
from sightline.errors import Refused
from sightline.service.need.queries.answers import Answer, drawn
from sightline.service.need.queries.place import Place


@dataclass(frozen=True)
class Rate:
    """The need of a place: incidents a year per 1,000 people, with its 90% interval."""

    estimate: float
    low: float
    high: float
    incidents: int
    people: float

    @property
    def words(self) -> str:
        """The estimate alone."""
        return say_rate(self.estimate)

    @property
    def range_words(self) -> str:
        """The interval alone."""
        return say_range(say_rate(self.low), say_rate(self.high))


@dataclass(frozen=True)
class StandingRow:
    """A place against a comparison."""

    name: str
    rate: str
    ratio: str
    words: str


def rate_of(place: Place, answer: Answer) -> Rate:
    """The need of a place; that of a district is of its areas' people together."""
    rows = answer.table[answer.table["area"].isin(place.codes)]
    incidents, people = int(rows["incidents"].sum()), float(rows["people"].sum())
    if not place.is_district:
        (row,) = rows.to_dict("records")
        ends = (row["need_per_1000"], row["need_low"], row["need_high"])
        return Rate(*ends, incidents, people)
    if not people > 0:
        raise Refused(f"{place.name}: found nobody of these ages who lives there, so no rate.")
    estimate = float((rows["need_per_1000"] * rows["people"]).sum() / people)
    draws, _ = drawn(answer.run)
    rates = draws.rates[:, int(np.flatnonzero(draws.areas == place.code)[0])]
    low, high = np.quantile(rates, [0.05, 0.95])
    return Rate(estimate, float(low), float(high), incidents, people)


def county_of(answer: Answer) -> Comparison:
    """The county's areas together, as a comparison."""
    return Comparison(answer.run.county, areas=tuple(answer.table["area"]))


def standing_to(place: Place, comparison: Comparison, answer: Answer) -> StandingRow:
    """How sure it is that the place is above the comparison, and by how much."""
    draws, people = drawn(answer.run)
    table = compare_rates(draws=draws, people=people, comparison=comparison)
    row = table[table["area"] == place.code].iloc[0]
    ratio = say_range(f"{row['ratio_low']:.2f}", f"{row['ratio_high']:.2f}")
    return StandingRow(
        comparison.name,
        say_rate(row["comparison_per_1000"]),
        f"{row['ratio']:.2f} times its rate ({ratio})",
        row["words"],
    )
