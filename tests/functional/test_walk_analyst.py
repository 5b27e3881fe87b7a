"""An analyst finds all mentoring for 10 to 17 near a postcode, and downloads exactly that."""

from __future__ import annotations

import csv
import json
from itertools import product
from math import hypot
from pathlib import Path

import pytest
from factories.register import (
    AREAS,
    NOW,
    OTHER,
    POSTCODES,
    SOUTH_M,
    TRUST,
    WEST_M,
    club,
    store_county,
)
from python_calamine import CalamineWorkbook

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Activity, Place, Visibility
from sightline.service.accounts.models import Role
from sightline.service.register.actions import import_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEAR, WITHIN_M = "ZZ1 1AA", 5_000.0
APPROACHES = ("mentoring", "mentoring", "sports-programmes", "")
AGES = (AgeRange(10, 17), AgeRange(5, 10), AgeRange(17, 30), AgeRange(18, 24), AgeRange(0, 9), None)
KINDS = ("CSV", "Excel", "JSON", "GeoJSON")


def everything() -> list[Activity]:
    """Activities of every approach, age and distance, some of them kept close or hidden."""
    told = []
    for number, (approach, ages, east_km) in enumerate(
        product(APPROACHES, AGES, (0.1, 2.7, 5.4, 5.6, 7.9))
    ):
        told.append(
            club(
                reference=f"W-{number}",
                name=f"Walk {number:03d} of Fable",
                organisation=(TRUST, OTHER)[number % 2],
                approach=approach,
                ages=ages,
                postcode="",
                delivery_area=AREAS[int(east_km // 2)],
                places=(Place(WEST_M + east_km * 1_000, SOUTH_M + 500.0),),
                sensitive_site=number % 11 == 7,
                visibility=tuple(Visibility)[number % 3],
            )
        )
    return told


def is_wanted(activity: Activity) -> bool:
    """By plain arithmetic: what an analyst, who belongs to no organisation, should find."""
    east_m, north_m = POSTCODES[NEAR]
    (place,) = activity.places
    if activity.sensitive_site:  # measured to the middle of its district, which is all they know
        side = activity.delivery_area in AREAS[2:]
        place = Place(WEST_M + (6_000.0 if side else 2_000.0), SOUTH_M + 1_000.0)
    return (
        activity.approach == "mentoring"
        and activity.ages is not None
        and activity.ages.from_age <= 17
        and activity.ages.to_age >= 10
        and hypot(place.easting_m - east_m, place.northing_m - north_m) <= WITHIN_M
        and activity.visibility != Visibility.ORGANISATION
    )


@pytest.fixture
def wanted() -> set[str]:
    """The names that are to be found, of everything that is stored."""
    store_county()
    told = everything()
    import_rows(told, by=None, now=NOW)
    found = {activity.name for activity in told if is_wanted(activity)}
    assert 5 < len(found) < len(told) / 4
    return found


def names_on_every_page(page) -> list[str]:
    """The names on the list, page after page, as a person reads them."""
    found = []
    while True:
        found += page.locator("li.sightline-result h3 a").all_inner_texts()
        following = page.get_by_role("link", name="Next")
        if not following.count():
            return found
        following.click()
        page.wait_for_load_state("load")


def names_in(path: Path) -> list[str]:
    """The names in a file that was downloaded, whatever its form."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [line["activity"] for line in csv.DictReader(stream)]
    if path.suffix == ".xlsx":
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        at = rows[0].index("activity")
        return [str(row[at]) for row in rows[1:] if row[at]]
    told = json.loads(path.read_text(encoding="utf-8"))
    if path.suffix == ".geojson":
        return [feature["properties"]["activity"] for feature in told["features"]]
    return [record["activity"] for record in told["activities"]]


@pytest.mark.parametrize("width", [1280, 360])
def test_all_mentoring_for_ten_to_seventeen_near_a_postcode_and_nothing_else(
    visitor, wanted, tmp_path, width
):
    visitor.look_from(width)
    page = visitor.sign_in(Role.ANALYST)
    if width < 640:
        page.get_by_text("Menu", exact=True).click()
    page.get_by_role("navigation").get_by_role("link", name="Activities", exact=True).click()
    page.get_by_label("Postcode").fill("zz11aa")
    page.get_by_role("button", name="Search").click()
    page.locator("summary", has_text="Show filters").click()
    page.get_by_label("Ages").fill("10-17")
    page.get_by_role("group", name="Approach").get_by_label("Mentoring").check()
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("link", name="Distance: within 5 km of ZZ1 1AA").wait_for()
    visitor.is_accessible()
    visitor.fits()
    visitor.picture("walk-analyst")
    address = page.url
    listed = names_on_every_page(page)
    assert sorted(listed) == sorted(wanted)
    page.goto(address)
    for kind in KINDS:
        with page.expect_download() as waiting:
            page.get_by_role("link", name=kind, exact=True).click()
        kept = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(kept)
        assert names_in(kept) == listed, kind


def test_the_address_of_the_answer_is_the_answer_for_a_colleague(visitor, wanted):
    """It can be sent on; a stranger who opens it sees of it what is public, and no more."""
    question = "/activities?near=ZZ1+1AA&within=5&approach=mentoring&ages=10-17"
    visitor.sign_in(Role.ANALYST)
    page = visitor.open(question)
    assert set(names_on_every_page(page)) == wanted
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state("load")
    page = visitor.open(question)
    public = {one.name for one in everything() if one.visibility == Visibility.PUBLIC}
    assert set(names_on_every_page(page)) == wanted & public
    visitor.is_accessible()
