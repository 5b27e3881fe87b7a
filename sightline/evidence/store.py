"""Load police files into a store: once each, the newest release of a month, killed or not."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from sightline.errors import BadInput, Conflict
from sightline.evidence.batches import AccountT, IncidentBatch, Offer, RowAccount
from sightline.evidence.engines import Engine
from sightline.evidence.engines.duckdb import DuckDB
from sightline.evidence.manifest import (
    Entry,
    Key,
    Manifest,
    Revision,
    read_manifest,
    write_manifest,
)
from sightline.evidence.parquet import write_records
from sightline.evidence.revisions import compare_releases
from sightline.evidence.staging import Journal, alone_in, clear_away, read_seen, write_seen

READERS = 3  # files read at a time: two busy, while another is waiting for the disk
AHEAD = 2 * READERS  # files read and not yet entered


class Outcome(StrEnum):
    """What became of a file that was given."""

    STORED = "stored"
    RESUMED = "stored by the run before, which was stopped"
    UNCHANGED = "stored already"
    REPLACED = "stored in place of another release"
    OLDER = "left out, as a newer release is stored"
    REFUSED = "refused"


@dataclass(frozen=True)
class Told:
    """What became of one file. batch: what was read of it, None if it was not opened; its rows are
    let go once they are stored by `load`.

    entry is None, and words say why, if the file was refused.
    """

    name: str
    outcome: Outcome
    entry: Entry | None = None
    batch: IncidentBatch[RowAccount] | None = None
    revision: Revision | None = None
    other: str = ""  # the file whose month it took, or that has its month
    words: str = ""


@dataclass
class Run:
    """One run of storing: what was there, and what has come."""

    folder: Path
    engine: Engine
    before: Manifest
    current: dict[Key, Entry]
    superseded: dict[tuple[Key, str], Entry]
    revisions: list[Revision]
    categories: dict[str, tuple[str, ...]]
    staged: dict[tuple[Key, str, str], Entry] = field(default_factory=dict)

    @classmethod
    def start(cls, folder: Path, engine: Engine) -> Run:
        """Take up what is stored."""
        before = read_manifest(folder)
        return cls(
            folder,
            engine,
            before,
            {entry.key: entry for entry in before.entries},
            {(entry.key, entry.sha256): entry for entry in before.superseded},
            list(before.revisions),
            dict(before.categories),
        )

    def write(self, batch: IncidentBatch[RowAccount]) -> Entry:
        """Write the rows of a batch; nobody sees them yet."""
        written = write_records(
            self.folder,
            batch.incidents,
            name=batch.name,
            source=batch.source,
            force=batch.force,
            month=batch.month,
            categories=batch.categories,
        )
        account = batch.account
        return Entry(
            source=batch.source,
            force=batch.force,
            month=str(batch.month),
            name=batch.name,
            sha256=batch.sha256,
            release=batch.release,
            vintage=batch.vintage,
            reading=batch.reading,
            rows_in=account.rows_in,
            accepted=account.accepted,
            rejected=account.rejected,
            set_aside=account.set_aside,
            reasons=dict(account.reasons),
            **vars(written),
        )

    def enter(self, entry: Entry, batch: IncidentBatch[RowAccount] | None) -> Told:
        """Let a month take its place, unless a newer release has it."""
        held = self.current.get(entry.key)
        outcome = Outcome.STORED if batch is not None else Outcome.RESUMED
        if held is None or held.sha256 == entry.sha256:
            self.current[entry.key] = entry
            return Told(entry.name, outcome, entry, batch)
        if entry.release < held.release:
            self.superseded[entry.key, entry.sha256] = entry
            return Told(entry.name, Outcome.OLDER, entry, batch, other=held.name)
        revision = compare_releases(self.folder, held, entry, engine=self.engine)
        self.revisions = [kept for kept in self.revisions if not _same(kept, revision)]
        self.revisions.append(revision)
        self.superseded.pop((entry.key, entry.sha256), None)
        self.superseded[held.key, held.sha256] = held
        self.current[entry.key] = entry
        return Told(entry.name, Outcome.REPLACED, entry, batch, revision, held.name)

    def know_categories(self, source: str, given: Sequence[str], name: str) -> None:
        """Keep the list of a source; Conflict if another order of it is stored."""
        held, new = self.categories.get(source, ()), tuple(given)
        shorter = min(len(held), len(new))
        if held[:shorter] != new[:shorter]:
            raise Conflict(
                f"{name}: found other categories than this folder has, wanted {', '.join(held)}. "
                "Keep them in another folder."
            )
        self.categories[source] = max(held, new, key=len)

    def finish(self) -> Manifest:
        """Make it all visible at one stroke, and clear away what no reader can reach."""
        after = Manifest(
            tuple(self.current[key] for key in sorted(self.current)),
            tuple(_bare(self.superseded[key]) for key in sorted(self.superseded)),
            tuple(sorted(self.revisions, key=_order)),
            self.categories,
        )
        if after != self.before:
            write_manifest(self.folder, after)
        clear_away(self.folder, *self.before.entries, *after.entries)
        return after


def store_incidents(
    files: Iterable[IncidentBatch[AccountT]], *, folder: Path
) -> tuple[AccountT, ...]:
    """Keep the incidents of files that are read already, and return the files' accounts.

    A force and month that is stored already is replaced by the same or a newer release, never added
    to; others stay. Readers of the folder see all of it or nothing: until the last file has come,
    what was stored before is what is stored. The same files give the same bytes.

    Conflict if somebody else is storing there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    accounts = []
    with alone_in(folder):
        run = Run.start(folder, DuckDB())
        for batch in files:
            accounts.append(batch.account)
            if batch.account.accepted or not batch.account.reasons.get(SUPERSEDED):
                run.know_categories(batch.source, batch.categories, batch.name)
                run.enter(run.write(batch), batch)
        run.finish()
    return tuple(accounts)


SUPERSEDED = "superseded"  # the reason of rows of a file whose month is given again later


def load(
    offers: Sequence[Offer[AccountT]],
    *,
    folder: Path,
    categories: Mapping[str, Sequence[str]],
    engine: Engine | None = None,
    tell: Callable[[Told], None] = lambda _: None,
) -> Manifest:
    """Store every file that is not stored yet, the newest release of each month, and say so.

    offers: of two of the same month and release the last given wins. categories: of each source.
    tell: hears of each file as it passes. A file that is stored already, read in the same way, is
    not opened. Stopped half-way, the next run goes on after the last finished file; until a run has
    finished, readers see what was there before. A file that cannot be read is refused, and told;
    the others are stored.

    Conflict if somebody else is storing there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with alone_in(folder):
        run = Run.start(folder, engine or DuckDB())
        for source, names in categories.items():
            if any(offer.key[0] == source for offer in offers):
                run.know_categories(source, names, folder.name)
        journal = Journal(folder)
        finished, seen = journal.read()
        run.staged = {(entry.key, entry.sha256, entry.reading): entry for entry in finished}
        seen = read_seen(folder) | seen
        ordered = sorted(offers, key=lambda offer: (offer.key[2], offer.key, offer.release))
        for offer, taken in _taken(_Taker.of(run, seen), ordered):
            if isinstance(taken, BadInput):
                tell(Told(offer.name, Outcome.REFUSED, words=str(taken)))
                continue
            seen[offer.fingerprint] = taken.entry.sha256
            if taken.batch is not None:
                journal.note(taken.entry, offer.fingerprint)
            tell(_settle(run, offer, taken))
        after = run.finish()
        write_seen(folder, seen)
        journal.close()
    return after


@dataclass(frozen=True)
class _Taken:
    entry: Entry
    held: bool = False  # in the manifest already, in use or superseded
    batch: IncidentBatch[RowAccount] | None = None


@dataclass(frozen=True)
class _Taker:
    """Finds the entry of a file on offer, reading it only if it has to."""

    run: Run
    seen: Mapping[str, str]
    known: Mapping[tuple[Key, str, str], Entry]
    months: frozenset[Key]

    @classmethod
    def of(cls, run: Run, seen: Mapping[str, str]) -> _Taker:
        before = (*run.before.superseded, *run.before.entries)
        known = {(entry.key, entry.sha256, entry.reading): entry for entry in before}
        return cls(run, seen, known, frozenset(key for key, _, _ in (*known, *run.staged)))

    def take(self, offer: Offer[AccountT]) -> _Taken | BadInput:
        try:
            return self._held(offer) or self._read(offer)
        except BadInput as refused:
            return refused

    def _held(self, offer: Offer[AccountT]) -> _Taken | None:
        if offer.key not in self.months:
            return None
        sha256 = self.seen.get(offer.fingerprint) or offer.hash()
        which = (offer.key, sha256, offer.reading)
        held = self.known.get(which)
        if held and (held.stored or offer.release <= held.release):
            return _Taken(held, held=True)
        if staged := self.run.staged.get(which):
            return _Taken(replace(staged, name=offer.name, release=offer.release))
        return None

    def _read(self, offer: Offer[AccountT]) -> _Taken:
        batch = offer.read()
        return _Taken(self.run.write(batch), batch=_without_rows(batch))


def _without_rows(batch: IncidentBatch[AccountT]) -> IncidentBatch[AccountT]:
    """A batch whose rows are stored: whoever keeps what is told would keep all rows in memory."""
    none = batch.incidents.schema.empty_table()
    left: IncidentBatch[AccountT] = replace(cast(Any, batch), incidents=none)
    return left


def _taken(
    taker: _Taker, offers: Sequence[Offer[AccountT]]
) -> Iterator[tuple[Offer[AccountT], _Taken | BadInput]]:
    """Each offer with its entry, in order; a few files are read ahead."""
    waiting: deque[tuple[Offer[AccountT], Future[_Taken | BadInput]]] = deque()
    with ThreadPoolExecutor(READERS, thread_name_prefix="reading") as pool:
        try:
            for offer in offers:
                waiting.append((offer, pool.submit(taker.take, offer)))
                if len(waiting) >= AHEAD:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:
            for _, future in waiting:
                future.cancel()


def _settle(run: Run, offer: Offer[AccountT], taken: _Taken) -> Told:
    if not taken.held:
        return run.enter(taken.entry, taken.batch)
    current = run.current[taken.entry.key]
    if current.sha256 != taken.entry.sha256:
        return Told(offer.name, Outcome.OLDER, taken.entry, other=current.name)
    if offer.release > current.release:
        current = replace(current, release=offer.release)
        run.current[current.key] = current
    return Told(offer.name, Outcome.UNCHANGED, current)


def _bare(entry: Entry) -> Entry:
    """An entry whose files are gone or going."""
    return replace(entry, stored="", stored_sha256="", detail="", detail_sha256="")


def _order(revision: Revision) -> tuple[str, ...]:
    return (
        revision.source,
        revision.force,
        revision.month,
        revision.release_before,
        revision.release_after,
        revision.sha256_before,
        revision.sha256_after,
    )


def _same(one: Revision, other: Revision) -> bool:
    return _order(one) == _order(other)
