"""Who lives in the fictional county: ages that fit the place, and deprivation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sightline.demo.areas import Land, lay_out_land
from sightline.demo.people import settle_people, spread_deprivation
from sightline.demo.places import COUNTY


@pytest.fixture(scope="module")
def land() -> Land:
    return lay_out_land(np.random.default_rng(2))


@pytest.fixture(scope="module")
def people(land: Land) -> pd.DataFrame:
    return settle_people(np.random.default_rng(3), land, set())


def share(people: pd.DataFrame, land: Land, district: str, first: int, last: int) -> float:
    mine = people[(land.areas["district_name"] == district).to_numpy()]
    ages = mine[[str(age) for age in range(first, last + 1)]].to_numpy().sum()
    return float(ages / mine["people"].sum())


def test_ages_add_up_to_all_the_people(people: pd.DataFrame) -> None:
    assert (people[[str(age) for age in range(91)]].sum(axis=1) == people["people"]).all()
    assert people["people"].between(1_000, 3_000).all()


def test_about_1_8_million_people_live_in_the_county(people: pd.DataFrame, land: Land) -> None:
    mine = people[(land.areas["county"] == COUNTY).to_numpy()]
    assert 1_700_000 < mine["people"].sum() < 1_950_000


def test_each_kind_of_district_has_its_own_ages(people: pd.DataFrame, land: Land) -> None:
    assert share(people, land, "Legendbury", 18, 22) > 1.5 * share(
        people, land, "Talecaster", 18, 22
    )
    assert share(people, land, "Parablesea", 65, 90) > 1.3 * share(
        people, land, "Talecaster", 65, 90
    )
    assert share(people, land, "Novelham", 0, 17) > 1.15 * share(people, land, "Talecaster", 0, 17)


def test_a_youthful_area_has_more_young_people(land: Land, people: pd.DataFrame) -> None:
    areas = set(land.areas["area"][:40])
    youthful = settle_people(np.random.default_rng(3), land, areas)
    young = [str(age) for age in range(10, 25)]
    before, after = (one.loc[:39, young].to_numpy().sum() for one in (people, youthful))
    assert after > 1.25 * before


def test_deprivation_has_no_tied_ranks_and_the_highest_score_is_ranked_first(land: Land) -> None:
    index = spread_deprivation(np.random.default_rng(4), land, set())
    assert index["rank"].is_unique
    assert index["rank"].between(1, 33_755).all()
    assert index["decile"].between(1, 10).all()
    assert index["rank"].corr(index["score"], method="spearman") < -0.999
