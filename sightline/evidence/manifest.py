"""What a store holds: files that its manifest does not name are not there."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sightline.errors import BadInput

FILE = "manifest.json"
FORMAT = 2

Key = tuple[str, str, str]  # source, force, month


@dataclass(frozen=True)
class Entry:
    """One month of one force from one source: its file, where its rows went, where they are."""

    source: str  # such as street
    force: str
    month: str  # such as 2025-12
    name: str  # of the file it was read from, with the zip it came in
    sha256: str  # of that file
    release: str  # month the publisher released it, such as 2026-01; "" if not known
    vintage: str  # year of its area codes; "" if not known
    reading: str  # how it was read: another way of reading reads it again
    rows_in: int
    accepted: int
    rejected: int
    set_aside: int
    reasons: Mapping[str, int]  # why rows were rejected or set aside
    stored: str = ""  # path of the small columns within the folder
    stored_sha256: str = ""
    detail: str = ""  # path of everything that is kept of each row; "" if only counts are kept
    detail_sha256: str = ""
    content: str = ""  # SHA-256 of the rows themselves, whatever wrote the Parquet

    @property
    def key(self) -> Key:
        """What a newer release of the same replaces."""
        return self.source, self.force, self.month

    @property
    def balances(self) -> bool:
        """Whether every row has one fate, and every row not accepted a reason."""
        left = self.rejected + self.set_aside
        return self.rows_in == self.accepted + left and sum(self.reasons.values()) == left


@dataclass(frozen=True)
class Revision:
    """What changed when a newer release of a month replaced an older one."""

    source: str
    force: str
    month: str
    release_before: str
    release_after: str
    sha256_before: str
    sha256_after: str
    new: int  # incidents, by Crime ID
    gone: int
    moved: int  # another area or location
    outcome_changed: int
    counts_changed: int  # cells of area and category of records without an ID whose number changed
    net_change: int  # accepted rows after, less those before


@dataclass(frozen=True)
class Manifest:
    """Everything stored, sorted by source, force and month.

    superseded: files whose month another release has taken, with their rows' account. categories:
    of each source, in the order of their numbers.
    """

    entries: tuple[Entry, ...] = ()
    superseded: tuple[Entry, ...] = ()
    revisions: tuple[Revision, ...] = ()
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, source: str) -> tuple[Entry, ...]:
        """The entries of one source."""
        return tuple(entry for entry in self.entries if entry.source == source)


def read_manifest(folder: Path) -> Manifest:
    """What is stored in a folder; nothing if it has no manifest. BadInput if that is damaged."""
    path = folder / FILE
    if not path.exists():
        return Manifest()
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        written = read["format"]
        if written == FORMAT:
            return _manifest_of(read)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder) from error
    raise BadInput(
        f"{folder.name}/{FILE}: found a store of format {written}, wanted format {FORMAT}. "
        "Name another folder, or delete this one, and load the police files again: everything in "
        "it came from them."
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make this what is stored, at one stroke."""
    content = {
        "categories": {name: list(names) for name, names in sorted(manifest.categories.items())},
        "files": [asdict(entry) for entry in manifest.entries],
        "superseded": [asdict(entry) for entry in manifest.superseded],
        "revisions": [asdict(revision) for revision in manifest.revisions],
    }
    whole = {"format": FORMAT, "sha256": _sum(content), **content}
    write_whole(folder / FILE, (json.dumps(whole, indent=1) + "\n").encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    unfinished = path.with_name(f".{path.name}.{threading.get_ident()}.unfinished")
    with unfinished.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)


def _manifest_of(read: Mapping[str, Any]) -> Manifest:
    content = {name: read[name] for name in ("categories", "files", "superseded", "revisions")}
    if read["sha256"] != _sum(content):
        raise ValueError
    return Manifest(
        tuple(Entry(**entry) for entry in read["files"]),
        tuple(Entry(**entry) for entry in read["superseded"]),
        tuple(Revision(**revision) for revision in read["revisions"]),
        {name: tuple(names) for name, names in read["categories"].items()},
    )


def _sum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _damaged(folder: Path) -> BadInput:
    return BadInput(
        f"{folder.name}/{FILE}: found something that was not written by Sightline, or was changed "
        "since, wanted the list of what is stored. Delete the folder and load the police files "
        "again."
    )
