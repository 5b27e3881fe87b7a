"""Corners of the room: what is refused late, what is said of many, what a second start does."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from factories.partners import change, contact_of, lead_of, outsider, team_of, unit
from factories.register import AREAS, NOW, OTHER, POSTCODES, TRUST, organisation_of, store_county

from sightline.errors import BadInput, NotAllowed, NotFound
from sightline.service.accounts.actions import ON_JOIN
from sightline.service.audit.models import Event
from sightline.service.partners import actions, queries
from sightline.service.partners.details import Details, details_of
from sightline.service.partners.identifiers import PublicId, Scheme
from sightline.service.partners.models import (
    Alias,
    Identifier,
    InvitedMembership,
    Membership,
    Merger,
)
from sightline.service.partners.offices import district_of_postcode
from sightline.service.partners.queries.words import say_covers, say_lasting
from sightline.service.places.models import Postcode

pytestmark = pytest.mark.django_db


def test_merging_what_is_not_there_and_with_nobody_allowed():
    trust = organisation_of(TRUST)
    with pytest.raises(NotFound):
        actions.merge_organisations(
            kept_id=trust.pk, gone_id=uuid4(), by=unit(), now=NOW, reason="?"
        )
    with pytest.raises(NotAllowed):
        queries.mergers_page(viewer=lead_of())


def test_a_team_that_both_have_with_the_same_person_gains_nobody():
    trust, other = organisation_of(TRUST), organisation_of(OTHER)
    lead = lead_of()
    actions.join_organisation(user=lead, organisation=other, by=None, now=NOW)
    for name in (TRUST, OTHER):
        team_of(name, "Outreach", lead)
    merger = actions.merge_organisations(
        kept_id=trust.pk, gone_id=other.pk, by=unit(), now=NOW, reason="the same"
    )
    assert Merger.objects.get(pk=merger).moved["team_members"] == []
    assert [team.name for team in trust.teams.all()] == ["Outreach"]


def test_a_team_needs_a_name_that_fits_and_the_same_again_is_no_event():
    trust, lead = organisation_of(TRUST), lead_of()
    save = {"organisation_id": trust.pk, "by": lead, "now": NOW, "user_ids": [lead.pk],
            "version": ""}  # fmt: skip
    for name in ("  ", "x" * 121):
        with pytest.raises(BadInput, match="team: "):
            actions.save_team(**save, team_id=uuid4(), name=name)
    key = uuid4()
    for _ in range(2):
        actions.save_team(**save, team_id=key, name="Outreach")
    assert Event.objects.filter(kind__startswith="team ").count() == 1


def test_another_name_must_fit_and_an_identifier_can_be_taken_away():
    organisation_of(TRUST)
    with pytest.raises(BadInput, match="other names: "):
        change(TRUST, aliases=("x" * 201,))
    change(TRUST, identifiers=(PublicId(Scheme.SCHOOL, "123456"),))
    change(TRUST, identifiers=())
    assert not Identifier.objects.exists()


def test_an_office_outside_the_county_has_no_district_here():
    store_county()
    Postcode.objects.create(postcode="ZZ9 9ZZ", easting_m=100_000, northing_m=100_000)
    assert district_of_postcode("ZZ9 9ZZ") == ""
    assert district_of_postcode("ZZ8 8ZZ") == ""
    assert all(district_of_postcode(known) for known in POSTCODES)
    organisation_of(TRUST)
    change(TRUST, office_postcode="ZZ9 9ZZ")
    profile = queries.organisation_profile(
        viewer=unit(), organisation_id=organisation_of(TRUST).pk, today=date(2026, 1, 15)
    )
    assert profile.office == "outside the county, or not known (ZZ9 9ZZ)"


def test_both_versions_are_shown_as_far_as_they_are_kept():
    store_county()
    trust, other = organisation_of(TRUST), organisation_of(OTHER)
    kept = change(TRUST, parent=other.pk, covers=(AREAS[0],))
    typed = Details(TRUST, covers=("all",))
    page = queries.edit_page(viewer=unit(), organisation_id=trust.pk, typed=typed, seen_version=99)
    told = {row.field: (row.before, row.now, row.typed) for row in page.conflict}
    assert told == {
        "Part of": ("", OTHER, "not supplied"),
        "Areas covered": ("", "Northmere 001A", "the whole county"),
    }
    assert details_of(kept).parent == other.pk


def test_many_areas_are_counted_and_both_ends_are_told():
    codes = [f"X{number}" for number in range(15)]
    assert say_covers(codes, {}).endswith("X11; and 3 more")
    assert say_lasting(date(2026, 1, 3), date(2026, 2, 4)) == (
        "from 3 January 2026 to 4 February 2026"
    )


def test_the_unit_speaks_for_every_name_and_a_stranger_for_none():
    organisation_of(TRUST)
    assert queries.not_spoken_for(unit(), [TRUST, "Anybody"]) == []
    assert queries.names_spoken_for(AnonymousUser()) == []
    assert queries.not_spoken_for(outsider(), [TRUST]) == [TRUST]


def test_a_second_start_of_the_room_joins_nobody_twice():
    before = list(ON_JOIN)
    apps.get_app_config("partners").ready()
    assert before == ON_JOIN


def test_everything_that_is_kept_says_what_it_is():
    trust, lead = organisation_of(TRUST), lead_of()
    change(TRUST, aliases=("SYT",))
    contact_of(TRUST)
    team = team_of(TRUST, "Outreach")
    actions.invite_member(
        organisation_id=trust.pk, email="nia@x.example", role="editor", by=lead, now=NOW
    )
    organisation_of(OTHER)
    merger = actions.merge_organisations(
        kept_id=trust.pk, gone_id=organisation_of(OTHER).pk, by=unit(), now=NOW, reason="same"
    )
    said = [
        Alias.objects.get(name="SYT"),
        trust.contacts.get(),
        team,
        Membership.objects.get(user=lead),
        InvitedMembership.objects.get(),
        Merger.objects.get(pk=merger),
    ]
    assert list(map(str, said)) == [
        "SYT", "Cora Contact", "Outreach", f"Lea Lead of {TRUST}", f"nia@x.example to {TRUST}",
        f"{OTHER} into {TRUST}",
    ]  # fmt: skip
