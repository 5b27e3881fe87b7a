"""The way in to the overviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sightline.service.overview.queries.about import overviews

_WHAT = {
    "overview:timeline": "When each activity runs, when its money ends, and what nobody has said.",
    "overview:calendar": "Starts, ends and days of the week as lists, and calendars to follow.",
    "overview:where": "Every organisation and the districts it works in.",
    "overview:what": "Every strand or theme and the districts where something is done about it.",
    "overview:reach": "Districts by what is done there, beside where the offices are.",
    "overview:network": "Which organisations share activities, and who connects the others.",
}


@dataclass(frozen=True)
class Overview:
    """One overview, and what it is for."""

    words: str
    address: str
    what: str


@dataclass(frozen=True)
class IndexPage:
    """The way in, ready to print."""

    overviews: tuple[Overview, ...]


def index_page(*, viewer: Any) -> IndexPage:
    """Every overview that the viewer may open."""
    found = overviews(viewer)
    return IndexPage(tuple(Overview(words, reverse(route), _WHAT[route]) for words, route in found))
