"""Invitations: sent, renewed, accepted once; used, cancelled and old ones let nobody in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts import actions
from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.audit.queries import history_of, verify_chain

PASSWORD = "three unlikely words"
NEW = {"name": "Pat", "password": PASSWORD}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails_go_at_once(monkeypatch):
    """A test's transaction is never kept, so what waits for that is done at once instead."""
    monkeypatch.setattr(transaction, "on_commit", lambda done: done())


def now() -> datetime:
    return datetime.now(UTC)


def person(role: Role, name: str = "") -> User:
    email = f"{name or role}@sightline.example"
    return actions.set_up_demo_user(
        email=email, name=name or role.title(), role=role, password=PASSWORD
    )


def invite(email="pat@partner.example", role=Role.PARTNER, by=None, at=None, **more) -> Invitation:
    return actions.invite(email=email, role=role, by=by, now=at or now(), **more)


def link() -> str:
    """Where the newest mail leads."""
    (address,) = re.findall(r"http://127\.0\.0\.1:8000(/join/\S+)", mail.outbox[-1].body)
    return address


def token() -> str:
    return link().removeprefix("/join/")


def test_the_mail_says_who_invites_and_how_long_it_holds():
    uma = person(Role.UNIT, "Uma")
    invite(by=uma, at=datetime(2026, 1, 15, 9, tzinfo=UTC), message="See you on Monday.\n")
    (sent,) = mail.outbox
    assert sent.to == ["pat@partner.example"]
    assert sent.subject == "Uma invites you to Sightline"
    assert "See you on Monday." in sent.body
    assert "It holds until 29 January 2026 and works once." in sent.body


def test_days_are_those_of_the_country_in_the_mail_and_on_the_page(client):
    late = datetime(2126, 7, 16, 23, 30, tzinfo=UTC)  # half past midnight on the 17th
    invite(at=late)
    assert "It holds until 31 July 2126" in mail.outbox[-1].body
    assert "holds until 31 July 2126" in client.get(link()).text
    actions.set_password(user=person(Role.UNIT), password=PASSWORD, now=late)
    assert "changed on 17 July 2126" in mail.outbox[-1].body


def test_whoever_is_kept_out_is_not_invited_but_let_in_again():
    person(Role.PARTNER, "pat")
    User.objects.update(is_active=False)
    with pytest.raises(Conflict, match="An administrator can let them in again"):
        invite(email="pat@sightline.example")
    assert not mail.outbox


def test_the_secret_is_kept_nowhere():
    invitation = invite()
    assert token() not in str(Invitation.objects.values().get())
    assert all(token() not in str(past) for past in history_of(invitation))
    assert verify_chain().faults == ()


def test_whoever_was_invited_chooses_a_name_and_a_password_and_is_in():
    invitation = invite(by=person(Role.UNIT), name="Patricia")
    client = Client()
    assert 'value="Patricia"' in client.get(link()).text
    answer = client.post(link(), NEW)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/second-factor")
    pat = User.objects.get(email="pat@partner.example")
    assert (pat.name, pat.role, pat.check_password(PASSWORD)) == ("Pat", "partner", True)
    assert client.get("/").context["frame"].signed_in_as == "Pat"
    assert [past.kind for past in history_of(invitation)] == [
        "invitation accepted",
        "invitation sent",
    ]


def test_rooms_above_join_in_the_same_transaction(monkeypatch):
    joined = []
    monkeypatch.setattr(
        "sightline.service.accounts.actions.invitations.ON_JOIN",
        [lambda invitation, user: joined.append((invitation.email, user.name))],
    )
    invite()
    actions.accept_invitation(token=token(), now=now(), **NEW)
    assert joined == [("pat@partner.example", "Pat")]


def test_a_room_above_that_refuses_leaves_nothing_behind(monkeypatch):
    def refuse(invitation, user):
        raise Conflict("The organisation has closed.")

    monkeypatch.setattr("sightline.service.accounts.actions.invitations.ON_JOIN", [refuse])
    invite()
    with pytest.raises(Conflict, match="closed"):
        actions.accept_invitation(token=token(), now=now(), **NEW)
    assert not User.objects.exists()
    assert Invitation.objects.get().accepted_at is None


def test_an_open_invitation_is_renewed_not_doubled():
    first = invite(at=now() - timedelta(days=10))
    old = link()
    second = invite(name="Pat")
    assert first.pk == second.pk
    assert second.expires_at > first.expires_at
    assert Invitation.objects.count() == 1
    assert Client().get(old).status_code == 410
    assert Client().get(link()).status_code == 200


def test_a_button_pressed_twice_sends_one_mail():
    at = now()
    invite(at=at)
    invite(at=at + timedelta(seconds=59))
    assert len(mail.outbox) == 1
    invite(at=at + timedelta(seconds=60))
    assert len(mail.outbox) == 2


def test_the_same_address_is_not_invited_as_two_things_at_once():
    invite()
    with pytest.raises(Conflict, match="invited as partner already"):
        invite(role=Role.BOARD)
    Invitation.objects.update(expires_at=now() - timedelta(seconds=1))
    assert invite(role=Role.BOARD).role == Role.BOARD


def without_nonce(text: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", text)


def used(invitation: Invitation) -> None:
    actions.accept_invitation(token=token(), now=now(), **NEW)


def cancelled(invitation: Invitation) -> None:
    for _ in range(2):  # twice is as good as once
        actions.cancel_invitation(invitation_id=invitation.pk, by=None, now=now())


def too_old(invitation: Invitation) -> None:
    Invitation.objects.update(expires_at=now())


@pytest.mark.parametrize("over", [used, cancelled, too_old])
def test_an_invitation_that_is_over_lets_nobody_in(over):
    over(invite())
    people = User.objects.count()
    for answer in (Client().get(link()), Client().post(link(), NEW)):
        assert answer.status_code == 410
        assert "This invitation cannot be used" in answer.text
    with pytest.raises(Conflict, match="used already, was cancelled or is older"):
        actions.accept_invitation(token=token(), now=now(), **NEW)
    assert User.objects.count() == people


def test_a_made_up_address_says_the_same_as_one_that_is_over():
    too_old(invite())
    made_up, old = Client().get("/join/made-up"), Client().get(link())
    assert made_up.status_code == old.status_code == 410
    assert without_nonce(made_up.text) == without_nonce(old.text)


def test_an_accepted_invitation_is_not_cancelled():
    invitation = invite()
    used(invitation)
    with pytest.raises(Conflict, match="accepted this invitation already"):
        cancelled(invitation)
    with pytest.raises(NotFound):
        actions.cancel_invitation(invitation_id=User().pk, by=None, now=now())


def test_a_password_that_is_easily_guessed_is_refused():
    invite()
    answer = Client().post(link(), {"name": "Pat", "password": "short"})
    assert "at least 12 characters" in answer.context["form"].errors["password"][0]
    assert "Enter a password." in Client().post(link(), {"name": "Pat"}).text
    with pytest.raises(BadInput, match="at least 12 characters"):
        actions.accept_invitation(token=token(), name="Pat", password="short", now=now())
    assert not User.objects.exists()


def test_somebody_with_a_sign_in_accepts_by_signing_in():
    pat = person(Role.PARTNER, "pat")
    invitation = invite(email=pat.email)
    client = Client()
    answer = client.get(link())
    assert answer.headers["Location"] == "/sign-in?" + "next=" + link().replace("/", "%2F")
    with pytest.raises(Conflict, match="Sign in to accept"):
        actions.accept_invitation(token=token(), now=now(), **NEW)
    client.force_login(pat)
    assert "Accept the invitation" in client.get(link()).text
    assert client.post(link()).headers["Location"] == "/"
    invitation.refresh_from_db()
    assert invitation.accepted_at is not None
    assert client.post(link()).status_code == 410


def test_somebody_else_who_is_signed_in_cannot_accept():
    invite()
    other = person(Role.PARTNER, "other")
    client = Client()
    client.force_login(other)
    assert client.get(link()).status_code == 403
    assert "pat@partner.example" not in client.post(link(), NEW).text
    with pytest.raises(NotAllowed):
        actions.accept_invitation_as(token=token(), user=other, now=now())


def test_an_invitation_raises_nobody():
    pat = person(Role.ANALYST, "pat")
    invite(email=pat.email, role=Role.PARTNER)
    with pytest.raises(Conflict, match="that of analyst, and the invitation is for partner"):
        actions.accept_invitation_as(token=token(), user=pat, now=now())


@pytest.mark.parametrize("by", [role for role in Role if role is not Role.STRANGER])
def test_nobody_invites_to_more_than_they_may(by):
    somebody = person(by)
    may = {
        Role.PARTNER: {Role.PARTNER},
        Role.UNIT: {Role.PARTNER, Role.COMMISSIONER, Role.BOARD, Role.NEIGHBOUR},
        Role.ADMINISTRATOR: set(Role) - {Role.STRANGER},
    }.get(by, set())
    for role in Role:
        email = f"{role}@elsewhere.example"
        if role in may:
            assert invite(email=email, role=role, by=somebody).role == role
        else:
            with pytest.raises(NotAllowed):
                invite(email=email, role=role, by=somebody)


def test_an_address_that_is_none_is_refused():
    with pytest.raises(BadInput, match="valid email"):
        invite(email="pat")
    assert mail.outbox == []


def test_the_database_refuses_a_second_open_invitation():
    invitation = invite()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation(
            email=invitation.email,
            role=Role.PARTNER,
            token_hash="another",
            sent_at=now(),
            expires_at=now(),
        ).save(force_insert=True)
