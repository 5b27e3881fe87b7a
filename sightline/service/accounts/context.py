"""What the frame of every page says: where we are, who is signed in, where else to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from sightline.service.accounts.policy import may_open
from sightline.service.pages import queries

# The menu: words, route. An item shows only where its room exists and the viewer may open it.
MENU = (
    ("Home", "pages:home"),
    ("Where is the gap?", "gaps:where"),
    ("Need", "need:needs"),
    ("Activities", "register:activities"),
    ("Organisations", "partners:organisations"),
    ("Overview", "overview:index"),
    ("Add", "entry:drafts"),
    ("Still right?", "freshness:due"),
    ("People", "accounts:people"),
)


@dataclass(frozen=True)
class MenuItem:
    """One place in the menu."""

    text: str
    address: str
    here: bool  # the page being looked at


@dataclass(frozen=True)
class Frame:
    """The frame around a page."""

    name: str
    county: str
    fictional: bool
    signed_in_as: str
    menu: tuple[MenuItem, ...]


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The frame, under the name `frame`, for every template."""
    county = queries.instance()
    user = getattr(request, "user", None) or AnonymousUser()  # an error may come before sign-in
    return {
        "frame": Frame(
            name="Sightline",
            county=county.name if county else "",
            fictional=bool(county and county.fictional),
            signed_in_as=str(user) if user.is_authenticated else "",
            menu=_menu(user, request.path) if user.is_authenticated else (),
        )
    }


def _menu(user: Any, path: str) -> tuple[MenuItem, ...]:
    return tuple(
        MenuItem(text, address, here=address == path)
        for text, route in MENU
        if may_open(user, route) and (address := queries.address_of(route))
    )
