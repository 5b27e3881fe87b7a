"""What find-borders works out and writes: tables, findings, proposals and a report in words."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sightline.analysis.areas import neighbours_by_boundary
from sightline.analysis.borders import (
    AcrossBorders,
    Asked,
    Evidence,
    Ground,
    border_findings,
    border_proposals,
    look_across,
)
from sightline.analysis.findings import Finding
from sightline.analysis.gaps import Assessment, assess_gaps, say_ages
from sightline.analysis.need import ask_need
from sightline.analysis.network import find_pairs, missing_links, network_findings
from sightline.analysis.provision import PARTNER_ROLES, Part, parts_of
from sightline.cli.borders_reading import BordersRead
from sightline.cli.gaps_ahead import table_of_findings
from sightline.cli.outputs import make_manifest, problems_table, write_csv

BY_RATE = "incidents a year per 1,000 people of these ages, steadied"
BY_COUNT = (
    "incidents recorded in each small area, because people beyond the county are not supplied; "
    "small areas are drawn to hold like numbers of people"
)
OLDEST_AGE = 120


@dataclass(frozen=True, eq=False)
class FoundAcross:
    """The answer. missing: MISSING_LINKS. findings: of borders, then of the network."""

    assessment: Assessment
    across: AcrossBorders
    missing: pd.DataFrame
    findings: tuple[Finding, ...]
    cannot_tell: tuple[str, ...]


def look_over(read: BordersRead, *, seed: int) -> FoundAcross:
    """Need, reach and gaps of the county as find-gaps has them, and what crosses its borders."""
    inputs = read.inputs
    question = inputs.question
    assessment = assess_gaps(
        question=question,
        geography=inputs.geography,
        population=inputs.people,
        cube=inputs.cube,
        activities=inputs.activities,
        partners=inputs.partners,
        deprivation=inputs.deprivation,
        months_supplied=inputs.months,
    )
    values, what, unknown = values_of(read, assessment)
    across = look_across(
        ground=Ground(
            geography=read.geography,
            ours=frozenset(inputs.geography.areas["area"]),
            beside=neighbours_by_boundary(read.geography),
            population=read.people,
        ),
        asked=Asked(
            question.theme.theme, question.theme.name, question.ages, question.as_of, seed=seed
        ),
        evidence=Evidence(
            activities=inputs.activities,
            registers=read.registers,
            values=values,
            what_values=what,
            gaps=assessment.gaps if assessment.reported else None,
            events=events_of(read) if read.corridors else None,
            flows=read.flows,
            smallest_shown=read.smallest_shown,
            corridors=read.corridors,
        ),
    )
    parts, missing = _network(read, assessment)
    findings = (*border_findings(across), *network_findings(parts=parts, missing=missing))
    cannot_tell = (*read.cannot_tell, *unknown, *across.cannot_tell, *question.theme.cannot_tell)
    return FoundAcross(assessment, across, missing, findings, cannot_tell)


def values_of(
    read: BordersRead, assessment: Assessment
) -> tuple[pd.DataFrame, str, tuple[str, ...]]:
    """VALUES for hot spots, in words what they are, and what could not be told.

    Where nobody gave the people beyond the county, counts stand in for rates. A district beyond it
    without any incident at all has no police files: that is not supplied, and not none.
    """
    counted = incidents_of(read)
    mine = set(read.inputs.geography.areas["area"])
    districts = read.geography.areas.assign(count=counted.to_numpy())
    silent = districts.groupby("district")["count"].transform("sum") == 0
    left_out = districts.loc[silent & ~districts["area"].isin(mine)]
    unknown: tuple[str, ...] = ()
    if len(left_out):
        names = sorted(set(left_out["district_name"])) or ["some"]
        unknown = (
            f"No police records are given of {len(left_out):,} areas beyond the county "
            f"({', '.join(names[:3])}): hot spots there cannot be told.",
        )
    kept = read.geography.areas.loc[~districts["area"].isin(set(left_out["area"])), "area"]
    lived = set(read.people["area"])
    if set(kept) <= lived:
        question = read.inputs.question
        need = ask_need(
            categories=question.theme.police_categories,
            ages=question.ages,
            months=tuple(assessment.months),
            areas=kept.tolist(),
            population=read.people,
            cube=read.cube[read.cube["area"].isin(set(kept))],
            deprivation=None,
        ).estimate()
        told = need[["area", "need_per_1000"]].rename(columns={"need_per_1000": "value"})
        return told, BY_RATE, unknown
    values = pd.DataFrame({"area": kept, "value": counted.reindex(kept).to_numpy()})
    return values, BY_COUNT, unknown


def incidents_of(read: BordersRead) -> pd.Series:
    """Incidents of the theme by area, in the order of the areas, 0 where none was recorded."""
    counted = read.cube.groupby("area")["incidents"].sum()
    return counted.reindex(read.geography.areas["area"]).fillna(0)


def events_of(read: BordersRead) -> pd.DataFrame:
    """EVENTS_BY_AREA of the areas whose people are known, all ages."""
    people = read.people.groupby("area")["people"].sum()
    counted = incidents_of(read)
    table = pd.DataFrame({"area": counted.index, "incidents": counted.to_numpy()})
    table["people"] = table["area"].map(people)
    return table.dropna(subset=["people"])


def _network(read: BordersRead, assessment: Assessment) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who takes part in what, and who reaches the same people and shares nothing."""
    names = {
        one.reference: {one.organisation, *(_partners(one.partners))}
        for one in read.inputs.activities
    }
    parts = pd.DataFrame(
        [(reference, name) for reference, every in names.items() for name in sorted(every)],
        columns=["activity", "organisation"],
        dtype=object,
    )
    ages = {one.reference: one.ages for one in read.inputs.activities}
    asked = assessment.question
    right = assessment.parts
    right = right.loc[right["right_ages"] == 1, ["activity", "area"]]
    serves = right.merge(parts, on="activity").assign(theme=asked.theme.theme)
    known = [ages[reference] for reference in serves["activity"]]
    serves["age_from"] = [one.from_age if one else 0 for one in known]
    serves["age_to"] = [one.to_age if one else OLDEST_AGE for one in known]
    missing = missing_links(
        serves=serves,
        pairs=find_pairs(parts),
        population=read.inputs.people,
        areas=read.inputs.geography.areas,
    )
    return parts, missing


def _partners(names: tuple[str, ...]) -> list[str]:
    every: tuple[Part, ...] = parts_of(names)
    return [part.name for part in every if part.role in ("", *PARTNER_ROLES)]


def write_borders(out: Path, *, read: BordersRead, found: FoundAcross) -> None:
    """Write every file whole, then put each in its place."""
    out.mkdir(parents=True, exist_ok=True)
    across = found.across
    tables = {
        "straddles.csv": pd.concat(
            [across.hotspots.assign(what="hot spot"), across.gaps.assign(what="gap")]
        ),
        "crossings.csv": across.crossings,
        "crossing_areas.csv": across.crossing,
        "turned_away.csv": across.turned_away,
        "turned_away_areas.csv": across.away,
        "told_by_neighbours.csv": across.told,
        "flows.csv": across.flows,
        "corridors.csv": across.corridors,
        "missing_links.csv": found.missing,
        "proposals.csv": border_proposals(across),
        "findings.csv": table_of_findings(found.findings),
        "problems.csv": problems_table(read.inputs.ledger),
    }
    writers: dict[str, Callable[[Path], object]] = {
        name: lambda path, table=table: write_csv(path, table)  # type: ignore[misc]
        for name, table in tables.items()
    }
    writers["report.md"] = lambda path: path.write_text(report(read, found), encoding="utf-8")
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as folder:
        made = Path(folder)
        for name, write in writers.items():
            write(made / name)
        text = json.dumps(_manifest(read, found, made), indent=2, ensure_ascii=False) + "\n"
        (made / "manifest.json").write_text(text, encoding="utf-8")
        for name in (*writers, "manifest.json"):
            (made / name).replace(out / name)


def _manifest(read: BordersRead, found: FoundAcross, made: Path) -> dict[str, object]:
    outputs = {path.name: path for path in sorted(made.iterdir())}
    manifest = make_manifest(read.inputs, found.assessment, outputs=outputs)
    return manifest | {
        "cannot_tell": list(found.cannot_tell),
        "neighbours": [
            {
                "name": one.name,
                "source": one.source,
                "told_on": one.told_on.isoformat(),
                "fresh": one.is_fresh(found.across.asked.as_of),
                "trouble": one.trouble,
                "activities": len(one.activities),
            }
            for one in read.registers
        ],
        "seed": found.across.asked.seed,
        "hot_spots_compare": found.across.evidence.what_values,
        "outputs": {
            name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in outputs.items()
        },
    }


def report(read: BordersRead, found: FoundAcross) -> str:
    """The findings in words, each with its reasons; then neighbours, and what cannot be told."""
    question = read.inputs.question
    lines = [
        f"# Across borders: {question.theme.name}, {say_ages(question.ages)}, "
        f"{question.as_of.words}",
        "",
    ]
    if read.inputs.geography.vintage == "fictional":
        lines += ["Everything here is fictional.", ""]
    if not found.findings:
        lines += ["Nothing was found across a border. What could not be told is below.", ""]
    for one in found.findings:
        lines += [f"## {one.title}", "", f"*{one.sort.capitalize()}*", ""]
        lines += [*(f"- {reason}" for reason in one.reasons), ""]
        lines += [f"It goes away when: {one.goes_away_when}", ""]
    lines += ["## Neighbours' registers", ""]
    lines += [
        f"- {one.name}: {len(one.activities):,} activities, as of {one.told_on.isoformat()}, from "
        f"{one.source}. {one.trouble}".rstrip()
        for one in read.registers
    ] or ["None was given."]
    lines += ["", "## What cannot be told", "", *(f"- {words}" for words in found.cannot_tell)]
    return "\n".join(lines).rstrip() + "\n"
