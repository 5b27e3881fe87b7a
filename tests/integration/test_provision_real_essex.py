"""Reach over the real small areas and people of Essex, of a register that is made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.areas import people_of_age
from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import (
    Activity,
    Decay,
    Place,
    ReachModel,
    Status,
    access_by_area,
    months_ahead,
)
from sightline.exchange.boundaries import read_boundaries
from sightline.exchange.population import read_population
from tests.factories.dense_reach import published_access

pytestmark = pytest.mark.real
YOUNG = AgeRange(10, 24)
NOW = Month(2026, 1)
STEPS = ((2500.0, 1.0), (5000.0, 0.68), (10_000.0, 0.22))


@dataclass(frozen=True)
class Essex:
    areas: pd.DataFrame
    population: pd.DataFrame
    model: ReachModel

    @property
    def people(self) -> pd.DataFrame:
        return people_of_age(self.population, YOUNG)

    def reached(self, model: ReachModel, column: str) -> pd.DataFrame:
        """Areas × months."""
        table = model.by_month(ages=YOUNG, theme="violence", months=months_ahead(NOW))
        return table.pivot_table(index="area", columns="month", values=column)


@pytest.fixture(scope="module")
def essex(shared_data) -> Essex:
    geography = read_boundaries(shared_data / "geography/lsoa21_essex.geojson").rows
    codes = geography.areas["area"]
    population = read_population(
        shared_data / "population/census2021_lsoa21_age6.csv.gz", known_areas=list(codes)
    ).rows
    dice = np.random.default_rng(31)
    points = geography.areas[["easting_m", "northing_m"]].to_numpy()
    clubs = [_club(number, points[dice.integers(len(points))], dice) for number in range(300)]
    model = ReachModel.of(activities=clubs, areas=geography.areas, population=population)
    return Essex(geography.areas, population, model)


def _club(number: int, point: np.ndarray, dice: np.random.Generator) -> Activity:
    ends = dice.random()
    return Activity(
        reference=f"{number:03d}",
        name=f"Club {number} (fictional)",
        organisation="Us (fictional)",
        themes=("violence",),
        status=Status.CURRENT,
        ages=YOUNG,
        places=(Place(float(point[0]), float(point[1])),),
        people_a_year=float(dice.integers(5, 60)),
        ends_on=date(2026, 3, 31) if ends < 0.2 else None,
        funded_until=date(2026, 3, 31) if 0.2 <= ends < 0.5 else None,
        confirmed_on=date(2025, 12, 1),
    )


def test_all_the_room_is_handed_out_and_no_more(essex):
    room = sum(one.people_a_year or 0.0 for one in essex.model.activities)
    total = essex.reached(essex.model, "people_reached")["2026-01"].sum()
    assert 0.98 * room <= total <= room * (1 + 1e-9)  # the cap of an area may leave some over


def test_what_ends_on_31_march_is_dark_in_april_and_money_parts_the_lines(essex):
    found = essex.reached(essex.model, "people_reached").sum()
    confirmed = essex.reached(essex.model, "people_reached_confirmed").sum()
    clubs = essex.model.activities
    ending = sum(one.people_a_year or 0.0 for one in clubs if one.ends_on)
    losing = sum(one.people_a_year or 0.0 for one in clubs if one.funded_until)
    assert found["2026-03"] - found["2026-04"] == pytest.approx(ending, rel=0.05)
    assert confirmed["2026-03"] == pytest.approx(found["2026-03"])
    assert found["2026-04"] - confirmed["2026-04"] == pytest.approx(losing, rel=0.05)


def test_one_more_club_is_felt_near_it_alone(essex):
    club = replace(essex.model.activities[0], reference="new", ends_on=None)
    more = essex.reached(essex.model.replacing(club), "people_reached")
    gain = (more - essex.reached(essex.model, "people_reached"))["2026-01"]
    away = np.hypot(
        essex.areas["easting_m"] - club.places[0].easting_m,
        essex.areas["northing_m"] - club.places[0].northing_m,
    ).set_axis(essex.areas["area"])
    assert (gain[away[away > 10_000].index].abs() < 1e-9).all()
    assert gain[away[away <= 2000].index].min() >= -1e-9
    assert gain.sum() == pytest.approx(club.people_a_year, rel=0.02)


def test_access_is_that_of_the_published_formula(essex):
    clubs = essex.model.activities
    sites = pd.DataFrame(
        {
            "site": [one.reference for one in clubs],
            "easting_m": [one.places[0].easting_m for one in clubs],
            "northing_m": [one.places[0].northing_m for one in clubs],
            "capacity": [one.people_a_year for one in clubs],
        }
    )
    found = access_by_area(
        areas=essex.areas, people=essex.people, sites=sites, decay=Decay.by_steps(STEPS)
    )
    lived = essex.people.set_index("area")["people"].reindex(essex.areas["area"]).to_numpy()
    wanted = published_access(
        essex.areas[["easting_m", "northing_m"]].to_numpy(),
        lived,
        sites[["easting_m", "northing_m"]].to_numpy(),
        sites["capacity"].to_numpy(),
        STEPS,
    )
    assert found["access"].to_numpy() == pytest.approx(wanted, rel=1e-6)
