"""What the register keeps: every field exactly, each change with its history."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from factories.register import (
    AREAS,
    DISTRICTS,
    NOW,
    OTHER,
    TODAY,
    TRUST,
    bare,
    club,
    organisation_of,
    store_county,
    user_of,
)

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Place, Status
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.audit.queries import history_of, verify_chain
from sightline.service.partners.models import Organisation
from sightline.service.register import queries
from sightline.service.register.actions import (
    Imported,
    confirm_activity,
    import_rows,
    record_activity,
    withdraw_activity,
)
from sightline.service.register.content import activity_of, content_of
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county():
    store_county()


def kept(key):
    return Activity.objects.whole().get(pk=key)


@pytest.mark.parametrize(
    "activity",
    [
        club(),
        bare(),
        club(partners=("none",), funders=()),
        club(places=(Place(660_500.1, 380_500.3), Place(1.0, 2.0)), ages=AgeRange(0, 120)),
        club(areas_served=(AREAS[3], "X07000009", AREAS[0]), sensitive_site=True),
    ],
    ids=["full", "bare", "none and not supplied", "two places", "areas"],
)
def test_every_field_comes_back_as_it_went_in(activity):
    key = record_activity(activity, by=None, now=NOW)
    assert kept(key).facts() == activity
    assert activity_of(content_of(activity)) == activity
    (found,) = queries.provision_activities()
    assert found == dataclasses.replace(activity, reference=str(key))


def test_none_and_not_supplied_are_kept_apart():
    key = record_activity(club(funders=("none",), partners=()), by=None, now=NOW)
    assert (kept(key).funders, kept(key).partners) == ([], None)


def test_the_district_it_is_delivered_in_is_found():
    def district(activity):
        return kept(record_activity(activity, by=None, now=NOW)).district_code

    assert district(club(reference="1")) == DISTRICTS[0]
    by_place = club(reference="2", delivery_area="", places=(Place(666_500.0, 381_000.0),))
    assert district(by_place) == DISTRICTS[1]
    just_off = club(reference="3", delivery_area="", places=(Place(668_500.0, 381_000.0),))
    assert district(just_off) == DISTRICTS[1]
    far_off = club(reference="4", delivery_area="", places=(Place(700_000.0, 381_000.0),))
    assert district(far_off) == ""
    assert district(bare(reference="5")) == ""


def test_many_are_taken_in_once():
    rows = [club(), bare(), club(reference="CLUB-2", organisation=OTHER)]
    assert import_rows(rows, by=None, now=NOW) == Imported(3, 0, 0)
    version, events = queries.register_version(), Event.objects.count()
    later = NOW + timedelta(days=1)
    assert import_rows(rows, by=None, now=later) == Imported(0, 0, 3)
    assert (queries.register_version(), Event.objects.count()) == (version, events)
    assert set(Activity.objects.values_list("version", "changed_at")) == {(1, NOW)}


def test_a_known_reference_is_brought_up_to_date_and_only_that():
    import_rows([club(), bare()], by=None, now=NOW)
    changed = club(status=Status.PAUSED, funders=(), ages=None, reference="club-1")
    assert import_rows([changed, bare()], by=None, now=NOW) == Imported(0, 1, 1)
    record = Activity.objects.whole().get(name=club().name)
    assert record.facts() == dataclasses.replace(changed, reference="CLUB-1")
    assert record.version == 2
    newest = history_of(record)[0]
    assert (newest.before["status"], newest.after["status"]) == ("current", "paused")
    assert (newest.before["version"], newest.after["version"]) == (1, 2)
    assert (newest.before["funders"], newest.after["funders"]) == (["none"], [])
    assert verify_chain().faults == ()


def test_the_same_reference_of_two_organisations_is_two_activities():
    import_rows([club(), club(organisation=OTHER)], by=None, now=NOW)
    assert Activity.objects.count() == 2


def test_an_organisation_spelt_otherwise_is_the_same_one():
    import_rows([club()], by=None, now=NOW)
    assert import_rows([club(organisation=TRUST.upper())], by=None, now=NOW).unchanged == 1
    assert Organisation.objects.count() == 1


def test_an_older_sheet_does_not_undo_a_confirmation():
    import_rows([club()], by=None, now=NOW)
    record = Activity.objects.get()
    confirm(record, user_of(Role.UNIT))
    for older in (club(), club(confirmed_on=None)):
        assert import_rows([older], by=None, now=NOW) == Imported(0, 0, 1)
    newer = club(confirmed_on=TODAY + timedelta(days=3))
    assert import_rows([newer], by=None, now=NOW) == Imported(0, 1, 0)


def test_all_or_none():
    too_long = bare(name="x" * 201)
    with pytest.raises(BadInput, match="200"):
        import_rows([club(), too_long], by=None, now=NOW)
    assert (Activity.objects.count(), Organisation.objects.count()) == (0, 0)
    assert Event.objects.count() == 0


def test_a_stale_change_is_refused_and_changes_nothing():
    key = record_activity(club(), by=None, now=NOW)
    record_activity(club(status=Status.PAUSED), by=None, now=NOW, version=1)
    with pytest.raises(Conflict):
        record_activity(club(status=Status.ENDED), by=None, now=NOW, version=1)
    assert kept(key).status == "paused"


def confirm(record, user, **changed):
    given = {"version": record.version, "now": NOW, "today": TODAY} | changed
    confirm_activity(activity_id=record.pk, by=user, **given)


def test_its_own_partner_and_the_unit_may_confirm_and_once_a_day_is_enough():
    import_rows([club()], by=None, now=NOW)
    record = Activity.objects.get()
    confirm(record, user_of(Role.PARTNER, TRUST))
    confirm(record, user_of(Role.UNIT))
    record.refresh_from_db()
    assert (record.confirmed_on, record.version) == (TODAY, 2)
    assert [event.kind for event in history_of(record)] == ["activity confirmed", "activity added"]


def test_others_may_not_confirm():
    import_rows([club()], by=None, now=NOW)
    record = Activity.objects.get()
    for user in (
        user_of(Role.PARTNER, OTHER),
        user_of(Role.PARTNER, name="Nobody's partner"),
        user_of(Role.ANALYST),
    ):
        with pytest.raises(NotAllowed):
            confirm(record, user)
    with pytest.raises(NotFound):
        confirm_activity(
            activity_id=organisation_of(TRUST).pk, version=1, by=user, now=NOW, today=TODAY
        )


def test_what_was_changed_after_it_was_opened_is_not_confirmed_unseen():
    key = record_activity(club(), by=None, now=NOW)
    record_activity(club(status=Status.PAUSED), by=None, now=NOW)
    with pytest.raises(Conflict, match="Look at it once more"):
        confirm(kept(key), user_of(Role.UNIT), version=1)
    assert kept(key).confirmed_on == club().confirmed_on


def test_a_withdrawn_activity_is_off_the_register_and_can_come_back():
    key = record_activity(club(), by=None, now=NOW)
    version = queries.register_version()
    withdraw_activity(
        activity_id=key, by=user_of(Role.PARTNER, TRUST), now=NOW, reason="a duplicate"
    )
    assert queries.provision_activities() == []
    assert queries.register_version() != version
    assert history_of(kept(key))[0].reason == "a duplicate"
    assert import_rows([club()], by=None, now=NOW) == Imported(0, 1, 0)
    assert len(queries.provision_activities()) == 1


def test_the_version_of_the_register_changes_with_any_change():
    versions = [queries.register_version()]
    import_rows([club(), bare()], by=None, now=NOW)
    versions.append(queries.register_version())
    import_rows([club(status=Status.ENDED)], by=None, now=NOW)
    versions.append(queries.register_version())
    organisation_of("A new one")
    versions.append(queries.register_version())
    assert len(set(versions)) == 4


def test_activities_for_analysis_are_in_one_order_everywhere():
    rows = [club(reference=reference) for reference in ("b", "C", "a")]
    import_rows([*rows, bare(organisation="älv"), bare(organisation="Zeta")], by=None, now=NOW)
    records = {str(record.pk): record for record in Activity.objects.whole()}
    order = [
        (records[each.reference].organisation.name, records[each.reference].reference)
        for each in queries.provision_activities()
    ]
    assert order == [
        (TRUST, "C"), (TRUST, "a"), (TRUST, "b"), ("Zeta", "BARE-1"), ("älv", "BARE-1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_on": date(2026, 1, 2), "ends_on": date(2026, 1, 1)},
        {"age_from": 18, "age_to": 11},
        {"age_from": None, "age_to": 11},
        {"age_to": 121},
        {"people_a_year": -1.0},
        {"funding_gbp": -0.01},
        {"status": "gone"},
        {"reference": ""},
        {"name": ""},
    ],
)
def test_the_database_refuses_the_impossible(wrong):
    key = record_activity(club(), by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=key).update(**wrong)


def test_a_reference_is_used_once_by_an_organisation():
    record_activity(club(), by=None, now=NOW)
    other = kept(record_activity(club(reference="CLUB-2"), by=None, now=NOW))
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=other.pk).update(reference="club-1")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_one_version_at_once_one_wins_and_the_others_are_told():
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite lives in memory, where two writers cannot meet")
    record_activity(club(), by=None, now=NOW)

    def change(number):
        try:
            record_activity(club(places_free=float(number)), by=None, now=NOW, version=1)
        except Conflict:
            return None
        else:
            return float(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        won = [number for number in people.map(change, range(1, 25)) if number is not None]
    record = Activity.objects.get()
    assert (won, record.version) == ([record.places_free], 2)
    assert verify_chain().faults == ()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.STRANGER, Role.UNIT)])
@pytest.mark.parametrize("organisation", [OTHER, "Nobody here yet"])
def test_nobody_puts_on_the_register_what_they_do_not_speak_for(role, organisation):
    """Whatever room asks: the actions themselves hold the check, and leave nothing behind."""
    record_activity(club(organisation=OTHER), by=None, now=NOW)
    by = user_of(role, *([TRUST] if role is Role.PARTNER else []))
    before = Event.objects.count(), Organisation.objects.count()
    theirs = club(organisation=organisation, name="Ours now")
    with pytest.raises(NotAllowed, match=f"Only .*{organisation}.* and the unit"):
        record_activity(theirs, by=by, now=NOW)
    with pytest.raises(NotAllowed, match=f"Only .*{organisation}.* and the unit"):
        import_rows([club(reference="NEW"), theirs], by=by, now=NOW)
    assert (Event.objects.count(), Organisation.objects.count()) == before
    assert Activity.objects.get().name == "Harbour Lane boxing club"


def test_the_unit_and_the_organisation_itself_put_things_on_the_register():
    for role in (Role.PARTNER, Role.UNIT):
        by = user_of(role, *([TRUST] if role is Role.PARTNER else []))
        record_activity(club(reference=role), by=by, now=NOW)
    assert Activity.objects.count() == 2
