"""Gaps and cliffs as findings: their names, facts, reasons and what would make them go away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sightline.analysis.findings import FindingKind, what_changed
from sightline.analysis.framework import AgeRange
from sightline.analysis.gaps import (
    SILENCE,
    GapKind,
    Namer,
    Question,
    cliff_findings,
    find_places,
    gap_findings,
    gaps_by_month,
    grow_places,
    look_again,
    look_ahead,
)
from sightline.analysis.neighbours import neighbours_from_pairs
from sightline.analysis.periods import Month
from sightline.analysis.provision import (
    KEPT_TO_ITSELF,
    REACH_BY_MONTH,
    ReachModel,
    Status,
    Visibility,
)
from sightline.errors import BadInput, Refused
from tests.factories.gaps_ahead import EQUAL, ahead_of
from tests.factories.small_answer import NO_PARTNERS, only_in
from tests.factories.small_tables import (
    AS_OF,
    VIOLENCE,
    YOUNG,
    activity,
    geography_of,
    need_of,
    population_of,
    row_of_areas,
)

MARCH = date(2026, 3, 31)
IN_A_ROW = neighbours_from_pairs(
    areas="ABC",
    pairs=pd.DataFrame({"area": list("ABBC"), "neighbour": list("BACB")}),
)


def partners_of(*rows):
    return pd.DataFrame(rows, columns=["organisation", "area"], dtype=object)


def gaps_found(*activities, **changes):
    return gap_findings(ahead_of(*activities, **changes), neighbours=IN_A_ROW)


def test_neighbours_with_the_same_gap_are_one_finding_with_its_records():
    first, other = gaps_found(only_in("A", people_a_year=10), partners=partners_of(("Us", "A")))
    assert first.kind is FindingKind.GAP
    assert (first.sort, first.areas) == (GapKind.NOTHING_THERE, ("B", "C"))
    assert (first.people.low, first.people.middle) == (0, 100)
    assert (
        first.title == "2 small areas around Place B, in East and West: nothing there for "
        "violence, ages 10 to 24"
    )
    assert first.subject == ("violence", "10-24", "", "B")
    assert first.facts == {
        "kind": "nothing there", "people short": 100, "activities there": "none",
    }  # fmt: skip
    assert first.goes_away_when.startswith("100 more people a year of ages 10 to 24 are reached")
    assert (other.sort, other.areas, other.activities) == (GapKind.TOO_LITTLE, ("A",), ("1",))
    assert other.organisations == ("Us",)
    assert other.districts == ("West",)
    assert other.reasons[0].startswith("Of the 50 people a year")
    assert any("'Club 1' reaches about 10 people here" in reason for reason in other.reasons)


def test_what_ends_soon_begins_when_it_does_and_names_what_ends():
    found = gaps_found(
        only_in("A", people_a_year=60, funded_until=MARCH),
        activity("2", areas_served=("B", "C"), people_a_year=200, funded_without_end=True),
    )
    (only,) = found
    assert (only.sort, only.first_month) == (GapKind.ENDS_SOON, Month(2026, 4))
    assert only.facts["begins"] == "April 2026"
    assert any("until 31 March 2026: its money ends" in reason for reason in only.reasons)
    assert "goes on" in only.goes_away_when


def test_what_already_has_no_money_is_found_as_of_now():
    found = gaps_found(only_in("A", people_a_year=60, funded_until=date(2025, 3, 31)))
    (only,) = [one for one in found if one.sort == GapKind.ENDS_SOON]
    assert only.first_month is None


def test_where_all_partners_are_silent_it_is_a_question_and_not_a_gap():
    silent = partners_of(("Them", "B"), ("Them", "C"))
    found = gaps_found(only_in("A", people_a_year=60, funded_without_end=True), partners=silent)
    (only,) = found
    assert only.sort == GapKind.NOBODY_REPORTED
    assert only.people.middle is None
    assert (only.people.low, only.people.high) == (0, 100)
    assert only.organisations == ("Them",)
    assert only.facts["people short"] is None
    assert "says what it does here" in only.goes_away_when
    assert any("1 of 1 partner here has not confirmed" in reason for reason in only.reasons)


def test_the_wrong_group_tells_that_something_is_there():
    young = only_in("C", "2", people_a_year=90, funded_without_end=True)
    (only,) = gaps_found(activity(areas_served=("A", "B"), ages=AgeRange(25, 64)), young)
    assert only.sort == GapKind.WRONG_GROUP
    assert only.activities == ("1",)
    assert "1 activity is here but for other ages" in only.reasons
    assert "opening to them" in only.goes_away_when


def test_a_small_lack_stands_in_the_tables_alone():
    found = ahead_of(
        activity(areas_served=("A", "B", "C"), people_a_year=141, funded_without_end=True)
    )
    assert gap_findings(found, neighbours=IN_A_ROW) == ()
    assert len(gap_findings(found, neighbours=IN_A_ROW, at_least=5)) == 1
    assert find_places(ahead=found, neighbours=IN_A_ROW)[0]["areas"].tolist() == [2, 1]


def test_without_any_gap_there_is_no_place():
    found = ahead_of(
        activity(areas_served=("A", "B", "C"), people_a_year=900, funded_without_end=True)
    )
    places, members = find_places(ahead=found, neighbours=IN_A_ROW)
    assert places.empty
    assert members.empty
    assert gap_findings(found, neighbours=IN_A_ROW) == ()


def test_without_any_activity_nobody_has_reported_anywhere():
    found = gaps_found()
    assert [(one.sort, one.areas) for one in found] == [
        (GapKind.NOBODY_REPORTED, ("A", "B")),
        (GapKind.NOBODY_REPORTED, ("C",)),
    ]


def test_an_activity_that_is_kept_to_itself_is_not_named():
    own = only_in("A", people_a_year=20, ends_on=MARCH, visibility=Visibility.ORGANISATION,
                  depends_on="A secret hall", funders=("A secret fund",))  # fmt: skip
    ahead = ahead_of(own)
    for one in (*gap_findings(ahead, neighbours=IN_A_ROW), *cliff_findings([ahead])):
        told = " ".join((one.title, *one.reasons, one.goes_away_when))
        assert "Club 1" not in told
        assert "secret" not in told
        assert "Us" not in one.organisations
    assert cliff_findings([ahead])[0].title.startswith(KEPT_TO_ITSELF.capitalize())


def test_a_cliff_is_found_once_however_many_questions_see_it():
    club = activity(
        areas_served=("A", "C"), people_a_year=40, funded_until=MARCH, funders=("Fund",),
        funding_gbp=500.0, strand="community", open_to="girls",
    )  # fmt: skip
    young = ahead_of(club)
    younger = replace(young, question=replace(young.question, ages=AgeRange(10, 17)))
    (one,) = cliff_findings([younger, young])
    assert one.kind is FindingKind.CLIFF
    assert (one.sort, one.subject) == ("its money ends", ("1",))
    assert one.title == "'Club 1': its money ends on 31 March 2026"
    assert (one.first_month, one.districts) == (Month(2026, 4), ("East", "West"))
    assert (one.people.middle, one.money_gbp, one.strand) == (40, 500, "community")
    assert one.group == "girls"
    assert one.facts["people who lose it"] == 40
    assert "Paid for by Fund" in one.reasons
    assert any(reason.startswith("31 March is the end") for reason in one.reasons)
    assert any("Nothing else for these ages" in reason for reason in one.reasons)


def test_money_nobody_spoke_of_is_a_cliff_only_of_what_is_still_to_start():
    planned = {"status": Status.PLANNED, "starts_on": date(2026, 2, 1), "depends_on": "An award"}
    found = cliff_findings([ahead_of(only_in("A", "1"), only_in("A", "2", **planned))])
    (one,) = found
    assert (one.subject, one.sort) == (("2",), "its money is not confirmed")
    assert one.first_month == Month(2026, 2)
    assert one.facts["last month"] is None
    assert "It depends on: An award" in one.reasons


def test_money_long_gone_is_a_cliff_of_now():
    (one,) = cliff_findings([ahead_of(only_in("A", funded_until=date(2025, 3, 31)))])
    assert one.title.endswith("its money is not confirmed since 31 March 2025")
    assert one.first_month is None


def test_a_number_that_is_not_told_is_not_none_and_a_place_not_known_is_said():
    found = cliff_findings(
        [
            ahead_of(
                only_in("A", "1", people_a_year=None, ends_on=MARCH), activity("2", ends_on=MARCH)
            )
        ]
    )
    assert [one.people for one in found] == [None, None]
    told = {one.subject[0]: one.reasons[0] for one in found}
    assert "how many is not known" in told["1"]
    assert told["2"] == "Where it reaches people is not known"


def test_a_stale_record_may_be_of_nobody():
    (one,) = cliff_findings([ahead_of(only_in("A", ends_on=MARCH, confirmed_on=date(2024, 1, 1)))])
    assert (one.people.low, one.people.middle) == (0, 30)


def test_a_place_that_loses_most_of_its_reach_at_once_is_a_finding_of_its_own():
    clubs = [only_in("A", str(number), ends_on=MARCH, funding_gbp=100.0) for number in (1, 2)]
    stays = only_in("A", "3", people_a_year=30, funded_without_end=True)
    found = cliff_findings([ahead_of(*clubs, stays)])
    (place,) = [one for one in found if len(one.subject) > 1]
    assert place.title == "West: most of what reaches a place goes at once, after March 2026"
    assert (place.people.middle, place.money_gbp) == (60, 200)
    assert place.activities == ("1", "2")
    assert "67%" in place.reasons[0]
    assert any("'Club 3'" in reason for reason in place.reasons)
    without = cliff_findings([ahead_of(replace(clubs[0], funding_gbp=None), clubs[1], stays)])
    assert [one.money_gbp for one in without if len(one.subject) > 1] == [None]


def test_the_same_gap_in_a_later_run_keeps_its_name_and_a_small_change_is_none():
    before = gaps_found(only_in("A", people_a_year=10))
    after = gaps_found(only_in("A", people_a_year=12))
    assert [one.identity for one in before] == [one.identity for one in after]
    assert all(
        what_changed(one.facts, other.facts) == () for one, other in zip(before, after, strict=True)
    )


def test_more_than_three_activities_are_counted_together():
    clubs = [only_in("A", str(number), people_a_year=5) for number in range(5)]
    (place,) = [one for one in gaps_found(*clubs) if one.areas == ("A",)]
    assert "2 more activities reach people here" in place.reasons
    assert len(place.activities) == 5


AREAS = row_of_areas(4)


@pytest.mark.parametrize(
    ("codes", "localities", "name"),
    [
        ("A", {}, "Place A"),
        ("ABCD", {}, "Place"),
        ("BC", {}, "2 small areas around Place B, in East and West"),
        ("CD", {}, "2 small areas around Place C in East"),
        ("CD", {"C": "Quay", "D": "Quay"}, "Quay"),
        ("CD", {"C": "Quay"}, "Quay and around"),
        ("BCD", {"C": "Quay"}, "3 small areas around Place C, in East and West"),
    ],
)
def test_a_place_goes_by_what_people_call_it(codes, localities, name):
    assert Namer(AREAS, localities).name(list(codes)) == name


def test_an_area_without_a_name_goes_by_its_code():
    nameless = AREAS.assign(area_name="", district_name="")
    assert Namer(nameless).name(["B"]) == "B"
    assert Namer(nameless).name(["B", "C"]) == "2 small areas around B"


def test_bad_distances_and_areas_nobody_knows_are_refused():
    lacking = pd.DataFrame({"area": ["Z"], "sort": "nothing there", "how_much": 5.0})
    with pytest.raises(BadInput, match="found Z, of which no neighbour is told"):
        grow_places(lacking=lacking, areas=AREAS, neighbours=IN_A_ROW)
    with pytest.raises(BadInput, match="wanted zero or more"):
        grow_places(lacking=lacking, areas=AREAS, neighbours=IN_A_ROW, within_m=-1)


def test_a_place_stops_where_one_activity_could_no_longer_serve_it():
    lacking = pd.DataFrame({"area": list("ABC"), "sort": "nothing there", "how_much": [9, 8, 7]})
    wide = row_of_areas(3, apart_m=3_000)
    found = grow_places(lacking=lacking, areas=wide, neighbours=IN_A_ROW)
    assert found["place"].tolist() == ["A", "A", "C"]


def test_a_group_has_gaps_of_its_own_and_what_is_for_others_is_the_wrong_group():
    """Girls are 0.49 of the 500, so 24.5 are to be reached; a club for boys is none for them."""
    boys = activity("1", areas_served=("A", "B", "C"), open_to="boys", people_a_year=300)
    found = ahead_of(boys, group="girls")
    assert found.gaps.people_to_reach.tolist() == pytest.approx([24.5] * 3)
    first, _ = gap_findings(found, neighbours=IN_A_ROW)
    assert (first.sort, first.group) == (GapKind.WRONG_GROUP, "girls")
    assert "1 activity is here but for others" in first.reasons
    assert first.title.endswith("ages 10 to 24 (girls)")
    assert found.cliffs.empty
    everyone = gap_findings(ahead_of(boys), neighbours=IN_A_ROW)
    assert not {one.identity for one in everyone} & {first.identity}


def test_what_is_for_everyone_reaches_a_group_by_its_part():
    club = only_in("A", people_a_year=50, ends_on=MARCH, funded_without_end=True)
    found = ahead_of(club, group="girls")
    assert found.gaps.shortfall[0, 0] == 0
    assert found.cliffs["people_reached"].tolist() == pytest.approx([24.5])


def test_a_group_of_which_nobody_knows_how_many_they_are_is_refused():
    with pytest.raises(Refused, match="nobody knows what part of the people it is"):
        ahead_of(only_in("A"), group="send")


def test_looking_again_after_an_edit_is_looking_anew():
    clubs = [only_in("A", "1", people_a_year=20), only_in("C", "2", ends_on=MARCH)]
    edited = replace(clubs[0], people_a_year=45, funded_until=MARCH)
    other = activity("3", themes=("robbery",))
    model = ReachModel.of(
        activities=clubs, areas=geography_of(3).areas, population=population_of([500] * 3)
    )
    before = ahead_of(*clubs)
    again = look_again(before, model=model.replacing(edited))
    anew = ahead_of(edited, clubs[1])
    pd.testing.assert_frame_equal(again.gaps.table(), anew.gaps.table())
    pd.testing.assert_frame_equal(again.cliffs, anew.cliffs)
    assert gap_findings(again, neighbours=IN_A_ROW) == gap_findings(anew, neighbours=IN_A_ROW)
    assert cliff_findings([again]) == cliff_findings([anew])
    assert before.is_touched_by(edited)
    assert not before.is_touched_by(other)


def test_an_activity_of_another_theme_changes_nothing():
    club = only_in("A", people_a_year=20)
    alone = ahead_of(club)
    model = ReachModel.of(
        activities=[club, activity("3", areas_served=("B",), themes=("robbery",))],
        areas=geography_of(3).areas,
        population=population_of([500] * 3),
    )
    pd.testing.assert_frame_equal(
        look_again(alone, model=model, silence=alone.silence).gaps.table(), alone.gaps.table()
    )


def test_what_is_still_to_start_is_told_with_its_day():
    later = only_in("A", people_a_year=20, starts_on=date(2026, 2, 1), funded_without_end=True)
    (place,) = [one for one in gaps_found(later) if "A" in one.areas]
    assert "'Club 1' reaches about 20 people here, from 1 February 2026" in place.reasons


def test_where_no_need_is_known_anywhere_no_average_is_told():
    ahead = ahead_of(only_in("A", people_a_year=20))
    quiet = replace(ahead, need=ahead.need.assign(need_per_1000=0.0))
    told = [reason for one in gap_findings(quiet, neighbours=IN_A_ROW) for reason in one.reasons]
    assert told
    assert not [reason for reason in told if "the average" in reason]


def test_a_cliff_of_more_than_three_districts_counts_the_rest():
    ahead = ahead_of(activity(areas_served=("A", "B", "C"), ends_on=MARCH))
    apart = ahead.areas.assign(district=list("VWX"), district_name=["Vale", "West", "Xanadu"])
    (three,) = cliff_findings([replace(ahead, areas=apart)])
    assert len([reason for reason in three.reasons if reason.startswith("In ")]) == 3
    assert not [reason for reason in three.reasons if "more district" in reason]
    wide = wide_ahead()
    (four,) = [one for one in cliff_findings([wide]) if one.subject == ("1",)]
    assert "1 more district loses it too" in four.reasons


def wide_ahead():
    """Four areas, each a district of its own, that one activity reaches until March."""
    areas = row_of_areas(4).assign(district=list("VWXY"), district_name=list("VWXY"))
    club = activity("1", areas_served=tuple("ABCD"), ends_on=MARCH)
    need = need_of([30] * 4, [500] * 4)
    return look_ahead(
        question=Question(VIOLENCE, YOUNG, AS_OF),
        need=need,
        silence=SILENCE.empty(),
        partners=NO_PARTNERS,
        model=ReachModel.of(activities=[club], areas=areas, population=population_of([500] * 4)),
        areas=areas,
        months=6,
    )


def test_reach_of_no_month_is_refused():
    with pytest.raises(BadInput, match="found no month"):
        gaps_by_month(
            need=need_of([30], [500]),
            reach=REACH_BY_MONTH.empty(),
            silence=SILENCE.empty(),
            policy=EQUAL,
            reported=True,
        )
