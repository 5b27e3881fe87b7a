"""People of any ages from bands: by hand, by a profile, and what cannot be told. Codes made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sightline.analysis.areas import counts_without_people, split_ages
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.errors import Refused

CENSUS_BANDS = [(0, 15), (16, 24), (25, 64), (65, OLDEST)]


def population(area: str, bands: list[tuple[int, int]], people: list[int]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": area,
            "age_from": [band[0] for band in bands],
            "age_to": [band[1] for band in bands],
            "people": people,
        }
    )


TOWN = population("X1", CENSUS_BANDS, [160, 90, 400, 100])
# A district where nobody is younger than 10, and half of those of 16 to 24 are 16 or 17.
DISTRICT = population(
    "X7", [(0, 9), (10, 15), (16, 17), (18, 24), (25, 74), (75, OLDEST)], [0, 50, 40, 40, 200, 10]
)


def split(*ages: tuple[int, int], **how: object) -> pd.DataFrame:
    given = {"population": TOWN, **how}
    return split_ages(ages=[AgeRange(*age) for age in ages], **given)


def only(table: pd.DataFrame) -> pd.Series:
    assert len(table) == 1
    return table.iloc[0]


def test_evenly_by_year_of_age_without_a_profile():
    """10-17 is six of the sixteen years of 0-15 and two of the nine of 16-24."""
    row = only(split((10, 17)))
    assert row["people"] == pytest.approx(160 * 6 / 16 + 90 * 2 / 9)
    assert (row["at_least"], row["at_most"], row["split_share"]) == (0, 250, 1)
    assert row["at_least"] <= row["people_low"] < row["people"] < row["people_high"] < 250


def test_as_the_district_is_where_it_is_given():
    row = only(split((10, 17), profile=DISTRICT, profile_of={"X1": "X7"}))
    assert row["people"] == pytest.approx(160 + 45)


def test_a_band_wholly_wanted_is_certain():
    row = only(split((10, 24)))
    assert row["people"] == pytest.approx(60 + 90)
    assert (row["at_least"], row["at_most"]) == (90, 250)
    assert row["split_share"] == pytest.approx(60 / 150)


@pytest.mark.parametrize("profile_of", [None, {"X1": "X9"}, {}])
def test_an_area_without_a_profile_is_split_evenly(profile_of):
    row = only(split((10, 15), profile=DISTRICT, profile_of=profile_of))
    assert row["people"] == 60


def test_a_profile_with_nobody_in_the_band_cannot_tell():
    empty = DISTRICT.assign(people=0)
    row = only(split((10, 15), profile=empty, profile_of={"X1": "X7"}))
    assert row["people"] == 60


def test_a_range_within_another_never_has_more():
    table = split((10, 17), (10, 24), (11, 16), profile=DISTRICT, profile_of={"X1": "X7"})
    people = table.set_index(["age_from", "age_to"])["people"]
    assert people[11, 16] <= people[10, 17] <= people[10, 24]


def test_ages_that_nobody_counted_are_not_supplied():
    """The band from 25 to 64 is missing: 18-30 is not known, and 16-24 is."""
    known = TOWN[TOWN["age_from"] != 25]
    table = split((16, 24), (18, 30), population=known)
    assert table["people"].isna().tolist() == [False, True]
    assert table["at_most"].isna().tolist() == [False, True]


def test_an_area_that_covers_them_is_told_though_another_does_not():
    other = population("X2", [(0, 15)], [80])
    table = split((10, 24), population=pd.concat([TOWN, other]))
    assert table["area"].tolist() == ["X1", "X2"]
    assert np.isnan(table["people"].iloc[1])


def test_zero_people_is_zero_and_certain():
    row = only(split((10, 17), population=TOWN.assign(people=0)))
    assert (row["people"], row["at_least"], row["at_most"], row["people_high"]) == (0, 0, 0, 0)


def test_a_band_without_an_upper_end_is_not_split_evenly():
    with pytest.raises(Refused, match="found a band of 65 and over, wanted to part it at 75"):
        split((65, 74))


def test_a_profile_may_split_it_where_its_own_bands_end():
    row = only(split((65, 74), profile=DISTRICT, profile_of={"X1": "X7"}))
    assert row["people"] == pytest.approx(100 * (200 * 10 / 50) / (200 * 10 / 50 + 10))


def test_nor_does_a_profile_split_its_own_open_end():
    with pytest.raises(Refused, match="wanted to part it at 80"):
        split((65, 79), profile=DISTRICT, profile_of={"X1": "X7"})


def test_the_open_end_of_nobody_may_be_split():
    row = only(split((65, 74), population=TOWN.assign(people=[1, 1, 1, 0])))
    assert row["people"] == 0


def test_counts_where_nobody_lives_or_nobody_knows_are_told():
    counts = pd.DataFrame({"area": ["X1", "X2", "X3", "X4"], "count": [3, 1, 2, 0]})
    people = pd.DataFrame({"area": ["X1", "X3", "X4"], "people": [0, 9, 0]})
    told = counts_without_people(counts=counts, people=people)
    assert told["area"].tolist() == ["X1", "X2"]
    assert told["finding"].tolist() == [
        "3 counted where nobody lives",
        "1 counted where it is not known how many live",
    ]
    assert told["people"].isna().tolist() == [False, True]
