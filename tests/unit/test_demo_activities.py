"""Partners, money and activities of the fictional county, on a small piece of ground."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sightline.analysis.periods import Month
from sightline.demo.activities import ACTIVITIES, ENDED, PAUSED, PLANNED, plan_activities
from sightline.demo.areas import lay_out_land
from sightline.demo.buildings import build_hospitals, build_schools, give_postcodes
from sightline.demo.crime_rows import place_map_points
from sightline.demo.entries import Entry, Ground, Leads
from sightline.demo.money import FUNDERS, end_of_financial_year, fund
from sightline.demo.partners import ALL, COUNTY_DISTRICTS, found_partners
from sightline.demo.people import settle_people
from sightline.demo.places import COUNTY
from sightline.demo.planted import SILENT_DISTRICT, planted_areas
from sightline.demo.special import DUPLICATE_NOTE

AS_OF = Month(2025, 12)


@pytest.fixture(scope="module")
def ground() -> Ground:
    land = lay_out_land(np.random.default_rng(1)).within(COUNTY)
    points = place_map_points(np.random.default_rng(2), land, lambda east, north: (east, north))
    return Ground(
        areas=land.areas,
        young=np.full(len(land.areas), 300.0),
        to_reach=np.random.default_rng(3).uniform(10, 60, len(land.areas)),
        postcodes=give_postcodes(land, points),
        planted=planted_areas(land),
        partners=found_partners(),
        as_of=AS_OF,
    )


@pytest.fixture(scope="module")
def entries(ground: Ground) -> tuple[Entry, ...]:
    return plan_activities(np.random.default_rng(4), ground)


def test_there_are_sixty_partners_of_the_kinds_of_a_partnership() -> None:
    partners = found_partners()
    assert len({one.organisation for one in partners}) == 60
    assert sum(one.covers == ALL for one in partners) == 6
    kinds = {one.kind for one in partners}
    assert {"police", "health", "youth justice", "probation", "faith", "business"} <= kinds
    assert all(set(one.covers) <= {*COUNTY_DISTRICTS, "all"} for one in partners)


def test_half_of_the_partners_in_the_silent_district_are_silent_and_few_elsewhere() -> None:
    partners = found_partners()
    for district in COUNTY_DISTRICTS:
        there = [one for one in partners if one.works_in(district)]
        share = sum(one.silent for one in there) / len(there)
        assert (share >= 0.5) == (district == SILENT_DISTRICT)


def test_the_next_financial_year_end_is_never_in_the_past() -> None:
    ends = [end_of_financial_year(Month(2026, number)) for number in (1, 3, 4, 12)]
    assert ends == [date(2026, 3, 31)] * 2 + [date(2027, 3, 31)] * 2


def test_money_comes_from_one_to_three_funders_and_ends_in_a_march() -> None:
    rng = np.random.default_rng(5)
    made = [fund(rng, people=100, cost_gbp=50, as_of=AS_OF) for _ in range(300)]
    assert {len(one.funders) for one in made} == {1, 2, 3}
    assert {funder for one in made for funder in one.funders} == set(FUNDERS)
    assert {(one.funded_until.month, one.funded_until.day) for one in made if one.funded_until} == {
        (3, 31)
    }
    amounts = [one.funding_gbp for one in made if one.funding_gbp is not None]
    assert 4_000 < np.median(amounts) < 6_500


def test_work_goes_to_whoever_has_led_least_and_works_there() -> None:
    leads = Leads(found_partners())
    chosen = [leads.choose("Verseley", ("faith",)) for _ in range(12)]
    assert len(set(chosen)) == 12
    assert all(one.works_in("Verseley") and not one.silent for one in chosen)


def test_the_sheet_has_250_activities_of_every_status(entries: tuple[Entry, ...]) -> None:
    assert len(entries) == ACTIVITIES == 250
    counts = {
        status: sum(one.status == status for one in entries) for status in ("ended", "planned")
    }
    assert counts == {"ended": ENDED, "planned": PLANNED}
    assert sum(one.status == "paused" for one in entries) == PAUSED


def test_dates_fit_the_status(entries: tuple[Entry, ...]) -> None:
    for one in entries:
        assert one.starts_on is not None
        assert one.ends_on is None or one.starts_on <= one.ends_on
        assert one.confirmed_on <= AS_OF.last_day
        assert (one.status == "planned") == (one.starts_on > AS_OF.last_day)
        if one.status == "ended":
            assert one.ends_on is not None
            assert one.ends_on < AS_OF.first_day


def test_only_what_is_planted_there_serves_a_planted_place(
    ground: Ground, entries: tuple[Entry, ...]
) -> None:
    district_of = dict(zip(ground.areas["area"], ground.areas["district"], strict=True))
    for one in entries:
        if one.note and one.note != DUPLICATE_NOTE:
            continue
        served = set(one.areas_served)
        assert not served & ground.closed, one.name
        assert not served & {district_of[area] for area in ground.closed}, one.name
        assert not (one.sensitive_site and ground.has_planted(one.district)), one.name


def test_every_partner_that_is_not_silent_has_confirmed_something_lately(
    ground: Ground, entries: tuple[Entry, ...]
) -> None:
    lately = {one.lead for one in entries if one.confirmed_on > AS_OF.plus(-6).last_day}
    assert lately == {one for one in ground.partners if not one.silent}


def test_postcodes_are_made_up_and_stand_in_their_area(ground: Ground) -> None:
    assert ground.postcodes["postcode"].is_unique
    assert ground.postcodes["postcode"].str.fullmatch("ZZ[0-9]{1,2} [1-9][A-Z]{2}").all()
    assert (ground.postcodes.groupby("area").size() == 3).all()


def test_there_are_two_hospitals_and_schools_in_every_district(ground: Ground) -> None:
    land = lay_out_land(np.random.default_rng(1)).within(COUNTY)
    people = settle_people(np.random.default_rng(6), land, set())
    schools = build_schools(np.random.default_rng(7), land, people, ground.postcodes)
    assert schools["school"].is_unique
    names = schools["school"].str.cat(sep=" ")
    assert all(district in names for district in COUNTY_DISTRICTS)
    assert set(schools["phase"]) == {"primary", "secondary"}
    assert len(build_hospitals(land, ground.postcodes)) == 2
