"""Somebody's name finds their organisation and its records, for those who see them and no others.

For everybody else each answer is the same to the byte with and without the person.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from factories import partners
from factories.register import NOW, TRUST, bare, club, organisation_of, store_county, user_of

from sightline.analysis.provision import Visibility
from sightline.service.accounts.models import Role
from sightline.service.partners import actions
from sightline.service.partners.models import Contact
from sightline.service.register.actions import import_rows

pytestmark = pytest.mark.django_db
NAME = "Zoe Quill"
SEARCHES = ("zoe", "quill", "Zoe Quill", "zoe boxing", "zo", "coordinator", "nobody of the name")
PAGES = ("/activities", "/organisations", "/activities/download.csv", "/activities/download.json",
         "/activities/organisations.csv", "/overview/timeline")  # fmt: skip


@pytest.fixture(autouse=True)
def _register():
    store_county()
    import_rows([club(visibility=Visibility.PUBLIC), bare(visibility=Visibility.PUBLIC)],
                by=None, now=NOW)  # fmt: skip


def client_of(user=None):
    client = Client()
    if user:
        client.force_login(user)
    return client


def found(client, words):
    activities = client.get("/activities", {"q": words}).content.decode()
    organisations = client.get("/organisations", {"q": words}).content.decode()
    return (
        "Harbour Lane boxing club" in activities,
        f">{TRUST}</a>" in organisations,
    )


def everything(client):
    """Every answer that could tell of the person, without what differs from answer to answer."""
    told = {}
    for page in PAGES:
        for words in SEARCHES:
            answer = client.get(page, {"q": words})
            body = b"".join(answer) if answer.streaming else answer.content
            text = re.sub(r"nonce[-=]\"?[A-Za-z0-9+/=_-]+", "", body.decode())
            told[page, words] = (
                answer.status_code,
                re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", text),
            )
    return told


def test_a_contact_finds_the_organisation_and_its_records_for_those_who_see_the_contact():
    own, unit = client_of(partners.editor_of()), client_of(partners.unit())
    partners.contact_of(TRUST, name=NAME)
    for client in (own, unit):
        for words in ("zoe", "quill zo", "QUILL boxing"):
            whole = "boxing" in words
            assert found(client, words) == (True, not whole), words
        assert found(client, "uill quo") == (False, False)
    assert "people whom you may see" in own.get("/activities").content.decode()
    assert "people whom you may see" not in client_of().get("/activities").content.decode()


def test_a_contact_for_the_partnership_is_found_by_all_of_it_and_no_stranger():
    partners.contact_of(TRUST, name=NAME, visibility="partnership")
    for seen_by in (partners.outsider(), user_of(Role.ANALYST), user_of(Role.BOARD)):
        assert found(client_of(seen_by), "quill") == (True, True)
    for hidden_from in (None, user_of(Role.NEIGHBOUR)):
        assert found(client_of(hidden_from), "quill") == (False, False)


def test_members_are_found_by_whoever_leads_and_the_unit_alone():
    partners.editor_of(called=NAME)
    for seen_by in (partners.lead_of(), partners.unit()):
        assert found(client_of(seen_by), "quill") == (True, True)
    for hidden_from in (partners.editor_of(), partners.outsider(), user_of(Role.ANALYST), None):
        assert found(client_of(hidden_from), "quill") == (False, False)


@pytest.mark.parametrize(
    "hidden_from",
    [
        lambda: None,
        lambda: user_of(Role.NEIGHBOUR),
        partners.outsider,
        lambda: user_of(Role.ANALYST),
        lambda: user_of(Role.BOARD),
        lambda: user_of(Role.PARTNER, name="Of Nothing"),
    ],
    ids=["stranger", "neighbour", "another partner", "analyst", "board", "of nothing"],
)
def test_for_those_who_may_not_see_them_nothing_differs(hidden_from):
    client, unit = client_of(hidden_from()), client_of(partners.unit())
    without = everything(client)
    partners.contact_of(TRUST, name=NAME)
    partners.editor_of(called=f"{NAME} too")
    assert found(unit, "quill") == (True, True)  # who may see them asks first
    assert everything(client) == without


def test_an_answer_is_as_new_as_the_people():
    own = client_of(partners.editor_of())
    assert found(own, "quill") == (False, False)
    key = partners.contact_of(TRUST, name=NAME)
    assert found(own, "quill") == (True, True)
    contact = Contact.objects.get(pk=key)
    actions.remove_contact(
        organisation_id=contact.organisation_id, contact_id=key, by=partners.unit(), now=NOW
    )
    assert found(own, "quill") == (False, False)


@pytest.mark.parametrize("words", ["cafe elan", "CAFÉ", "Ste Marys", "Ste Mary’s"])
def test_an_organisation_is_found_whatever_accents_and_signs_are_typed(words):
    """As its activities are: both lists compare words in one way."""
    organisation_of("Café Élan at Ste Mary's")
    page = client_of(user_of(Role.UNIT)).get("/organisations", {"q": words})
    assert "Café Élan at Ste Mary" in page.content.decode()
    assert f">{TRUST}</a>" not in page.content.decode()
