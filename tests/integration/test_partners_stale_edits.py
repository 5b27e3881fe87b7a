"""Who changes a team, or somebody's part, that others changed meanwhile, is shown both versions."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from factories.partners import editor_of, lead_of, team_of, unit
from factories.register import NOW, TRUST, organisation_of

from sightline.errors import Conflict, NotFound
from sightline.service.audit.models import Event
from sightline.service.partners import actions, queries
from sightline.service.partners.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust():
    return organisation_of(TRUST)


@pytest.fixture
def lead():
    return lead_of()


@pytest.fixture
def editor():
    return editor_of()


@pytest.fixture
def team(trust, lead, editor):
    return team_of(TRUST, "Outreach", editor)


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


def opened(client, address):
    """What the form holds as it is opened: its version, and what is chosen."""
    return held_in(client.get(address).context["form"])


def test_of_two_leads_who_change_a_team_the_second_is_shown_both(trust, lead, editor, team):
    address = reverse("partners:team", args=[trust.pk, team.pk])
    first, second = browser_of(lead), browser_of(unit())
    one, other = opened(first, address), opened(second, address)
    assert first.post(address, one | {"name": "Streets", "people": []}).status_code == 302
    refused = second.post(address, other | {"people": [str(lead.pk), str(editor.pk)]})
    assert refused.status_code == 409
    assert both_in(refused) == {
        "Name of the team": ("Streets", "Outreach"),
        "Who is in it": ("not supplied", "Edi Editor; Lea Lead"),
    }
    assert "nothing you typed is lost" in refused.content.decode()
    team.refresh_from_db()
    assert (team.name, team.members.count()) == ("Streets", 0)
    again = opened_after(refused)
    assert second.post(address, again).status_code == 302  # having seen it, they decide
    team.refresh_from_db()
    assert (team.name, team.members.count()) == ("Outreach", 2)


def held_in(form):
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def both_in(answer):
    """What stands on the page of both versions: as it is now, and as it was typed."""
    return {row.field: (row.now, row.typed) for row in answer.context["page"].conflict}


def opened_after(answer):
    return held_in(answer.context["form"])


def test_of_two_who_change_somebodys_part_the_second_is_shown_both(trust, lead, editor, team):
    address = reverse("partners:member", args=[trust.pk, editor.pk])
    first, second = browser_of(lead), browser_of(unit())
    one, other = opened(first, address), opened(second, address)
    assert first.post(address, one | {"role": "lead"}).status_code == 302
    refused = second.post(address, other | {"teams": []})
    assert refused.status_code == 409
    assert both_in(refused) == {
        "What they do": ("Lead", "Editor"),
        "Teams": ("Outreach", "not supplied"),
    }
    assert Membership.objects.get(user=editor, organisation=trust).role == "lead"
    assert second.post(address, opened_after(refused)).status_code == 302
    member = Membership.objects.get(user=editor, organisation=trust)
    assert (member.role, member.teams.count()) == ("editor", 0)


def test_a_team_is_changed_from_the_side_of_its_people_too(trust, lead, editor, team):
    address = reverse("partners:team", args=[trust.pk, team.pk])
    browser = browser_of(lead)
    seen = opened(browser, address)
    kept = queries.kept_member(viewer=lead, organisation_id=trust.pk, user_id=editor.pk)
    actions.change_member(
        organisation_id=trust.pk, user_id=editor.pk, role="editor", team_ids=[],
        version=kept["version"], by=unit(), now=NOW,
    )  # fmt: skip
    assert browser.post(address, seen | {"name": "Streets"}).status_code == 409


@pytest.mark.parametrize("version", ["", "0" * 32])
def test_a_change_that_does_not_say_what_was_seen_is_a_conflict(trust, lead, editor, team, version):
    browser = browser_of(lead)
    asked = {
        reverse("partners:team", args=[trust.pk, team.pk]): {"name": "Streets"},
        reverse("partners:member", args=[trust.pk, editor.pk]): {"role": "lead"},
    }
    before = Event.objects.count()
    for address, given in asked.items():
        assert browser.post(address, given | {"version": version}).status_code == 409
    assert Event.objects.count() == before


def test_the_same_again_is_no_conflict_and_no_event(trust, lead, editor, team):
    address = reverse("partners:team", args=[trust.pk, team.pk])
    browser = browser_of(lead)
    told = opened(browser, address) | {"name": "Streets"}
    before = Event.objects.count()
    for _ in range(2):
        assert browser.post(address, told).status_code == 302
    assert Event.objects.count() == before + 1


def test_a_team_that_was_ended_meanwhile_is_not_made_again(trust, lead, team):
    kept = queries.kept_team(viewer=lead, organisation_id=trust.pk, team_id=team.pk)
    ended = {"organisation_id": trust.pk, "team_id": team.pk, "by": lead, "now": NOW}
    actions.remove_team(**ended)
    with pytest.raises(NotFound, match="Somebody may have ended it"):
        actions.save_team(**ended, name="Streets", user_ids=[], version=kept["version"])


def test_of_two_who_make_a_team_under_one_key_the_second_is_told(trust, lead):
    new = {"organisation_id": trust.pk, "team_id": uuid4(), "user_ids": [], "version": "",
           "now": NOW}  # fmt: skip
    actions.save_team(**new, name="Streets", by=lead)
    with pytest.raises(Conflict, match="changed by somebody else"):
        actions.save_team(**new, name="Evenings", by=unit())
