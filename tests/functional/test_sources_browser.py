"""Data sources in a real browser: accessible at two widths, by keyboard, for each who may look."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from factories.register import NOW, store_county

from sightline.service.accounts.models import Role, User
from sightline.service.demonstration import hospital
from sightline.service.demonstration.people import PART_OF
from sightline.service.partners.actions import find_or_add_organisations
from sightline.service.sources.models import SentFile, Source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def unit(visitor):
    """A visitor of the unit, where a hospital gives data."""
    store_county()
    find_or_add_organisations([PART_OF[0]], by=None, now=NOW)
    visitor.sign_in(Role.UNIT)
    cast = SimpleNamespace(unit=User.objects.get(role=Role.UNIT))
    hospital.give_hospital_data(cast, now=NOW, today=date(2026, 1, 15))
    return visitor


def test_the_pages_of_a_source_can_be_used_by_everybody(unit):
    key = Source.objects.get().pk
    Source.objects.update(review_on=date(2099, 1, 1), lapses_on=date(2099, 1, 1))
    for path in ("", f"/{key}", f"/{key}/upload", f"/{key}/texts", f"/{key}/release",
                 f"/{key}/counts"):  # fmt: skip
        unit.check_page(f"/sources{path}")
    for width in (360, 1280):
        unit.look_from(width)
        for name in ("", "/change", "/texts", "/release", "/counts"):
            unit.open(f"/sources/{key}{name}")
            unit.fits()
            unit.is_accessible()  # a date's parts are stops of their own, so no walk by Tab
            unit.picture(f"source{name.replace('/', '-')}")
        unit.open("/sources")
        unit.picture("sources")
    unit.check_page(f"/sources/files/{SentFile.objects.get().pk}")
    page = unit.open(f"/sources/{key}/texts")
    page.get_by_role("button", name="Read it").first.click()
    page.wait_for_load_state("load")
    assert page.get_by_text("That you read it has been recorded.").is_visible()
    assert page.get_by_role("button", name="Delete it").is_visible()
