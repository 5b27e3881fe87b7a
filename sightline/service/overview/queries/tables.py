"""A table of an overview: as the page shows it, and as files hold it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.errors import NotFound
from sightline.exchange.sheets import write_csv
from sightline.service.pages.downloads import Download, name_file

Value = str | float | date | None  # None: not supplied


@dataclass(frozen=True)
class Heading:
    """The heading of a column."""

    text: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell; an address makes it a link."""

    text: str
    numeric: bool = False
    address: str = ""


@dataclass(frozen=True)
class PageTable:
    """A table ready to print."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class FileTable:
    """A table as files hold it: every row of it, whatever the page shows. None: not supplied."""

    name: str  # of the file, without the day
    about: str  # what it is, how many, and how sure
    as_of: date
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Value]]


def hand_out(table: FileTable, kind: str) -> Download:
    """The table as a file; kind is csv or json."""
    if kind not in _WRITE:
        raise NotFound("There are two kinds of download here: csv and json.")
    content, content_type = _WRITE[kind](table)
    return Download(name_file(f"{table.name}-{table.as_of}", kind), content, content_type)


def _csv(table: FileTable) -> tuple[bytes, str]:
    with tempfile.TemporaryDirectory(prefix="sightline-overview-") as folder:
        path = Path(folder) / "table.csv"
        write_csv(path, table.columns, table.rows)
        return path.read_bytes(), "text/csv; charset=utf-8"


def _json(table: FileTable) -> tuple[bytes, str]:
    content = {
        "about": table.about,
        "as_of": table.as_of.isoformat(),
        "rows": [{name: _plain(row.get(name)) for name in table.columns} for row in table.rows],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return text.encode("utf-8"), "application/json"


def _plain(value: Value) -> str | float | None:
    return value.isoformat() if isinstance(value, date) else value


_WRITE = {"csv": _csv, "json": _json}
