"""What a folder of incidents holds: files that its manifest does not name are not there."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sightline.errors import BadInput

FILE = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """A month of one force: the file it came from, and where its incidents are."""

    force: str
    month: str  # such as 2025-12
    name: str  # of the file it was read from
    sha256: str  # of that file
    incidents: int
    stored: str  # path within the folder; its name follows from its bytes


@dataclass(frozen=True)
class Manifest:
    """Everything stored, sorted by force and month. vintage: None where nothing is stored yet."""

    vintage: str | None
    entries: tuple[Entry, ...]


def read_manifest(folder: Path) -> Manifest:
    """What is stored in a folder; nothing if it has no manifest. BadInput if that is damaged."""
    path = folder / FILE
    if not path.exists():
        return Manifest(None, ())
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        if read["format"] != FORMAT:
            raise ValueError
        return Manifest(read["vintage"], tuple(Entry(**entry) for entry in read["files"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{folder.name}/{FILE}: found something that cannot be read, wanted the list of stored "
            "incidents. Delete the folder and read the police files again."
        ) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make this what is stored, at one stroke."""
    content = {
        "format": FORMAT,
        "vintage": manifest.vintage,
        "files": [asdict(entry) for entry in manifest.entries],
    }
    write_whole(folder / FILE, (json.dumps(content, indent=1) + "\n").encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)
