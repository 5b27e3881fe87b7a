"""Police files on offer: known by their names, releases and fingerprints, and read when wanted."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sightline.analysis.periods import Month
from sightline.errors import BadInput
from sightline.exchange.police.fates import Known
from sightline.exchange.police.linked import Places, read_linked, reading_words
from sightline.exchange.police.reading import PoliceFile, StreetReader
from sightline.exchange.police.sources import STREET, STREET_ONLY, Source, list_sources
from sightline.exchange.problems import Problem

ANYWHERE = Known(frozenset(), frozenset(), anywhere=True)


@dataclass(frozen=True)
class FileOffer:
    """One file that a reader can read. places: what tells the areas of stops, if known."""

    file: Source
    reader: StreetReader
    places: Places | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.file.name

    @property
    def key(self) -> tuple[str, str, str]:
        """Its source, force and month."""
        return self.file.kind, self.file.force, str(self.file.month)

    @property
    def release(self) -> str:
        """The month it was released, such as 2026-01."""
        return self.file.release

    @property
    def reading(self) -> str:
        """How it would be read."""
        if self.file.kind == STREET:
            return self.reader.rules.words
        return reading_words(self.reader.rules, self.file, self.places)

    @property
    def fingerprint(self) -> str:
        """Another one means that the file may have changed."""
        return self.file.fingerprint

    def hash(self) -> str:
        """Its SHA-256."""
        return self.reader.open(self.file).sha256

    def read(self) -> PoliceFile:
        """Its rows, and where each went; BadInput if it cannot be read as published."""
        if self.file.kind == STREET:
            return self.reader.read(self.file)
        return read_linked(self.reader, self.file, self.places)


def offer_files(
    paths: Sequence[Path],
    *,
    reader: StreetReader,
    months: Collection[Month] | None = None,
    releases: Mapping[str, Month] | None = None,
    kinds: Collection[str] = STREET_ONLY,
    beside: Collection[str] = (),
) -> tuple[tuple[FileOffer, ...], tuple[Problem, ...]]:
    """Every file of those kinds in folders, zips and files, and notes of what is left unread.

    beside: patterns of the names of files that somebody else reads: they are passed over.
    releases: the month of release of what is in a path, by the path's name, or of all by "".
    Without one it is the month in an archive's name, such as 2026-01.zip, or when the file was
    written.
    BadInput if a path holds no such file, or none is of those months, or a release is of no path.
    """
    releases = dict(releases or {})
    known = {"", *(path.name for path in paths)}
    for name in releases:
        if name not in known:
            raise BadInput(
                f"--release: found {name!r}, wanted the name of a path that is given: "
                f"{', '.join(sorted(known - {''}))}."
            )
    offers: list[FileOffer] = []
    notes: list[Problem] = []
    for path in paths:
        sources, unread = list_sources([path], None, kinds, beside)
        notes.extend(unread)
        told = releases.get(path.name, releases.get(""))
        for source in sources:
            if months is None or source.month in months:
                release = str(told) if told else source.release
                offers.append(FileOffer(replace(source, release=release), reader))
    if not offers:
        list_sources(paths, months, kinds, beside)  # says which months there are
    return tuple(offers), tuple(notes)


def read_releases(given: Sequence[str]) -> dict[str, Month]:
    """Releases as people write them: a month for everything, or NAME=month for one path.

    >>> read_releases(["2026-01", "earlier.zip=2025-11"])
    {'': Month(year=2026, number=1), 'earlier.zip': Month(year=2025, number=11)}
    """
    releases = {}
    for words in given:
        found = re.fullmatch(r"(?:(?P<name>.+)=)?(?P<month>[0-9]{4}-(?:0[1-9]|1[0-2]))", words)
        if found is None:
            raise BadInput(
                f"--release: found {words!r}, wanted a month such as 2026-01, or the name of a "
                "path with one, such as earlier.zip=2025-11."
            )
        releases[Path(found["name"]).name if found["name"] else ""] = Month.parse(found["month"])
    return releases
