"""What the frame and the home page show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from sightline.analysis.periods import Month
from sightline.service.pages import models
from sightline.service.pages.ambitions import AMBITIONS
from sightline.service.pages.once import once


@dataclass(frozen=True)
class Instance:
    """The county this service is about."""

    name: str
    fictional: bool
    as_of: Month  # the last month of data
    theme: str
    ages: str
    loaded_at: datetime


@dataclass(frozen=True)
class Figure:
    """A number that matters, ready to print, with all that is needed to judge it."""

    label: str  # "Areas where too few are reached"
    value: str  # "112", or why there is no number: "not supplied"
    unit: str  # "of 1,111 areas"
    period: str  # "12 months to December 2025"
    source: str  # "police.uk street-level crime; the activity register"
    freshness: str  # "loaded on 3 January 2026"
    sureness: str = ""  # "between 98 and 130, at 90%"
    route: str = ""  # the page that explains it, such as gaps:where
    query: str = ""  # what that page is asked, so that it shows this number: status=current

    @property
    def address(self) -> str:
        """Of the page that explains it, or nothing."""
        address = address_of(self.route)
        return f"{address}?{self.query}" if address and self.query else address


@dataclass(frozen=True)
class Lack:
    """Something missing, and who can supply it."""

    what: str
    remedy: str


FigureSource = Callable[[Any], Sequence[Figure | Lack]]
# Rooms above add a function of the viewer here, in their AppConfig.ready(); home asks each.
HOME_FIGURES: list[FigureSource] = []
# The room of accounts adds its rule here, in its AppConfig.ready(): may this viewer open a route?
MAY_OPEN: list[Callable[[Any, str], bool]] = []


@dataclass(frozen=True)
class Link:
    """A way to another page."""

    text: str
    address: str


@dataclass(frozen=True)
class PanelRow:
    """One line of a panel: what, where it leads, and why it is told."""

    text: str
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """A part of somebody's home page that a room above gives: what is due, what changed."""

    heading: str
    rows: tuple[PanelRow, ...]
    nothing: str  # what it means that there are no rows
    more: str = ""  # words of the way to all of them
    more_address: str = ""


# Rooms above add a function of the viewer here, in their AppConfig.ready(); home asks each.
HOME_PANELS: list[Callable[[Any], Panel | None]] = []


@dataclass(frozen=True)
class AmbitionOnPage:
    """One of the five ambitions, as a way in."""

    title: str
    question: str
    links: tuple[Link, ...]
    today: str  # what is there now, where there is no page yet


@dataclass(frozen=True)
class HomePage:
    """The way in for somebody who is signed in."""

    heading: str
    as_of: str
    ambitions: tuple[AmbitionOnPage, ...]
    figures: tuple[Figure, ...]
    lacks: tuple[Lack, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class CookiesPage:
    """What the cookies are called here."""

    session: str
    form: str


def instance() -> Instance | None:
    """The county that was loaded, or None if none was."""
    return once("instance", _instance)


def _instance() -> Instance | None:
    row = models.Instance.objects.filter(id=1).first()
    if row is None:
        return None
    return Instance(
        row.name, row.fictional, Month.parse(row.as_of), row.theme, row.ages, row.loaded_at
    )


def address_of(route: str) -> str:
    """The address of a page, or nothing where no room answers that route yet."""
    try:
        return reverse(route) if route else ""
    except NoReverseMatch:
        return ""


def cookies_page() -> CookiesPage:
    """The names of the cookies: in production they are tied to this host by their names."""
    return CookiesPage(session=settings.SESSION_COOKIE_NAME, form=settings.CSRF_COOKIE_NAME)


def home_page(*, viewer: Any) -> HomePage:
    """The five ambitions, and the few numbers that matter, asked of the rooms that know them."""
    county = instance()
    found = [item for source in HOME_FIGURES for item in source(viewer)]
    lacks = [item for item in found if isinstance(item, Lack)]
    if county is None:
        lacks.insert(0, NO_COUNTY)
    return HomePage(
        heading=county.name if county else "No county has been loaded yet",
        as_of=f"Data to {county.as_of.words}." if county else "",
        ambitions=tuple(_ambition(viewer, *ambition) for ambition in AMBITIONS),
        figures=tuple(item for item in found if isinstance(item, Figure)),
        lacks=tuple(lacks),
        panels=tuple(panel for source in HOME_PANELS if (panel := source(viewer)) is not None),
    )


NO_COUNTY = Lack(
    "There are no areas, people or recorded crimes to show.",
    "Whoever runs this service can load them: they are all published as open data.",
)


def _ambition(
    viewer: Any, title: str, question: str, routes: Sequence[tuple[str, str]], today: str
) -> AmbitionOnPage:
    links = tuple(
        Link(text, address)
        for text, route in routes
        if all(may_open(viewer, route) for may_open in MAY_OPEN) and (address := address_of(route))
    )
    return AmbitionOnPage(title, question, links, "" if links else today)
