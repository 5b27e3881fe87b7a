"""A newcomer in a real browser: invited, a password, an app that makes codes, and home."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from sightline.service.accounts import actions
from sightline.service.accounts.models import Role
from sightline.service.accounts.second_factor import code_at

PASSWORD = "three unlikely words"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.locator("main form button").first.click()
    page.wait_for_load_state("load")


def secret_shown(page) -> str:
    (shown,) = re.findall(r"Secret: ([A-Z2-7 ]+)", page.locator("main").inner_text())
    return shown.replace(" ", "")


def test_invited_then_a_password_then_a_code_then_home(visitor, settings):
    settings.SECOND_FACTOR_WANTED = True
    uma = actions.set_up_demo_user(
        email="uma@sightline.example", name="Uma Unit", role=Role.UNIT, password=PASSWORD
    )
    actions.invite(
        email="pat@partner.example", role=Role.PARTNER, by=uma, now=timezone.now(), name="Pat"
    )
    (link,) = re.findall(r"http://127\.0\.0\.1:8000(/join/\S+)", mail.outbox[0].body)

    visitor.check_page(link)
    page = visitor.open(link)
    visitor.picture("join")
    assert page.get_by_text("Uma Unit invites you").is_visible()
    page.get_by_label("A password of your own", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    page.wait_for_load_state("load")
    assert page.get_by_role("heading", name="Set up a second factor").is_visible()

    visitor.open("/")
    assert page.url.endswith("/account/second-factor"), "no other page opens until it is done"
    visitor.check_page("/account/second-factor")
    visitor.look_from(360)
    visitor.picture("set-up")
    visitor.look_from(1280)
    visitor.picture("set-up")
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 0
    secret = secret_shown(page)
    enter(page, "000000")
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    enter(page, code_at(secret, timezone.now()))
    assert page.get_by_role("heading", name="Recovery codes").is_visible()
    visitor.picture("recovery-codes")
    page.get_by_role("button", name="Go to the home page").click()
    page.wait_for_load_state("load")
    assert page.get_by_role("heading", name="What would you like to know?").is_visible()

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state("load")
    visitor.open("/sign-in")
    page.get_by_label("E-mail address").fill("pat@partner.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("load")
    assert page.get_by_role("heading", name="Enter a code").is_visible()
    visitor.is_accessible()
    visitor.picture("enter-a-code")
    enter(page, code_at(secret, timezone.now() + timedelta(seconds=30)))
    assert page.get_by_role("heading", name="What would you like to know?").is_visible()


@pytest.mark.parametrize(
    "path", ["/account", "/account/second-factor", "/account/recovery-codes", "/account/password"]
)
def test_the_pages_of_ones_own_account_can_be_used_by_everybody(visitor, path):
    visitor.sign_in(Role.PARTNER)
    visitor.check_page(path)
    visitor.picture("own" + path.replace("/", "-"))
    visitor.look_from(360)
    visitor.picture("own" + path.replace("/", "-"))


def test_the_pages_of_those_who_run_sign_ins_can_be_used_by_everybody(visitor):
    pat = actions.set_up_demo_user(
        email="pat@partner.example", name="Pat", role=Role.PARTNER, password=PASSWORD
    )
    actions.invite(email="new@partner.example", role=Role.PARTNER, by=None, now=timezone.now())
    visitor.sign_in(Role.ADMINISTRATOR)
    pages = ["/people", "/people/invite", f"/people/{pat.pk}"]
    for path in [*pages, f"/people/{pat.pk}/role", f"/people/{pat.pk}/keep-out"]:
        visitor.check_page(path)
        for width in (360, 1280):
            visitor.look_from(width)
            visitor.picture("run" + path.replace(str(pat.pk), "x").replace("/", "-"))


@pytest.mark.parametrize("path", ["/forgotten-password", "/new-password/x/y-z"])
def test_the_pages_of_a_forgotten_password_can_be_used_by_everybody(visitor, path):
    visitor.check_page(path)
    visitor.picture("stranger" + path.replace("/", "-"))


def test_an_invitation_that_is_over_says_what_to_do(visitor):
    visitor.expected = ("410",)
    page = visitor.open("/join/made-up")
    assert page.get_by_role("heading", name="This invitation cannot be used").is_visible()
    visitor.is_accessible()
