"""The overviews in a real browser: accessible at two widths, by keyboard, with filters."""

from __future__ import annotations

from datetime import date

import pytest
from factories.register import NOW, OTHER, TRUST, bare, club, organisation_of, store_county

from sightline.analysis.provision import Status, Visibility
from sightline.service.accounts.models import Role, User
from sightline.service.partners.actions import join_organisation
from sightline.service.register.actions import import_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MORE = (
    club(reference="P", name="Fable football", status=Status.PLANNED, starts_on=date(2026, 9, 1),
         ends_on=None, partners=("Lantern House", "Fable Academy (host)"), funders=()),
    club(reference="Z", name="Fable art", status=Status.PAUSED, organisation=OTHER,
         starts_on=None, ends_on=date(2027, 1, 31), visibility=Visibility.PUBLIC),
    club(reference="E", name="Fable summer school", status=Status.ENDED,
         starts_on=date(2025, 6, 1), ends_on=date(2025, 8, 31), visibility=Visibility.PUBLIC),
)  # fmt: skip
PAGES = ("", "/timeline", "/calendar", "/calendar?lists=month&month=2026-03", "/where", "/what",
         "/what?by=theme", "/reach", "/network")  # fmt: skip


@pytest.fixture
def register():
    store_county()
    import_rows([club(), bare(), *MORE], by=None, now=NOW)


@pytest.fixture
def partner(register, visitor):
    """A visitor who speaks for the trust."""
    visitor.sign_in(Role.PARTNER)
    user, trust = User.objects.get(role=Role.PARTNER), organisation_of(TRUST)
    join_organisation(user=user, organisation=trust, by=None, now=NOW)
    return visitor


@pytest.mark.parametrize("path", PAGES)
def test_every_overview_can_be_used_by_everybody(partner, path):
    partner.check_page(f"/overview{path}")


@pytest.mark.parametrize("path", PAGES[:-1])
def test_strangers_can_use_the_overviews_of_what_is_public(register, visitor, path):
    visitor.check_page(f"/overview{path}")


def test_a_cell_leads_to_the_activities_it_counts(partner):
    page = partner.open("/overview/where")
    cell = page.get_by_role("row", name=TRUST).get_by_role("link").nth(1)
    count = cell.inner_text()
    cell.click()
    page.wait_for_load_state("load")
    assert page.get_by_role("heading", name=f"{count} of").is_visible()


def test_a_calendar_is_followed_and_ended(partner):
    page = partner.open("/overview/calendar?strand=knife-crime")
    page.get_by_role("button", name="Make an address of my own").click()
    page.wait_for_load_state("load")
    address = page.locator(".overview-address a").get_attribute("href")
    assert "BEGIN:VEVENT" in page.request.get(address).text()
    page.get_by_role("button", name="End this address").click()
    page.wait_for_load_state("load")
    assert page.get_by_text("You follow no calendar yet").is_visible()
    assert page.request.get(address).status == 404


def test_one_organisation_is_looked_at_by_itself(partner):
    page = partner.open("/overview/network")
    page.get_by_label("One organisation").fill(OTHER)
    page.get_by_role("button", name="Draw").click()
    page.wait_for_load_state("load")
    assert page.get_by_text(f"{OTHER} and those it works with").is_visible()
    assert page.locator(".overview-dot--chosen").count() == 1


def test_pictures_are_kept_to_be_looked_at(partner):
    for path in PAGES:
        for width in (360, 1280):
            partner.look_from(width)
            partner.open(f"/overview{path}")
            partner.picture(f"overview{path.replace('/', '-').split('?')[0]}{len(path)}")
    assert partner.page.locator("h1").count() == 1
