"""From files alone to a gap report: read, count, estimate, compare, write."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.framework import AgeRange, Vocabulary
from sightline.analysis.gaps import (
    Assessment,
    Question,
    ReachPolicy,
    TargetRule,
    assess_gaps,
    count_short,
)
from sightline.analysis.periods import Month, say_months
from sightline.analysis.provision import MONTHS_AHEAD, Activity
from sightline.cli.gaps_ahead import LookedAhead, counted_findings, look_ahead
from sightline.cli.inputs import Ledger, area_names, read_register
from sightline.cli.outputs import write_outputs
from sightline.cli.progress import say, shown
from sightline.errors import BadInput, Refused
from sightline.evidence.cubes import (
    incident_cube,
    missing_months,
    months_known,
)
from sightline.evidence.store import store_incidents
from sightline.exchange.boundaries import read_boundaries
from sightline.exchange.deprivation import read_deprivation
from sightline.exchange.police import PoliceFile, read_incidents
from sightline.exchange.population import read_population
from sightline.exchange.problems import Problem, Weight
from sightline.exchange.vocabulary import read_vocabularies, themes

RULES = {"proportional": TargetRule.PROPORTIONAL, "equal": TargetRule.EQUAL}


@dataclass(frozen=True)
class Inputs:
    """What was read, and the account of every row of it."""

    question: Question
    geography: Geography
    people: pd.DataFrame
    cube: pd.DataFrame
    months: tuple[Month, ...]
    activities: tuple[Activity, ...]
    partners: pd.DataFrame
    deprivation: pd.DataFrame | None
    reviewed: Mapping[str, str]  # when each vocabulary was reviewed
    ledger: Ledger


def find_gaps_from_files(given: argparse.Namespace) -> None:
    """Do the whole journey, and print where the answer is."""
    out: Path = given.out
    if out.exists() and not out.is_dir():
        raise BadInput(f"--out: found a file called {out.name}, wanted a folder. Name another.")
    inputs = read_inputs(given)
    say("Working out need, reach and gaps")
    assessment = assess_gaps(
        question=inputs.question,
        geography=inputs.geography,
        population=inputs.people,
        cube=inputs.cube,
        activities=inputs.activities,
        partners=inputs.partners,
        deprivation=inputs.deprivation,
        months_supplied=inputs.months,
    )
    say("Looking ahead")
    found = look_ahead(inputs, assessment)
    write_outputs(out, inputs=inputs, assessment=assessment, found=found)
    print(summary(inputs, assessment, found, out))


def ask(given: argparse.Namespace, vocabularies: Mapping[str, Vocabulary]) -> Question:
    """The question in the words of the command line."""
    term = vocabularies["themes"].find(given.theme)
    theme = themes(vocabularies)[term.term]
    if not theme.police_categories:
        raise Refused(
            f"--theme {given.theme}: police.uk files cannot tell. {' '.join(theme.cannot_tell)}"
        )
    policy = ReachPolicy(target_share=given.target_share, rule=RULES[given.target_rule])
    ages, as_of = AgeRange.parse(given.ages), Month.parse(given.as_of)
    return Question(theme=theme, ages=ages, as_of=as_of, policy=policy)


def read_inputs(given: argparse.Namespace) -> Inputs:
    """Read every file; any that cannot be used stops the journey before anything is written."""
    vocabularies = read_vocabularies(given.vocabulary)
    question = ask(given, vocabularies)
    ledger = Ledger()
    geography = ledger.take("boundaries", given.boundaries, read_boundaries(given.boundaries))
    known = frozenset(geography.areas["area"])
    people = ledger.take(
        "population", given.population, read_population(given.population, known_areas=known)
    )
    deprivation = None
    if given.deprivation:
        reading = read_deprivation(given.deprivation, known_areas=known)
        deprivation = ledger.take("deprivation", given.deprivation, reading)
    cube, months = count_police(given.police, question, geography, ledger)
    activities, partners = read_register(given, vocabularies, geography, question, ledger)
    return Inputs(
        question=question,
        geography=geography,
        people=people,
        cube=cube,
        months=months,
        activities=activities,
        partners=partners,
        deprivation=deprivation,
        reviewed={
            name: vocabulary.reviewed_on.isoformat() for name, vocabulary in vocabularies.items()
        },
        ledger=ledger,
    )


def count_police(
    paths: list[Path], question: Question, geography: Geography, ledger: Ledger
) -> tuple[pd.DataFrame, tuple[Month, ...]]:
    """The cube of incidents, and the months of the twelve that are known."""
    files = read_incidents(
        paths,
        months=question.months,
        known_areas=frozenset(geography.areas["area"]),
        area_names=area_names(geography),
        vintage=geography.vintage,
    )
    with tempfile.TemporaryDirectory(prefix="sightline-") as scratch:
        folder = Path(scratch)
        passing = _noted(shown(files, doing="Reading police files"), ledger)
        store_incidents(passing, folder=folder)
        cube = incident_cube(
            folder, months=question.months, categories=question.theme.police_categories
        )
        months = months_known(folder, months=question.months)
        _note_missing_months(missing_months(folder, months=question.months), ledger)
    return cube, months


def _noted(files: Iterator[PoliceFile], ledger: Ledger) -> Iterator[PoliceFile]:
    for file in files:
        ledger.enter("police", Path(file.name), file.account, file.problems)
        yield file


def _note_missing_months(missing: Mapping[str, tuple[Month, ...]], ledger: Ledger) -> None:
    for force, months in missing.items():
        ledger.problems.append(
            Problem(
                where=f"police files of {force}",
                found=f"no file for {', '.join(map(str, months))}",
                wanted="a file for each of the twelve months",
                remedy="Give the missing files. Until then those months are not supplied, "
                "which is not the same as no crime.",
                weight=Weight.NOTE,
                rows=0,
            )
        )


def summary(inputs: Inputs, assessment: Assessment, found: LookedAhead, out: Path) -> str:
    """What was found, in a few lines."""
    accounts = [entry.account for entry in inputs.ledger.entries if entry.what == "police"]
    rows_in, accepted, rejected, aside = (
        sum(getattr(account, part) for account in accounts)
        for part in ("rows_in", "accepted", "rejected", "set_aside")
    )
    short = count_short(assessment.gaps)
    counted = (
        f"{short.areas:,} of {len(assessment.gaps):,} areas have a shortfall "
        f"(between {short.fewest:,} and {short.most:,})"
        if assessment.reported
        else f"{len(assessment.gaps):,} areas; nobody has reported, so no gap is claimed"
    )
    months = say_months(assessment.months, to=inputs.question.as_of)
    return "\n".join(
        [
            f"{counted}, {months}; policy: {inputs.question.policy.words}.",
            f"Found for the {MONTHS_AHEAD} months after: {counted_findings(found.findings)}.",
            f"Police rows: {rows_in:,} in = {accepted:,} accepted + {rejected:,} rejected + "
            f"{aside:,} set aside.",
            f"{len(inputs.ledger.problems):,} problems are listed in {out / 'problems.csv'}.",
            *(f"Cannot tell: {line}" for line in inputs.question.theme.cannot_tell),
            f"Everything is in {out}.",
        ]
    )
