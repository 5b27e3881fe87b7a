"""A finding answered in a real browser: accepted, acted on, asked about; and its pages checked."""

from __future__ import annotations

import pytest
from django.urls import reverse
from factories.county_folder import load, write_county_folder
from factories.findings import finding_of, said_about
from factories.partners import lead_of
from factories.register import TRUST

from sightline.analysis.findings import FindingKind
from sightline.service.accounts.models import Role, User
from sightline.service.findings.models import Action, Finding, FindingRun

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def key(tmp_path):
    """A finding about the trust, whose lead can be asked."""
    load(write_county_folder(tmp_path / "county"))
    lead_of(TRUST)
    return finding_of(
        kind=FindingKind.CLIFF, sort="its money ends", organisations=(TRUST,),
        areas=("X01000001",),
    )  # fmt: skip


def test_the_unit_accepts_a_finding_and_its_owner_says_that_it_is_done(visitor, key):
    visitor.sign_in(Role.UNIT)
    page = visitor.open("/findings")
    page.get_by_role("link", name="A gap (fictional)").click()
    page.get_by_text("Accept it, and say what will be done").click()
    page.get_by_label("What will be done").fill("Ask who pays")
    page.get_by_label("By whom").select_option(label="The unit (unit)")
    with page.expect_navigation():
        page.get_by_role("button", name="Accept it").click()
    assert Finding.objects.get(pk=key).state == "accepted"
    page.get_by_role("link", name="Ask who pays").click()
    page.get_by_label("What came of it").fill("It goes on")
    with page.expect_navigation():
        page.get_by_role("button", name="It is done").click()
    assert page.get_by_text("It goes on").is_visible()
    assert Action.objects.get().outcome == "It goes on"


@pytest.mark.parametrize(
    "route",
    ["inbox", "finding", "ask", "actions", "action", "question", "runs", "run", "sharing"],
)
def test_pages_of_findings_pass_what_every_page_must(visitor, key, route):
    visitor.sign_in(Role.UNIT)
    unit = User.objects.get(role=Role.UNIT)
    said = said_about(key, by=unit, to=User.objects.get(name="Lea Lead"), now=unit.joined_at)
    parts = {
        "finding": {"finding_id": key},
        "ask": {"finding_id": key},
        "action": {"action_id": said["action_id"]},
        "question": {"question_id": said["question_id"]},
        "run": {"run_id": FindingRun.objects.get().pk},
    }
    visitor.check_page(reverse(f"findings:{route}", kwargs=parts.get(route, {})))
    visitor.picture(f"findings-{route}")
