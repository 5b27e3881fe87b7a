"""Why an area has the gap it has: sentences a practitioner would say, most telling first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import pandas as pd

from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.gaps.question import Question, TargetRule
from sightline.analysis.gaps.shortfall import HALF_A_PERSON, is_short
from sightline.analysis.gaps.silence import MONTHS_TO_SILENCE
from sightline.analysis.gaps.tables import REASONS, GapKind, Topic
from sightline.analysis.provision import EVERYONE, KEPT_TO_ITSELF, SOON_MONTHS, Activity, Visibility
from sightline.analysis.words import say_people, say_range, say_rate, say_share

MOST_NAMED = 3  # activities named one by one in an area; the rest are counted together
SAME_PEOPLE = 6  # decimals: less is the rounding of sums
Said = tuple[str, Topic, str]  # area, what it is about, sentence
Row = Mapping[str, Any]  # one area's numbers, or one part of its reach, by name of column


@dataclass(frozen=True, eq=False)
class Evidence:
    """What reasons are drawn from.

    need: NEED. reach: REACH. silence: SILENCE. parts: PARTS of what runs; coming: PARTS of what
    starts within six months. activities: all that are reported, by reference.
    """

    question: Question
    need: pd.DataFrame
    reach: pd.DataFrame
    silence: pd.DataFrame
    parts: pd.DataFrame
    coming: pd.DataFrame
    activities: Mapping[str, Activity]


def give_reasons(evidence: Evidence, gaps: pd.DataFrame) -> pd.DataFrame:
    """REASONS for every area of GAPS, areas in its order, most telling reason first."""
    said = [*_of_areas(evidence, gaps), *_of_endings(evidence), *_of_starts(evidence)]
    said += [*_of_other_ages(evidence, gaps), *_of_records(evidence)]
    place = {area: number for number, area in enumerate(gaps["area"])}
    order = {topic: number for number, topic in enumerate(Topic)}
    said.sort(key=lambda one: (place[one[0]], order[one[1]]))
    rows = [(area, topic.value, sentence) for area, topic, sentence in said]
    return REASONS.check(pd.DataFrame(rows, columns=list(REASONS.columns), dtype=object))


def say_ages(ages: AgeRange) -> str:
    """Ages as people say them.

    >>> say_ages(AgeRange(10, 24)), say_ages(AgeRange(25, OLDEST)), say_ages(AgeRange(0, 9))
    ('ages 10 to 24', 'ages 25 and over', 'ages 9 and under')
    """
    if ages.to_age == OLDEST:
        return "all ages" if ages.from_age == 0 else f"ages {ages.from_age} and over"
    if ages.from_age == 0:
        return f"ages {ages.to_age} and under"
    return f"ages {ages.from_age} to {ages.to_age}"


def say_day(day: date) -> str:
    """A day as people write it.

    >>> say_day(date(2026, 3, 31))
    '31 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def _of_areas(evidence: Evidence, gaps: pd.DataFrame) -> Iterator[Said]:
    """What follows from the area's own numbers."""
    columns = ["area", "own_weight", "deprivation_given"]
    table = gaps.merge(evidence.need[columns], on="area")
    table = table.merge(evidence.reach.drop(columns="people_reached"), on="area")
    table = table.merge(evidence.silence.drop(columns="share_silent"), on="area")
    mean = (table["people"] * table["need_per_1000"]).sum() / table["people"].sum()
    uses_deprivation = bool(table["deprivation_given"].any())
    for row in table.to_dict("records"):
        area = str(row["area"])
        yield area, Topic.REACH, _say_reach(row, evidence.question)
        for topic, sentence in (
            (Topic.DOUBT, _say_doubt(row)),
            (Topic.TARGET, _say_cap(row, mean, evidence.question)),
            (Topic.NEED, _say_need(row, mean)),
            (Topic.NO_NUMBER, _say_unknown(int(row["activities_unknown"]))),
            (Topic.SILENCE, _say_silence(row)),
        ):
            if sentence:
                yield area, topic, sentence
        if uses_deprivation and not row["deprivation_given"]:
            allows = "Its deprivation is not known, so the range of its need allows for any"
            yield area, Topic.DEPRIVATION, allows


def _say_reach(row: Row, question: Question) -> str:
    if row["kind"] == GapKind.NOBODY_REPORTED:
        return "Nobody has reported any activity yet, so what is missing here is not known"
    if row["people"] == 0:
        return "Nobody of these ages lives here, so there is nobody to reach"
    if row["people_to_reach"] == 0:
        return "The target asks for nobody to be reached here"
    calls = "this area's need calls for"
    if question.policy.rule is TargetRule.EQUAL:
        calls = "the target asks for"
    asked = f"the {some_people(row['people_to_reach'])} {calls}"
    if not row["activities"]:
        return f"No activity for these ages reaches this area; {asked} are not reached"
    activities = counted(int(row["activities"]), "activity reaches", "activities reach")
    reached = row["people_reached"]
    if reached >= row["people_to_reach"]:
        return f"{activities} about {some_people(reached)}, no fewer than {asked}"
    about = f"about {say_people(reached)}" if reached > 0 else "nobody that is known"
    return f"{activities} {about} of {asked}"


def _say_doubt(row: Row) -> str:
    if row["kind"] == GapKind.NOBODY_REPORTED or row["people"] == 0:
        return ""
    if row["shortfall"] >= HALF_A_PERSON and row["shortfall_low"] < HALF_A_PERSON:
        return (
            "There may be no gap: if need is at its low end and all that may be there is, "
            "the target is met"
        )
    if row["shortfall"] < HALF_A_PERSON and row["shortfall_high"] >= HALF_A_PERSON:
        return (
            f"There may be a gap of up to {some_people(row['shortfall_high'])}, if need is at its "
            "high end and only what was confirmed lately is there"
        )
    return ""


def _say_cap(row: Row, mean: float, question: Question) -> str:
    """That the target is everybody, where the policy alone would ask for more."""
    asked = row["people"] * question.policy.target_share
    if question.policy.rule is TargetRule.PROPORTIONAL and mean:
        asked *= row["need_per_1000"] / mean
    if asked - row["people"] < HALF_A_PERSON:
        return ""
    return (
        f"The target is everybody of these ages who lives here: in proportion to need it would be "
        f"{some_people(asked)}, more than live here"
    )


def _say_need(row: Row, mean: float) -> str:
    interval = say_range(say_rate(row["need_low"]), say_rate(row["need_high"]))
    need = (
        f"Need is about {say_rate(row['need_per_1000'])} incidents a year for every 1,000 people "
        f"of these ages ({interval}), {say_rate(row['need_per_1000'] / mean)} times the average"
    )
    if row["own_weight"] >= 0.5:
        return need
    return (
        f"{need}; {say_share(1 - row['own_weight'])} of this rests on other areas, for it has few"
    )


def _say_unknown(activities: int) -> str:
    if not activities:
        return ""
    gives = counted(activities, "activity gives", "activities give")
    return f"{gives} no number of people, so the reach may be higher"


def _say_silence(row: Row) -> str:
    partners, silent = int(row["partners"]), int(row["partners_silent"])
    if not partners:
        return "No partner is known to work here, so how many are silent cannot be told"
    if not silent:
        return ""
    have = "has" if silent == 1 else "have"
    return (
        f"{silent} of {counted(partners, 'partner', 'partners')} here {have} not confirmed any "
        f"record for {MONTHS_TO_SILENCE} months"
    )


def _of_endings(evidence: Evidence) -> Iterator[Said]:
    ending = evidence.parts[(evidence.parts["right_ages"] == 1) & (evidence.parts["lasts"] == 0)]
    for area, here in _most_people_first(ending, evidence):
        for one in here[:MOST_NAMED]:
            activity = evidence.activities[one["activity"]]
            how = _say_ending(activity, evidence.question.as_of.last_day)
            yield area, Topic.ENDINGS, f"{called(activity)} {how}: {_change(one, 'fewer')}"
        rest = here[MOST_NAMED:]
        if rest:
            fewer = some_people(sum(one["people"] for one in rest))
            ends = counted(len(rest), "more activity ends or loses", "more activities end or lose")
            yield area, Topic.ENDINGS, f"{ends} funding within {SOON_MONTHS} months: {fewer} in all"


def called(activity: Activity) -> str:
    """Its name, unless its organisation keeps it to itself: reasons are read by many."""
    hidden = activity.visibility is Visibility.ORGANISATION
    return KEPT_TO_ITSELF.capitalize() if hidden else f"'{activity.name}'"


def _say_ending(activity: Activity, today: date) -> str:
    """How it ends: by its own end, the end of its money, or both."""
    days = (activity.ends_on, activity.funded_until)
    first = min(day for day in days if day is not None)
    if activity.ends_on == first:
        when = " when its funding ends" if activity.funded_until == first else ""
        return f"ends {say_day(first)}{when}"
    if first <= today:
        return f"has had no funding since {say_day(first)}"
    return f"loses its funding on {say_day(first)}"


def _of_starts(evidence: Evidence) -> Iterator[Said]:
    coming = evidence.coming[evidence.coming["right_ages"] == 1]
    for area, here in _most_people_first(coming, evidence):
        for one in here[:MOST_NAMED]:
            activity = evidence.activities[one["activity"]]
            starts = f"{called(activity)} starts {say_day(cast(date, activity.starts_on))}"
            yield area, Topic.STARTS, f"{starts}: {_change(one, 'more')}"
        rest = len(here) - MOST_NAMED
        if rest > 0:
            start = counted(rest, "more activity starts", "more activities start")
            yield area, Topic.STARTS, f"{start} within {SOON_MONTHS} months"


def _of_other_ages(evidence: Evidence, gaps: pd.DataFrame) -> Iterator[Said]:
    short = set(gaps.loc[is_short(gaps["shortfall"]), "area"])
    other = evidence.parts[evidence.parts["right_ages"] == 0]
    for area, references in other.groupby("area")["activity"]:
        ages = [evidence.activities[reference].ages for reference in references]
        if area in short:
            said = sorted({one for one in ages if one is not None})
            which = "; ".join(say_ages(one) for one in said[:MOST_NAMED])
            reach = counted(len(ages), "activity reaches", "activities reach")
            verb = "is" if len(ages) == 1 else "are"
            more = "; and others" if len(said) > MOST_NAMED else ""
            yield str(area), Topic.OTHER_AGES, f"{reach} this area but {verb} for {which}{more}"


def _of_records(evidence: Evidence) -> Iterator[Said]:
    """What the records leave open: not confirmed, no ages, not for everybody."""
    right = evidence.parts[evidence.parts["right_ages"] == 1]
    in_all = right["area"].value_counts()
    for area, stale in right.loc[right["fresh"] == 0, "area"].value_counts().items():
        have = "has" if stale == 1 else "have"
        of = counted(int(in_all[area]), "activity", "activities")
        said = f"{stale} of {of} here {have} not been confirmed lately"
        yield str(area), Topic.NOT_CONFIRMED, said
    for area, without in right.loc[right["ages_given"] == 0, "area"].value_counts().items():
        gives = counted(int(without), "activity gives", "activities give")
        yield str(area), Topic.WHO_MAY_COME, f"{gives} no ages, and is taken as open to all ages"
    limited = {
        one.reference: one.open_to
        for one in evidence.activities.values()
        if one.open_to not in ("", EVERYONE)
    }
    for area, references in right[right["activity"].isin(limited)].groupby("area")["activity"]:
        whom = sorted({limited[reference] for reference in references})
        are = counted(len(references), "activity here is", "activities here are")
        said = f"{are} not open to everyone: only to {'; '.join(whom)}"
        yield str(area), Topic.WHO_MAY_COME, said


def _most_people_first(
    parts: pd.DataFrame, evidence: Evidence
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each area with its parts of half a person or more, or of no known number.

    Those that reach as many stand by name: references differ from one place of keeping to another.
    """
    people = parts["people_reached"].fillna(0.0)
    telling = (people >= HALF_A_PERSON) | parts["people_reached"].isna()
    names = {one.reference: one.name for one in evidence.activities.values()}
    chosen = parts.assign(
        people=people, as_many=people.round(SAME_PEOPLE), name=parts["activity"].map(names)
    )[telling]
    by = ["area", "as_many", "name", "activity"]
    chosen = chosen.sort_values(by, ascending=[True, False, True, True])
    columns = ["activity", "people", "people_reached"]
    for area, here in chosen.groupby("area"):
        yield str(area), here[columns].to_dict("records")


def _change(part: Row, which: str) -> str:
    if pd.isna(part["people_reached"]):
        return f"{which} people, how many is not known"
    said = say_people(part["people"])
    return f"about {said} {which} {'person' if said == '1' else 'people'}"


def some_people(people: float) -> str:
    """So many people, in words.

    >>> some_people(1.2), some_people(0.0), some_people(45)
    ('1 person', '0 people', '45 people')
    """
    said = say_people(people)
    return f"{said} {'person' if said in ('1', 'less than 1') else 'people'}"


def counted(number: int, one: str, many: str) -> str:
    """So many of something, in the words for one and for many."""
    return f"{number:,} {one if number == 1 else many}"
