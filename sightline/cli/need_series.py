"""What estimate-need works out from months: months of districts, trends, changes, outlook."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sightline.analysis.framework import Theme
from sightline.analysis.need.series import find_changes, find_trends
from sightline.analysis.outlook import backtest, expect_incidents
from sightline.cli.need_reading import NeedInputs
from sightline.errors import Refused

ALL_AREAS = "all areas"
_TREND = "months not_supplied change_a_year change_low change_high dispersion verdict words".split()
_CHANGE = "before after months_before months_after change change_low change_high verdict words"


def months_table(inputs: NeedInputs, theme: Theme, monthly: np.ndarray) -> pd.DataFrame:
    """Incidents of each district, and of all areas, month by month; empty where not supplied."""
    table = _grouped(inputs, monthly)
    table.insert(2, "theme", theme.theme)
    table["supplied"] = np.where(table["incidents"].isna(), "not supplied", "supplied")
    return table


def trends_table(inputs: NeedInputs, theme: Theme, monthly: np.ndarray) -> pd.DataFrame:
    """The trend of each district and of all areas, and the last twelve months beside the twelve
    before."""
    table = _grouped(inputs, monthly)
    names = table[["place", "place_name"]].drop_duplicates()
    told = table.rename(columns={"place": "area"})[["area", "month", "incidents"]]
    trends = find_trends(monthly=told)[["area", *_TREND]]
    after = inputs.question.months
    before = tuple(month.plus(-12) for month in after)
    changes = find_changes(monthly=told, before=before, after=after)[["area", *_CHANGE.split()]]
    changes = changes.add_prefix("year_").rename(columns={"year_area": "area"})
    found = trends.merge(changes, on="area").rename(columns={"area": "place"})
    found = names.merge(found, on="place")
    found.insert(2, "theme", theme.theme)
    return found


def outlook_tables(
    inputs: NeedInputs, theme: Theme, monthly: np.ndarray, cannot_tell: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """OUTLOOK of the areas for twelve months, and SCORES of the same a year before."""
    outlook = pd.DataFrame(columns=["area", "theme", "first", "last", "expected", "low", "high"])
    scores = pd.DataFrame(columns=["theme", "model", "origin"])
    told = _each_area(inputs, monthly)
    try:
        found = expect_incidents(monthly=told)
        outlook = found.drop(columns="unevenness")
        outlook.insert(1, "theme", theme.theme)
    except Refused as error:
        cannot_tell.append(f"{theme.name}: {error}")
        return outlook, scores
    try:
        scores = backtest(
            monthly=told,
            origins=[inputs.question.as_of.plus(-12)],
            months_ahead=12,
            seed=inputs.question.seed,
        )
        scores.insert(0, "theme", theme.theme)
    except Refused as error:
        cannot_tell.append(f"{theme.name}: how good the outlook is was not tested ({error})")
    return outlook, scores


def _each_area(inputs: NeedInputs, monthly: np.ndarray) -> pd.DataFrame:
    """MONTHLY of the areas with any month supplied, up to the last one asked about."""
    told = ~np.isnan(monthly).all(axis=1)
    return _long(inputs.grid.areas[told], inputs, monthly[told])


def _grouped(inputs: NeedInputs, monthly: np.ndarray) -> pd.DataFrame:
    """place, place_name, month, incidents: a month is known if it is of every area of the place."""
    names, sums = [(ALL_AREAS, "All areas")], [monthly.sum(axis=0)]
    for code, name, places in _districts(inputs):
        names.append((code, name))
        sums.append(monthly[places].sum(axis=0))
    codes = np.array([code for code, _ in names], dtype=object)
    table = _long(codes, inputs, np.array(sums)).rename(columns={"area": "place"})
    table.insert(1, "place_name", table["place"].map(dict(names)))
    return table


def _districts(inputs: NeedInputs) -> Iterator[tuple[str, str, np.ndarray]]:
    """Code, name, and the rows of the grid: its areas are sorted as those of the inputs are."""
    for code, rows in inputs.areas.groupby("district", sort=True):
        if code:
            yield str(code), str(rows["district_name"].iloc[0]), rows.index.to_numpy()


def _long(codes: np.ndarray, inputs: NeedInputs, grid: np.ndarray) -> pd.DataFrame:
    months = np.array([str(month) for month in inputs.grid.months], dtype=object)
    return pd.DataFrame(
        {
            "area": np.repeat(codes, len(months)),
            "month": np.tile(months, len(codes)),
            "incidents": grid.ravel(),
        }
    )
