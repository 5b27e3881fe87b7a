"""How far a worker is with a long sheet, told by a file beside the database.

The register is changed in one transaction, so nothing in the database can tell of it before the
end. The file is written anew every second, which also tells that the worker is still there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

from django.conf import settings

from sightline.service.sheets.models import Upload

EVERY_SECONDS = 1.0
SILENT_SECONDS = 60.0  # without a word from a worker it is taken to be gone


@dataclass(frozen=True)
class Progress:
    """How many rows of a sheet are done, of how many."""

    done: int
    rows: int


def progress_of(upload_id: UUID) -> Progress | None:
    """What the worker said last; None if it said nothing lately."""
    file = _file(upload_id)
    try:
        if time.time() - file.stat().st_mtime > SILENT_SECONDS:
            return None
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Progress(int(told["done"]), int(told["rows"]))


def is_adding(upload: Upload, *, now: datetime) -> bool:
    """Whether a worker is on its way with a sheet, or has just been asked."""
    if upload.adding_since is None or upload.adding_refused or upload.committed_at is not None:
        return False
    just_asked = now - upload.adding_since < timedelta(seconds=SILENT_SECONDS)
    return just_asked or progress_of(upload.pk) is not None


@contextmanager
def telling(upload_id: UUID, *, rows: int) -> Iterator[Callable[[int], None]]:
    """Tell how far it is for as long as it lasts; gives what takes the number of rows done."""
    file, done, over = _file(upload_id), [0], Event()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def say() -> None:
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps({"done": done[0], "rows": rows}), encoding="utf-8")
        fresh.replace(file)

    def keep_saying() -> None:
        while not over.wait(EVERY_SECONDS):
            say()

    def take(number: int) -> None:
        done[0] = number

    say()
    voice = Thread(target=keep_saying, daemon=True)
    voice.start()
    try:
        yield take
    finally:
        over.set()
        voice.join()
        file.unlink(missing_ok=True)


def _file(upload_id: UUID) -> Path:
    return Path(settings.FOLDER) / "progress" / f"{upload_id}.json"
