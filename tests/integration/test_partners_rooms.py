"""Partners: entered once, brought up to date, covering what they said, spoken for by their own."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from factories.register import (
    AREAS,
    DISTRICTS,
    NOW,
    OTHER,
    TRUST,
    organisation_of,
    store_county,
    user_of,
)

from sightline.errors import BadInput, NotFound
from sightline.exchange.partners import PartnerRow
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.audit.queries import history_of, verify_chain
from sightline.service.partners import queries
from sightline.service.partners.actions import (
    Imported,
    find_or_add_organisations,
    import_partners,
    join_organisation,
)
from sightline.service.partners.models import CoveredArea, Membership, Organisation

pytestmark = pytest.mark.django_db
SHEET = (
    PartnerRow(2, TRUST, "charity", (DISTRICTS[0],)),
    PartnerRow(3, OTHER, "charity", (AREAS[3], AREAS[0])),
    PartnerRow(4, "Fable Police", "police", ("all",)),
    PartnerRow(5, "Quiet Partner", "", ()),
)


def pairs():
    covering = queries.partners_covering()
    return set(covering.itertuples(index=False, name=None))


def test_a_sheet_is_taken_in_and_areas_are_spelt_out():
    store_county()
    assert import_partners(SHEET, by=None, now=NOW) == Imported(4, 0, 0)
    expected = {(TRUST, AREAS[0]), (TRUST, AREAS[1]), (OTHER, AREAS[0]), (OTHER, AREAS[3])}
    assert pairs() == expected | {("Fable Police", area) for area in AREAS}


def test_the_same_sheet_again_changes_nothing():
    import_partners(SHEET, by=None, now=NOW)
    version, events = queries.partners_version(), Event.objects.count()
    assert import_partners(SHEET, by=None, now=NOW) == Imported(0, 0, 4)
    assert (queries.partners_version(), Event.objects.count()) == (version, events)


def test_a_known_partner_is_brought_up_to_date_however_its_name_is_spelt():
    store_county()
    import_partners(SHEET, by=None, now=NOW)
    version = queries.partners_version()
    changed = PartnerRow(2, "SHORELINE  youth trust", "", (AREAS[2],))
    assert import_partners([changed], by=None, now=NOW) == Imported(0, 1, 0)
    found = Organisation.objects.get(name=TRUST)
    assert (found.kind, found.version) == ("vcse", 2)
    assert {area for name, area in pairs() if name == TRUST} == {AREAS[2]}
    assert queries.partners_version() != version
    newest = history_of(found)[0]
    assert newest.before["covers"] == [DISTRICTS[0]]
    assert newest.after["covers"] == [AREAS[2]]
    assert verify_chain().faults == ()


def test_a_blank_cell_leaves_what_is_known():
    import_partners(SHEET, by=None, now=NOW)
    blank = PartnerRow(2, TRUST, "", ())
    assert import_partners([blank], by=None, now=NOW) == Imported(0, 0, 1)


def test_partners_that_have_ended_cover_nothing_and_those_to_come_not_yet():
    store_county()
    import_partners(SHEET, by=None, now=NOW)
    Organisation.objects.filter(name="Fable Police").update(ends_on=date(2025, 12, 31))
    Organisation.objects.filter(name=TRUST).update(starts_on=date(2026, 2, 1))
    in_january = queries.partners_covering(date(2026, 1, 15))
    assert set(in_january["organisation"]) == {OTHER}
    assert set(queries.partners_covering(date(2025, 12, 31))["organisation"]) == {
        OTHER, "Fable Police",
    }  # fmt: skip


def test_nobody_covers_anything_before_there_are_areas():
    import_partners(SHEET, by=None, now=NOW)
    assert queries.partners_covering().empty


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": TRUST.upper()},
        {"name": ""},
        {"name": "New", "starts_on": date(2026, 1, 2), "ends_on": date(2026, 1, 1)},
    ],
)
def test_the_database_refuses_the_impossible(wrong):
    Organisation.objects.create(name=TRUST)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(**wrong)


def test_an_area_is_covered_once():
    organisation = organisation_of(TRUST)
    CoveredArea.objects.create(organisation=organisation, code=AREAS[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        CoveredArea.objects.create(organisation=organisation, code=AREAS[0])


def test_who_speaks_for_whom():
    own, other = organisation_of(TRUST), organisation_of(OTHER)
    partner = user_of(Role.PARTNER, TRUST)
    speaks = {
        Role.UNIT: (True, True),
        Role.ANALYST: (False, False),
    }
    for role, expected in speaks.items():
        voice = queries.voice_of(user_of(role))
        assert (voice.speaks_for(own.pk), voice.speaks_for(other.pk)) == expected
    voice = queries.voice_of(partner)
    assert (voice.speaks_for(own.pk), voice.speaks_for(other.pk)) == (True, False)
    assert queries.organisations_of(partner) == {own.pk: TRUST}


def test_a_stranger_speaks_for_nobody():
    from django.contrib.auth.models import AnonymousUser

    voice = queries.voice_of(AnonymousUser())
    assert not voice.speaks_for(organisation_of(TRUST).pk)
    assert queries.organisations_of(AnonymousUser()) == {}


def test_joining_twice_is_joining_once():
    partner = user_of(Role.PARTNER, TRUST)
    join_organisation(user=partner, organisation=organisation_of(TRUST), by=None, now=NOW)
    assert Membership.objects.count() == 1
    assert Event.objects.filter(kind="member joined").count() == 1


def test_only_partners_belong_to_organisations():
    with pytest.raises(BadInput, match="found the role analyst, wanted partner"):
        user_of(Role.ANALYST, TRUST)


def test_an_organisation_is_found_or_entered_by_name():
    first = organisation_of(TRUST)
    with transaction.atomic():
        found = find_or_add_organisations([TRUST.lower(), OTHER], by=None, now=NOW)
    assert found[TRUST.lower()].pk == first.pk
    assert queries.organisation_names() == {found[OTHER].pk: OTHER, first.pk: TRUST}
    facts = queries.organisation_facts(found[OTHER].pk)
    assert (facts.name, facts.kind, facts.covers) == (OTHER, "", ())


def test_an_organisation_that_is_not_there():
    with pytest.raises(NotFound):
        queries.organisation_facts("00000000-0000-4000-8000-000000000000")


def test_a_command_joins_a_partner_to_an_organisation():
    organisation_of(TRUST)
    partner = user_of(Role.PARTNER)
    for _ in range(2):
        out = io.StringIO()
        call_command("join_organisation", partner.email.upper(), TRUST.lower(), stdout=out)
        assert out.getvalue() == f"The partner speaks for {TRUST}.\n"
    assert list(queries.organisations_of(partner).values()) == [TRUST]


def test_the_command_makes_somebody_a_lead_and_never_less():
    trust, partner = organisation_of(TRUST), user_of(Role.PARTNER)
    for options in ([], ["--lead"], []):
        call_command("join_organisation", partner.email, TRUST, *options, stdout=io.StringIO())
    assert queries.voice_of(partner).leads(trust.pk)
    kinds = [event.kind for event in history_of(trust)]
    assert kinds == ["member changed", "member joined", "organisation added"]


def test_the_command_says_what_to_do_instead():
    organisation_of(TRUST)
    analyst = user_of(Role.ANALYST)
    for email, name, says in (
        ("nobody@sightline.example", TRUST, "add_user"),
        (analyst.email, "Nobody", "Check the spelling"),
        (analyst.email, TRUST, "wanted partner"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command("join_organisation", email, name)
