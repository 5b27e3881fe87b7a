"""Two entries that are one organisation: merged, found by either name, and taken apart again."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core import serializers
from django.db import connection, transaction
from factories.partners import change, contact_of, editor_of, lead_of, team_of, unit
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

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import Role
from sightline.service.audit.queries import history_of, verify_chain
from sightline.service.partners import actions, queries
from sightline.service.partners.identifiers import PublicId, Scheme
from sightline.service.partners.models import Membership, Merger, Organisation

pytestmark = pytest.mark.django_db
THIRD = "The Shoreline Youth Trust"


def state() -> dict[str, list[object]]:
    """Every row of every table of the room, but for versions, which only ever grow."""
    tables = [
        name for name in connection.introspection.table_names() if name.startswith("partners_")
    ]
    assert len(tables) == 10, tables
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of our own table
            names = [column[0] for column in cursor.description]
            keep = [at for at, name in enumerate(names) if name != "version"]
            found[table] = sorted(repr([row[at] for at in keep]) for row in cursor.fetchall())
    return found


def merge(kept: str, gone: str, *, by=None, reason="the same charity number"):
    return actions.merge_organisations(
        kept_id=Organisation.objects.get(name=kept).pk,
        gone_id=Organisation.objects.get(name=gone).pk,
        by=by or unit(),
        now=NOW,
        reason=reason,
    )


@pytest.fixture
def both():
    """Two organisations with some of everything, and people, teams and parts in common."""
    store_county()
    kept, gone = organisation_of(TRUST), organisation_of(OTHER)
    both_of_them = editor_of(TRUST, called="Bo Both")
    Membership.objects.filter(
        user=user_of(Role.PARTNER, OTHER, name="Bo Both"), organisation=gone
    ).update(role="lead")
    only_gone = editor_of(OTHER, called="Gil Gone")
    for name in ("Part of it", "Forerunner"):
        organisation_of(name)
    change("Part of it", parent=gone.pk)
    change("Forerunner", successor=gone.pk, ends_on=date(2025, 3, 31))
    change(TRUST, covers=(DISTRICTS[0],), aliases=("SYT",))
    change(
        OTHER,
        kind="other",
        kind_words="refuge",
        website="https://lantern.example",
        office_postcode="ZZ1 1AA",
        covers=(DISTRICTS[0], AREAS[3]),
        aliases=("LH",),
        identifiers=(PublicId(Scheme.CHARITY, "1234567"),),
    )
    contact_of(OTHER)
    team_of(TRUST, "Outreach")
    team_of(OTHER, "outreach", both_of_them, only_gone)
    team_of(OTHER, "Night team", both_of_them)
    for name in (TRUST, OTHER):
        actions.invite_member(
            organisation_id=organisation_of(name).pk,
            email="ina.invited@sightline.example",
            role="editor",
            by=unit(),
            now=NOW,
        )
    return kept, gone


def test_what_belongs_to_one_becomes_the_others(both):
    kept, gone = both
    merge(TRUST, OTHER)
    kept = Organisation.objects.get(pk=kept.pk)
    names = dict.fromkeys([TRUST.lower(), OTHER.lower(), "syt", "lh"], kept.pk)
    assert names.items() <= queries.by_plain_name().items()
    assert gone.pk not in queries.organisation_names()
    assert (kept.kind, kept.kind_words, kept.website) == (
        "other", "refuge", "https://lantern.example",
    )  # fmt: skip
    assert kept.office_district == DISTRICTS[0]
    assert {area.code for area in kept.covered.all()} == {DISTRICTS[0], AREAS[3]}
    assert [str(each) for each in kept.identifiers.all()] == ["GB-CHC-1234567"]
    assert kept.contacts.count() == 1
    roles = dict(kept.members.values_list("user__name", "role"))
    assert roles == {"Bo Both": "lead", "Gil Gone": "editor"}
    teams = {
        team.name: sorted(
            team.members.filter(organisation=kept).values_list("user__name", flat=True)
        )
        for team in kept.teams.all()
    }
    assert teams == {"Night team": ["Bo Both"], "Outreach": ["Bo Both", "Gil Gone"]}
    assert Organisation.objects.get(name="Part of it").parent == kept
    assert Organisation.objects.get(name="Forerunner").successor == kept
    assert set(queries.partners_covering(date(2026, 1, 1))["organisation"]) == {TRUST}
    newest = history_of(kept)[0]
    assert (newest.kind, newest.reason) == ("organisations merged", "the same charity number")
    assert newest.before["gone"]["name"] == newest.after["gone"]["name"] == OTHER
    assert verify_chain().faults == ()


def test_undoing_a_merger_restores_every_row_of_every_table(both):
    before = state()
    merger = merge(TRUST, OTHER)
    assert state() != before
    actions.undo_merge(merger_id=merger, by=unit(), now=NOW)
    assert state() == before
    assert verify_chain().faults == ()


def test_the_version_of_partners_never_comes_back(both):
    seen = [queries.partners_version()]
    for _ in range(2):
        merger = merge(TRUST, OTHER)
        seen.append(queries.partners_version())
        actions.undo_merge(merger_id=merger, by=unit(), now=NOW)
        seen.append(queries.partners_version())
    assert len(set(seen)) == 5


def test_what_was_said_since_the_merger_stays_where_it_was_said(both):
    kept, gone = both
    merger = merge(TRUST, OTHER)
    late = contact_of(TRUST, name="Lou Late")
    change(TRUST, website="https://new.example", aliases=("SYT", "LH", OTHER, "Shore"))
    actions.undo_merge(merger_id=merger, by=unit(), now=NOW)
    kept, gone = Organisation.objects.get(pk=kept.pk), Organisation.objects.get(pk=gone.pk)
    assert kept.website == "https://new.example"
    assert [str(contact.pk) for contact in kept.contacts.all()] == [str(late)]
    assert {alias.name for alias in kept.aliases.all()} == {"SYT", "Shore"}
    assert {alias.name for alias in gone.aliases.all()} == {"LH"}
    assert [str(each) for each in gone.identifiers.all()] == ["GB-CHC-1234567"]


def test_whoever_belonged_to_the_one_that_went_speaks_for_the_other_at_once(both):
    kept, gone = both
    merge(TRUST, OTHER)
    voice = queries.voice_of(user_of(Role.PARTNER, name="Gil Gone"))
    assert voice.speaks_for(kept.pk)
    assert not voice.speaks_for(gone.pk)
    user = user_of(Role.PARTNER, name="Nia New")
    actions.join_organisation(user=user, organisation=gone, by=None, now=NOW)
    assert queries.organisations_of(user) == {kept.pk: TRUST}


def test_rooms_above_are_told_in_the_same_transaction(both, monkeypatch):
    kept, gone = both
    told = []

    def room(name):
        def moves(*, kept, gone, by, now):
            told.append((name, kept.pk, gone.pk, gone.merged_into_id, by.name, now))

        return moves

    monkeypatch.setattr(actions.merging, "ON_MERGE", [room("merge")])
    monkeypatch.setattr(actions.merging, "ON_UNDO_MERGE", [room("undo")])
    by = unit()
    merger = merge(TRUST, OTHER, by=by)
    actions.undo_merge(merger_id=merger, by=by, now=NOW)
    assert told == [
        ("merge", kept.pk, gone.pk, kept.pk, by.name, NOW),
        ("undo", kept.pk, gone.pk, None, by.name, NOW),
    ]


def test_a_room_that_fails_undoes_the_whole_merger(both, monkeypatch):
    def fails(**_given):
        raise Conflict("two activities have the same reference")

    monkeypatch.setattr(actions.merging, "ON_MERGE", [fails])
    before = state()
    with pytest.raises(Conflict, match="same reference"):
        merge(TRUST, OTHER)
    assert state() == before


def test_merging_again_does_nothing_and_a_merger_undone_twice_is_not_there(both):
    kept, gone = both
    merger = merge(TRUST, OTHER)
    again = actions.merge_organisations(
        kept_id=kept.pk, gone_id=gone.pk, by=unit(), now=NOW, reason="again"
    )
    assert again == merger
    assert Merger.objects.count() == 1
    actions.undo_merge(merger_id=merger, by=unit(), now=NOW)
    with pytest.raises(NotFound):
        actions.undo_merge(merger_id=merger, by=unit(), now=NOW)


def test_mergers_in_a_row_are_followed_and_undone_the_last_first():
    for name in (TRUST, OTHER, THIRD):
        organisation_of(name)
    first, second = merge(TRUST, OTHER), merge(THIRD, TRUST)
    third = Organisation.objects.get(name=THIRD)
    assert set(queries.by_plain_name().values()) == {third.pk}
    assert queries.organisation_facts(Organisation.objects.get(name=OTHER).pk).name == THIRD
    with pytest.raises(Conflict, match="Undo that first"):
        actions.undo_merge(merger_id=first, by=unit(), now=NOW)
    with pytest.raises(Conflict, match="was merged into"):
        merge(OTHER, THIRD)
    for merger in (second, first):
        actions.undo_merge(merger_id=merger, by=unit(), now=NOW)
    assert len(set(queries.by_plain_name().values())) == 3


def test_what_is_not_the_same_is_not_merged():
    trust, other = organisation_of(TRUST), organisation_of(OTHER)
    with pytest.raises(BadInput, match="into itself"):
        merge(TRUST, TRUST)
    change(TRUST, parent=other.pk)
    with pytest.raises(BadInput, match="is part of"):
        merge(TRUST, OTHER)
    change(TRUST, parent=None, successor=other.pk, ends_on=date(2026, 3, 31))
    for kept, gone in ((TRUST, OTHER), (OTHER, TRUST)):
        with pytest.raises(BadInput, match="takes over from the other"):
            merge(kept, gone)
    assert not Merger.objects.exists()
    assert trust.pk in queries.organisation_names()


@pytest.mark.parametrize("who", [lead_of, lambda: user_of(Role.ANALYST)])
def test_only_the_unit_merges_and_undoes(who):
    organisation_of(TRUST)
    organisation_of(OTHER)
    with pytest.raises(NotAllowed):
        merge(TRUST, OTHER, by=who())
    merger = merge(TRUST, OTHER)
    with pytest.raises(NotAllowed):
        actions.undo_merge(merger_id=merger, by=who(), now=NOW)


def test_a_merger_is_not_undone_while_another_has_the_name():
    for name in (TRUST, OTHER):
        organisation_of(name)
    merger = merge(TRUST, OTHER)
    change(TRUST, name=OTHER)
    with pytest.raises(Conflict, match=f"is called {OTHER} now"):
        actions.undo_merge(merger_id=merger, by=unit(), now=NOW)


def test_names_with_other_letters_than_english_ones_are_the_same_too():
    for name in (TRUST, "Éclair"):
        organisation_of(name)
    merger = merge(TRUST, "Éclair")
    change(TRUST, name="éclair")
    with pytest.raises(Conflict, match="is called Éclair now"):
        actions.undo_merge(merger_id=merger, by=unit(), now=NOW)


@pytest.mark.parametrize(
    ("field", "more", "words"),
    [("parent", {}, "part of"), ("successor", {"ends_on": date(2026, 3, 31)}, "taken over by")],
)
def test_a_merger_is_not_undone_where_something_would_stand_above_itself(field, more, words):
    one, above = organisation_of("One of it"), organisation_of("Above it")
    for name in (TRUST, OTHER):
        organisation_of(name)
    change(OTHER, **{field: above.pk}, **more)
    change("One of it", **{field: organisation_of(OTHER).pk}, **more)
    merger = merge(TRUST, OTHER)
    change("Above it", **{field: one.pk}, **more)
    with pytest.raises(Conflict, match=f"{OTHER} would then be {words} itself"):
        actions.undo_merge(merger_id=merger, by=unit(), now=NOW)
    change("Above it", **{field: None})
    actions.undo_merge(merger_id=merger, by=unit(), now=NOW)
    assert not Merger.objects.exists()


def test_after_a_succession_both_stay_each_with_its_own():
    old, new = organisation_of(TRUST), organisation_of(OTHER)
    change(TRUST, successor=new.pk, ends_on=date(2028, 3, 31))
    with transaction.atomic():
        found = actions.find_or_add_organisations([TRUST], by=None, now=NOW)
    assert found[TRUST] == old
    assert set(queries.organisation_names()) == {old.pk, new.pk}


def test_what_moved_is_kept_as_plain_json(both):
    merge(TRUST, OTHER)
    kept = json.loads(serializers.serialize("json", Merger.objects.all()))[0]["fields"]["moved"]
    assert len(kept["contacts"]) == 1
    assert kept["covered"] == [AREAS[3]]
