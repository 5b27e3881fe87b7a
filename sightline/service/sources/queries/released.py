"""Counts that are public: released cells, and sums of them made in one way only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime

from sightline.analysis.disclosure import ProtectedCube, sum_protected
from sightline.errors import NotFound
from sightline.service.pages.downloads import Download, csv_of, name_file
from sightline.service.sources.models import Release, Source
from sightline.service.sources.protected import PERIOD, approved, released_cube
from sightline.service.sources.queries.releasing import WORDS
from sightline.service.sources.queries.words import (
    Text,
    area_names,
    gaps_in,
    say_day,
    say_month,
)
from sightline.service.sources.sight import known_source, refuse_lapsed


@dataclass(frozen=True)
class Sums:
    """Sums of released cells by one dimension."""

    caption: str
    headings: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True)
class ReleasedPage:
    """The public counts of a source."""

    title: str
    what: str
    giver: str
    period: str
    gaps: str
    words: str
    cannot_tell: str
    revised: tuple[str, ...]
    released_on: str
    tables: tuple[Sums, ...]
    download_address: str


def released_page(*, source_id: UUID, today: date) -> ReleasedPage:
    """The released counts of a source; NotFound where there are none, Refused once it lapsed."""
    source, releases, cube = _released(source_id, today)
    months = sorted(set(cube.cells[PERIOD]))
    last = releases[-1].approved_at
    giver = source.organisation.name if source.organisation else source.publisher
    return ReleasedPage(
        title=source.title,
        what=source.what,
        giver=giver or "not supplied",
        period=f"{say_month(months[0])} to {say_month(months[-1])}",
        gaps=", ".join(gaps_in(months)),
        words=cube.words,
        cannot_tell=source.cannot_tell,
        revised=tuple(each.revised for each in releases if each.revised),
        released_on=say_day(localtime(last).date() if last else None),
        tables=tuple(_sums(cube, name) for name in cube.design.dimensions),
        download_address=reverse("sources:released_download", args=[source.pk]),
    )


def released_download(*, source_id: UUID, today: date) -> Download:
    """The released cells as CSV, with what has to be said beside every number."""
    source, _, cube = _released(source_id, today)
    table = cube.cells.assign(source=source.title, note=cube.words)
    name = name_file(f"released-counts-{source.pk}", "csv")
    return Download(name, csv_of(table), "text/csv; charset=utf-8")


def _released(source_id: UUID, today: date) -> tuple[Source, list[Release], ProtectedCube]:
    source = known_source(source_id)
    releases = approved(source)
    cube = released_cube(releases)
    if cube is None:
        raise NotFound("There is no source with that number.")
    refuse_lapsed(source, today=today)
    return source, releases, cube


def _sums(cube: ProtectedCube, name: str) -> Sums:
    """The sums by one dimension; how many cells each adds up is told, for gaps make it fewer."""
    found = sum_protected(cube, by=[name])
    areas = area_names()

    def say(value: str) -> str:
        return say_month(value) if name == PERIOD else areas.get(value, value)

    headings = (Text(WORDS[name].capitalize()), Text("People, rounded", numeric=True),
                Text("Rounded counts added up", numeric=True))  # fmt: skip
    rows = tuple(
        (Text(say(str(value))), Text(f"{int(count):,}", numeric=True),
         Text(f"{int(cells):,}", numeric=True))
        for value, count, cells in found[[name, "protected_count", "cells"]].itertuples(
            index=False, name=None
        )
    )  # fmt: skip
    return Sums(f"By {WORDS[name]}", headings, rows)
