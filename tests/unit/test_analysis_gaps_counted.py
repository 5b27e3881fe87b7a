"""What counts as short, and what reasons are about."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.gaps import (
    GapKind,
    Question,
    ReachPolicy,
    TargetRule,
    Topic,
    count_short,
    silence_by_area,
)
from sightline.analysis.periods import Month
from sightline.errors import BadInput
from tests.factories.small_answer import assess, cube_of, only_in, reasons_of
from tests.factories.small_tables import AS_OF, VIOLENCE, population_of


def test_an_area_is_short_if_a_person_is_to_the_nearest_person():
    gaps = assess(only_in("A", people_a_year=49.6), only_in("B", "2", people_a_year=49.5)).gaps
    assert gaps.set_index("area")["shortfall"].to_dict() == pytest.approx(
        {"A": 0.4, "B": 0.5, "C": 50}
    )
    short = count_short(gaps)
    assert (short.areas, short.people) == (2, pytest.approx(50.5))
    assert short.fewest <= short.areas <= short.most
    kinds = [GapKind.NOTHING_THERE, GapKind.WRONG_GROUP, GapKind.TOO_LITTLE]
    assert short.areas == gaps["kind"].isin(kinds).sum()


def test_nobody_is_short_where_nobody_has_reported():
    short = count_short(assess().gaps)
    assert (short.areas, short.fewest, short.most, short.people) == (0, 0, 0, 0)


def test_a_reason_tells_what_it_is_about_and_topics_come_in_their_order():
    reasons = assess(only_in("A", people_a_year=None), only_in("B", "2")).reasons
    assert set(reasons["topic"]) <= {topic.value for topic in Topic}
    need = reasons[reasons["topic"] == Topic.NEED]
    assert need["area"].tolist() == list(dict.fromkeys(reasons["area"]))
    assert need["reason"].str.startswith("Need is about").all()
    order = [topic.value for topic in Topic]
    for _, here in reasons.groupby("area"):
        places = [order.index(topic) for topic in here["topic"]]
        assert places == sorted(places)


def test_more_than_the_target_is_not_said_to_be_of_it():
    found = assess(only_in("A", people_a_year=80))
    assert reasons_of(found)[0] == (
        "1 activity reaches about 80 people, no fewer than the 50 people the target asks for"
    )


def test_an_organisation_is_one_whatever_the_spaces_in_its_name():
    partners = pd.DataFrame({"organisation": ["Youth  Trust", "Others"], "area": ["A", "A"]})
    reports = pd.DataFrame({"organisation": ["youth trust "], "confirmed_on": [date(2025, 12, 1)]})
    silence = silence_by_area(
        partners=partners, last_reports=reports, areas=["A"], as_of=Month(2025, 12)
    )
    assert silence["partners_silent"].tolist() == [1]


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        (AgeRange(25, 70), "65 and over are told together"),
        (AgeRange(80, 120), "65 and over are told together"),
        (AgeRange(5, 24), "tells nothing of people of 5"),
    ],
)
def test_ages_that_the_population_does_not_tell_are_refused(ages, said):
    """65 and over, split evenly up to 120, would have half of its people above 92."""
    population = population_of([500] * 3, older=[100] * 3)
    oldest = population_of([100] * 3, ages=AgeRange(65, OLDEST))
    question = Question(VIOLENCE, ages, AS_OF)
    with pytest.raises(BadInput, match=said):
        assess(question=question, population=pd.concat([population, oldest]))


def test_ages_told_whole_are_answered():
    population = pd.concat(
        [population_of([500] * 3, older=[100] * 3), population_of([50] * 3, ages=AgeRange(65, 120))]
    )
    for ages, people in ((AgeRange(10, 64), 600), (AgeRange(25, 120), 150)):
        found = assess(question=Question(VIOLENCE, ages, AS_OF), population=population)
        assert found.need["people"].tolist() == [people] * 3


def test_a_target_of_everybody_is_said_to_be_one():
    """Three in four of 1,500, all where need is: 900 incidents there against 30 elsewhere."""
    policy = ReachPolicy(target_share=0.75)
    found = assess(only_in("A"), policy=policy, cube=cube_of([900, 30, 30]))
    said = [one for one in reasons_of(found) if one.startswith("The target is everybody")]
    assert len(said) == 1
    assert "more than live here" in said[0]
    for policy in (ReachPolicy(1.0, TargetRule.EQUAL), ReachPolicy(0.1)):
        found = assess(only_in("A"), policy=policy, cube=cube_of([40, 30, 30]))
        assert not any(one.startswith("The target is everybody") for one in reasons_of(found))
