"""The list of activities: what was asked, what answers it, and ways to ask something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse

from sightline.service.accounts.policy import may_open
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import facets
from sightline.service.register.queries.asked import (
    DISTANCES_KM,
    EITHER,
    LIST,
    MAP,
    ORDERS,
    PLACES,
    Asked,
)
from sightline.service.register.queries.facets import Facet, Names, districts, make_facets
from sightline.service.register.queries.items import COLOURS, ListedActivity, item_of
from sightline.service.register.queries.matching import (
    ORDERS_OF_THE_PARTNERSHIP,
    Counts,
    Matches,
    allowed,
    answer,
)
from sightline.service.register.queries.near import say_distance
from sightline.service.register.queries.picture import Picture, make_picture
from sightline.service.register.queries.words import last_stale_day, say_ages, say_date

__all__ = [
    "COLOURS", "LIST_LINKS", "ActivitiesPage", "Choice", "ListedActivity", "activities_page",
    "districts", "filter_names", "item_of", "records_in_order",
]  # fmt: skip
ON_A_PAGE = 25
FILTER_WORDS = {
    "q": "Words",
    "near": "Distance",
    **facets.FACET_WORDS,
    "ages": "Ages",
    "free": "Places",
    "stale": "Freshness",
}
FILE_KINDS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "geojson": "GeoJSON"}


@dataclass(frozen=True)
class AppliedFilter:
    """A filter that is set, and the address without it."""

    kind: str
    words: str
    remove_address: str


@dataclass(frozen=True)
class Choice:
    """One of several things to choose from, or one way to go."""

    value: str
    words: str
    chosen: bool = False
    address: str = ""


@dataclass(frozen=True)
class ActivitiesPage:
    """The list of activities, ready to print."""

    found: str  # "42 of 250 activities"
    order: str
    orders: tuple[Choice, ...]
    places: tuple[Choice, ...]  # what a filter by district means
    distances: tuple[Choice, ...]
    tabs: tuple[Choice, ...]  # the list, and the map of it
    view: str
    notes: tuple[str, ...]
    applied: tuple[AppliedFilter, ...]
    clear_address: str
    facets: tuple[Facet, ...]
    stale_count: str  # empty where the records' own intervals are told instead
    free_count: str  # empty where the viewer is not told
    ages: str
    items: tuple[ListedActivity, ...]
    pages: Pages | None
    picture: Picture | None  # only where the map was asked for
    files: tuple[Choice, ...]
    organisation_files: tuple[Choice, ...]
    links: tuple[Choice, ...]  # what rooms above can do with the question
    counts: Counts
    nothing: str  # what an empty list means
    remedy: str
    in_partnership: bool


# Rooms above add functions of the viewer and the question here, in their AppConfig.ready().
LIST_LINKS: list[Callable[[Any, Asked], Choice | None]] = []


def groups_link(viewer: Any, _asked: Asked) -> Choice | None:
    """The way to the thematic groups, for those who define them."""
    route = "register:groups"
    words = "Thematic groups"
    return Choice("groups", words, address=reverse(route)) if may_open(viewer, route) else None


def filter_names(viewer: Any) -> Names:
    """Every value that a filter may take for the viewer, and what it is called."""
    return facets.filter_names(voice_of(viewer))


def activities_page(*, viewer: Any, asked: Asked, names: Names, today: date) -> ActivitiesPage:
    """The part of the register that was asked for, as the viewer may see it."""
    voice = voice_of(viewer)
    asked = allowed(asked, voice)
    matches = answer(asked, voice=voice, today=today)
    last = max(1, -(-len(matches.rows) // ON_A_PAGE))
    asked = replace(asked, page=min(asked.page, last))
    here = matches.rows[(asked.page - 1) * ON_A_PAGE : asked.page * ON_A_PAGE]
    is_map = asked.view == MAP
    return ActivitiesPage(
        found=f"{len(matches.rows):,} of {_say_activities(matches.registered)}",
        order=ORDERS[asked.taken_order],
        orders=tuple(_orders(asked, voice)),
        places=tuple(Choice(code, words, code == asked.place) for code, words in PLACES.items()),
        distances=tuple(Choice(f"{km}", f"{km} km", km == asked.within_km) for km in DISTANCES_KM),
        tabs=tuple(_tabs(asked)),
        view=asked.view,
        notes=tuple(_notes(asked, matches, today)),
        applied=tuple(_applied(asked, names)),
        clear_address=Asked(order=asked.order, view=asked.view).address(),
        facets=_facets(asked, matches, names, voice),
        stale_count=_stale_count(asked, matches, voice),
        free_count=f"{matches.counts['free'].get('yes', 0):,}" if voice.in_partnership else "",
        ages=str(asked.ages or ""),
        items=() if is_map else _items(here, matches, voice, names["district"], today),
        pages=None if is_map else _pages(asked, last),
        picture=make_picture(matches, asked, names["district"]) if is_map else None,
        files=tuple(_files(asked, "register:download")),
        organisation_files=tuple(_files(asked, "register:download_organisations")),
        links=tuple(link for give in LIST_LINKS if (link := give(viewer, asked)) is not None),
        counts=matches.counts,
        in_partnership=voice.in_partnership,
        **_nothing(matches),
    )


def records_in_order(ids: Sequence[Any]) -> list[Activity]:
    """The records of those keys, whole, in that order."""
    found = {record.pk: record for record in Activity.objects.whole().filter(pk__in=ids)}
    return [found[key] for key in ids if key in found]


def _facets(asked: Asked, matches: Matches, names: Names, voice: Voice) -> tuple[Facet, ...]:
    """The filters as choices: the same on every page of an answer, and kept with it."""
    if "facets" not in matches.made:
        matches.made["facets"] = make_facets(asked, matches.counts, names, voice)
    facets: tuple[Facet, ...] = matches.made["facets"]
    return facets


def _say_activities(count: int) -> str:
    return f"{count:,} activit{'y' if count == 1 else 'ies'}"


def _nothing(matches: Matches) -> dict[str, str]:
    if not matches.registered:
        return {
            "nothing": "Nobody has reported an activity yet.",
            "remedy": "Partners and the unit can add a sheet of activities.",
        }
    return {
        "nothing": "No activity on the register answers all of this.",
        "remedy": "Remove a filter, or use fewer words. "
        "It may also be that nobody has reported it yet.",
    }


def _notes(asked: Asked, matches: Matches, today: date) -> Iterator[str]:
    if matches.without_ages:
        verb = "does" if matches.without_ages == 1 else "do"
        yield (
            f"{_say_activities(matches.without_ages)} that {verb} not say for what ages "
            f"{'it is' if matches.without_ages == 1 else 'they are'} cannot be matched by age "
            "and may be missing here."
        )
    if matches.without_place:
        have = "has" if matches.without_place == 1 else "have"
        yield (
            f"{_say_activities(matches.without_place)} that {have} no place on the map cannot be "
            "matched by distance and may be missing here."
        )
    if asked.near:
        yield (
            f"Distances are in a straight line from {asked.near.postcode}. A site that is kept "
            "private counts as being in the middle of its district."
        )
    if asked.standings:
        yield "How a record stands goes by the interval it declares; by six months if it does not."
    if asked.stale:
        yield f"Not confirmed since {say_date(last_stale_day(today))}, or never."


def _orders(asked: Asked, voice: Voice) -> Iterator[Choice]:
    for code, words in ORDERS.items():
        is_told = voice.in_partnership or code not in ORDERS_OF_THE_PARTNERSHIP
        if is_told and replace(asked, order=code).taken_order == code:
            yield Choice(code, words, code == asked.taken_order)


def _tabs(asked: Asked) -> Iterator[Choice]:
    for view, words in ((LIST, "List"), (MAP, "Map")):
        address = replace(asked, view=view, page=1).address()
        yield Choice(view, words, view == asked.view, address)


def _files(asked: Asked, route: str) -> Iterator[Choice]:
    first = replace(asked, page=1, view=LIST)
    for kind, words in FILE_KINDS.items():
        if route == "register:download" or kind != "geojson":
            yield Choice(kind, words, address=first.address(route, kind=kind))


def _applied(asked: Asked, names: Names) -> Iterator[AppliedFilter]:
    for name, value in asked.pairs:
        if name not in FILTER_WORDS:
            continue
        plain = {
            "q": f"“{value}”",
            "near": f"within {asked.within_km} km of {value}",
            "ages": f"overlap {say_ages(asked.ages)}",
            "stale": "not confirmed in 6 months",
            "free": "some free now",
        }.get(name)
        words = plain or names[name].get(value, value)
        if name == "district" and asked.place != EITHER:
            words = f"{words}, {PLACES[asked.place]}"
        remove = asked.without(name, value).address()
        yield AppliedFilter(FILTER_WORDS[name], words, remove)


def _items(
    rows: Iterable[int],
    matches: Matches,
    voice: Voice,
    district_names: Mapping[str, str],
    today: date,
) -> tuple[ListedActivity, ...]:
    found = []
    for row in rows:
        light, distance = matches.cube.rows[row], ""
        if matches.distances_m is not None:
            distance = say_distance(float(matches.distances_m[row]), is_about=light.sensitive)
        found.append(item_of(light, voice, district_names, today, distance=distance))
    return tuple(found)


def _stale_count(asked: Asked, matches: Matches, voice: Voice) -> str:
    """How many were not confirmed in six months: for the public, and for addresses of before."""
    if voice.in_partnership and not asked.stale:
        return ""
    return f"{matches.counts['stale'].get('yes', 0):,}"


def _pages(asked: Asked, last: int) -> Pages | None:
    return make_pages(here=asked.page, last=last, address=partial(_page_address, asked))


def _page_address(asked: Asked, page: int) -> str:
    return replace(asked, page=page).address()
