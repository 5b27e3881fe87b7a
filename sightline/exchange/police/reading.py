"""Read street files one at a time: an account of every row, and the incidents that count."""

from __future__ import annotations

import tempfile
import threading
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.exchange.files import decode
from sightline.exchange.police.clean import Counted, count_whole, load_whole, read_plain
from sightline.exchange.police.editions import Edition, find_vintage
from sightline.exchange.police.fates import (
    CATEGORIES,
    MOST_OF_ANOTHER_YEAR,
    NO_LOCATION,
    REASONS,
    SUPERSEDED,
    Known,
    accepted_incidents,
    judge_records,
)
from sightline.exchange.police.findings import (
    account_for,
    another_year_share,
    count_fates,
    find_notes,
    find_problems,
    set_aside,
    superseded,
)
from sightline.exchange.police.looking import Looked
from sightline.exchange.police.records import HEADINGS, Misshapen, load_records, split_records
from sightline.exchange.police.sources import STREET, Source, list_sources
from sightline.exchange.problems import Account, Problem

# One file is a few MB; a month of the largest force is about 25 MB. One thread keeps the order of
# rows, and a few files are read at a time where that is quicker.
ENGINE = {"threads": "1", "memory_limit": "300MB", "autoinstall_known_extensions": "false"}
# Of how rows are read and judged: another number makes stores read everything again.
METHOD = 1


@dataclass(frozen=True)
class PoliceFile:
    """One street file: a month of one force, with the incidents that count and what became of all.

    incidents: area, month, category, force, crime_id, longitude and latitude (degrees), location,
    outcome, row (its number in the file, headings being row 1); or area and category alone.
    """

    name: str  # without folders, but with the zip it came in
    force: str
    month: Month
    sha256: str
    vintage: str  # of the area codes, "" if unknown
    incidents: pa.Table
    account: Account
    problems: tuple[Problem, ...]
    release: str = ""  # the month it was released, such as 2026-01, "" if unknown
    reading: str = ""  # how it was read
    source: str = STREET
    categories: tuple[str, ...] = CATEGORIES


@dataclass(frozen=True)
class Rules:
    """How files are read. editions: look-ups that tell the year of a file's area codes, or none and
    then `vintage` is the year. detail: keep everything of a row, or only what counting needs."""

    known: Known
    vintage: str = ""
    editions: tuple[Edition, ...] = ()
    detail: bool = True

    @property
    def words(self) -> str:
        """What makes a difference to what is kept of a file."""
        kept = "detail" if self.detail else "counts"
        years = "+".join(f"{edition.vintage}:{len(edition.areas)}" for edition in self.editions)
        return f"{METHOD} {kept} {years or self.vintage}".strip()


def read_incidents(
    paths: Sequence[Path],
    *,
    months: Collection[Month] | None = None,
    known_areas: Collection[str],
    area_names: Mapping[str, str],
    vintage: str,
) -> Iterator[PoliceFile]:
    """The street files in folders, zips and files, one at a time, so that one is in memory.

    paths: in order of trust: where a force and month is given twice, the last one named is used and
    the rows of the others are set aside. months: those to read, or None for all. known_areas: the
    area codes that count; rows elsewhere are set aside. area_names: code to a name that starts with
    its district, such as "Basildon 001A". vintage: the year of those codes.

    BadInput if a file cannot be read as published, or, after the last file, if any has area codes
    of another year: keep nothing until the last file has been read.
    """
    sources, notes = list_sources(paths, months)
    rules = Rules(Known.of(known_areas, area_names), vintage)
    return _read_all(sources, notes, rules)


def _read_all(
    sources: Sequence[Source], notes: tuple[Problem, ...], rules: Rules
) -> Iterator[PoliceFile]:
    winners = {(source.force, source.month): source.name for source in sources if source.used}
    of_another_year: dict[str, float] = {}
    with StreetReader(rules) as reader:
        for source in sources:
            if source.used:
                file, share = reading_of(reader, source, notes).judge()
                if share > MOST_OF_ANOTHER_YEAR:
                    of_another_year[source.name] = share
                yield file
            else:
                by = winners[source.force, source.month]
                yield reading_of(reader, source, notes).set_aside(by=by)
            notes = ()  # told once, with the first file
    if of_another_year:
        raise _another_year(of_another_year, rules.vintage)


class StreetReader:
    """Reads files by the same rules, from any thread; to be closed by `with`."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._own = threading.local()
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._archives: dict[Path, zipfile.ZipFile] = {}

    def __enter__(self) -> StreetReader:
        self._scratch = Path(
            self._stack.enter_context(tempfile.TemporaryDirectory(prefix="sightline-"))
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stack.close()

    def read(self, source: Source) -> PoliceFile:
        """One file; BadInput if it cannot be read as published."""
        file, _ = reading_of(self, source, ()).judge()
        return file

    def open(self, source: Source) -> Looked:
        """Its bytes and their SHA-256."""
        with self._lock:
            if source.member is not None and source.path not in self._archives:
                archive = zipfile.ZipFile(source.path)
                self._archives[source.path] = self._stack.enter_context(archive)
        return source.read(self._archives)

    @property
    def scratch(self) -> Path:
        """A file of this thread's own."""
        return self._scratch / f"records-{threading.get_ident()}.csv"

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A database of this thread's own, that knows the areas."""
        if not hasattr(self._own, "connection"):
            spilt = str(self._scratch / f"spilt-{threading.get_ident()}")
            connection = duckdb.connect(config={**ENGINE, "temp_directory": spilt})
            self.rules.known.register(connection)
            with self._lock:
                self._stack.callback(connection.close)
            self._own.connection = connection
        return self._own.connection


def reading_of(reader: StreetReader, source: Source, notes: tuple[Problem, ...]) -> _Reading:
    """The reading of one file, its bytes in memory. notes: told with it."""
    return _Reading(reader, source, notes, reader.open(source))


@dataclass(frozen=True)
class _Reading:
    reader: StreetReader
    source: Source
    notes: tuple[Problem, ...]
    looked: Looked

    def judge(self) -> tuple[PoliceFile, float]:
        """The file with the fate of every row, and its share of rows of another year's areas."""
        if (counted := self._count()) is not None:
            return self._of_counted(counted), 0.0
        name, connection = self.source.name, self.reader.connection
        rows_in, misshapen, notes = self._load()
        judge_records(connection, month=self.source.month)
        fates = count_fates(connection)
        account = account_for(name, self.looked.sha256, rows_in, fates, misshapen)
        problems = tuple(find_problems(connection, name, fates, misshapen))
        if account.rejected == account.rows_in:
            raise _nothing_usable(name, account, problems[0])
        incidents = accepted_incidents(connection, force=self.source.force)
        if self.reader.rules.detail:
            problems = (*notes, *problems, *find_notes(connection, name))
        else:
            problems = (*notes, *problems)
            incidents = incidents.select(["area", "category"])
        return self._file(incidents, account, problems), another_year_share(fates)

    def set_aside(self, *, by: str) -> PoliceFile:
        """The file with every row set aside, because a later one has its force and month."""
        name = self.source.name
        notes: tuple[Problem, ...] = ()
        if (found := read_plain(self.looked, ["month"])) is not None:
            rows = found.num_rows
        else:
            text, notes = decode(self.looked.raw, file=name)
            rows = split_records(text, file=name).rows_in
        account = Account(
            name, self.looked.sha256, rows, accepted=0, set_aside=rows, reasons={SUPERSEDED: rows}
        )
        return self._file(NO_INCIDENTS, account, (*notes, superseded(name, by, rows)))

    def _count(self) -> Counted | None:
        rules = self.reader.rules
        if rules.detail or not rules.known.anywhere:
            return None
        return count_whole(self.looked, month=self.source.month)

    def _of_counted(self, counted: Counted) -> PoliceFile:
        rows = counted.incidents.num_rows + len(counted.without_area)
        account = account_for(self.source.name, self.looked.sha256, rows, counted.fates, ())
        problems: tuple[Problem, ...] = ()
        if counted.without_area:
            (reason,) = (each for each in REASONS if each.name == NO_LOCATION)
            problems = (set_aside(self.source.name, reason, counted.without_area),)
        return self._file(counted.incidents, account, problems)

    def _load(self) -> tuple[int, tuple[Misshapen, ...], tuple[Problem, ...]]:
        """Fill the table `records`; how many rows there are, those that are none, and notes."""
        connection = self.reader.connection
        if (found := read_plain(self.looked, HEADINGS.values())) is not None:
            load_whole(connection, found)
            return found.num_rows, (), ()
        text, notes = decode(self.looked.raw, file=self.source.name)
        records = split_records(text, file=self.source.name)
        unread = load_records(connection, records, scratch=self.reader.scratch)
        return records.rows_in, (*records.misshapen, *unread), notes

    def _file(
        self, incidents: pa.Table, account: Account, problems: tuple[Problem, ...]
    ) -> PoliceFile:
        rules, source = self.reader.rules, self.source
        vintage, notes = rules.vintage, tuple[Problem, ...]()
        if rules.editions:
            vintage, notes = find_vintage(incidents["area"], rules.editions, file=source.name)
        return PoliceFile(
            source.name,
            source.force,
            source.month,
            self.looked.sha256,
            vintage,
            incidents,
            account,
            (*self.notes, *problems, *notes),
            release=source.release,
            reading=rules.words,
        )


NO_INCIDENTS = pa.schema(
    [
        *((name, pa.string()) for name in ("area", "month", "category", "force", "crime_id")),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
        ("location", pa.string()),
        ("outcome", pa.string()),
        ("row", pa.int32()),
    ]
).empty_table()


def _nothing_usable(name: str, account: Account, first: Problem) -> BadInput:
    return BadInput(
        f"{name}: found {account.rows_in:,} rows and none that can be used, wanted rows as "
        f"data.police.uk publishes them. The first: {first}"
    )


def _another_year(shares: Mapping[str, float], vintage: str) -> BadInput:
    first = max(shares, key=lambda name: shares[name])
    more = len(shares) - 1
    others = f" ({more} other {'file' if more == 1 else 'files'} likewise)" if more else ""
    likely = {"2021": "2011", "2011": "2021"}.get(vintage, "another year's")
    wanted = f"{vintage} codes" if vintage.isdigit() else "the codes of these boundaries"
    use = f"boundaries of {likely}" if likely.isdigit() else "the boundaries of that year"
    when = {"2011": "an earlier", "2021": "a later"}.get(vintage, "another")
    return BadInput(
        f"{first}: found {shares[first]:.1%} of rows with area codes that are not in these "
        f"boundaries though their districts are, so the file likely uses {likely} areas{others}; "
        f"wanted {wanted}. Use {use}, or {when} police file. If these boundaries are a part of a "
        "district, give all of its areas."
    )
