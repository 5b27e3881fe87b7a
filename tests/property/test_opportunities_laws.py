"""Laws of opportunities, whatever the activities and wherever people are short."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.analysis.framework import AgeRange
from sightline.analysis.opportunities import find_opportunities
from sightline.analysis.opportunities.extending import list_extensions
from sightline.analysis.overlaps import find_overlaps, overlap_findings
from sightline.analysis.pairs import parts_whenever
from sightline.analysis.provision import Place, Status
from tests.factories.opportunities import gaps_of, ground_of
from tests.factories.small_tables import AS_OF, YOUNG, activity, codes, parts_of

MANY = 5
laws = settings(max_examples=20, deadline=None)
shortfalls = st.lists(st.floats(0, 200), min_size=MANY, max_size=MANY)
amount = st.one_of(st.none(), st.integers(0, 60).map(float))
day = st.dates(date(2024, 1, 1), date(2027, 12, 31))
FACTS = {
    "organisation": st.sampled_from(["Us", "Them", "Others"]),
    "places": st.lists(
        st.builds(Place, st.integers(-4_000, 16_000), st.integers(-3_000, 3_000)), max_size=2
    ).map(tuple),
    "areas_served": st.lists(st.sampled_from(["D1", "D2"]), max_size=2, unique=True).map(tuple),
    "ages": st.sampled_from([None, YOUNG, AgeRange(6, 9), AgeRange(14, 30)]),
    "people_a_year": amount,
    "people_last_year": amount,
    "places_free": amount,
    "people_waiting": amount,
    "funding_gbp": st.one_of(st.none(), st.sampled_from([0.0, 4_000.0, 60_000.0])),
    "funders": st.sampled_from([(), ("County Council",), ("Lottery", "County Council 40%")]),
    "days": st.sampled_from([(), ("monday",), ("friday", "saturday")]),
    "approach": st.sampled_from(["", "mentoring", "knife-crime-education", "sports-programmes"]),
    "prevention_level": st.sampled_from(["", "primary", "secondary", "tertiary"]),
    "setting": st.sampled_from(["", "street", "community", "health-service"]),
    "open_to": st.sampled_from(["everyone", "girls", "professionals"]),
    "status": st.sampled_from(Status),
    "starts_on": st.one_of(st.none(), day),
    "depends_on": st.sampled_from(["", "a match of 30%"]),
}


def registers(**fixed):
    facts = st.fixed_dictionaries({**FACTS, **fixed})
    return st.lists(facts, max_size=7).map(
        lambda rows: [activity(str(number), **row) for number, row in enumerate(rows)]
    )


def gains(found):
    """The gain of each finding by its name, low, middle and high."""
    return {
        one.identity: (one.people.low, one.people.middle, one.people.high)
        for one in found
        if one.people
    }


@laws
@given(activities=registers(), short=shortfalls)
def test_gains_are_within_room_and_lack_and_in_order(activities, short):
    for one in find_opportunities(ground_of(activities, short)):
        assert one.reasons
        assert set(one.areas) <= set(codes(MANY))
        if one.people and one.people.middle is not None:
            assert one.people.low <= one.people.middle <= one.people.high
        if one.people and "better evidence" not in one.sort and "training" not in one.sort:
            assert one.people.high <= 1.5 * sum(short) + 1e-6


@laws
@given(
    activities=registers(),
    short=shortfalls,
    more=st.lists(st.floats(0, 90), min_size=MANY, max_size=MANY),
)
def test_more_unmet_need_never_lowers_a_gain_nor_takes_an_offer_away(activities, short, more):
    """But for what is told one for each activity, the best: there another may take its place."""
    chosen = ("share a building", "a building near unmet need", "extend an existing activity")
    before, after = (
        gains(one for one in find_opportunities(ground_of(activities, needed))
              if one.sort not in chosen)
        for needed in (short, [one + other for one, other in zip(short, more, strict=True)])
    )  # fmt: skip
    for name, gain in before.items():
        assert name in after
        for less, grown in zip(gain, after[name], strict=True):
            assert less is None or grown is None or grown >= less - 1e-6


@laws
@given(
    activities=registers(),
    short=shortfalls,
    more=st.lists(st.floats(0, 90), min_size=MANY, max_size=MANY),
)
def test_more_unmet_need_never_lowers_what_days_and_ages_add(activities, short, more):
    """New places move to where most are short; further days and ages stay where they are."""
    from sightline.analysis.opportunities.extending import PLACE, _take

    grown = [one + other for one, other in zip(short, more, strict=True)]
    taken = []
    for needed in (short, grown):
        ground = ground_of(activities, needed)
        left = ground.short.copy()
        stay = (one for one in list_extensions(ground) if one.how != PLACE)
        taken.append(
            {one.order[2:]: _take(one, left) for one in sorted(stay, key=lambda each: each.order)}
        )
    for which, gain in taken[0].items():
        assert taken[1][which].middle >= gain.middle - 1e-6


@laws
@given(
    activities=registers(
        status=st.sampled_from([Status.ENDED, Status.PAUSED, Status.PLANNED]),
        starts_on=st.just(None),
    ),
    short=shortfalls,
)
def test_what_does_not_run_offers_nothing(activities, short):
    assert find_opportunities(ground_of(activities, short)) == ()


@laws
@given(activities=registers(), short=shortfalls, seed=st.randoms(use_true_random=False))
def test_relabelling_areas_and_shuffling_the_register_changes_nothing(activities, short, seed):
    new = dict(zip(codes(MANY), seed.sample(["V", "W", "X", "Y", "Z"], MANY), strict=True))
    ground = ground_of(activities, short)
    shuffled = seed.sample(activities, len(activities))

    def relabelled(table):
        return table.assign(area=table["area"].map(new))

    other = replace(
        ground,
        activities=shuffled,
        areas=relabelled(ground.areas).sort_values("area").reset_index(drop=True),
        population=relabelled(ground.population),
        gaps=relabelled(gaps_of(short)),
        parts=relabelled(ground.parts),
    )
    straight, turned = gains(find_opportunities(ground)), gains(find_opportunities(other))
    assert straight.keys() == turned.keys()
    for name, gain in straight.items():
        assert turned[name] == pytest.approx(gain)


@laws
@given(activities=registers(), seed=st.randoms(use_true_random=False))
def test_overlaps_do_not_hang_on_the_order_of_the_register(activities, seed):
    ground = ground_of(activities)
    parts = parts_whenever(
        activities=activities, areas=ground.areas, population=ground.population, as_of=AS_OF
    )
    told = [
        overlap_findings(
            overlaps=find_overlaps(activities=some, parts=parts, areas=ground.areas, as_of=AS_OF),
            activities=some,
            parts=parts,
            areas=ground.areas,
        )
        for some in (activities, seed.sample(activities, len(activities)))
    ]
    assert told[0] == told[1]


@laws
@given(activities=registers(status=st.just(Status.ENDED)), short=shortfalls)
def test_what_has_ended_overlaps_with_nothing(activities, short):
    ground = ground_of(activities, short)
    parts = parts_of(activities, areas=ground.areas, population=ground.population)
    overlaps = find_overlaps(activities=activities, parts=parts, areas=ground.areas, as_of=AS_OF)
    assert overlaps.empty
