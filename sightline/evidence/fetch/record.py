"""What was fetched into a folder: from where, when, and the checksum to hold it against later."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sightline.errors import BadInput, Conflict
from sightline.evidence.fetch.publishers import Origin
from sightline.evidence.fetch.saving import Version

FILE = "fetched.json"
FORMAT = 1


@dataclass(frozen=True)
class Fetched:
    """One file: where it came from, what the publisher's server said of it, and its checksum."""

    path: str  # within the folder
    address: str  # where the publisher says it is
    came_from: str  # where it was handed on from
    release: str  # the archive it is from, such as 2025-12; "" where there are none
    etag: str | None
    last_modified: str | None
    sha256: str
    size: int  # bytes
    fetched_at: str
    publisher: str
    licence: str


def describe(
    target: Path,
    folder: Path,
    *,
    address: str,
    version: Version,
    origin: Origin,
    now: datetime,
    release: str = "",
) -> Fetched:
    """The entry of a file that has just come."""
    return Fetched(
        path=target.relative_to(folder).as_posix(),
        address=address,
        came_from=version.address,
        release=release,
        etag=version.etag,
        last_modified=version.last_modified,
        sha256=sha256(target),
        size=target.stat().st_size,
        fetched_at=now.isoformat(timespec="seconds"),
        publisher=origin.publisher,
        licence=origin.licence,
    )


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_record(folder: Path) -> dict[str, Fetched]:
    """What was fetched into a folder, by path; nothing if nothing was. BadInput if damaged."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        if read["format"] != FORMAT:
            raise ValueError("another format")
        entries = [Fetched(**entry) for entry in read["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{folder.name}/{FILE}: found something that cannot be read, wanted the list of what "
            "was fetched. Delete it and fetch again."
        ) from error
    return {entry.path: entry for entry in entries}


def write_record(folder: Path, entries: Mapping[str, Fetched]) -> None:
    """Make this the list of what was fetched, at one stroke."""
    content = {"format": FORMAT, "files": [asdict(entries[path]) for path in sorted(entries)]}
    unfinished = folder / f".{FILE}.unfinished"
    unfinished.write_text(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    unfinished.replace(folder / FILE)


def is_as_fetched(folder: Path, entry: Fetched) -> bool:
    """Whether a file is there with the bytes that came."""
    path = folder / entry.path
    return path.is_file() and path.stat().st_size == entry.size and sha256(path) == entry.sha256


def check_fetched(folder: Path) -> tuple[str, ...]:
    """Every file held against its checksum again; what is missing or changed, in words.

    BadInput if nothing was ever fetched into the folder.
    """
    entries = read_record(folder)
    if not entries:
        raise BadInput(
            f"{folder.name}: found no {FILE}, wanted a folder that was fetched into. Name the one "
            "given to --into, or fetch first."
        )
    return tuple(
        f"{path}: found {'other bytes' if (folder / path).exists() else 'nothing'}, wanted those "
        f"of {entry.fetched_at[:10]}. Fetch again."
        for path, entry in entries.items()
        if not is_as_fetched(folder, entry)
    )


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Conflict if another run is fetching into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".fetching.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"{folder.name}: found another run fetching into it, wanted to be alone. Wait "
                "until it has finished."
            ) from error
        yield
