"""What is read of need: the cube analysis asks for, the records behind a number, the releases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.timezone import localtime

from sightline.analysis.periods import Month
from sightline.service.need.models import DataRelease, IncidentCount


@dataclass(frozen=True)
class SourceFacts:
    """Where a figure comes from, and how old it is."""

    source: str
    licence: str
    period: str
    loaded_on: date

    @property
    def words(self) -> str:
        """Source and period as one phrase."""
        return ", ".join(part for part in (self.source, self.period) if part)


@dataclass(frozen=True)
class IncidentRow:
    """The incidents of one category in one area, month by month."""

    category: str
    by_month: tuple[int, ...]
    in_all: int


@dataclass(frozen=True)
class FileRow:
    """One file of an input: where its rows went."""

    name: str
    sha256: str
    rows_in: str
    accepted: str
    rejected: str
    set_aside: str


@dataclass(frozen=True)
class ReasonRow:
    """Why so many rows were rejected or set aside."""

    reason: str
    rows: str


@dataclass(frozen=True)
class InputCard:
    """One input: where it came from and where every row of it went."""

    title: str
    anchor: str
    source: str
    licence: str
    period: str
    loaded_on: str
    rows_in: str
    accepted: str
    rejected: str
    set_aside: str
    reasons: tuple[ReasonRow, ...]
    files: tuple[FileRow, ...]
    problems: tuple[str, ...]
    problems_not_shown: int


@dataclass(frozen=True)
class ReleasePage:
    """The data behind every figure."""

    inputs: tuple[InputCard, ...]
    not_supplied: tuple[str, ...]


def incidents_of_areas(
    codes: Collection[str], *, months: Sequence[Month]
) -> tuple[IncidentRow, ...]:
    """Every category recorded in those areas in those months, most incidents first."""
    rows = IncidentCount.objects.filter(
        area_id__in=codes, month__in=[str(month) for month in months]
    )
    counts: dict[str, dict[str, int]] = {}
    summed = rows.values_list("category", "month").annotate(incidents=Sum("incidents")).order_by()
    for category, month, incidents in summed:
        counts.setdefault(category, {})[month] = incidents
    table = [
        IncidentRow(
            category, tuple(found.get(str(month), 0) for month in months), sum(found.values())
        )
        for category, found in counts.items()
    ]
    return tuple(sorted(table, key=lambda row: (-row.in_all, row.category)))


def incidents_in_all(*, categories: Collection[str], months: Sequence[Month]) -> int:
    """How many incidents of those categories the county had in those months."""
    rows = IncidentCount.objects.filter(
        category__in=categories, month__in=[str(month) for month in months]
    )
    return int(rows.aggregate(incidents=Sum("incidents"))["incidents"] or 0)


def sources() -> Mapping[str, SourceFacts]:
    """Where each input came from, by what it tells ("police", "population", …)."""
    return {
        release.what: SourceFacts(
            release.source, release.licence, release.period, localtime(release.loaded_at).date()
        )
        for release in DataRelease.objects.defer("files", "problems")
    }


def release_page() -> ReleasePage:
    """The data behind every figure: each input, and where every row of it went."""
    releases = list(DataRelease.objects.all())
    supplied = {release.what for release in releases}
    return ReleasePage(
        inputs=tuple(_card(release) for release in releases),
        not_supplied=tuple(what.label for what in DataRelease.What if what.value not in supplied),
    )


def _card(release: DataRelease) -> InputCard:
    reasons: dict[str, int] = {}
    for file in release.files:
        for reason, rows in file["reasons"].items():
            reasons[reason] = reasons.get(reason, 0) + rows
    return InputCard(
        title=release.get_what_display(),
        anchor=release.what,
        source=release.source,
        licence=release.licence or "not supplied",
        period=release.period or "not supplied",
        loaded_on=f"{localtime(release.loaded_at):%-d %B %Y}",
        rows_in=f"{release.rows_in:,}",
        accepted=f"{release.accepted:,}",
        rejected=f"{release.rejected:,}",
        set_aside=f"{release.set_aside:,}",
        reasons=tuple(ReasonRow(reason, f"{rows:,}") for reason, rows in sorted(reasons.items())),
        files=tuple(_file(file) for file in release.files),
        problems=tuple(release.problems),
        problems_not_shown=release.problems_in_all - len(release.problems),
    )


def _file(file: Mapping[str, object]) -> FileRow:
    names = ("rows_in", "accepted", "rejected", "set_aside")
    counts = {name: f"{file[name]:,}" for name in names}
    return FileRow(name=str(file["name"]), sha256=str(file["sha256"]), **counts)
