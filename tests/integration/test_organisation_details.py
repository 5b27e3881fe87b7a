"""An organisation's details: what may be said, by whom, and what a second hand meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from factories.partners import change, contact_of, editor_of, lead_of, outsider, unit
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

from sightline.errors import BadInput, NotAllowed, NotFound
from sightline.exchange.partners import PartnerRow
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.audit.queries import history_of, verify_chain
from sightline.service.partners import actions, queries
from sightline.service.partners.details import Details, details_of
from sightline.service.partners.identifiers import PublicId, Scheme
from sightline.service.partners.models import Alias, Contact, Identifier, Organisation

pytestmark = pytest.mark.django_db
CHARITY = PublicId(Scheme.CHARITY, "1234567")


def edit(organisation, details, *, by, version=None):
    actions.edit_organisation(
        organisation_id=organisation.pk,
        version=version or organisation.version,
        details=details,
        by=by,
        now=NOW,
    )
    return Organisation.objects.get(pk=organisation.pk)


def test_a_lead_says_everything_of_their_organisation_and_the_chain_keeps_both_versions():
    store_county()
    lead = lead_of()
    trust = organisation_of(TRUST)
    said = Details(
        name=TRUST,
        kind="vcse",
        website="https://trust.example",
        office_postcode="zz11aa",
        starts_on=date(2020, 1, 1),
        covers=(DISTRICTS[0], AREAS[3]),
        identifiers=(CHARITY, PublicId(Scheme.COMPANY, "01234567")),
        aliases=("SYT", "  The   Shore "),
    )
    trust = edit(trust, said, by=lead)
    kept = details_of(trust)
    assert replace(kept, aliases=()) == replace(
        said, office_postcode="ZZ1 1AA", aliases=(), covers=kept.covers
    )
    assert set(kept.covers) == {DISTRICTS[0], AREAS[3]}
    assert kept.aliases == ("SYT", "The Shore")
    assert (trust.version, trust.office_district) == (2, DISTRICTS[0])
    newest = history_of(trust)[0]
    assert (newest.kind, newest.by) == ("organisation changed", lead.name)
    assert newest.before["identifiers"] == []
    assert newest.after["identifiers"] == ["GB-CHC-1234567", "GB-COH-01234567"]
    assert newest.after["version"] == 2
    assert verify_chain().faults == ()


def test_saying_what_is_kept_already_changes_nothing_even_from_an_old_page():
    trust, lead = organisation_of(TRUST), lead_of()
    trust = edit(trust, replace(details_of(trust), website="https://one.example"), by=lead)
    events = Event.objects.count()
    edit(trust, details_of(trust), by=lead, version=1)
    assert Event.objects.count() == events


def test_a_stale_edit_is_refused_and_loses_nothing():
    trust, lead = organisation_of(TRUST), lead_of()
    opened = details_of(trust)
    edit(trust, replace(opened, website="https://first.example"), by=lead)
    with pytest.raises(actions.StaleEdit):
        edit(trust, replace(opened, website="https://second.example"), by=lead, version=1)
    assert Organisation.objects.get(pk=trust.pk).website == "https://first.example"


@pytest.mark.parametrize("who", [editor_of, outsider, lambda: user_of(Role.ANALYST)])
def test_nobody_but_its_lead_and_the_unit_changes_an_organisation(who):
    trust = organisation_of(TRUST)
    with pytest.raises(NotAllowed):
        edit(trust, replace(details_of(trust), website="https://x.example"), by=who())
    with pytest.raises(NotAllowed):
        contact_of(TRUST, by=who())
    assert Organisation.objects.get(pk=trust.pk).version == 1


def test_what_is_said_of_another_organisation_is_the_units_to_say():
    trust, other, lead = organisation_of(TRUST), organisation_of(OTHER), lead_of()
    told = replace(details_of(trust), parent=other.pk, website="https://x.example")
    trust = edit(trust, told, by=lead)
    assert (trust.parent, trust.website) == (None, "https://x.example")
    trust = edit(trust, told, by=unit())
    assert trust.parent == other


@pytest.mark.parametrize("field", ["parent", "successor"])
def test_no_organisation_stands_above_or_after_itself_by_however_long_a_way(field):
    names = ["First", "Second", "Third"]
    first, second, third = (organisation_of(name) for name in names)
    ends = {"ends_on": date(2026, 3, 31)} if field == "successor" else {}
    change("First", **{field: second.pk}, **ends)
    change("Second", **{field: third.pk}, **ends)
    for closing in (first, second, third):
        with pytest.raises(BadInput, match="found an organisation that is itself"):
            change("Third", **{field: closing.pk}, **ends)
    with pytest.raises(BadInput, match="not here"):
        change("Third", **{field: uuid4()}, **ends)


def test_a_successor_needs_the_day_on_which_it_takes_over():
    organisation_of(TRUST)
    other = organisation_of(OTHER)
    with pytest.raises(BadInput, match="wanted the day on which the other takes over"):
        change(TRUST, successor=other.pk)
    kept = change(TRUST, successor=other.pk, ends_on=date(2028, 3, 31))
    assert kept.successor == other


def test_an_identifier_is_of_one_organisation():
    organisation_of(TRUST)
    organisation_of(OTHER)
    change(TRUST, identifiers=(CHARITY,))
    with pytest.raises(BadInput, match=f"GB-CHC-1234567, which {TRUST} has already"):
        change(OTHER, identifiers=(CHARITY,))
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(
            organisation=organisation_of(OTHER), scheme="GB-CHC", value="1234567"
        )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "cannot be null|blank"),
        ({"name": "x" * 201}, "at most 200"),
        ({"kind": "guild"}, "not a valid choice"),
        ({"website": "javascript:alert(1)"}, "wanted an address that starts https://"),
        ({"website": "ftp://x.example"}, "wanted an address that starts https://"),
        ({"office_postcode": "SS1"}, "wanted a full postcode"),
        ({"aliases": (OTHER,)}, f"which is a name of {OTHER} already"),
        ({"name": OTHER.upper()}, f"which is a name of {OTHER} already"),
        (
            {"starts_on": date(2026, 2, 2), "ends_on": date(2026, 2, 1)},
            "found 01/02/2026, before it starts on 02/02/2026",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(wrong, says):
    organisation_of(TRUST)
    organisation_of(OTHER)
    with pytest.raises(BadInput, match=says):
        change(TRUST, **wrong)
    assert Organisation.objects.get(name=TRUST).version == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "guild"},
        {"parent": "itself"},
        {"merged_into": "itself"},
        {"successor": "itself", "ends_on": date(2026, 1, 1)},
        {"successor": "other"},
    ],
)
def test_the_database_refuses_the_impossible(wrong):
    trust, other = organisation_of(TRUST), organisation_of(OTHER)
    named = {"itself": trust, "other": other}
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=trust.pk).update(
            **{name: named.get(value, value) for name, value in wrong.items()}
        )


def test_an_old_name_stays_a_name_and_a_name_taken_back_is_no_other_name():
    trust = organisation_of(TRUST)
    change(TRUST, name="Shoreline Young People")
    assert queries.by_plain_name()[TRUST.lower()] == trust.pk
    change("Shoreline Young People", name=TRUST)
    assert details_of(Organisation.objects.get(pk=trust.pk)).aliases == ("Shoreline Young People",)


def test_everything_that_looks_a_name_up_finds_another_name_too():
    store_county()
    trust, lead = organisation_of(TRUST), lead_of()
    change(TRUST, aliases=("S.Y.T.",))
    with transaction.atomic():
        found = actions.find_or_add_organisations(["s.y.t."], by=None, now=NOW)
    assert found["s.y.t."] == trust
    done = actions.import_partners([PartnerRow(2, "S.Y.T.", "charity", ("all",))], by=None, now=NOW)
    assert done == actions.Imported(0, 1, 0)
    assert queries.not_spoken_for(lead, ["S.y.t.", TRUST, OTHER]) == [OTHER]
    assert queries.names_spoken_for(lead) == [TRUST, "S.Y.T."]
    assert list(queries.organisation_names().values()) == [TRUST]
    assert set(queries.partners_covering()["organisation"]) == {TRUST}


def test_every_change_to_an_organisation_changes_the_version_of_partners():
    organisation_of(OTHER)
    organisation_of(TRUST)
    seen = {queries.partners_version()}
    for changed in (
        {"aliases": ("SYT",)},
        {"covers": ("all",)},
        {"ends_on": date(2027, 1, 1)},
        {"name": "Shore"},
    ):
        change(
            TRUST if "Shore" not in queries.organisation_names().values() else "Shore", **changed
        )
        seen.add(queries.partners_version())
    assert len(seen) == 5


def test_an_organisation_is_added_by_the_unit_alone_and_once_for_each_form():
    key, by = uuid4(), unit()
    for _ in range(2):
        actions.add_organisation(key=key, details=Details("New"), by=by, now=NOW)
    assert Organisation.objects.filter(name="New").count() == 1
    with pytest.raises(NotAllowed):
        actions.add_organisation(key=uuid4(), details=Details("Other"), by=lead_of(), now=NOW)


def test_a_contact_is_kept_by_its_lead_and_never_public():
    organisation_of(TRUST)
    lead = lead_of()
    key = contact_of(TRUST, by=lead)
    for wrong in ({"visibility": "public"}, {"name": ""}, {"email": "", "phone": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.filter(pk=key).update(**wrong)
    with pytest.raises(BadInput):
        contact_of(TRUST, by=lead, visibility="public")


def test_the_chain_of_events_holds_nothing_of_a_contact_that_could_not_be_erased():
    organisation_of(TRUST)
    lead = lead_of()
    key = contact_of(TRUST, by=lead)
    which = {"organisation_id": organisation_of(TRUST).pk, "contact_id": key}
    actions.remove_contact(**which, by=lead, now=NOW)
    actions.remove_contact(**which, by=lead, now=NOW)
    assert not Contact.objects.exists()
    told = [f"{event.before}{event.after}" for event in Event.objects.filter(kind__contains="cont")]
    assert len(told) == 2
    assert not any(secret in text for text in told for secret in ("Cora", "cora@", "960123"))


def test_a_contact_changed_by_two_hands_and_one_of_another_organisation():
    organisation_of(TRUST)
    lead, key = lead_of(), contact_of(TRUST)
    trust, facts = (
        organisation_of(TRUST),
        actions.ContactFacts("C", "", "c@x.example", "", "organisation"),
    )
    save = {"organisation_id": trust.pk, "contact_id": key, "by": lead, "now": NOW}
    actions.save_contact(**save, version=1, facts=facts)
    actions.save_contact(**save, version=1, facts=facts)
    with pytest.raises(actions.StaleEdit):
        actions.save_contact(**save, version=1, facts=replace(facts, phone="1"))
    with pytest.raises(NotFound):
        actions.save_contact(**{**save, "contact_id": uuid4()}, version=1, facts=facts)
    stranger = outsider()
    with pytest.raises(NotFound):
        actions.save_contact(
            **{**save, "organisation_id": organisation_of(OTHER).pk, "by": stranger},
            version=1, facts=facts,
        )  # fmt: skip
    assert Contact.objects.get(pk=key).version == 2


def test_another_name_belongs_to_one_organisation():
    Alias.objects.create(organisation=organisation_of(TRUST), name="SYT", plain_name="syt")
    with pytest.raises(IntegrityError), transaction.atomic():
        Alias.objects.create(organisation=organisation_of(OTHER), name="Syt", plain_name="syt")


def test_kinds_that_were_free_text_are_matched_when_the_service_is_brought_up_to_date():
    migration = import_module("sightline.service.partners.migrations.0003_organisations_in_full")
    kept = [SimpleNamespace(kind=text, kind_words="") for text in ("Charity", "housing")]
    saved = []
    for each in kept:
        each.save = lambda update_fields, each=each: saved.append((each.kind, each.kind_words))
    rows = SimpleNamespace(exclude=lambda **which: kept if which == {"kind": ""} else [])
    apps = SimpleNamespace(get_model=lambda *_names: SimpleNamespace(objects=rows))
    migration.match_kinds(apps, None)
    assert saved == [("vcse", ""), ("other", "housing")]
