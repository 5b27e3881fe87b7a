"""What estimate-need reads: areas, people, neighbours, deprivation, and counted records."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sightline.analysis.areas import Geography, Level, neighbours_by_boundary, split_ages
from sightline.analysis.framework import AgeRange, Theme, Vocabulary
from sightline.analysis.need import refuse_ages_not_told
from sightline.analysis.periods import Month, months_to
from sightline.cli.engines import opened_engine
from sightline.cli.inputs import Ledger
from sightline.cli.progress import say, shown
from sightline.errors import BadInput, NotFound, Refused
from sightline.evidence.grids import MonthlyGrid, monthly_grid
from sightline.evidence.manifest import FILE, Manifest, read_manifest
from sightline.evidence.store import store_incidents
from sightline.exchange.area_tables import frame_of
from sightline.exchange.boundaries import read_boundaries
from sightline.exchange.deprivation import read_deprivation
from sightline.exchange.files import read_cells, sha256_of
from sightline.exchange.geography import LookUp, read_links
from sightline.exchange.police import PoliceFile, read_incidents
from sightline.exchange.population import read_population
from sightline.exchange.problems import Account
from sightline.exchange.vocabulary import read_vocabularies, themes

MOST_MONTHS = 60  # of history, for trends and the outlook
USUAL_AGES = "10-24"
ALL, DISTRICT = "all", "district"
BORDERS, NOBODY = "borders", "none"


@dataclass(frozen=True)
class NeedQuestion:
    """What is asked. compare: all, district, or the name of a published rate (rate_per_1000)."""

    themes: tuple[Theme, ...]
    not_measured: tuple[Theme, ...]
    ages: tuple[AgeRange, ...]
    as_of: Month
    compare: str
    rate_per_1000: float | None
    seed: int

    @property
    def months(self) -> tuple[Month, ...]:
        """The twelve months that rates are of."""
        return months_to(self.as_of, how_many=12)


@dataclass(frozen=True, eq=False)
class NeedInputs:
    """What was read. areas: area, area_name, district, district_name, sorted by area.

    people: PEOPLE_OF_AGES. pairs: PAIRS_OF_NEIGHBOURS or None. deprivation: DEPRIVATION or None.
    records: every file that was counted, as the store knows it.
    """

    question: NeedQuestion
    areas: pd.DataFrame
    vintage: str
    people: pd.DataFrame
    pairs: pd.DataFrame | None
    deprivation: pd.DataFrame | None
    grid: MonthlyGrid
    records: Manifest
    reviewed: Mapping[str, str]
    ledger: Ledger


def read_need_inputs(given: argparse.Namespace) -> NeedInputs:
    """Read every file; any that cannot be used stops the journey before anything is written."""
    _check_words(given)
    vocabularies = read_vocabularies(given.vocabulary)
    question = ask_need_of(given, vocabularies)
    ledger = Ledger()
    say("Reading areas and people")
    geography, areas = _read_areas(given, ledger)
    known = frozenset(areas["area"])
    reading = read_population(given.population, known_areas=known)
    population = ledger.take("population", given.population, reading)
    for ages in question.ages:
        refuse_ages_not_told(population, ages)
    deprivation = None
    if given.deprivation:
        found = read_deprivation(given.deprivation, known_areas=known)
        ranked = ledger.take("deprivation", given.deprivation, found)
        rank = -pd.to_numeric(ranked["deprivation_rank"])  # 1 is most deprived
        deprivation = ranked[["area"]].assign(deprivation=rank)
    pairs = _read_pairs(given, geography, known, ledger)
    say("Counting records")
    grid, records = _count(given, areas, geography, question, ledger)
    return NeedInputs(
        question=question,
        areas=areas,
        vintage="" if geography is None else geography.vintage,
        people=split_ages(population=population, ages=question.ages),
        pairs=pairs,
        deprivation=deprivation,
        grid=grid,
        records=records,
        reviewed={name: one.reviewed_on.isoformat() for name, one in vocabularies.items()},
        ledger=ledger,
    )


def ask_need_of(given: argparse.Namespace, vocabularies: Mapping[str, Vocabulary]) -> NeedQuestion:
    """The question in the words of the command line."""
    known = themes(vocabularies)
    chosen = tuple(known.values())
    if given.theme != ALL:
        chosen = (known[vocabularies["themes"].find(given.theme).term],)
    measured = tuple(theme for theme in chosen if theme.police_categories)
    if not measured:
        raise Refused(
            f"--theme {given.theme}: police.uk files cannot tell. {' '.join(chosen[0].cannot_tell)}"
        )
    compare, rate = _comparison(given.compare)
    return NeedQuestion(
        themes=measured,
        not_measured=tuple(theme for theme in chosen if not theme.police_categories),
        ages=tuple(sorted({AgeRange.parse(ages) for ages in given.ages or [USUAL_AGES]})),
        as_of=Month.parse(given.as_of),
        compare=compare,
        rate_per_1000=rate,
        seed=given.seed,
    )


def _comparison(words: str) -> tuple[str, float | None]:
    if words in (ALL, DISTRICT):
        return words, None
    name, equals, number = words.rpartition("=")
    try:
        rate = float(number)
    except ValueError:
        rate = float("nan")
    if not (equals and name.strip() and 0 < rate < float("inf")):
        raise BadInput(
            f"--compare: found {words!r}, wanted all, district, or a name and a rate a year per "
            "1,000 people above 0, such as England=33.1."
        )
    return name.strip(), rate


def _check_words(given: argparse.Namespace) -> None:
    if bool(given.store) == bool(given.police):
        raise BadInput(
            f"--store, --police: found {'both' if given.store else 'neither'}, wanted one of them: "
            "a store that `sightline evidence load` has made, or police.uk files."
        )
    if not given.boundaries and not given.look_up:
        raise BadInput(
            "--boundaries, --look-up: found neither, wanted outlines of the areas, or a look-up of "
            "areas to districts."
        )
    if given.police and not given.boundaries:
        raise BadInput(
            "--police: found it without --boundaries, wanted the outlines that say which areas "
            "count. Give them, or load the files with `sightline evidence load` and name --store."
        )
    if given.store and not (given.store / FILE).exists():
        raise NotFound(
            f"{given.store.name}: found no store there, wanted a folder that `sightline evidence "
            "load` has made. Name that folder."
        )


def _read_areas(given: argparse.Namespace, ledger: Ledger) -> tuple[Geography | None, pd.DataFrame]:
    """The outlines if there are any, and the areas with their districts."""
    geography, known, areas = None, None, pd.DataFrame()
    columns = ["area", "area_name", "district", "district_name"]
    if given.boundaries:
        geography = ledger.take("boundaries", given.boundaries, read_boundaries(given.boundaries))
        areas = geography.areas
        known = frozenset(areas["area"])
    if not given.look_up:
        return geography, areas[columns].reset_index(drop=True)
    found = ledger.take("look-up", given.look_up, read_links(given.look_up, known_areas=known))
    areas = _with_districts(found, file=given.look_up.name)
    if geography is not None:
        named = geography.areas[["area", "area_name"]]
        areas = named.merge(areas.drop(columns="area_name"), on="area", how="left").fillna("")
    return geography, areas[columns].sort_values("area", ignore_index=True)


def _with_districts(found: LookUp, *, file: str) -> pd.DataFrame:
    """Each area of a look-up and its district; BadInput if one is in several."""
    links = found.links[found.links["parent_level"] == Level.DISTRICT.value]
    if links.empty:
        raise BadInput(
            f"{file}: found no column of districts, wanted one beside the areas, such as LAD24CD. "
            "Add it, or use the look-up that has it."
        )
    if links["area"].duplicated().any():
        first = links.loc[links["area"].duplicated(), "area"].iloc[0]
        raise BadInput(
            f"{file}: found {first} in several districts, wanted one of each area. Remove the row "
            "that is wrong."
        )
    return pd.DataFrame(
        {
            "area": links["area"].to_numpy(),
            "area_name": [found.names.get(code, code) for code in links["area"]],
            "district": links["parent"].to_numpy(),
            "district_name": [found.names.get(code, code) for code in links["parent"]],
        }
    )


def _read_pairs(
    given: argparse.Namespace,
    geography: Geography | None,
    known: frozenset[str],
    ledger: Ledger,
) -> pd.DataFrame | None:
    """Pairs of neighbours, or None where none are told or wanted."""
    if given.neighbours == NOBODY:
        return None
    if given.neighbours == BORDERS:
        if geography is None:
            return None
        say("Finding neighbours")
        return neighbours_by_boundary(geography)[["area", "neighbour"]]
    path = Path(given.neighbours)
    cells = read_cells(path)
    if not {"area", "neighbour"} <= set(cells.headings):
        raise BadInput(
            f"{path.name}: found the headings {', '.join(cells.headings)}, wanted area and "
            "neighbour, or --neighbours borders or none."
        )
    told = frame_of(cells)[["area", "neighbour"]].apply(lambda column: column.str.strip())
    inside = told["area"].isin(known) & told["neighbour"].isin(known)
    pairs = told[inside].drop_duplicates(ignore_index=True)
    aside = len(told) - len(pairs)
    reasons = {"of areas not asked about, or told twice": aside} if aside else {}
    account = Account(
        name=path.name, sha256=sha256_of(path), rows_in=len(told), accepted=len(pairs),
        rejected=0, set_aside=aside, reasons=reasons,
    )  # fmt: skip
    ledger.enter("neighbours", path, account, ())
    return pairs


def _count(
    given: argparse.Namespace,
    areas: pd.DataFrame,
    geography: Geography | None,
    question: NeedQuestion,
    ledger: Ledger,
) -> tuple[MonthlyGrid, Manifest]:
    """The counts of every area and month, and the store's account of where they are from."""
    with tempfile.TemporaryDirectory(prefix="sightline-") as scratch:
        folder = given.store or Path(scratch)
        if given.police and geography is not None:
            files = read_incidents(
                given.police,
                months=months_to(question.as_of, how_many=MOST_MONTHS),
                known_areas=frozenset(areas["area"]),
                area_names=dict(zip(areas["area"], areas["area_name"], strict=True)),
                vintage=geography.vintage,
            )
            passing = shown(files, doing="Reading police files")
            store_incidents(_entered(passing, ledger), folder=folder)
        manifest = read_manifest(folder)
        with opened_engine(given) as engine:
            grid = monthly_grid(
                folder,
                areas=areas["area"].tolist(),
                last=question.as_of,
                most_months=MOST_MONTHS,
                alike=areas["district"].tolist(),
                vintage=given.vintage or _vintage(manifest, geography),
                engine=engine,
            )
    return grid, manifest


def _entered(files: Iterator[PoliceFile], ledger: Ledger) -> Iterator[PoliceFile]:
    for file in files:
        ledger.enter("police", Path(file.name), file.account, file.problems)
        yield file


def _vintage(manifest: Manifest, geography: Geography | None) -> str | None:
    """Of a store with codes of several years, those of the outlines."""
    years = {entry.vintage for entry in manifest.entries}
    if len(years) > 1 and geography is not None and geography.vintage in years:
        return geography.vintage
    return None
