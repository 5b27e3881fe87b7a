"""What a store has: months of forces, gaps, years of codes, releases, and what releases changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sightline.analysis.periods import Month
from sightline.evidence.cubes import months_of
from sightline.evidence.manifest import Entry, Manifest, Revision


@dataclass(frozen=True)
class SourceStatus:
    """One source. gaps: months that are missing of a force between the first and last of all."""

    source: str
    forces: tuple[str, ...]
    months: tuple[Month, ...]
    rows_in: int
    accepted: int
    rejected: int
    set_aside: int
    superseded_rows: int
    reasons: dict[str, int]
    held: dict[str, tuple[Month, ...]]
    gaps: dict[str, tuple[Month, ...]]
    vintages: dict[str, int]  # year of area codes ("" unknown) to files
    releases: dict[str, int]  # month of release to files
    revisions: tuple[Revision, ...]


def status_of(manifest: Manifest) -> tuple[SourceStatus, ...]:
    """The status of each source, by name."""
    sources = sorted({entry.source for entry in manifest.entries})
    return tuple(_source_status(manifest, source) for source in sources)


def silent_gaps(held: dict[str, tuple[Month, ...]]) -> dict[str, tuple[Month, ...]]:
    """Months missing of a force within its own first and last month: not supplied, not zero.

    >>> silent_gaps({"essex": (Month(2025, 1), Month(2025, 3))})
    {'essex': (Month(year=2025, number=2),)}
    """
    found = {}
    for force, months in held.items():
        missing = tuple(
            month for month in _between(months[0], months[-1]) if month not in set(months)
        )
        if missing:
            found[force] = missing
    return found


def say_runs(months: Iterable[Month]) -> str:
    """Months in words, those in a row together.

    >>> say_runs([Month(2024, 11), Month(2024, 12), Month(2025, 1), Month(2025, 3)])
    '2024-11 to 2025-01, 2025-03'
    """
    runs: list[list[Month]] = []
    for month in sorted(months):
        if runs and runs[-1][-1].plus(1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _between(first: Month, last: Month) -> list[Month]:
    months = [first]
    while months[-1] < last:
        months.append(months[-1].plus(1))
    return months


def _source_status(manifest: Manifest, source: str) -> SourceStatus:
    entries = manifest.of(source)
    held = months_of(entries)
    old = [entry for entry in manifest.superseded if entry.source == source]
    return SourceStatus(
        source=source,
        forces=tuple(held),
        months=tuple(sorted({month for months in held.values() for month in months})),
        rows_in=_sum(entries, "rows_in"),
        accepted=_sum(entries, "accepted"),
        rejected=_sum(entries, "rejected"),
        set_aside=_sum(entries, "set_aside"),
        superseded_rows=_sum(old, "rows_in"),
        reasons=dict(sorted(sum((Counter(e.reasons) for e in entries), Counter()).items())),
        held=held,
        gaps=silent_gaps(held),
        vintages=dict(sorted(Counter(entry.vintage for entry in entries).items())),
        releases=dict(sorted(Counter(entry.release for entry in entries).items())),
        revisions=tuple(each for each in manifest.revisions if each.source == source),
    )


def _sum(entries: Iterable[Entry], what: str) -> int:
    return sum(getattr(entry, what) for entry in entries)
