"""What strangers and neighbours are answered does not change by one byte with what is hidden.

The same requests are made before and after each hidden change: bodies, headers, counts and all.
Later changes are made on top of earlier ones. Left out of the comparison is only what is drawn by
lot for each answer (the token of forms, its cookie, the key of scripts) and when it was made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from uuid import uuid4

import pandas as pd
import pytest
import shapely
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from factories.register import (
    NOW,
    OTHER,
    TRUST,
    bare,
    club,
    organisation_of,
    row,
    sheet_of,
    user_of,
)
from factories.sources import source_of

from sightline.analysis.areas import lay_out
from sightline.analysis.provision import Place, Status, Visibility
from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import EVERYBODY, POLICY
from sightline.service.deliveries.actions import Held, record_delivery
from sightline.service.entry.actions import add_comment, start_draft
from sightline.service.entry.models import Audience
from sightline.service.overview.actions import make_feed
from sightline.service.partners.actions import save_contact
from sightline.service.partners.actions.contacts import ContactFacts
from sightline.service.places.actions import CountyPlaces, store_places
from sightline.service.register.actions import import_rows, record_activity, withdraw_activity
from sightline.service.register.models import Activity
from sightline.service.sheets.actions import send_sheet
from sightline.service.watching.actions import watch

pytestmark = pytest.mark.django_db
SIDE_M = 7_000.0
WEST_M, SOUTH_M = 660_000.0, 380_000.0
AREAS = ("X01000001", "X01000002", "X01000003", "X01000004")
DISTRICTS = ("X07000001", "X07000002")
POSTCODES = {
    "ZZ1 1AA": (660_500.0, 380_500.0),
    "ZZ1 1AB": (664_500.0, 383_500.0),  # 5 km from the first, in the same district
    "ZZ2 1AA": (680_500.0, 381_000.0),
}
HIDDEN_NAME = "Quiet house"
PATHS_OF_TOKENS = ("join", "due/mails", "watching/mails", "comments/mails", "still-right")


def here(postcode: str, area: str) -> dict[str, object]:
    """Where something is delivered, in all the ways that it is said."""
    return {
        "postcode": postcode,
        "delivery_area": area,
        "places": (Place(*POSTCODES[postcode]),),
        "areas_served": (area,),
    }


REFUGE = club(
    reference="REFUGE",
    name="A safe house",
    organisation=OTHER,
    sensitive_site=True,
    visibility=Visibility.PUBLIC,
    **here("ZZ1 1AA", AREAS[0]),
)
OPEN = [
    club(reference=f"OPEN-{number}", name=f"Fable club {number}", status=status,
         visibility=Visibility.PUBLIC, funders=("Fable Fund 40%",),
         description="Boxing on two evenings. Ring 01632 960 001.", **here("ZZ2 1AA", AREAS[3]))
    for number, status in enumerate((*Status, *Status))
]  # fmt: skip
SHARED = bare(reference="SHARED", name="Shared walks", themes=("violence",))


@pytest.fixture(autouse=True)
def _county():
    names = pd.DataFrame(
        {
            "area": AREAS,
            "area_name": ["Northmere 1", "Northmere 2", "Eastfold 1", "Eastfold 2"],
            "district": [DISTRICTS[0], DISTRICTS[0], DISTRICTS[1], DISTRICTS[1]],
            "district_name": ["Northmere", "Northmere", "Eastfold", "Eastfold"],
        }
    )
    shapes = [
        shapely.box(WEST_M + i * SIDE_M, SOUTH_M, WEST_M + (i + 1) * SIDE_M, SOUTH_M + SIDE_M)
        for i in range(len(AREAS))
    ]
    people = pd.DataFrame({"area": AREAS, "age_from": 0, "age_to": 120, "people": 1000})
    store_places(
        CountyPlaces(
            name="Fableshire",
            geography=lay_out(names=names, shapes=shapes, vintage="fictional"),
            population=people,
            postcodes=POSTCODES,
        )
    )
    import_rows([REFUGE, *OPEN, SHARED], by=None, now=NOW)


def questions() -> Iterator[str]:
    """Ways to ask the list, those that try to find the hidden ones among them."""
    words = ("", "q=safe", "q=boxing", "q=quiet", "q=goes+to+school", "q=zz1", "q=shared")
    near = ("", "near=ZZ1+1AA&within=1", "near=ZZ1+1AB&within=2", "near=ZZ2+1AA&within=20")
    for word, place in product(words, near):
        yield "&".join(filter(None, (word, place)))
    yield from ("q=01632", "q=blue+door", "q=bid")
    yield from (f"order={order}" for order in ("name", "near", "unconfirmed", "money", "changed"))
    east, mine = f"district={DISTRICTS[0]}", f"organisation={organisation_of(OTHER).pk}"
    yield from ("view=map", f"{east}&view=map", f"{east}&place=served", mine)
    yield from ("stale=yes", "free=yes", "ages=10-24", "shown=organisation", "funder=none")
    yield from (
        "page=2",
        "theme=violence",
        "approach=mentoring",
        "open=everyone",
        "level=secondary",
    )


def addresses() -> list[str]:
    """Everything that a stranger can ask of the register."""
    asked = [f"/activities?{question}" for question in questions()]
    for question in ("", "q=boxing", "near=ZZ1+1AA&within=10", f"district={DISTRICTS[0]}",
                     "q=quiet", "order=changed", "q=shared"):  # fmt: skip
        asked += [f"/activities/download.{kind}?{question}" for kind in ("csv", "json", "geojson")]
        asked += [f"/activities/organisations.{kind}?{question}" for kind in ("csv", "json")]
        asked += [f"/activities/districts.geojson?{question}"]
    asked += [
        "/activities/download.xlsx",
        "/activities/organisations.xlsx",
        "/",
        "/organisations",
        "/privacy",
    ]
    for view in ("", "/timeline", "/calendar", "/where", "/what", "/reach"):
        asked += [
            f"/overview{view}{question}"
            for question in ("", "?q=boxing", f"?district={DISTRICTS[0]}")
        ]
    for view in ("timeline", "calendar", "where", "what", "reach"):
        asked += [f"/overview/{view}/download.{kind}" for kind in ("csv", "json", "xlsx")]
    feed = "/overview/calendar/public.ics"
    asked += [feed, f"{feed}?q=quiet", f"{feed}?q=safe", f"{feed}?date=weekly", f"{feed}?free=yes"]
    asked += ["/sign-in", "/sign-in/code", "/forgotten-password", "/accessibility", "/cookies"]
    asked += [f"/{path}/made-up" for path in PATHS_OF_TOKENS]
    asked += ["/findings/asked/made-up"]
    asked += ["/new-password/bWFkZQ/up", "/overview/calendar/feeds/made.up.ics"]
    asked += ["/listening", "/sources"] + [
        f"/sources/{uuid4()}/counts{end}" for end in ("", ".csv")
    ]
    records = Activity.objects.all().order_by("id")
    asked += [f"/activities/{key}" for key in records.values_list("pk", flat=True)]
    for name in (TRUST, OTHER):
        asked += [f"/organisations/{organisation_of(name).pk}"]
    return asked


def plain(text: bytes) -> bytes:
    """Without what is drawn anew for every answer."""
    text = re.sub(rb"nonce[-=]\"?[A-Za-z0-9+/=_-]+", b"nonce", text)
    return re.sub(rb'csrfmiddlewaretoken" value="[^"]*"', b"csrf", text)


def answers(client: Client, asked: list[str]) -> dict[str, object]:
    """Status, headers and body of each.

    One of each route is asked with HEAD too, and by a program that has a copy with its tag.
    """
    told: dict[str, object] = {}
    routes = {resolve(address.partition("?")[0]).view_name: address for address in asked}
    for address in asked:
        found = client.get(address)
        told[address] = _told(found)
        if address in routes.values():
            told[f"HEAD {address}"] = _told(client.head(address))
            tag = {"if-none-match": found.headers.get("ETag", "none")}
            told[f"again {address}"] = _told(client.get(address, headers=tag))
    return told


def _told(found: HttpResponse) -> tuple[int, dict[str, bytes], bytes]:
    return found.status_code, _headers(found), plain(found.content)


def _headers(found: HttpResponse) -> dict[str, bytes]:
    """All of them, the tag, the length and the time of change too, but for that of the answer."""
    return {
        name: plain(value.encode())
        for name, value in sorted(found.items())
        if name not in ("Date", "Expires")
    }


@pytest.fixture
def outsiders():
    """Somebody nobody knows, and somebody from a neighbouring area."""
    neighbour = Client()
    neighbour.force_login(user_of(Role.NEIGHBOUR))
    return {"stranger": Client(), "neighbour": neighbour}


def changes() -> Iterator[tuple[str, Callable[[], object]]]:
    """Hidden changes, each by name."""
    unit = user_of(Role.UNIT)
    later = NOW + timedelta(hours=1)

    def record(activity):
        return lambda: record_activity(activity, by=unit, now=later)

    moved = REFUGE.__dict__ | here("ZZ1 1AB", AREAS[0])
    yield "a sensitive site moves 5 km", record(type(REFUGE)(**moved))
    told = moved | {"eligibility": "Ask at the blue door", "description": "Behind the school"}
    yield "its texts are changed", record(type(REFUGE)(**told))
    numbers = OPEN[0].__dict__ | {
        "people_last_year": 3.0, "funding_gbp": 99.0, "places_free": 1.0, "people_waiting": 7.0,
        "funded_until": date(2026, 2, 1), "depends_on": "A bid", "people_a_year": 44.0,
    }  # fmt: skip
    yield "numbers and money of a public record", record(type(REFUGE)(**numbers))
    again = numbers | {"confirm_every_months": 2, "funders": ("Fable Fund (grant) 60%",)}
    yield "how often a public record is to be confirmed", record(type(REFUGE)(**again))
    rung = again | {"description": OPEN[0].description.replace("001", "007")}
    yield "a telephone number in a public text", record(type(REFUGE)(**rung))
    for visibility in (Visibility.PARTNERSHIP, Visibility.ORGANISATION):
        added = club(reference=f"H-{visibility}", name=HIDDEN_NAME, organisation=OTHER,
                     visibility=visibility, **here("ZZ1 1AA", AREAS[1]))  # fmt: skip
        yield f"a record for the {visibility}", record(added)
    yield (
        "a shared record is changed",
        record(
            type(SHARED)(
                **SHARED.__dict__ | {"description": "Boxing for everyone", "places_free": 5.0}
            )
        ),
    )
    key = Activity.objects.get(reference="SHARED").pk
    yield (
        "a shared record is withdrawn",
        lambda: withdraw_activity(activity_id=key, by=unit, now=later, reason="over"),
    )
    key_of_contact = uuid4()
    for version, name in ((None, "Jo Bloggs"), (1, "Jo Doe")):
        facts = ContactFacts(name, "Lead", "jo@lantern.example", "", "partnership")
        yield (
            f"the contact {name} is saved",
            lambda version=version, facts=facts: save_contact(
                organisation_id=organisation_of(OTHER).pk, contact_id=key_of_contact,
                version=version, facts=facts, by=unit, now=later,
            ),
        )  # fmt: skip
    partner = user_of(Role.PARTNER, OTHER)
    shared = Activity.objects.get(reference="H-partnership").pk
    day = later.date()
    yield (
        "a delivery is recorded",
        lambda: record_delivery(
            activity_id=shared, held=Held(day, place="The hall", people=7), entry_key=uuid4(),
            by=partner, now=later, today=day,
        ),
    )  # fmt: skip
    public = Activity.objects.get(reference="OPEN-0").pk
    for about, audience in ((public, Audience.PARTNERSHIP), (shared, Audience.ORGANISATION)):
        yield (
            f"a comment for the {audience}",
            lambda about=about, audience=audience: add_comment(
                activity_id=about, text="Boxing on Thursday?", audience=audience, key=uuid4(),
                by=unit, now=later,
            ),
        )  # fmt: skip
    yield (
        "a record of theirs is watched",
        lambda: watch(kind="record", target=str(public), by=partner, now=later, today=day),
    )
    yield "an agreement is entered", lambda: source_of(unit, giver=OTHER)
    yield "a calendar is followed", lambda: make_feed(question="q=boxing", by=partner, now=later)
    yield (
        "a sheet is sent in",
        lambda: send_sheet(
            content=sheet_of(row(organisation=OTHER, activity="Boxing of theirs")),
            file_name="club.csv", by=partner, now=later, today=day,
        ),
    )  # fmt: skip

    def sign_in():
        told = {"username": partner.email, "password": "a long pass phrase"}
        assert Client().post("/sign-in", told).status_code == 302

    yield "somebody signs in", sign_in
    yield (
        "a draft is begun",
        lambda: start_draft(
            organisation_id=organisation_of(OTHER).pk, key=uuid4(), by=partner, now=later
        ),
    )


def test_no_hidden_change_changes_a_byte_of_what_outsiders_are_told(outsiders):
    asked = addresses()
    before = {who: answers(client, asked) for who, client in outsiders.items()}
    compared = 0
    for what, change in changes():
        change()
        for who, client in outsiders.items():
            after = answers(client, asked)
            compared += len(after)
            differ = [address for address in after if after[address] != before[who].get(address)]
            assert differ == [], f"{what}: {who} sees it in {differ[:5]}"
    assert compared >= 5_000
    statuses = [told[0] for told in before["stranger"].values()]
    assert statuses.count(200) >= 150
    assert statuses.count(304) >= 10
    assert 500 not in statuses


def test_every_address_that_is_open_to_everybody_is_asked():
    """So that a room that opens a page to the public is compared from its first day."""
    asked = {resolve(address.partition("?")[0]).view_name for address in addresses()}
    assert asked >= {route for route, line in POLICY.items() if line == EVERYBODY}


def test_the_same_requests_tell_a_public_change(outsiders):
    """The comparison is worth something: a change that is public does show."""
    asked = addresses()
    before = answers(outsiders["stranger"], asked)
    record_activity(club(reference="NEW", name="New club", visibility=Visibility.PUBLIC),
                    by=None, now=NOW)  # fmt: skip
    after = answers(outsiders["stranger"], asked)
    assert sum(after[address] != before[address] for address in asked) >= 20
