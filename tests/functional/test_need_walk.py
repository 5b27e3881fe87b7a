"""Need in a real browser: list, map, a profile and places side by side, keyboard and telephone."""

from __future__ import annotations

import pytest
from factories.county_folder import load, write_county_folder
from factories.small_county import AREAS
from playwright.sync_api import expect

from sightline.service.accounts.models import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def analyst(visitor, tmp_path):
    """An analyst, with a county to look at."""
    load(write_county_folder(tmp_path))
    visitor.sign_in(Role.ANALYST)
    return visitor


@pytest.mark.parametrize("path", [
    f"/need?area={AREAS[0]}",
    f"/need/{AREAS[0]}?against=X07000002",
    f"/need/compare?area={AREAS[0]}&area=Sageby",
])  # fmt: skip
def test_pages_can_be_used_by_everybody_at_both_widths(analyst, path):
    analyst.check_page(path)


def test_an_analyst_goes_from_the_map_to_a_profile_to_a_comparison(analyst):
    page = analyst.look_from(1280)
    analyst.open("/")
    page.get_by_role("navigation").get_by_role("link", name="Need", exact=True).click()
    page.wait_for_selector("html[data-map-ready]", state="attached")
    page.get_by_label("Theme").select_option(label="Robbery")
    page.get_by_role("button", name="Show need").click()
    page.wait_for_url("**/need?theme=robbery*")
    expect(page.get_by_text("Robbery, ages 10 to 24")).to_be_visible()

    page.wait_for_selector("html[data-map-ready]", state="attached")
    page.get_by_label("Area", exact=True).select_option(value=AREAS[0])
    page.get_by_role("button", name="Show area", exact=True).click()
    panel = page.locator("#area-panel")
    expect(panel).to_contain_text("a year per 1,000 (90% interval")
    panel.get_by_role("link", name="Tellford 001A").click()
    page.wait_for_url(f"**/need/{AREAS[0]}?theme=robbery*")

    page.get_by_role("link", name="Does need gather here?").click()
    assert page.url.endswith("#gathering")
    page.get_by_role("link", name="Compare this place with others").click()
    page.wait_for_url("**/need/compare?*")
    expect(page.get_by_text("One place alone cannot be compared.")).to_be_visible()
    page.get_by_label("Place 2").fill("Sageby")
    page.get_by_role("button", name="Show side by side").click()
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    assert "area=Tellford+001A&area=Sageby" in page.url


def test_on_paper_a_profile_has_no_menus_and_no_forms(analyst):
    page = analyst.open(f"/need/{AREAS[0]}")
    page.emulate_media(media="print")
    for gone in ("header", ".need-asked", "nav"):
        for element in page.locator(gone).all():
            expect(element).to_be_hidden()
    expect(page.get_by_role("heading", name="How sure this is")).to_be_visible()
