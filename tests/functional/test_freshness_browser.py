"""A partner with a real browser: from the mail's link, by ticks, and what they watch."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils.timezone import localdate, now
from factories.register import NOW, OTHER, TRUST, bare, club, organisation_of, store_county

from sightline.service.accounts.models import Role, User
from sightline.service.freshness.actions import send_reminders
from sightline.service.freshness.models import MailStop
from sightline.service.partners.actions import join_organisation
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity
from sightline.service.watching.actions import watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def keys():
    """Three clubs of the trust at different steps, and walks of another organisation."""
    store_county()
    ago = [localdate() - timedelta(days=days) for days in (100, 130, 400)]
    names = ("Harbour Lane boxing club", "Fable night football", "Northmere school mentors")
    found = [
        record_activity(
            club(reference=name, name=name, confirmed_on=day, funded_until=localdate()
                 + timedelta(days=20), ends_on=None),
            by=None, now=NOW,
        )
        for name, day in zip(names, ago, strict=True)
    ]  # fmt: skip
    record_activity(bare(), by=None, now=NOW)
    return found


def join(role=Role.PARTNER):
    user = User.objects.get(role=role)
    join_organisation(user=user, organisation=organisation_of(TRUST), by=None, now=NOW)
    return user


def test_a_partner_confirms_from_the_mail_without_signing_in(visitor, keys):
    visitor.sign_in(Role.PARTNER)
    join()
    visitor.page.context.clear_cookies()
    send_reminders(today=localdate(), now=now())
    (only,) = mail.outbox
    links = re.findall(r"http://[^/]+(/still-right/\S+)", only.body)
    assert len(links) == 3
    visitor.check_page(links[0])
    visitor.picture("freshness-link")
    visitor.look_from(360)
    visitor.open(links[0])
    visitor.picture("freshness-link")
    visitor.page.get_by_role("button", name="Still right").click()
    visitor.page.get_by_role("heading", name="Thank you").wait_for()
    visitor.picture("freshness-link-done")
    assert Activity.objects.filter(confirmed_on=localdate()).count() == 1
    visitor.open(links[0])  # once more: said already, no button
    assert visitor.page.get_by_role("button", name="Still right").count() == 0
    (stop,) = re.findall(r"http://[^/]+(/due/mails/\S+)", only.body)
    visitor.check_page(stop)
    visitor.picture("freshness-mails")
    visitor.page.get_by_label("Once a month: what is due to be confirmed").uncheck()
    visitor.page.get_by_role("button", name="Save").click()
    visitor.page.get_by_text("Your choice is kept").wait_for()
    assert MailStop.objects.get().kind == "due"


def test_a_partner_ticks_what_is_still_right(visitor, keys):
    visitor.sign_in(Role.PARTNER)
    join()
    visitor.open("/")
    visitor.picture("freshness-home")
    visitor.check_page("/due")
    for width in (360, 1280):
        visitor.look_from(width)
        visitor.open("/due")
        visitor.picture("freshness-due")
    visitor.page.get_by_label("Northmere school mentors", exact=True).check()
    visitor.page.get_by_label("Fable night football", exact=True).check()
    visitor.page.get_by_role("button", name="The ticked records are still right").click()
    visitor.page.get_by_text("2 records said to be still right.").wait_for()
    visitor.is_accessible()
    visitor.page.get_by_role("button", name=re.compile("Still right.*Harbour Lane")).click()
    visitor.page.get_by_text("1 record said to be still right.").wait_for()
    visitor.page.get_by_text("Nothing is due").wait_for()
    visitor.check_page(f"/activities/{keys[0]}/owner")
    visitor.picture("freshness-owner")


def test_the_unit_sees_who_is_silent_and_what_would_be_sent(visitor, keys):
    organisation_of("Quiet Partner")
    visitor.sign_in(Role.PARTNER)
    join()
    visitor.page.context.clear_cookies()
    visitor.sign_in(Role.UNIT)
    for address in ("/due/partners", "/due/reminders", "/due/replies"):
        visitor.check_page(address)
        visitor.picture(f"freshness-{address.rpartition('/')[2]}")
        visitor.look_from(360)
        visitor.open(address)
        visitor.picture(f"freshness-{address.rpartition('/')[2]}")
    visitor.look_from(1280)
    visitor.open("/due/partners")
    assert visitor.page.get_by_role("link", name="Quiet Partner").count() == 2
    assert OTHER in visitor.page.get_by_role("table").inner_text()


def test_somebody_watches_a_record_and_is_told(visitor, keys):
    visitor.sign_in(Role.ANALYST)
    page = visitor.open(f"/activities/{keys[0]}")
    page.get_by_role("button", name="Watch this activity").click()
    page.get_by_text("Your choice is kept.").wait_for()
    record = Activity.objects.get(pk=keys[0])
    record_activity(club(reference=record.reference, name="Another name"), by=None, now=NOW)
    user = User.objects.get(role=Role.ANALYST)
    watch(kind="theme", target="violence", by=user, now=NOW, today=localdate())
    visitor.check_page("/watching")
    for width in (360, 1280):
        visitor.look_from(width)
        visitor.open("/watching")
        visitor.picture("watching")
    page.get_by_text("Activity: Harbour Lane boxing club → Another name").wait_for()
    visitor.check_page("/watching/add?kind=question&target=q%3Dboxing")
    page.get_by_role("button", name="Watch", exact=True).click()
    page.get_by_role("link", name="Words: boxing").wait_for()
    visitor.open("/")
    visitor.picture("watching-home")
    page.get_by_role("heading", name="What changed near you").wait_for()
