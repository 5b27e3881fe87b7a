"""A lead in a real browser: looks after the organisation, invites somebody, who leaves again."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from factories.partners import change, contact_of, editor_of, team_of
from factories.register import NOW, OTHER, TRUST, bare, club, organisation_of, store_county

from sightline.analysis.provision import Visibility
from sightline.service.accounts.models import Role, User
from sightline.service.partners.actions import join_organisation
from sightline.service.partners.models import Membership, Organisation
from sightline.service.register.actions import import_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEWCOMER = "nia.new@sightline.example"


@pytest.fixture
def lead(visitor):
    """A visitor who leads the trust, which has activities, a contact, a team and an editor."""
    store_county()
    import_rows([club(visibility=Visibility.PUBLIC), bare()], by=None, now=NOW)
    visitor.sign_in(Role.PARTNER)
    user = User.objects.get(role=Role.PARTNER)
    join_organisation(user=user, organisation=organisation_of(TRUST), by=None, now=NOW, role="lead")
    team_of(TRUST, "Outreach", editor_of())
    contact_of(TRUST)
    return visitor


def page_of(name: str) -> str:
    return f"/organisations/{Organisation.objects.get(name=name).pk}"


def test_a_lead_invites_somebody_who_joins_and_leaves(lead):
    page = lead.open("/")
    page.get_by_role("link", name=TRUST).click()
    page.get_by_role("link", name="People and teams").click()
    page.get_by_role("button", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill(NEWCOMER)
    page.get_by_label("Name").fill("Nia New")
    page.get_by_label("Editor: adds and changes its activities").check()
    page.get_by_label("Team").select_option("Outreach")
    lead.picture("partners-invite")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text(NEWCOMER, exact=True).wait_for()
    address = re.search(r"/join/\S+", mail.outbox[-1].body)[0]
    page.get_by_role("button", name="Sign out").click()
    page = lead.open(address)
    page.get_by_label("Name").fill("Nia New")
    for field in page.locator("input[type=password]").all():
        field.fill("a long pass phrase of hers")
    with page.expect_navigation():
        page.locator("main button[type=submit]").first.click()
    member = Membership.objects.get(user__email=NEWCOMER)
    assert (member.organisation.name, member.role) == (TRUST, "editor")
    assert [team.name for team in member.teams.all()] == ["Outreach"]
    lead.open(page_of(TRUST))
    page.get_by_role("link", name="Leave this organisation").click()
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(f"{lead.address}/")
    assert not Membership.objects.filter(user__email=NEWCOMER).exists()


def test_a_lead_says_what_their_organisation_is_and_keeps_what_they_typed(lead):
    page = lead.open(f"{page_of(TRUST)}/edit")
    page.get_by_label("Charity number (England and Wales)").fill("12")
    page.get_by_label("Website").fill("trust.example")
    page.get_by_label("Northmere").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Charity number").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("1234567")
    change(TRUST, kind="vcse")
    lead.expected = ("409",)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("nothing you typed is lost").wait_for()
    lead.is_accessible()
    lead.picture("partners-both-versions")
    page.get_by_label("Kind", exact=True).select_option("Voluntary, community or social enterprise")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("GB-CHC-1234567").wait_for()
    assert page.get_by_role("link", name="https://trust.example").is_visible()


@pytest.mark.parametrize("last", ["", "/edit", "/contacts", "/people", "/people/invite", "/leave"])
def test_every_page_of_an_organisation_can_be_used_by_everybody(lead, last):
    address = f"{page_of(TRUST)}{last}"
    lead.check_page(address)
    for width in (360, 1280):
        lead.look_from(width)
        lead.open(address)
        lead.picture(f"partners{last.replace('/', '-') or '-organisation'}")


def test_the_units_pages_can_be_used_by_everybody(visitor):
    store_county()
    import_rows([club(), bare()], by=None, now=NOW)
    visitor.sign_in(Role.UNIT)
    gone = Organisation.objects.get(name=OTHER)
    merge = f"{page_of(TRUST)}/merge"
    for address in ("/organisations", "/organisations/add", merge, f"{merge}?gone={gone.pk}"):
        visitor.check_page(address)
        visitor.picture(f"partners-unit-{re.sub(r'[^a-z]+', '-', address)[:30]}")
    page = visitor.page
    page.get_by_label("How you know").fill("They told us")
    page.get_by_role("button", name="Merge them").click()
    page.get_by_text("Also called").wait_for()
    visitor.check_page("/mergers")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("No organisations have been merged").wait_for()
