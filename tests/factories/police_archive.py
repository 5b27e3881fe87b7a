"""A police archive, made up, at publishers on this machine; and the command that fetches it."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from factories.publishers_server import Publishers, serving

from sightline.cli.main import main

ARCHIVE = "/data.police.uk/data/archive/2025-12.zip"
STORE = "/policeuk-data.s3.amazonaws.com/archive/2025-12.zip"
RELEASES = "/data.police.uk/api/crimes-street-dates"
PADDING = random.Random(4).randbytes(400_000)  # noqa: S311 - bytes that do not pack


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return sink.getvalue()


def street(month: str, force: str) -> str:
    return f"{month}/{month}-{force}-street.csv"


def police_files(**more: bytes) -> dict[str, bytes]:
    """Two months of two forces, made up, and a great deal that nobody here asks for."""
    return {
        street(month, force): f"Crime ID,Month\n{force} {month}\n".encode() * 500
        for month in ("2025-11", "2025-12")
        for force in ("essex", "kent")
    } | {
        "2025-12/2025-12-essex-outcomes.csv": b"outcomes",
        "2025-12/2025-12-metropolitan-street.csv": PADDING,
        **more,
    }


@contextmanager
def publishing() -> Iterator[Publishers]:
    """Publishers with the archive of December 2025, where the real one is."""
    with serving() as running:
        running.files[RELEASES] = b'[{"date": "2025-12", "stop-and-search": ["essex"]}]'
        running.sent_on[ARCHIVE] = (302, "https:/" + STORE)
        running.files[STORE] = zipped(police_files())
        yield running


@dataclass
class Fetch:
    """Runs the command; the exit code, and what it printed."""

    publishers: Publishers
    folder: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(
        self,
        *more: str,
        area: str = "essex",
        months: str = "2025-11..2025-12",
        what: str = "police",
    ) -> tuple[int, str]:
        asked = ["--into", str(self.folder / "open"), "--from", self.publishers.base]
        asked += ["--area", area, "--months", months, "--what", what, *more]
        code = main(["evidence", "fetch", *asked])
        printed = self.capsys.readouterr()
        return code, printed.out + printed.err


def held(folder: Path) -> dict[str, bytes]:
    """What was fetched below a folder, without the record of it."""
    into = folder / "open"
    return {
        path.relative_to(into).as_posix(): path.read_bytes()
        for path in sorted(into.rglob("*"))
        if path.is_file() and path.name not in ("fetched.json", ".fetching.lock")
    }
