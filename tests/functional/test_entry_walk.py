"""One activity by hand in a real browser: without JavaScript, by keyboard alone, on a phone."""

from __future__ import annotations

import pytest
from factories.entry import change_of, comment_of, draft_of, fill_register, save, send
from factories.register import (
    NOW,
    OTHER,
    TRUST,
    bare,
    club,
    organisation_of,
    store_county,
    user_of,
)

from sightline.service.accounts.models import Role, User
from sightline.service.entry import actions
from sightline.service.entry.models import Draft, Scope, State
from sightline.service.partners.actions import join_organisation
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def join(visitor):
    """The visitor signs in, and speaks for the trust."""
    visitor.sign_in(Role.PARTNER)
    user = User.objects.get(role=Role.PARTNER)
    join_organisation(user=user, organisation=organisation_of(TRUST), by=None, now=NOW)
    return user


@pytest.fixture
def partner(visitor):
    """A visitor of the trust in a county with a register."""
    store_county()
    fill_register()
    visitor.user = join(visitor)
    return visitor


def answer_all(page):
    """Fill in the six pages as a hurried partner would."""
    going_on = page.get_by_role("button", name="Save and continue")
    page.get_by_label("Name of the activity").fill("Evening football")
    going_on.click()
    page.get_by_label("Violence", exact=True).check()
    going_on.click()
    page.get_by_label("I do not know (youngest age)").check()
    page.get_by_label("I do not know (oldest age)").check()
    page.get_by_label("Which group may come?").select_option("Everyone")
    going_on.click()
    page.get_by_label("Postcode where it is delivered").fill("ZZ1 1AB")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Eastfold", exact=True).check()
    going_on.click()
    page.get_by_label("Current", exact=True).check()
    page.get_by_label("Last day that is paid for").fill("31/03/2027")
    going_on.click()
    page.get_by_label("Room for how many people in a year?").fill("40")
    going_on.click()
    page.get_by_role("heading", name="Check your answers").wait_for()


def test_an_activity_is_entered_without_javascript(browser, live_server):
    store_county()
    user_of(Role.PARTNER, TRUST, name="Ana")
    window = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    window.set_default_timeout(20_000)
    page = window.new_page()
    page.goto(f"{live_server.url}/activities/enter")
    page.get_by_label("E-mail address").fill("ana@sightline.example")
    page.get_by_label("Password", exact=True).fill("a long pass phrase")
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Start").click()
    answer_all(page)
    page.get_by_role("link", name="Change money until").click()
    assert page.get_by_label("Last day that is paid for").input_value() == "31/03/2027"
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Change money until").click()
    page.get_by_text("Add more if you know it").click()
    page.get_by_label("First day").fill("31/02/2026")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("There is a problem").wait_for()
    assert page.get_by_label("First day").input_value() == "31/02/2026"
    page.get_by_label("First day").fill("28/02/2026")
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("link", name="Evening football").click()
    page.get_by_role("button", name="Put it on the register").click()
    page.get_by_role("link", name="See it on the register").click()
    page.get_by_role("heading", name="Evening football").wait_for()
    assert "I do not know" not in page.content()
    facts = Activity.objects.get().facts()
    assert (facts.ages, facts.people_a_year, str(facts.starts_on)) == (None, 40.0, "2026-02-28")
    window.close()


def test_a_newcomer_is_asked_about_a_likely_duplicate(partner):
    user = user_of(Role.PARTNER, TRUST, name="Ben")
    send(user, draft_of(user).pk)
    page = partner.open("/")
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_role("button", name="Start").click()
    answer_all(page)
    page.get_by_role("heading", name="Is it one of these?").wait_for()
    for width in (1280, 360):
        partner.look_from(width)
        partner.is_accessible()
        partner.fits()
        partner.picture("entry-likely")
    page.get_by_role("button", name="It is the same: change that record").click()
    page.get_by_role("heading", name="What is different this time?").wait_for()
    partner.picture("entry-different")
    page.get_by_role("link", name="Change room for people in a year").click()
    page.get_by_label("Room for how many people in a year?").fill("55")
    page.get_by_role("button", name="Save and continue").click()
    saving = page.get_by_role("button", name="Save these changes on the register")
    saving.wait_for()
    partner.is_accessible()
    saving.click()
    page.get_by_role("heading", name="It is on the register").wait_for()
    page.get_by_role("link", name="See it on the register").click()
    page.get_by_role("heading", name="Evening football").wait_for()
    assert Activity.objects.get(name="Evening football").people_a_year == 55.0
    assert page.get_by_role("link", name="Say what is different").is_visible()


def test_everything_can_be_done_with_the_keyboard_alone(partner):
    def go_to(role, name):
        wanted = page.get_by_role(role, name=name, exact=True).first
        for _ in range(80):
            page.keyboard.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    def press(role, name, key="Enter"):
        go_to(role, name)
        if key == "Enter":
            with page.expect_navigation():
                page.keyboard.press(key)
        else:
            page.keyboard.press(key)

    def write(name, text):
        go_to("textbox", name)
        page.keyboard.type(text)

    page = partner.open("/activities/enter")
    press("button", "Start")
    write("Name of the activity", "Night bus")
    press("button", "Save and continue")
    press("checkbox", "Drugs", "Space")
    press("button", "Save and continue")
    write("Youngest age", "16")
    write("Oldest age", "25")
    go_to("combobox", "Which group may come?")
    page.keyboard.type("Everyone")
    press("button", "Save and continue")
    press("checkbox", "I do not know (postcode)", "Space")
    go_to("radio", "Yes")
    page.keyboard.press("Space")
    press("checkbox", "Northmere", "Space")
    press("button", "Save and continue")
    go_to("radio", "Planned")
    page.keyboard.press("Space")
    press("checkbox", "I do not know (money until)", "Space")
    press("button", "Save and continue")
    write("Room for how many people in a year?", "12")
    press("button", "Save and continue")
    press("button", "Put it on the register")
    page.get_by_role("heading", name="It is on the register").wait_for()
    facts = Activity.objects.get(name="Night bus").facts()
    assert (facts.sensitive_site, facts.postcode, facts.people_a_year) == (True, "", 12.0)


def test_funders_are_told_row_by_row_without_javascript(browser, live_server):
    store_county()
    draft = draft_of(user_of(Role.PARTNER, TRUST, name="Ana"))
    window = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    window.set_default_timeout(20_000)
    page = window.new_page()
    page.goto(f"{live_server.url}/activities/enter/{draft.pk}/how-many")
    page.get_by_label("E-mail address").fill("ana@sightline.example")
    page.get_by_label("Password", exact=True).fill("a long pass phrase")
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_text("Add more if you know it").click()
    page.get_by_label("Organisation: funder 1").fill("Home Office")
    page.get_by_label("Kind of money: funder 1").select_option("Grant")
    page.get_by_label("Share in per cent: funder 1").fill("70")
    page.get_by_role("button", name="Add another funder").click()
    page.get_by_label("Organisation: funder 2").fill("Lottery")
    page.get_by_label("Share in per cent: funder 2").fill("40")
    page.get_by_label("Share in per cent: funder 2").press("Enter")  # saves, and removes no row
    page.get_by_role("link", name="Funders: found shares of 110% together").click()
    page.get_by_label("Share in per cent: funder 2").fill("30")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("Home Office (grant) 70%; Lottery 30%").wait_for()
    window.close()


def test_every_page_can_be_used_by_everybody(partner):
    funders = "Home Office (grant) 60%; Lottery"
    draft = draft_of(partner.user, description="With tea", funders=funders, partners="none")
    partner.check_page("/activities/enter")
    partner.picture("entry-drafts")
    for step in ("name", "what", "who", "where", "when", "how-many"):
        partner.check_page(f"/activities/enter/{draft.pk}/{step}")
        for width in (360, 1280):
            partner.look_from(width)
            partner.picture(f"entry-{step}")
    partner.check_page(f"/activities/enter/{draft.pk}")
    for width in (360, 1280):
        partner.look_from(width)
        partner.picture("entry-check")
    page = partner.open(f"/activities/enter/{draft.pk}/where")
    page.get_by_label("Postcode where it is delivered").fill("SS1")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("There is a problem").wait_for()
    partner.is_accessible()
    partner.picture("entry-wrong")
    page.get_by_role("link", name="Postcode: found").click()
    assert page.evaluate("document.activeElement.name") == "postcode"


def test_two_versions_are_settled_at_any_width(partner):
    partner.expected = ("409",)  # the browser says of a conflict that the page has that status
    key = record_activity(club(), by=None, now=NOW)
    page = partner.open(f"/activities/{key}/change")
    partner.check_page(f"/activities/{key}/change")
    partner.picture("entry-change")
    page.get_by_role("button", name="Something is different").click()
    draft = Draft.objects.get(about=key)
    save(partner.user, draft.pk, "how-many", people_a_year="150", funding_gbp="15000")
    record_activity(club(people_a_year=90.0, timetable="7 pm"), by=None, now=NOW)
    partner.open(f"/activities/enter/{draft.pk}")
    page.get_by_role("link", name="Look at both versions, and choose").click()
    page.get_by_role("heading", name="Somebody changed this activity").wait_for()
    for width in (360, 1280):
        partner.look_from(width)
        partner.is_accessible()
        partner.fits()
        partner.tabs_through()
        partner.picture("entry-conflict")
    going_on = page.get_by_role("button", name="Go on with these answers")
    going_on.click()
    page.get_by_text("There is a problem").wait_for()
    partner.is_accessible()
    page.get_by_label("What you wrote: 150", exact=True).check()
    going_on.click()
    page.get_by_role("button", name="Save these changes on the register").click()
    page.get_by_role("heading", name="It is on the register").wait_for()
    partner.is_accessible()
    partner.picture("entry-done")
    record = Activity.objects.get(pk=key)
    assert (record.people_a_year, record.timetable) == (150.0, "7 pm")


@pytest.fixture
def unit(visitor):
    """A visitor of the unit, for whom something waits."""
    store_county()
    visitor.sign_in(Role.UNIT)
    user = User.objects.get(role=Role.UNIT)
    actions.set_scope(scope=Scope.NEW, version=1, by=user, now=NOW)
    return visitor


def test_the_unit_looks_over_offers_and_answers(unit):
    ana = user_of(Role.PARTNER, TRUST, name="Ana")
    oda = user_of(Role.PARTNER, OTHER, name="Oda")
    draft = send(ana, draft_of(ana).pk)
    key = record_activity(club(), by=None, now=NOW)
    record_activity(bare(), by=None, now=NOW)
    comment = comment_of(oda, key, "Is Thursday right?")
    comment_of(ana, key, "It is.", answers_to=comment)
    pages = (
        f"/activities/enter/{draft.pk}",
        "/activities/enter/waiting", "/activities/enter/looked-over",
        f"/activities/enter/offers/new?copy={key}", f"/activities/{key}/comment",
        f"/activities/{key}/comment?to={comment}", f"/activities/{key}",
    )  # fmt: skip
    for number, path in enumerate(pages):
        unit.check_page(path)
        for width in (360, 1280):
            unit.look_from(width)
            unit.picture(f"entry-unit-{number}")
    page = unit.open(f"/activities/enter/offers/new?copy={key}")
    page.get_by_label("To which organisation?").select_option(OTHER)
    page.get_by_label("Why them, and why this?").fill("Nothing like it is in Eastfold.")
    page.get_by_role("button", name="Offer it").click()
    page.get_by_text("Offered", exact=True).wait_for()
    offered = Draft.objects.get(state=State.OFFERED)
    unit.check_page(f"/activities/enter/{offered.pk}/offer")
    page = unit.open(f"/activities/enter/{draft.pk}")
    page.get_by_label("What should be changed?").fill("Which hall?")
    page.get_by_role("button", name="Send it back").click()
    page.get_by_text("Nothing waits.").wait_for()
    assert Draft.objects.get(pk=draft.pk).words == "Which hall?"


def test_an_offer_is_adopted_on_a_telephone(partner):
    unit = user_of(Role.UNIT)
    actions.offer_activity(
        organisation_id=organisation_of(TRUST).pk,
        answers={"activity": "Boxing in Eastfold", "themes": "violence"},
        words="Nothing like it is in Eastfold.",
        key=unit.pk,
        by=unit,
        now=NOW,
    )
    page = partner.look_from(360)
    partner.open("/")
    partner.picture("entry-home")
    page.get_by_role("link", name="Boxing in Eastfold").click()
    partner.is_accessible()
    partner.fits()
    partner.picture("entry-offer")
    page.get_by_role("button", name="Adopt it").click()
    page.get_by_text("Before it can be sent:").wait_for()
    partner.is_accessible()
    partner.fits()
    partner.picture("entry-adopted")
    change_of(partner.user, record_activity(club(), by=None, now=NOW))
    partner.open("/")
    partner.is_accessible()
