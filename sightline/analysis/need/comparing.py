"""Areas set against a comparison that is named, and how sure: instead of a place in a list.

A rank looks as sure as a count and is not: among many areas that differ little, next year's order
is another (Goldstein & Spiegelhalter 1996, JRSS A 159:385-443). So an area is said to be above or
below a named rate with a chance, and a rank is only given as a range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.areas import PEOPLE
from sightline.analysis.need.draws import RateDraws
from sightline.analysis.need.rates import check_interval
from sightline.analysis.tables import Column, Kind, Table
from sightline.errors import BadInput, Refused

Numbers = NDArray[np.float64]

COMPARED = Table(
    "rates compared",
    {
        "area": Column(Kind.TEXT, "area code"),
        "comparison": Column(Kind.TEXT, "what it is compared with"),
        "rate_per_1000": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
        "comparison_per_1000": Column(Kind.AMOUNT, "incidents a year per 1,000 people"),
        "ratio": Column(Kind.AMOUNT, "its rate to that of the comparison"),
        "ratio_low": Column(Kind.AMOUNT, "its rate to that of the comparison"),
        "ratio_high": Column(Kind.AMOUNT, "its rate to that of the comparison"),
        "chance_above": Column(Kind.SHARE, "chance that its rate is above the comparison's"),
        "words": Column(Kind.TEXT, "the same in words"),
    },
    ("area",),
)
RANKS = Table(
    "ranges of rank",
    {
        "area": Column(Kind.TEXT, "area code"),
        "rank_low": Column(Kind.COUNT, "1 is the highest rate"),
        "rank_middle": Column(Kind.COUNT, "1 is the highest rate"),
        "rank_high": Column(Kind.COUNT, "1 is the highest rate"),
        "among": Column(Kind.COUNT, "areas that were ranked"),
    },
    ("area",),
)

_ALMOST_CERTAIN, _VERY_LIKELY, _PROBABLE = 0.99, 0.9, 0.75


class Standing(StrEnum):
    """How an area stands to a comparison, surest above first."""

    ALMOST_CERTAINLY_ABOVE = "almost certainly above"
    VERY_LIKELY_ABOVE = "very likely above"
    PROBABLY_ABOVE = "probably above"
    CANNOT_TELL = "cannot tell"
    PROBABLY_BELOW = "probably below"
    VERY_LIKELY_BELOW = "very likely below"
    ALMOST_CERTAINLY_BELOW = "almost certainly below"


@dataclass(frozen=True)
class Comparison:
    """What areas are set against: a group of areas, or a rate that somebody published.

    >>> Comparison("England", rate_per_1000=33.1).name
    'England'
    """

    name: str
    areas: tuple[str, ...] = ()
    rate_per_1000: float | None = None

    def __post_init__(self) -> None:
        if not self.name.strip() or bool(self.areas) == (self.rate_per_1000 is not None):
            raise BadInput(
                f"comparison {self.name!r}: found neither or both of a group of areas and a rate, "
                "or no name, wanted a name and one of them."
            )
        if self.rate_per_1000 is not None and not 0 < self.rate_per_1000 < np.inf:
            raise BadInput(
                f"comparison {self.name}: found a rate of {self.rate_per_1000}, wanted one above 0."
            )


def compare_rates(
    *, draws: RateDraws, people: pd.DataFrame, comparison: Comparison, interval: float = 0.9
) -> pd.DataFrame:
    """How each area stands to the comparison, and how sure that is.

    people: PEOPLE, for the rate of a group is that of its people together; an area may be in the
    group it is compared with. Returns COMPARED by area. How unsure the rate of a group is, is in
    the chance; a published rate is taken as known. BadInput if the group has an area that was not
    drawn, or people are missing; Refused if nobody lives in the group.

    >>> rates = np.column_stack([np.linspace(20, 30, 100), np.linspace(8, 12, 100)])
    >>> drawn = RateDraws(np.array(["A", "B"], dtype=object), rates)
    >>> lived = pd.DataFrame({"area": ["A", "B"], "people": [500, 500]})
    >>> england = Comparison("England", rate_per_1000=10.0)
    >>> compare_rates(draws=drawn, people=lived, comparison=england)["words"].tolist()
    ['Almost certainly above England (more than 99 in 100).', 'Cannot tell whether it is above or \
below England (50 in 100 that it is above).']
    """
    check_interval(interval)
    against = _rates_of(comparison, draws, people)
    ratio = draws.rates / against[:, np.newaxis]
    low, high = np.quantile(ratio, [(1 - interval) / 2, (1 + interval) / 2], axis=0)
    above = (ratio > 1).mean(axis=0)
    return COMPARED.check(
        pd.DataFrame(
            {
                "area": draws.areas,
                "comparison": comparison.name,
                "rate_per_1000": draws.rates.mean(axis=0),
                "comparison_per_1000": against.mean(),
                "ratio": ratio.mean(axis=0),
                "ratio_low": low,
                "ratio_high": high,
                "chance_above": above,
                "words": [say_compared(comparison.name, float(chance)) for chance in above],
            }
        )
    )


def rank_areas(
    *, draws: RateDraws, among: Sequence[str] | None = None, interval: float = 0.9
) -> pd.DataFrame:
    """Between which ranks each area lies, by draws; 1 is the highest rate.

    among: the areas to rank, or all. Returns RANKS by area: the true rank lies from rank_low to
    rank_high with the chance `interval`.

    >>> rates = np.column_stack([np.linspace(20, 30, 100), np.linspace(25, 31, 100),
    ...                          np.linspace(1, 2, 100)])
    >>> drawn = RateDraws(np.array(["A", "B", "C"], dtype=object), rates)
    >>> rank_areas(draws=drawn)[["rank_low", "rank_high"]].values.tolist()
    [[2, 2], [1, 1], [3, 3]]
    """
    check_interval(interval)
    chosen = _places(draws, draws.areas if among is None else among, "among")
    order = np.argsort(-draws.rates[:, chosen], axis=1)
    ranks = np.argsort(order, axis=1) + 1
    ends = [(1 - interval) / 2, 0.5, (1 + interval) / 2]
    low, middle, high = np.quantile(ranks, ends, axis=0, method="inverted_cdf")
    return RANKS.check(
        pd.DataFrame(
            {
                "area": draws.areas[chosen],
                "rank_low": low,
                "rank_middle": middle,
                "rank_high": high,
                "among": len(chosen),
            }
        )
    )


def say_compared(name: str, chance_above: float) -> str:
    """Where an area stands to a comparison, in words, with how sure.

    >>> say_compared("Essex", 0.93)
    'Very likely above Essex (93 in 100).'
    >>> say_compared("Essex", 0.2)
    'Probably below Essex (80 in 100).'
    """
    standing = standing_of(chance_above)
    if standing is Standing.CANNOT_TELL:
        odds = _say_chance(chance_above)
        return f"Cannot tell whether it is above or below {name} ({odds} that it is above)."
    return f"{standing.capitalize()} {name} ({_say_chance(max(chance_above, 1 - chance_above))})."


def standing_of(chance_above: float) -> Standing:
    """The words for a chance that a rate is above another.

    >>> str(standing_of(0.93)), str(standing_of(0.5)), str(standing_of(0.001))
    ('very likely above', 'cannot tell', 'almost certainly below')
    """
    chance = max(chance_above, 1 - chance_above)
    if chance < _PROBABLE:
        return Standing.CANNOT_TELL
    sure = "probably"
    if chance >= _VERY_LIKELY:
        sure = "almost certainly" if chance >= _ALMOST_CERTAIN else "very likely"
    return Standing(f"{sure} {'above' if chance_above >= 0.5 else 'below'}")


def _say_chance(chance: float) -> str:
    """Never all or nothing: a chance from draws is not known so well."""
    if chance > _ALMOST_CERTAIN:
        return "more than 99 in 100"
    return f"{max(1, round(100 * chance))} in 100"


def _rates_of(comparison: Comparison, draws: RateDraws, people: pd.DataFrame) -> Numbers:
    """The rate of the comparison in each draw."""
    if comparison.rate_per_1000 is not None:
        return np.full(len(draws), comparison.rate_per_1000)
    chosen = _places(draws, comparison.areas, f"comparison {comparison.name}")
    lived = PEOPLE.check(people).set_index("area")["people"].reindex(draws.areas[chosen])
    if lived.isna().any():
        raise BadInput(
            f"comparison {comparison.name}: found no people for {lived.index[lived.isna()][0]}, "
            "wanted a row for every area of the group."
        )
    if not lived.sum() > 0:
        raise Refused(f"comparison {comparison.name}: found nobody who lives there, so no rate.")
    return np.asarray(draws.rates[:, chosen] @ (lived / lived.sum()).to_numpy())


def _places(
    draws: RateDraws, areas: Sequence[str] | NDArray[np.object_], what: str
) -> NDArray[np.int64]:
    codes = sorted(set(areas))
    places = pd.Index(draws.areas).get_indexer(pd.Index(codes, dtype=object))
    if (places < 0).any():
        stranger = codes[int(np.argmax(places < 0))]
        raise BadInput(f"{what}: found area {stranger}, which was not drawn; wanted one of them.")
    return np.asarray(places, dtype=np.int64)
