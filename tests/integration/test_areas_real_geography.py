"""The real look-ups: every row read, every total kept, and how wrong the estimates are, measured.

Slow (about 30 seconds of one core): a million crimes and two national populations are read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO

import pandas as pd
import pytest

from sightline.analysis.areas import (
    LIKENESS_OF_AGES,
    LIKENESS_OF_CRIME,
    How,
    Level,
    convert_counts,
    date_links,
    measure_split,
    parents_of,
    people_of_age,
    reverse_changes,
    roll_up,
    split_ages,
    succession_shares,
    vintage_shares,
)
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.exchange.geography import (
    DistrictCodes,
    read_changes,
    read_district_codes,
    read_links,
)
from sightline.exchange.population import read_population

pytestmark = pytest.mark.real

JUNE_2024 = date(2024, 6, 1)
EVERYBODY = AgeRange(0, OLDEST)
BANDS = ((0, 15), (16, 24), (25, 34), (35, 49), (50, 64), (65, OLDEST))  # of the census
LOOK_UPS = {  # rows in, rows accepted, and the heading of the areas where it must be said
    "lsoa11_lad21.csv.gz": (34_753, 34_753, None),
    "lsoa11_lsoa21_lad22.csv.gz": (35_795, 35_672, "lsoa21_code"),
    "lsoa21_ward24_lad24.csv.gz": (35_672, 35_672, None),
    "lsoa11_msoa11.csv.gz": (41_729, 41_729, None),
    "lsoa21_icb24.csv.gz": (33_755, 33_755, None),
    "lad24_csp24_pfa24.csv": (332, 332, None),
    "lad24_region24.csv": (296, 296, None),
    "lad23_utla23.csv": (318, 318, None),
    "lad24_fra24.csv": (318, 318, None),
}


@pytest.fixture(scope="module")
def changes(shared_data: Path) -> pd.DataFrame:
    reading = read_changes(shared_data / "geography" / "lsoa11_lsoa21_lad22.csv.gz")
    assert (reading.account.rows_in, reading.account.accepted) == (35_795, 35_795)
    assert reading.problems == ()
    return reading.rows


@pytest.fixture(scope="module")
def census(shared_data: Path) -> pd.DataFrame:
    return read_population(shared_data / "population" / "census2021_lsoa21_age6.csv.gz").rows


@pytest.fixture(scope="module")
def mid_2020(shared_data: Path) -> pd.DataFrame:
    name = "mid2020_lsoa11_single_year_of_age.csv.gz"
    return read_population(shared_data / "population" / name).rows


@pytest.fixture(scope="module")
def shares(changes: pd.DataFrame, census: pd.DataFrame, mid_2020: pd.DataFrame) -> pd.DataFrame:
    return vintage_shares(
        changes=changes,
        people=people_of_age(census, EVERYBODY),
        people_before=people_of_age(mid_2020, EVERYBODY),
    )


@pytest.fixture(scope="module")
def codes(shared_data: Path) -> DistrictCodes:
    reading = read_district_codes(shared_data / "geography" / "lad_code_changes_2016_2024.csv")
    assert (reading.account.rows_in, reading.account.accepted) == (393, 391)
    assert dict(reading.account.reasons) == {"a sliver of land that changed district": 2}
    return reading.rows


@pytest.fixture(scope="module")
def links(shared_data: Path, codes: DistrictCodes) -> pd.DataFrame:
    found = []
    for name, (rows_in, accepted, heading) in LOOK_UPS.items():
        reading = read_links(shared_data / "geography" / name, area_heading=heading)
        assert (reading.account.rows_in, reading.account.accepted) == (rows_in, accepted), name
        found.append(reading.rows.links)
    return date_links(pd.concat(found), codes.lifetimes)


def counted(table: pd.DataFrame, column: str = "people") -> pd.DataFrame:
    return table[["area", column]].rename(columns={column: "count"})


def street_files(shared_data: Path, *archives: str) -> Iterator[Path | IO[bytes]]:
    yield from sorted((shared_data / "crime" / "police-uk").glob("2025-*/*-street.csv"))
    for archive in archives:
        with zipfile.ZipFile(shared_data / "crime" / archive) as opened:
            for name in opened.namelist():
                if name.endswith("-street.csv"):
                    with opened.open(name) as file:
                        yield file


def crimes_by_area(files: Iterator[Path | IO[bytes]]) -> pd.DataFrame:
    total = pd.Series(dtype="float64")
    for file in files:
        area = pd.read_csv(file, usecols=["LSOA code"], dtype=str)["LSOA code"].dropna()
        total = total.add(area.value_counts(), fill_value=0)
    return pd.DataFrame({"area": total.index, "count": total.to_numpy()})


@pytest.fixture(scope="module")
def october_2018(shared_data: Path) -> pd.DataFrame:
    folder = shared_data / "crime" / "police-uk" / "2018-10"
    return crimes_by_area(iter(sorted(folder.glob("*-street.csv"))))


@pytest.fixture(scope="module")
def banded(mid_2020: pd.DataFrame) -> pd.DataFrame:
    tables = [
        people_of_age(mid_2020, AgeRange(*band)).assign(age_from=band[0], age_to=band[1])
        for band in BANDS
    ]
    return pd.concat(tables).sort_values(["area", "age_from"], ignore_index=True)


@pytest.fixture(scope="module")
def districts(shared_data: Path) -> pd.DataFrame:
    name = "mid2020_lad21_single_year_of_age.csv.gz"
    return read_population(shared_data / "population" / name).rows


def test_what_became_of_the_areas_of_2011(changes, shares):
    assert changes["change"].value_counts().to_dict() == {
        "U": 33_647,
        "S": 1_900,
        "M": 239,
        "X": 9,
    }
    assert shares["how"].value_counts().to_dict() == {
        How.SAME: 33_647,
        How.PEOPLE: 1_900,
        How.WHOLE: 239,
        How.FITTED: 9,
    }


class TestPeople:
    """Mid-2020 by the areas of 2011 beside the census of March 2021 by those of 2021."""

    def test_nobody_is_lost_there_and_back(self, mid_2020, shares, changes):
        people = counted(people_of_age(mid_2020, EVERYBODY))
        there = convert_counts(counts=people, shares=shares, missing_is_zero=False)
        assert there.counts["count"].sum() == 59_719_724
        assert (len(there.counts), len(there.unplaced)) == (35_672, 0)
        assert there.split_share == pytest.approx(0.0473, abs=0.0001)
        back = vintage_shares(
            changes=reverse_changes(changes), people=people_of_age(mid_2020, EVERYBODY)
        )
        again = convert_counts(
            counts=counted(there.counts, "count"), shares=back, missing_is_zero=False
        )
        assert again.counts["count"].sum() == 59_719_724
        both = again.counts.merge(people, on="area")
        whole = both["area"].isin(changes[changes["change"].isin(["U", "S"])]["old_area"])
        assert (both["count_x"] == both["count_y"])[whole].all()

    def test_splitting_by_people_is_better_than_in_equal_parts(
        self, mid_2020, census, shares, changes
    ):
        """Of people aged 16 to 24: 15% apart where nothing was split (nine months and a pandemic
        lie between), 27% where it was by all people, and more in equal parts."""
        young, truth = (people_of_age(table, AgeRange(16, 24)) for table in (mid_2020, census))
        apart = {}
        for name, way in (("people", shares), ("equal", vintage_shares(changes=changes))):
            done = convert_counts(counts=counted(young), shares=way, missing_is_zero=False).counts
            both = done.merge(truth, on="area")
            for split, rows in both.groupby(both["split_share"] > 0):
                gap = (rows["count"] - rows["people"]).abs().sum() / rows["people"].sum()
                apart[name, bool(split)] = gap
        assert apart["people", False] == pytest.approx(0.152, abs=0.002)
        assert apart["people", True] == pytest.approx(0.266, abs=0.005)
        assert apart["equal", True] > apart["people", True] + 0.01

    def test_how_alike_the_ages_of_parts_are(self, census, shares):
        for ages, likeness in ((AgeRange(0, 15), 28), (AgeRange(16, 24), 36)):
            measured = measure_split(actual=counted(people_of_age(census, ages)), shares=shares)
            assert measured.parts == 1_900
            assert measured.likeness == pytest.approx(likeness, rel=0.05)
            assert 0.88 <= measured.covered_share <= 0.94


class TestCrime:
    def test_every_located_crime_of_2018_is_placed(self, october_2018, shares):
        done = convert_counts(
            counts=october_2018, shares=shares, missing_is_zero=True, likeness=LIKENESS_OF_CRIME
        )
        assert len(done.unplaced) == 0
        assert done.counts["count"].sum() == october_2018["count"].sum() > 17_000
        assert done.split_share == pytest.approx(0.096, abs=0.02)  # 90.3% keep their code

    def test_join_rates_of_the_other_vintage(self, october_2018, shared_data, changes):
        """What is lost by joining codes alone: a tenth of the crimes of Essex, either way."""
        of_2025 = crimes_by_area(street_files(shared_data))
        for crimes, column, rate in (
            (of_2025, "old_area", 0.888),
            (october_2018, "new_area", 0.903),
        ):
            known = crimes["area"].isin(changes[column])
            assert crimes["count"][known].sum() / crimes["count"].sum() == pytest.approx(
                rate, abs=0.0005
            )

    def test_the_interval_holds_on_the_crimes_of_twelve_forces(self, shared_data, shares, changes):
        """2025 by the areas of 2021, put together to those of 2011 and split again."""
        truth = crimes_by_area(
            street_files(
                shared_data, "police-uk-2025-neighbours.zip", "police-uk-2025-south-east.zip"
            )
        )
        split = changes[changes["change"] == "S"]
        seen = split.groupby("old_area")["new_area"].transform(
            lambda parts: parts.isin(truth["area"]).any()
        )
        parts = split.loc[seen, "new_area"]
        zero = pd.DataFrame({"area": parts[~parts.isin(truth["area"])], "count": 0.0})
        truth = pd.concat([truth[truth["area"].isin(parts)], zero])
        measured = measure_split(actual=truth, shares=shares)
        assert measured.parts == 801
        assert measured.likeness == pytest.approx(8.2, abs=0.2)
        assert measured.misplaced_share == pytest.approx(0.169, abs=0.002)
        back = vintage_shares(changes=reverse_changes(changes))
        whole = convert_counts(counts=truth, shares=back, missing_is_zero=True).counts
        again = convert_counts(
            counts=counted(whole, "count"),
            shares=shares,
            missing_is_zero=True,
            likeness=LIKENESS_OF_CRIME,
        )
        assert again.counts["count"].sum() == truth["count"].sum()
        both = again.counts.merge(truth, on="area", suffixes=("", "_true"))
        held = both["count_true"].between(both["count_low"], both["count_high"])
        assert held.mean() == pytest.approx(0.927, abs=0.015)
        possible = both["count_true"].between(both["at_least"], both["at_most"])
        assert possible.all()


class TestLevels:
    @pytest.mark.parametrize(
        ("to", "areas", "unplaced", "split_share"),
        [
            (Level.WARD, 7_536, 0, 0),
            (Level.DISTRICT, 318, 0, 0),
            (Level.PARTNERSHIP, 314, 0, 0.0417),
            (Level.FORCE, 43, 0, 0),
            (Level.COUNTY, 175, 0, 0),
            (Level.FIRE, 47, 0, 0),
            (Level.REGION, 9, 1_917, 0),  # there are none in Wales
            (Level.HEALTH_BOARD, 42, 1_917, 0),
        ],
    )
    def test_everybody_is_in_every_level_once(
        self, census, links, to, areas, unplaced, split_share
    ):
        done = roll_up(
            counts=counted(people_of_age(census, EVERYBODY)),
            links=links,
            level=Level.LSOA,
            to=to,
            on=JUNE_2024,
            edition="2021",
            missing_is_zero=False,
        )
        assert (len(done.counts), len(done.unplaced)) == (areas, unplaced)
        assert done.counts["count"].sum() + done.unplaced["count"].sum() == 59_597_114
        assert done.split_share == pytest.approx(split_share, abs=0.0001)

    def test_seven_merged_districts_keep_twenty_one_partnerships(self, links):
        joined = links[links["parent_level"] == Level.PARTNERSHIP]
        number = joined.groupby("area")["parent"].nunique()
        assert (number > 1).sum() == 7
        assert number[number > 1].sum() == 21

    def test_where_a_part_of_chelmsford_is(self, links):
        area = links.loc[links["parent"] == "E07000070", "area"].iloc[0]
        found = parents_of(area, links, on=JUNE_2024).set_index("parent_level")["parent"]
        assert found[["district", "county", "force", "region"]].tolist() == [
            "E07000070",
            "E10000012",
            "E23000028",
            "E12000006",
        ]

    def test_somerset_before_and_after_its_districts_merged(self, links):
        area = links.loc[links["parent"] == "E07000188", "area"].iloc[0]
        for day, district in (
            (date(2023, 3, 31), "E07000188"),
            (date(2023, 4, 1), "E06000066"),
        ):
            found = parents_of(area, links, on=day).set_index("parent_level")["parent"]
            assert found["district"] == district

    def test_counts_of_the_districts_of_2016_come_out_by_those_of_2024(self, codes):
        shares = succession_shares(codes.successions, on=JUNE_2024)
        old = sorted(set(codes.successions["area"]))
        done = convert_counts(
            counts=pd.DataFrame({"area": old, "count": 10}), shares=shares, missing_is_zero=True
        )
        assert done.counts["count"].sum() == 10 * len(old)
        assert (done.split_share, len(done.unplaced)) == (0, 0)
        assert set(done.counts["area"]).isdisjoint(old)


class TestAges:
    """The single years of mid-2020 put into the bands of the census, and split again."""

    @pytest.mark.parametrize(
        ("ages", "by_district", "evenly"),
        [(AgeRange(10, 17), 0.136, 0.156), (AgeRange(10, 24), 0.048, 0.051)],
        ids=["10-17", "10-24"],
    )
    def test_the_profile_of_the_district_is_better_than_an_even_split(
        self, mid_2020, banded, districts, links, ages, by_district, evenly
    ):
        truth = people_of_age(mid_2020, ages).set_index("area")["people"]
        of_2011 = links[(links["parent_edition"] == "2021") & (links["parent_level"] == "district")]
        profile_of = dict(zip(of_2011["area"], of_2011["parent"], strict=True))
        for profile, apart in ((districts, by_district), (None, evenly)):
            table = split_ages(
                population=banded, ages=[ages], profile=profile, profile_of=profile_of
            ).set_index("area")
            gap = (table["people"] - truth).abs().sum() / truth.sum()
            assert gap == pytest.approx(apart, abs=0.001)
            bias = table["people"].sum() / truth.sum() - 1
            assert abs(bias) < (0.0005 if profile is not None else 0.02)
            if profile is not None:
                held = truth.between(table["people_low"], table["people_high"])
                assert 0.90 <= held.mean() < 0.99  # 98% of 10-17: on the safe side
            assert truth.between(table["at_least"], table["at_most"]).all()

    def test_nobody_is_lost_between_the_ages(self, banded, districts):
        ages = [AgeRange(0, 9), AgeRange(10, 17), AgeRange(18, 24), AgeRange(25, OLDEST)]
        table = split_ages(population=banded, ages=ages, profile=districts, profile_of={})
        assert table["people"].sum() == 59_719_724

    def test_the_likeness_of_ages_is_on_the_safe_side(self, mid_2020, districts, links):
        """Measured where areas are least alike, within 16 to 24: the constant is no larger."""
        of_2011 = links[(links["parent_edition"] == "2021") & (links["parent_level"] == "district")]
        old, all_young = (
            people_of_age(districts, AgeRange(*ages)).set_index("area")["people"]
            for ages in ((16, 17), (16, 24))
        )
        share = of_2011["parent"].map(old / all_young)
        halves = pd.concat(
            pd.DataFrame(
                {
                    "from_area": of_2011["area"],
                    "to_area": of_2011["area"] + half,
                    "share": part,
                    "how": How.GIVEN,
                }
            )
            for half, part in (("a", share), ("b", 1 - share))
        )
        actual = pd.concat(
            counted(people_of_age(mid_2020, AgeRange(*ages))).assign(
                area=lambda table, half=half: table["area"] + half
            )
            for half, ages in (("a", (16, 17)), ("b", (18, 24)))
        )
        measured = measure_split(actual=actual, shares=halves)
        assert measured.likeness == pytest.approx(36.2, abs=0.5)
        assert measured.likeness >= LIKENESS_OF_AGES
        assert 0.88 <= measured.covered_share <= 0.93
