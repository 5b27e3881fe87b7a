"""Which roles may open which route: one table, read by the gate, the menu and the tests.

A room adds its routes here. A route that is missing is refused to everybody, and
`manage.py check` fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core import checks
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

from sightline.service.accounts.models import Role

EVERYBODY = frozenset(Role)
SIGNED_IN = frozenset({Role.PARTNER, Role.ANALYST, Role.UNIT})
STAFF = frozenset({Role.ANALYST, Role.UNIT})  # the unit and its analysts
REPORTERS = frozenset({Role.PARTNER, Role.UNIT})  # partners for themselves, the unit for anyone

POLICY: Mapping[str, frozenset[Role]] = {
    "pages:home": EVERYBODY,
    "pages:accessibility": EVERYBODY,
    "pages:privacy": EVERYBODY,
    "pages:cookies": EVERYBODY,
    "pages:gallery": STAFF,
    "accounts:sign_in": EVERYBODY,
    "accounts:sign_out": SIGNED_IN,
    "register:activities": SIGNED_IN,
    "register:download": SIGNED_IN,
    "register:activity": SIGNED_IN,
    "register:organisation": SIGNED_IN,
    "register:confirm": REPORTERS,
    "register:upload": REPORTERS,
    "register:template": REPORTERS,
    "register:preview": REPORTERS,
    "register:marked": REPORTERS,
    "register:commit": REPORTERS,
    "register:cancel": REPORTERS,
    "need:release": SIGNED_IN,
    "gaps:where": SIGNED_IN,
    "gaps:area": SIGNED_IN,
    "gaps:panel": SIGNED_IN,
    "gaps:shapes": SIGNED_IN,
    "gaps:download": SIGNED_IN,
}


def role_of(user: Any) -> Role:
    """The role of whoever makes a request: a user of the service, or nobody known."""
    return Role(user.role) if user.is_authenticated else Role.STRANGER


def may_open(user: Any, route: str) -> bool:
    """Whether this user may open the route, such as `gaps:where`; an undeclared one, never."""
    return role_of(user) in POLICY.get(route, frozenset())


def route_of(request: HttpRequest) -> str:
    """The name of the route that answers this request; empty if it has none."""
    match = request.resolver_match
    return match.view_name if match is not None else ""


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The name of every route of the service, room and all; empty for a nameless one."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLPattern):
            yield f"{space}{part.name}" if part.name else ""
        else:
            yield from routes(part, f"{space}{part.namespace}:" if part.namespace else space)


def check_policy(
    app_configs: Sequence[Any] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Every route is declared, and every declaration has its route."""
    found = set(routes())
    undeclared = [
        checks.Error(
            f"route {route or '(no name)'}: found no line in the policy table, wanted one.",
            hint="Say in sightline/service/accounts/policy.py which roles may open it.",
            id="accounts.E001",
        )
        for route in sorted(found - set(POLICY))
    ]
    without_route = [
        checks.Error(
            f"policy for {route}: found no such route.",
            hint="Take the line out of sightline/service/accounts/policy.py, or add the route.",
            id="accounts.E002",
        )
        for route in sorted(set(POLICY) - found)
    ]
    return [*undeclared, *without_route]
