"""A lead who invites somebody is answered alike, whoever has which sign-in; the mail says it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.partners import lead_of, outsider, unit
from factories.register import NOW, TRUST, organisation_of, user_of

from sightline.service.accounts.actions import invite as invite_to_sightline
from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.audit.models import Event
from sightline.service.partners import actions
from sightline.service.partners.models import InvitedMembership, Membership

pytestmark = pytest.mark.django_db
NOBODY = "nia.new@sightline.example"


def of_another_kind():
    return user_of(Role.ANALYST).email


def kept_out():
    user = user_of(Role.PARTNER, name="Kay Keptout")
    User.objects.filter(pk=user.pk).update(is_active=False)
    return user.email


def invited_to_the_board():
    email = "bo.board@sightline.example"
    invite_to_sightline(email=email, role=Role.BOARD, by=unit(), now=timezone.now())
    return email


def with_a_partners_sign_in():
    return outsider().email


WHOM = {
    of_another_kind: "that of analyst",
    kept_out: "is kept out",
    invited_to_the_board: "invited to Sightline as board",
    with_a_partners_sign_in: "/join/",
}


@pytest.fixture
def browser():
    client = Client()
    client.force_login(lead_of())
    return client


@pytest.fixture
def trust():
    return organisation_of(TRUST)


def asked(browser, trust, email, role="editor"):
    """All that a lead can see of having asked: the answers, and the page of people after it."""
    address = reverse("partners:invite", args=[trust.pk])
    pages = [
        browser.post(address, {"email": email, "role": role, "name": ""}),
        browser.get(reverse("partners:people", args=[trust.pk])),
    ]
    return [_plain(page, email) for page in pages]


def _plain(page, email):
    text = page.content.decode().replace(email, "somebody")
    text = re.sub(r"nonce[-=]\"?[A-Za-z0-9+/=_-]+|value=\"[^\"]{64}\"", "", text)
    text = re.sub(r"/teams/[0-9a-f-]{36}", "/teams/new", text)  # the key of a team to be made
    return page.status_code, page.headers.get("Location"), text


@pytest.mark.parametrize("whom", WHOM, ids=lambda whom: whom.__name__)
def test_a_lead_cannot_tell_who_has_which_sign_in(
    browser, trust, whom, mailoutbox, django_capture_on_commit_callbacks
):
    email = whom()
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        told = asked(browser, trust, email)
        again = asked(browser, trust, email, role="lead")
    (mail,) = mailoutbox  # pressed twice, sent once
    assert mail.to == [email]
    assert "asks you to join" in mail.body
    assert WHOM[whom] in mail.body
    back = browser.post(reverse("partners:withdraw", args=[trust.pk]), {"email": email})
    InvitedMembership.objects.all().delete()
    assert told == asked(browser, trust, NOBODY)
    assert again == asked(browser, trust, NOBODY, role="lead")
    assert back.status_code == 302


@pytest.mark.parametrize("whom", [of_another_kind, kept_out, invited_to_the_board])
def test_an_invitation_that_is_held_back_lets_nobody_in_and_can_be_taken_back(trust, whom):
    lead, email = lead_of(), whom()
    before = Invitation.objects.count(), Membership.objects.count()
    ask = {"organisation_id": trust.pk, "email": email, "role": "lead", "by": lead}
    actions.invite_member(**ask, now=NOW)
    assert (Invitation.objects.count(), Membership.objects.count()) == before
    for invitation in Invitation.objects.all():  # that to the board is accepted
        invitation.accepted_at = NOW
        user = User.objects.add(email=email, name="Bo", role=Role.BOARD, password=None)
        actions.join_invited(invitation, user)
    assert Membership.objects.count() == before[1]
    actions.invite_member(**ask, now=NOW + timedelta(hours=1))
    actions.withdraw_invitation(organisation_id=trust.pk, email=email, by=lead, now=NOW)
    assert not InvitedMembership.objects.exists()
    assert Event.objects.filter(kind="invitation withdrawn").count() == 1
