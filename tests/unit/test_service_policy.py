"""Who may open what: one table, and nothing outside it."""

from __future__ import annotations

import sys
import types
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from sightline.service.accounts import policy
from sightline.service.accounts.models import ROLES_OF_USERS, Role, User
from sightline.service.accounts.policy import (
    ADMINISTRATORS,
    EVERYBODY,
    LEADS,
    PARTNERSHIP,
    POLICY,
    REPORTERS,
    Relation,
    check_policy,
    may_open,
    may_reach,
    routes,
)

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


OURS, THEIRS = UUID(int=1), UUID(int=2)


@pytest.fixture
def a_thing(monkeypatch) -> None:
    """Things of organisations: 1 is ours, which the viewer belongs to; 2 is theirs; 3 is not."""
    stands = {"led": Relation.LEAD, "member": Relation.OWN}
    monkeypatch.setitem(policy.OWNER_OF, "thing_id", lambda _user, key: OWNERS[key])
    monkeypatch.setattr(
        policy,
        "RELATION_TO",
        [lambda user, key: stands.get(user.name, Relation.ANY) if key == OURS else Relation.ANY],
    )
    for name, line in {"any": PARTNERSHIP, "own": REPORTERS, "lead": LEADS}.items():
        monkeypatch.setitem(POLICY, f"room:{name}", line)


OWNERS = {1: OURS, 2: THEIRS, 3: None}


@pytest.mark.usefixtures("a_thing")
@pytest.mark.parametrize(
    ("role", "name", "route", "thing", "may"),
    [
        (Role.PARTNER, "stranger", "room:any", 2, True),
        (Role.PARTNER, "member", "room:own", 1, True),
        (Role.PARTNER, "led", "room:own", 1, True),
        (Role.PARTNER, "member", "room:own", 2, False),
        (Role.PARTNER, "nobody", "room:own", 1, False),
        (Role.PARTNER, "led", "room:lead", 1, True),
        (Role.PARTNER, "member", "room:lead", 1, False),
        (Role.PARTNER, "led", "room:lead", 2, False),
        (Role.PARTNER, "nobody", "room:lead", 3, True),  # the page itself says: there is none
        (Role.UNIT, "nobody", "room:own", 2, True),
        (Role.UNIT, "nobody", "room:lead", 1, True),
        (Role.ANALYST, "led", "room:own", 1, False),
        (Role.NEIGHBOUR, "led", "room:any", 1, False),
        (Role.ADMINISTRATOR, "led", "room:lead", 1, False),
        (Role.PARTNER, "led", "room:undeclared", 1, False),
    ],
)
def test_whose_thing_it_is_counts_where_the_table_says_so(role, name, route, thing, may):
    viewer = User(role=role, name=name)
    assert may_reach(viewer, route, {"thing_id": thing, "kind": "csv"}) is may


@pytest.mark.usefixtures("a_thing")
@pytest.mark.django_db
@pytest.mark.parametrize(("thing", "status"), [(1, 200), (2, 403)])
def test_a_thing_of_others_is_refused_before_the_view(settings, monkeypatch, thing, status):
    module = types.ModuleType("with_a_thing")
    reached = []

    def view(request, thing_id):
        reached.append(thing_id)
        return HttpResponse()

    page = path("thing/<int:thing_id>", view, name="own")
    base = sys.modules["sightline.service.urls"]
    module.urlpatterns = [*base.urlpatterns, path("", include(([page], "room")))]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    settings.ROOT_URLCONF = module.__name__
    client = Client()
    client.force_login(
        User.objects.add(email="m@partner.example", name="member", role=Role.PARTNER, password=None)
    )
    answer = client.get(f"/thing/{thing}")
    assert (answer.status_code, len(reached)) == (status, int(status == 200))
    if status == 403:
        assert "Only the organisation itself and the unit may." in answer.text


def test_nobody_may_invite_to_more_than_they_may_do_themselves():
    for role, roles in policy.MAY_INVITE.items():
        if role is not Role.ADMINISTRATOR:
            assert Role.ADMINISTRATOR not in roles
            assert Role.UNIT not in roles
            assert Role.ANALYST not in roles
    assert set(policy.MAY_INVITE) == {Role.PARTNER, Role.UNIT, Role.ADMINISTRATOR}


def test_whoever_may_send_something_for_others_needs_a_second_factor():
    """Roles that a line of the table lets change things of organisations, by that line's shape."""
    writing = {role for line in (REPORTERS, LEADS, ADMINISTRATORS) for role in line}
    assert writing == set(policy.WRITERS)


def test_what_opens_before_a_second_factor_shows_nothing_of_the_partnership():
    assert set(POLICY) >= policy.BEFORE_SECOND_FACTOR
    rooms = {route.split(":")[0] for route in policy.BEFORE_SECOND_FACTOR}
    assert rooms == {"accounts", "pages"}
    assert "pages:home" not in policy.BEFORE_SECOND_FACTOR
