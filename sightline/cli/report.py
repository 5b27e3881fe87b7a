"""The words of the report: the same numbers as in gaps.csv, as people read them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from sightline.analysis.gaps import (
    Assessment,
    Bands,
    GapKind,
    Topic,
    bands_of_need,
    bands_of_shortfall,
    count_short,
    is_short,
    say_ages,
)
from sightline.analysis.periods import say_months
from sightline.analysis.words import NOT_SUPPLIED, say_people, say_range, say_rate, say_share
from sightline.cli.gaps_ahead import left_out as left_out_ahead
from sightline.cli.gaps_ahead import report_cliffs, report_places
from sightline.exchange.gap_report import GapReport, ReportArea, ReportInput, draw_map, legend

if TYPE_CHECKING:
    from sightline.cli.find_gaps import Inputs
    from sightline.cli.gaps_ahead import LookedAhead

AREAS_SHOWN = 25
# By whether anybody has reported.
AREAS_TITLE = {
    True: "The areas with the largest shortfall",
    False: "The areas where most people are to be reached",
}
AREAS_NOTE = {
    True: "Ranges show how sure we are. Where a range starts at 0 there may be no gap at all.",
    False: "Nobody has reported any activity yet, so what is missing is not known: no gap is "
    "claimed. The areas are in the order of how many people the policy asks to reach.",
}
REASONS_SHOWN = 2


def make_report(inputs: Inputs, assessment: Assessment, found: LookedAhead) -> GapReport:
    """Everything the report says."""
    places_left_out, cliffs_left_out = left_out_ahead(found)
    gaps, question = assessment.gaps, assessment.question
    listed = gaps[is_short(gaps["shortfall"])] if assessment.reported else gaps
    bands = bands_of(assessment)
    ages = say_ages(question.ages)
    return GapReport(
        title=f"Where is the gap? {question.theme.name}, {ages}, {question.as_of.words}",
        fictional=inputs.geography.vintage == "fictional",
        question=(
            f"For {question.theme.name.lower()} and people of {ages}: how many people activities "
            f"should reach in a year, how many they do, and where the difference is largest. "
            f"Need is taken from {say_months(assessment.months, to=question.as_of)}."
        ),
        policy=question.policy.words,
        figures=figures(assessment),
        areas=tuple(
            area_line(inputs, assessment, row) for _, row in listed.head(AREAS_SHOWN).iterrows()
        ),
        areas_title=AREAS_TITLE[assessment.reported],
        areas_note=AREAS_NOTE[assessment.reported],
        areas_left_out=left_out(len(listed) - AREAS_SHOWN),
        map_title=bands.what,
        map_svg=draw_map(inputs.geography, gaps["area"], bands),
        map_words=map_words(inputs, assessment),
        legend=legend(bands),
        cannot_tell=question.theme.cannot_tell,
        method=method_words(assessment),
        inputs=tuple(
            ReportInput(
                what=entry.what,
                name=entry.account.name,
                rows_in=f"{entry.account.rows_in:,}",
                accepted=f"{entry.account.accepted:,}",
                rejected=f"{entry.account.rejected:,}",
                set_aside=f"{entry.account.set_aside:,}",
                sha256=entry.account.sha256,
            )
            for entry in inputs.ledger.entries
        ),
        problems=problem_words(inputs),
        places=report_places(found),
        places_left_out=places_left_out,
        cliffs=report_cliffs(found),
        cliffs_left_out=cliffs_left_out,
    )


def figures(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """The few numbers that matter, each with its unit."""
    gaps, short = assessment.gaps, count_short(assessment.gaps)
    many = f"{short.areas:,} (between {short.fewest:,} and {short.most:,})"
    return (
        ("Areas", f"{len(gaps):,}"),
        ("People of these ages", say_people(gaps["people"].sum())),
        ("People to reach in a year, by this policy", say_people(gaps["people_to_reach"].sum())),
        ("People reached in a year, by what partners report", said_total(gaps["people_reached"])),
        ("Areas with a shortfall", many if assessment.reported else NOT_SUPPLIED),
        (
            "Shortfall in those areas, people a year",
            say_people(short.people) if assessment.reported else NOT_SUPPLIED,
        ),
        *((f"Areas: {kind}", f"{number:,}") for kind, number in kinds(gaps)),
    )


def said_total(values: pd.Series) -> str:
    """The sum, or not supplied where nothing was."""
    return say_people(values.sum()) if values.notna().any() else NOT_SUPPLIED


def kinds(gaps: pd.DataFrame) -> list[tuple[str, int]]:
    """How many areas of each kind, in the order of the kinds."""
    counted = Counter(gaps["kind"])
    return [(str(kind), counted[str(kind)]) for kind in GapKind if counted[str(kind)]]


def area_line(inputs: Inputs, assessment: Assessment, row: pd.Series) -> ReportArea:
    """One area of the table."""
    areas, reasons = inputs.geography.areas, assessment.reasons
    here = reasons[reasons["area"] == row["area"]]  # need has a column of its own
    return ReportArea(
        name=str(areas.loc[areas["area"] == row["area"], "area_name"].iloc[0]),
        need=f"{say_rate(row['need_per_1000'])} "
        f"({say_range(say_rate(row['need_low']), say_rate(row['need_high']))})",
        to_reach=say_people(row["people_to_reach"]),
        reached=say_people(row["people_reached"]),
        shortfall=with_range(row, "shortfall"),
        kind=str(row["kind"]).capitalize(),
        reasons=tuple(here.loc[here["topic"] != Topic.NEED, "reason"].head(REASONS_SHOWN)),
    )


def with_range(row: pd.Series, what: str) -> str:
    """A number of people and its range; once, where nothing was supplied."""
    if pd.isna(row[what]):
        return NOT_SUPPLIED
    low, high = say_people(row[f"{what}_low"]), say_people(row[f"{what}_high"])
    return f"{say_people(row[what])} ({say_range(low, high)})"


def left_out(how_many: int) -> str:
    """Words for the areas below the table."""
    return f"{how_many:,} more areas are in gaps.csv." if how_many > 0 else ""


def bands_of(assessment: Assessment) -> Bands:
    """What the map shows: shortfalls, or need as long as nobody has reported."""
    if assessment.reported:
        return bands_of_shortfall(assessment.gaps["shortfall"])
    return bands_of_need(assessment.gaps["need_per_1000"])


def map_words(inputs: Inputs, assessment: Assessment) -> str:
    """What the map shows, for those who cannot see it: the districts where most is."""
    gaps = assessment.gaps
    people = gaps["shortfall" if assessment.reported else "people_to_reach"]
    what = "short of the target" if assessment.reported else "to be reached"
    districts = inputs.geography.areas.set_index("area")["district_name"]
    in_district = people.groupby(gaps["area"].map(districts)).sum()
    most = in_district[in_district > 0].sort_values(ascending=False, kind="stable").head(3)
    named = ", ".join(f"{name} ({say_people(number)})" for name, number in most.items())
    shown = f"A map of the areas, darker where there is more. {bands_of(assessment).what}."
    return f"{shown} Most people {what} are in {named}." if named else shown


def method_words(assessment: Assessment) -> tuple[str, ...]:
    """How the numbers were made, and what would make them wrong."""
    with_deprivation = bool((assessment.need["deprivation_given"] == 1).any())
    likeness = "areas as deprived as it" if with_deprivation else "all the areas together"
    return (
        "Need: recorded incidents a year per 1,000 people of the ages asked about, drawn "
        f"towards what {likeness} have, more so where few people live (gamma-Poisson empirical "
        "Bayes). Ranges are 90% intervals.",
        f"Target: {assessment.question.policy.words}.",
        "Reach: the room each activity has in a year, spread over people within reach of where it "
        "is delivered, fewer with distance (in most settings half at 3 km, none beyond 10 km), and "
        "only those of the ages asked about. It is room, not a count of who comes.",
        "Shortfall: target less reach. Its range takes need, stale records and activities that "
        "give no number at their least and most favourable together, so it is wide on purpose.",
        "Months to come: need as it was, reach as the register says it starts, ends and loses its "
        "money. Ranges of places also leave out the part of silent partners, who may be doing it "
        "untold.",
        f"Partners who have not reported lately: {silence_words(assessment)}. "
        "Silence is not a zero.",
    )


def silence_words(assessment: Assessment) -> str:
    """The share of partners silent, over areas."""
    shares = assessment.gaps["share_silent"].dropna()
    return (
        f"{say_share(shares.mean())} in the average area" if len(shares) else "no partner is known"
    )


def problem_words(inputs: Inputs) -> str:
    """How many rows could not be used, and where they are listed."""
    if not inputs.ledger.problems:
        return "No problem was found."
    return f"problems.csv lists {len(inputs.ledger.problems):,} problems, each with its remedy."
