"""The way in: what strangers see, what partners see, and what is said where there is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.service.accounts.models import Role, User
from sightline.service.pages import queries
from sightline.service.pages.actions import name_instance
from sightline.service.pages.models import Instance
from sightline.service.pages.queries import Figure, Lack

DECEMBER = Month(2025, 12)
NOW = datetime(2026, 1, 3, 9, 30, tzinfo=UTC)
FIGURE = Figure(
    label="Areas where too few are reached",
    value="112",
    unit="of 1,111 areas",
    period="12 months to December 2025",
    source="the activity register",
    freshness="loaded on 3 January 2026",
    sureness="Between 98 and 130, at 90%.",
    route="pages:cookies",
)
FOR_EVERYBODY = ["/", "/sign-in", "/accessibility", "/privacy", "/cookies"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(client: Client) -> Client:
    user = User.objects.add(
        email="pat@sightline.example", name="Pat", role=Role.PARTNER, password=None
    )
    client.force_login(user)
    return client


def become(client: Client, role: Role) -> None:
    """Another role, and in again: with the old role the session ended."""
    User.objects.update(role=role)
    client.force_login(User.objects.get())


@pytest.fixture
def figures(monkeypatch) -> list[queries.FigureSource]:
    """A list of figures of the test's own, in place of what the rooms have added."""
    sources: list[queries.FigureSource] = []
    monkeypatch.setattr(queries, "HOME_FIGURES", sources)
    return sources


def load(name="Fableshire", *, fictional=True, as_of=DECEMBER) -> None:
    name_instance(
        name=name,
        fictional=fictional,
        as_of=as_of,
        theme="violence",
        ages=AgeRange(10, 24),
        now=NOW,
    )


@pytest.mark.parametrize("path", FOR_EVERYBODY)
def test_strangers_see_the_pages_for_everybody_and_nothing_of_the_county(client, figures, path):
    figures.append(lambda _viewer: [FIGURE])
    load("Hiddenshire", fictional=False)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Hiddenshire" not in answer.text
    assert "112" not in answer.text
    assert "Sign out" not in answer.text
    assert answer.text.count("<h1") == 1


def test_a_stranger_learns_what_the_service_is_and_where_to_sign_in(client):
    answer = client.get("/")
    assert "One shared picture of need, activity and gaps" in answer.text
    assert 'href="/sign-in"' in answer.text


def test_where_a_sign_in_does_not_cover_a_page_that_is_said_and_not_that_there_is_none(client):
    user = User.objects.add(
        email="nia@sightline.example", name="Nia", role=Role.NEIGHBOUR, password=None
    )
    client.force_login(user)
    shown = {each.title: each for each in client.get("/").context["page"].ambitions}
    assert shown["Find the gaps"].links == ()
    assert shown["Find the gaps"].today == "Your sign-in does not cover the gaps."
    assert shown["See what is being done"].links


def test_the_five_ambitions_lead_to_the_rooms_that_are_there(partner):
    page = partner.get("/").context["page"]
    assert [ambition.title for ambition in page.ambitions] == [
        "See what is being done",
        "More and better prevention",
        "Add value",
        "Find the gaps",
        "Work across borders",
    ]
    for ambition in page.ambitions:
        assert bool(ambition.links) != bool(ambition.today), "a link, or what is there instead"
        for link in ambition.links:
            answer = partner.get(link.address)
            # before a load a room may have nothing to show, but must say what is missing
            assert answer.status_code == 200 or "load" in answer.text, link.address


def test_an_ambition_without_a_room_is_no_link(monkeypatch):
    ambition = ("Title", "Question?", (("Go", "no:room"),), "Not there yet.")
    monkeypatch.setattr(queries, "AMBITIONS", (ambition,))
    (shown,) = queries.home_page(viewer=AnonymousUser()).ambitions
    assert (shown.links, shown.today) == ((), "Not there yet.")


def test_home_leads_nobody_to_a_page_they_may_not_open(partner, figures):
    add = f'href="{reverse("sheets:upload")}"'
    assert add in partner.get("/").text
    become(partner, Role.ANALYST)
    assert add not in partner.get("/").text


def test_a_figure_leads_to_the_page_that_shows_the_same_number():
    asked = replace(FIGURE, query="status=current")
    assert asked.address == f"{reverse('pages:cookies')}?status=current"
    assert replace(asked, route="no:room").address == ""


def test_an_empty_service_says_what_is_missing_and_who_can_supply_it(partner, figures):
    answer = partner.get("/")
    assert "No county has been loaded yet" in answer.text
    assert "Whoever runs this service can load them" in answer.text


def test_a_figure_carries_all_that_is_needed_to_judge_it(partner, figures):
    figures.append(lambda viewer: [FIGURE] if viewer.role == "partner" else [])
    figures.append(lambda _viewer: [Lack("Nobody has reported yet.", "Partners can add a sheet.")])
    load()
    text = " ".join(partner.get("/").text.split())
    for part in [
        f'<a class="govuk-link" href="{reverse("pages:cookies")}">Areas where too few are reached',
        "112",
        "of 1,111 areas",
        "12 months to December 2025. Source: the activity register, loaded on 3 January 2026.",
        "Between 98 and 130, at 90%.",
        "Nobody has reported yet.",
        "Partners can add a sheet.",
        "Data to December 2025.",
    ]:
        assert part in text
    assert "No county has been loaded" not in text


@pytest.mark.parametrize("path", [*FOR_EVERYBODY, "/no-such-page"])
def test_a_made_up_county_says_so_on_every_page(client, partner, path):
    load("Fableshire")
    for visitor in (client, Client()):
        assert "Fictional county: Fableshire." in visitor.get(path).text
    load("Realshire", fictional=False)
    assert "Fictional county" not in partner.get(path).text


def test_there_is_one_county_and_a_new_load_takes_its_place():
    load("One")
    load("Two", as_of=Month(2026, 1))
    county = queries.instance()
    assert county is not None
    assert (county.name, county.as_of, county.ages) == ("Two", Month(2026, 1), "10-24")
    with pytest.raises(IntegrityError), transaction.atomic():
        Instance.objects.create(id=2, name="Three", fictional=False, as_of="2026-01", loaded_at=NOW)


def test_every_page_has_the_headers_that_keep_it_to_itself(client, partner):
    for path in ["/", "/gallery", "/no-such-page"]:
        headers = partner.get(path).headers
        policy = dict(
            part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
        )
        nonce = policy.pop("script-src").removeprefix("'self' 'nonce-").removesuffix("'")
        assert len(nonce) >= 22
        assert policy == {
            "default-src": "'none'",
            "style-src": "'self'",
            "img-src": "'self' data: blob:",
            "font-src": "'self'",
            "connect-src": "'self'",
            "worker-src": "'self'",
            "manifest-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
            "object-src": "'none'",
        }
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "geolocation=()" in headers["Permissions-Policy"]


def test_the_nonce_is_new_on_every_page(client):
    one, other = (client.get("/").headers["Content-Security-Policy"] for _ in range(2))
    assert one != other


def test_nothing_made_for_somebody_signed_in_is_kept(client, partner):
    for path in ["/", "/privacy", "/gallery", "/no-such-page"]:
        assert partner.get(path).headers["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in Client().get("/privacy").headers


def test_the_gallery_is_for_those_who_build_pages(client, partner):
    assert Client().get("/gallery").status_code == 302
    answer = partner.get("/gallery")
    assert answer.status_code == 403
    assert "You cannot open this page" in answer.text
    become(partner, Role.ANALYST)
    assert partner.get("/gallery").status_code == 200


def test_the_home_page_asks_few_questions_of_the_database(partner, django_assert_max_num_queries):
    load()
    with django_assert_max_num_queries(30):
        partner.get("/")
