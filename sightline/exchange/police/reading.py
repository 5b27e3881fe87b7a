"""Read street files one at a time: an account of every row, and the incidents that count."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.exchange.files import decode
from sightline.exchange.police.fates import (
    MOST_OF_ANOTHER_YEAR,
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
    superseded,
)
from sightline.exchange.police.records import load_records, split_records
from sightline.exchange.police.sources import Source, list_sources
from sightline.exchange.problems import Account, Problem

# One file is a few MB; a month of the largest force is about 25 MB.
ENGINE = {"threads": "2", "memory_limit": "300MB", "autoinstall_known_extensions": "false"}


@dataclass(frozen=True)
class PoliceFile:
    """One street file: a month of one force, with the incidents that count and what became of all.

    incidents: area, month, category, force, crime_id, longitude and latitude (degrees), location,
    outcome, row (its number in the file, headings being row 1).
    """

    name: str  # without folders, but with the zip it came in
    force: str
    month: Month
    sha256: str
    vintage: str  # of the area codes, "" if unknown
    incidents: pa.Table
    account: Account
    problems: tuple[Problem, ...]


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
    known = Known.of(known_areas, area_names)
    return _read_all(sources, notes, known, vintage)


def _read_all(
    sources: Sequence[Source], notes: tuple[Problem, ...], known: Known, vintage: str
) -> Iterator[PoliceFile]:
    winners = {(source.force, source.month): source.name for source in sources if source.used}
    of_another_year: dict[str, float] = {}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sightline-")))
        connection = stack.enter_context(
            duckdb.connect(config={**ENGINE, "temp_directory": str(scratch / "spilt")})
        )
        archives = {
            source.path: stack.enter_context(zipfile.ZipFile(source.path))
            for source in {source.path: source for source in sources if source.member}.values()
        }
        known.register(connection)
        for source in sources:
            raw, sha256 = source.read(archives)
            reading = _Reading(source, sha256, vintage, notes, connection, scratch / "records.csv")
            notes = ()  # told once, with the first file
            if source.used:
                file, share = reading.judge(raw)
                if share > MOST_OF_ANOTHER_YEAR:
                    of_another_year[source.name] = share
                yield file
            else:
                yield reading.set_aside(raw, by=winners[source.force, source.month])
    if of_another_year:
        raise _another_year(of_another_year, vintage)


@dataclass(frozen=True)
class _Reading:
    source: Source
    sha256: str
    vintage: str
    notes: tuple[Problem, ...]
    connection: duckdb.DuckDBPyConnection
    scratch: Path

    def judge(self, raw: bytes) -> tuple[PoliceFile, float]:
        """The file with the fate of every row, and its share of rows of another year's areas."""
        name = self.source.name
        text, notes = decode(raw, file=name)
        records = split_records(text, file=name)
        unread = load_records(self.connection, records, scratch=self.scratch)
        misshapen = (*records.misshapen, *unread)
        judge_records(self.connection, month=self.source.month)
        fates = count_fates(self.connection)
        account = account_for(name, self.sha256, records.rows_in, fates, misshapen)
        problems = tuple(find_problems(self.connection, name, fates, misshapen))
        if account.rejected == account.rows_in:
            raise _nothing_usable(name, account, problems[0])
        problems = (*self.notes, *notes, *problems, *find_notes(self.connection, name))
        incidents = accepted_incidents(self.connection, force=self.source.force)
        return self._file(incidents, account, problems), another_year_share(fates)

    def set_aside(self, raw: bytes, *, by: str) -> PoliceFile:
        """The file with every row set aside, because a later one has its force and month."""
        name = self.source.name
        text, notes = decode(raw, file=name)
        rows = split_records(text, file=name).rows_in
        account = Account(
            name, self.sha256, rows, accepted=0, set_aside=rows, reasons={SUPERSEDED: rows}
        )
        problems = (*self.notes, *notes, superseded(name, by, rows))
        return self._file(NO_INCIDENTS, account, problems)

    def _file(
        self, incidents: pa.Table, account: Account, problems: tuple[Problem, ...]
    ) -> PoliceFile:
        return PoliceFile(
            self.source.name,
            self.source.force,
            self.source.month,
            self.sha256,
            self.vintage,
            incidents,
            account,
            problems,
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
