"""Read every file of a county before anything stored is touched."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.framework import Theme, Vocabulary
from sightline.analysis.gaps import Question
from sightline.analysis.periods import Month
from sightline.errors import Refused
from sightline.evidence.cubes import incident_cube, months_known
from sightline.evidence.store import store_incidents
from sightline.exchange.activities import ActivityRow, read_activities
from sightline.exchange.boundaries import read_boundaries, read_neighbours
from sightline.exchange.deprivation import read_deprivation
from sightline.exchange.partners import PartnerRow, read_partners
from sightline.exchange.police import PoliceFile, read_incidents
from sightline.exchange.population import read_population
from sightline.exchange.postcodes import read_postcodes
from sightline.exchange.problems import Account, Problem, Reading
from sightline.exchange.vocabulary import read_vocabularies, themes
from sightline.service.gaps.actions.county import CountyFiles
from sightline.service.register.queries import with_own_groups

Row = TypeVar("Row")
Passing = Callable[[Iterable[PoliceFile]], Iterable[PoliceFile]]
Step = Callable[[str], None]


@dataclass
class Ledger:
    """What was read of each input: its accounts and its problems."""

    accounts: dict[str, list[Account]] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)

    def take(self, what: str, reading: Reading[Row]) -> Row:
        """Enter a reading, and hand back its rows."""
        self.enter(what, reading.account, reading.problems)
        return reading.rows

    def enter(self, what: str, account: Account, problems: Iterable[Problem]) -> None:
        """Enter one file of an input."""
        self.accounts.setdefault(what, []).append(account)
        self.problems.setdefault(what, []).extend(problems)


@dataclass(frozen=True, eq=False)
class CountyRead:
    """A county as read: every table that will be stored, and where every row went."""

    files: CountyFiles
    question: Question
    geography: Geography
    neighbours: Geography | None
    population: pd.DataFrame
    deprivation: pd.DataFrame | None
    postcodes: Mapping[str, tuple[float, float]]
    cube: pd.DataFrame
    months: tuple[Month, ...]
    activities: tuple[ActivityRow, ...]
    partners: tuple[PartnerRow, ...]
    ledger: Ledger


def read_county(files: CountyFiles, *, today: date, step: Step, passing: Passing) -> CountyRead:
    """Read all of a county, or BadInput or Refused with what is wrong.

    step: told what is being done. passing: hands police files on, perhaps showing how far it is.
    """
    vocabularies = with_own_groups(read_vocabularies())
    question = Question(theme_asked(files.theme, vocabularies), files.ages, files.as_of)
    ledger = Ledger()
    step("Reading boundaries")
    geography = ledger.take("boundaries", read_boundaries(files.boundaries))
    known = frozenset(geography.areas["area"])
    neighbours = None
    if files.neighbours:
        found = read_neighbours(files.neighbours, geography=geography)
        neighbours = ledger.take("neighbours", found)
    step("Reading people, deprivation and postcodes")
    population = ledger.take("population", read_population(files.population, known_areas=known))
    deprivation = None
    if files.deprivation:
        reading = read_deprivation(files.deprivation, known_areas=known)
        deprivation = ledger.take("deprivation", reading)
    postcodes: Mapping[str, tuple[float, float]] = {}
    if files.postcodes:
        postcodes = ledger.take("postcodes", read_postcodes(files.postcodes))
    step("Reading police records")
    cube, months = _count_police(files, question, geography, ledger, passing)
    step("Reading partners and activities")
    return CountyRead(
        files=files,
        question=question,
        geography=geography,
        neighbours=neighbours,
        population=population,
        deprivation=deprivation,
        postcodes=postcodes,
        cube=cube,
        months=months,
        activities=_activities(files, vocabularies, geography, postcodes, today, ledger),
        partners=_partners(files, geography, ledger),
        ledger=ledger,
    )


def theme_asked(name: str, vocabularies: Mapping[str, Vocabulary]) -> Theme:
    """The theme of that code or name; Refused if no police record measures it."""
    theme = themes(vocabularies)[vocabularies["themes"].find(name).term]
    if not theme.police_categories:
        raise Refused(f"{theme.name}: police.uk files cannot tell. {' '.join(theme.cannot_tell)}")
    return theme


def _count_police(
    files: CountyFiles, question: Question, geography: Geography, ledger: Ledger, passing: Passing
) -> tuple[pd.DataFrame, tuple[Month, ...]]:
    """INCIDENTS of every category in the twelve months, and the months that were supplied."""
    names = dict(zip(geography.areas["area"], geography.areas["area_name"], strict=True))
    batches = read_incidents(
        list(files.police),
        months=question.months,
        known_areas=frozenset(names),
        area_names=names,
        vintage=geography.vintage,
    )
    with tempfile.TemporaryDirectory(prefix="sightline-") as scratch:
        folder = Path(scratch)
        store_incidents(_noted(passing(batches), ledger), folder=folder)
        cube = incident_cube(folder, months=question.months)
        return cube, months_known(folder, months=question.months)


def _noted(batches: Iterable[PoliceFile], ledger: Ledger) -> Iterable[PoliceFile]:
    for batch in batches:
        ledger.enter("police", batch.account, batch.problems)
        yield batch


def _activities(
    files: CountyFiles,
    vocabularies: Mapping[str, Vocabulary],
    geography: Geography,
    postcodes: Mapping[str, tuple[float, float]],
    today: date,
    ledger: Ledger,
) -> tuple[ActivityRow, ...]:
    if files.activities is None:
        return ()
    reading = read_activities(
        files.activities,
        vocabularies=vocabularies,
        areas=geography.areas,
        postcodes=postcodes or None,
        today=today,
    )
    return ledger.take("activities", reading)


def _partners(files: CountyFiles, geography: Geography, ledger: Ledger) -> tuple[PartnerRow, ...]:
    if files.partners is None:
        return ()
    return ledger.take("partners", read_partners(files.partners, areas=geography.areas))
