"""The list and its map in a real browser: a stranger looks, an analyst finds and downloads."""

from __future__ import annotations

import csv

import pytest
from factories.register import NOW, OTHER, POSTCODES, bare, club, store_county

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Place, Status, Visibility
from sightline.service.accounts.models import Role
from sightline.service.register.actions import import_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAR = {"postcode": "ZZ1 1AB", "places": (Place(*POSTCODES["ZZ1 1AB"]),), "delivery_area": ""}


@pytest.fixture
def register():
    store_county()
    public = [
        club(reference=f"N-{number}", name=f"Fable club {number}", visibility=Visibility.PUBLIC,
             **(FAR if number % 3 else {}))
        for number in range(30)
    ]  # fmt: skip
    refuge = club(reference="R", name="A safe house", organisation=OTHER, sensitive_site=True,
                  visibility=Visibility.PUBLIC)  # fmt: skip
    older = club(reference="O", name="Fable elders", ages=AgeRange(60, 90))
    far = club(reference="F", name="Fable far club", approach="", **FAR)
    import_rows([*public, refuge, older, far, bare(status=Status.PLANNED)], by=None, now=NOW)


@pytest.mark.parametrize("role", [None, Role.ANALYST])
def test_the_list_and_the_map_can_be_used_by_everybody(visitor, register, role):
    if role:
        visitor.sign_in(role)
    who = role or "stranger"
    for name, path in (
        ("list", "/activities?q=fable&near=ZZ1+1AA&within=10"),
        ("map", "/activities?view=map&q=fable"),
    ):
        visitor.check_page(path)
        for width in (360, 1280):
            visitor.look_from(width)
            visitor.open(path)
            if name == "map":
                visitor.page.wait_for_selector("html[data-map-ready]", state="attached")
            visitor.picture(f"{who}-{name}")
    page = visitor.open("/activities?status=current")
    page.locator("summary", has_text="Show filters (1)").click()
    visitor.is_accessible()
    visitor.fits()
    visitor.picture(f"{who}-filters")


def test_the_map_and_its_table_choose_the_same_district(visitor, register):
    page = visitor.open("/activities?view=map")
    page.get_by_label("Show one district").select_option(label="Northmere (11)")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("heading", name="11 of 31 activities").wait_for()
    assert "view=map" in page.url
    page.get_by_role("link", name="Remove District: Northmere").click()
    page.get_by_role("heading", name="31 of 31 activities").wait_for()
    page.get_by_role("link", name="Eastfold", exact=True).click()
    page.get_by_role("heading", name="20 of 31 activities").wait_for()
    assert page.locator("li.sightline-result").count() == 20


def test_an_analyst_finds_mentoring_near_a_postcode_and_downloads_exactly_that(
    visitor, register, tmp_path
):
    visitor.sign_in(Role.ANALYST)
    page = visitor.open("/activities")
    page.get_by_label("Postcode").fill("zz1 1aa")
    page.get_by_role("button", name="Search").click()
    page.locator("summary", has_text="Show filters").click()
    page.get_by_label("Ages").fill("10-17")
    page.get_by_role("group", name="Approach").get_by_label("Mentoring").check()
    page.get_by_role("button", name="Apply filters").click()
    heading = page.get_by_role("heading", name="11 of 34 activities")
    heading.wait_for()
    for words in ("Distance: within 5 km of ZZ1 1AA", "Approach: Mentoring"):
        assert page.get_by_role("link", name=words).is_visible()
    assert page.locator("dt", has_text="Distance").count() == 11
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    kept = tmp_path / "kept.csv"
    waiting.value.save_as(kept)
    with kept.open(encoding="utf-8-sig", newline="") as stream:
        names = [line["activity"] for line in csv.DictReader(stream)]
    assert names == page.locator("li.sightline-result h3 a").all_inner_texts()
    assert "Fable elders" not in names
    assert "Fable far club" not in names


def test_an_unknown_postcode_says_so_at_the_box(visitor, register):
    page = visitor.open("/activities?near=ZZ9+9ZZ")
    assert page.get_by_text("ZZ9 9ZZ is not among the postcodes").first.is_visible()
    visitor.is_accessible()


def test_the_map_is_there_without_scripts(browser, register, live_server):
    window = browser.new_context(java_script_enabled=False)
    page = window.new_page()
    page.goto(f"{live_server.url}/activities?view=map")
    assert page.locator("svg[data-picture] path[data-code]").count() == 2
    page.get_by_label("Show one district").select_option(label="Eastfold (20)")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.get_by_role("heading", name="20 of 31 activities").is_visible()
    window.close()
