"""The visitor of the other tests notices what it should: each fault, planted, is found."""

from __future__ import annotations

import pytest

ASKS = "<img src='http://other.example/x'>"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_breach_of_the_policy_is_noticed(visitor):
    page = visitor.open("/privacy")
    page.evaluate("document.head.append(document.createElement('style'))")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    assert any(said.startswith("style-src") for said in visitor.noticed())
    page.evaluate("window.policyViolations.length = 0")
    visitor.said.clear()


def test_a_question_to_another_host_is_noticed(visitor, window):
    page = window.new_page()
    page.route("**/plain", lambda route: route.fulfill(body=ASKS, content_type="text/html"))
    page.goto(visitor.address + "/plain")
    page.wait_for_load_state("load")
    assert visitor.noticed() == ["asked for http://other.example/x"]
    visitor.outside.clear()


def test_an_error_in_a_script_is_noticed(visitor):
    page = visitor.open("/privacy")
    page.evaluate("console.error('it broke')")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.wait_for_timeout(50)
    assert len(visitor.noticed()) == 2
    visitor.said.clear()


def test_a_page_that_is_too_wide_is_noticed(visitor):
    visitor.look_from(360)
    page = visitor.open("/privacy")
    visitor.fits()
    page.evaluate("document.querySelector('h1').style.width = '400px'")
    with pytest.raises(AssertionError, match="px wide in a window of 360 px"):
        visitor.fits()


def test_a_field_without_a_label_is_noticed(visitor):
    page = visitor.open("/sign-in")
    visitor.is_accessible()
    page.evaluate("document.querySelector('label').remove()")
    with pytest.raises(AssertionError, match="label"):
        visitor.is_accessible()


@pytest.mark.parametrize(
    ("plant", "says"),
    [
        (
            "document.querySelector('main a').style.cssText = 'outline: none; box-shadow: none'",
            "nothing shows",
        ),
        (
            "document.querySelector('main a').addEventListener('focus', e => e.target.blur())",
            "cannot reach",
        ),
        ("document.querySelector('main a').tabIndex = 5", "the keyboard cannot reach"),
        (
            "document.querySelector('main a').style.cssText = 'position: fixed; top: -99px'",
            "out of sight",
        ),
    ],
)
def test_a_fault_for_the_keyboard_is_noticed(visitor, plant, says):
    page = visitor.open("/")
    visitor.tabs_through()
    page.evaluate(plant)
    with pytest.raises(AssertionError, match=says):
        visitor.tabs_through()
