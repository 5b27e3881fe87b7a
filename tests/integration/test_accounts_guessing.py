"""Guessing, stuffing and hoarding: what they meet, and that owners still come in."""

from __future__ import annotations

import re
import sys
import types
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from sightline.service.accounts import actions, limits
from sightline.service.accounts.limits import LIMIT_OF, UPLOADS, Limit, limit_of
from sightline.service.accounts.models import Role, Spent, User
from sightline.service.accounts.policy import EVERYBODY, POLICY

PASSWORD = "three unlikely words"
FEW = Limit("few", times=3, within=timedelta(minutes=10))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails_go_at_once(monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda done: done())


@pytest.fixture
def uma() -> User:
    return actions.set_up_demo_user(
        email="uma@sightline.example", name="Uma", role=Role.UNIT, password=PASSWORD
    )


def sign_in(email: str, password: str, **given):
    return Client().post("/sign-in", {"username": email, "password": password}, **given)


HOME, OFFICE = {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "192.0.2.8"}


def test_a_thousand_stuffed_passwords_let_nobody_in_and_the_owner_still_comes_in(uma, settings):
    """The list of the attacker even holds the right password, at the end of each address's turn."""
    settings.LIMITS = True
    assert sign_in(uma.email, PASSWORD, **HOME).status_code == 302
    came_in = 0
    for number in range(1000):
        guess = PASSWORD if number % 25 == 24 else f"guess number {number}"
        answer = sign_in(
            uma.email,
            guess,
            REMOTE_ADDR=f"198.51.100.{number // 25}",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number % 250}, 192.0.2.7",
        )
        came_in += answer.status_code == 302
    assert came_in == 0
    assert sign_in(uma.email, PASSWORD, **HOME).status_code == 302


def test_one_password_tried_on_many_accounts_closes_the_address(uma):
    for number in range(20):
        sign_in(f"person{number}@sightline.example", PASSWORD, REMOTE_ADDR="198.51.100.1")
    assert "too many tries" in sign_in(uma.email, PASSWORD, REMOTE_ADDR="198.51.100.1").text
    assert sign_in(uma.email, PASSWORD, **OFFICE).status_code == 302


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_made_up_address_in_front_changes_nothing(uma, settings, proxies):
    """With a proxy of ours, the last address is the one it appended; what stands before is talk."""
    settings.PROXIES = proxies
    for number in range(5):
        talk = f"203.0.113.{number}"
        passed_on = f"{talk}, 198.51.100.1" if proxies else talk
        sign_in(uma.email, "wrong", REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR=passed_on)
    passed_on = "203.0.113.99, 198.51.100.1" if proxies else "203.0.113.99"
    answer = sign_in(
        uma.email, PASSWORD, REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR=passed_on
    )
    assert "too many tries" in answer.text


def forgotten(email: str, **given):
    return Client().post("/forgotten-password", {"email": email}, **given)


def test_no_page_tells_a_stranger_who_has_a_sign_in(uma):
    clean = lambda answer: re.sub(r'nonce="[^"]*"|value="[^"]{64}"', "", answer.text)  # noqa: E731
    known, unknown = forgotten(uma.email), forgotten("nobody@sightline.example")
    assert clean(known) == clean(unknown)
    assert [sent.to for sent in mail.outbox] == [[uma.email], ["nobody@sightline.example"]]
    assert "/new-password/" in mail.outbox[0].body
    assert "has no sign-in" in mail.outbox[1].body
    bound, free = sign_in(uma.email, "wrong"), sign_in("nobody@sightline.example", "wrong")
    assert clean(bound).replace(uma.email, "") == clean(free).replace(
        "nobody@sightline.example", ""
    )


def reset_link() -> str:
    (address,) = re.findall(r"http://127\.0\.0\.1:8000(/new-password/\S+)", mail.outbox[-1].body)
    return address


def test_a_forgotten_password_is_chosen_anew_once(uma):
    open_session = Client()
    open_session.force_login(uma)
    forgotten("UMA@sightline.example")
    client, link = Client(), reset_link()
    inside = client.get(link).headers["Location"]
    assert inside.endswith("/set-password"), "the secret is taken out of the address"
    assert "at least 12" in client.post(inside, {"password": "short"}).text
    answer = client.post(inside, {"password": "quite another phrase"})
    assert answer.headers["Location"] == "/sign-in"
    assert open_session.get("/account").status_code == 302
    assert sign_in(uma.email, "quite another phrase").status_code == 302
    assert sign_in(uma.email, PASSWORD).status_code == 200
    assert "was used already, or is older" in Client().get(link).text


def test_a_link_to_a_new_password_holds_for_an_hour(uma, settings):
    assert settings.PASSWORD_RESET_TIMEOUT == 60 * 60
    forgotten(uma.email)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "was used already, or is older" in Client().get(reset_link()).text


def test_a_new_password_is_no_way_around_the_second_factor(uma):
    User.objects.update(second_factor_at=timezone.now())
    forgotten(uma.email)
    client = Client()
    inside = client.get(reset_link()).headers["Location"]
    client.post(inside, {"password": "quite another phrase"})
    assert client.get("/account").status_code == 302
    answer = sign_in(uma.email, "quite another phrase")
    assert answer.headers["Location"] == "/sign-in/code"


def test_somebody_kept_out_gets_no_link(uma):
    User.objects.update(is_active=False)
    forgotten(uma.email)
    assert "has no sign-in" in mail.outbox[0].body


@pytest.mark.parametrize("key", ["x", "\x00", "AAAA", "ZZZZZZZZ", "é"])
def test_a_made_up_link_to_a_new_password_is_over(key):
    assert "was used already" in Client().get(f"/new-password/{key}/x-y").text


def test_nobody_is_flooded_with_mails(uma):
    for _ in range(10):
        forgotten(uma.email)
    assert len(mail.outbox) == 3


@pytest.fixture
def few(monkeypatch, settings) -> None:
    """Limits on, and low."""
    settings.LIMITS = True
    monkeypatch.setattr(limits, "WRITES", FEW)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.usefixtures("few")
def test_whoever_sends_too_often_is_told_when_to_come_back(uma):
    client = client_of(uma)
    for number in range(3):
        assert client.post("/account", {"name": f"Uma {number}"}).status_code == 302
    answer = client.post("/account", {"name": "Too often"})
    assert answer.status_code == 429
    assert re.search(r"Come back in \d+ minutes?\.", answer.text)
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    uma.refresh_from_db()
    assert uma.name == "Uma 2"
    assert client.get("/account").status_code == 200, "reading goes on"


@pytest.mark.usefixtures("few")
def test_a_limit_is_each_persons_own_and_over_when_its_time_is(uma):
    client = client_of(uma)
    for _ in range(4):
        answer = client.post("/account", {"name": "Uma"})
    assert answer.status_code == 429
    other = actions.set_up_demo_user(
        email="o@sightline.example", name="Other", role=Role.BOARD, password=PASSWORD
    )
    assert client_of(other).post("/account", {"name": "Other"}).status_code == 302
    Spent.objects.update(since=timezone.now() - timedelta(minutes=20))
    assert client.post("/account", {"name": "Uma"}).status_code == 302


@pytest.mark.usefixtures("few")
def test_a_stranger_is_known_by_an_address_that_cannot_be_made_up(settings):
    for number in range(4):
        answer = Client().post(
            "/sign-in", REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}"
        )
    assert answer.status_code == 429
    assert Client().post("/sign-in", REMOTE_ADDR="198.51.100.2").status_code == 200


def open_to_all(settings, monkeypatch) -> None:
    """A room with one page, at /open, for everybody."""
    module = types.ModuleType("with_a_room_for_all")
    page = path("open", lambda request: HttpResponse("open"), name="all")
    base = sys.modules["sightline.service.urls"]
    module.urlpatterns = [*base.urlpatterns, path("", include(([page], "room")))]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(POLICY, "room:all", EVERYBODY)
    settings.ROOT_URLCONF = module.__name__


def test_files_have_a_limit_of_their_own_and_pages_none(uma, settings, monkeypatch):
    settings.LIMITS = True
    monkeypatch.setitem(LIMIT_OF, "pages:privacy", FEW)
    client = client_of(uma)
    assert [client.get("/privacy").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert {client.get("/account").status_code for _ in range(10)} == {200}
    assert set(Spent.objects.values_list("what", flat=True)) == {"few"}


def test_a_page_to_upload_from_is_free_and_uploading_is_not(uma, settings, monkeypatch):
    settings.LIMITS = True
    monkeypatch.setitem(LIMIT_OF, "accounts:account", UPLOADS)
    client = client_of(uma)
    client.get("/account")
    assert not Spent.objects.exists()
    client.post("/account", {"name": "Uma"})
    assert set(Spent.objects.values_list("what", flat=True)) == {"uploads", "writes"}


def test_searches_of_strangers_are_counted_and_those_of_partners_are_not(
    uma, settings, monkeypatch
):
    settings.LIMITS = True
    open_to_all(settings, monkeypatch)
    Client().get("/open?q=club")
    client_of(uma).get("/open?q=club")
    Client().get("/open")
    Client().get("/privacy?q=club")
    assert list(Spent.objects.values_list("what", "who", "times")) == [("searches", "127.0.0.1", 1)]


def test_every_download_and_upload_has_a_limit_by_its_name():
    files = {route: limit_of(route) for route in POLICY if re.search("download|upload", route)}
    assert len(files) >= 3
    assert None not in files.values()
    assert set(LIMIT_OF) <= set(POLICY)


def test_a_refused_request_is_not_counted(uma, settings):
    settings.LIMITS = True
    assert client_of(uma).post(f"/people/{uma.pk}/role").status_code == 403
    assert not Spent.objects.exists()


def test_counts_of_the_day_before_are_forgotten(uma):
    now = timezone.now()
    actions.spend(what="writes", who="x", since=now - timedelta(days=2))
    assert actions.spend(what="writes", who="x", since=now) == 1
    assert actions.spend(what="writes", who="x", since=now) == 2
    assert Spent.objects.count() == 1
