"""Gaps in detail: the whole composition, its reasons, and what flips."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.gaps import (
    GAPS,
    GapKind,
    Question,
    ReachPolicy,
    TargetRule,
    find_gaps,
    rank_gaps,
    silence_by_area,
    what_flips,
)
from sightline.analysis.need import NEED
from sightline.analysis.periods import Month
from sightline.analysis.provision import EVERYONE, Status
from sightline.errors import BadInput, Refused
from tests.factories.small_answer import (
    A_TO_C,
    EQUAL,
    assess,
    cube_of,
    only_in,
    reasons_of,
)
from tests.factories.small_tables import (
    AS_OF,
    VIOLENCE,
    YOUNG,
    activity,
    at,
    population_of,
)


def test_the_whole_answer_holds_together():
    found = assess(only_in("A", people_a_year=30))
    gaps = found.gaps.set_index("area")
    assert gaps["people_to_reach"].tolist() == pytest.approx([50] * 3)
    assert gaps["kind"].to_dict() == {
        "B": GapKind.NOTHING_THERE,
        "C": GapKind.NOTHING_THERE,
        "A": GapKind.TOO_LITTLE,
    }
    assert found.reported
    assert found.unplaced == ()
    assert GAPS.check(found.gaps).equals(found.gaps)
    assert NEED.check(found.need).equals(found.need)
    assert set(found.reasons["area"]) == {"A", "B", "C"}
    assert list(dict.fromkeys(found.reasons["area"])) == found.gaps["area"].tolist()


def test_the_same_question_has_the_same_answer_whatever_the_order():
    clubs = [only_in("A", "1"), only_in("B", "2"), activity("3", places=at(0))]
    one, other = assess(*clubs), assess(*reversed(clubs))
    for table in ("need", "parts", "reach", "silence", "gaps", "reasons"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table))


def test_nobody_has_reported():
    found = assess()
    assert not found.reported
    assert set(found.gaps["kind"]) == {GapKind.NOBODY_REPORTED}
    assert found.gaps["shortfall"].isna().all()
    assert reasons_of(found)[0] == (
        "Nobody has reported any activity yet, so what is missing here is not known"
    )
    assert rank_gaps(found.gaps).empty
    flips = what_flips(assessment=found, policies=[ReachPolicy(0.5)])
    assert flips["flips"].sum() == 0


def test_months_that_were_not_supplied_are_neither_counted_nor_taken_as_quiet():
    """30 in each of two months are 360 in a year, or 720 for every 1,000 of 500 people."""
    cube = cube_of([30] * 3, months=("2025-11", "2025-12"))
    found = assess(cube=cube)
    assert found.months == (Month(2025, 11), Month(2025, 12))
    assert found.need["rate_per_1000"].tolist() == pytest.approx([720] * 3)


def test_a_supplied_month_without_incidents_counts_as_quiet():
    found = assess(months_supplied=[Month(2025, 11), Month(2025, 12), Month(2024, 1)])
    assert found.need["rate_per_1000"].tolist() == pytest.approx([360] * 3)
    assert found.need["incidents"].tolist() == [30] * 3
    assert len(found.months) == 2


def test_without_a_month_of_the_twelve_there_is_no_answer():
    with pytest.raises(Refused, match="no records of January 2025 to December 2025"):
        assess(months_supplied=[Month(2024, 12)])


def test_a_theme_that_records_cannot_measure_is_refused_with_the_reason():
    theme = Theme("exploitation", "Exploitation", (), ("Records count no such thing.",))
    question = Question(theme, YOUNG, AS_OF)
    said = "Exploitation cannot be measured .* Records count no such thing. Choose another theme."
    with pytest.raises(Refused, match=said):
        assess(question=question)


def test_areas_and_people_elsewhere_play_no_part():
    more = cube_of([30] * 3).replace({"C": "elsewhere"})
    both = pd.concat([cube_of([30] * 3), more[more["area"] == "elsewhere"]])
    people = population_of([500] * 4, older=[100] * 4)
    found = assess(cube=both, population=people)
    assert found.need["area"].tolist() == ["A", "B", "C"]


def test_an_area_without_people_in_the_file_is_refused():
    with pytest.raises(BadInput, match=r"people: found no row for 1 area\(s\), C first"):
        assess(population=population_of([500] * 2))


@pytest.mark.parametrize(
    "index",
    [
        {"deprivation_rank": [1, 2, 3]},
        {"deprivation": [9.0, 4.0, 1.0]},
    ],
)
def test_deprivation_comes_as_a_rank_or_as_a_score(index):
    """The first rank is the most deprived, and the one with most incidents here."""
    found = assess(
        cube=cube_of([300, 100, 30]),
        deprivation=pd.DataFrame({"area": list("ABC"), **index}),
    )
    expected = found.need["expected_per_1000"]
    assert expected.is_monotonic_decreasing
    assert expected.iloc[0] > 2 * expected.iloc[2]
    assert found.need["deprivation_given"].tolist() == [1, 1, 1]


def test_deprivation_without_either_is_refused():
    with pytest.raises(BadInput, match="wanted deprivation_rank"):
        assess(deprivation=pd.DataFrame({"area": ["A"], "decile": [1]}))


def test_an_area_with_deprivation_not_known_is_told():
    index = pd.DataFrame({"area": ["B", "C"], "deprivation_rank": [1, 2]})
    found = assess(deprivation=index)
    told = "Its deprivation is not known, so the range of its need allows for any"
    assert told in reasons_of(found, "A")
    assert told not in reasons_of(found, "B")


def test_reach_in_words():
    found = assess(only_in("A", "1"), only_in("A", "2", people_a_year=11), policy=ReachPolicy())
    assert reasons_of(found)[0] == (
        "2 activities reach about 41 of the 50 people this area's need calls for"
    )
    assert reasons_of(found, "B")[0] == (
        "No activity for these ages reaches this area; the 50 people this area's need calls for "
        "are not reached"
    )
    assert reasons_of(assess(only_in("A")))[0] == (
        "1 activity reaches about 30 of the 50 people the target asks for"
    )


def test_reach_in_words_where_no_number_is_given_or_no_target_is_set():
    found = assess(only_in("A", people_a_year=None))
    assert reasons_of(found)[0] == (
        "1 activity reaches nobody that is known of the 50 people the target asks for"
    )
    assert "1 activity gives no number of people, so the reach may be higher" in reasons_of(found)
    none_asked = assess(only_in("A"), policy=ReachPolicy(target_share=0))
    assert reasons_of(none_asked)[0] == "The target asks for nobody to be reached here"


def test_where_nobody_lives_in_words():
    found = assess(only_in("B"), population=population_of([0, 500, 500], older=[9] * 3))
    assert reasons_of(found)[0] == ("Nobody of these ages lives here, so there is nobody to reach")
    assert not any("no gap" in reason for reason in reasons_of(found))


def test_need_in_words():
    """10, 5 and 5 incidents in each of twelve months: A has more than the others."""
    months = tuple(str(month) for month in Question(VIOLENCE, YOUNG, AS_OF).months)
    found = assess(cube=cube_of([10, 5, 5], months=months))
    (need,) = [reason for reason in reasons_of(found, "A") if reason.startswith("Need")]
    row = found.need.set_index("area").loc["A"]
    times = row["need_per_1000"] / found.need["need_per_1000"].mean()
    assert need == (
        f"Need is about {row['need_per_1000']:.1f} incidents a year for every 1,000 people of "
        f"these ages ({row['need_low']:.1f} to {row['need_high']:.1f}), {times:.1f} times the "
        "average"
    )


def test_need_that_rests_on_other_areas_says_so():
    alike = assess()
    (need,) = [reason for reason in reasons_of(alike) if reason.startswith("Need")]
    others = 1 - alike.need["own_weight"].iloc[0]
    assert need.endswith(f"{100 * others:.0f}% of this rests on other areas, for it has few")


def test_there_may_be_no_gap():
    """40 are confirmed of the 50, and an activity without a number may reach 40 more."""
    found = assess(only_in("A", people_a_year=40), only_in("A", "2", people_a_year=None))
    gap = found.gaps.set_index("area").loc["A"]
    assert gap["shortfall"] == pytest.approx(10)
    assert gap["shortfall_low"] == 0
    assert reasons_of(found)[1] == (
        "There may be no gap: if need is at its low end and all that may be there is, "
        "the target is met"
    )


def test_there_may_be_a_gap_after_all():
    found = assess(only_in("A", people_a_year=60, confirmed_on=None))
    assert found.gaps.set_index("area").loc["A", "kind"] == GapKind.TARGET_MET
    assert reasons_of(found)[1] == (
        "There may be a gap of up to 50 people, if need is at its high end and only what was "
        "confirmed lately is there"
    )
    assert "1 of 1 activity here has not been confirmed lately" in reasons_of(found)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"ends_on": date(2026, 3, 31), "funded_until": date(2026, 3, 31)},
            "'Evening boxing' ends 31 March 2026 when its funding ends: about 18 fewer people",
        ),
        (
            {"ends_on": date(2026, 2, 28), "funded_until": date(2026, 3, 31)},
            "'Evening boxing' ends 28 February 2026: about 18 fewer people",
        ),
        (
            {"ends_on": date(2026, 5, 1)},
            "'Evening boxing' ends 1 May 2026: about 18 fewer people",
        ),
        (
            {"funded_until": date(2026, 3, 31)},
            "'Evening boxing' loses its funding on 31 March 2026: about 18 fewer people",
        ),
        (
            {"funded_until": date(2025, 9, 30), "people_a_year": None},
            "'Evening boxing' has had no funding since 30 September 2025: "
            "fewer people, how many is not known",
        ),
        (
            {"funded_until": date(2026, 3, 31), "people_a_year": 1},
            "'Evening boxing' loses its funding on 31 March 2026: about 1 fewer person",
        ),
    ],
)
def test_what_ends_is_told_with_its_day(facts, said):
    boxing = {"name": "Evening boxing", "people_a_year": 18, **facts}
    assert said in reasons_of(assess(only_in("A", **boxing)))


def test_many_endings_are_told_together():
    clubs = [
        only_in("A", str(n), people_a_year=10 + n, funded_until=date(2026, 3, 31)) for n in range(5)
    ]
    told = [reason for reason in reasons_of(assess(*clubs)) if "funding" in reason]
    assert [reason.split("'")[1] for reason in told[:3]] == ["Club 4", "Club 3", "Club 2"]
    assert told[3] == "2 more activities end or lose funding within 6 months: 21 people in all"
    assert len(told) == 4


def test_the_money_that_ends_makes_a_gap_soon():
    found = assess(only_in("A", people_a_year=55, funded_until=date(2026, 3, 31)))
    assert found.gaps.set_index("area").loc["A", "kind"] == GapKind.ENDS_SOON


def test_what_starts_soon_is_told_and_not_counted():
    clubs = [
        only_in("A", "1", status=Status.PLANNED, starts_on=date(2026, 4, 1), people_a_year=12),
        only_in("A", "2", status=Status.PLANNED, starts_on=date(2026, 7, 1)),
        only_in("A", "3", status=Status.PLANNED),
        only_in("A", "4", status=Status.PAUSED, starts_on=date(2026, 4, 1)),
    ]
    found = assess(*clubs)
    assert found.reach["people_reached"].sum() == 0
    told = [reason for reason in reasons_of(found) if "starts" in reason]
    assert told == ["'Club 1' starts 1 April 2026: about 12 more people"]


def test_many_starts_are_told_together():
    clubs = [only_in("A", str(n), starts_on=date(2026, 2, 1)) for n in range(4)]
    told = [reason for reason in reasons_of(assess(*clubs)) if "start" in reason]
    assert told[3] == "1 more activity starts within 6 months"


def test_activities_for_other_ages_are_told_where_there_is_a_gap():
    for_parents = [
        only_in("A", "1", ages=AgeRange(25, 120)),
        only_in("A", "2", ages=AgeRange(0, 9)),
        only_in("B", "3", ages=AgeRange(25, 60)),
        only_in("C", "4", ages=AgeRange(25, 60)),
        only_in("C", "5", people_a_year=90),
    ]
    found = assess(*for_parents, population=population_of([500] * 3, ages=AgeRange(0, 80)))
    told = "2 activities reach this area but are for ages 9 and under; ages 25 and over"
    assert told in reasons_of(found, "A")
    assert "1 activity reaches this area but is for ages 25 to 60" in reasons_of(found, "B")
    assert not any("reaches this area but" in reason for reason in reasons_of(found, "C"))
    assert found.gaps.set_index("area").loc["A", "kind"] == GapKind.WRONG_GROUP


def test_only_some_other_ages_are_named():
    clubs = [only_in("A", str(n), ages=AgeRange(30 + n, 60)) for n in range(4)]
    (told,) = [reason for reason in reasons_of(assess(*clubs)) if "but are for" in reason]
    assert told.endswith("ages 30 to 60; ages 31 to 60; ages 32 to 60; and others")


def test_records_that_leave_things_open_are_told():
    clubs = [
        only_in("A", "1", ages=None),
        only_in("A", "2", open_to="girls"),
        only_in("A", "3", open_to="care leavers"),
        only_in("A", "4", open_to=EVERYONE),
        only_in("A", "5", open_to=""),
    ]
    reasons = reasons_of(assess(*clubs))
    assert "1 activity gives no ages, and is taken as open to all ages" in reasons
    assert "2 activities here are not open to everyone: only to care leavers; girls" in reasons


def test_silent_partners_are_told():
    partners = pd.DataFrame(
        {"organisation": ["Us", "Them", "Others"], "area": ["A", "A", "B"]}, dtype=object
    )
    found = assess(only_in("A"), partners=partners)
    assert "1 of 2 partners here has not confirmed any record for 6 months" in reasons_of(found)
    assert "1 of 1 partner here has not confirmed any record for 6 months" in reasons_of(found, "B")
    nobody = "No partner is known to work here, so how many are silent cannot be told"
    assert nobody in reasons_of(found, "C")
    assert nobody not in reasons_of(found, "A")


def test_an_area_whose_partners_have_all_reported_has_nothing_to_say_of_silence():
    partners = pd.DataFrame({"organisation": ["Us"], "area": ["A"]})
    assert not any(
        "partner" in reason for reason in reasons_of(assess(only_in("A"), partners=partners))
    )


def test_a_report_without_a_day_is_silence():
    silence = silence_by_area(
        partners=pd.DataFrame({"organisation": ["Us"], "area": ["A"]}),
        last_reports=pd.DataFrame({"organisation": ["Us"], "confirmed_on": [None]}),
        areas=["A"],
        as_of=AS_OF,
    )
    assert silence["share_silent"].tolist() == [1]


def test_what_flips_when_the_target_changes():
    """A reaches 30: enough for one in twenty of 500, not for one in ten."""
    found = assess(only_in("A"))
    low, same, high = ReachPolicy(0.05, TargetRule.EQUAL), EQUAL, ReachPolicy(0.2)
    flips = what_flips(assessment=found, policies=[low, same, high, low])
    assert len(flips) == 3 * A_TO_C
    by_policy = {words: rows.set_index("area") for words, rows in flips.groupby("policy")}
    assert by_policy[low.words].loc["A", ["kind", "flips"]].tolist() == [GapKind.TARGET_MET, 1]
    assert by_policy[low.words]["flips"].sum() == 1
    assert by_policy[same.words]["flips"].sum() == 0
    assert by_policy[high.words].loc["A", "shortfall"] == pytest.approx(70)


def test_no_policies_flip_nothing():
    assert what_flips(assessment=assess(), policies=[]).empty


def test_where_nobody_lives_anywhere_nobody_is_to_be_reached():
    need = assess().need.assign(people=0.0)
    found = assess()
    gaps = find_gaps(
        need=need, reach=found.reach, silence=found.silence, policy=ReachPolicy(), reported=True
    )
    assert gaps["people_to_reach"].tolist() == [0] * 3


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_target_that_is_no_share_is_refused(share):
    with pytest.raises(BadInput, match="target share: found"):
        ReachPolicy(target_share=share)


def test_the_twelve_months_of_a_question():
    months = Question(VIOLENCE, YOUNG, AS_OF).months
    assert (months[0], months[-1], len(months)) == (Month(2025, 1), Month(2025, 12), 12)
