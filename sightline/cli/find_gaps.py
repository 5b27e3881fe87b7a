"""From files alone to a gap report: read, count, estimate, compare, write."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sightline.analysis.areas import Geography, areas_of
from sightline.analysis.framework import AgeRange
from sightline.analysis.gaps import Assessment, Question, ReachPolicy, TargetRule, assess_gaps
from sightline.analysis.periods import Month
from sightline.analysis.provision import Activity
from sightline.cli.outputs import write_outputs
from sightline.cli.progress import say, shown
from sightline.errors import BadInput
from sightline.evidence.cubes import incident_cube, months_stored, store_incidents
from sightline.exchange import (
    activities,
    boundaries,
    deprivation,
    partners,
    police,
    population,
    postcodes,
    vocabulary,
)
from sightline.exchange.problems import Account, Problem

RULES = {"proportional": TargetRule.PROPORTIONAL, "equal": TargetRule.EQUAL}


@dataclass
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
    reviewed: dict[str, str]  # when each vocabulary was reviewed
    accounts: list[tuple[str, Path, Account]]  # what it is, where it was, where its rows went
    problems: list[Problem]


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
    write_outputs(out, inputs=inputs, assessment=assessment)
    print(summary(inputs, assessment, out))
