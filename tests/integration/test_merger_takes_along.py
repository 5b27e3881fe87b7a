"""A merger takes along what rooms above keep of an organisation, and its undoing brings it back."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from factories.listening import heard_of
from factories.register import AREAS, NOW, OTHER, TRUST, organisation_of, store_county, user_of
from factories.sources import FACTS, istv_of, source_of

from sightline.errors import Conflict
from sightline.service.accounts.models import Role
from sightline.service.audit.queries import history_of, verify_chain
from sightline.service.need.models import Listening
from sightline.service.partners.actions import merge_organisations, undo_merge
from sightline.service.partners.following import FOLLOW
from sightline.service.partners.models import Merger, Organisation
from sightline.service.partners.queries import merge_page
from sightline.service.sources.actions import edit_source, send_file
from sightline.service.sources.models import Source

pytestmark = pytest.mark.django_db
THIRD = "Harbour Forum"
# What is not named in FOLLOW: moved by the rooms themselves, or told of the merger itself.
BY_THE_ROOM = {
    "register.Activity", "entry.Draft", "sheets.RememberedLayout", "duplicates.MovedActivity",
    "partners.Organisation", "partners.CoveredArea", "partners.Alias", "partners.Identifier",
    "partners.Contact", "partners.Team", "partners.Membership", "partners.InvitedMembership",
    "partners.Merger",
}  # fmt: skip


@pytest.fixture
def unit():
    store_county()
    return user_of(Role.UNIT)


@pytest.fixture
def partner(unit):
    return user_of(Role.PARTNER, OTHER)


@pytest.fixture
def given(unit, partner):
    """A source and something heard, both of the organisation that will go."""
    organisation_of(TRUST)
    heard_of(AREAS[0], by=partner, organisation_id=organisation_of(OTHER).pk)
    return source_of(unit, giver=OTHER)


def merge(kept, gone, by):
    return merge_organisations(
        kept_id=organisation_of(kept).pk, gone_id=Organisation.objects.get(name=gone).pk, by=by,
        now=NOW, reason="one and the same",
    )  # fmt: skip


def owners():
    return (Source.objects.get().organisation.name, Listening.objects.get().organisation.name)


def test_every_model_that_names_an_organisation_says_what_a_merger_does_with_it():
    found = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and getattr(field, "related_model", None) is Organisation
    }
    assert found == BY_THE_ROOM | {each.model._meta.label for each in FOLLOW}


def test_a_source_and_what_was_heard_go_with_their_organisation_and_come_back(unit, given):
    assert owners() == (OTHER, OTHER)
    page = merge_page(viewer=unit, organisation_id=organisation_of(TRUST).pk,
                      gone_id=organisation_of(OTHER).pk)  # fmt: skip
    assert {"1 thing that was heard", "1 source of data"} <= set(page.moves)
    merger = merge(TRUST, OTHER, unit)
    assert owners() == (TRUST, TRUST)
    undo_merge(merger_id=merger, by=unit, now=NOW)
    assert owners() == (OTHER, OTHER)
    for row in (Source.objects.get(), Listening.objects.get()):
        kinds = [each.kind for each in history_of(row)]
        assert kinds.count("moved with its organisation") == 2
    assert verify_chain().faults == ()


def test_whoever_gave_it_still_sends_its_files(given, partner, unit):
    merge(TRUST, OTHER, unit)
    sent = {"content": istv_of("2025-10"), "file_name": "m.csv", "now": NOW}
    assert send_file(source_id=given, by=partner, today=date(2026, 1, 15), **sent)


def test_an_agreement_that_was_open_does_not_bring_the_one_that_went_back(given, unit):
    merge(TRUST, OTHER, unit)
    with pytest.raises(Conflict, match="Somebody changed this source"):
        edit_source(source_id=given, facts=FACTS, version=1, by=unit, now=NOW)


def test_mergers_in_a_row_are_undone_the_last_first(given, unit):
    first, second = merge(TRUST, OTHER, unit), merge(THIRD, TRUST, unit)
    assert owners() == (THIRD, THIRD)
    undo_merge(merger_id=second, by=unit, now=NOW)
    assert owners() == (TRUST, TRUST)
    undo_merge(merger_id=first, by=unit, now=NOW)
    assert owners() == (OTHER, OTHER)


def test_what_went_elsewhere_since_and_what_was_there_before_stay(given, unit):
    source_of(unit, giver=TRUST, title="Another (fictional)")
    merger = merge(TRUST, OTHER, unit)
    Listening.objects.update(organisation=organisation_of(THIRD))
    undo_merge(merger_id=merger, by=unit, now=NOW)
    givers = Source.objects.order_by("title").values_list("organisation__name", flat=True)
    assert list(givers) == [TRUST, OTHER]
    assert Listening.objects.get().organisation.name == THIRD


def test_a_merger_of_before_this_is_undone_as_it_was(given, unit):
    merger = merge(TRUST, OTHER, unit)
    kept = Merger.objects.get(pk=merger)
    kept.moved.pop("above")
    kept.save()
    undo_merge(merger_id=merger, by=unit, now=NOW)
    assert owners() == (TRUST, TRUST)
