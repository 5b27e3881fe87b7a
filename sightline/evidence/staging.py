"""What a run has stored so far: a month once finished is not read again, though nobody sees it yet.

Each finished month is a line of a journal, written when its files are safely there. The journal
ends with the run: when the manifest is written, it is deleted. What was read of a file without
opening it (its size and time, or its checksum in a zip) is remembered apart, as a cache that may be
deleted at any time.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from sightline.errors import Conflict
from sightline.evidence.manifest import Entry, write_whole

JOURNAL = ".journal.jsonl"
SEEN = ".seen.json"
MOST_SEEN = 100_000


class Journal:
    """Months that are stored and not yet in the manifest."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / JOURNAL
        self.folder = folder

    def read(self) -> tuple[list[Entry], dict[str, str]]:
        """The entries whose files are there, and the checksum of each file by its fingerprint.

        A last line that was cut off is no line.
        """
        entries: list[Entry] = []
        seen: dict[str, str] = {}
        if not self.path.exists():
            return entries, seen
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                read = json.loads(line)
                entry = Entry(**read["entry"])
            except (ValueError, KeyError, TypeError):
                continue
            if all((self.folder / path).exists() for path in _paths(entry)):
                entries.append(entry)
                seen[read["fingerprint"]] = entry.sha256
        return entries, seen

    def note(self, entry: Entry, fingerprint: str) -> None:
        """Add a month whose files are written."""
        line = json.dumps({"entry": asdict(entry), "fingerprint": fingerprint})
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(f"\n{line}\n")  # also after a line that was cut off
            stream.flush()
            os.fsync(stream.fileno())

    def close(self) -> None:
        """The run is over and its manifest written."""
        self.path.unlink(missing_ok=True)


def read_seen(folder: Path) -> dict[str, str]:
    """Checksums of files by their fingerprint; empty if that cannot be read."""
    try:
        read = json.loads((folder / SEEN).read_text(encoding="utf-8"))
        return {str(fingerprint): str(sha256) for fingerprint, sha256 in read.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def write_seen(folder: Path, seen: Mapping[str, str]) -> None:
    """Remember them, the latest if there are too many."""
    kept = dict(list(seen.items())[-MOST_SEEN:])
    write_whole(folder / SEEN, json.dumps(kept, sort_keys=True).encode())


def clear_away(folder: Path, *kept: Entry) -> None:
    """Delete stored files that none of these entries names."""
    wanted = {folder / path for entry in kept for path in _paths(entry)}
    for path in folder.glob("source=*/month=*/force=*/*"):
        if path not in wanted:
            path.unlink()


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Nobody else stores here meanwhile; Conflict if somebody does."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"{folder.name}: found another run storing incidents here, wanted to be alone. "
                "Wait until it has finished."
            ) from error
        yield


def _paths(entry: Entry) -> list[str]:
    return [path for path in (entry.stored, entry.detail) if path]
