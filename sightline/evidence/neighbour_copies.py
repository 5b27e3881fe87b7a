"""Copies of neighbours' registers: each as it came, with its day, and the last good one kept.

A neighbour's file may be malformed tomorrow, and its feed may be down: then the last good copy is
used, and whoever reads it is told so and why. Copies are never written over; copies.json in the
folder says which is which.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sightline.errors import BadInput, SightlineError
from sightline.evidence.fetch.client import Client
from sightline.evidence.fetch.saving import Part, Wanted, save_part

LARGEST_FEED_BYTES = 64 * 1024**2
LIST = "copies.json"


@dataclass(frozen=True)
class Copy:
    """One copy: whose, from where, which file, of what day. trouble: why there is no newer one."""

    name: str
    source: str
    file: str
    sha256: str
    told_on: str  # day it was last found so, as 2026-01-31
    trouble: str = ""

    def path(self, folder: Path) -> Path:
        """Where it is."""
        return folder / self.file


def keep_copy(
    folder: Path,
    *,
    name: str,
    source: str,
    today: date,
    bring: Callable[[Path], None],
    check: Callable[[Path], object],
) -> Copy:
    """The newest good copy of a neighbour's register: today's if it can be had and read.

    source: the file or address. bring: puts what the source has now at a path. check: raises
    BadInput if that cannot be read as a register. With any trouble of either, the last good copy
    with its day and the trouble; if there is none yet, the trouble itself is raised.
    """
    folder.mkdir(parents=True, exist_ok=True)
    coming = folder / f".coming-{_slug(name)}{_ending(source)}"
    known = read_copies(folder)
    try:
        bring(coming)
        check(coming)
    except (SightlineError, OSError) as trouble:
        return _last_good(folder, known, name, trouble)
    digest = hashlib.sha256(coming.read_bytes()).hexdigest()
    file = f"{_slug(name)}-{today.isoformat()}-{digest[:12]}{_ending(source)}"
    before = known.get(name)
    if before is not None and before.sha256 == digest and before.path(folder).exists():
        file = before.file
        coming.unlink()
    else:
        coming.replace(folder / file)
    copy = Copy(name, source, file, digest, today.isoformat())
    _write(folder, known | {name: copy})
    return copy


def read_copies(folder: Path) -> dict[str, Copy]:
    """The copies of a folder by neighbour; none where there is no list yet."""
    path = folder / LIST
    if not path.exists():
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {name: Copy(**copy) for name, copy in told.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path}: found a list of copies that cannot be read, wanted it as it was written. "
            "Name another folder, or move the list away: the copies themselves stay."
        ) from error


def bring_file(path: Path) -> Callable[[Path], None]:
    """Brings a register from a file of this machine."""

    def bring(into: Path) -> None:
        if not path.is_file():
            raise BadInput(f"{path}: found no such file, wanted a neighbour's register.")
        shutil.copyfile(path, into)

    return bring


def bring_feed(client: Client, address: str) -> Callable[[Path], None]:
    """Brings a register from an address, politely; what has come of it is gone on with."""

    def bring(into: Path) -> None:
        part = Part(into.with_name(f"{into.name}.part"))
        wanted = Wanted(address=address, page=address, largest_bytes=LARGEST_FEED_BYTES)
        save_part(client, wanted, part)
        part.path.replace(into)
        part.clear()

    return bring


def _last_good(
    folder: Path, known: dict[str, Copy], name: str, trouble: SightlineError | OSError
) -> Copy:
    copy = known.get(name)
    if copy is None:
        raise trouble
    path = copy.path(folder)
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != copy.sha256:
        raise BadInput(
            f"{path}: found a copy that is not as it was kept, wanted the last good one of {name}. "
            f"It is of no use, and there is no newer one: {trouble}"
        ) from trouble
    return Copy(name, copy.source, copy.file, copy.sha256, copy.told_on, str(trouble))


def _write(folder: Path, copies: dict[str, Copy]) -> None:
    told = {name: asdict(copies[name]) for name in sorted(copies)}
    made = folder / f".{LIST}"
    made.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    made.replace(folder / LIST)


def _slug(name: str) -> str:
    """A name for files, its own for each neighbour: letters and figures, and part of a digest."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40]
    return f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _ending(source: str) -> str:
    """What the name of a file ends with, for that tells how it is read; else that of JSON."""
    found = re.search(r"\.(csv|xlsx|json)$", source.casefold().split("?")[0])
    return f".{found[1]}" if found else ".json"
