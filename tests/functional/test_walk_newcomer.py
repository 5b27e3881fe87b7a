"""A newcomer's walk: invited, signed in with a code, an activity entered, confirmed, and used."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from factories.county_folder import ACTIVITIES, COUNTY, load, write_county_folder
from factories.register import organisation_of, user_of
from factories.small_county import AREAS, club

from sightline.service.accounts.models import Role, User
from sightline.service.accounts.second_factor import code_at
from sightline.service.audit.queries import verify_chain
from sightline.service.freshness.actions import send_reminders
from sightline.service.partners.actions import join_organisation
from sightline.service.register.models import Activity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANTERNS, NEWCOMER = "Tellford Lanterns", "nia.new@lanterns.example"
PASSWORD, NAME = "three unlikely words", "Marigold Quay evening football"
POSTCODE = "ZZ1 1AA"
MONTH = timedelta(days=31)


@pytest.fixture
def county(tmp_path):
    """A small county with gaps worked out, and an activity much like the newcomer's."""
    alike = club(
        reference="alike", activity="Marigold Quay football evenings", organisation="Quiet Partner",
        postcode=POSTCODE, delivery_area="", people_a_year=40, age_from=11, age_to=18,
    )  # fmt: skip
    others = [
        club(reference=f"n{number}", activity=f"{word} circle", delivery_area=AREAS[number % 12])
        for number, word in enumerate("Amber Birch Cedar Delta Ember Garnet Hazel Iris".split())
    ]
    path = write_county_folder(
        tmp_path / "county",
        activities=[*ACTIVITIES, *others, alike],
        county=COUNTY.replace("activities =", 'postcodes = "postcodes.csv"\nactivities ='),
    )
    (path.parent / "postcodes.csv").write_text(
        f"postcode,easting_m,northing_m\n{POSTCODE},661000,381000\n"
    )
    load(path)


@pytest.fixture
def lead(county):
    """Somebody who leads the organisation, and whose second factor is not what this is about."""
    user = user_of(Role.PARTNER, name="Lena Lead")
    join_organisation(
        user=user, organisation=organisation_of(LANTERNS), by=None, now=timezone.now(), role="lead"
    )
    return user


def sign_in(visitor, email: str, password: str):
    page = visitor.open("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("load")
    return page


def look_over(visitor, name: str) -> None:
    """At both widths the page fits, and everybody can use it."""
    for width in (360, 1280):
        visitor.look_from(width)
        visitor.fits()
        visitor.is_accessible()
        visitor.picture(f"walk-{name}")


def choose(visitor, name: str):
    """Go to a place in the menu, as it is at this width."""
    page = visitor.page
    page.get_by_role("navigation", name="Menu").get_by_role("link", name=name, exact=True).click()
    page.wait_for_load_state("load")
    return page


def be_invited(visitor, lead) -> str:
    """The lead asks a newcomer in; the address in the mail."""
    page = sign_in(visitor, lead.email, "a long pass phrase")
    page.get_by_role("link", name=LANTERNS).click()
    page.get_by_role("link", name="People and teams").click()
    page.get_by_role("button", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill(NEWCOMER)
    page.get_by_label("Name").fill("Nia New")
    page.get_by_label("Editor: adds and changes its activities").check()
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text(NEWCOMER, exact=True).wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state("load")
    (asked,) = mail.outbox
    assert asked.to == [NEWCOMER]
    assert LANTERNS in asked.body
    return re.search(r"https?://[^/]+(/join/\S+)", asked.body)[1]


def join(visitor, link: str) -> None:
    """Accept, choose a password, set up an app that makes codes, and arrive at home."""
    page = visitor.open(link)
    look_over(visitor, "join")
    page.get_by_label("A password of your own", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    page.get_by_role("heading", name="Set up a second factor").wait_for()
    look_over(visitor, "second-factor")
    (shown,) = re.findall(r"Secret: ([A-Z2-7 ]+)", page.locator("main").inner_text())
    page.get_by_label("Code").fill(code_at(shown.replace(" ", ""), timezone.now()))
    page.locator("main form button").first.click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("button", name="Go to the home page").click()
    page.get_by_role("heading", name="Your organisations").wait_for()
    look_over(visitor, "first-home")


def enter(visitor) -> None:
    """Answer what has to be answered, and how often to be asked; nothing else."""
    page = choose(visitor, "Add")
    look_over(visitor, "add")
    page.get_by_role("button", name="Start").click()
    going_on = page.get_by_role("button", name="Save and continue")
    page.get_by_label("Name of the activity").fill(NAME)
    going_on.click()
    page.get_by_label("Violence", exact=True).check()
    going_on.click()
    page.get_by_label("Youngest age", exact=True).fill("11")
    page.get_by_label("Oldest age", exact=True).fill("18")
    page.get_by_label("Which group may come?").select_option("Everyone")
    going_on.click()
    page.get_by_label("Postcode where it is delivered").fill(POSTCODE)
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Tellford", exact=True).check()
    going_on.click()
    page.get_by_label("Current", exact=True).check()
    page.get_by_label("Last day that is paid for").fill("31/03/2027")
    going_on.click()
    page.get_by_label("Room for how many people in a year?").fill("40")
    page.get_by_text("Add more if you know it").click()
    page.get_by_label("How often shall we ask whether it is still right?").fill("1")
    going_on.click()
    page.get_by_role("heading", name="Check your answers").wait_for()


def say_it_is_different(visitor) -> None:
    """The newcomer is asked about what is much like it, and cannot send before that is said."""
    page = visitor.page
    page.get_by_role("heading", name="Is it one of these?").wait_for()
    look_over(visitor, "likely")
    assert page.get_by_role("link", name="Marigold Quay football evenings").is_visible()
    assert not page.get_by_role("button", name="Put it on the register").count()
    different = page.get_by_role("button", name="It is different")
    for number in range(different.count()):
        different.nth(number).click()
        page.wait_for_load_state("load")
    page.get_by_role("button", name="Put it on the register").click()
    page.get_by_role("heading", name="It is on the register").wait_for()
    look_over(visitor, "on-the-register")


def a_month_passes(monkeypatch):
    """What the pages of a mail's link take for today, a month from now; and the day itself."""
    later = timezone.now() + MONTH
    here = "sightline.service.freshness.views"
    monkeypatch.setattr(f"{here}.now", lambda: later)
    monkeypatch.setattr(f"{here}.localdate", lambda: timezone.localdate(later))
    return later


def test_a_newcomer_from_the_invitation_to_what_it_was_used_for(
    visitor, lead, settings, monkeypatch
):
    link = be_invited(visitor, lead)
    settings.SECOND_FACTOR_WANTED = True
    join(visitor, link)
    enter(visitor)
    say_it_is_different(visitor)

    page = choose(visitor, "Activities")
    page.get_by_label("Search names, organisations").fill("Marigold")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name=re.compile(r"^2 of \d+ activities")).wait_for()
    assert page.get_by_role("link", name=NAME).is_visible()

    mail.outbox.clear()
    later = a_month_passes(monkeypatch)
    send_reminders(today=timezone.localdate(later), now=later)
    (about,) = [each for each in mail.outbox if each.to == [NEWCOMER]]
    assert NAME in about.body
    line = about.body[about.body.index(NAME) :]
    address = re.search(r"https?://[^/]+(/still-right/\S+)", line)[1]
    window = page.context.browser.new_context()  # the mail is read on another machine
    elsewhere = window.new_page()
    elsewhere.goto(visitor.address + address)
    elsewhere.get_by_role("button", name="Still right").click()  # the one click
    elsewhere.get_by_role("heading", name="Thank you").wait_for()
    window.close()
    record = Activity.objects.get(name=NAME)
    assert record.confirmed_on == timezone.localdate(later)

    page = choose(visitor, "Where is the gap?")
    page = choose(visitor, "Home")
    page.get_by_role("heading", name="What your records were used for").wait_for()
    look_over(visitor, "used-for")
    own = Activity.objects.filter(organisation__name=LANTERNS, withdrawn_at=None).count()
    assert page.get_by_text(re.compile(rf"of your {own} activities counted in")).is_visible()
    assert User.objects.get(email=NEWCOMER).role == Role.PARTNER
    assert verify_chain().faults == ()
