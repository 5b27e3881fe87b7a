"""Every source: for the public those that are open data, and the counts that were released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from sightline.service.need.queries import sources as loaded_sources
from sightline.service.sources.models import Release, Source
from sightline.service.sources.queries.words import Standing, freshness_of, standing_of
from sightline.service.sources.sight import has_lapsed, in_partnership, is_unit


@dataclass(frozen=True)
class SourceItem:
    """One source in the list."""

    title: str
    what: str
    giver: str
    standing: Standing
    fresh: str
    cannot_tell: str
    address: str  # empty for the public
    released_address: str  # empty where nothing was released


@dataclass(frozen=True)
class ReleasedItem:
    """Counts that are public, of a source that is not."""

    title: str
    address: str


@dataclass(frozen=True)
class SourcesPage:
    """Every source that the viewer may know of."""

    items: tuple[SourceItem, ...]
    released: tuple[ReleasedItem, ...]
    warnings: tuple[str, ...]
    for_partnership: bool
    add_address: str


def sources_page(*, viewer: Any, today: date) -> SourcesPage:
    """The sources: all for the partnership, open data for everybody else."""
    inside = in_partnership(viewer)
    known = Source.objects.select_related("organisation")
    found = list(known if inside else known.filter(is_open=True))
    public = {each.source_id: each.source for each in _released(today)}
    loaded = dict(loaded_sources())
    items = tuple(_item(each, loaded, inside, each.pk in public, today) for each in found)
    return SourcesPage(
        items=items,
        released=() if inside else tuple(
            ReleasedItem(source.title, reverse("sources:released", args=[key]))
            for key, source in public.items()
        ),
        warnings=tuple(f"{each.title}: {each.standing.warning}" for each in items
                       if inside and each.standing.warning),
        for_partnership=inside,
        add_address=reverse("sources:add") if is_unit(viewer) else "",
    )  # fmt: skip


def _released(today: date) -> list[Release]:
    found = Release.objects.filter(approved_at__isnull=False).select_related("source")
    return [each for each in found if not has_lapsed(each.source, today=today)]


def _item(source: Source, loaded: dict[str, Any], inside: bool, public: bool, today: date
          ) -> SourceItem:  # fmt: skip
    giver = source.organisation.name if source.organisation else source.publisher
    return SourceItem(
        title=source.title,
        what=source.what,
        giver=giver or "not supplied",
        standing=standing_of(source, today=today),
        fresh=freshness_of(source, loaded),
        cannot_tell=source.cannot_tell,
        address=reverse("sources:source", args=[source.pk]) if inside else "",
        released_address=reverse("sources:released", args=[source.pk]) if public else "",
    )
