"""Every page of the room, by how somebody stands to the organisation it is about."""

from __future__ import annotations

from contextlib import suppress
from itertools import combinations
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from factories.partners import contact_of, editor_of, lead_of, outsider, team_of, unit
from factories.register import NOW, OTHER, TRUST, organisation_of, store_county, user_of

from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import EVERYBODY, LEADS, MEMBERS, POLICY, UNIT
from sightline.service.partners import actions

pytestmark = pytest.mark.django_db
WHO = {
    "stranger": lambda: None,
    "other": outsider,
    "own": editor_of,
    "lead": lead_of,
    "unit": unit,
    **{
        role.value: (lambda role=role: user_of(role))
        for role in Role
        if role not in {Role.STRANGER, Role.PARTNER, Role.UNIT}
    },
}
MAY = {
    id(EVERYBODY): set(WHO),
    id(LEADS): {"lead", "unit"},
    id(MEMBERS): {"own", "lead"},
    id(UNIT): {"unit"},
}
SENT_ALONE = {
    f"partners:{name}"
    for name in ("remove_contact", "remove_member", "remove_team", "withdraw", "undo_merge")
}
ROUTES = sorted(route for route in POLICY if route.startswith("partners:"))


def browser_of(user) -> Client:
    browser = Client(raise_request_exception=False)
    if user is not None:
        browser.force_login(user)
    return browser


@pytest.fixture
def keys():
    """What each part of an address may be, of things that are there."""
    store_county()
    trust, _ = organisation_of(TRUST), organisation_of(OTHER)
    lead_of()
    gone = organisation_of("Gone")
    merger = actions.merge_organisations(
        kept_id=trust.pk, gone_id=gone.pk, by=unit(), now=NOW, reason="the same"
    )
    return {
        "organisation_id": trust.pk,
        "contact_id": contact_of(TRUST),
        "team_id": team_of(TRUST, "Outreach").pk,
        "member_id": editor_of(called="Mo Member").pk,
        "merger_id": merger,
    }


def address_of(route, keys) -> str:
    """The address of a route, with as many of its parts as it takes."""
    for count in range(3):
        for parts in combinations(keys, count):
            with suppress(NoReverseMatch):
                return reverse(route, kwargs={part: keys[part] for part in parts})
    raise AssertionError(route)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("route", ROUTES)
def test_each_page_is_open_to_those_whose_it_is(route, who, keys):
    allowed = who in MAY[id(POLICY[route])]
    address, browser = address_of(route, keys), browser_of(WHO[who]())
    opened, sent = browser.get(address), browser.post(address)
    if allowed:
        assert opened.status_code == (405 if route in SENT_ALONE else 200)
        assert sent.status_code in {200, 302, 400, 405}
        assert "/account" not in sent.headers.get("Location", "")
    else:
        assert opened.status_code == (302 if who == "stranger" else 403)
        assert sent.status_code == 403


def test_every_line_of_the_table_was_met():
    assert {id(POLICY[route]) for route in ROUTES} == set(MAY)
    assert len(ROUTES) == 17


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if POLICY[route] not in (EVERYBODY, UNIT)] + ["partners:merge"],
)
def test_of_what_is_not_there_nothing_is_told(route, keys):
    address = address_of(route, {name: uuid4() for name in keys})
    for somebody in (outsider(), unit()):
        browser = browser_of(somebody)
        if route not in SENT_ALONE:
            assert browser.get(address).status_code in {403, 404}
        assert browser.post(address).status_code in {400, 403, 404, 405}


def test_a_lead_reaches_into_no_other_organisation_through_the_keys_of_its_things(keys):
    """The address names their own organisation, and a thing of another."""
    stranger = outsider()
    browser = browser_of(stranger)
    mine = {**keys, "organisation_id": organisation_of(OTHER).pk}
    told = {
        "partners:contact": {"name": "X", "email": "x@x.example", "visibility": "partnership"},
        "partners:team": {"name": "Ours"},
        "partners:member": {"role": "editor"},
    }
    for route, given in told.items():
        address = address_of(route, mine)
        assert browser.get(address).status_code == 404, route
        assert browser.post(address, given).status_code == 404, route
    for route in ("partners:remove_contact", "partners:remove_team", "partners:remove_member"):
        assert browser.post(address_of(route, mine)).status_code == 302
    trust = organisation_of(TRUST)
    assert (trust.contacts.count(), trust.teams.count()) == (1, 1)
    assert trust.members.filter(user_id=keys["member_id"]).exists()
