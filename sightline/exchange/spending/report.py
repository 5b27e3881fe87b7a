"""The spending plan as one page that can be read anywhere: words, pictures, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

_STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#0b0c0c}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #b1b4b6}"
    "td.number,th.number{text-align:right;white-space:nowrap}svg{max-width:100%;height:auto}"
    "div.wide{overflow-x:auto}td.long{min-width:18rem}"
)


@dataclass(frozen=True)
class ReportTable:
    """A table as it is printed: headings, rows of texts, and which columns are numbers."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True)
class SpendingReport:
    """All that the page says. picture: SVG, whose facts are in the first table of `tables`."""

    title: str
    fictional: bool
    words: tuple[str, ...]
    picture: str
    tables: tuple[ReportTable, ...]
    limits: tuple[str, ...]


def write_spending_report(path: Path, report: SpendingReport) -> None:
    """Write it as HTML that needs no other file."""
    path.write_text(make_page(report), encoding="utf-8")


def make_page(report: SpendingReport) -> str:
    """The page as HTML; every text escaped."""
    parts = [
        f"<h1>{escape(report.title)}</h1>",
        *(["<p><strong>Fictional: every place and name is invented.</strong></p>"]
          if report.fictional else []),
        *(f"<p>{escape(line)}</p>" for line in report.words),
        "<h2>What changes when the budget does</h2>",
        report.picture,
        *(_table(table) for table in report.tables),
        "<h2>What this cannot tell</h2>",
        _list(report.limits),
    ]  # fmt: skip
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}</title><style>{_STYLE}</style></head>\n<body><main>\n"
        + "\n".join(parts)
        + "\n</main></body>\n</html>\n"
    )


def _table(table: ReportTable) -> str:
    head = "".join(
        f'<th scope="col"{_kind(table, place)}>{escape(text)}</th>'
        for place, text in enumerate(table.headings)
    )
    rows = "\n".join(f"<tr>{_cells(table, row)}</tr>" for row in table.rows)
    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    body = (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(table.title)}">'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table></div>"
    )
    return f"<h2>{escape(table.title)}</h2>\n{note}{body if table.rows else '<p>None.</p>'}"


def _cells(table: ReportTable, row: Sequence[str]) -> str:
    return "".join(
        f"<td{_kind(table, place)}>{escape(text)}</td>" for place, text in enumerate(row)
    )


def _kind(table: ReportTable, place: int) -> str:
    if place in table.numbers:
        return ' class="number"'
    return ' class="long"' if place == len(table.headings) - 1 else ""


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
