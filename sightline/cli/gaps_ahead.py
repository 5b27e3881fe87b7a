"""Gaps in the months to come, places, cliffs and findings, as find-gaps writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sightline.analysis.areas import neighbours_by_boundary
from sightline.analysis.findings import Finding
from sightline.analysis.gaps import (
    Assessment,
    AssessmentAhead,
    assess_ahead,
    cliff_findings,
    find_places,
    gap_findings,
    say_day,
)
from sightline.analysis.neighbours import neighbours_from_pairs
from sightline.analysis.periods import Month
from sightline.analysis.words import NOT_SUPPLIED, say_people, say_range, say_share
from sightline.exchange.gap_report import ReportCliff, ReportPlace

if TYPE_CHECKING:
    from sightline.cli.find_gaps import Inputs

PLACES_SHOWN, CLIFFS_SHOWN = 15, 20
FINDING_COLUMNS = (
    "finding", "kind", "sort", "title", "theme", "ages", "group", "strand", "districts", "areas",
    "activities", "organisations", "first_month", "people_low", "people", "people_high",
    "money_gbp", "reasons", "goes_away_when",
)  # fmt: skip
AMOUNTS = ("people_low", "people", "people_high", "money_gbp")


@dataclass(frozen=True, eq=False)
class LookedAhead:
    """What was found in the months to come. places: PLACES. members: MEMBERS, the areas of each."""

    ahead: AssessmentAhead
    places: pd.DataFrame
    members: pd.DataFrame
    findings: tuple[Finding, ...]


def look_ahead(inputs: Inputs, assessment: Assessment) -> LookedAhead:
    """Gaps of every month to come, the places they make up, what goes dark, and findings."""
    ahead = assess_ahead(
        assessment=assessment,
        geography=inputs.geography,
        population=inputs.people,
        activities=inputs.activities,
        partners=inputs.partners,
    )
    neighbours = neighbours_from_pairs(
        areas=inputs.geography.areas["area"], pairs=neighbours_by_boundary(inputs.geography)[
            ["area", "neighbour"]
        ],
    )  # fmt: skip
    places, members = find_places(ahead=ahead, neighbours=neighbours)
    findings = (*gap_findings(ahead, neighbours=neighbours), *cliff_findings([ahead]))
    return LookedAhead(ahead, places, members, findings)


def months_table(found: LookedAhead) -> pd.DataFrame:
    """GAPS_BY_MONTH with names and the question it answers."""
    table = found.ahead.gaps.table()
    names = found.ahead.areas.set_index("area")["area_name"]
    table.insert(1, "area_name", table["area"].map(names))
    return _asked(found, table, at=2)


def places_table(found: LookedAhead) -> pd.DataFrame:
    """PLACES with the codes of their areas, largest shortfall first."""
    members = found.members.groupby("place")["area"].agg("; ".join)
    table = found.places.assign(area_codes=found.places["place"].map(members))
    return _asked(found, table, at=2)


def cliffs_table(found: LookedAhead) -> pd.DataFrame:
    """CLIFFS by district with the names of activities, first day first."""
    activities = found.ahead.activities
    table = found.ahead.cliffs.copy()
    table.insert(1, "activity_name", [activities[one].name for one in table["activity"]])
    table["others_named"] = [
        "; ".join(activities[one].name for one in others.split("; ") if one)
        for others in table["others_first"]
    ]
    return table


def findings_table(found: LookedAhead) -> pd.DataFrame:
    """One line for each finding, gaps first; lists are joined by semicolons."""
    return table_of_findings(found.findings)


def table_of_findings(findings: Iterable[Finding]) -> pd.DataFrame:
    """One line for each finding, in their order; lists are joined by semicolons."""
    rows = [_finding_row(one) for one in findings]
    table = pd.DataFrame(rows, columns=list(FINDING_COLUMNS), dtype=object)
    return table.astype(dict.fromkeys(AMOUNTS, "float64"))


def _finding_row(one: Finding) -> tuple[object, ...]:
    people = one.people
    ends = (people.low, people.middle, people.high) if people else (None, None, None)
    lists = (one.districts, one.areas, one.activities, one.organisations)
    return (
        one.identity, str(one.kind), one.sort, one.title, one.theme, str(one.ages or ""), one.group,
        one.strand, *("; ".join(each) for each in lists), str(one.first_month or ""), *ends,
        one.money_gbp, ". ".join(one.reasons) + ".", one.goes_away_when,
    )  # fmt: skip


def _asked(found: LookedAhead, table: pd.DataFrame, *, at: int) -> pd.DataFrame:
    question = found.ahead.question
    table = table.copy()
    table.insert(at, "theme", question.theme.theme)
    table.insert(at + 1, "ages", str(question.ages))
    return table


def report_places(found: LookedAhead) -> tuple[ReportPlace, ...]:
    """The places with the largest gaps, as the report prints them."""
    return tuple(
        ReportPlace(
            name=str(row["place_name"]),
            kind=str(row["kind"]).capitalize(),
            areas=f"{row['areas']:,}",
            shortfall=_with_range(row),
            order=_order(row),
            first_month=_since(Month.parse(row["first_month"]), found.ahead.question.as_of),
        )
        for row in found.places.head(PLACES_SHOWN).to_dict("records")
    )


def _since(month: Month, as_of: Month) -> str:
    return "Now" if month == as_of else f"From {month.words}"


def _with_range(row: dict[str, float]) -> str:
    ends = say_range(say_people(row["shortfall_low"]), say_people(row["shortfall_high"]))
    return f"{say_people(row['shortfall'])} ({ends})"


def _order(row: dict[str, float]) -> str:
    if pd.isna(row["rank"]):
        return NOT_SUPPLIED
    return say_range(f"{row['rank_low']:.0f}", f"{row['rank_high']:.0f}")


def report_cliffs(found: LookedAhead) -> tuple[ReportCliff, ...]:
    """What goes dark first, of what has a day, as the report prints it."""
    cliffs = found.ahead.cliffs
    dated = cliffs[cliffs["day"] != ""].head(CLIFFS_SHOWN)
    return tuple(
        ReportCliff(
            day=say_day(pd.Timestamp(row["day"]).date()),
            name=found.ahead.activities[row["activity"]].name,
            because=str(row["because"]).capitalize(),
            place=str(row["place_name"]) or NOT_SUPPLIED,
            people=say_people(row["people_reached"]),
            share=say_share(row["share_of_reach"]),
            others=_others(row["others"], row["others_not_sure"]),
        )
        for row in dated.to_dict("records")
    )


def _others(others: int, not_sure: int) -> str:
    said = f"{others:,} go on" if others != 1 else "1 goes on"
    return f"{said}, {not_sure:,} not sure" if not_sure else said


def left_out(found: LookedAhead) -> tuple[str, str]:
    """Words for the places and the cliffs that the report leaves out; empty where none are."""
    return (
        _more(len(found.places) - PLACES_SHOWN, "places.csv"),
        _more(len(found.ahead.cliffs) - len(report_cliffs(found)), "cliffs.csv"),
    )


def _more(how_many: int, where: str) -> str:
    return f"{how_many:,} more are in {where}." if how_many > 0 else ""


def counted_findings(findings: Sequence[Finding]) -> str:
    """How many findings of each kind, in words."""
    kinds = pd.Series([str(one.kind) for one in findings], dtype=object).value_counts(sort=False)
    told = [f"{number:,} {kind}{'' if number == 1 else 's'}" for kind, number in kinds.items()]
    return " and ".join(told) or "nothing"
