"""Outlooks held against real months that were kept back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.outlook import BENCHMARK, backtest, summarise
from sightline.analysis.periods import Month, months_to

pytestmark = pytest.mark.real

VIOLENCE = ("Violence and sexual offences",)
ARMED = ("Robbery", "Possession of weapons")


def melted(counts: pd.DataFrame) -> pd.DataFrame:
    counts.index.name = "area"
    return counts.reset_index().melt(id_vars="area", var_name="month", value_name="incidents")


@pytest.fixture(scope="module")
def essex(shared_data: Path) -> pd.DataFrame:
    """Street crimes of 2025 in the 1,111 small areas of the force: area, month, type."""
    outline = json.loads((shared_data / "geography/lsoa21_essex.geojson").read_text())
    codes = [feature["properties"]["lsoa21_code"] for feature in outline["features"]]
    columns = {"Month": "month", "LSOA code": "area", "Crime type": "type"}
    files = sorted((shared_data / "crime/police-uk").glob("2025-*/*-essex-street.csv"))
    rows = pd.concat([pd.read_csv(file, usecols=list(columns)) for file in files])
    rows = rows.rename(columns=columns)
    return rows[rows["area"].isin(codes)].assign(area=lambda r: pd.Categorical(r["area"], codes))


def essex_counts(essex: pd.DataFrame, types: tuple[str, ...]) -> pd.DataFrame:
    chosen = essex[essex["type"].isin(types)]
    counts = chosen.groupby(["area", "month"], observed=False).size().unstack(fill_value=0)
    return melted(counts.set_axis(counts.index.astype(str)))


@pytest.mark.parametrize("types", [VIOLENCE, ARMED])
def test_small_areas_of_essex_in_the_last_months_of_2025(essex, types):
    """1,111 areas, next month from each of July to November, and the next three from four of them.

    Ends counted in part; counted whole, intervals hold up to 98% where most areas have none.
    """
    monthly = essex_counts(essex, types)
    for ahead, origins in ((1, range(7, 12)), (3, range(6, 10))):
        scores = backtest(
            monthly=monthly,
            origins=[Month(2025, number) for number in origins],
            months_ahead=ahead,
            seed=1,
            top_share=0.05,
        )
        mean = summarise(scores).set_index("model")
        assert 0.88 <= mean.loc[BENCHMARK, "held_split"] <= 0.92
        assert mean.loc[BENCHMARK, "held"] >= 0.88
        assert (mean["crps_ratio"].drop(BENCHMARK) > 1).all()
        assert mean.loc[BENCHMARK, "pai"] > 4 * mean.loc["another area at random", "pai"]


@pytest.fixture(scope="module")
def london(shared_data: Path) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """Counts by middle-layer area, month and type; the borough of each; months incomplete."""
    file = "crime/derived-london-lsoa21-month-type-counts-2023-05_2026-03.parquet"
    rows = pd.read_parquet(shared_data / file)
    month = rows["year"].astype(str) + "-" + rows["month"].astype(int).map("{:02d}".format)
    rows = rows.assign(area=rows["lsoa_name"].str[:-1], month=month)
    borough = rows.drop_duplicates("area").set_index("area")["borough"]
    return (
        rows,
        borough,
        pd.read_csv(shared_data / "crime/derived-london-incomplete-borough-months.csv"),
    )


def london_counts(london, types: tuple[str, ...]) -> pd.DataFrame:
    rows, borough, incomplete = london
    months = [str(month) for month in months_to(Month(2026, 3), how_many=35)]
    chosen = rows[rows["category"].isin(types)]
    counts = chosen.groupby(["area", "month"])["crime_count"].sum().unstack(fill_value=0)
    counts = counts.reindex(index=sorted(borough.index), columns=months, fill_value=0).astype(float)
    for row in incomplete.itertuples():
        counts.loc[borough[borough == row.borough].index, str(row.month)] = np.nan
    return melted(counts)


@pytest.mark.parametrize("types", [VIOLENCE, ARMED])
def test_a_whole_year_of_middle_layer_areas_of_london(london, types):
    """Twelve months ahead from January, February and March 2025; incomplete months left out.

    Little more than a year comes before what is looked back on, so intervals are rougher: 88% for
    violence, 92% for robbery and weapons.
    """
    scores = backtest(
        monthly=london_counts(london, types),
        origins=[Month(2025, number) for number in (1, 2, 3)],
        months_ahead=12,
        seed=1,
        top_share=0.05,
    )
    mean = summarise(scores).set_index("model")
    assert scores["areas"].min() > 600
    assert 0.87 <= mean.loc[BENCHMARK, "held_split"] <= 0.93
    assert (mean["crps_ratio"].drop(BENCHMARK) > 1).all()
    assert mean.loc["last 12 months", "held"] < 0.7
