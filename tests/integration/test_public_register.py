"""The register as the world sees it: public records, public fields, copies that may be kept."""

from __future__ import annotations

import json

import pytest
from factories.pages import text_of
from factories.register import (
    DISTRICTS,
    NOW,
    OTHER,
    POSTCODES,
    TRUST,
    bare,
    club,
    organisation_of,
    store_county,
    user_of,
)  # fmt: skip

from sightline.analysis.provision import Visibility
from sightline.service.accounts.models import Role
from sightline.service.register.actions import import_rows, record_activity
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db
PUBLIC = club(
    reference="PUB",
    visibility=Visibility.PUBLIC,
    description="Boxing. Ring Jo on 01632 960 001 or write to jo@lantern.example.",
    funders=("Home Office (grant) 60%", "Fable Council"),
    funding_gbp=43_210.0,
)
REFUGE = club(
    reference="REFUGE", name="A safe house", organisation=OTHER, sensitive_site=True,
    visibility=Visibility.PUBLIC, eligibility="Ask at the blue door",
)  # fmt: skip
OWN = club(reference="OWN", name="Our own plans", visibility=Visibility.ORGANISATION)
SHARED = bare(reference="SHARED", name="Shared walks")
NEVER = ("43,210", "43210", "PUB", "60%", "jo@lantern.example", "01632", "blue door", "ZZ9")
KINDS = ("csv", "json", "geojson")


@pytest.fixture(autouse=True)
def _register():
    store_county()
    import_rows([PUBLIC, REFUGE, OWN, SHARED], by=None, now=NOW)


def key_of(reference):
    return Activity.objects.get(reference=reference).pk


def names_on(client, query=""):
    return [item.name for item in client.get(f"/activities{query}").context["page"].items]


@pytest.mark.parametrize("role", [None, Role.NEIGHBOUR])
def test_outsiders_see_public_records_alone(client, role):
    if role:
        client.force_login(user_of(role))
    assert names_on(client) == ["A safe house", PUBLIC.name]
    assert client.get("/activities").context["page"].found == "2 of 2 activities"
    for reference, status in (("PUB", 200), ("REFUGE", 200), ("OWN", 404), ("SHARED", 404)):
        assert client.get(f"/activities/{key_of(reference)}").status_code == status
    assert client.get(f"/organisations/{organisation_of(TRUST).pk}").status_code == 200


def test_what_each_sees_follows_from_who_they_are(client):
    for user, seen in (
        (user_of(Role.ANALYST), 3), (user_of(Role.PARTNER, TRUST), 4), (user_of(Role.UNIT), 4),
        (user_of(Role.PARTNER, OTHER, name="Another"), 3), (user_of(Role.BOARD), 3),
    ):  # fmt: skip
        client.force_login(user)
        assert len(names_on(client)) == seen, user.name
        assert (
            len(json.loads(client.get("/activities/download.json").content)["activities"]) == seen
        )


def test_nothing_that_is_not_public_is_on_any_public_answer(client):
    pages = [f"/activities/download.{kind}" for kind in KINDS]
    pages += [f"/activities/{key_of(reference)}" for reference in ("PUB", "REFUGE")]
    pages += ["/activities", "/activities?view=map", "/activities/organisations.json"]
    for address in pages:
        text = client.get(address).content.decode()
        assert [word for word in NEVER if word in text] == [], address
    text = text_of(client.get(f"/activities/{key_of('PUB')}"))
    assert "Home Office" in text
    assert "[left out]" in text
    for words in ("Money a year", "Places free", "People who came", "Reference", "What changed"):
        assert words not in text


def test_a_public_sheet_has_no_column_for_what_is_not_public(client):
    found = client.get("/activities/download.json").json()["activities"]
    assert [each["activity"] for each in found] == ["A safe house", PUBLIC.name]
    refuge, public = found
    assert not {"reference", "funding_gbp", "places_free", "people_last_year"} & set(public)
    assert refuge["eligibility"] == "not shown"
    assert refuge["postcode"] is None
    assert refuge["delivery_area"] == DISTRICTS[0]
    assert public["funders"] == ["Home Office", "Fable Council"]


def test_every_form_of_the_answer_has_the_same_activities(client):
    client.force_login(user_of(Role.UNIT))
    for query in ("", "?q=boxing", f"?district={DISTRICTS[0]}", "?near=ZZ1+1AA&within=5",
                  "?status=planned", "?q=nothing-like-it"):  # fmt: skip
        page = client.get(f"/activities{query}").context["page"]
        listed = [item.name for item in page.items]
        joint = "&" if query else "?"
        picture = client.get(f"/activities{query}{joint}view=map").context["page"].picture
        on_map = sum(int(row.count) for row in picture.rows)
        as_csv = client.get(f"/activities/download.csv{query}").content.decode("utf-8-sig")
        as_json = client.get(f"/activities/download.json{query}").json()
        places = client.get(f"/activities/download.geojson{query}").json()
        assert [each["activity"] for each in as_json["activities"]] == listed
        assert [each["properties"]["activity"] for each in places["features"]] == listed
        numbers = {on_map, len(as_csv.splitlines()) - 1, as_json["found"], len(listed)}
        assert numbers == {int(page.found.split()[0])}, query
    assert client.get("/activities/download.pdf").status_code == 404
    assert client.get("/activities/organisations.geojson").status_code == 404


def test_a_map_file_has_the_middle_of_the_district_for_a_private_site(client):
    refuge, public = client.get("/activities/download.geojson").json()["features"]
    assert refuge["properties"]["place_is"] == "middle of the district"
    assert public["properties"]["place_is"] == "exact"
    assert refuge["geometry"]["coordinates"] != public["geometry"]["coordinates"]
    shapes = client.get("/activities/districts.geojson").json()["features"]
    points = [each for each in shapes if each["geometry"]["type"] == "Point"]
    assert [each["geometry"] for each in points] == [public["geometry"]]


def test_the_organisations_of_a_list_can_be_had_instead(client):
    found = client.get("/activities/organisations.json?q=safe").json()["organisations"]
    assert found == [
        {"organisation": OTHER, "activities": 1, "current": 1, "districts": "Northmere",
         "last_confirmed_on": "2025-10-14"}
    ]  # fmt: skip
    assert client.get("/activities/organisations.csv").content.count(b"\r\n") == 3
    assert client.get("/activities/organisations.xlsx").content[:2] == b"PK"


def test_strangers_may_keep_a_copy_and_the_signed_in_may_not(client):
    found = client.get("/activities")
    assert found["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in found["Vary"]
    assert not found.cookies
    again = client.get("/activities", headers={"if-none-match": found["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Content-Security-Policy" not in again, "the copy keeps the word it came with"
    record_activity(PUBLIC.__class__(**PUBLIC.__dict__ | {"name": "Renamed"}), by=None, now=NOW)
    changed = client.get("/activities", headers={"if-none-match": found["ETag"]})
    assert changed.status_code == 200
    client.force_login(user_of(Role.ANALYST))
    mine = client.get("/activities")
    assert mine["Cache-Control"] == "private, no-store"
    assert "ETag" not in mine


def test_distance_is_from_the_postcode_and_private_sites_are_about(client):
    page = client.get("/activities?near=zz11aa&within=5").context["page"]
    told = {item.name: item.distance for item in page.items}
    assert told == {
        PUBLIC.name: "less than 0.1 km away",
        "A safe house": "about 2 km away, measured to the middle of its district",
    }
    assert page.order == "nearest first"
    assert list(told) == [PUBLIC.name, "A safe house"]
    assert names_on(client, "?near=ZZ1+1AB&within=1") == []
    assert len(POSTCODES) == 2
    for text, words in (
        ("ZZ1", "found 'ZZ1', wanted a full postcode such as ZZ1 1AA"),
        ("ZZ9 9ZZ", "ZZ9 9ZZ is not among the postcodes that were loaded here"),
    ):
        assert words in text_of(client.get(f"/activities?near={text}"))


def test_an_activity_without_a_place_is_not_silently_gone(client):
    client.force_login(user_of(Role.UNIT))
    text = text_of(client.get("/activities?near=ZZ1+1AA"))
    assert "1 activity that has no place on the map cannot be matched by distance" in text
