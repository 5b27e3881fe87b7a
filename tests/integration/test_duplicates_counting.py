"""People and money are counted once: through partnership, through pooled money, after a merger."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from django.db.models import Sum
from factories.pages import text_of
from factories.register import (
    AREAS,
    NOW,
    OTHER,
    TODAY,
    TRUST,
    bare,
    club,
    store_county,
    user_of,
)

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import Visibility, money_of, reach_parts
from sightline.evidence.duplicates import Kind, find_pairs
from sightline.service.accounts.models import Role
from sightline.service.duplicates import actions, queries
from sightline.service.duplicates.comparing import activities_compared
from sightline.service.duplicates.models import Pair, State
from sightline.service.duplicates.queries import likely
from sightline.service.places import queries as places
from sightline.service.register.actions import record_activity, withdraw_activity
from sightline.service.register.models import Activity, Involvement
from sightline.service.register.queries import provision_activities

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county():
    store_county()


@pytest.fixture
def unit():
    return user_of(Role.UNIT)


def told_by_two():
    """One boxing club, told by those who run it and by those who pay."""
    mine = record_activity(club(), by=None, now=NOW)
    again = club(
        reference="PAY-7", organisation=OTHER, partners=(TRUST,), people_a_year=150.0,
        name="Boxing Club (Harbour Lane)",
    )  # fmt: skip
    theirs = record_activity(again, by=None, now=NOW)
    actions.look_again(now=NOW)
    return mine, theirs, Pair.objects.get(kind=Kind.ACTIVITY.value)


def people_reached() -> float:
    parts = reach_parts(
        activities=provision_activities(),
        areas=places.areas(),
        population=places.population(),
        ages=AgeRange(11, 18),
        theme="violence",
        as_of=Month.of(TODAY),
    )
    return float(parts["people_reached"].sum())


def totals() -> tuple[float, float]:
    """People and money a year, as every total of the register is added up."""
    found = Activity.objects.on_register().aggregate(
        people=Sum("people_a_year"), money=Sum("funding_gbp")
    )
    return found["people"] or 0.0, found["money"] or 0.0


def test_an_activity_told_by_two_counts_once_when_merged_and_twice_when_told_apart(unit):
    mine, _, pair = told_by_two()
    assert totals() == (270.0, 25_000.0)
    assert people_reached() == pytest.approx(270.0)
    actions.decide(pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=mine)
    assert totals() == (120.0, 12_500.0)
    assert people_reached() == pytest.approx(120.0)
    actions.undo(pair_id=pair.pk, by=unit, now=NOW)
    assert totals() == (270.0, 25_000.0)
    assert people_reached() == pytest.approx(270.0)


@pytest.mark.parametrize("merged", [True, False])
def test_what_may_be_double_is_what_a_merger_could_take_away_at_most(unit, merged):
    mine, _, pair = told_by_two()
    before, may_be = totals(), queries.may_be_double()
    assert (may_be.pairs, may_be.people_a_year, may_be.funding_gbp) == (1, 120.0, 12_500.0)
    decision = State.MERGED if merged else State.DIFFERENT
    actions.decide(pair_id=pair.pk, decision=decision, by=unit, now=NOW, kept_id=mine)
    assert queries.may_be_double().pairs == 0
    assert before[0] - totals()[0] == (150.0 if merged else 0.0)


def test_related_records_may_still_be_double_and_pages_say_so(client, unit):
    *_, pair = told_by_two()
    actions.decide(pair_id=pair.pk, decision=State.RELATED, by=unit, now=NOW)
    assert queries.may_be_double().people_a_year == 120.0
    client.force_login(unit)
    told = text_of(client.get("/duplicates"))
    assert "up to 1 may be told twice (1 pair of records may be the same)" in told
    assert "of their room for people up to 120 a year" in told


def test_only_pairs_within_what_is_counted_are_told():
    mine, theirs, _ = told_by_two()
    assert queries.may_be_double([mine]).pairs == 0
    assert queries.may_be_double([mine, theirs]).pairs == 1
    assert queries.say_may_be_double(queries.may_be_double([mine])) == ""


def test_of_three_that_hang_together_all_but_the_largest_may_be_double():
    for number, people in enumerate((100.0, 80.0, None)):
        told = club(reference=f"R{number}", organisation=(TRUST, OTHER, "Third")[number])
        record_activity(replace(told, people_a_year=people), by=None, now=NOW)
    actions.look_again(now=NOW)
    found = queries.may_be_double()
    assert (found.pairs, found.activities) == (3, 2)
    assert found.people_a_year == 80.0  # what is not supplied is in no total
    assert found.funding_gbp == 25_000.0


def test_withdrawn_records_are_in_no_total_and_never_double(unit):
    _, theirs, _ = told_by_two()
    withdraw_activity(activity_id=theirs, by=unit, now=NOW, reason="ended")
    assert queries.may_be_double().pairs == 0


def test_partners_of_an_activity_do_not_multiply_its_people():
    record_activity(club(partners=("Fable Police", "Northmere Council", OTHER)), by=None, now=NOW)
    assert totals()[0] == 120.0
    assert people_reached() == pytest.approx(120.0)


@pytest.mark.parametrize(
    ("funders", "parts"),
    [
        (("Home Office 60%", "County Council 40%"), {"Home Office": 6e3, "County Council": 4e3}),
        (("Home Office 60%", "County Council"), {"Home Office": 6e3, "County Council": None}),
        (("Home Office", "County Council"), {"Home Office": None, "County Council": None}),
    ],
)
def test_pooled_money_is_counted_once_and_unknown_shares_are_not_made_up(funders, parts):
    key = record_activity(club(funders=funders, funding_gbp=10_000.0), by=None, now=NOW)
    facts = Activity.objects.whole().get(pk=key).facts()
    assert money_of(facts.funders, facts.funding_gbp) == parts
    assert sum(part for part in parts.values() if part is not None) <= 10_000.0
    assert totals()[1] == 10_000.0
    shares = Involvement.objects.filter(activity=key, side="funder").values_list("share", flat=True)
    assert sum(share for share in shares if share is not None) <= 1


def test_merging_never_adds_money_up_nor_makes_shares_of_more_than_the_whole(unit):
    mine = record_activity(club(funders=("Home Office 60%",)), by=None, now=NOW)
    theirs = record_activity(
        club(reference="PAY", organisation=OTHER, funders=("County Council 70%",)),
        by=None, now=NOW,
    )  # fmt: skip
    actions.look_again(now=NOW)
    pair = Pair.objects.get(kind=Kind.ACTIVITY.value)
    from sightline.errors import BadInput
    from sightline.service.duplicates.merging import Take

    with pytest.raises(BadInput, match="130%"):
        actions.decide(
            pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=mine,
            take={"funders": Take.BOTH},
        )  # fmt: skip
    assert Activity.objects.get(pk=theirs).withdrawn_at is None
    actions.decide(pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=mine)
    assert totals()[1] == 12_500.0


@pytest.fixture
def _nothing_ready():
    likely._READY.clear()
    yield
    likely._READY.clear()


@pytest.mark.usefixtures("_nothing_ready")
class TestLookUps:
    """A new record looked up while somebody enters it."""

    def test_a_double_is_told_with_its_reasons(self):
        key = record_activity(club(), by=None, now=NOW)
        record_activity(bare(), by=None, now=NOW)
        new = club(reference="NEW", organisation=OTHER, partners=(TRUST,), name="Harbour Ln boxing")
        [found] = queries.likely_same_activities(viewer=user_of(Role.PARTNER, OTHER), facts=new)
        assert (found.key, found.name, found.organisation) == (key, club().name, TRUST)
        assert "Place: the same postcode, or within 50 metres" in found.reasons

    def test_it_weighs_as_the_search_does(self):
        key = record_activity(club(), by=None, now=NOW)
        told = club(reference="NEW", organisation=OTHER, partners=(TRUST,))
        [found] = queries.likely_same_activities(viewer=user_of(Role.UNIT), facts=told)
        record_activity(told, by=None, now=NOW)
        [row] = find_pairs(activities_compared(), kind=Kind.ACTIVITY).to_dict("records")
        assert str(key) in (row["first"], row["second"])
        assert found.probability == pytest.approx(row["probability"], abs=1e-6)

    def test_what_was_added_or_changed_since_is_told_too(self):
        viewer = user_of(Role.UNIT)
        assert queries.likely_same_activities(viewer=viewer, facts=club()) == ()
        key = record_activity(club(), by=None, now=NOW)
        [found] = queries.likely_same_activities(viewer=viewer, facts=club(reference="NEW"))
        assert found.key == key
        changed = replace(club(), name="Chess on Mondays", description="Chess and tea.")
        record_activity(changed, by=None, now=NOW)
        again = queries.likely_same_activities(viewer=viewer, facts=club(reference="NEW"))
        assert [one.name for one in again] in ([], [changed.name])
        assert all(one.probability < found.probability for one in again)
        withdraw_activity(activity_id=key, by=viewer, now=NOW, reason="ended")
        assert queries.likely_same_activities(viewer=viewer, facts=club(reference="NEW")) == ()

    def test_a_register_that_was_begun_anew_is_not_taken_for_the_one_before(self):
        viewer, new = user_of(Role.UNIT), club(reference="NEW")
        with transaction.atomic():
            record_activity(club(reference="GONE"), by=None, now=NOW)
            assert len(queries.likely_same_activities(viewer=viewer, facts=new)) == 1
            transaction.set_rollback(True)
        key = record_activity(club(), by=None, now=NOW)
        [found] = queries.likely_same_activities(viewer=viewer, facts=new)
        assert found.key == key

    @pytest.mark.parametrize("limit", ["MOST_CHANGED", "MOST_EVENTS"])
    def test_after_very_much_records_are_made_ready_anew(self, monkeypatch, limit):
        viewer, new = user_of(Role.UNIT), club(reference="NEW")
        assert queries.likely_same_activities(viewer=viewer, facts=new) == ()
        monkeypatch.setattr(likely, limit, 0)
        [before] = likely._READY
        key = record_activity(club(), by=None, now=NOW)
        [found] = queries.likely_same_activities(viewer=viewer, facts=new)
        assert found.key == key
        assert [before] != likely._READY

    def test_a_record_that_is_being_changed_is_no_double_of_itself(self):
        key = record_activity(club(), by=None, now=NOW)
        viewer = user_of(Role.UNIT)
        assert queries.likely_same_activities(viewer=viewer, facts=club(), but=key) == ()

    def test_nobody_is_told_of_what_they_may_not_see(self):
        record_activity(club(visibility=Visibility.ORGANISATION), by=None, now=NOW)
        new = club(reference="NEW", organisation=OTHER)
        assert queries.likely_same_activities(viewer=user_of(Role.PARTNER, OTHER), facts=new) == ()
        owner = user_of(Role.PARTNER, TRUST, name="Owner")
        assert len(queries.likely_same_activities(viewer=owner, facts=new)) == 1

    def test_where_a_sensitive_site_is_changes_no_answer(self):
        viewer = user_of(Role.PARTNER, OTHER)
        new = club(reference="NEW", organisation=OTHER)
        answers = []
        for postcode, area in (("ZZ1 1AA", AREAS[0]), ("ZZ1 1AB", AREAS[1])):
            told = club(sensitive_site=True, postcode=postcode, delivery_area=area, places=())
            record_activity(told, by=None, now=NOW)
            answers.append(queries.likely_same_activities(viewer=viewer, facts=new))
        assert answers[0] == answers[1]
        assert len(answers[0]) == 1

    def test_organisations_are_looked_up_by_name_and_what_is_known(self):
        record_activity(club(), by=None, now=NOW)
        [found] = queries.likely_same_organisations(name="Shoreline Youth Trust Ltd")
        assert found.name == TRUST
        assert queries.likely_same_organisations(name="Shoreline Youth Trust", but=found.key) == ()
        assert queries.likely_same_organisations(name="Tideway Scouts") == ()
