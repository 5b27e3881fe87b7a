"""Each kind of opportunity by hand, and beside each what only looks like one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sightline.analysis.framework import AgeRange
from sightline.analysis.opportunities import (
    KINDS,
    co_locating,
    combining,
    extending,
    find_opportunities,
    free_places,
    referring,
    stop_start,
    training,
    upgrading,
    what_is_not_supplied,
)
from sightline.analysis.provision import Place, Status, Visibility
from tests.factories.opportunities import found_among, ground_of, told
from tests.factories.small_tables import activity, at

FREE = {"places": at(0), "places_free": 12.0}


def one_of(*activities, sort, **more):
    found = found_among(*activities, sort=sort, **more)
    assert len(found) == 1, [one.title for one in found]
    return found[0]


# Free places near unmet need


def test_free_places_are_offered_to_those_near_who_lack_one():
    found = one_of(activity("1", **FREE), sort=free_places.SORT)
    assert (found.people.low, found.people.middle, found.people.high) == (12, 12, 12)
    assert found.areas == ("A", "B")
    assert found.money_gbp == 0
    assert "80 people a year are short of the target within 5 km: Place A and Place B." in (
        told(found)
    )


def test_no_more_gain_than_lack_a_place():
    found = one_of(activity("1", **FREE), sort=free_places.SORT, shortfalls=(8.0, 0.0, 90.0))
    assert (found.people.low, found.people.middle, found.people.high) == (4, 8, 12)


def test_half_the_ages_are_offered_to_half_the_people():
    young = activity("1", **FREE, ages=AgeRange(10, 12))
    found = one_of(young, sort=free_places.SORT, shortfalls=(50.0,))
    assert found.people.middle == pytest.approx(10.0)  # three of fifteen years of age


def test_a_record_that_is_not_sure_may_gain_nothing():
    for facts in (
        {"confirmed_on": date(2024, 1, 1)},
        {"ages": None},
        {"open_to": "girls"},
    ):
        found = one_of(activity("1", **FREE, **facts), sort=free_places.SORT)
        assert (found.people.low, found.people.middle) == (0, 12)


@pytest.mark.parametrize(
    "facts",
    [
        {"places": at(60_000)},  # far away
        {"ages": AgeRange(30, 60)},  # for others
        {"status": Status.ENDED},
        {"status": Status.PAUSED},
        {"ends_on": date(2025, 11, 30)},
        {"places_free": None},  # unknown is not free
        {"people_waiting": 12.0},  # they are taken
        {"places_free": 4.0},  # too few to meet about
        {"themes": ("domestic-abuse",)},
        {"areas_served": ("E",)},  # it stands near, and serves elsewhere
    ],
)
def test_what_only_looks_like_a_free_place(facts):
    assert found_among(activity("1", **{**FREE, **facts}), sort=free_places.SORT) == []


def test_nobody_short_means_nothing_is_offered():
    everything = [activity("1", **FREE), activity("2", places=at(0), people_waiting=5.0)]
    assert found_among(*everything, shortfalls=(0.0, 0.0)) == []


# Extend an existing activity

BUSY = {"places": at(0), "people_waiting": 9.0, "days": ("monday", "friday")}


def by_how(found):
    return {one.subject[2]: one for one in found}


def test_a_full_activity_could_have_one_more_day_at_the_cost_of_one():
    club = activity("1", **BUSY, funding_gbp=9_000.0, people_last_year=24.0)
    found = one_of(club, sort=extending.SORT, shortfalls=(40.0,))
    assert found.subject[2] == extending.DAY
    assert (found.people.low, found.people.middle) == (pytest.approx(12.0), 15.0)
    assert found.money_gbp == 4_500


def test_a_full_activity_could_have_one_more_place_where_most_are_short():
    club = activity("1", **BUSY)
    found = by_how(found_among(club, sort=extending.SORT, shortfalls=(0.0, 0.0, 6.0, 40.0)))
    assert set(found) == {extending.PLACE}
    assert "near Place D" in found[extending.PLACE].title
    assert found[extending.PLACE].money_gbp is None  # not supplied, which is not nothing


def test_the_next_ages_could_come_to_what_is_there():
    juniors = activity("1", places=at(0), ages=AgeRange(6, 9), days=("monday",))
    found = one_of(juniors, sort=extending.SORT, shortfalls=(40.0,))
    assert found.subject[2] == extending.AGES
    assert found.people.middle == pytest.approx(40 * 3 / 15)
    assert "for ages 10 to 12 too" in found.title


def test_the_cheapest_goes_first_and_gains_add_up():
    dear = activity("1", **BUSY, funding_gbp=90_000.0)
    cheap = activity("2", **BUSY, funding_gbp=3_000.0)
    found = found_among(dear, cheap, sort=extending.SORT, shortfalls=(22.0,))
    assert {one.activities[0]: one.people.middle for one in found} == {
        "2": pytest.approx(15.0), "1": pytest.approx(7.0),
    }  # fmt: skip


@pytest.mark.parametrize(
    "facts",
    [
        {"people_waiting": None},  # nobody says that it is full
        {"people_waiting": 0.0, "places_free": 6.0},  # it has room as it is
        {"people_a_year": None},  # nobody knows what a session would hold
        {"funded_until": date(2026, 3, 31)},  # it may be gone before it grows
        {"status": Status.ENDED},
        {"ages": AgeRange(0, 5)},  # toddlers are not the next age
    ],
)
def test_what_cannot_be_extended(facts):
    club = activity("1", **{**BUSY, **facts})
    assert found_among(club, sort=extending.SORT, shortfalls=(40.0, 40.0)) == []


# Co-locate

MENTOR = {
    "places": at(0), "approach": "mentoring", "prevention_level": "secondary",
    "days": ("monday",), "places_free": 6.0,
}  # fmt: skip
SPORT = {
    "places": at(900), "approach": "sports-programmes", "prevention_level": "primary",
    "days": ("friday",), "organisation": "Them",
}  # fmt: skip


def test_two_that_complement_each_other_a_walk_apart_could_share_a_building():
    found = one_of(activity("1", **MENTOR), activity("2", **SPORT), sort=co_locating.SHARED)
    assert found.activities == ("1", "2")
    assert found.people.middle == 6
    assert "'Club 1' and 'Club 2' serve the same people 0.9 km apart, on different days." in (
        told(found)
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"places": at(0)},  # under one roof already
        {"places": at(4_000)},  # too far to walk
        {"days": ("monday",)},  # the building is taken
        {"days": ()},  # nobody knows
        {"organisation": "us"},
        {"approach": "mentoring", "prevention_level": "secondary"},
        {"ages": AgeRange(30, 40)},
        {"status": Status.ENDED},
        {"ends_on": date(2026, 2, 28)},
    ],
)
def test_what_would_gain_nothing_under_one_roof(facts):
    two = activity("1", **MENTOR), activity("2", **{**SPORT, **facts})
    assert found_among(*two, sort=co_locating.SHARED) == []


STREET = {"setting": "street", "areas_served": ("D1",), "days": ("friday", "saturday")}
HOST = {
    "setting": "community", "places": at(500), "organisation": "Hall", "days": ("monday",),
}  # fmt: skip


def test_street_work_could_have_a_building_near_unmet_need():
    two = activity("1", **STREET), activity("2", **HOST)
    found = one_of(*two, sort=co_locating.HOSTED)
    assert found.activities == ("1", "2")
    assert found.people.middle == 15  # one of its two evenings
    assert any("perhaps free on Tuesday" in reason for reason in told(found))


@pytest.mark.parametrize(
    ("guest", "host"),
    [
        ({"setting": ""}, {}),  # that it has no building is not known
        ({"sensitive_site": True}, {}),  # hidden, not without
        ({}, {"sensitive_site": True}),
        ({}, {"days": ()}),
        ({}, {"places": at(9_000)}),
        ({}, {"organisation": "Us"}),
        ({"status": Status.ENDED}, {}),
    ],
)
def test_who_is_no_guest_or_no_host(guest, host):
    two = activity("1", **{**STREET, **guest}), activity("2", **{**HOST, **host})
    assert found_among(*two, sort=co_locating.HOSTED) == []


# Referral chains

WARD = {
    "setting": "health-service", "prevention_level": "tertiary", "places": at(3_000),
    "people_a_year": 200.0, "referral": "Ward staff refer",
}  # fmt: skip
WEST_ONLY = {"prevention_level": "secondary", "setting": "community", "areas_served": ("D1",)}


def test_met_in_hospital_and_taken_on_by_nobody_at_home():
    found = one_of(activity("1", **WARD), activity("2", **WEST_ONLY), sort=referring.SORT)
    assert found.title == "Met by 'Club 1', taken on by nobody in East"
    assert found.districts == ("East",)
    assert found.people.middle <= min(200, 3 * 40)
    assert "How people are referred on: Ward staff refer." in told(found)


@pytest.mark.parametrize(
    "link",
    [
        {"prevention_level": "secondary", "setting": "community"},  # the chain is complete
        {"prevention_level": "tertiary", "people_a_year": None},  # a link of unknown size is one
        {"prevention_level": ""},  # may be the link
        {"prevention_level": "secondary", "setting": ""},
    ],
)
def test_a_chain_that_is_complete_or_may_be(link):
    east = activity("2", **{"areas_served": ("D1", "D2"), **link})
    assert found_among(activity("1", **WARD), east, sort=referring.SORT) == []


def test_primary_prevention_and_another_hospital_are_no_next_link():
    for link in ({"prevention_level": "primary"}, {"prevention_level": "tertiary", **WARD}):
        found = found_among(
            activity("1", **WARD), activity("2", **{**link, "areas_served": ("D2",)}),
            sort=referring.SORT,
        )  # fmt: skip
        assert "East" in {one.districts[0] for one in found}


# Small commissions and match funding

SMALL = {"places": at(0), "approach": "mentoring", "prevention_level": "secondary"}


def test_small_awards_of_different_commissioners_could_be_one():
    found = one_of(
        activity("1", **SMALL, funders=("County Council",), funding_gbp=8_000.0),
        activity("2", **SMALL, funders=("Lottery",), funding_gbp=12_000.0),
        sort=combining.COMBINE,
    )
    assert found.money_gbp == 20_000
    assert (found.people.low, found.people.middle) == (0, None)  # nobody can say
    assert "To talk: County Council and Lottery." in told(found)


@pytest.mark.parametrize(
    "facts",
    [
        {"funders": ("county  council",)},  # two awards of one commissioner
        {"funding_gbp": None},  # unknown money is not small
        {"funding_gbp": 90_000.0},
        {"approach": "sports-programmes"},
        {"approach": ""},
        {"prevention_level": "primary"},
        {"places": at(12_000)},  # in the other district
        {"ages": AgeRange(40, 60)},
        {"status": Status.ENDED},
        {"visibility": Visibility.ORGANISATION},
    ],
)
def test_awards_that_are_not_for_combining(facts):
    second = {**SMALL, "funders": ("Lottery",), "funding_gbp": 12_000.0, **facts}
    first = activity("1", **SMALL, funders=("County Council",), funding_gbp=8_000.0)
    assert found_among(first, activity("2", **second), sort=combining.COMBINE) == []


SEEKER = {**SMALL, "funders": ("Home Office (grant)",), "depends_on": "a match of 30%"}
GIVER = {**SMALL, "funders": ("County Council",), "funding_gbp": 40_000.0}


def test_like_money_near_could_be_shown_as_a_match():
    found = one_of(activity("1", **SEEKER), activity("2", **GIVER), sort=combining.MATCH)
    assert found.activities == ("1", "2")
    assert found.money_gbp == 40_000


@pytest.mark.parametrize(
    ("seeker", "giver"),
    [
        ({"depends_on": "the matchday stewards' hall"}, {}),
        ({"funders": ("Home Office (grant)", "Lottery (match)")}, {}),  # it has one
        ({}, {"funders": ("Home Office",)}),  # the same funder
        ({}, {"funders": ("County Council (match)",)}),  # given already
        ({}, {"funding_gbp": None}),
        ({}, {"approach": "sports-programmes"}),
    ],
)
def test_no_match_is_proposed(seeker, giver):
    two = activity("1", **{**SEEKER, **seeker}), activity("2", **{**GIVER, **giver})
    assert found_among(*two, sort=combining.MATCH) == []


# Stop-start and the same bought twice

ENDS = {**SMALL, "ends_on": date(2026, 3, 31), "funding_gbp": 12_000.0}
STARTS = {**SMALL, "starts_on": date(2026, 8, 1), "status": Status.PLANNED}


def test_a_hole_of_months_between_two_that_are_alike():
    found = one_of(activity("1", **ENDS), activity("2", **STARTS), sort=stop_start.STOP_START)
    assert str(found.first_month) == "2026-04"
    assert found.facts["months without"] == 4
    assert found.people.middle == pytest.approx(30 * 4 / 12)
    assert found.money_gbp == 4_000
    assert "Nothing alike runs there for 4 months, April 2026 to July 2026." in told(found)


@pytest.mark.parametrize(
    "facts",
    [
        {"starts_on": date(2026, 5, 1)},  # one month: a hand-over
        {"starts_on": date(2026, 4, 1)},
        {"starts_on": date(2027, 6, 1)},  # over a year: a new thing
        {"starts_on": None},
        {"approach": "sports-programmes"},
        {"ages": AgeRange(40, 60)},
        {"places": at(12_000)},
        {"status": Status.ENDED, "ends_on": date(2026, 9, 30)},
    ],
)
def test_what_is_no_stop_and_start(facts):
    two = activity("1", **ENDS), activity("2", **{**STARTS, **facts})
    assert found_among(*two, sort=stop_start.STOP_START) == []


def test_a_season_stops_by_design_and_a_third_may_bridge():
    summer = {**SMALL, "starts_on": date(2025, 12, 1), "ends_on": date(2026, 2, 28)}
    again = {**STARTS, "starts_on": date(2026, 12, 1), "ends_on": date(2027, 2, 28)}
    assert found_among(
        activity("1", **summer), activity("2", **again), sort=stop_start.STOP_START
    ) == []  # fmt: skip
    bridge = activity("3", **SMALL, visibility=Visibility.ORGANISATION)
    three = activity("1", **ENDS), activity("2", **STARTS), bridge
    assert found_among(*three, sort=stop_start.STOP_START) == []


def test_a_hole_of_unknown_room_has_no_middle():
    two = (
        activity("1", **ENDS, people_a_year=None),
        activity("2", **STARTS, people_a_year=None),
    )
    found = one_of(*two, sort=stop_start.STOP_START)
    assert found.people.middle is None
    assert "Expected gain: not supplied people a year" in " ".join(told(found))


BOUGHT = {**SMALL, "starts_on": date(2025, 4, 1), "places_free": 8.0}


def test_two_commissioners_who_bought_the_same_at_once():
    found = one_of(
        activity("1", **BOUGHT, funders=("County Council",), funding_gbp=30_000.0),
        activity("2", **BOUGHT, funders=("Lottery",)),
        sort=stop_start.TWICE,
    )
    assert found.people.middle == 16
    assert found.money_gbp is None
    assert "To talk: County Council and Lottery." in told(found)


@pytest.mark.parametrize(
    "facts",
    [
        {"funders": ("County Council",)},
        {"funders": ()},  # nobody says who pays
        {"starts_on": date(2024, 4, 1)},
        {"approach": "sports-programmes"},
        {"places": at(12_000)},
        {"open_to": "girls"},
        {"ends_on": date(2026, 1, 31)},
        {"status": Status.PAUSED},
    ],
)
def test_what_was_not_bought_twice(facts):
    first = activity("1", **BOUGHT, funders=("County Council",))
    second = activity("2", **{**BOUGHT, "funders": ("Lottery",), **facts})
    assert found_among(first, second, sort=stop_start.TWICE) == []


def test_two_that_are_full_were_not_bought_twice():
    full = {**BOUGHT, "places_free": 0.0}
    two = activity("1", **full, funders=("A",)), activity("2", **full, funders=("B",))
    assert found_among(*two, sort=stop_start.TWICE) == []


# Evidence

TALKS = {"approach": "knife-crime-education", "prevention_level": "secondary", "places": at(0)}
MENTORS = {"approach": "mentoring", "prevention_level": "secondary", "places": at(500)}


def test_better_evidence_is_near():
    found = one_of(
        activity("1", **TALKS, people_last_year=22.0), activity("2", **MENTORS, name="Mentors"),
        sort=upgrading.SORT,
    )  # fmt: skip
    assert found.title == "'Club 1' could draw on Mentoring"
    assert (found.people.low, found.people.middle, found.people.high) == (22, 22, 30)
    said = " ".join(told(found))
    assert "impact no clear evidence, confidence not known" in said
    assert "impact moderate, confidence not known" in said


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"approach": ""}, {}),
        ({"approach": "after-school-programmes"}, {}),  # not rated is not bad
        ({"approach": "cctv"}, {}),  # one band only
        ({}, {"approach": "emergency-department-navigators"}),  # confidence too low
        ({}, {"approach": "arts-programmes"}),
        ({}, {"prevention_level": "tertiary"}),  # another cohort
        ({}, {"ages": AgeRange(22, 60)}),
        ({}, {"places": at(12_000)}),
        ({}, {"status": Status.ENDED}),
        ({"ages": None}, {}),
        ({"people_a_year": None}, {}),
    ],
)
def test_what_is_no_better_or_for_others(first, second):
    two = activity("1", **{**TALKS, **first}), activity("2", **{**MENTORS, **second})
    assert found_among(*two, sort=upgrading.SORT) == []


def test_without_a_vocabulary_nothing_is_said_of_evidence():
    ground = ground_of([activity("1", **TALKS), activity("2", **MENTORS)])
    assert list(upgrading.find_upgrades(replace(ground, vocabularies={}))) == []


# Training

COURSE = {
    "open_to": "professionals", "setting": "school-and-college", "places": at(0),
    "places_free": 15.0,
}  # fmt: skip


def staffs(**facts):
    return [
        activity(f"s{number}", **{"places": at(0), "setting": "health-service", **facts})
        for number in (1, 2)
    ]


def test_training_is_offered_to_a_setting_that_has_none():
    found = one_of(activity("1", **COURSE), *staffs(), sort=training.SORT)
    assert (found.people.low, found.people.middle, found.people.high) == (0, None, 15)
    assert any("trained elsewhere is not supplied" in reason for reason in told(found))


@pytest.mark.parametrize(
    ("course", "staff"),
    [
        ({"places_free": None}, {}),
        ({"setting": ""}, {}),
        ({"status": Status.ENDED}, {}),
        ({}, {"setting": "school-and-college"}),  # that setting has training
        ({}, {"partners": ("Somebody (trainer)",)}),
        ({}, {"places": at(60_000)}),
        ({}, {"setting": ""}),
    ],
)
def test_who_needs_no_training_or_cannot_be_offered_any(course, staff):
    everybody = [activity("1", **{**COURSE, **course}), *staffs(**staff)]
    assert found_among(*everybody, sort=training.SORT) == []


# All together


def test_the_empty_register_has_no_opportunity():
    ground = ground_of([])
    assert find_opportunities(ground) == ()
    assert what_is_not_supplied(ground) == ()


def test_what_is_not_supplied_is_counted():
    said = what_is_not_supplied(ground_of([activity("1"), activity("2", **FREE)]))
    assert "1 of 2 activities do not give places free, so that they offer none." in said
    assert "2 of 2 activities do not give money a year." in said


RARE = {"approach": "restorative-justice"}  # so that none of the others bridges the hole


def test_every_finding_says_why_what_would_end_it_and_is_one_of_a_kind():
    everything = [
        activity("1", **FREE), activity("2", **BUSY), activity("3", **MENTOR),
        activity("4", **SPORT), activity("5", **STREET), activity("6", **HOST),
        activity("7", **WARD), activity("8", **{**TALKS, "places": at(0)}),
        activity("9", **BOUGHT, funders=("County Council",), funding_gbp=9_000.0),
        activity("A", **BOUGHT, funders=("Lottery",), funding_gbp=8_000.0),
        activity("B", **{**ENDS, **RARE}), activity("C", **{**STARTS, **RARE}),
        activity("D", **COURSE), *staffs(),
        activity("E", **SEEKER), activity("F", **GIVER),
    ]  # fmt: skip
    found = find_opportunities(ground_of(everything))
    assert {one.sort for one in found} == set(KINDS) - {referring.SORT}
    assert len({one.identity for one in found}) == len(found)
    for one in found:
        assert not any(reason.endswith(".") for reason in one.reasons), one.reasons
        assert any(reason.startswith("To talk: ") for reason in one.reasons)
        assert one.activities
        assert set(one.areas) <= set("ABCDE")


def test_a_hidden_site_is_in_no_distance_and_no_place():
    hidden = activity(
        "1", name="Refuge", sensitive_site=True, places=(), areas_served=("D1",), places_free=12.0
    )
    found = one_of(hidden, activity("2", **MENTORS), sort=free_places.SORT)
    assert "km" not in " ".join(told(found))
    assert found.areas == ("A", "B")


def test_what_is_kept_to_itself_is_not_named_nor_its_money():
    kept = activity(
        "1", **FREE, name="Secret", organisation="Silent Trust", visibility=Visibility.ORGANISATION
    )
    found = one_of(kept, sort=free_places.SORT)
    said = " ".join((found.title, *told(found), *found.organisations))
    assert "Secret" not in said
    assert "Silent Trust" not in said


def test_several_places_count_by_the_nearest():
    far_and_near = activity("1", places=(Place(50_000, 0), Place(0, 0)), places_free=12.0)
    assert one_of(far_and_near, sort=free_places.SORT).areas == ("A", "B")
