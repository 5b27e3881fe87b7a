"""The fictional county, read and assessed as a real one is: what was planted is found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from sightline.analysis.areas import (
    Geography,
    neighbours_by_boundary,
    neighbours_by_distance,
)
from sightline.analysis.borders import (
    Asked,
    Evidence,
    Ground,
    Sort,
    border_findings,
    look_across,
)
from sightline.analysis.framework import AgeRange
from sightline.analysis.gaps import Assessment, GapKind, Question, assess_gaps
from sightline.analysis.periods import Month, months_to
from sightline.analysis.provision import Activity, Visibility, parts_of
from sightline.demo.__main__ import main
from sightline.demo.county import AS_OF, build_county
from sightline.demo.sheet import HEADINGS
from sightline.evidence.cubes import incident_cube
from sightline.evidence.store import store_incidents
from sightline.exchange.activities import HEADINGS as SHEET_HEADINGS
from sightline.exchange.activities import read_activities
from sightline.exchange.boundaries import read_boundaries, read_neighbours
from sightline.exchange.deprivation import read_deprivation
from sightline.exchange.partners import partner_areas, read_partners
from sightline.exchange.police import read_incidents
from sightline.exchange.population import read_population
from sightline.exchange.postcodes import read_postcodes
from sightline.exchange.problems import Account
from sightline.exchange.vocabulary import read_vocabularies, themes

MONTHS = months_to(Month(2025, 12), how_many=12)
HAZARDS = {"no location", "outside these areas"}  # the documented reasons to set a row aside
LONGEST_ALIKE = 0.75  # names this alike, at the same place and time, are looked at as one activity


@dataclass(frozen=True)
class County:
    """The folder, and everything in it as the readers give it."""

    folder: Path
    geography: Geography
    neighbours: Geography
    population: pd.DataFrame
    deprivation: pd.DataFrame
    activities: tuple[Activity, ...]
    partners: pd.DataFrame
    cube: pd.DataFrame  # of the county and its neighbours
    accounts: tuple[Account, ...]
    police: tuple[Account, ...]
    planted: dict[str, Any]

    @property
    def gaps(self) -> list[dict[str, Any]]:
        return list(self.planted["gaps"])

    def activity(self, reference: str) -> Activity:
        return next(one for one in self.activities if one.reference == reference)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_county(tmp_path_factory.mktemp("county")).parent


@pytest.fixture(scope="session")
def county(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> County:
    areas = read_boundaries(folder / "areas.geojson")
    around = read_neighbours(folder / "neighbours.geojson", geography=areas.rows)
    known = set(areas.rows.areas["area"])
    people = read_population(folder / "population.csv", known_areas=known)
    index = read_deprivation(folder / "deprivation.csv", known_areas=known)
    postcodes = read_postcodes(folder / "postcodes.csv")
    sheet = read_activities(
        folder / "activities.csv",
        vocabularies=read_vocabularies(),
        areas=areas.rows.areas,
        postcodes=postcodes.rows,
        today=AS_OF.last_day,
    )
    partners = read_partners(folder / "partners.csv", areas=areas.rows.areas)
    every = pd.concat([areas.rows.areas, around.rows.areas])
    files = read_incidents(
        [folder / "police"],
        known_areas=set(every["area"]),
        area_names=dict(zip(every["area"], every["area_name"], strict=True)),
        vintage=areas.rows.vintage,
    )
    store = tmp_path_factory.mktemp("incidents")
    police = store_incidents(files, folder=store)
    readings = (areas, around, people, index, postcodes, sheet, partners)
    return County(
        folder=folder,
        geography=areas.rows,
        neighbours=around.rows,
        population=people.rows,
        deprivation=index.rows,
        activities=tuple(row.activity for row in sheet.rows),
        partners=partner_areas(partners.rows, areas.rows.areas),
        cube=incident_cube(store),
        accounts=tuple(reading.account for reading in readings),
        police=police,
        planted=json.loads((folder / "planted.json").read_text()),
    )


@pytest.fixture(scope="session")
def assessment(county: County) -> Assessment:
    mine = county.cube["area"].isin(county.geography.areas["area"])
    return assess_gaps(
        question=Question(themes(read_vocabularies())["violence"], AgeRange(10, 24), AS_OF),
        geography=county.geography,
        population=county.population,
        cube=county.cube[mine],
        activities=county.activities,
        partners=county.partners,
        deprivation=county.deprivation,
        months_supplied=MONTHS,
    )


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones(
    folder: Path, tmp_path: Path
) -> None:
    assert main([str(tmp_path / "again"), "--seed", "2018"]) == 0
    assert bytes_of(tmp_path / "again") == bytes_of(folder)
    build_county(tmp_path / "other", seed=7)
    other = bytes_of(tmp_path / "other")
    assert other.keys() == bytes_of(folder).keys()
    same = {name for name, content in bytes_of(folder).items() if content == other[name]}
    assert same == {
        "county.toml",
        "partners.csv",
        "indicators/authority-codes-fictional.csv",
    }


def test_the_readers_accept_every_row(county: County) -> None:
    assert [account.rows_in for account in county.accounts] == [
        1111,
        252,
        1111,
        1111,
        3333,
        250,
        60,
    ]
    for account in county.accounts:
        assert account.accepted == account.rows_in, account


def test_police_rows_are_accepted_but_for_the_documented_hazards(county: County) -> None:
    assert len(county.police) == 4 * 12
    assert sum(account.rejected for account in county.police) == 0
    assert {reason for account in county.police for reason in account.reasons} <= HAZARDS
    own = [account for account in county.police if "fableshire" in account.name]
    assert 130_000 < sum(account.rows_in for account in own) < 160_000


def test_the_workbook_says_the_same_as_the_csv(county: County) -> None:
    again = read_activities(
        county.folder / "activities.xlsx",
        vocabularies=read_vocabularies(),
        areas=county.geography.areas,
        postcodes=read_postcodes(county.folder / "postcodes.csv").rows,
        today=AS_OF.last_day,
    )
    assert tuple(row.activity for row in again.rows) == county.activities
    assert SHEET_HEADINGS.all == HEADINGS


def test_everything_is_labelled_as_made_up(county: County) -> None:
    assert county.geography.vintage == county.neighbours.vintage == "fictional"
    assert "fictional = true" in (county.folder / "county.toml").read_text()
    names = {one.organisation for one in county.activities} | set(county.partners["organisation"])
    assert all(name.endswith("(fictional)") for name in names)


def test_every_leader_is_a_partner_on_the_list(county: County) -> None:
    listed = set(county.partners["organisation"])
    assert {one.organisation for one in county.activities} <= listed
    assert len(listed) == 60


def test_the_sheet_has_the_variety_of_real_sheets(county: County) -> None:
    ones = county.activities
    assert {one.status for one in ones} == {"planned", "current", "paused", "ended"}
    assert 10 < sum(one.people_a_year is None for one in ones) < 50
    assert 5 < sum(one.ages is None for one in ones) < 30
    assert 5 < sum(not one.places for one in ones) < 50
    assert 3 < sum(one.sensitive_site for one in ones) < 30
    assert 20 < sum(str(one.funded_until) == "2026-03-31" for one in ones) < 90
    assert sum(len(one.funders) > 1 for one in ones) > 60
    assert sum(one.places_free is not None for one in ones) > 50


def test_the_sheet_shows_every_fact_that_the_register_keeps(county: County) -> None:
    ones = county.activities
    kept = {field.name for field in fields(Activity)} - {"thematic_group"}
    never = {name for name in kept if not any(getattr(one, name) for one in ones)}
    assert never == set(), "the vocabulary names no thematic group yet; all else is on the sheet"
    assert {one.visibility for one in ones} == set(Visibility)
    assert {one.prevention_who for one in ones} == {"universal", "targeted", "indicated"}
    assert {one.confirm_every_months for one in ones} == {None, 3, 12}
    assert {one.people_waiting == 0 for one in ones if one.people_waiting is not None} == {0, 1}
    parts = [part for one in ones for part in parts_of(one.partners)]
    assert {part.role for part in parts} >= {"", "host", "deliverer", "referrer", "adviser"}
    assert all(part.name.endswith("(fictional)") for part in parts)


def test_shares_of_several_funders_come_to_the_whole(county: County) -> None:
    pooled = [
        [part.share for part in parts_of(one.funders)]
        for one in county.activities
        if len(one.funders) > 1
    ]
    whole = [shares for shares in pooled if None not in shares]
    assert all(sum(shares) == pytest.approx(1) for shares in whole)
    assert 20 < len(whole) < len(pooled), "of some the shares are not known"


def test_what_is_kept_close_is_among_the_answers(county: County) -> None:
    kept = [one.reference for one in county.activities if one.visibility == "organisation"]
    assert county.planted["kept_close"] == kept
    assert len(kept) > 5


def test_the_mentoring_near_the_planted_postcode_is_near_it(county: County) -> None:
    """By the places that the readers gave, which come from other columns than the answers."""
    answer = county.planted["mentoring_nearby"]
    at = county.activity(answer["activities"][0]).places[0]
    near = [county.activity(reference) for reference in answer["activities"]]
    assert any(one.postcode == answer["postcode"] for one in near)
    assert len(near) > 2
    for one in near:
        assert one.approach == "mentoring"
        assert one.ages is not None
        assert one.ages.from_age <= 17
        assert one.ages.to_age >= 10
        (place,) = one.places
        away_m = np.hypot(place.easting_m - at.easting_m, place.northing_m - at.northing_m)
        assert away_m <= 10_000, "both lie within five kilometres of the same postcode"


def test_deprivation_goes_with_violence_only_loosely(
    county: County, assessment: Assessment
) -> None:
    both = assessment.need.merge(county.deprivation, on="area")
    assert 0.2 < both["incidents"].corr(both["deprivation_score"], method="spearman") < 0.6


@pytest.mark.parametrize("kind", ["nothing there", "too little", "wrong group", "ends soon"])
def test_a_planted_gap_is_found_with_its_kind(
    county: County, assessment: Assessment, kind: str
) -> None:
    (place,) = [one for one in county.gaps if one["kind"] == kind]
    found = assessment.gaps.set_index("area").loc[place["areas"], "kind"]
    assert set(found) == {GapKind(kind)}, place["place"]


def test_the_planted_gaps_lead_the_list(county: County, assessment: Assessment) -> None:
    short = [one for one in county.gaps if one["kind"] != "ends soon"]
    planted = {area for one in short for area in one["areas"]}
    first = assessment.gaps.sort_values("shortfall", ascending=False)["area"].head(len(planted))
    assert set(first) == planted


def test_where_money_ends_the_target_is_met_now_and_not_after(
    county: County, assessment: Assessment
) -> None:
    (place,) = [one for one in county.gaps if one["kind"] == "ends soon"]
    gaps = assessment.gaps.set_index("area").loc[place["areas"]]
    after = assessment.reach.set_index("area").loc[place["areas"], "reach_after_endings"]
    assert (gaps["shortfall"] == 0).all()
    assert (after < gaps["people_to_reach"]).all()
    assert all(
        str(county.activity(reference).funded_until) == "2026-03-31"
        for reference in place["activities"]
    )


def test_the_picture_is_a_believable_mixture(assessment: Assessment) -> None:
    gaps = assessment.gaps
    assert 0.5 < (gaps["shortfall"] > 0.5).mean() < 0.75
    assert set(gaps["kind"]) == set(GapKind) - {GapKind.NOBODY_REPORTED}
    assert (gaps["people_to_reach"] <= gaps["people"]).all()
    assert gaps["people_reached"].sum() > 0.6 * gaps["people_to_reach"].sum()


def test_partners_are_silent_in_one_district_more_than_elsewhere(
    county: County, assessment: Assessment
) -> None:
    share = assessment.gaps.set_index("area")["share_silent"]
    silent = county.planted["silent"]["areas"]
    assert (share.loc[silent] >= 0.5).all()
    assert share.drop(silent).max() < 0.5


def test_the_activity_told_twice_is_found_and_nothing_else(county: County) -> None:
    assert [set(pair) for pair in told_twice(county.activities)] == [
        set(county.planted["duplicate"])
    ]


def told_twice(activities: tuple[Activity, ...]) -> Iterator[tuple[str, str]]:
    """Pairs at the same place, at times that overlap, with nearly the same name.

    A simple comparison, good enough to see that the planted pair is on the sheet: names are alike
    by the share of letters in common, once their words are in the order of the alphabet.
    """
    for one, other in combinations(activities, 2):
        same_place = bool(one.places) and one.places == other.places
        if same_place and _overlap(one, other) and _alike(one.name, other.name) > LONGEST_ALIKE:
            yield one.reference, other.reference


def _overlap(one: Activity, other: Activity) -> bool:
    return all(
        first.starts_on is None or second.ends_on is None or first.starts_on <= second.ends_on
        for first, second in ((one, other), (other, one))
    )


def _alike(one: str, other: str) -> float:
    plain = (" ".join(sorted(re.findall("[a-z]+", name.casefold()))) for name in (one, other))
    return SequenceMatcher(None, *plain).ratio()


def test_the_hot_spot_lies_on_both_sides_of_the_border(county: County) -> None:
    violence = county.cube[county.cube["category"] == "Violence and sexual offences"]
    counts = violence.groupby("area")["incidents"].sum()
    spill = county.planted["spill"]
    for side, geography in (("inside", county.geography), ("outside", county.neighbours)):
        usual = counts.reindex(geography.areas["area"]).fillna(0).mean()
        assert spill[side], side
        assert counts.loc[spill[side]].mean() > 1.8 * usual, side
    shared = neighbours_by_boundary(together(county))
    across = shared["area"].isin(spill["inside"]) & shared["neighbour"].isin(spill["outside"])
    assert across.any()


def test_the_hot_spot_across_the_border_is_found_and_no_other(
    county: County, assessment: Assessment
) -> None:
    """Precision and recall of straddles: one is planted, and the county has a hundred borders."""
    land, mine = together(county), county.geography.areas
    known = county.cube["month"].isin([str(month) for month in MONTHS])
    violence = county.cube[known & (county.cube["category"] == "Violence and sexual offences")]
    counts = violence.groupby("area")["incidents"].sum().reindex(land.areas["area"]).fillna(0)
    across = look_across(
        ground=Ground(
            geography=land,
            ours=set(mine["area"]),
            beside=neighbours_by_boundary(land),
            population=county.population,
        ),
        asked=Asked("violence", "Violence", AgeRange(10, 24), AS_OF),
        evidence=Evidence(
            values=pd.DataFrame({"area": counts.index, "value": counts.to_numpy()}),
            gaps=assessment.gaps,
        ),
    )
    spill = county.planted["spill"]
    (found,) = border_findings(across)
    assert found.sort == Sort.HOT_SPOT
    assert set(spill["inside"]) | set(spill["outside"]) <= set(found.areas)
    away = shapely.distance(*_points(land, found.areas, spill["inside"]))
    assert away.max() < 4_000  # nothing far from where it was planted
    assert found.people is not None
    assert found.people.low > 0


def _points(
    land: Geography, some: Iterable[str], others: Iterable[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Points of areas, and for each pair those of others, as a table of pairs."""
    at = land.areas.set_index("area")[["easting_m", "northing_m"]]
    one, other = (shapely.points(at.loc[list(codes)].to_numpy()) for codes in (some, others))
    return np.repeat(one, len(other)), np.tile(other, len(one))


def together(county: County) -> Geography:
    """The county and its neighbours as one."""
    return Geography(
        pd.concat([county.geography.areas, county.neighbours.areas], ignore_index=True),
        np.concatenate([county.geography.shapes, county.neighbours.shapes]),
        county.geography.vintage,
    )


def test_no_shared_boundary_crosses_the_river_though_distance_does(county: County) -> None:
    river = county.planted["river"]
    facing = {tuple(pair) for pair in river["facing"]}
    north, south = set(river["north_bank"]), set(river["south_bank"])
    shared = neighbours_by_boundary(county.geography)
    assert not (shared["area"].isin(north) & shared["neighbour"].isin(south)).any()
    near = neighbours_by_distance(county.geography.areas, within_m=3_000)
    pairs = set(zip(near["area"], near["neighbour"], strict=True))
    assert len(facing & pairs) >= 10


def test_the_sea_reaches_nobody_and_nobody_is_reached_from_it(
    county: County, assessment: Assessment
) -> None:
    """Room is spread over people, so none of it is lost to the water beside a coast area."""
    coast = set(county.planted["coast"])
    parts = assessment.parts
    coastal = parts[parts["area"].isin(coast)]["activity"].unique()
    whole = parts[parts["activity"].isin(coastal)].groupby("activity")["share"].sum()
    assert len(coastal) > 10
    assert set(parts["area"]) <= set(county.geography.areas["area"])
    assert (whole <= 1 + 1e-9).all()
    for activity in county.activities:
        for place in activity.places:
            assert on_land(county.geography, place.easting_m, place.northing_m), activity.name


def on_land(geography: Geography, easting_m: float, northing_m: float) -> bool:
    return bool(shapely.contains_xy(geography.shapes, easting_m, northing_m).any())
