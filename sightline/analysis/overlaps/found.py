"""Overlaps as findings: the evidence sentence by sentence, and what would make them go away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pandas as pd

from sightline.analysis.findings import Fact, Finding, FindingKind, People
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.gaps import say_ages
from sightline.analysis.overlaps.groups import Group, best_complements, group_duplicated
from sightline.analysis.overlaps.judge import has_room, is_full
from sightline.analysis.overlaps.tables import Likeness, Room, Verdict
from sightline.analysis.pairs import (
    MONTHS_AHEAD,
    called,
    days_in_common,
    money_together,
    say_all,
    say_money,
    who,
)
from sightline.analysis.provision import EVERYONE, Activity, parts_of
from sightline.analysis.words import say_people, say_share

TELLING = 0.01  # of the room of both: areas with less in common are not named as shared
Words = Mapping[str, str]  # names of terms of the vocabularies, by code


def overlap_findings(
    *,
    overlaps: pd.DataFrame,
    activities: Sequence[Activity],
    parts: pd.DataFrame,
    areas: pd.DataFrame,
    words: Words | None = None,
) -> tuple[Finding, ...]:
    """Duplicated groups, then complementary pairs whose organisations do not work together yet.

    overlaps: OVERLAPS. activities, parts, areas: as given to find_overlaps. words: what terms are
    called; a term without a name is said by its code. Where it cannot be told, nothing is found.
    """
    known = {one.reference: one for one in activities}
    writer = _Writer(overlaps, known, parts, areas, words or {})
    found = [writer.finding(Verdict.DUPLICATED, group) for group in group_duplicated(overlaps)]
    found += [
        writer.finding(Verdict.COMPLEMENTARY, pair)
        for pair in best_complements(overlaps)
        if not work_together(known[pair[0]], known[pair[1]])
    ]
    return tuple(found)


def work_together(one: Activity, other: Activity) -> bool:
    """Whether one names the other's organisation among its partners, or both name a third."""
    ours, theirs = _everybody(one), _everybody(other)
    return bool(ours & theirs)


def _everybody(activity: Activity) -> set[str]:
    names = [activity.organisation, *(part.name for part in parts_of(activity.partners))]
    return {" ".join(name.split()).casefold() for name in names}


class _Writer:
    """Puts overlaps into words."""

    def __init__(
        self,
        overlaps: pd.DataFrame,
        activities: Mapping[str, Activity],
        parts: pd.DataFrame,
        areas: pd.DataFrame,
        words: Words,
    ) -> None:
        self._pairs = {
            (str(row["activity"]), str(row["other"])): row for row in overlaps.to_dict("records")
        }
        self._activities, self._words = activities, words
        named = {reference for pair in self._pairs for reference in pair}
        mine = parts[parts["activity"].isin(named)]
        self._room = {
            str(reference): here.set_index("area")["share"]
            for reference, here in mine.groupby("activity")
        }
        self._districts = areas.set_index("area")["district_name"]

    def finding(self, verdict: Verdict, group: Group) -> Finding:
        members = [self._activities[reference] for reference in group]
        areas, people = self._shared(group)
        themes = set.intersection(*(set(one.themes) for one in members))
        strands = {one.strand for one in members}
        districts = self._districts.reindex(list(areas)).dropna()
        names = tuple(name for name in dict.fromkeys(districts.value_counts().index) if name)
        return Finding(
            kind=FindingKind.OVERLAP,
            sort=verdict.value,
            subject=group,
            title=_title(verdict, members, names),
            reasons=tuple(
                reason.removesuffix(".") for reason in self._reasons(group, members, names)
            ),
            goes_away_when=_goes_away(verdict),
            theme=min(themes, default=""),
            strand=strands.pop() if len(strands) == 1 else "",
            ages=_ages_of_all(members),
            group=_group_of(members),
            districts=names,
            areas=areas,
            activities=group,
            organisations=who(members),
            people=people,
            money_gbp=money_together(members),
            facts=self._facts(members),
        )

    def _shared(self, group: Group) -> tuple[tuple[str, ...], People | None]:
        """Areas that all reach, and people a year that all have room for there."""
        shares = pd.concat([self._room[one] for one in group], axis=1, join="inner")
        lesser = shares.min(axis=1)
        areas = tuple(sorted(str(area) for area in lesser.index[lesser >= TELLING]))
        rooms = [self._activities[one].people_a_year for one in group]
        told = [room for room in rooms if room is not None]
        if not told:
            return areas, None
        most = float(min(told) * lesser.sum())
        return areas, People(0.0, most if len(told) == len(rooms) else None, most)

    def _reasons(
        self, group: Group, members: Sequence[Activity], districts: Sequence[str]
    ) -> Iterator[str]:
        pairs = [self._pairs[pair] for pair in combinations(group, 2) if pair in self._pairs]
        yield _say_people(members)
        least = min(float(pair["place_in_common"]) for pair in pairs)
        where = f", in {say_all(districts)}" if districts else ""
        yield f"At least {say_share(least)} of their room falls in the same areas{where}."
        months = min(int(pair["months_in_common"]) for pair in pairs)
        yield f"They run together in {months} of the {MONTHS_AHEAD} months to come."
        yield _say_days(members)
        yield from self._purposes(members)
        yield _say_room(members, {Room(pair["room"]) for pair in pairs})
        yield say_money(members)
        yield f"To talk: {say_all(who(members)) or 'organisations that keep it to themselves'}."

    def _purposes(self, members: Sequence[Activity]) -> Iterator[str]:
        for what, terms in {
            "Approach": [one.approach for one in members],
            "Level of prevention": [one.prevention_level for one in members],
            "Strand": [one.strand for one in members],
        }.items():
            if not any(terms):
                yield f"{what}: not supplied."
            elif len(set(terms)) == 1:
                yield f"{what}: {self._say(terms[0])} in all."
            else:
                each = [
                    f"{self._say(term)} ({called(one)})"
                    for term, one in zip(terms, members, strict=True)
                ]
                yield f"{what}: {say_all(each)}."

    def _say(self, term: str) -> str:
        return self._words.get(term, term) if term else Likeness.NOT_SUPPLIED.value

    def _facts(self, members: Sequence[Activity]) -> dict[str, Fact]:
        facts: dict[str, Fact] = {}
        for one in members:
            facts[f"approach of {one.reference}"] = one.approach or None
            facts[f"days of {one.reference}"] = ", ".join(one.days) or None
            facts[f"room of {one.reference}"] = (
                "free" if has_room(one) else "full" if is_full(one) else None
            )
        return facts


def _title(verdict: Verdict, members: Sequence[Activity], districts: Sequence[str]) -> str:
    names = say_all(called(one) for one in members)
    where = f" in {say_all(districts)}" if districts else ""
    if verdict is Verdict.DUPLICATED:
        return f"The same for the same people{where}: {names}"
    return f"They complement each other{where}: {names}"


def _goes_away(verdict: Verdict) -> str:
    if verdict is Verdict.DUPLICATED:
        return (
            "One of them changes its ages, days, places or approach, fills up, or ends; or they "
            "are found to be one activity told twice."
        )
    return "One names the other's organisation as a partner, or no longer serves the same people."


def _say_people(members: Sequence[Activity]) -> str:
    ages = say_all(say_ages(one.ages) if one.ages else "ages not supplied" for one in members)
    whom = sorted({one.open_to or EVERYONE for one in members})
    return f"For the same people: {ages}; open to {say_all(whom)}."


def _say_days(members: Sequence[Activity]) -> str:
    missing = [called(one) for one in members if not one.days]
    if missing:
        return f"Days of the week: not supplied of {say_all(missing)}."
    days = [days_in_common(one, other) for one, other in combinations(members, 2)]
    shared = sorted({day.capitalize() for each in days for day in each or ()})
    return f"Days in common: {say_all(shared)}." if shared else "They have no day in common."


def _say_room(members: Sequence[Activity], rooms: set[Room]) -> str:
    if Room.TO_SPARE in rooms:
        free = [
            f"{called(one)} ({say_people(one.places_free)} places free)"
            if one.places_free
            else f"{called(one)} (nobody waits)"
            for one in members
            if has_room(one)
        ]
        return f"Room to spare: {say_all(free)}."
    if rooms == {Room.BOTH_FULL}:
        return "All are full: each is needed."
    return "How full they are is not supplied of all."


def _ages_of_all(members: Sequence[Activity]) -> AgeRange | None:
    both: AgeRange | None = AgeRange(0, OLDEST)
    for one in members:
        both = both.overlap(one.ages or AgeRange(0, OLDEST)) if both else None
    return both if any(one.ages for one in members) else None


def _group_of(members: Sequence[Activity]) -> str:
    groups = {one.open_to or EVERYONE for one in members} - {EVERYONE}
    return groups.pop() if len(groups) == 1 else ""
