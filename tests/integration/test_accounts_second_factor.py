"""Second factors: set up, asked for, used once; wanted of whoever may change something."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from sightline.errors import BadInput, Conflict
from sightline.service.accounts import actions, queries
from sightline.service.accounts.models import Role, SignInTry, User
from sightline.service.accounts.second_factor import code_at, matching_counter
from sightline.service.audit.queries import history_of

PASSWORD = "three unlikely words"
HALF_MINUTE = timedelta(seconds=30)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails_go_at_once(monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda done: done())


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def uma() -> User:
    return actions.set_up_demo_user(
        email="uma@sightline.example", name="Uma", role=Role.UNIT, password=PASSWORD
    )


def sign_in(client: Client, email="uma@sightline.example", password=PASSWORD, **given):
    return client.post("/sign-in", {"username": email, "password": password}, **given)


def set_up(client: Client) -> str:
    """Walk through setting up; the secret that the app would have."""
    text = client.get("/account/second-factor").text
    (shown,) = re.findall(r"Secret: <strong>([A-Z2-7 ]+)</strong>", text)
    secret = shown.replace(" ", "")
    answer = client.post("/account/second-factor", {"code": code_at(secret, now())})
    assert answer.headers["Location"] == "/account/recovery-codes"
    return secret


def next_code(secret: str) -> str:
    """One that was not used: clocks may differ by half a minute."""
    return code_at(secret, now() + HALF_MINUTE)


@pytest.fixture
def secret(uma) -> str:
    client = Client()
    sign_in(client)
    return set_up(client)


def half_way() -> Client:
    client = Client()
    assert sign_in(client).headers["Location"] == "/sign-in/code"
    return client


def give(client: Client, code: str, **given):
    return client.post("/sign-in/code", {"code": code}, **given)


def is_in(client: Client) -> bool:
    return client.get("/gallery").status_code == 200


def test_an_app_is_bound_and_asked_from_then_on(uma):
    client = Client()
    sign_in(client)
    secret = set_up(client)
    assert is_in(client), "the session in which it was set up goes on"
    assert (
        len(re.findall(r"<li>\d{4} \d{4}</li>", client.get("/account/recovery-codes").text)) == 10
    )
    other = half_way()
    assert not is_in(other), "the password alone opens nothing"
    assert give(other, next_code(secret)).headers["Location"] == "/"
    assert is_in(other)
    assert "second factor set up" in [past.kind for past in history_of(uma)]
    assert mail.outbox[-1].subject == "Your Sightline sign-in: second factor set up"


def test_people_go_on_to_where_they_wanted_to_be(secret):
    client = Client()
    client.post(
        "/sign-in",
        {"username": "uma@sightline.example", "password": PASSWORD, "next": "/gallery"},
    )
    assert give(client, next_code(secret)).headers["Location"] == "/gallery"


@pytest.mark.parametrize("code", ["000000", "", "ⅷ", "12345", "x" * 41, "1\x0023456"])
def test_a_wrong_code_lets_nobody_in(secret, code):
    client = half_way()
    answer = give(client, code)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not is_in(client)


def test_a_code_works_once(secret):
    code = next_code(secret)
    assert give(half_way(), code).status_code == 302
    again = half_way()
    assert "was used already" in give(again, code).text
    assert not is_in(again)


def test_the_code_that_set_it_up_is_used_up(uma):
    client = Client()
    sign_in(client)
    text = client.get("/account/second-factor").text
    secret = re.findall(r"<strong>([A-Z2-7 ]{30,})</strong>", text)[0].replace(" ", "")
    code = code_at(secret, now())
    client.post("/account/second-factor", {"code": code})
    assert "was used already" in give(half_way(), code).text


def test_a_code_of_an_hour_ago_or_of_another_app_is_wrong(secret):
    for code in (code_at(secret, now() - timedelta(hours=1)), code_at("A" * 32, now())):
        assert give(half_way(), code).status_code == 200


def test_a_recovery_code_works_once_and_the_owner_is_told(secret, uma):
    code = queries.recovery_codes_page(viewer=uma).codes[0]
    assert give(half_way(), code).status_code == 302
    assert mail.outbox[-1].subject == "A recovery code of your Sightline sign-in was used"
    assert "9 are left" in mail.outbox[-1].body
    assert history_of(uma)[0].after == {"left": 9}
    assert give(half_way(), code).status_code == 200
    assert len(queries.recovery_codes_page(viewer=uma).codes) == 9


def test_new_recovery_codes_make_the_old_ones_useless(uma):
    client = Client()
    sign_in(client)
    set_up(client)
    old = queries.recovery_codes_page(viewer=uma).codes
    assert client.post("/account/recovery-codes/new").status_code == 302
    assert is_in(client)
    new = queries.recovery_codes_page(viewer=uma).codes
    assert not set(old) & set(new)
    assert give(half_way(), old[0]).status_code == 200
    assert give(half_way(), new[0]).status_code == 302


def test_the_password_must_have_been_given_within_minutes(secret, uma):
    client = half_way()
    kept = client.session
    kept["half_signed_in"] = {**kept["half_signed_in"], "at": time.time() - 601}
    kept.save()
    assert give(client, next_code(secret)).headers["Location"] == "/sign-in"
    assert not is_in(client)


def test_the_code_page_alone_is_no_way_in(secret):
    assert give(Client(), next_code(secret)).headers["Location"] == "/sign-in"


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "partner"}, {"version": 99}])
def test_somebody_changed_between_password_and_code_starts_again(secret, change):
    client = half_way()
    User.objects.update(**change)
    assert give(client, next_code(secret)).headers["Location"] == "/sign-in"


def test_ten_wrong_codes_close_it_wherever_they_come_from_and_the_owner_is_warned(secret):
    client = half_way()
    for number in range(10):
        assert "not right" in give(client, "000000", REMOTE_ADDR=f"10.0.0.{number}").text
    answer = give(client, next_code(secret), REMOTE_ADDR="10.0.0.99")
    assert "too many wrong codes" in answer.text
    warnings = [sent for sent in mail.outbox if "Wrong codes" in sent.subject]
    assert len(warnings) == 1
    SignInTry.objects.update(tried_at=now() - timedelta(minutes=61))
    assert give(client, next_code(secret)).status_code == 302


def test_a_right_password_alone_makes_no_address_known(secret):
    SignInTry.objects.all().delete()
    client = half_way()
    assert not SignInTry.objects.exists()
    give(client, next_code(secret))
    assert list(SignInTry.objects.values_list("succeeded", "address")) == [(True, "127.0.0.1")]


def test_a_wrong_first_code_sets_nothing_up(uma):
    client = Client()
    sign_in(client)
    answer = client.post("/account/second-factor", {"code": "000000"})
    assert "clock of your telephone" in answer.text
    assert not Authenticator.objects.exists()
    with pytest.raises(BadInput, match="code is not right"):
        actions.set_up_second_factor(user=uma, secret="A" * 32, code="000000", now=now())


def test_a_second_app_does_not_replace_the_first(secret, uma):
    with pytest.raises(Conflict, match="already"):
        actions.set_up_second_factor(user=uma, secret=secret, code=next_code(secret), now=now())


def test_the_page_to_set_one_up_leads_on_whoever_has_one(secret):
    client = half_way()
    give(client, next_code(secret))
    assert client.get("/account/second-factor").headers["Location"] == "/account"


def test_there_are_no_new_recovery_codes_without_a_second_factor(uma):
    with pytest.raises(Conflict, match="no second factor"):
        actions.renew_recovery_codes(user=uma, now=now())
    client = Client()
    sign_in(client)
    assert client.post("/account/recovery-codes/new").status_code == 409
    assert "There are no recovery codes left." in client.get("/account/recovery-codes").text


def test_a_copy_of_the_database_gives_no_secret(secret):
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert secret not in str(list(Authenticator.objects.values()))


def test_a_secret_under_another_key_lets_nobody_in(secret, settings):
    settings.SECRET_KEY = "another" * 10
    client = Client()
    sign_in(client)
    for code in (next_code(secret), "00000000"):
        assert give(client, code).status_code == 200
    assert queries.recovery_codes_page(viewer=User.objects.get()).codes == ()


def test_taking_the_app_away_ends_other_sessions_and_asks_to_set_up_another(uma):
    here, there = Client(), Client()
    sign_in(here)
    secret = set_up(here)
    sign_in(there)
    give(there, next_code(secret))
    assert is_in(there)
    answer = here.post("/account/second-factor/remove")
    assert answer.headers["Location"] == "/account/second-factor"
    assert is_in(here)
    assert not is_in(there)
    uma.refresh_from_db()
    assert uma.second_factor_at is None
    assert sign_in(Client()).headers["Location"] == "/"


@pytest.mark.parametrize("path", ["second-factor/remove", "recovery-codes/new"])
def test_a_session_left_open_changes_no_second_factor_without_the_password(secret, uma, path):
    client = Client()
    client.force_login(User.objects.get())
    answer = client.post(f"/account/{path}")
    assert answer.headers["Location"] == "/confirm-password?next=%2Faccount"
    assert Authenticator.objects.count() == 2
    assert "not right" in client.post("/confirm-password", {"password": "wrong"}).text
    answer = client.post("/confirm-password?next=/account/recovery-codes", {"password": PASSWORD})
    assert answer.headers["Location"] == "/account/recovery-codes"
    assert client.post(f"/account/{path}").headers["Location"].startswith("/account/")


def test_guessing_the_password_in_an_open_session_is_slowed_down_too(uma):
    client = Client()
    client.force_login(uma)
    for _ in range(5):
        client.post("/confirm-password", {"password": "wrong"})
    assert "too many tries" in client.post("/confirm-password", {"password": PASSWORD}).text


WRITERS = {Role.PARTNER, Role.UNIT, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STRANGER])
def test_whoever_may_change_something_needs_one_where_it_is_wanted(settings, role):
    settings.SECOND_FACTOR_WANTED = True
    person = actions.set_up_demo_user(
        email="somebody@sightline.example", name="S", role=role, password=PASSWORD
    )
    client = Client()
    sign_in(client, "somebody@sightline.example")
    answers = [client.get(path) for path in ("/", "/account", "/activities", "/people")]
    led = [answer.headers.get("Location") == "/account/second-factor" for answer in answers]
    if role in WRITERS:
        assert led[:2] == [True, True], role
        assert client.post("/account", {"name": "T"}).status_code == 403
        for path in ("/account/second-factor", "/privacy", "/accessibility", "/cookies"):
            assert client.get(path).status_code == 200
        assert "no other page opens" in client.get("/account/second-factor").text
        set_up(client)
        assert client.get("/").status_code == 200
        assert client.get("/account/recovery-codes").status_code == 200
    else:
        assert not any(led), role
        assert client.get("/").status_code == 200
    person.refresh_from_db()
    assert (person.second_factor_at is not None) == (role in WRITERS)


def test_a_demonstration_says_that_none_is_needed(uma, settings):
    settings.IN_DEMO = True
    client = Client()
    sign_in(client)
    assert client.get("/").status_code == 200
    for path in ("/account", "/account/second-factor"):
        assert "This is a demonstration: nobody needs a second factor here" in client.get(path).text


def test_codes_are_those_of_the_published_examples():
    """Those of RFC 6238, appendix B, for SHA-1: of their eight figures the last six."""
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for second, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        moment = datetime.fromtimestamp(second, UTC)
        assert code_at(key, moment) == code
        assert matching_counter(key, code, now=moment) == second // 30
        assert matching_counter(key, code, now=moment, after=second // 30) is None
        assert matching_counter(key, code, now=moment + 2 * HALF_MINUTE) is None


def test_whoever_runs_the_service_can_reset_that_of_the_last_administrator(secret, uma):
    told = StringIO()
    call_command(
        "reset_second_factor", "UMA@sightline.example", "--reason", "Telephone lost", stdout=told
    )
    assert "can sign in with the password alone" in told.getvalue()
    assert sign_in(Client()).headers["Location"] == "/"
    newest = history_of(uma)[0]
    assert (newest.kind, newest.by, newest.reason) == (
        "second factor reset",
        "Sightline",
        "Telephone lost",
    )
    with pytest.raises(CommandError, match="found no sign-in"):
        call_command("reset_second_factor", "nobody@sightline.example", "--reason", "x")


def test_two_who_give_the_same_code_at_once_are_one(secret, uma):
    """Whatever the order, the second finds the code used: it is in the database, not in memory."""
    code, moment = next_code(secret), now()
    assert actions.check_second_factor(user=uma, code=code, now=moment)
    assert not actions.check_second_factor(user=uma, code=code, now=moment)
    earlier = code_at(secret, moment)
    assert not actions.check_second_factor(user=uma, code=earlier, now=moment), "nor one before it"
