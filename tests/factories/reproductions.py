"""Published results that this package finds again: one row each, for a test and for a page.

A file tests/spec/test_..._reproduced.py has functions marked with `reproduces`; each takes the
folder of real open data and returns its rows. Its tests hand them to `assert_reproduced`;
tools/reproductions.py runs the same functions and writes docs/reference/reproductions.md.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Rows = Callable[[Path], "list[Reproduction]"]


@dataclass(frozen=True)
class Reproduction:
    """One quantity: what was published, what this package gives, and how far apart they may be.

    kind: "published", or "recomputed" where somebody else's program gave it from the same file.
    """

    quantity: str
    expected: float
    got: float
    tolerance: float
    kind: str = "published"

    @property
    def within(self) -> bool:
        """Whether the two are as near as they should be; a rounding of the sum is forgiven."""
        return math.isfinite(self.got) and abs(self.got - self.expected) <= self.tolerance + 1e-12


@dataclass(frozen=True)
class Study:
    """Results that stand together under one heading of the page, with their source."""

    name: str
    source: str
    rows: Rows


STUDIES: list[Study] = []


def reproduces(name: str, *, source: str) -> Callable[[Rows], Rows]:
    """Mark a function as one that reproduces a study; the page lists its rows under the name."""

    def listed(rows: Rows) -> Rows:
        STUDIES.append(Study(name, source, rows))
        return rows

    return listed


def assert_reproduced(rows: list[Reproduction]) -> None:
    """Fail, with every row that is too far from what was published."""
    apart = [row for row in rows if not row.within]
    if apart or not rows:
        raise AssertionError(f"not reproduced: {apart or 'there is no row'}")


def from_reference(
    folder: Path, *, dataset: str, starts: str, got: float, name: str = ""
) -> Reproduction:
    """The row for a quantity of methods/reference_results.csv, found by how its name starts."""
    with (folder / "methods/reference_results.csv").open(encoding="utf-8", newline="") as lines:
        found = [
            row
            for row in csv.DictReader(lines)
            if row["dataset"] == dataset and row["quantity"].startswith(starts)
        ]
    (row,) = found
    kind = "published" if row["kind"] == "published" else "recomputed"
    return Reproduction(
        name or row["quantity"], float(row["value"]), got, float(row["tolerance"]), kind
    )


def page(studies: list[Study], folder: Path) -> str:
    """The page of all studies, by name. Digits beyond what is compared are not printed."""
    lines = [
        "# Published results reproduced",
        "",
        "Each row is worked out again by a test in `tests/spec`; `tools/reproductions.py` writes "
        "this page from the same functions. *Published* values stand in the source named; "
        "*recomputed* ones were worked out from the same file by another program, where nobody "
        "published one or the publication used another list of neighbours.",
        "",
    ]
    for study in sorted(studies, key=lambda study: study.name):
        lines += [f"## {study.name}", "", f"Source: {study.source}", ""]
        lines += ["| Quantity | Expected | Got | May differ by | Kind |", "|---|---|---|---|---|"]
        lines += [_line(row) for row in study.rows(folder)] + [""]
    return "\n".join(lines)


def _line(row: Reproduction) -> str:
    if not row.within:
        raise AssertionError(f"not reproduced: {row}")
    return (
        f"| {row.quantity} | {_number(row.expected, row.tolerance)} | "
        f"{_number(row.got, row.tolerance)} | {row.tolerance:g} | {row.kind} |"
    )


def _number(value: float, tolerance: float) -> str:
    """As many decimals as are compared, and one more; a whole number as it is."""
    if tolerance == 0 or value == round(value):
        return f"{value:,.10g}"
    places = min(max(0, math.ceil(-math.log10(tolerance))) + 1, 12)
    return f"{value:,.{places}f}"
