"""Where people live and where it happens: flows over borders, with nothing guessed.

A count that is too few to show is not zero and not its middle: what is shown is added up, and what
is hidden is counted beside it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sightline.analysis.areas import AREAS
from sightline.analysis.borders.sides import named_sides
from sightline.analysis.borders.tables import FLOWS, FLOWS_ACROSS
from sightline.errors import BadInput

Z_90 = 1.6448536269514722  # two-sided 90% of the normal distribution


def flows_across(
    flows: pd.DataFrame,
    *,
    areas: pd.DataFrame,
    sides: pd.DataFrame,
    smallest_shown: int | None = None,
) -> pd.DataFrame:
    """Flows added up by the side where people live and the side where it happened.

    flows: FLOWS; a missing count is one that is too few to show. areas: AREAS, by whose codes and
    names, or those of districts, places are found. sides: SIDES of the same areas.
    smallest_shown: the smallest count that is shown, from which a hidden one has a bound (it is at
    most one less); None: none is known. Places that are not found count under an empty side.

    Returns FLOWS_ACROSS sorted by sides, those within a side too, so that every count is in it
    once. share is of what is shown of the offence side, with Wilson's interval (1927, JASA
    22:209-212), which widens to what hidden counts could be where they have a bound.

    >>> areas = pd.DataFrame({"area": ["A", "B"], "area_name": "", "district": "",
    ...     "district_name": ["West", "East"], "easting_m": 0.0, "northing_m": 0.0})
    >>> from sightline.analysis.borders import sides_of
    >>> sides = sides_of(areas, ours=["A", "B"])
    >>> told = pd.DataFrame({"home_area": ["A", "B", "A"], "offence_area": ["B", "B", "A"],
    ...     "count": [30, 70, None]})
    >>> flows_across(told, areas=areas, sides=sides)[
    ...     ["home_side", "offence_side", "shown", "hidden", "share"]].values.tolist()
    [['East', 'East', 70, 0, 0.7], ['West', 'East', 30, 0, 0.3], ['West', 'West', 0, 1, nan]]
    """
    if smallest_shown is not None and smallest_shown < 1:
        raise BadInput(f"smallest count shown: found {smallest_shown}, wanted 1 or more.")
    told = FLOWS.check(flows)
    called = _sides_by_name(areas, sides)
    for what in ("home", "offence"):
        key = told[f"{what}_area"].str.strip().str.casefold()
        told[f"{what}_side"] = key.map(called).fillna("").astype(object)
    told["hidden"] = told["count"].isna().astype(int)
    told["shown"] = told["count"].fillna(0)
    by = told.groupby(["home_side", "offence_side"], as_index=False, sort=True)
    table = by.agg(shown=("shown", "sum"), hidden=("hidden", "sum"))
    bound = np.nan if smallest_shown is None else float(smallest_shown - 1)
    hidden = np.where(table["hidden"] == 0, 0.0, table["hidden"] * bound)
    table["at_most"] = table["shown"] + hidden
    return FLOWS_ACROSS.check(table.assign(**_shares(table)))


def _sides_by_name(areas: pd.DataFrame, sides: pd.DataFrame) -> dict[str, str]:
    """What each code and name stands for; a name of two sides stands for neither."""
    known = AREAS.check(areas).merge(named_sides(sides), on="area")
    called: dict[str, str] = {}
    for column in ("area", "area_name", "district", "district_name"):
        keys = known[column].str.strip().str.casefold()
        for key, side in zip(keys, known["side"], strict=True):
            called[key] = side if called.get(key, side) == side else ""
    called.pop("", None)
    return {key: side for key, side in called.items() if side}


def _shares(table: pd.DataFrame) -> dict[str, np.ndarray]:
    by = table.groupby("offence_side")
    shown = by["shown"].transform("sum").to_numpy(dtype="float64")
    most = by["at_most"].transform(lambda values: values.sum(min_count=len(values)))
    own_most = table["at_most"].to_numpy(dtype="float64")
    own = table["shown"].to_numpy(dtype="float64")
    share = np.divide(own, shown, out=np.full(len(table), np.nan), where=shown > 0)
    others_hidden = most.to_numpy(dtype="float64") - own_most - (shown - own)
    low, _ = _wilson(own, shown + np.nan_to_num(others_hidden))
    _, high = _wilson(
        np.where(np.isnan(own_most), own, own_most),
        np.where(np.isnan(own_most), shown, shown - own + own_most),
    )
    nothing = np.isnan(share)
    return {
        "share": share,
        "share_low": np.where(nothing, np.nan, np.minimum(low, share)),
        "share_high": np.where(nothing, np.nan, np.maximum(high, share)),
    }


def _wilson(count: np.ndarray, total: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total = np.maximum(total, 1.0)
    share = np.minimum(count / total, 1.0)
    square = Z_90**2 / total
    middle = (share + square / 2) / (1 + square)
    half = Z_90 * np.sqrt(share * (1 - share) / total + square / (4 * total)) / (1 + square)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
