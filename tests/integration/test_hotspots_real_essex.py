"""Hot spots, clusters and concentration of the real year 2025 in Essex, from file to finding."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.areas import Geography, neighbours_by_boundary, people_of_age
from sightline.analysis.framework import AgeRange
from sightline.analysis.hotspots import (
    ScanQuestion,
    concentration,
    dated_events,
    expect_by_people,
    find_clusters_in_time,
    find_hotspots,
    persistence,
    stability,
)
from sightline.analysis.hotspots.local import standardised
from sightline.analysis.hotspots.shared_draws import stand_among_draws
from sightline.analysis.need import shrink_rates
from sightline.analysis.neighbours import Neighbours, neighbours_from_pairs
from sightline.errors import Refused
from sightline.exchange.boundaries import read_boundaries
from sightline.exchange.population import read_population

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class Essex:
    geography: Geography
    neighbours: Neighbours
    people: pd.DataFrame
    monthly: pd.DataFrame

    @property
    def counts(self) -> pd.DataFrame:
        return self.monthly.groupby("area", as_index=False)["incidents"].sum()

    @property
    def rates(self) -> pd.DataFrame:
        need = shrink_rates(incidents=self.counts, people=self.people, years=1)
        return need.rename(columns={"need_per_1000": "value"})


@pytest.fixture(scope="module")
def essex(shared_data: Path) -> Essex:
    geography = read_boundaries(shared_data / "geography/lsoa21_essex.geojson").rows
    codes = geography.areas["area"].tolist()
    ages = read_population(
        shared_data / "population/census2021_lsoa21_age6.csv.gz", known_areas=codes
    )
    files = sorted((shared_data / "crime/police-uk").glob("2025-*/*.csv"))
    rows = pd.concat(
        pd.read_csv(path, usecols=["Month", "LSOA code", "Crime type"]) for path in files
    )
    violence = rows[rows["Crime type"] == "Violence and sexual offences"]
    every = pd.MultiIndex.from_product(
        [codes, sorted(rows["Month"].unique())], names=["area", "month"]
    )
    counted = violence.groupby(["LSOA code", "Month"]).size().reindex(every, fill_value=0)
    return Essex(
        geography,
        neighbours_from_pairs(areas=codes, pairs=neighbours_by_boundary(geography)),
        people_of_age(ages.rows, AgeRange(0, 120)),
        counted.reset_index(name="incidents"),
    )


def test_hot_spots_of_a_county_hold_for_other_draws(essex: Essex) -> None:
    """Some areas are hot and some cold; another seed names the same, but for those at the edge."""
    one, other = (
        find_hotspots(values=essex.rates, neighbours=essex.neighbours, seed=seed) for seed in (1, 2)
    )
    named = one["spot"].isin(["hot spot", "cold spot"])
    assert 20 <= named.sum() <= 200
    assert (one["spot"] == other["spot"]).mean() > 0.99
    assert (one.loc[one["spot"] == "hot spot", "gi_star"] > 2).all()


def test_chances_of_a_county_are_those_of_draws_made_area_by_area(essex: Essex) -> None:
    """40 areas, 40,000 draws of their own each, beside 99,999 that all areas share."""
    values = essex.neighbours.lined_up(essex.rates, "value")
    z, dice = standardised(values, essex.neighbours), np.random.default_rng(3)
    standing = stand_among_draws(z, essex.neighbours, draws=99_999, seed=1)
    apart = []
    for area in range(0, len(z), 28):
        start, end = essex.neighbours.starts[area : area + 2]
        others = np.delete(z, area)
        drawn = dice.permuted(np.tile(others, (200, 1)), axis=1)
        count = len(others) // (end - start) * (end - start)
        sums = drawn[:, :count].reshape(-1, end - start).sum(axis=1)  # rows cut in hands
        share = (sums >= z[essex.neighbours.near[start:end]].sum() - 1e-9).mean()
        apart.append(standing.high[area] / standing.draws - share)
    assert np.sqrt(np.mean(np.square(apart))) < 0.006


def test_months_of_a_county_are_scanned(essex: Essex) -> None:
    cells = expect_by_people(incidents=essex.monthly, people=essex.people)
    found = find_clusters_in_time(
        cells=cells, places=essex.geography.areas, question=ScanQuestion(draws=99)
    )
    assert (found.clusters["times_elsewhere"] > 1).all()
    assert found.clusters["chance"].iloc[0] == 0.01
    assert found.members["area"].is_unique


def test_violence_gathers_in_few_places_and_stays_there(essex: Essex) -> None:
    by_people = essex.people.rename(columns={"people": "expected"})
    found = concentration(counts=essex.counts, expected=by_people, draws=199)
    assert found.half_share < found.half_share_by_chance.low
    assert found.words.endswith("fewer places than by chance")
    assert persistence(incidents=essex.monthly)["months_on_top"].max() == 12
    assert stability(incidents=essex.monthly, draws=199).chance < 0.001


def test_near_repeats_cannot_be_looked_for_in_these_files(essex: Essex) -> None:
    months = essex.monthly["month"]
    events = pd.DataFrame({"day": months, "easting_m": 0.0, "northing_m": 0.0})
    with pytest.raises(Refused, match="found months such as 2025-01"):
        dated_events(events, places_are_exact=False)
