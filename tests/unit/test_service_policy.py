"""Who may open what: one table, and nothing outside it."""

from __future__ import annotations

import sys
import types

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from sightline.service.accounts.models import ROLES_OF_USERS, Role, User
from sightline.service.accounts.policy import EVERYBODY, POLICY, check_policy, may_open, routes

EXAMPLES = {
    "UUIDConverter": "00000000-0000-0000-0000-000000000000",
    "IntConverter": "1",
    "StringConverter": "x",
    "SlugConverter": "x",
    "PathConverter": "x",
}


def addresses(resolver: URLResolver, prefix: str = "/", space: str = ""):
    """Every route with an address that leads to it, made up where it takes an argument."""
    for part in resolver.url_patterns:
        route = str(part.pattern)
        for name, converter in part.pattern.converters.items():
            example = EXAMPLES.get(type(converter).__name__, "x")
            for kind in ("uuid:", "int:", "str:", "slug:", "path:", ""):
                route = route.replace(f"<{kind}{name}>", example)
        if isinstance(part, URLPattern):
            yield f"{space}{part.name}", prefix + route
        else:
            inner = f"{space}{part.namespace}:" if part.namespace else space
            yield from addresses(part, prefix + route, inner)


def somebody(role: Role) -> Client:
    client = Client(raise_request_exception=False)
    if role is not Role.STRANGER:
        email = f"{role}@sightline.example"
        user = User.objects.filter(email=email).first() or User.objects.add(
            email=email, name=role.title(), role=role, password=None
        )
        client.force_login(user)
    return client


def test_every_route_is_declared_and_every_declaration_has_its_route():
    assert [str(fault) for fault in check_policy()] == []


def test_every_route_has_a_name_in_its_room():
    assert all(route.count(":") == 1 for route in routes())


def test_a_missing_line_and_a_left_over_line_fail_the_build(monkeypatch):
    kept = {route: roles for route, roles in POLICY.items() if route != "pages:home"}
    kept["pages:gone"] = EVERYBODY
    monkeypatch.setattr("sightline.service.accounts.policy.POLICY", kept)
    assert [(fault.id, fault.msg.split(":")[0]) for fault in check_policy()] == [
        ("accounts.E001", "route pages"),
        ("accounts.E002", "policy for pages"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_role_gets_the_declared_answer_on_every_route(role):
    """A refusal never reaches the view; a declared role is never refused."""
    found = dict(addresses(get_resolver()))
    assert set(found) == set(POLICY)
    for route, address in found.items():
        answer = somebody(role).get(address)
        asked_to_sign_in = answer.headers.get("Location", "").startswith("/sign-in?next=")
        if role in POLICY[route]:
            assert answer.status_code != 403, (route, role)
            assert not asked_to_sign_in, (route, role)
        elif role is Role.STRANGER:
            assert answer.status_code == 302, (route, role)
            assert asked_to_sign_in, (route, role)
        else:
            assert answer.status_code == 403, (route, role)


@pytest.mark.django_db
def test_a_stranger_who_sends_a_form_is_refused_not_sent_to_sign_in():
    for route, address in addresses(get_resolver()):
        if Role.STRANGER not in POLICY[route]:
            assert somebody(Role.STRANGER).post(address).status_code == 403, route


@pytest.mark.django_db
def test_an_undeclared_route_is_refused_to_everybody(settings):
    reached = []
    module = types.ModuleType("undeclared_urls")
    inside = path("secret", lambda request: reached.append(request) or HttpResponse(), name="new")
    base = sys.modules["sightline.service.urls"]
    module.urlpatterns = [*base.urlpatterns, inside]
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__
    assert [fault.id for fault in check_policy()] == ["accounts.E001"]
    for role in ROLES_OF_USERS:
        assert somebody(role).get("/secret").status_code == 403
    assert somebody(Role.STRANGER).get("/secret").status_code == 302
    assert reached == []
    del sys.modules[module.__name__]


def test_a_role_that_was_taken_away_counts_from_the_next_request():
    unit = User(role=Role.UNIT)
    assert may_open(unit, "pages:gallery")
    unit.role = Role.PARTNER
    assert not may_open(unit, "pages:gallery")
    assert not may_open(unit, "no:such_route")
