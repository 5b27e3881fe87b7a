"""Signing in and out, and the pages that everybody sees, in a real browser."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sightline.analysis.periods import Month
from sightline.service.accounts.models import Role
from sightline.service.pages.actions import name_instance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/accessibility", "/privacy", "/cookies"])
def test_pages_for_strangers_can_be_used_by_everybody(visitor, path):
    visitor.check_page(path)
    visitor.picture("stranger" + path.replace("/", "-"))


def test_somebody_signs_in_sees_the_way_in_and_signs_out(visitor):
    page = visitor.sign_in(Role.PARTNER)
    assert page.get_by_text("The partner").is_visible()
    assert page.get_by_role("heading", name="What would you like to know?").is_visible()
    visitor.check_page("/")
    visitor.picture("home-empty")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state("load")
    assert page.get_by_role("link", name="Sign in").first.is_visible()
    visitor.open("/gallery")
    assert page.url.endswith("/sign-in?next=/gallery")


def test_a_fictional_county_says_so_on_every_page(visitor):
    name_instance(
        name="Fableshire",
        fictional=True,
        as_of=Month(2025, 12),
        theme="violence",
        ages=None,
        now=timezone.now(),
    )
    visitor.sign_in(Role.UNIT)
    for path in ["/", "/gallery", "/privacy", "/not-a-page"]:
        visitor.expected = ("404",)
        page = visitor.open(path)
        assert page.get_by_text("Fictional county: Fableshire.").is_visible()
    visitor.look_from(360)
    visitor.open("/")
    visitor.fits()
    visitor.picture("home-fictional")


def test_what_is_wrong_is_said_above_the_form_and_in_the_title(visitor):
    page = visitor.open("/sign-in")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("load")
    assert page.title().startswith("Error: Sign in")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Enter your password.").click()
    assert page.evaluate("document.activeElement.id") == "id_password"
    visitor.is_accessible()
    visitor.picture("sign-in-errors")


def test_the_password_can_be_shown(visitor):
    page = visitor.open("/sign-in")
    page.get_by_label("Password", exact=True).fill("seen")
    page.get_by_role("button", name="Show password").click()
    assert page.get_by_label("Password", exact=True).get_attribute("type") == "text"


def test_the_whole_gallery_can_be_used_by_everybody(visitor):
    visitor.sign_in(Role.ANALYST)
    visitor.check_page("/gallery")
    visitor.picture("gallery")
    visitor.look_from(360)
    visitor.open("/gallery")
    visitor.picture("gallery")


def test_pages_work_without_scripts(browser, live_server):
    window = browser.new_context(java_script_enabled=False)
    page = window.new_page()
    page.goto(live_server.url + "/sign-in")
    page.get_by_label("E-mail address").fill("nobody@sightline.example")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_text("The e-mail address or the password is not right.").first.is_visible()
    window.close()


def test_a_wrong_role_is_told_in_plain_words(visitor):
    visitor.expected = ("403",)
    page = visitor.sign_in(Role.PARTNER)
    visitor.open("/gallery")
    assert page.get_by_role("heading", name="You cannot open this page").is_visible()
    visitor.is_accessible()
    visitor.picture("not-allowed")
