"""Many guesses at one time: no more of them are looked at than of guesses one after another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.backends import ModelBackend
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from sightline.service.accounts import actions, queries
from sightline.service.accounts.forms import signing
from sightline.service.accounts.models import Role, SignInTry, Step, User

PASSWORD = "three unlikely words"
pytestmark = pytest.mark.django_db
GUESSES = 30


@pytest.fixture
def uma() -> User:
    return actions.set_up_demo_user(
        email="uma@sightline.example", name="Uma", role=Role.UNIT, password=PASSWORD
    )


def sign_in(password, client=None):
    told = {"username": "uma@sightline.example", "password": password}
    return (client or Client()).post("/sign-in", told, REMOTE_ADDR="198.51.100.1")


@pytest.fixture
def each_meets_the_next(monkeypatch):
    """While one guess is looked at the next one comes, as it does where many work side by side."""
    looked_at = []

    def meeting(check):
        def look(*args, **kwargs):
            looked_at.append(1)
            if len(looked_at) < GUESSES:
                again()
            return check(*args, **kwargs)

        return look

    def again():
        sign_in("wrong")

    monkeypatch.setattr(ModelBackend, "authenticate", meeting(ModelBackend.authenticate))
    return looked_at


def test_a_guess_is_counted_before_it_is_looked_at(uma, each_meets_the_next):
    sign_in("wrong")
    assert len(each_meets_the_next) == queries.FAILURES_BY_BOTH == 5
    assert SignInTry.objects.filter(succeeded=False).count() == 5


def test_the_right_password_among_many_guesses_is_refused_unread(uma, each_meets_the_next):
    sign_in("wrong")
    assert "too many tries" in sign_in(PASSWORD).text
    assert len(each_meets_the_next) == 5


def test_a_code_is_counted_before_it_is_looked_at(uma, monkeypatch):
    """Of the tries that come while another is looked at, only so many are looked at too."""
    monkeypatch.setattr(transaction, "on_commit", lambda done: done())
    looked_at = []

    def check(**_kwargs):
        looked_at.append(1)
        if len(looked_at) < GUESSES:
            guess()
        return False

    monkeypatch.setattr(signing.actions, "check_second_factor", check)
    request = type("Asked", (), {"META": {"REMOTE_ADDR": "198.51.100.1"}, "headers": {}})()

    def guess():
        form = signing.SecondStepForm({"code": "123456"}, user=uma, request=request)
        assert not form.is_valid()

    guess()
    assert len(looked_at) == queries.FAILURES_BY_BOTH
    assert SignInTry.objects.filter(step=Step.SECOND, succeeded=False).count() == 5
    assert [each.to for each in mail.outbox] == [[uma.email]]  # one of them is the fifth


def test_a_refused_guess_and_a_step_half_way_are_not_remembered(uma):
    for _ in range(8):
        sign_in("wrong")
    assert SignInTry.objects.count() == 5  # so that asking on does not keep the owner out longer
    SignInTry.objects.all().delete()
    User.objects.update(second_factor_at="2026-01-15T12:00Z")
    assert sign_in(PASSWORD).headers["Location"] == "/sign-in/code"
    assert SignInTry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_the_same_moment_five_are_looked_at(uma):
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite lives in memory, where two threads cannot meet")
    together = Barrier(8)

    def guess(number):
        try:
            together.wait(timeout=30)
            return "too many tries" not in sign_in(f"guess {number}").text
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as guessers:
        looked_at = sum(guessers.map(guess, range(8 * 6)))
    assert looked_at <= queries.FAILURES_BY_BOTH
    assert SignInTry.objects.filter(succeeded=False).count() == looked_at
