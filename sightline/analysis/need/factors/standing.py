"""Where one place stands to a named comparison, indicator by indicator."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from sightline.analysis.need.factors.chance import UsualSpread, chance_range, usual_spread
from sightline.analysis.need.factors.spans import in_order
from sightline.analysis.need.factors.tables import INDICATOR_READINGS, INDICATORS, PEOPLE
from sightline.analysis.words import NOT_SUPPLIED
from sightline.errors import BadInput


class Place(StrEnum):
    """Where a value stands to a comparison."""

    ABOVE = "stands out above"
    BELOW = "stands out below"
    LIKE = "like"
    CANNOT_TELL = "cannot tell"
    NOT_SUPPLIED = "not supplied"


class Way(StrEnum):
    """What standing out means."""

    WORSE = "the worse way"
    BETTER = "the better way"
    NEITHER = ""


@dataclass(frozen=True)
class Compared:
    """A named comparison: the areas that show the usual spread, and whose figure is the middle.

    figure_area: an area with a published figure of its own, such as England; empty for the median
    of the areas.

    >>> Compared("England", ("E10000012",), "E92000001").name
    'England'
    """

    name: str
    areas: tuple[str, ...]
    figure_area: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.areas:
            raise BadInput(
                f"comparison {self.name!r}: found no name or no areas, wanted both, such as "
                "statistical neighbours and their codes."
            )


@dataclass(frozen=True)
class Standing:
    """One indicator of one place: value, comparison, verdict and how sure, in words."""

    indicator: str
    name: str
    unit: str
    measures: str
    place: Place
    way: Way
    period: str
    value: float | None
    figure: float | None
    low: float | None
    high: float | None
    areas_compared: int
    words: str
    how_sure: str


def compare_indicators(
    *,
    readings: pd.DataFrame,
    indicators: pd.DataFrame,
    area: str,
    comparison: Compared,
    people: pd.DataFrame | None = None,
) -> tuple[Standing, ...]:
    """Where `area` stands, for every indicator once, in the order of `indicators`.

    readings: INDICATOR_READINGS. indicators: INDICATORS. people: PEOPLE behind the rates, where
    known; then chance is reckoned with, else only the spread between the areas compared. The latest
    period with a value is used, and the same one of the others.
    """
    table = INDICATOR_READINGS.check(readings)
    asked = INDICATORS.check(indicators).drop_duplicates("indicator")
    behind = {} if people is None else _people_of(PEOPLE.check(people), area)
    groups = dict(tuple(table.groupby(["source", "indicator"])))
    return tuple(
        _standing(
            each,
            groups.get((each["source"], each["published_as"]), table.iloc[:0]),
            area,
            comparison,
            behind.get(str(each["indicator"])),
        )
        for each in asked.to_dict("records")
    )


def _people_of(people: pd.DataFrame, area: str) -> Mapping[str, float]:
    own = people[(people["area"] == area) & (people["people"] > 0)]
    return dict(zip(own["indicator"], own["people"], strict=True))


def _standing(
    indicator: Mapping[str, object],
    readings: pd.DataFrame,
    area: str,
    comparison: Compared,
    people: float | None,
) -> Standing:
    own = readings[readings["area"] == area]
    valued = own[own["value"].notna()]
    periods = in_order(valued["period"]) or sorted(valued["period"])
    if not periods:
        return _not_supplied(indicator, own)
    period = periods[-1]
    value = float(valued.loc[valued["period"] == period, "value"].iloc[0])
    then = readings[readings["period"] == period].set_index("area")["value"]
    others = [code for code in comparison.areas if code != area and code in then.index]
    spread = usual_spread(then.reindex(others).to_numpy(dtype="float64"))
    figure, trouble = _figure(then, spread, comparison)
    per = float(str(indicator["per"])) if indicator["per"] is not None else math.nan
    bounds = (
        chance_range(value, per=per, people=people)
        if people is not None and per > 0 and value >= 0
        else None
    )
    if figure is None:
        place, how_sure = Place.CANNOT_TELL, trouble
    else:
        place, how_sure = _judge(value, figure, spread, bounds)
    return Standing(
        indicator=str(indicator["indicator"]),
        name=str(indicator["name"]),
        unit=str(indicator["unit"]),
        measures=str(indicator["measures"]),
        place=place,
        way=_way(place, str(indicator["worse"])),
        period=period,
        value=value,
        figure=figure,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        areas_compared=0 if spread is None else spread.areas,
        words=say_place(place, comparison.name),
        how_sure=how_sure,
    )


def say_place(place: Place, comparison: str) -> str:
    """The verdict with the comparison's name.

    >>> say_place(Place.LIKE, "England"), say_place(Place.CANNOT_TELL, "England")
    ('like England', 'cannot tell')
    """
    named = place in (Place.ABOVE, Place.BELOW, Place.LIKE)
    return f"{place} {comparison}" if named else str(place)


def _not_supplied(indicator: Mapping[str, object], own: pd.DataFrame) -> Standing:
    periods = in_order(own["period"])
    last = own[own["period"] == periods[-1]] if periods else own.iloc[:0]
    why = str(last["why_missing"].iloc[0]) if len(last) else "no reading of this place"
    return Standing(
        indicator=str(indicator["indicator"]),
        name=str(indicator["name"]),
        unit=str(indicator["unit"]),
        measures=str(indicator["measures"]),
        place=Place.NOT_SUPPLIED,
        way=Way.NEITHER,
        period=periods[-1] if periods else "",
        value=None,
        figure=None,
        low=None,
        high=None,
        areas_compared=0,
        words=NOT_SUPPLIED,
        how_sure=why,
    )


def _figure(
    then: pd.Series, spread: UsualSpread | None, comparison: Compared
) -> tuple[float | None, str]:
    """The figure of the comparison, or why there is none."""
    if not comparison.figure_area:
        if spread is None:
            return None, "too few of the areas compared have a value"
        return spread.middle, ""
    published = then.get(comparison.figure_area)
    if published is None or not np.isfinite(published):
        return None, f"no figure of {comparison.name} for that period"
    inside = then.reindex([code for code in comparison.areas if code in then.index]).dropna()
    if len(inside) > 1 and not inside.min() <= published <= inside.max():
        return None, (
            f"the figure published for {comparison.name} is beyond those of all its areas, so it "
            "is not of the same kind"
        )
    return float(published), ""


def _judge(
    value: float,
    figure: float,
    spread: UsualSpread | None,
    bounds: tuple[float, float] | None,
) -> tuple[Place, str]:
    """Stands out: farther than chance and than the usual spread, as far as each is known."""
    away = Place.ABOVE if value > figure else Place.BELOW
    if spread is None or spread.spread == 0:
        if bounds and not bounds[0] <= figure <= bounds[1]:
            return (
                away,
                "fairly sure: more than chance would do; how areas usually differ is not known",
            )
        return Place.CANNOT_TELL, "how areas usually differ is not known"
    spreads = abs(value - figure) / spread.spread
    if bounds:
        return _judge_both(spreads, away, figure, spread, bounds)
    if spreads >= spread.far:
        return away, (
            "fairly sure: few areas lie as far out; how much is chance is not known, as the "
            "numbers behind the rate are not given"
        )
    if spreads < 1:
        return Place.LIKE, "fairly sure: most areas differ as much; chance is not reckoned with"
    return Place.CANNOT_TELL, "farther out than most areas, but not so far that it says something"


def _judge_both(
    spreads: float,
    away: Place,
    figure: float,
    spread: UsualSpread,
    bounds: tuple[float, float],
) -> tuple[Place, str]:
    low, high = bounds
    if not low <= figure <= high and spreads >= 1:
        return away, "sure: more than chance would do, and farther out than most areas"
    reach = spread.far * spread.spread
    if spreads < 1 and figure - reach <= low and high <= figure + reach:
        return Place.LIKE, "sure: most areas differ as much, and chance does not hide more"
    return Place.CANNOT_TELL, "chance alone could make this difference"


def _way(place: Place, worse: str) -> Way:
    if place not in (Place.ABOVE, Place.BELOW):
        return Way.NEITHER
    return Way.WORSE if (place is Place.ABOVE) == (worse == "higher") else Way.BETTER
