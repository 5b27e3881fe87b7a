"""Need by area: rates per 1,000 with their interval, and the parts they are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sightline.analysis.areas import PEOPLE
from sightline.analysis.need.shrinkage import Counts, Numbers, estimate_rates
from sightline.analysis.need.tables import AREA_INCIDENTS, DEPRIVATION, NEED
from sightline.errors import BadInput, Refused


def shrink_rates(
    *,
    incidents: pd.DataFrame,
    people: pd.DataFrame,
    years: float,
    deprivation: pd.DataFrame | None = None,
    interval: float = 0.9,
) -> pd.DataFrame:
    """Incidents a year per 1,000 people, steadied by what areas like it have, with an interval.

    incidents: AREA_INCIDENTS over `years`. people: PEOPLE. Both have a row for every area: BadInput
    if not, for unknown is not none. deprivation: DEPRIVATION; an area without one may have any, so
    its interval is wider, and it is marked. Returns NEED, sorted by area, in which

    need_per_1000 = own_weight × rate_per_1000 + (1 - own_weight) × expected_per_1000

    Where nobody lives there is no rate: its need is what areas like it have, and its incidents are
    still told. Refused if nobody lives anywhere. The true rate lies from need_low to need_high with
    the chance `interval`. The method and its sources are in sightline.analysis.need.shrinkage.

    >>> counts = pd.DataFrame({"area": ["A", "B", "C"], "incidents": [40, 10, 0]})
    >>> lived = pd.DataFrame({"area": ["A", "B", "C"], "people": [1000, 1000, 50]})
    >>> need = shrink_rates(incidents=counts, people=lived, years=1)
    >>> need[["rate_per_1000", "need_per_1000", "need_low", "need_high"]].round(1).values.tolist()
    [[40.0, 38.8, 29.1, 49.7], [10.0, 10.8, 5.9, 16.8], [0.0, 9.7, 0.0, 31.3]]
    """
    check_interval(interval)
    check_years(years)
    areas, counts = counts_of_areas(incidents, people, years, deprivation)
    estimate = estimate_rates(counts, tail=(1 - interval) / 2)
    return NEED.check(
        areas.assign(
            rate_per_1000=raw_rates(areas, years),
            expected_per_1000=estimate.expected,
            own_weight=estimate.own_weight,
            deprivation_given=_given(areas["area"], deprivation).astype(int),
            need_per_1000=estimate.mean,
            need_low=estimate.low,
            need_high=estimate.high,
        )
    )


def check_interval(interval: float) -> None:
    """BadInput unless it is a chance that an interval may hold the truth with."""
    if not 0.5 <= interval < 1:
        raise BadInput(f"interval: found {interval}, wanted a chance from 0.5 to below 1.")


def check_years(years: float) -> None:
    """BadInput unless it is a length of time, in years."""
    if not 0 < years < np.inf:
        raise BadInput(f"years: found {years}, wanted a number above zero.")


def side_by_side(incidents: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Area, incidents and people, sorted by area so that the order of rows changes nothing."""
    counted, lived = AREA_INCIDENTS.check(incidents), PEOPLE.check(people)
    for what, without, among in (("people", counted, lived), ("incidents", lived, counted)):
        missing = without.loc[~without["area"].isin(among["area"]), "area"]
        if len(missing):
            raise BadInput(
                f"{what}: found no row for {len(missing)} area(s), {missing.iloc[0]} first, wanted "
                "one row for every area. Give 0 where there are none."
            )
    both = counted.merge(lived, on="area").sort_values("area", ignore_index=True)
    if not (both["people"] > 0).any():
        raise Refused("need: found no area where people of these ages live, so there is no rate.")
    return both


def counts_of_areas(
    incidents: pd.DataFrame, people: pd.DataFrame, years: float, deprivation: pd.DataFrame | None
) -> tuple[pd.DataFrame, Counts]:
    """The areas side by side, and the counts that their rates are estimated from."""
    areas = side_by_side(incidents, people)
    return areas, _counts(areas, years, _standing(areas["area"], deprivation))


def _given(area: pd.Series, deprivation: pd.DataFrame | None) -> np.ndarray:
    """Whether its deprivation is known and used, for each area."""
    return ~np.isnan(_standing(area, deprivation))


def _standing(area: pd.Series, deprivation: pd.DataFrame | None) -> Numbers:
    """Standard deviations above the average deprivation; NaN where not known or all alike."""
    if deprivation is None:
        return np.full(len(area), np.nan)
    known = DEPRIVATION.check(deprivation).set_index("area")["deprivation"]
    values = known.reindex(area.to_numpy()).to_numpy(dtype="float64")
    given = values[~np.isnan(values)]
    spread = float(given.std()) if len(given) else 0.0
    if spread <= 1e-9 * float(np.abs(given).max(initial=0.0)):
        return np.full(len(area), np.nan)
    return np.asarray((values - given.mean()) / spread)


def _counts(areas: pd.DataFrame, years: float, standing: Numbers) -> Counts:
    people = areas["people"].to_numpy(dtype="float64")
    columns = [np.ones(len(areas))]
    used = not np.isnan(standing).all()
    if used:
        columns.append(np.nan_to_num(standing))
    return Counts(
        incidents=np.where(people > 0, areas["incidents"].to_numpy(dtype="float64"), 0.0),
        exposure=people * years / 1000,
        design=np.column_stack(columns),
        not_told=np.isnan(standing) * float(used),
    )


def raw_rates(areas: pd.DataFrame, years: float) -> Numbers:
    """Incidents a year per 1,000 people of each area; NaN where nobody lives."""
    people = areas["people"].to_numpy(dtype="float64")
    rate = np.full(len(areas), np.nan)
    np.divide(areas["incidents"], people * years / 1000, out=rate, where=people > 0)
    return rate
