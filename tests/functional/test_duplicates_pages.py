"""One activity told by two, in a real browser: found, looked at, merged, taken back."""

from __future__ import annotations

import pytest
from factories.register import NOW, OTHER, TRUST, bare, club, store_county

from sightline.service.accounts.models import Role
from sightline.service.duplicates.actions import look_again
from sightline.service.duplicates.models import Pair
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told_twice():
    """Two records of one club, and one of something else."""
    store_county()
    mine = record_activity(club(), by=None, now=NOW)
    again = club(
        reference="PAY-7", organisation=OTHER, partners=(TRUST,), people_a_year=150.0,
        name="Boxing Club (Harbour Lane)",
    )  # fmt: skip
    theirs = record_activity(again, by=None, now=NOW)
    record_activity(bare(), by=None, now=NOW)
    look_again(now=NOW)
    return mine, theirs


def test_the_unit_merges_what_was_told_twice_and_takes_it_back(visitor, told_twice):
    mine, theirs = told_twice
    pair = Pair.objects.get()
    visitor.sign_in(Role.UNIT)
    page = visitor.open("/duplicates")
    page.get_by_role("link", name="Boxing Club (Harbour Lane)").click()
    visitor.picture("pair")
    page.get_by_label("The same: merge them into one").check()
    page.get_by_label(f"{club().name} ({TRUST})").check()
    page.get_by_label("150", exact=True).check()
    page.get_by_label("Why (optional)").fill("Told by the payer too")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep this decision").click()
    assert page.get_by_text("The same: merged into one. Decided by The unit").is_visible()
    kept = Activity.objects.get(pk=mine)
    assert (kept.people_a_year, kept.withdrawn_at) == (150.0, None)
    assert Activity.objects.get(pk=theirs).withdrawn_at is not None
    with page.expect_navigation():
        page.get_by_role("button", name="Take this back").click()
    assert Activity.objects.get(pk=theirs).withdrawn_at is None
    assert Activity.objects.get(pk=mine).people_a_year == 120.0
    assert Pair.objects.get(pk=pair.pk).state == "open"


@pytest.mark.parametrize("where", ["list", "pair", "decided"])
def test_pages_about_pairs_pass_what_every_page_must(visitor, told_twice, where):
    visitor.sign_in(Role.UNIT)
    address = {
        "list": "/duplicates", "decided": "/duplicates/decided",
        "pair": f"/duplicates/{Pair.objects.get().pk}",
    }[where]  # fmt: skip
    visitor.check_page(address)
    visitor.picture(f"duplicates-{where}")
