"""Signing in: who can, who cannot, and how guessing is slowed down."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from sightline.errors import BadInput, Conflict
from sightline.service.accounts import actions, queries
from sightline.service.accounts.forms import NOWHERE, WRONG, SignInForm, address_of
from sightline.service.accounts.models import ROLES_OF_USERS, Role, SignInTry, User
from sightline.service.audit.queries import history_of, verify_chain

NOW = datetime(2025, 12, 1, 9, 30, tzinfo=UTC)
PASSWORD = "a long pass phrase"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return actions.add_user(
        email="Ana@Sightline.example",
        name="Ana",
        role=Role.ANALYST,
        password=PASSWORD,
        by=None,
        now=NOW,
    )


def sign_in(client: Client, *, email="ana@sightline.example", password=PASSWORD, **given):
    return client.post("/sign-in", {"username": email, "password": password}, **given)


def test_a_user_signs_in_however_the_address_is_capitalised(ana):
    assert ana.email == "ana@sightline.example"
    client = Client()
    answer = sign_in(client, email="ANA@sightline.EXAMPLE")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").context["frame"].signed_in_as == "Ana"


def test_adding_a_user_is_recorded_without_the_password(ana):
    (past,) = history_of(ana)
    assert past.kind == "user added"
    assert past.after == {"email": "ana@sightline.example", "name": "Ana", "role": "analyst"}
    assert verify_chain().faults == ()


def test_one_sign_in_for_each_address(ana):
    with pytest.raises(Conflict, match="already has a sign-in"):
        actions.add_user(
            email="ANA@sightline.example", name="B", role=Role.UNIT, password=None, by=ana, now=NOW
        )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"role": Role.STRANGER}, "role: found stranger"),
        ({"email": "not an address"}, "valid email address"),
        ({"name": ""}, "cannot be blank"),
    ],
)
def test_a_user_that_cannot_be_is_refused(given, says):
    with pytest.raises(BadInput, match=says):
        actions.add_user(
            **{
                "email": "b@sightline.example",
                "name": "B",
                "role": Role.UNIT,
                "password": None,
                "by": None,
                "now": NOW,
                **given,
            }
        )
    assert User.objects.count() == 0


@pytest.mark.parametrize("change", [{"role": "owner"}, {"email": "Ana@sightline.example"}])
def test_the_database_refuses_an_impossible_user(ana, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=ana.pk).update(**change)


@pytest.mark.parametrize(
    ("next_page", "goes_to"),
    [
        ("/gallery", "/gallery"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_people_go_on_to_where_they_wanted_to_be_if_it_is_here(ana, next_page, goes_to):
    answer = Client().post(
        "/sign-in",
        {"username": "ana@sightline.example", "password": PASSWORD, "next": next_page},
    )
    assert answer.headers["Location"] == goes_to


def test_a_stranger_is_sent_to_sign_in_and_back(ana):
    client = Client()
    answer = client.get("/gallery?part=tags&x=1")
    assert answer.headers["Location"] == "/sign-in?next=/gallery%3Fpart%3Dtags%26x%3D1"
    form = client.get(answer.headers["Location"])
    assert 'name="next" value="/gallery?part=tags&amp;x=1"' in form.text


def test_the_same_words_for_a_wrong_password_and_for_nobody(ana):
    wrong = sign_in(Client(), password="wrong").context["form"].non_field_errors()
    nobody = sign_in(Client(), email="nobody@sightline.example").context["form"].non_field_errors()
    ana.is_active = False
    ana.save()
    left = sign_in(Client()).context["form"].non_field_errors()
    assert (
        wrong
        == nobody
        == left
        == ["The e-mail address or the password is not right. Check both and try again."]
    )


def test_somebody_who_left_is_out_at_the_next_request(ana):
    client = Client()
    sign_in(client)
    assert client.get("/gallery").status_code == 200
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert client.get("/gallery").status_code == 302


def test_a_new_password_ends_sessions_begun_with_the_old_one(ana):
    client = Client()
    sign_in(client)
    ana.set_password("another long pass phrase")
    ana.save()
    assert client.get("/gallery").status_code == 302


def test_signing_out_ends_the_session_and_a_link_cannot_do_it(ana):
    client = Client()
    sign_in(client)
    assert client.get("/sign-out").status_code == 405
    assert client.get("/gallery").status_code == 200
    assert client.post("/sign-out").headers["Location"] == "/"
    assert client.get("/gallery").status_code == 302


def test_a_session_cookie_that_no_database_can_hold_is_a_stranger(ana):
    client = Client()
    client.cookies["session"] = "abcdefgh\x00xyz"
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").context["frame"].signed_in_as == ""
        assert client.get("/gallery").status_code == 302
    assert not [query for query in asked if "abcdefgh" in query["sql"]]


def test_a_form_from_elsewhere_signs_nobody_in_or_out(ana):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    client.force_login(ana)
    answer = client.post("/sign-out")
    assert answer.status_code == 403
    assert "This form is too old to be sent" in answer.text
    assert client.get("/gallery").status_code == 200


def test_a_form_left_empty_counts_as_no_try(ana):
    answer = sign_in(Client(), email="", password="")
    assert "Enter your e-mail address." in answer.text
    assert "Enter your password." in answer.text
    assert SignInTry.objects.count() == 0


def test_a_request_without_an_address_counts_as_from_nowhere():
    assert address_of(None) == NOWHERE
    assert address_of(RequestFactory(REMOTE_ADDR="").get("/")) == NOWHERE


def test_five_wrong_passwords_close_an_account_to_that_address_only(ana):
    for _ in range(5):
        assert "not right" in sign_in(Client(), password="wrong").text
    assert "too many tries" in sign_in(Client()).text
    assert sign_in(Client(), REMOTE_ADDR="10.0.0.2").status_code == 302


def test_a_closed_account_opens_again_after_a_quarter_of_an_hour(ana):
    for _ in range(5):
        sign_in(Client(), password="wrong")
    SignInTry.objects.update(tried_at=datetime.now(UTC) - timedelta(minutes=16))
    assert sign_in(Client()).status_code == 302


def test_twenty_failures_close_an_address_to_all_accounts(ana):
    for number in range(20):
        actions.begin_try(email=f"{number}@sightline.example", address="10.0.0.9", now=NOW)
    assert not queries.may_try(email="ana@sightline.example", address="10.0.0.9", now=NOW)
    assert queries.may_try(email="ana@sightline.example", address="10.0.0.8", now=NOW)


def test_one_thousand_guesses_from_everywhere_let_nobody_in_and_do_not_shut_the_owner_out(ana):
    """Guessing from a thousand addresses gets twenty guesses; the owner's own address still can."""
    assert sign_in(Client(), REMOTE_ADDR="192.0.2.1").status_code == 302
    outcomes = []
    for number in range(1000):
        where = f"10.0.{number // 250}.{number % 250}"
        guess = {"username": "ana@sightline.example", "password": f"guess {number}"}
        form = SignInForm(RequestFactory(REMOTE_ADDR=where).post("/sign-in"), guess)
        assert not form.is_valid()
        outcomes.extend(form.non_field_errors())
    tried = outcomes.count(WRONG)
    assert tried == queries.FAILURES_BY_ACCOUNT == 20
    assert "too many tries" in sign_in(Client(), REMOTE_ADDR="10.9.9.9").text
    assert sign_in(Client(), REMOTE_ADDR="192.0.2.1").status_code == 302


def test_tries_are_forgotten_after_thirty_days():
    actions.begin_try(email="a@x.example", address="10.0.0.1", now=NOW)
    later = NOW + timedelta(days=31)
    actions.begin_try(email="b@x.example", address="10.0.0.1", now=later)
    assert list(SignInTry.objects.values_list("email", flat=True)) == ["b@x.example"]


@pytest.mark.parametrize(
    ("proxies", "passed_on", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "6.6.6.6", "10.0.0.1"),  # nobody stands in front, so this was made up
        (1, "6.6.6.6, 192.0.2.7", "192.0.2.7"),  # the last was added by our own proxy
        (2, "6.6.6.6, 192.0.2.7, 10.1.1.1", "192.0.2.7"),
        (2, "192.0.2.7", "10.0.0.1"),
        (1, "not an address", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),  # one subscriber has the whole of a /64
    ],
)
def test_only_known_proxies_are_believed(settings, proxies, passed_on, address):
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": passed_on} if passed_on else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert address_of(request) == address


def test_demo_sign_ins_are_made_once_printed_and_work(settings, tmp_path):
    settings.IN_DEMO, settings.FOLDER = True, tmp_path
    first, second = StringIO(), StringIO()
    call_command("make_demo_users", stdout=first)
    call_command("make_demo_users", stdout=second)
    assert first.getvalue() == second.getvalue()
    assert (tmp_path / "demo-sign-ins.json").stat().st_mode & 0o777 == 0o600
    for line in first.getvalue().splitlines():
        email, password, role, *may = line.replace(":", "").split()
        assert may, "each line says what they may do"
        assert sign_in(Client(), email=email, password=password).status_code == 302
        assert User.objects.get(email=email).role == role
    assert set(User.objects.values_list("role", flat=True)) == set(ROLES_OF_USERS)
    assert User.objects.count() == 8, "of each role one, and two partners"


def test_demo_sign_ins_take_the_kept_password_again(settings, tmp_path):
    settings.IN_DEMO, settings.FOLDER = True, tmp_path
    call_command("make_demo_users", stdout=StringIO())
    kept = {"partner": "one two three", "analyst": "four five six", "unit": "seven eight"}
    (tmp_path / "demo-sign-ins.json").write_text(json.dumps(kept))
    call_command("make_demo_users", stdout=StringIO())
    answer = sign_in(Client(), email="unit@sightline.example", password="seven eight")
    assert answer.status_code == 302
    added = json.loads((tmp_path / "demo-sign-ins.json").read_text())
    assert added.items() > kept.items(), "those who came later have one of their own"


def test_no_demo_sign_ins_outside_demo_mode(settings):
    settings.IN_DEMO = False
    with pytest.raises(CommandError, match="SIGHTLINE_DEMO=1"):
        call_command("make_demo_users")
    assert User.objects.count() == 0


def add_by_command(monkeypatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(password + "\n"))
    call_command("add_user", "bo@sightline.example", name="Bo", role="unit", stdout=StringIO())


def test_a_real_sign_in_is_added_by_command(monkeypatch):
    add_by_command(monkeypatch, PASSWORD)
    assert sign_in(Client(), email="bo@sightline.example").status_code == 302
    with pytest.raises(CommandError, match="already has a sign-in"):
        add_by_command(monkeypatch, PASSWORD)


@pytest.mark.parametrize("password", ["short", "password1234", "bo@sightline.example"])
def test_a_weak_password_is_refused(monkeypatch, password):
    with pytest.raises(CommandError, match="password: "):
        add_by_command(monkeypatch, password)
    assert User.objects.count() == 0
