"""What was found across borders, each with its reasons, its proposal and a name that lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pandas as pd

from sightline.analysis.borders.found_in_reach import reach_found
from sightline.analysis.borders.looking import AcrossBorders
from sightline.analysis.borders.proposing import (
    PROPOSALS,
    Gain,
    Proposal,
    rows_of,
    say_gain,
    short_in,
    together,
    who_works,
)
from sightline.analysis.borders.sides import named_sides
from sightline.analysis.borders.sorts import LEAST_PEOPLE, Found, Sort, make_finding, said_list
from sightline.analysis.findings import Fact, Finding, People
from sightline.analysis.words import say_people, say_rate, say_share

LEAST_SHARE_OF_FLOW = 0.10  # of what happens on a side, by people who live on the other


def border_findings(across: AcrossBorders) -> tuple[Finding, ...]:
    """What crosses a border and is worth an answer, kind BORDER, in the order of sorts and names.

    Sorts: a hot spot, or a gap, across a border; served across a border, where a neighbour's
    activities or a quarter of what reaches a side come from another; turned away at a border, where
    people short live near and it would take nothing from others, or the county's border turns
    them away; offences across a border; and a corridor across borders, where more
    happens than people live and the lower end says so. Without a border there is none of them.
    """
    return tuple(finding for finding, _ in find_across(across))


def border_proposals(across: AcrossBorders) -> pd.DataFrame:
    """PROPOSALS: for each finding a row for each side, with who works there and the gain."""
    rows = [
        row
        for finding, proposal in find_across(across)
        for row in rows_of(finding.identity, finding.sort, proposal)
    ]
    return PROPOSALS.check(pd.DataFrame(rows, columns=list(PROPOSALS.columns)))


def find_across(across: AcrossBorders) -> list[Found]:
    """Each finding with its proposal."""
    return list(
        chain(
            _straddling(across, Sort.HOT_SPOT, across.hotspots),
            _straddling(across, Sort.GAP, across.gaps),
            reach_found(across),
            _flowing(across),
            _along(across),
        )
    )


@dataclass(frozen=True)
class _Side:
    """One side of a place that straddles a border."""

    name: str
    ours: int
    areas: tuple[str, ...]
    rate: float  # of wrong discovery, the smallest of its areas


def _straddling(across: AcrossBorders, sort: Sort, straddles: pd.DataFrame) -> Iterator[Found]:
    for _, place in straddles.groupby("straddle", sort=True):
        sides = [
            _Side(
                str(rows["side"].iloc[0]),
                int(rows["ours"].iloc[0]),
                tuple(rows["area"]),
                float(rows["false_discovery"].min()),
            )
            for _, rows in place.groupby(["side", "ours"], sort=True)
        ]
        if any(side.ours for side in sides):
            yield _straddle(across, sort, place, sides)


def _straddle(across: AcrossBorders, sort: Sort, place: pd.DataFrame, sides: list[_Side]) -> Found:
    asked, names = across.asked, [side.name for side in sides]
    short = [short_in(across.evidence.gaps, side.areas) for side in sides]
    whole = int(place["whole"].max())
    what = "hot spot" if sort is Sort.HOT_SPOT else "gap"
    proposal = Proposal(
        what=f"one plan for {asked.theme_name.lower()}, {asked.ages}, at the border of "
        f"{said_list(names)}, whichever side pays",
        gains=tuple(
            Gain(side.name, people, _short_words(people))
            for side, people in zip(sides, short, strict=True)
        ),
        organisations=tuple(who_works(across, side.name, side.areas) for side in sides),
    )
    reasons = [
        f"{side.name}: {_count(len(side.areas), 'area', 'areas')}; of areas so clear among all "
        f"tested, at most {_percent(side.rate)} are so by chance."
        for side in sides
    ]
    if whole > len(place):
        reasons.append(f"It is the part near the border of a {what} of {whole:,} areas.")
    if sort is Sort.HOT_SPOT and across.evidence.what_values:
        reasons.append(f"What is compared: {across.evidence.what_values}.")
    return make_finding(
        across,
        sort,
        subject=(*sorted(names), str(place["area"].min())),
        title=f"A {what} of {asked.theme_name.lower()} lies across the border of "
        f"{said_list(names)}",
        reasons=reasons,
        goes_away_when=f"No areas beside each other on two sides are in the {what}.",
        proposal=proposal,
        areas=tuple(sorted(place["area"])),
        districts=tuple(sorted(names)),
        people=together(short),
        facts={f"areas in {side.name}": len(side.areas) for side in sides}
        | {
            f"people short in {side.name}": None if people is None else people.middle
            for side, people in zip(sides, short, strict=True)
        },
    )


def _short_words(people: People | None) -> str:
    if people is None:
        return "not known, for no gap is known on that side"
    return f"up to the {say_gain(people).removeprefix('about ')} that are short there"


def _flowing(across: AcrossBorders) -> Iterator[Found]:
    flows = across.flows
    known = flows[(flows["home_side"] != "") & (flows["offence_side"] != "")]
    ours = dict(_ours_by_side(across))
    for row in known.to_dict("records"):
        home, there = str(row["home_side"]), str(row["offence_side"])
        if home == there or not (ours.get(home) or ours.get(there)):
            continue
        if row["shown"] >= LEAST_PEOPLE and row["share_low"] >= LEAST_SHARE_OF_FLOW:
            yield _flow(across, row, home, there)


def _flow(across: AcrossBorders, row: dict[str, Any], home: str, there: str) -> Found:
    shown, hidden = int(row["shown"]), int(row["hidden"])
    share, low, high = row["share"], row["share_low"], row["share_high"]
    reasons = [
        f"{shown:,} incidents in {there} are of people who live in {home}: {say_share(share)} of "
        f"those shown there (90%: {say_share(low)} to {say_share(high)}).",
        f"{_count(hidden, 'count is', 'counts are')} too few to show, and not guessed."
        if hidden
        else "No count between the two is hidden.",
    ]
    proposal = Proposal(
        what=f"a way for {home} and {there} to tell each other of young people who live in one and "
        "are at risk in the other",
        gains=(
            Gain(there, None, f"{say_share(share)} of its incidents shown have a home to go to"),
            Gain(home, None, f"it knows of {shown:,} incidents of its own residents elsewhere"),
        ),
        organisations=(who_works(across, there), who_works(across, home)),
    )
    facts: dict[str, Fact] = {"incidents shown": shown, "counts hidden": hidden}
    return make_finding(
        across,
        Sort.FLOW,
        subject=(home, there),
        title=f"People who live in {home} are in {say_share(share)} of the incidents shown in "
        f"{there}",
        reasons=reasons,
        goes_away_when=f"Less than {say_share(LEAST_SHARE_OF_FLOW)} of what happens in {there} is "
        f"of people who live in {home}.",
        proposal=proposal,
        districts=tuple(sorted((home, there))),
        facts=facts,
    )


def _along(across: AcrossBorders) -> Iterator[Found]:
    """Corridors with more than their share, through two sides or more: for line and stops."""
    ours = dict(_ours_by_side(across))
    for row in across.corridors.to_dict("records"):
        sides = [name for name in str(row["sides"]).split("; ") if name]
        more = row["times_low"] > 1 and len(sides) > 1
        if more and any(ours.get(side) for side in sides):
            yield _corridor(across, row, sides)


def _corridor(across: AcrossBorders, row: dict[str, Any], sides: list[str]) -> Found:
    share, lived = row["share_of_incidents"], row["share_of_people"]
    where = f"{row['what']} of {row['corridor']}" if row["what"] != "the line" else row["corridor"]
    within = say_people(row["within_m"])
    proposal = Proposal(
        what=f"one plan along {row['corridor']} of {said_list(sides)}",
        gains=tuple(
            Gain(side, None, "not known: exposure is told, not who would be reached")
            for side in sides
        ),
        organisations=tuple(who_works(across, side) for side in sides),
    )
    return make_finding(
        across,
        Sort.CORRIDOR,
        subject=(str(row["kind"]), str(row["corridor"]), str(row["what"])),
        title=f"More happens along {where} than people live there",
        reasons=[
            f"Within {within} m of {where}: {say_share(share)} of incidents (90%: "
            f"{say_share(row['share_low'])} to {say_share(row['share_high'])}), "
            f"{say_share(lived)} of people.",
            f"That is {say_rate(row['times'])} times their share ({say_rate(row['times_low'])} to "
            f"{say_rate(row['times_high'])}).",
            "Towns lie along lines: this is exposure, not a cause.",
        ],
        goes_away_when="The share of incidents along it may be that of people.",
        proposal=proposal,
        districts=tuple(sides),
        facts={"share of incidents": round(100 * share), "share of people": round(100 * lived)},
    )


def _ours_by_side(across: AcrossBorders) -> Iterator[tuple[str, int]]:
    """Each side by name, those of the county last, so that they win where names are alike."""
    sides = named_sides(across.sides)[["side", "ours"]].drop_duplicates().sort_values("ours")
    yield from ((str(side), int(ours)) for side, ours in sides.itertuples(index=False))


def _percent(rate: float) -> str:
    return "0.1%" if rate < 0.001 else f"{100 * rate:.2g}%"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
