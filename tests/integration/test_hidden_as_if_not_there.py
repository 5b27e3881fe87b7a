"""Whoever may not see a thing is answered as if it were not there, however they ask.

Each address is asked twice, with the key of a hidden thing and with a key of nothing at all; not a
byte of status, headers and body may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from factories import everything as who
from factories.everything import Everything, make_everything, parts_of_routes

from sightline.analysis.provision import Visibility
from sightline.service.partners.models import Contact
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db
OUTSIDE = (who.STRANGER, who.NEIGHBOUR, who.ANALYST, who.BOARD, who.OTHERS_LEAD, who.NOWHERE)
METHODS = ("get", "head", "options", "post", "put", "delete")
# Everybody in the partnership knows which organisations there are, and strangers those that have
# something public; the trust has nothing.
KNOWN_TO_PARTNERS = frozenset({"organisation_id", "source_id"})
PUBLIC_ALONE = (who.STRANGER, who.NEIGHBOUR)
PUBLIC = ("sources:released", "sources:released_download")  # the example was made public


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Everything]:
    """One of everything of the trust, and all that it does kept to itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        everything = make_everything(tmp_path_factory.mktemp("county"))
        for record in Activity.objects.on_register().whole():
            facts = replace(record.facts(), visibility=Visibility.ORGANISATION)
            record_activity(facts, by=None, now=timezone.now())
        Contact.objects.update(visibility=Visibility.ORGANISATION)
        yield everything
        transaction.set_rollback(True)


def keyed(made: Everything, actor: str) -> Iterator[tuple[str, str, UUID, UUID]]:
    """Addresses with the key of a hidden thing, and the same with a key of nothing."""
    known = frozenset() if actor in PUBLIC_ALONE else KNOWN_TO_PARTNERS
    for route, names in parts_of_routes().items():
        if route in PUBLIC:
            continue
        given = made.parts | made.of_route.get(route, {})
        for name in names:
            if isinstance(given.get(name), UUID) and name not in known:
                parts = {each: given[each] for each in names}
                other = uuid4()
                hidden, nothing = (reverse(route, kwargs=parts | {name: key})
                                   for key in (given[name], other))  # fmt: skip
                more = made.asked.get(route, "")
                yield hidden + more, nothing + more, given[name], other


def told(client, method: str, address: str, key: UUID) -> tuple[object, ...]:
    answer = getattr(client, method)(address)
    headers = {name: _plain(value, key) for name, value in answer.items()}
    return answer.status_code, headers, _plain(answer.content.decode(errors="replace"), key)


def _plain(text: str, key: UUID) -> str:
    text = text.replace(str(key), "the key")
    text = re.sub(r"nonce[-=]\"?[A-Za-z0-9+/=_-]+", "nonce", text)
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "csrf", text)


@pytest.mark.parametrize("actor", OUTSIDE)
def test_a_hidden_thing_is_answered_like_one_that_is_not_there(made, actor):
    client, differ, compared = made.client_of(actor), [], 0
    for hidden, nothing, key, other in keyed(made, actor):
        for method in METHODS:
            one = told(client, method, hidden, key)
            two = told(client, method, nothing, other)
            compared += 1
            if one != two:
                differ.append((method, hidden, one[0], two[0]))
            assert one[0] < 500
    assert differ == []
    assert compared >= 200


def test_the_comparison_tells_what_is_there_where_it_is_seen(made):
    """Asked as one of its own people, the same addresses do differ."""
    client, differ = made.client_of(who.EDITOR), set()
    for hidden, nothing, key, other in keyed(made, who.EDITOR):
        if told(client, "get", hidden, key) != told(client, "get", nothing, other):
            differ.add(hidden)
    assert len(differ) >= 10
