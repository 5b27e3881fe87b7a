"""Who belongs to an organisation: asked, joined, given another part, taken out, gone."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from factories.partners import editor_of, lead_of, outsider, team_of, unit
from factories.register import NOW, OTHER, TRUST, club, organisation_of, store_county, user_of

from sightline.analysis.provision import Visibility
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.actions import accept_invitation, accept_invitation_as
from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.audit.models import Event
from sightline.service.partners import actions, queries
from sightline.service.partners.models import InvitedMembership, Membership
from sightline.service.register.actions import record_activity
from sightline.service.register.queries import visible_to

pytestmark = pytest.mark.django_db
EMAIL = "nia.new@sightline.example"


def invite(organisation, *, by, email=EMAIL, role="editor", **given):
    actions.invite_member(
        organisation_id=organisation.pk, email=email, role=role, by=by, now=NOW, **given
    )


def token_in(mail) -> str:
    return re.search(r"/join/(\S+)", mail.body)[1]


def role_in(organisation, user) -> str | None:
    found = Membership.objects.filter(organisation=organisation, user=user).first()
    return found.role if found else None


def test_somebody_new_is_invited_accepts_and_belongs_with_their_part_and_team(
    mailoutbox, django_capture_on_commit_callbacks
):
    trust, lead = organisation_of(TRUST), lead_of()
    team = team_of(TRUST, "Outreach")
    with django_capture_on_commit_callbacks(execute=True):
        invite(trust, by=lead, email=" Nia.NEW@sightline.example ", role="lead", team_id=team.pk)
    (mail,) = mailoutbox
    assert mail.to == [EMAIL]
    assert f"{lead.name} asks you to join {TRUST}." in mail.body
    assert [each.email for each in trust.invited.all()] == [EMAIL]
    assert queries.invited_to(Invitation.objects.get()) == [TRUST]
    user = accept_invitation(
        token=token_in(mail), name="Nia New", password="a long pass phrase of hers", now=NOW
    )
    member = Membership.objects.get(user=user, organisation=trust)
    assert (member.role, [each.name for each in member.teams.all()]) == ("lead", ["Outreach"])
    assert member.joined_at == NOW
    assert not InvitedMembership.objects.exists()


def test_two_organisations_ask_the_same_person_and_one_acceptance_joins_both(
    mailoutbox, django_capture_on_commit_callbacks
):
    trust, other = organisation_of(TRUST), organisation_of(OTHER)
    with django_capture_on_commit_callbacks(execute=True):
        invite(trust, by=lead_of())
        invite(other, by=outsider(), role="lead")
    assert Invitation.objects.count() == 1
    user = accept_invitation(
        token=token_in(mailoutbox[-1]), name="Nia", password="a long pass phrase of hers", now=NOW
    )
    assert (role_in(trust, user), role_in(other, user)) == ("editor", "lead")


def test_somebody_with_a_partners_sign_in_is_asked_and_belongs_once_they_accept(
    mailoutbox, django_capture_on_commit_callbacks
):
    trust, stranger = organisation_of(TRUST), outsider()
    with django_capture_on_commit_callbacks(execute=True):
        invite(trust, by=lead_of(), email=stranger.email)
    assert role_in(trust, stranger) is None
    accept_invitation_as(token=token_in(mailoutbox[0]), user=stranger, now=NOW)
    assert role_in(trust, stranger) == "editor"


def test_who_cannot_be_invited():
    trust, lead = organisation_of(TRUST), lead_of()
    with pytest.raises(Conflict, match="belongs to"):
        invite(trust, by=lead, email=lead.email)
    with pytest.raises(BadInput, match="not a partner's"):  # the unit sees all sign-ins anyway
        invite(trust, by=unit(), email=user_of(Role.ANALYST).email)
    with pytest.raises(BadInput, match=r"wanted an address such as"):
        invite(trust, by=lead, email="not an address")
    for who in (editor_of(), outsider(), user_of(Role.COMMISSIONER)):
        with pytest.raises(NotAllowed):
            invite(trust, by=who)
    assert not Invitation.objects.exists()


def test_inviting_again_changes_what_they_will_be_and_taking_it_back_leaves_nothing(
    mailoutbox, django_capture_on_commit_callbacks
):
    trust, lead = organisation_of(TRUST), lead_of()
    with django_capture_on_commit_callbacks(execute=True):
        invite(trust, by=lead)
        invite(trust, by=lead, role="lead")
    assert [each.role for each in trust.invited.all()] == ["lead"]
    assert len(mailoutbox) == 1
    for _ in range(2):
        actions.withdraw_invitation(organisation_id=trust.pk, email=EMAIL, by=lead, now=NOW)
    assert Event.objects.filter(kind="invitation withdrawn").count() == 1
    assert Invitation.objects.get().cancelled_at == NOW
    user = User.objects.add(email=EMAIL, name="Nia", role=Role.PARTNER, password=None)
    invitation = Invitation.objects.get()
    invitation.accepted_at = NOW
    actions.join_invited(invitation, user)
    assert role_in(trust, user) is None


def test_an_invitation_that_another_organisation_sent_too_still_holds():
    trust, other, lead = organisation_of(TRUST), organisation_of(OTHER), lead_of()
    invite(trust, by=lead)
    invite(other, by=outsider())
    actions.withdraw_invitation(organisation_id=trust.pk, email=EMAIL, by=lead, now=NOW)
    assert Invitation.objects.get().cancelled_at is None
    assert [each.organisation for each in InvitedMembership.objects.all()] == [other]


def test_whoever_is_no_partner_when_they_accept_belongs_to_nothing():
    trust = organisation_of(TRUST)
    invite(trust, by=lead_of())
    user = User.objects.add(email=EMAIL, name="Nia", role=Role.BOARD, password=None)
    invitation = Invitation.objects.get()
    invitation.accepted_at = NOW
    actions.join_invited(invitation, user)
    assert role_in(trust, user) is None
    assert not InvitedMembership.objects.exists()


def seen_of(organisation, user):
    """The version of somebody's part, as a form that is opened now carries it."""
    kept = queries.kept_member(viewer=unit(), organisation_id=organisation.pk, user_id=user.pk)
    return kept["version"]


def test_a_lead_gives_others_a_part_and_teams():
    trust, lead, editor = organisation_of(TRUST), lead_of(), editor_of()
    team, theirs = team_of(TRUST, "Outreach"), team_of(OTHER, "Theirs")
    seen = seen_of(trust, editor)
    change = {"organisation_id": trust.pk, "user_id": editor.pk, "by": lead, "now": NOW,
              "version": seen}  # fmt: skip
    for _ in range(2):
        actions.change_member(**change, role="lead", team_ids=[team.pk, theirs.pk])
    member = Membership.objects.get(user=editor, organisation=trust)
    assert (member.role, [each.name for each in member.teams.all()]) == ("lead", ["Outreach"])
    assert Event.objects.filter(kind="member changed").count() == 1
    with pytest.raises(NotFound):
        actions.change_member(**{**change, "user_id": outsider().pk}, role="editor", team_ids=[])


def test_the_last_lead_stays_one_unless_the_unit_says_otherwise():
    trust, lead = organisation_of(TRUST), lead_of()
    change = {"organisation_id": trust.pk, "user_id": lead.pk, "role": "editor", "team_ids": [],
              "version": seen_of(trust, lead)}  # fmt: skip
    with pytest.raises(Conflict, match="the last who leads"):
        actions.change_member(**change, by=lead, now=NOW)
    actions.change_member(**change, by=unit(), now=NOW)
    assert role_in(trust, lead) == "editor"


def test_a_lead_takes_others_out_and_not_themself():
    trust, lead, editor = organisation_of(TRUST), lead_of(), editor_of()
    take = {"organisation_id": trust.pk, "by": lead, "now": NOW}
    for _ in range(2):
        actions.remove_member(**take, user_id=editor.pk)
    assert role_in(trust, editor) is None
    assert Event.objects.filter(kind="member removed").count() == 1
    with pytest.raises(BadInput, match="Leave the organisation instead"):
        actions.remove_member(**take, user_id=lead.pk)
    with pytest.raises(NotAllowed):
        actions.remove_member(**{**take, "by": outsider()}, user_id=lead.pk)


def test_anybody_leaves_by_themselves_and_has_left_with_the_next_request():
    store_county()
    record_activity(club(visibility=Visibility.ORGANISATION), by=None, now=NOW)
    trust, editor = organisation_of(TRUST), editor_of()
    lead_of()
    browser = Client()
    browser.force_login(editor)
    leaves = f"/organisations/{trust.pk}/leave"
    assert browser.get(leaves).status_code == 200
    assert visible_to(editor).count() == 1
    assert browser.post(leaves).headers["Location"] == "/"
    assert browser.get(leaves).status_code == 403
    assert browser.post(leaves).status_code == 403
    assert visible_to(editor).count() == 0
    (left,) = Event.objects.filter(kind="member left")
    assert left.by_name == editor.name
    with pytest.raises(NotFound):
        actions.leave_organisation(organisation_id=trust.pk, by=editor, now=NOW)


def test_the_last_lead_names_another_before_leaving():
    trust, lead, editor = organisation_of(TRUST), lead_of(), editor_of()
    leave = {"organisation_id": trust.pk, "by": lead, "now": NOW}
    with pytest.raises(Conflict, match="Name somebody else"):
        actions.leave_organisation(**leave)
    with pytest.raises(NotFound):
        actions.leave_organisation(**leave, next_lead_id=outsider().pk)
    with pytest.raises(BadInput, match="choose another person"):
        actions.leave_organisation(**leave, next_lead_id=lead.pk)
    actions.leave_organisation(**leave, next_lead_id=editor.pk)
    assert (role_in(trust, lead), role_in(trust, editor)) == (None, "lead")


def test_or_lets_the_unit_know(mailoutbox, django_capture_on_commit_callbacks):
    trust, lead, head = organisation_of(TRUST), lead_of(), unit()
    editor_of()
    with django_capture_on_commit_callbacks(execute=True):
        actions.leave_organisation(organisation_id=trust.pk, by=lead, now=NOW, tell_unit=True)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([head.email], f"Nobody leads {TRUST} now")
    assert f"/organisations/{trust.pk}/people" in mail.body
    panel = queries.home_panel(head)
    assert [row.text for row in panel.rows] == [TRUST]
    assert queries.home_panel(lead).rows == ()


def test_a_lead_who_is_not_the_last_just_leaves(mailoutbox, django_capture_on_commit_callbacks):
    trust, lead = organisation_of(TRUST), lead_of()
    unit()
    lead_of(called="Lou Lead")
    with django_capture_on_commit_callbacks(execute=True):
        actions.leave_organisation(organisation_id=trust.pk, by=lead, now=NOW)
    assert mailoutbox == []
    assert role_in(trust, lead) is None


def test_teams_are_an_organisations_own():
    trust, lead, editor = organisation_of(TRUST), lead_of(), editor_of()
    team = team_of(TRUST, "Outreach", lead, editor, outsider())
    assert team.members.count() == 2
    save = {"organisation_id": trust.pk, "by": lead, "now": NOW}
    with pytest.raises(BadInput, match="a team called OUTREACH already"):
        actions.save_team(**save, team_id=trust.pk, name="OUTREACH", user_ids=[], version="")
    theirs = team_of(OTHER, "Theirs")
    with pytest.raises(NotFound):
        actions.save_team(**save, team_id=theirs.pk, name="Ours", user_ids=[], version="")
    actions.remove_team(**save, team_id=theirs.pk)
    assert theirs.organisation.teams.count() == 1
    for _ in range(2):
        actions.remove_team(**save, team_id=team.pk)
    assert trust.teams.count() == 0
    assert trust.members.count() == 2


def test_a_home_page_names_ones_organisations_and_those_without_a_lead():
    organisation_of(TRUST)
    lead, head = lead_of(), unit()
    (row,) = queries.home_panel(lead).rows
    assert (row.text, row.note) == (TRUST, "You lead it: look after its details and its people")
    assert queries.home_panel(head) is None
    for number in range(7):
        editor_of(f"Club {number}", called="Edi Editor")
    panel = queries.home_panel(head)
    assert (len(panel.rows), panel.more) == (5, "All organisations")
    assert queries.home_panel(user_of(Role.ANALYST)) is None
