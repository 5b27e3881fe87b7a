"""One area: need with its parts, what reaches it, what is missing, the records behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pandas as pd
from django.urls import reverse

from sightline.analysis.gaps import rank_gaps
from sightline.analysis.provision import KEPT_TO_ITSELF, Activity
from sightline.analysis.words import NOT_SUPPLIED, say_people, say_range, say_rate, say_share
from sightline.service.accounts.policy import may_open
from sightline.service.gaps.models import ReachPart
from sightline.service.gaps.queries.answers import Answer, RunFacts, answer_under, kept_answer
from sightline.service.gaps.queries.asked import Asked
from sightline.service.gaps.queries.facts import GapFacts, facts_of_area
from sightline.service.gaps.queries.sources import source_lines
from sightline.service.need import queries as need
from sightline.service.need.queries import SourceLine
from sightline.service.need.queries.people import PeopleRow, people_of
from sightline.service.need.queries.records import Records, records_of
from sightline.service.pages.charts import Interval, make_interval
from sightline.service.places import queries as places
from sightline.service.register import queries as register


@dataclass(frozen=True)
class NeedParts:
    """How the need of the area was estimated, part by part."""

    incidents: str
    years: str
    rate: str
    expected: str
    own_weight: str
    like_words: str
    interval: Interval
    interval_words: str


@dataclass(frozen=True)
class ReachRow:
    """An activity that reaches people of the area."""

    name: str
    organisation: str
    address: str
    reached: str
    room: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class BesideRow:
    """An area beside this one."""

    name: str
    district: str
    address: str
    how: str
    need: str
    shortfall: str
    kind: str


@dataclass(frozen=True)
class AreaPage:
    """One area, whole."""

    facts: GapFacts
    question: str
    reported: bool
    standing: str
    policy: str
    policy_is_kept: bool
    policy_words: str
    need: NeedParts
    cannot_tell: tuple[str, ...]
    records: Records
    people: tuple[PeopleRow, ...]
    people_source: str
    deprivation: str
    deprivation_source: str
    reach: tuple[ReachRow, ...]
    unplaced: str
    beside: tuple[BesideRow, ...]
    parts: tuple[register.RecordPart, ...]
    where_address: str
    profile_address: str  # of the need of the same area
    offer_address: str  # where an activity for this area can be offered; for the unit alone
    sources: tuple[SourceLine, ...]


# Rooms above add functions of the viewer and the area's code here, in their AppConfig.ready().
AREA_PARTS: list[Callable[[Any, str], register.RecordPart | None]] = []


def area_page(*, code: str, asked: Asked, viewer: Any) -> AreaPage:
    """The page of an area of the county, under the policy asked for; NotFound of any other."""
    kept = kept_answer()
    answer = answer_under(asked.policy(kept.run.policy), kept)
    row, run = answer.row_of(code), answer.run
    area = places.area_facts(code)
    asked = asked.policy_alone()
    return AreaPage(
        facts=facts_of_area(row, asked=asked),
        question=f"{run.theme.name}, {run.ages_words}, {run.period}",
        reported=run.reported,
        standing=_standing(answer, code) if run.reported else "",
        policy=answer.policy.words,
        policy_is_kept=answer.is_kept,
        policy_words=_policy_words(answer, kept),
        need=_need_parts(row, run),
        cannot_tell=run.theme.cannot_tell,
        records=records_of((code,), categories=run.theme.police_categories, months=run.months),
        people=people_of((code,)),
        people_source=_source("population"),
        deprivation=_deprivation(area),
        deprivation_source=_source("deprivation"),
        reach=_reach(code, run, viewer),
        unplaced=_unplaced(run),
        beside=tuple(_beside(code, answer, asked)),
        parts=tuple(part for give in AREA_PARTS if (part := give(viewer, code)) is not None),
        where_address=f"{asked.address('gaps:where', area=code)}#area-panel",
        profile_address=need.Asked(theme=run.theme.theme, ages=str(run.ages)).address(
            "need:profile", code
        ),
        offer_address=_offer_address(code, run) if may_open(viewer, "entry:new_offer") else "",
        sources=source_lines(run),
    )


def _offer_address(code: str, run: RunFacts) -> str:
    """Where the unit offers an activity of this theme, for this area, to an organisation."""
    asked = urlencode({"area": code, "theme": run.theme.theme})
    return f"{reverse('entry:new_offer')}?{asked}"


def _standing(answer: Answer, code: str) -> str:
    """Its place by shortfall, and the places it could have: the order is no surer than that."""
    ranks = rank_gaps(answer.table).set_index("area").loc[code]
    place = f"Number {ranks['rank']:,} of {len(answer.table):,} areas by shortfall"
    if ranks["rank_low"] == ranks["rank_high"]:
        return place
    return f"{place}; it could be anywhere from {ranks['rank_low']:,} to {ranks['rank_high']:,}"


def _policy_words(answer: Answer, kept: Answer) -> str:
    return (
        f"You are looking at another policy: {answer.policy.words}. "
        f"The partnership’s own is to {kept.policy.words}."
    )


def _source(what: str) -> str:
    found = need.sources().get(what)
    return found.words if found else NOT_SUPPLIED


def _need_parts(row: pd.Series, run: RunFacts) -> NeedParts:
    like = "areas with the same deprivation" if row["deprivation_given"] else "the county's areas"
    return NeedParts(
        incidents=f"{int(row['incidents']):,}",
        years=f"{len(run.months)} months",
        rate=say_rate(row["rate_per_1000"]) if row["people"] > 0 else "nobody lives here",
        expected=say_rate(row["expected_per_1000"]),
        own_weight=say_share(row["own_weight"]),
        like_words=like,
        interval=make_interval(
            low=row["need_low"],
            estimate=row["need_per_1000"],
            high=row["need_high"],
            expected=row["expected_per_1000"],
        ),
        interval_words=_interval_words(row),
    )


def _interval_words(row: pd.Series) -> str:
    between = say_range(say_rate(row["need_low"]), say_rate(row["need_high"]))
    expected = say_rate(row["expected_per_1000"])
    return f"Need {say_rate(row['need_per_1000'])}, interval {between}, expected {expected}"


def _deprivation(area: places.AreaFacts) -> str:
    if area.deprivation_rank is None:
        return NOT_SUPPLIED
    words = f"rank {area.deprivation_rank:,}, where 1 is most deprived"
    if area.deprivation_decile is not None:
        words = f"decile {area.deprivation_decile} of 10, {words}"
    return f"{words}; {area.deprivation_edition} edition" if area.deprivation_edition else words


def _reach(code: str, run: RunFacts, viewer: Any) -> tuple[ReachRow, ...]:
    parts = list(ReachPart.objects.filter(run_id=run.pk, area_id=code))
    if not parts:
        return ()
    keys = [UUID(part.activity) for part in parts]
    activities = {found.reference: found for found in register.provision_activities(keys)}
    shown = [part for part in parts if part.activity in activities]
    shown.sort(key=lambda part: (-(part.people_reached or 0), part.activity))
    names = register.activity_names(keys, viewer=viewer)
    return tuple(
        _reach_row(part, activities[part.activity], names.get(part.activity)) for part in shown
    )


def _reach_row(
    part: ReachPart, activity: Activity, named: register.NamedActivity | None
) -> ReachRow:
    reached = say_people(part.people_reached if part.right_ages else 0)
    if named is None:
        hidden = KEPT_TO_ITSELF
        return ReachRow(hidden.capitalize(), "", "", reached, "not shown", ())
    return ReachRow(
        name=named.name,
        organisation=named.organisation,
        address=named.address,
        reached=reached,
        room="no limit" if activity.no_limit else say_people(activity.people_a_year),
        notes=tuple(_notes(part, activity)),
    )


def _notes(part: ReachPart, activity: Activity) -> list[str]:
    notes = []
    if not part.right_ages:
        notes.append(f"For ages {activity.ages}: not the ages asked about.")
    if not part.ages_given:
        notes.append("Ages not supplied.")
    if activity.no_limit:
        notes.append("It has no limit, which does not tell how many people it reaches.")
    elif activity.people_a_year is None:
        notes.append("How many people it has room for is not supplied.")
    if activity.confirmed_on is None:
        notes.append("Nobody has said when this was last confirmed.")
    elif not part.fresh:
        notes.append(f"Last confirmed on {activity.confirmed_on:%-d %B %Y}.")
    ends = [day for day in (activity.ends_on, activity.funded_until) if day is not None]
    if ends and not part.lasts:  # it may have been changed since
        notes.append(f"It or its money ends on {min(ends):%-d %B %Y}.")
    return notes


def _unplaced(run: RunFacts) -> str:
    count = len(run.unplaced)
    if not count:
        return ""
    activities = "1 current activity has" if count == 1 else f"{count} current activities have"
    return f"{activities} no place and no area served, so could reach this area too."


def _beside(code: str, answer: Answer, asked: Asked) -> list[BesideRow]:
    rows: Mapping[Any, pd.Series] = {
        row["area"]: row for _, row in answer.table.iterrows() if row["area"]
    }
    return [
        _beside_row(found, rows.get(found.area.code), asked) for found in places.neighbours(code)
    ]


def _beside_row(found: places.NeighbourFacts, row: pd.Series | None, asked: Asked) -> BesideRow:
    how = "shares a boundary"
    if found.shared_m == 0:
        how = f"across water, {found.apart_m / 1000:.1f} km"
    if row is None:
        outside = "outside the county"
        return BesideRow(
            found.area.name, found.area.district_name, "", how, outside, outside, outside
        )
    facts = facts_of_area(row, asked=asked)
    need_words = f"{facts.need} ({facts.need_range})"
    return BesideRow(
        facts.name, facts.district, facts.address, how, need_words, facts.shortfall, facts.kind
    )
