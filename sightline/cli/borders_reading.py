"""What find-borders reads beyond what find-gaps does, each entered in the same ledger."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.borders import Corridor, NeighbourRegister
from sightline.analysis.framework import Vocabulary
from sightline.analysis.provision import Activity
from sightline.cli.evidence_fetch import surroundings
from sightline.cli.find_gaps import Inputs, count_police, read_inputs
from sightline.cli.inputs import Ledger, told_apart
from sightline.errors import BadInput, SightlineError
from sightline.evidence.fetch import Client
from sightline.evidence.neighbour_copies import bring_feed, bring_file, keep_copy
from sightline.exchange.activities import read_activities
from sightline.exchange.boundaries import read_neighbours
from sightline.exchange.corridors import read_corridors
from sightline.exchange.directories import read_directory
from sightline.exchange.flows import read_flows
from sightline.exchange.population import read_population
from sightline.exchange.postcodes import read_postcodes
from sightline.exchange.problems import Reading
from sightline.exchange.vocabulary import read_vocabularies

_FEED = ("https://", "http://")


@dataclass(frozen=True, eq=False)
class BordersRead:
    """Everything that was read. geography: the county's areas and those around it.

    people: POPULATION of as many of them as are known. cube: INCIDENTS of all of them.
    """

    inputs: Inputs
    geography: Geography
    people: pd.DataFrame
    cube: pd.DataFrame
    registers: tuple[NeighbourRegister, ...]
    corridors: tuple[Corridor, ...]
    flows: pd.DataFrame | None
    smallest_shown: int | None
    cannot_tell: tuple[str, ...]


def read_borders(given: argparse.Namespace) -> BordersRead:
    """Read every file; a neighbour without a register that can be read is said, and left out."""
    _check(given)
    inputs = read_inputs(given)
    ledger, geography, people, cube = inputs.ledger, inputs.geography, inputs.people, inputs.cube
    if given.around:
        around = ledger.take(
            "around", given.around, read_neighbours(given.around, geography=geography)
        )
        geography = joined(geography, around)
        # Its own account: the rows of the county are in the ledger already.
        cube, _ = count_police(given.police, inputs.question, geography, Ledger())
        people = _people_around(given, around, people, ledger)
    cannot_tell: list[str] = []
    registers = _registers(given, inputs, geography, cannot_tell)
    corridors, flows = _lines(given, ledger)
    return BordersRead(
        inputs, geography, people, cube, registers, corridors, flows, given.smallest_shown,
        tuple(cannot_tell),
    )  # fmt: skip


def _check(given: argparse.Namespace) -> None:
    """BadInput, before anything is read, for words that cannot be meant."""
    if given.around_population and not given.around:
        raise BadInput(
            "--around-population: found people and no outlines, wanted --around too. Give both."
        )
    for name, source in _named(given.neighbour):
        if source.startswith(_FEED) and not given.keep:
            raise BadInput(
                f"--neighbour {name}: found an address, wanted a folder for copies too, so that "
                "the last good one is there when it is down. Say --keep DIR."
            )
        if not (source.startswith(_FEED) or given.keep or Path(source).is_file()):
            raise BadInput(f"--neighbour {name}: found no file {source}, wanted a register.")
    if given.smallest_shown is not None and given.smallest_shown < 1:
        raise BadInput(
            f"--smallest-shown: found {given.smallest_shown}, wanted 1 or more, such as 5."
        )


def _lines(
    given: argparse.Namespace, ledger: Ledger
) -> tuple[tuple[Corridor, ...], pd.DataFrame | None]:
    corridors: tuple[Corridor, ...] = ()
    flows = None
    if given.lines:
        corridors = ledger.take("lines", given.lines, read_corridors(given.lines))
    if given.flows:
        flows = ledger.take("flows", given.flows, read_flows(given.flows))
    return corridors, flows


def joined(one: Geography, other: Geography) -> Geography:
    """Both together, by area."""
    areas = pd.concat([one.areas, other.areas], ignore_index=True)
    order = np.argsort(areas["area"].to_numpy(dtype=str), kind="stable")
    shapes = np.concatenate([one.shapes, other.shapes])
    return Geography(areas.iloc[order].reset_index(drop=True), shapes[order], one.vintage)


def _people_around(
    given: argparse.Namespace, around: Geography, people: pd.DataFrame, ledger: Ledger
) -> pd.DataFrame:
    if not given.around_population:
        return people
    known = frozenset(around.areas["area"])
    reading = read_population(given.around_population, known_areas=known)
    more = ledger.take("population around", given.around_population, reading)
    return pd.concat([people, more], ignore_index=True)


def _registers(
    given: argparse.Namespace, inputs: Inputs, geography: Geography, cannot_tell: list[str]
) -> tuple[NeighbourRegister, ...]:
    vocabularies = read_vocabularies(given.vocabulary)
    postcodes = read_postcodes(given.postcodes).rows if given.postcodes else {}
    today = datetime.now().astimezone().date()

    def read(path: Path) -> Reading[tuple[Activity, ...]]:
        latest = max(today, inputs.question.as_of.last_day)
        return _read(path, vocabularies, geography.areas, postcodes, latest)

    found = []
    for name, source in _named(given.neighbour):
        try:
            if given.keep:
                found.append(_kept(given, name, source, today, read, inputs.ledger))
            else:
                found.append(_in_place(name, source, read, inputs.ledger))
        except SightlineError as trouble:
            if not source.startswith(_FEED):
                raise  # a file of one's own can be mended now
            cannot_tell.append(f"What {name} does is not known: {trouble}")
    return tuple(found)


def _named(pairs: Sequence[str]) -> list[tuple[str, str]]:
    """NAME=FILE, each name once."""
    found = []
    for text in pairs:
        name, equals, source = text.partition("=")
        if not (name.strip() and equals and source.strip()):
            raise BadInput(
                f"--neighbour: found {text!r}, wanted NAME=FILE, such as Sagashire=s.csv."
            )
        found.append((name.strip(), source.strip()))
    names = [name for name, _ in found]
    if len(set(names)) < len(names):
        raise BadInput("--neighbour: found a name twice, wanted each neighbour once.")
    return found


def _read(
    path: Path,
    vocabularies: Mapping[str, Vocabulary],
    areas: pd.DataFrame,
    postcodes: Mapping[str, tuple[float, float]],
    today: date,
) -> Reading[tuple[Activity, ...]]:
    """A register in any form that is known, by how the name of the file ends."""
    if path.suffix.casefold() == ".json":
        reading = read_directory(path, vocabularies=vocabularies, areas=areas)
        return Reading(told_apart(reading.rows), reading.problems, reading.account)
    sheet = read_activities(
        path, vocabularies=vocabularies, areas=areas, postcodes=postcodes, today=today
    )
    activities = told_apart(row.activity for row in sheet.rows)
    return Reading(activities, sheet.problems, sheet.account)


ReadRegister = Callable[[Path], Reading[tuple[Activity, ...]]]


def _in_place(name: str, source: str, read: ReadRegister, ledger: Ledger) -> NeighbourRegister:
    """A file that is read where it is; its day is that of its last change."""
    path = Path(source)
    activities = ledger.take(f"neighbour {name}", path, read(path))
    told_on = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
    return NeighbourRegister(name, activities, path.name, told_on)


def _kept(
    given: argparse.Namespace,
    name: str,
    source: str,
    today: date,
    read: ReadRegister,
    ledger: Ledger,
) -> NeighbourRegister:
    """The newest good copy of a file or feed."""
    if source.startswith(_FEED):
        bring = bring_feed(Client(surroundings([]), base=given.base), source)
    else:
        bring = bring_file(Path(source))
    copy = keep_copy(given.keep, name=name, source=source, today=today, bring=bring, check=read)
    path = copy.path(given.keep)
    activities = ledger.take(f"neighbour {name}", path, read(path))
    told_on = date.fromisoformat(copy.told_on)
    return NeighbourRegister(name, activities, copy.source, told_on, copy.trouble)
