"""Which police files were given: in folders, zips and by name, and which of them is used."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.exchange.files import (
    LARGEST_FILE_BYTES,
    check_zip,
    file_note,
    read_bytes,
    sha256_of,
    size_of,
)
from sightline.exchange.police.looking import Looked, look_at
from sightline.exchange.problems import Problem

# Three years of every force come to about 4 GB; files are unpacked one at a time.
LARGEST_ARCHIVE_BYTES = 8 * 1024**3

EXAMPLE = "2025-12-essex-street.csv"
STREET, OUTCOMES, STOPS = "street", "police-outcomes", "police-stops"
STREET_ONLY = frozenset({STREET})
_KINDS = {"street": STREET, "outcomes": OUTCOMES, "stop-and-search": STOPS}
_NAMED = re.compile(
    r"([0-9]{4}-(?:0[1-9]|1[0-2]))-([a-z][a-z0-9-]*?)-(street|outcomes|stop-and-search)"
    r"\.csv(?:\.gz)?"
)
_ARCHIVE = re.compile(r"(?<![0-9])20[0-9]{2}-(?:0[1-9]|1[0-2])(?=\.zip$)")
_OTHER_KINDS = {
    "-outcomes.csv": "outcomes",
    "-stop-and-search.csv": "stop and search",
    ".zip": "zip",
}


@dataclass(frozen=True)
class Source:
    """One police file: where it is, and what can be said of it unopened.

    used is false if a later one wins. release: the month the publisher released it, such as
    2026-01. fingerprint: changes when the file does, as far as its folder or zip can tell.
    """

    path: Path
    member: str | None  # its name inside the zip, if the path is a zip
    force: str
    month: Month
    used: bool = True
    release: str = ""
    fingerprint: str = ""
    kind: str = STREET

    @property
    def name(self) -> str:
        """How people are told of it: no folders, but the zip it came in."""
        if self.member is None:
            return self.path.name
        return f"{self.path.name}/{PurePosixPath(self.member).name}"

    def read(self, archives: Mapping[Path, zipfile.ZipFile]) -> Looked:
        """Its bytes and their SHA-256; of a file that is packed by itself, as it is stored."""
        if self.member is None:
            looked = look_at(read_bytes(self.path))
            packed = self.path.name.lower().endswith(".gz")
            return replace(looked, sha256=sha256_of(self.path)) if packed else looked
        with archives[self.path].open(self.member) as stream:
            raw = stream.read(LARGEST_FILE_BYTES + 1)
        if len(raw) > LARGEST_FILE_BYTES:
            raise BadInput(
                f"{self.name}: found more than {LARGEST_FILE_BYTES // 1024**2} MB, wanted a month "
                "of one force, which takes less than a fifth of that. Fetch the file again."
            )
        return look_at(raw)


def list_sources(
    paths: Sequence[Path],
    months: Collection[Month] | None,
    kinds: Collection[str] = STREET_ONLY,
    beside: Collection[str] = (),
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The files of those kinds and months in the order given, and notes of what was left unread.

    Where a force and month is given twice, the last one named is used. beside: patterns of the
    names of files that somebody else reads. BadInput if a path holds no file of those kinds and
    none beside, or none is of those months.
    """
    found: list[Source] = []
    notes: list[Problem] = []
    for path in paths:
        sources, unread = _sources_of(path, kinds, beside)
        found.extend(sources)
        notes.extend(unread)
    wanted = [source for source in found if months is None or source.month in months]
    if not wanted and (found or not beside):
        raise _none_of_those_months(found, months or ())
    notes.extend(_other_months(found, wanted))
    last = {(source.kind, source.force, source.month): place for place, source in enumerate(wanted)}
    return (
        tuple(
            replace(source, used=last[source.kind, source.force, source.month] == place)
            for place, source in enumerate(wanted)
        ),
        tuple(notes),
    )


@dataclass(frozen=True)
class _Found:
    """A file of any kind, in a folder, in a zip or by itself."""

    file: Path
    member: str | None
    base: str
    release: str
    fingerprint: str

    @classmethod
    def on_disk(cls, file: Path) -> _Found:
        about = file.stat()
        written = datetime.fromtimestamp(about.st_mtime, UTC)
        # The time of the last change cannot be set by who unpacks or copies a file, as others can.
        times = f"{about.st_mtime_ns}|{about.st_ctime_ns}"
        fingerprint = f"{file.name}|{about.st_ino}|{about.st_size}|{times}"
        return cls(file, None, file.name, f"{written:%Y-%m}", fingerprint)

    @classmethod
    def in_zip(cls, path: Path, about: zipfile.ZipInfo) -> _Found:
        """An archive of data.police.uk has the month it was released for as its name."""
        named = _ARCHIVE.search(path.name)
        release = named[0] if named else "{:04d}-{:02d}".format(*about.date_time)
        base = PurePosixPath(about.filename).name
        fingerprint = f"{about.filename}|{about.file_size}|{about.CRC:08x}"
        return cls(path, about.filename, base, release, fingerprint)


def _sources_of(
    path: Path, kinds: Collection[str], beside: Collection[str]
) -> tuple[list[Source], list[Problem]]:
    if path.is_dir():
        names = sorted(
            (file for file in path.rglob("*") if file.is_file()), key=lambda file: (file.name, file)
        )
        return _sort_out(
            path,
            [_Found.on_disk(file) for file in names if not file.name.startswith(".")],
            kinds,
            beside,
        )
    if path.suffix.lower() == ".zip":
        check_zip(path, LARGEST_ARCHIVE_BYTES)
        return _sort_out(path, list(_members(path)), kinds, beside)
    size_of(path)  # BadInput if there is no such file
    if _kind_named(path.name) not in kinds and not _is_beside(path.name, beside):
        raise _not_named_as_wanted(path, kinds)
    return _sort_out(path, [_Found.on_disk(path)], kinds, beside)


def _members(path: Path) -> Iterator[_Found]:
    with zipfile.ZipFile(path) as archive:
        for about in sorted(archive.infolist(), key=lambda about: about.filename):
            found = _Found.in_zip(path, about)
            hidden = about.filename.startswith("__MACOSX") or found.base.startswith(".")
            if not (about.is_dir() or hidden):
                yield found


def _sort_out(
    path: Path, files: Sequence[_Found], kinds: Collection[str], beside: Collection[str]
) -> tuple[list[Source], list[Problem]]:
    sources: list[Source] = []
    others: Counter[str] = Counter()
    ours = [found for found in files if not _is_beside(found.base, beside)]
    for found in ours:
        named = _NAMED.fullmatch(found.base.casefold())
        if named is None or _KINDS[named[3]] not in kinds:
            others[_kind_of(found.base)] += 1
        else:
            source = Source(
                found.file, found.member, named[2], Month.parse(named[1]), kind=_KINDS[named[3]]
            )
            sources.append(replace(source, release=found.release, fingerprint=found.fingerprint))
    listed = ", ".join(
        f"{count} {kind} {'file' if count == 1 else 'files'}"
        for kind, count in sorted(others.items())
    )
    what = _words_of(kinds)
    if not sources and len(ours) == len(files):
        raise BadInput(
            f"{path.name}: found no {what} files ({listed or 'nothing at all'}), "
            f"wanted files with names such as {EXAMPLE}. Tick 'crime data' when fetching them from "
            "data.police.uk, or name the zip or folder that holds them."
        )
    remedy = "They were not read." + (" To read a zip, name it by itself." if others["zip"] else "")
    unread = file_note(path.name, listed, f"{what} files only", remedy)
    return sources, [unread] if others else []


def _words_of(kinds: Collection[str]) -> str:
    if set(kinds) == STREET_ONLY:
        return "street-level crime"
    return "street-level crime, outcomes or stop and search"


def _is_beside(name: str, beside: Collection[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in beside)


def _kind_named(name: str) -> str | None:
    named = _NAMED.fullmatch(name.casefold())
    return _KINDS[named[3]] if named else None


def _kind_of(name: str) -> str:
    for ending, kind in _OTHER_KINDS.items():
        if name.casefold().endswith(ending):
            return kind
    return "other"


def _not_named_as_wanted(path: Path, kinds: Collection[str]) -> BadInput:
    kind = _kind_of(path.name)
    found = f"a file of {kind} records" if kind in ("outcomes", "stop and search") else "that name"
    chosen = "the file whose name ends in -street.csv"
    if set(kinds) != STREET_ONLY:
        chosen = "a file whose name ends in -street.csv, -outcomes.csv or -stop-and-search.csv"
    return BadInput(
        f"{path.name}: found {found}, wanted a {_words_of(kinds)} file with its month and force in "
        f"its name, such as {EXAMPLE}. Choose {chosen}, or give it "
        "the name it had at data.police.uk."
    )


def _none_of_those_months(found: Sequence[Source], months: Collection[Month]) -> BadInput:
    if not found:
        return BadInput(
            "police files: found none, wanted at least one. Name a folder, zip or file."
        )
    has = sorted({source.month for source in found})
    wanted = ", ".join(str(month) for month in sorted(months)) or "at least one month"
    return BadInput(
        f"police files: found {has[0]} to {has[-1]}, wanted {wanted}. "
        "Fetch those months, or ask about months that are here."
    )


def _other_months(found: Sequence[Source], wanted: Sequence[Source]) -> Iterator[Problem]:
    left = sorted({source.month for source in found} - {source.month for source in wanted})
    if left:
        yield file_note(
            "police files",
            f"files of other months ({', '.join(map(str, left))})",
            "the months asked about",
            "They were not read.",
        )
