"""Who belongs, where somebody cannot sign in, an invitation was cancelled, or two were merged."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from factories.partners import editor_of, lead_of, outsider, team_of, unit
from factories.register import NOW, OTHER, TRUST, organisation_of

from sightline.errors import BadInput, Conflict
from sightline.service.accounts.actions import accept_invitation, cancel_invitation
from sightline.service.accounts.limits import limit_of
from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.partners import actions, queries
from sightline.service.partners.models import InvitedMembership, Membership, Organisation

pytestmark = pytest.mark.django_db
EMAIL = "nia.new@sightline.example"
THIRD = "The Shoreline Youth Trust"


def invite(organisation, *, by):
    actions.invite_member(
        organisation_id=organisation.pk, email=EMAIL, role="editor", by=by, now=NOW
    )


def merge(kept, gone):
    return actions.merge_organisations(
        kept_id=kept.pk, gone_id=gone.pk, by=unit(), now=NOW, reason="the same"
    )


def accept(mail) -> User:
    token = re.search(r"/join/(\S+)", mail.body)[1]
    return accept_invitation(
        token=token, name="Nia New", password="a long pass phrase of hers", now=NOW
    )


def keep_out(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def make_analyst(user):
    User.objects.filter(pk=user.pk).update(role=Role.ANALYST)


def invited_on_page(organisation) -> list[str]:
    page = queries.people_page(viewer=unit(), organisation_id=organisation.pk)
    return [each.email for each in page.invited]


@pytest.mark.parametrize("gone", [keep_out, make_analyst])
def test_a_lead_who_cannot_sign_in_as_a_partner_is_no_lead(
    gone, mailoutbox, django_capture_on_commit_callbacks
):
    trust, lead, other, head = organisation_of(TRUST), lead_of(), lead_of(called="Lou"), unit()
    assert not queries.leave_page(viewer=lead, organisation_id=trust.pk).is_last_lead
    gone(other)
    assert queries.leave_page(viewer=lead, organisation_id=trust.pk).is_last_lead
    assert queries.colleagues(viewer=lead, organisation_id=trust.pk) == {}
    leave = {"organisation_id": trust.pk, "by": lead, "now": NOW}
    with pytest.raises(Conflict, match="the last who leads"):
        actions.leave_organisation(**leave)
    with pytest.raises(BadInput, match="can no longer sign in"):
        actions.leave_organisation(**leave, next_lead_id=other.pk)
    page = queries.people_page(viewer=head, organisation_id=trust.pk)
    assert page.no_lead == ""
    assert [each.role for each in page.members] == [
        "Lead", "Lead, cannot sign in as a partner now",
    ]  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        actions.leave_organisation(**leave, tell_unit=True)
    assert [mail.to for mail in mailoutbox] == [[head.email]]
    assert queries.people_page(viewer=head, organisation_id=trust.pk).no_lead
    assert [row.text for row in queries.home_panel(head).rows] == [TRUST]


def test_what_a_cancelled_invitation_promised_does_not_come_with_another(
    mailoutbox, django_capture_on_commit_callbacks
):
    trust, other = organisation_of(TRUST), organisation_of(OTHER)
    invite(trust, by=lead_of())
    cancelled = Invitation.objects.get()
    assert invited_on_page(trust) == [EMAIL]
    cancel_invitation(invitation_id=cancelled.pk, by=unit(), now=NOW)
    assert invited_on_page(trust) == []
    with django_capture_on_commit_callbacks(execute=True):
        invite(other, by=outsider())
    assert queries.invited_to(Invitation.objects.get(cancelled_at=None)) == [OTHER]
    user = accept(mailoutbox[0])
    assert queries.organisations_of(user) == {other.pk: OTHER}
    assert not InvitedMembership.objects.exists()


def test_an_invitation_to_two_that_became_one_is_to_that_one_and_is_taken_back_whole():
    trust, other, third = map(organisation_of, (TRUST, OTHER, THIRD))
    lead = lead_of()
    for each in (trust, other):
        invite(each, by=unit())
    merge(other, third)
    merge(trust, other)
    assert queries.invited_to(Invitation.objects.get()) == [TRUST]
    actions.withdraw_invitation(organisation_id=trust.pk, email=EMAIL, by=lead, now=NOW)
    assert Invitation.objects.get().cancelled_at == NOW
    assert not InvitedMembership.objects.exists()


def test_whoever_was_taken_out_after_a_merger_is_not_let_in_by_undoing_it():
    trust, other, lead = organisation_of(TRUST), organisation_of(OTHER), lead_of()
    both = editor_of(called="Bo Both")
    actions.join_organisation(user=both, organisation=other, by=None, now=NOW)
    merger = merge(trust, other)
    actions.remove_member(organisation_id=trust.pk, user_id=both.pk, by=lead, now=NOW)
    actions.undo_merge(merger_id=merger, by=unit(), now=NOW)
    assert not Membership.objects.filter(user=both).exists()


def test_a_team_that_moved_twice_takes_along_only_those_who_belong():
    trust, other, third = map(organisation_of, (TRUST, OTHER, THIRD))
    both = editor_of(called="Bo Both")
    actions.join_organisation(user=both, organisation=other, by=None, now=NOW)
    team = team_of(OTHER, "Outreach", both)
    merge(trust, other)
    Membership.objects.filter(user=both, organisation=trust).delete()  # as of a user taken away
    merge(third, trust)
    assert Organisation.objects.get(pk=third.pk).teams.get() == team
    assert not team.members.filter(organisation=third).exists()


def test_an_address_that_no_database_takes_is_refused():
    trust, lead = organisation_of(TRUST), lead_of()
    browser = Client()
    browser.force_login(lead)
    answer = browser.post(
        f"/organisations/{trust.pk}/people/withdraw", {"email": "nia\0@x.example"}
    )
    assert answer.status_code == 400
    assert b"wanted an address such as" in answer.content


def test_inviting_to_an_organisation_is_limited_as_inviting_is():
    assert limit_of("partners:invite") == limit_of("accounts:invite")
    assert limit_of("partners:invite").times == 20
