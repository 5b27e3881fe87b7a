"""Findings of reach across borders: who is served by a neighbour, and who is turned away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sightline.analysis.borders.looking import ENDS, AcrossBorders
from sightline.analysis.borders.proposing import (
    Gain,
    Proposal,
    organisations_of,
    say_gain,
    who_works,
)
from sightline.analysis.borders.sorts import LEAST_PEOPLE, Found, Sort, make_finding
from sightline.analysis.findings import Fact, People
from sightline.analysis.provision import KEPT_TO_ITSELF, Activity, Visibility
from sightline.analysis.words import say_people, say_share

LEAST_FREE = 20  # places, below which two districts of a county need no agreement
QUARTER = 0.25  # of what reaches a side: from here on it rests on its neighbour
_NAMED = 5


def reach_found(across: AcrossBorders) -> Iterator[Found]:
    """Findings of both sorts, of borders with a side in the county."""
    for row in across.crossings.to_dict("records"):
        if _is_worth(row):
            yield _served(across, row)
    away = across.turned_away
    away = away[(away["ours"] == 1) | (away["home_ours"] == 1)]
    for _, rows in away.groupby(list(ENDS), sort=True):
        people = _whole(rows)
        if _would_help(rows, people):
            yield _turned_away(across, rows, people)


def _is_worth(row: dict[str, Any]) -> bool:
    if not (row["ours"] or row["home_ours"]):
        return False
    people = row["people_high"] if pd.isna(row["people"]) else row["people"]
    rests = row["share_of_side"] >= QUARTER
    return bool(people >= LEAST_PEOPLE and (row["ours"] != row["home_ours"] or rests))


def _served(across: AcrossBorders, row: dict[str, Any]) -> Found:
    home, side, teller = str(row["home_side"]), str(row["side"]), str(row["teller"])
    rows = across.crossing_of(row)
    people = _people(row["people_low"], row["people"], row["people_high"])
    unknown = row["activities_unknown"]
    reasons = [
        f"{say_gain(people).capitalize()} of {side} are reached by "
        f"{_activities(int(str(row['activities'])))} held in {home}: {_named(across, rows)}.",
        *_told_by(across, teller),
    ]
    if unknown:
        reasons.append(f"{_activities(unknown)} of them give no number to go by.")
    if row["share_of_side"] >= QUARTER:
        reasons.append(
            f"That is {say_share(float(str(row['share_of_side'])))} of all that this register "
            f"tells of reach in {side}."
        )
    proposal = Proposal(
        what=f"an agreement of {home} and {side} on places and money for activities that serve "
        "both",
        gains=(
            Gain(side, people, f"{say_gain(people)} whose place is sure"),
            Gain(home, None, "not known: a share of the cost"),
        ),
        organisations=(
            who_works(across, side),
            organisations_of(across, _keys(rows)),
        ),
    )
    facts: dict[str, Fact] = {"people served": people.middle, "activities": row["activities"]}
    return make_finding(
        across,
        Sort.SERVED,
        subject=(home, side, teller),
        title=f"Residents of {side} are served by activities in {home}",
        reasons=reasons,
        goes_away_when=f"Activities in {home} reach fewer than {LEAST_PEOPLE} people of {side}, or "
        "less of what reaches it than a quarter.",
        proposal=proposal,
        areas=tuple(sorted(set(rows["area"]))),
        districts=tuple(sorted({home, side})),
        activities=tuple(sorted(set(rows["activity"]))),
        people=people,
        facts=facts,
    )


def _whole(rows: pd.DataFrame) -> People:
    low, high = float(rows["people_low"].sum()), float(rows["people_high"].sum())
    return _people(low, float(rows["people"].sum(skipna=False)), high)


def _would_help(rows: pd.DataFrame, people: People) -> bool:
    """Whether enough people would come, and, where gaps are known, enough are short there.

    Inside the county it must be by places that are known to be free: else as many give way on the
    other side, and every activity that is for its own district would be told of all around it.
    """
    first, short = rows.iloc[0], rows["short"].max()
    would_come = people.high if people.middle is None else people.middle
    if first["ours"] == first["home_ours"] and people.low < LEAST_FREE:
        return False
    return bool(would_come >= LEAST_PEOPLE and (pd.isna(short) or short >= LEAST_PEOPLE))


def _turned_away(across: AcrossBorders, rows: pd.DataFrame, people: People) -> Found:
    first = rows.iloc[0].to_dict()
    home, side, teller = str(first["home_side"]), str(first["side"]), str(first["teller"])
    parts = across.away_of(first)
    near, short = float(rows["people_near"].max()), rows["short"].max()
    free = float(rows["people_low"].sum())
    reasons = [
        f"{_activities(len(rows))} in {home} would reach {say_gain(people)} of {side} by distance, "
        f"but {'serves' if len(rows) == 1 else 'serve'} other areas: {_named(across, parts)}.",
        f"About {say_people(near)} people of these ages live in the areas near one of them."
        + ("" if pd.isna(short) else f" About {say_people(short)} a year are short there."),
        *_told_by(across, teller),
    ]
    proposal = Proposal(
        what=f"opening activities in {home} to residents of {side} within reach",
        gains=(
            Gain(side, people, say_gain(people)),
            Gain(
                home,
                None,
                f"none in people: as many give way unless places are free, and "
                f"{say_people(free)} are said to be; {side} may share the cost",
            ),
        ),
        organisations=(who_works(across, side), organisations_of(across, _keys(parts))),
    )
    return make_finding(
        across,
        Sort.TURNED_AWAY,
        subject=(home, side, teller),
        title=f"Residents of {side} near activities in {home} may not come",
        reasons=reasons,
        goes_away_when=f"The activities serve the areas of {side} near them, or fewer than "
        f"{LEAST_PEOPLE} people there are short.",
        proposal=proposal,
        areas=tuple(sorted(set(parts["area"]))),
        districts=tuple(sorted({home, side})),
        activities=tuple(sorted(set(rows["activity"]))),
        people=people,
        facts={"people turned away": people.middle, "activities": len(rows)},
    )


def _people(low: float, middle: float, high: float) -> People:
    """From the ends and the middle, which may be missing; in order whatever the roundings."""
    if pd.isna(middle):
        return People(min(low, high), None, high)
    return People(min(low, middle), middle, max(middle, high))


def _keys(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(rows[["teller", "activity"]].drop_duplicates().itertuples(index=False, name=None))


def _named(across: AcrossBorders, rows: pd.DataFrame) -> str:
    names = sorted({_name(across.activities[key]) for key in _keys(rows)})
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _name(activity: Activity) -> str:
    if activity.visibility is Visibility.ORGANISATION:
        return KEPT_TO_ITSELF
    who = f" ({activity.eligibility})" if activity.eligibility else ""
    return f"{activity.name} of {activity.organisation}{who}"


def _told_by(across: AcrossBorders, teller: str) -> list[str]:
    """Whose word it is, from when and where."""
    for register in across.evidence.registers:
        if register.name == teller:
            fresh = "" if register.is_fresh(across.asked.as_of) else ", more than six months old"
            trouble = f" No newer copy: {register.trouble}" if register.trouble else ""
            return [
                f"Told by {teller}, in its own register as of {register.told_on.isoformat()}"
                f"{fresh} ({register.source}); not part of our own figures.{trouble}"
            ]
    return []


def _activities(number: int) -> str:
    return f"{number:,} {'activity' if number == 1 else 'activities'}"
