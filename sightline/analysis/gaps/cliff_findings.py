"""Cliffs as findings: for each activity that goes dark, and for places that lose most at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sightline.analysis.findings import Finding, FindingKind, People
from sightline.analysis.gaps.ahead import AssessmentAhead
from sightline.analysis.gaps.cliffs import Cliff
from sightline.analysis.gaps.reasons import called, counted, say_ages, say_day, some_people
from sightline.analysis.gaps.shortfall import HALF_A_PERSON
from sightline.analysis.gaps.tables import CliffCause
from sightline.analysis.periods import Month
from sightline.analysis.provision import EVERYONE, Activity, Visibility, is_fresh, parts_of, runs_in
from sightline.analysis.words import say_share

TOGETHER = "most of what reaches a place goes at once"  # the sort of a place's cliff
MOST = 0.5  # share of the reach of a place
MOST_NAMED = 3  # places or activities named one by one

Row = Mapping[str, Any]
_GOES_AWAY = {
    CliffCause.ENDS: "Its record gives a later end, or none.",
    CliffCause.MONEY: "Its record says that it has money for longer.",
    CliffCause.NEEDS: "Its record says that what it depends on is there for longer.",
    CliffCause.NOT_CONFIRMED: "Its record says until when it has money, and that is to come.",
}


class _Seen(NamedTuple):
    """An activity that goes dark as the question that sees most of it tells: rows by district."""

    ahead: AssessmentAhead
    rows: list[dict[str, Any]]
    people: float  # missing if it tells no number


def cliff_findings(
    aheads: Sequence[AssessmentAhead], *, at_least: float = HALF_A_PERSON
) -> tuple[Finding, ...]:
    """What goes dark in the months to come: a finding for each activity, and for places.

    aheads: of one register and one as_of, a question each. An activity is found once, as the
    question tells it in which most people lose it (the first by theme and ages, of several): those
    that reach at least so many people a year, or do not tell how many. One whose money nobody has
    spoken of is found only if it is still to start: of what runs, that is a question to its partner
    and no cliff. `sort` is the cause, the subject its reference, so it is the same in every run.

    A place, here a district, is found for a theme and ages where two activities or more take at
    least half of its reach in one month; its subject is the district and the month.

    First those that come first, then most people first. An activity that its organisation keeps to
    itself is not named, and what it depends on and who pays for it is not told.
    """
    ordered = sorted(aheads, key=lambda one: (one.question.theme.theme, one.question.ages))
    found = [_of_activity(reference, seen) for reference, seen in _seen(ordered, at_least)]
    found += [one for ahead in ordered for one in _of_places(ahead)]
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[str, float, str]:
    people = finding.people
    middle = 0.0 if people is None or people.middle is None else people.middle
    return str(finding.first_month or ""), -middle, finding.identity


def _seen(aheads: Sequence[AssessmentAhead], at_least: float) -> Iterator[tuple[str, _Seen]]:
    best: dict[str, _Seen] = {}
    for ahead in aheads:
        for reference, rows in _by_activity(ahead.cliffs).items():
            numbers = [row["people_reached"] for row in rows if row["people_reached"] >= 0]
            people = sum(numbers) if numbers else np.nan
            known = best.get(reference)
            if known is None or np.nan_to_num(people) > np.nan_to_num(known.people):
                best[reference] = _Seen(ahead, rows, people)
    for reference, seen in sorted(best.items()):
        cliff = seen.ahead.cliff_by_activity[reference]
        to_start = not runs_in(seen.ahead.activities[reference], seen.ahead.question.as_of)
        if (cliff.day or to_start) and not seen.people < at_least:
            yield reference, seen


def _by_activity(cliffs: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in cliffs.to_dict("records"):
        rows.setdefault(str(row["activity"]), []).append(row)
    return rows


def _of_activity(reference: str, seen: _Seen) -> Finding:
    ahead, rows, people = seen
    activity, question = ahead.activities[reference], ahead.question
    cliff = ahead.cliff_by_activity[reference]
    hidden = activity.visibility is Visibility.ORGANISATION
    districts = tuple(sorted({str(row["place_name"]) for row in rows} - {""}))
    others = {one for row in rows for one in row["others_first"].split("; ") if one}
    return Finding(
        kind=FindingKind.CLIFF,
        sort=str(cliff.because),
        subject=(reference,),
        title=_title(activity, cliff),
        reasons=tuple(_reasons(activity, cliff, seen)),
        goes_away_when=_GOES_AWAY[cliff.because],
        theme=question.theme.theme,
        strand=activity.strand,
        ages=question.ages,
        group="" if activity.open_to == EVERYONE else activity.open_to,
        districts=districts,
        activities=(reference, *sorted(others)),
        organisations=() if hidden else (activity.organisation,),
        first_month=_gone_from(activity, cliff, question.as_of),
        people=None if np.isnan(people) else _people(activity, question.as_of, people),
        money_gbp=activity.funding_gbp,
        facts={
            "because": str(cliff.because),
            "last month": cliff.month.words if cliff.month else None,
            "districts": "; ".join(districts) or None,
            "people who lose it": None if np.isnan(people) else float(round(people)),
        },
    )


def _gone_from(activity: Activity, cliff: Cliff, as_of: Month) -> Month | None:
    """The first month without it; None where that has begun."""
    if cliff.month is None:
        return None if activity.starts_on is None else Month.of(activity.starts_on)
    return None if cliff.month < as_of else cliff.month.plus(1)


def _people(activity: Activity, as_of: Month, people: float) -> People:
    """All of them, if the record is fresh and gives ages; else perhaps nobody."""
    sure = activity.ages is not None and is_fresh(activity, as_of)
    return People(low=people if sure else 0.0, middle=people, high=people)


def _title(activity: Activity, cliff: Cliff) -> str:
    name = called(activity)
    if cliff.day is None:
        return f"{name}: {cliff.because}"
    if cliff.because is CliffCause.NOT_CONFIRMED:
        return f"{name}: {cliff.because} since {say_day(cliff.day)}"
    return f"{name}: {cliff.because} on {say_day(cliff.day)}"


def _reasons(activity: Activity, cliff: Cliff, seen: _Seen) -> Iterator[str]:
    ages = say_ages(seen.ahead.question.ages)
    most = sorted(seen.rows, key=_most_first)
    for row in most[:MOST_NAMED]:
        yield _say_place(row, ages)
        if row["place"]:
            yield _say_others(row, seen.ahead)
    rest = len(most) - MOST_NAMED
    if rest > 0:
        yield f"{counted(rest, 'more district loses', 'more districts lose')} it too"
    if cliff.year_end:
        yield "31 March is the end of the financial year, when other money ends too"
    if activity.visibility is Visibility.ORGANISATION:
        return
    if activity.depends_on:
        yield f"It depends on: {activity.depends_on}"
    funders = [part.name for part in parts_of(activity.funders)]
    if funders and cliff.because is not CliffCause.ENDS:
        yield f"Paid for by {', '.join(funders)}"


def _most_first(row: Row) -> tuple[float, str]:
    people = row["people_reached"]
    return (-people if people >= 0 else 0.0), str(row["place"])


def _say_place(row: Row, ages: str) -> str:
    if not row["place"]:
        return "Where it reaches people is not known"
    if np.isnan(row["people_reached"]):
        return f"In {row['place_name']} people of {ages} lose it, how many is not known"
    said = f"In {row['place_name']} about {some_people(row['people_reached'])} a year of {ages}"
    share = row["share_of_reach"]
    return said + ("" if np.isnan(share) else f", {say_share(share)} of all that are reached there")


def _say_others(row: Row, ahead: AssessmentAhead) -> str:
    others, not_sure = int(row["others"]), int(row["others_not_sure"])
    perhaps = ""
    if not_sure:
        are = counted(not_sure, "other activity is", "other activities are")
        perhaps = f"{are} there whose own end, money or footing is not sure"
    if not others:
        alone = "Nothing else for these ages is known to go on there"
        return f"{alone}; {perhaps}" if perhaps else alone
    first = [called(ahead.activities[one]) for one in row["others_first"].split("; ")]
    goes = counted(others, "other activity goes", "other activities go")
    said = f"{goes} on there for about {some_people(row['others_people'])}: {', '.join(first)}"
    said += " and others" if others > len(first) else ""
    return f"{said}; {perhaps}" if perhaps else said


def _of_places(ahead: AssessmentAhead) -> Iterator[Finding]:
    cliffs = ahead.cliffs
    dated = cliffs[(cliffs["month"] >= str(ahead.question.as_of)) & (cliffs["place"] != "")]
    for (place, month), rows in dated.groupby(["place", "month"]):
        share = float(rows["share_of_reach"].sum())
        if len(rows) > 1 and share >= MOST:
            yield _of_place(ahead, str(place), Month.parse(str(month)), rows)


def _of_place(ahead: AssessmentAhead, place: str, month: Month, rows: pd.DataFrame) -> Finding:
    question = ahead.question
    share = min(float(rows["share_of_reach"].sum()), 1.0)
    people = float(rows["people_reached"].sum())
    name, ages = str(rows["place_name"].iloc[0]), say_ages(question.ages)
    gone = [ahead.activities[reference] for reference in rows["activity"]]
    first = rows.iloc[0].to_dict()
    return Finding(
        kind=FindingKind.CLIFF,
        sort=TOGETHER,
        subject=(question.theme.theme, str(question.ages), ahead.group, place, str(month)),
        title=f"{name}: {TOGETHER}, after {month.words}",
        reasons=(
            f"{len(gone):,} activities go after {month.words}: {say_share(share)} of all people of "
            f"{ages} that are reached there for {question.theme.name.lower()}",
            *(f"{called(one)}: {ahead.cliff_by_activity[one.reference].because}" for one in gone),
            _say_others(first, ahead),
        ),
        goes_away_when=f"More than half of what reaches people there is said to go on after "
        f"{month.words}.",
        theme=question.theme.theme,
        ages=question.ages,
        group=ahead.group,
        districts=(name,),
        activities=tuple(sorted(one.reference for one in gone)),
        organisations=tuple(
            sorted(
                {one.organisation for one in gone if one.visibility is not Visibility.ORGANISATION}
            )
        ),
        first_month=month.plus(1),
        people=People(low=0.0, middle=people, high=people),
        money_gbp=_together([one.funding_gbp for one in gone]),
        facts={"last month": month.words, "people who lose it": float(round(people))},
    )


def _together(amounts: Sequence[float | None]) -> float | None:
    """The sum, not supplied unless every part of it is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
