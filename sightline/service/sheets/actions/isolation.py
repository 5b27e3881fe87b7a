"""A sheet from outside is read in a process of its own, so that it can harm nothing else."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

import sightline
from sightline.errors import BadInput

log = logging.getLogger(__name__)
MOST_SECONDS = 30  # on the clock, waiting for a processor included
# In each process of the service, whose threads are four: one of them stays free for pages.
_TURNS, _LINE = BoundedSemaphore(2), BoundedSemaphore(3)
_SENDERS: set[Hashable] = set()  # whose sheets are being read, or wait to be
_SENDERS_LOCK = Lock()
_HOUSE = Path(sightline.__file__).resolve().parents[1]
_COMMAND: tuple[str, ...] = ("-m", "sightline.service.sheets.worker")
# No secret, no address of a database: only what Python needs, and one thread for arithmetic.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV")
_ANSWERS = ("refused", "reading", "proposal")
_MOST_NAME_BYTES = 200  # file systems take 255 for one name, and a letter can be four
_ADDED = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True)
class ReadApart:
    """What came of a sheet, as JSON: its reading, or what its columns may mean.

    marked_copy: if anything is wrong in it. layout: how it was read; empty for the template.
    """

    reading: dict[str, Any] | None
    proposal: dict[str, Any] | None
    marked_copy: bytes | None
    layout: str


def read_apart(
    content: bytes,
    *,
    file_name: str,
    request: Mapping[str, Any],
    sender: Hashable,
    command: tuple[str, ...] = (),
) -> ReadApart:
    """Read a sheet under limits of memory and time. BadInput if it cannot or must not be read.

    sender: whoever sent it; nobody has two sheets read at once. command: what reads it, if it
    is not a sheet of activities.
    """
    with (
        _a_turn(file_name, sender),
        tempfile.TemporaryDirectory(prefix="sightline-sheet-") as folder,
    ):
        sheet, marked = Path(folder) / "sheet" / file_name, Path(folder) / "marked.xlsx"
        sheet.parent.mkdir()
        sheet.write_bytes(content)
        found = _run(command or _COMMAND, sheet, marked, request, folder)
        if "refused" in found:
            raise BadInput(str(found["refused"]))
        copy = marked.read_bytes() if marked.exists() else None
        return ReadApart(found.get("reading"), found.get("proposal"), copy, found.get("layout", ""))


@contextmanager
def _a_turn(file_name: str, sender: Hashable) -> Iterator[None]:
    """Few sheets are read at once: each reader may take a gigabyte and a processor.

    Few wait for their turn as well, for whoever waits keeps a thread from answering anybody else.
    """
    with _one_of(sender, file_name):
        if not _LINE.acquire(blocking=False):
            raise _busy(file_name)
        try:
            if not _TURNS.acquire(timeout=MOST_SECONDS):
                raise _busy(file_name)
            try:
                yield
            finally:
                _TURNS.release()
        finally:
            _LINE.release()


@contextmanager
def _one_of(sender: Hashable, file_name: str) -> Iterator[None]:
    """The one sheet of somebody that is being read."""
    with _SENDERS_LOCK:
        if sender in _SENDERS:
            raise BadInput(
                f"{file_name}: found another sheet of yours being read, wanted one at a time. "
                "Nothing was changed. Send it again in a minute."
            )
        _SENDERS.add(sender)
    try:
        yield
    finally:
        with _SENDERS_LOCK:
            _SENDERS.discard(sender)


def _busy(file_name: str) -> BadInput:
    return BadInput(
        f"{file_name}: found too many other sheets being read, wanted a turn within "
        f"{MOST_SECONDS} seconds. Nothing was changed. Send the sheet again in a minute."
    )


def safe_name(name: str) -> str:
    r"""A file name that is safe to keep and to show: the end of it, if it is long.

    >>> safe_name("..\\..\\our sheet (2).xlsx"), safe_name("\x07")
    ('our sheet (2).xlsx', 'sheet')
    """
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    short = kept[-100:].encode()[-_MOST_NAME_BYTES:].decode(errors="ignore")  # no half a letter
    return short or "sheet"


def _run(
    command: tuple[str, ...], sheet: Path, marked: Path, request: Mapping[str, Any], folder: str
) -> dict[str, Any]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; the file is an argument
            [sys.executable, *command, str(sheet), str(marked)],
            input=json.dumps(request).encode(),
            capture_output=True,
            check=True,
            timeout=MOST_SECONDS,
            cwd=_HOUSE,
            env={**environment, **_ADDED, "TMPDIR": folder},
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        if answer.keys().isdisjoint(_ANSWERS):
            raise ValueError("it answered nothing that was asked")
    except (subprocess.SubprocessError, ValueError) as ended:
        # what the process said last, for whoever runs the service: it may be our own fault
        said = getattr(ended, "stderr", None) or b""
        log.warning("reading a sheet ended: %s: %s", ended, said[-2_000:].decode(errors="replace"))
        raise BadInput(
            f"{sheet.name}: the file is too large to read, or not made as sheets are: reading it "
            "took more memory or time than a sheet of activities ever needs. Nothing was changed. "
            "Save it as CSV, or split it into smaller sheets, and send those."
        ) from ended
    return answer
