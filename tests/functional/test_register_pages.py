"""The register in a real browser: a sheet looked through, cancelled, mended, added, found again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from factories.register import (
    NOW,
    OTHER,
    TRUST,
    bare,
    club,
    organisation_of,
    row,
    sheet_of,
    store_county,
)

from sightline.service.accounts.models import Role, User
from sightline.service.partners.actions import join_organisation
from sightline.service.register.actions import import_rows, record_activity
from sightline.service.register.models import Activity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GOOD = (
    row(activity="Night football"),
    row(reference="S-2", activity="Night art", postcode="ZZ1 1AB"),
)
BAD = (row(status="going on", starts_on="31/02/2025"), row(reference="S-2", organisation=OTHER))


@pytest.fixture
def partner(visitor):
    """A visitor who speaks for the trust; its club is on the register already."""
    store_county()
    many = [club(reference=f"N-{number}", name=f"Fable club {number}") for number in range(30)]
    import_rows([club(), bare(), *many], by=None, now=NOW)
    visitor.sign_in(Role.PARTNER)
    join_organisation(
        user=User.objects.get(role=Role.PARTNER),
        organisation=organisation_of(TRUST),
        by=None,
        now=NOW,
    )
    return visitor


def write(folder: Path, name: str, *rows: dict[str, object]) -> Path:
    path = folder / name
    path.write_bytes(sheet_of(*rows))
    return path


def send(visitor, path):
    page = visitor.open("/activities/add")
    page.get_by_label("Sheet of activities").set_input_files(path)
    with page.expect_navigation():
        page.get_by_role("button", name="Read the sheet").click()
    return page


def test_a_sheet_with_problems_is_looked_through_and_cancelled(partner, tmp_path):
    changed = row(reference="CLUB-1", activity="Boxing", places_free=3)
    page = send(partner, write(tmp_path, "wrong.csv", *BAD, changed))
    assert page.get_by_text("Row 2, starts_on").is_visible()
    assert page.get_by_text("a day that does not exist").is_visible()
    assert page.get_by_text(f"your own organisation: {TRUST}").is_visible()
    partner.check_page(page.url.removeprefix(partner.address))
    partner.picture("register-preview-problems")
    partner.look_from(360)
    partner.picture("register-preview-problems")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download a copy of your sheet").click()
    assert waiting.value.suggested_filename == "wrong - to correct.xlsx"
    page.get_by_role("button", name="Cancel and throw the sheet away").click()
    page.get_by_text("The sheet was thrown away. Nothing was changed.").wait_for()
    assert Activity.objects.filter(name="Boxing").count() == 0


def test_a_good_sheet_is_added_found_on_the_list_and_downloaded(partner, tmp_path):
    page = send(partner, write(tmp_path, "good.csv", *GOOD))
    page.get_by_role("button", name="Add 2 activities").click()
    page.get_by_text("2 activities added").wait_for()
    partner.is_accessible()
    partner.picture("register-added")
    page.get_by_role("link", name="See the activities").click()
    page.get_by_label("Search names").fill("night")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="2 of 34 activities").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    kept = tmp_path / "kept.csv"
    waiting.value.save_as(kept)
    with kept.open(encoding="utf-8-sig", newline="") as stream:
        assert [line["activity"] for line in csv.DictReader(stream)] == [
            "Night art", "Night football",
        ]  # fmt: skip


def test_everything_can_be_done_with_the_keyboard_alone(partner, tmp_path):
    def go_to(role, name):
        """Press Tab until the control has the focus."""
        wanted = page.get_by_role(role, name=name)
        for _ in range(80):
            page.keyboard.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    page = partner.open("/activities/add")
    page.get_by_label("Sheet of activities").set_input_files(write(tmp_path, "good.csv", *GOOD))
    go_to("button", "Read the sheet")
    page.keyboard.press("Enter")
    page.wait_for_url("**/activities/add/*-*")
    go_to("button", "Add 2 activities")
    page.keyboard.press("Enter")
    page.get_by_text("2 activities added").wait_for()
    go_to("link", "See the activities")
    page.keyboard.press("Enter")
    page.wait_for_url("**/activities?order=changed")
    summary = page.locator("summary", has_text="Show filters")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_label("planned (1)").focus()
    page.keyboard.press("Space")
    go_to("button", "Apply filters")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="1 of 34 activities").wait_for()
    go_to("link", "Remove Status: planned")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="34 of 34 activities").wait_for()


def test_the_list_can_be_used_by_everybody(partner):
    partner.check_page("/activities")
    partner.check_page("/activities?q=fable&status=current&ages=old&district=X07000001&page=2")
    for width in (360, 1280):
        page = partner.look_from(width)
        partner.open("/activities?q=fable&status=current&district=X07000001")
        partner.picture("register-list")
        page.locator("summary", has_text="Show filters").click()
        partner.is_accessible()
        partner.fits()
        partner.picture("register-filters")


def test_an_activity_can_be_read_by_everybody_and_confirmed_with_one_click(partner):
    record_activity(club(places_free=4.0), by=None, now=NOW)
    key = Activity.objects.get(reference="CLUB-1").pk
    partner.check_page(f"/activities/{key}")
    for width in (360, 1280):
        partner.look_from(width)
        partner.picture("register-activity")
    page = partner.page
    page.get_by_role("button", name="Everything here is still right").click()
    page.get_by_text("confirmed today").wait_for()
    assert page.get_by_role("button", name="Everything here is still right").count() == 0


def test_an_organisation_and_the_upload_page_can_be_used_by_everybody(partner):
    for name, path in (
        ("organisation", f"/organisations/{organisation_of(TRUST).pk}"),
        ("upload", "/activities/add"),
    ):
        partner.check_page(path)
        partner.picture(f"register-{name}")
        partner.look_from(360)
        partner.picture(f"register-{name}")


def test_what_is_wrong_with_a_file_is_said_at_the_field(partner, tmp_path):
    path = tmp_path / "not a sheet.xlsx"
    path.write_bytes(b"PK\x03\x04 and no more")
    page = send(partner, path)
    assert page.title().startswith("Error: Add from a sheet")
    assert page.get_by_text("not a sheet.xlsx: found").first.is_visible()
    partner.is_accessible()
    partner.picture("register-refused")


def test_a_conflict_shows_both_sides(partner, tmp_path):
    page = send(partner, write(tmp_path, "late.csv", row(reference="CLUB-1", places_free=1)))
    record_activity(club(places_free=5.0), by=None, now=NOW)
    partner.expected = ("409",)
    page.get_by_role("button", name="Change 1 activity").click()
    page.get_by_role("heading", name="The register changed while you looked").wait_for()
    for width in (360, 1280):
        partner.look_from(width)
        partner.fits()
        partner.is_accessible()
        partner.picture("register-conflict")
    page.get_by_role("button", name="Look at the preview again").click()
    page.get_by_role("button", name="Change 1 activity").wait_for()


def test_a_sheet_can_be_sent_without_scripts(browser, partner, live_server, tmp_path):
    cookies = partner.page.context.cookies()
    window = browser.new_context(java_script_enabled=False)
    window.add_cookies(cookies)
    page = window.new_page()
    page.goto(live_server.url + "/activities/add")
    page.get_by_label("Sheet of activities").set_input_files(write(tmp_path, "good.csv", *GOOD))
    page.get_by_role("button", name="Read the sheet").click()
    page.get_by_role("button", name="Add 2 activities").click()
    assert page.get_by_text("2 activities added").is_visible()
    window.close()
