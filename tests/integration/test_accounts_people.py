"""Those who run sign-ins: who may see and do what, what ends sessions, and what nobody may do."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts import actions
from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.accounts.second_factor import code_at, make_secret
from sightline.service.audit.queries import history_of
from sightline.service.pages.queries import Link
from sightline.service.partners.actions import find_or_add_organisations, join_organisation

PASSWORD = "three unlikely words"
REASON = "Moved to another team"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails_go_at_once(monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda done: done())


def person(role: Role, name: str = "") -> User:
    email = f"{(name or role).lower()}@sightline.example"
    return actions.set_up_demo_user(
        email=email, name=name or role.title(), role=role, password=PASSWORD
    )


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ada() -> User:
    return person(Role.ADMINISTRATOR, "Ada")


@pytest.fixture
def uma() -> User:
    return person(Role.UNIT, "Uma")


def change(what: str, user: User, by: User, **more):
    return getattr(actions, what)(
        **{
            "user_id": user.pk,
            "version": user.version,
            "by": by,
            "now": timezone.now(),
            "reason": REASON,
            **more,
        }
    )


CHANGES = ["change_role", "deactivate_user", "reactivate_user", "reset_second_factor"]


def change_to(what: str) -> dict:
    return {"role": Role.ANALYST} if what == "change_role" else {}


def test_a_role_taken_away_counts_at_the_next_request(ada, uma):
    hers = client_of(uma)
    assert hers.get("/gallery").status_code == 200
    answer = client_of(ada).post(
        f"/people/{uma.pk}/role", {"role": "partner", "version": uma.version, "reason": REASON}
    )
    assert answer.headers["Location"] == f"/people/{uma.pk}"
    assert hers.get("/gallery").headers["Location"] == "/sign-in?next=/gallery"
    text = client_of(ada).get(f"/people/{uma.pk}").text
    assert "Role changed from unit to partner" in text
    assert REASON in text
    newest = history_of(uma)[0]
    assert (newest.kind, newest.by, newest.reason) == ("role changed", "Ada", REASON)
    assert (newest.before, newest.after) == ({"role": "unit"}, {"role": "partner"})


def test_a_role_changed_past_the_service_ends_the_session_too(uma):
    hers = client_of(uma)
    User.objects.filter(pk=uma.pk).update(role=Role.ADMINISTRATOR)
    assert hers.get("/account").status_code == 302


def test_somebody_kept_out_is_out_until_let_in_again(ada, uma):
    hers = client_of(uma)
    form = {"version": uma.version, "reason": REASON}
    client_of(ada).post(f"/people/{uma.pk}/keep-out", form)
    assert hers.get("/account").status_code == 302
    sign_in = {"username": uma.email, "password": PASSWORD}
    assert Client().post("/sign-in", sign_in).status_code == 200
    uma.refresh_from_db()
    client_of(ada).post(f"/people/{uma.pk}/let-in", {"version": uma.version, "reason": REASON})
    assert Client().post("/sign-in", sign_in).status_code == 302
    assert hers.get("/account").status_code == 302, "a session of before stays over"
    assert [past.kind for past in history_of(uma)][:2] == ["user let in again", "user kept out"]


def test_a_lost_second_factor_is_reset(ada, uma):
    secret = make_secret()
    actions.set_up_second_factor(
        user=uma, secret=secret, code=code_at(secret, timezone.now()), now=timezone.now()
    )
    uma.refresh_from_db()
    hers = client_of(uma)
    page = client_of(ada).get(f"/people/{uma.pk}")
    assert "Reset second factor" in page.text
    form = {"version": uma.version, "reason": "Telephone lost"}
    client_of(ada).post(f"/people/{uma.pk}/second-factor", form)
    assert hers.get("/account").status_code == 302
    assert mail.outbox[-1].subject == "Your Sightline sign-in: second factor reset"
    sign_in = {"username": uma.email, "password": PASSWORD}
    assert Client().post("/sign-in", sign_in).headers["Location"] == "/"
    assert history_of(uma)[0].reason == "Telephone lost"


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("by", [role for role in Role if role is not Role.STRANGER])
def test_only_an_administrator_changes_what_others_may_do(uma, what, by):
    other = person(by, "Other")
    if by is Role.ADMINISTRATOR:
        change(what, uma, other, **change_to(what))
        return
    with pytest.raises(NotAllowed):
        change(what, uma, other, **change_to(what))
    assert [past.kind for past in history_of(uma)] == ["user added"]


@pytest.mark.parametrize("what", CHANGES)
def test_nobody_changes_it_for_themselves(ada, what):
    person(Role.ADMINISTRATOR, "Second")
    with pytest.raises(NotAllowed, match="for themselves"):
        change(what, ada, ada, **change_to(what))


@pytest.mark.parametrize("what", ["change_role", "deactivate_user"])
def test_the_last_administrator_stays(ada, what):
    second = person(Role.ADMINISTRATOR, "Second")
    change(what, ada, second, **change_to(what))
    with pytest.raises(Conflict, match="Second is the last administrator"):
        change(what, second, User(role=Role.ADMINISTRATOR), **change_to(what))


def test_an_administrator_who_was_kept_out_changes_nothing(ada, uma):
    ada.is_active = False
    with pytest.raises(NotAllowed):
        change("deactivate_user", uma, ada)


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_to_somebody_who_was_changed_meanwhile_is_refused(ada, uma, what):
    with pytest.raises(Conflict, match="changed since you opened"):
        change(what, uma, ada, version=uma.version - 1, **change_to(what))
    with pytest.raises(NotFound):
        change(what, User(), ada, **change_to(what))


@pytest.mark.parametrize(
    ("what", "given"), [("change_role", {"role": Role.UNIT}), ("reactivate_user", {})]
)
def test_a_change_that_changes_nothing_ends_no_session(ada, uma, what, given):
    hers = client_of(uma)
    change(what, uma, ada, **given)
    assert hers.get("/account").status_code == 200
    assert [past.kind for past in history_of(uma)] == ["user added"]


def test_a_stranger_is_no_role(ada, uma):
    with pytest.raises(BadInput):
        change("change_role", uma, ada, role=Role.STRANGER)


def test_a_reason_is_wanted(ada, uma):
    answer = client_of(ada).post(f"/people/{uma.pk}/keep-out", {"version": uma.version})
    assert "Enter a reason." in answer.text
    uma.refresh_from_db()
    assert uma.is_active


def test_the_list_finds_people_by_name_address_and_role(ada, uma):
    person(Role.PARTNER, "Percy")
    client = client_of(uma)
    names = lambda query: re.findall(  # noqa: E731
        r'<th scope="row"[^>]*><a[^>]*>([^<]*)</a>', client.get(f"/people{query}").text
    )
    assert names("") == ["Ada", "Percy", "Uma"]
    assert names("?q=PERC") == ["Percy"]
    assert names("?q=sightline+uma") == ["Uma"]
    assert names("?role=administrator") == ["Ada"]
    assert names("?role=emperor&page=x") == ["Ada", "Percy", "Uma"]
    assert names("?q=nobody") == []


def test_a_long_list_is_shown_in_pages(uma):
    for number in range(60):
        User.objects.add(
            email=f"p{number}@partner.example",
            name=f"P{number:02}",
            role=Role.PARTNER,
            password=None,
        )
    first, second = (
        client_of(uma).get("/people?role=partner"),
        client_of(uma).get("/people?role=partner&page=2"),
    )
    assert "60 people" in first.text
    assert ("P00" in first.text, "P50" in first.text) == (True, False)
    assert ("P00" in second.text, "P50" in second.text) == (False, True)
    assert "?role=partner&amp;page=2" in first.text
    assert "P59" in client_of(uma).get("/people?role=partner&page=999").text


def test_the_list_takes_as_many_questions_for_many_as_for_few(uma, django_assert_max_num_queries):
    for number in range(40):
        User.objects.add(
            email=f"p{number}@partner.example", name="P", role=Role.PARTNER, password=None
        )
    client = client_of(uma)
    with django_assert_max_num_queries(12):
        client.get("/people")


def test_the_unit_sees_people_and_changes_none(uma):
    pat = person(Role.PARTNER, "Pat")
    client = client_of(uma)
    text = client.get(f"/people/{pat.pk}").text
    assert "pat@sightline.example" in text
    assert "Keep out" not in text
    for path in ("role", "keep-out", "let-in", "second-factor"):
        assert client.get(f"/people/{pat.pk}/{path}").status_code == 403
        assert client.post(f"/people/{pat.pk}/{path}", {}).status_code == 403


def test_nobody_is_offered_to_change_themselves(ada):
    assert "Keep out" not in client_of(ada).get(f"/people/{ada.pk}").text


def test_what_somebody_belongs_to_is_said_by_the_rooms_above(ada, uma, monkeypatch):
    says = [lambda user: (Link("Lantern House", "/organisations/1"), Link("The unit", ""))]
    monkeypatch.setattr("sightline.service.accounts.queries.own.BELONGS_TO", says)
    monkeypatch.setattr("sightline.service.accounts.queries.people.BELONGS_TO", says)
    for text in (client_of(uma).get("/account").text, client_of(ada).get(f"/people/{uma.pk}").text):
        assert '<a class="govuk-link" href="/organisations/1">Lantern House</a>' in text
        assert "The unit" in text


def test_a_partners_organisations_are_on_the_page_of_their_account(ada):
    now, pat = timezone.now(), person(Role.PARTNER, "Pat")
    (house,) = find_or_add_organisations(["Lantern House"], by=None, now=now).values()
    join_organisation(user=pat, organisation=house, by=None, now=now)
    for text in (client_of(pat).get("/account").text, client_of(ada).get(f"/people/{pat.pk}").text):
        assert f'/organisations/{house.pk}">Lantern House</a>' in text


def test_the_unit_invites_and_cancels_from_the_page(uma):
    client = client_of(uma)
    form = {"email": "Pat@partner.example", "role": "partner", "name": "Pat", "message": "Hello"}
    assert client.post("/people/invite", form).headers["Location"] == "/people"
    invitation = Invitation.objects.get()
    assert "pat@partner.example, as partner" in client.get("/people").text
    client.post(f"/people/invitations/{invitation.pk}/cancel")
    assert "pat@partner.example" not in client.get("/people").text
    assert Client().get("/join/x").status_code == 410


def test_the_unit_is_not_offered_to_invite_administrators_and_cannot(uma, ada):
    client = client_of(uma)
    assert 'value="administrator"' not in client.get("/people/invite").text
    answer = client.post("/people/invite", {"email": "a@b.example", "role": "administrator"})
    assert "Choose a role." in answer.text
    actions.invite(email="a@b.example", role=Role.ADMINISTRATOR, by=ada, now=timezone.now())
    assert "Cancel" not in client.get("/people").text
    invitation = Invitation.objects.get()
    assert client.post(f"/people/invitations/{invitation.pk}/cancel").status_code == 403
    assert 'value="administrator"' in client_of(ada).get("/people/invite").text


def test_what_an_invitation_lacks_is_said_on_its_form(uma, ada):
    actions.invite(email="a@b.example", role=Role.BOARD, by=ada, now=timezone.now())
    form = {"email": "a@b.example", "role": "partner", "message": "Hello"}
    answer = client_of(uma).post("/people/invite", form)
    assert answer.status_code == 200
    assert "a@b.example is invited as board already" in answer.text
    assert ">\nHello</textarea>" in answer.text


def test_an_invitation_that_ran_out_says_so(uma):
    actions.invite(email="a@b.example", role=Role.PARTNER, by=None, now=timezone.now())
    Invitation.objects.update(expires_at=timezone.now())
    assert "Ran out on" in client_of(uma).get("/people").text


def test_a_password_changed_ends_every_other_session(uma):
    sign_in = {"username": uma.email, "password": PASSWORD}
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/sign-in", sign_in)
    assert "at least 12" in here.post("/account/password", {"password": "short"}).text
    assert "Enter a password." in here.post("/account/password", {"password": ""}).text
    with pytest.raises(BadInput, match="at least 12"):
        actions.set_password(user=uma, password="short", now=timezone.now())
    answer = here.post("/account/password", {"password": "another three words"})
    assert answer.headers["Location"] == "/account"
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert Client().post("/sign-in", sign_in).status_code == 200
    assert mail.outbox[-1].subject == "Your Sightline password was changed"


def test_somebody_signs_out_everywhere_else(uma):
    here, there = client_of(uma), client_of(uma)
    here.post("/account/end-sessions")
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert history_of(uma)[0].kind == "sessions ended"


def test_a_name_is_changed_and_noted_and_ends_nothing(uma):
    here, there = client_of(uma), client_of(uma)
    assert "Enter your name." in here.post("/account", {"name": " "}).text
    here.post("/account", {"name": "Uma Unwin"})
    here.post("/account", {"name": "Uma Unwin"})
    assert there.get("/").context["frame"].signed_in_as == "Uma Unwin"
    assert [past.kind for past in history_of(uma)] == ["name changed", "user added"]
    actions.rename_user(user=uma, name=" Uma ", now=timezone.now())
    assert history_of(uma)[0].after == {"name": "Uma"}
    with pytest.raises(BadInput):
        actions.rename_user(user=uma, name="x" * 121, now=timezone.now())
