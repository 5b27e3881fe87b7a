"""Where is the gap, in a real browser: list, map, keyboard, a telephone, no WebGL, no scripts."""

from __future__ import annotations

import re
import shutil

import pytest
from factories.county_folder import load, write_county_folder
from factories.small_county import AREAS
from playwright.sync_api import expect

from sightline.service.accounts.models import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READY = "html[data-map-ready]"


@pytest.fixture
def _county(tmp_path):
    load(write_county_folder(tmp_path))


@pytest.fixture
def reader(visitor, _county):
    """Somebody of the partnership, with a county to look at."""
    visitor.sign_in(Role.PARTNER)
    return visitor


def wait_for_map(page):
    page.wait_for_selector(READY, state="attached")


@pytest.mark.parametrize(
    "path",
    [
        "/gaps",
        f"/gaps?area={AREAS[0]}&district=X07000001&share=30",
        f"/gaps/areas/{AREAS[0]}",
        "/data",
    ],
)
def test_pages_can_be_used_by_everybody_at_both_widths(reader, path):
    reader.check_page(path)
    for width in (360, 1280):
        reader.look_from(width)
        page = reader.open(path)
        if path.startswith("/gaps?") or path == "/gaps":
            wait_for_map(page)
            reader.is_accessible()
        reader.picture("gap" + re.sub(r"\W+", "-", path))


def test_an_empty_register_says_so_and_can_be_used_by_everybody(visitor, tmp_path):
    load(write_county_folder(tmp_path, activities=()))
    visitor.sign_in(Role.ANALYST)
    for path in ("/gaps", f"/gaps/areas/{AREAS[0]}"):
        visitor.check_page(path)
        expect(visitor.page.get_by_text("Nobody has reported yet").first).to_be_visible()
        visitor.picture("empty" + path.replace("/", "-"))


def test_what_cannot_be_asked_is_said_above_the_list(reader):
    page = reader.open("/gaps?share=lots")
    assert page.title().startswith("Error: Where is the gap?")
    page.get_by_role("link", name=re.compile("Write the share of the group")).click()
    assert page.evaluate("document.activeElement.id") == "id_share"
    assert page.locator("#id_share").is_visible()
    reader.is_accessible()


def test_filters_and_policy_go_into_the_address_and_come_back(reader):
    page = reader.open("/gaps")
    page.get_by_label("District").select_option(value="X07000002")
    page.get_by_text("Try another policy").click()
    page.get_by_label("Share of the group to reach in a year, per cent").fill("30")
    page.get_by_role("button", name="Show areas").click()
    page.wait_for_load_state("load")
    assert "district=X07000002" in page.url
    assert "share=30" in page.url
    expect(page.get_by_text("You are looking at another policy")).to_be_visible()
    page.get_by_role("link", name="Remove the filter District: Sageby").click()
    page.wait_for_load_state("load")
    assert "district" not in page.url
    page.get_by_role("link", name="Go back to the partnership’s policy").click()
    page.wait_for_load_state("load")
    assert page.url.endswith("/gaps")


def test_picker_list_and_map_all_fill_the_same_panel(reader):
    page = reader.open("/gaps")
    wait_for_map(page)
    panel = page.locator("#area-panel")
    page.get_by_label("Area", exact=True).select_option(value=AREAS[11])
    page.get_by_role("button", name="Show area", exact=True).click()
    expect(panel.get_by_role("link", name="Sageby 012A")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "area-panel"
    assert f"area={AREAS[11]}" in page.url

    page.get_by_role("link", name="Show Tellford 001A on the map").click()
    expect(panel.get_by_role("link", name="Tellford 001A")).to_be_visible()
    listed = page.locator(f'tr[data-area="{AREAS[0]}"]')
    shortfall = listed.locator('[data-label="Shortfall"]').inner_text().split("\n")[0]
    expect(panel).to_contain_text(f"{shortfall} a year")
    assert page.get_by_label("Area", exact=True).input_value() == AREAS[0]

    canvas = page.locator("canvas.maplibregl-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.85, box["y"] + box["height"] * 0.85)
    expect(panel.get_by_role("link", name="Sageby 004A")).to_be_visible()  # the south-east corner
    expect(page.locator(".maplibregl-popup")).to_contain_text("Sageby 004A")


def test_on_a_wide_screen_the_keyboard_can_pass_the_list_by(reader):
    page = reader.look_from(1280)
    reader.open("/gaps")
    link = page.get_by_role("link", name="Go to the map")
    assert link.bounding_box()["width"] <= 1
    link.focus()
    assert link.bounding_box()["width"] > 50
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.areas-map') !== null")


def test_the_first_rows_and_the_map_are_seen_without_scrolling(reader):
    page = reader.look_from(1280)
    reader.open("/gaps")
    second_row = page.locator("tr[data-area]").nth(1).bounding_box()
    assert second_row["y"] + second_row["height"] <= 800
    assert page.locator(".areas-drawing").bounding_box()["y"] < 800 - 150


def test_an_area_that_is_shown_has_its_figures_and_its_map_on_the_screen(reader):
    page = reader.look_from(1280)
    reader.open("/gaps")
    page.get_by_role("link", name="Show Tellford 001A on the map").click()
    panel = page.locator("#area-panel")
    expect(panel).to_be_focused()
    box, drawing = panel.bounding_box(), page.locator(".areas-drawing").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 801
    assert drawing["y"] + drawing["height"] > 50


def test_the_picture_is_seen_until_the_map_is_drawn(reader):
    page = reader.open("/gaps")
    wait_for_map(page)
    assert page.locator(".areas-canvas").is_visible()
    page.evaluate("document.documentElement.removeAttribute('data-map-ready')")
    assert not page.locator(".areas-canvas").is_visible()
    expect(page.locator("svg[data-picture]")).to_be_visible()


def test_somebody_signed_out_meanwhile_is_asked_to_sign_in_and_not_inside_the_panel(reader):
    page = reader.open("/gaps")
    wait_for_map(page)
    page.context.clear_cookies()
    page.get_by_role("link", name="Show Tellford 001A on the map").click()
    page.wait_for_url("**/sign-in?next=/gaps*")
    expect(page.get_by_label("Password", exact=True)).to_be_visible()


def test_the_panel_and_the_picker_work_by_keyboard_alone(reader):
    page = reader.open("/gaps")
    page.get_by_label("Area", exact=True).focus()
    page.keyboard.type("Sageby 003A")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#area-panel").get_by_role("link", name="Sageby 003A")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/gaps/areas/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sageby 003A")


def test_without_scripts_the_picture_the_picker_and_the_list_do_all_of_it(reader, browser):
    window = browser.new_context(
        java_script_enabled=False, storage_state=reader.page.context.storage_state()
    )
    page = window.new_page()
    page.goto(reader.address + "/gaps")
    expect(page.locator("svg[data-picture]")).to_be_visible()
    page.get_by_label("Area", exact=True).select_option(value=AREAS[5])
    page.get_by_role("button", name="Show area", exact=True).click()
    expect(page.locator("#area-panel").get_by_role("link", name="Tellford 006A")).to_be_visible()
    window.close()


def test_without_webgl_the_picture_stays_and_still_chooses(reader):
    """A browser that cannot draw the map: started without 3D."""
    kind = reader.page.context.browser.browser_type
    opened = kind.launch(executable_path=shutil.which("chromium"), args=["--disable-3d-apis"])
    window = opened.new_context(storage_state=reader.page.context.storage_state())
    page = window.new_page()
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(reader.address + "/gaps")
    page.wait_for_selector("html[data-map-fallback]", state="attached")
    picture = page.locator("svg[data-picture]")
    expect(picture).to_be_visible()
    assert picture.get_attribute("aria-hidden") is None
    assert page.locator("canvas").count() == 0
    page.locator(f'[data-code="{AREAS[7]}"]').click()
    expect(page.locator("#area-panel").get_by_role("link", name="Sageby 008A")).to_be_visible()
    assert said == []
    opened.close()


def test_a_telephone_shows_each_area_as_a_card_with_its_labels(reader):
    reader.look_from(360)
    page = reader.open("/gaps")
    cell = page.locator(f'tr[data-area="{AREAS[0]}"] [data-label="Shortfall"]')
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Shortfall"'
    assert page.get_by_role("columnheader", name="Shortfall").count() == 1
    page.get_by_role("link", name="Go to the map").click()
    assert page.evaluate("document.getElementById('map-heading').getBoundingClientRect().top") < 400


def test_the_number_of_the_list_is_the_number_of_the_area_page(reader):
    page = reader.open("/gaps")
    row = page.locator(f'tr[data-area="{AREAS[0]}"]')
    need = row.locator('[data-label^="Need"]').inner_text().split("\n")[0]
    shortfall = row.locator('[data-label="Shortfall"]').inner_text().split("\n")[0]
    row.get_by_role("link", name="Tellford 001A", exact=True).click()
    page.wait_for_load_state("load")
    facts = page.locator(".areas-facts")
    expect(facts).to_contain_text(f"{need} a year per 1,000")
    expect(facts).to_contain_text(f"{shortfall} a year")
    page.get_by_role("link", name="360").click()
    assert page.url.endswith("#records")
