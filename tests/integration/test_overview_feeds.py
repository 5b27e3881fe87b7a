"""Calendars that programs follow: read back, with the owner's rights, until they are ended."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.signing import Signer
from django.urls import reverse
from factories.pages import text_of
from factories.register import NOW, OTHER, TRUST, bare, club, store_county, user_of
from icalendar import Calendar

from sightline.analysis.provision import Visibility
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.overview.models import FeedKey
from sightline.service.partners.models import Membership
from sightline.service.places.models import Area
from sightline.service.register.actions import import_rows
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db
OPEN = club(reference="OPEN", name="Open evenings", visibility=Visibility.PUBLIC,
            description="Ask Jo on 01632 960 001", starts_on=date(2026, 11, 2),
            ends_on=date(2027, 8, 31))  # fmt: skip
OWN = club(reference="OWN", name="Our own plan", visibility=Visibility.ORGANISATION)
OTHERS = club(reference="X", name="Not yours", organisation=OTHER,
              visibility=Visibility.ORGANISATION)  # fmt: skip


@pytest.fixture(autouse=True)
def _register():
    store_county()
    import_rows([club(), bare(), OPEN], by=None, now=NOW)


@pytest.fixture
def partner():
    return user_of(Role.PARTNER, TRUST, name="Pat Partner")


@pytest.fixture
def feed(client, partner):
    """The address of a partner's own calendar of everything."""
    client.force_login(partner)
    client.post(reverse("overview:make_feed"), {"question": ""})
    page = client.get(reverse("overview:feeds"))
    client.logout()
    return re.search(
        r'href="http://testserver(/overview/calendar/feeds/[^"]+)"', page.content.decode()
    )[1]


def events(response):
    assert response.status_code == 200, response.content[:300]
    assert response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content).walk("VEVENT")


def titles(response):
    return {str(event["summary"]) for event in events(response)}


def test_the_public_calendar_is_read_back_with_every_date(client):
    found = {
        str(event["uid"]): event for event in events(client.get("/overview/calendar/public.ics"))
    }
    key = str(Activity.objects.get(reference="OPEN").pk)
    assert set(found) == {f"{key}-{kind}@sightline" for kind in ("starts", "ends", "weekly")}
    starts, weekly = found[f"{key}-starts@sightline"], found[f"{key}-weekly@sightline"]
    assert starts["dtstart"].dt == date(2026, 11, 2)
    assert starts["dtend"].dt == date(2026, 11, 3)
    assert starts["dtstamp"].dt == NOW
    assert starts["location"] == "Northmere"
    assert weekly["dtstart"].dt == date(2026, 11, 3)  # the first Tuesday or Thursday
    assert weekly["rrule"].to_ical() == b"FREQ=WEEKLY;UNTIL=20270831;BYDAY=TU,TH"


def test_no_contact_and_no_place_but_the_district_is_in_a_calendar(client, feed):
    for path in ("/overview/calendar/public.ics", feed):
        text = client.get(path).content.decode()
        for told in ("960 001", "Jo", "ZZ1 1AA", "660500", "@example"):
            assert told not in text


def test_an_entry_keeps_its_identity_when_its_activity_changes(client):
    before = {event["uid"]: event for event in events(client.get("/overview/calendar/public.ics"))}
    moved = club(reference="OPEN", name="Open nights", visibility=Visibility.PUBLIC,
                 starts_on=date(2026, 12, 1), ends_on=date(2027, 8, 31))  # fmt: skip
    import_rows([moved], by=None, now=NOW + timedelta(days=1))
    after = {event["uid"]: event for event in events(client.get("/overview/calendar/public.ics"))}
    assert set(after) == set(before)
    for key, event in after.items():
        assert event["dtstamp"].dt == NOW + timedelta(days=1)
        assert event["sequence"] > before[key]["sequence"]


def test_a_program_that_has_the_calendar_is_told_so_until_it_changes(client):
    first = client.get("/overview/calendar/public.ics")
    again = client.get("/overview/calendar/public.ics", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    import_rows([club(reference="NEW", visibility=Visibility.PUBLIC)], by=None, now=NOW)
    newer = client.get("/overview/calendar/public.ics", headers={"if-none-match": first["ETag"]})
    assert newer.status_code == 200
    assert newer["ETag"] != first["ETag"]


def test_what_a_reader_may_not_see_changes_neither_tag_nor_byte(client, feed):
    paths = ("/overview/calendar/public.ics", feed)
    before = [client.get(path) for path in paths]
    import_rows([OTHERS], by=None, now=NOW)
    after = [client.get(path) for path in paths]
    assert [(each["ETag"], each.content) for each in after] == [
        (each["ETag"], each.content) for each in before
    ]


def test_the_public_calendar_is_the_same_whoever_asks(client, partner):
    stranger = client.get("/overview/calendar/public.ics").content
    client.force_login(partner)
    assert client.get("/overview/calendar/public.ics").content == stranger


def test_a_calendar_of_ones_own_shows_what_its_owner_may_see(client, feed):
    import_rows([OWN, OTHERS], by=None, now=NOW)
    found = titles(client.get(feed))
    assert "Our own plan" in found  # every week
    assert "Harbour Lane boxing club" in found
    assert not any("Not yours" in title for title in found)
    assert client.get(feed)["Cache-Control"] == "private, no-cache"


def test_rights_are_those_of_the_moment(client, feed, partner):
    import_rows([OWN], by=None, now=NOW)
    Membership.objects.filter(user=partner).delete()
    assert not any("Our own plan" in title for title in titles(client.get(feed)))


@pytest.mark.parametrize("change", [
    {"is_active": False}, {"role": Role.NEIGHBOUR}, {"role": Role.ADMINISTRATOR},
])  # fmt: skip
def test_a_calendar_ends_with_its_owners_rights(client, feed, partner, change):
    for name, value in change.items():
        setattr(partner, name, value)
    partner.save()
    assert client.get(feed).status_code == 404


def test_an_ended_calendar_reads_nothing_any_more_and_a_new_one_has_a_new_address(
    client, feed, partner
):
    client.force_login(partner)
    key = FeedKey.objects.get()
    client.post(reverse("overview:end_feed", args=[key.pk]))
    client.post(reverse("overview:end_feed", args=[key.pk]))
    assert client.get(feed).status_code == 404
    client.post(reverse("overview:make_feed"), {"question": ""})
    assert client.get(feed).status_code == 404
    page = client.get(reverse("overview:feeds")).content.decode()
    assert feed not in page
    assert "/overview/calendar/feeds/" in page
    told = Event.objects.filter(about_type="overview.FeedKey").values_list("kind", flat=True)
    assert list(told) == ["calendar feed made", "calendar feed ended", "calendar feed made"]


def test_an_address_cannot_be_made_up(client, feed):
    key = FeedKey.objects.get().pk.hex
    others = Signer(sep=".", salt="something.else").sign(key)
    for token in (key, f"{key}.x", others, "x", feed.rsplit("/", 1)[1][:-6]):
        assert client.get(f"/overview/calendar/feeds/{token}.ics").status_code == 404
    assert client.post(feed).status_code in {403, 405}


def test_asking_twice_gives_one_calendar(client, partner):
    client.force_login(partner)
    for question in ("status=current", "status=current&page=3", "status=current"):
        client.post(reverse("overview:make_feed"), {"question": question})
    assert [key.question for key in FeedKey.objects.all()] == ["status=current"]


def test_nobody_ends_or_sees_a_calendar_of_somebody_else(client, feed):
    client.force_login(user_of(Role.UNIT))
    key = FeedKey.objects.get()
    assert client.post(reverse("overview:end_feed", args=[key.pk])).status_code == 404
    assert feed not in client.get(reverse("overview:feeds")).content.decode()
    client.logout()
    assert client.get(feed).status_code == 200


def test_a_question_of_what_is_gone_is_never_answered_wider(client, partner):
    client.force_login(partner)
    code = Area.objects.first().district_code
    client.post(reverse("overview:make_feed"), {"question": f"district={code}"})
    FeedKey.objects.update(question="district=X07999999")
    page = client.get(reverse("overview:feeds")).content.decode()
    address = re.search(r"/overview/calendar/feeds/[^\"]+\.ics", page)[0]
    assert events(client.get(address)) == []
    assert events(client.get("/overview/calendar/public.ics?district=X07999999")) == []
    FeedKey.objects.update(question="near=ZZ9+9ZZ")  # a postcode that is not known any more
    assert client.get(address).status_code == 404
    assert client.get("/overview/calendar/public.ics?near=ZZ9+9ZZ").status_code == 400


@pytest.mark.parametrize("question", ["ages=old", "status=" + "x" * 3_000])
def test_a_calendar_that_makes_no_sense_is_refused(client, partner, question):
    client.force_login(partner)
    assert client.post(reverse("overview:make_feed"), {"question": question}).status_code == 400
    assert not FeedKey.objects.exists()


def test_those_outside_the_partnership_have_no_calendar_of_their_own(client):
    client.force_login(user_of(Role.NEIGHBOUR))
    assert client.post(reverse("overview:make_feed"), {"question": ""}).status_code == 403
    assert "Make an address of my own" not in text_of(client.get(reverse("overview:calendar")))


def test_a_calendar_is_named_by_what_was_asked(client, partner):
    client.force_login(partner)
    told = client.get("/overview/calendar/public.ics?strand=knife-crime").content.decode()
    assert "NAME:Knife crime: Sightline" in told.replace("\\", "")
