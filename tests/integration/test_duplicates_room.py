"""Pairs on the register: found, shown to whom they may be, decided, taken back, not asked twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from factories.pages import text_of
from factories.register import (
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

from sightline.analysis.provision import Status, Visibility
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.evidence.duplicates import Kind
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.audit.queries import verify_chain
from sightline.service.duplicates import actions, queries
from sightline.service.duplicates.merging import Take
from sightline.service.duplicates.models import MovedActivity, Pair, Search, State
from sightline.service.partners.actions import merge_organisations, undo_merge
from sightline.service.partners.models import MemberRole, Membership, Merger
from sightline.service.register.actions import record_activity, withdraw_activity
from sightline.service.register.content import content_of
from sightline.service.register.models import Activity
from sightline.service.register.queries import activity_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county():
    store_county()


def again(**given):
    """The boxing club as another organisation tells of it."""
    told = {
        "reference": "PAY-7",
        "name": "Boxing Club (Harbour Lane)",
        "organisation": OTHER,
        "partners": (TRUST,),
        "people_a_year": 150.0,
        "funders": ("Fable Police 40%",),
        "referral": "",
        "eligibility": "",
        "depends_on": "A grant",
    }
    return club(**(told | given))


@pytest.fixture
def twice():
    """The club and its double, searched for: the keys of both, and their pair."""
    mine = record_activity(club(referral="", depends_on=""), by=None, now=NOW)
    theirs = record_activity(again(), by=None, now=NOW)
    actions.look_again(now=NOW)
    return mine, theirs, Pair.objects.get(kind=Kind.ACTIVITY.value)


@pytest.fixture
def unit():
    return user_of(Role.UNIT)


def lead_of(*names, called="A lead"):
    user = user_of(Role.PARTNER, *names, name=called)
    Membership.objects.filter(user=user).update(role=MemberRole.LEAD)
    return user


def content(key):
    return content_of(Activity.objects.whole().get(pk=key).facts())


def page_of(client, user, route, *args):
    client.force_login(user)
    return client.get(reverse(route, args=args))


def test_one_thing_told_by_two_is_found_with_its_reasons(twice, unit):
    mine, theirs, pair = twice
    assert {pair.first, pair.second} == {mine, theirs}
    assert pair.first < pair.second
    assert pair.probability > 0.9
    found = {one["field"]: one["words"] for one in pair.evidence}
    assert found["organisation"] == "one is led by a partner or a funder of the other"
    assert found["place"] == "the same postcode, or within 50 metres"
    search = Search.objects.get()
    assert (search.activities, search.new_pairs) == (2, 1)
    page = queries.pairs_page(viewer=unit, kind="", everything=False, page=1)
    assert page.found == "1 pair to decide"
    assert page.items[0].likely in ("likely the same", "very likely the same")
    assert "the same postcode" in page.items[0].reasons


def test_different_activities_are_no_pair():
    record_activity(club(), by=None, now=NOW)
    record_activity(bare(), by=None, now=NOW)
    assert actions.look_again(now=NOW).new_pairs == 0
    assert not Pair.objects.exists()


def test_the_command_searches_and_says_so(twice, capsys):
    call_command("find_duplicates")
    told = capsys.readouterr().out
    assert told.startswith("2 activities and 2 organisations compared in ")
    assert told.endswith("0 new pairs to look at.\n")


def test_a_search_while_another_runs_is_refused(unit):
    from sightline.service.duplicates.actions import looking

    with looking._SEARCHING, pytest.raises(Conflict, match="being searched already"):
        actions.look_again(now=NOW, by=unit)


def test_only_the_unit_searches(twice):
    with pytest.raises(NotAllowed):
        actions.look_again(now=NOW, by=user_of(Role.ANALYST))


def test_what_was_decided_is_not_asked_again(twice, unit):
    *_, pair = twice
    actions.decide(pair_id=pair.pk, decision=State.DIFFERENT, by=unit, now=NOW, reason="Two halls")
    actions.look_again(now=NOW)
    pair.refresh_from_db()
    assert pair.state == State.DIFFERENT
    assert queries.pairs_page(viewer=unit, kind="", everything=True, page=1).items == ()
    decided = queries.decided_page(viewer=unit, page=1)
    assert (decided.found, decided.items[0].reason) == ("1 decision", "Two halls")


def test_a_decided_pair_is_asked_again_once_much_more_speaks_for_it(unit):
    mine = record_activity(club(), by=None, now=NOW)
    elsewhere = {"postcode": "ZZ1 1AB", "places": (), "delivery_area": "X01000004"}
    record_activity(again(name="Boxing club, Harbour Lane", **elsewhere), by=None, now=NOW)
    actions.look_again(now=NOW)
    pair = Pair.objects.get(kind=Kind.ACTIVITY.value)
    actions.decide(pair_id=pair.pk, decision=State.RELATED, by=unit, now=NOW)
    record_activity(again(name=club().name), by=None, now=NOW)  # now the same place and name
    actions.look_again(now=NOW)
    pair.refresh_from_db()
    assert pair.state == State.OPEN
    assert "place: the same postcode" in pair.asked_again
    assert mine in (pair.first, pair.second)


def test_an_open_pair_that_no_longer_looks_alike_is_closed(twice, unit):
    _, theirs, _ = twice
    withdraw_activity(activity_id=theirs, by=unit, now=NOW, reason="told by mistake")
    actions.look_again(now=NOW)
    assert not Pair.objects.exists()


def test_a_merger_takes_what_only_the_other_knows_and_what_was_chosen(twice, unit):
    mine, theirs, pair = twice
    actions.decide(
        pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=mine,
        take={"people_a_year": Take.GONE, "name": Take.KEPT},
    )  # fmt: skip
    kept = Activity.objects.whole().get(pk=mine).facts()
    assert (kept.name, kept.organisation, kept.reference) == (club().name, TRUST, "CLUB-1")
    assert kept.people_a_year == 150.0  # chosen, never added up
    assert kept.depends_on == "A grant"  # the other alone knew
    assert kept.funders == ("none",)  # both said something, nothing was chosen
    assert kept.partners == ("Fable Police", "Northmere Council", OTHER)  # who told it takes part
    assert Activity.objects.get(pk=theirs).withdrawn_at == NOW
    pair.refresh_from_db()
    assert (pair.state, pair.kept, pair.gone) == (State.MERGED, mine, theirs)
    kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))[-3:]
    assert kinds == ["activity changed", "activity withdrawn", "pair decided: merged"]


def test_a_withdrawn_record_points_at_the_one_that_was_kept(twice, unit):
    mine, theirs, pair = twice
    actions.decide(pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=mine)
    gone = activity_page(viewer=unit, activity_id=theirs, today=TODAY)
    [part] = [part for part in gone.parts if part.template == "duplicates/part.html"]
    assert (part.page.items[0].words, part.page.items[0].name) == ("Merged into", club().name)
    assert part.page.items[0].address == reverse("register:activity", args=[mine])


def test_taking_a_merger_back_restores_both_records_to_the_byte(twice, unit):
    mine, theirs, pair = twice
    before = (content(mine), content(theirs))
    chosen = {"name": Take.GONE, "partners": Take.BOTH, "funders": Take.GONE}
    actions.decide(
        pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=mine, take=chosen
    )
    assert content(mine) != before[0]
    actions.undo(pair_id=pair.pk, by=unit, now=NOW)
    assert (content(mine), content(theirs)) == before
    assert Activity.objects.get(pk=theirs).withdrawn_at is None
    pair.refresh_from_db()
    assert (pair.state, pair.kept) == (State.OPEN, None)
    assert verify_chain().faults == ()


def test_what_was_changed_after_a_merger_stays_when_it_is_taken_back(twice, unit):
    mine, _, pair = twice
    actions.decide(
        pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=mine,
        take={"people_a_year": Take.GONE},
    )  # fmt: skip
    kept = Activity.objects.whole().get(pk=mine).facts()
    record_activity(replace(kept, people_a_year=130.0), by=unit, now=NOW)
    actions.undo(pair_id=pair.pk, by=unit, now=NOW)
    told = Activity.objects.whole().get(pk=mine).facts()
    assert told.people_a_year == 130.0
    assert told.depends_on == ""


def test_a_merger_shows_nothing_to_more_people_and_gives_no_site_away(unit):
    mine = record_activity(club(), by=None, now=NOW)
    hidden = again(visibility=Visibility.ORGANISATION, sensitive_site=True, organisation=TRUST)
    theirs = record_activity(hidden, by=None, now=NOW)
    actions.look_again(now=NOW)
    pair = Pair.objects.get(kind=Kind.ACTIVITY.value, first=min(mine, theirs))
    actions.decide(pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=mine)
    kept = Activity.objects.get(pk=mine)
    assert kept.visibility == Visibility.ORGANISATION.value
    assert kept.sensitive_site


def test_a_sensitive_site_is_compared_by_its_district_alone():
    from sightline.service.duplicates.comparing import activities_compared

    record_activity(club(sensitive_site=True), by=None, now=NOW)
    row = activities_compared().iloc[0]
    assert row["district"] == "X07000001"
    assert not row["postcode"]
    assert not row["area"]
    assert row["easting_m"] is None or row["easting_m"] != row["easting_m"]


def test_decisions_that_make_no_sense_are_refused(twice, unit):
    *_, pair = twice
    with pytest.raises(BadInput, match="wanted merged, related or different"):
        actions.decide(pair_id=pair.pk, decision=State.OPEN, by=unit, now=NOW)
    with pytest.raises(BadInput, match="one of the two"):
        actions.decide(pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=pair.pk)
    with pytest.raises(BadInput, match="found both"):
        actions.decide(
            pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, take={"name": Take.BOTH}
        )
    with pytest.raises(Conflict):
        actions.decide(
            pair_id=pair.pk, decision=State.RELATED, by=unit, now=NOW, version=pair.version + 1
        )
    with pytest.raises(Conflict):
        actions.undo(pair_id=pair.pk, by=unit, now=NOW)
    with pytest.raises(NotFound):
        actions.decide(pair_id=unit.pk, decision=State.RELATED, by=unit, now=NOW)
    pair.refresh_from_db()
    assert pair.state == State.OPEN
    assert not Activity.objects.exclude(withdrawn_at=None).exists()


def test_a_lead_decides_a_pair_of_their_own_and_no_other(twice):
    *_, pair = twice
    one_of_two = lead_of(TRUST, called="Half a lead")
    editor = user_of(Role.PARTNER, TRUST, OTHER, name="An editor")
    both = lead_of(TRUST, OTHER, called="Both leads")
    for somebody in (one_of_two, editor):
        with pytest.raises(NotAllowed):
            actions.decide(pair_id=pair.pk, decision=State.RELATED, by=somebody, now=NOW)
    actions.decide(pair_id=pair.pk, decision=State.MERGED, by=both, now=NOW)
    actions.undo(pair_id=pair.pk, by=both, now=NOW)
    pair.refresh_from_db()
    assert pair.state == State.OPEN


def test_nobody_sees_a_pair_with_a_record_they_may_not_see(client, twice, unit):
    _, theirs, pair = twice
    partner = user_of(Role.PARTNER, TRUST)
    assert page_of(client, partner, "duplicates:pair", pair.pk).status_code == 200
    Activity.objects.filter(pk=theirs).update(visibility=Visibility.ORGANISATION.value)
    assert page_of(client, partner, "duplicates:pair", pair.pk).status_code == 404
    assert queries.pairs_page(viewer=partner, kind="", everything=True, page=1).items == ()
    analyst = user_of(Role.ANALYST)
    assert page_of(client, analyst, "duplicates:pair", pair.pk).status_code == 404
    assert page_of(client, unit, "duplicates:pair", pair.pk).status_code == 200
    with pytest.raises(NotFound):
        actions.decide(pair_id=pair.pk, decision=State.RELATED, by=partner, now=NOW)


def test_a_partner_sees_pairs_with_one_of_their_own_alone(twice):
    *_, pair = twice
    stranger = user_of(Role.PARTNER, "Tideway Scouts", name="Somebody else")
    assert queries.pairs_page(viewer=stranger, kind="", everything=True, page=1).items == ()
    with pytest.raises(NotFound):
        queries.pair_page(viewer=stranger, pair_id=pair.pk)
    mine = user_of(Role.PARTNER, OTHER, name="Mine")
    assert len(queries.pairs_page(viewer=mine, kind="", everything=True, page=1).items) == 1


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.BOARD, Role.NEIGHBOUR])
def test_others_have_no_business_with_pairs(client, twice, role):
    *_, pair = twice
    assert page_of(client, user_of(role), "duplicates:pairs").status_code == 403
    assert page_of(client, user_of(role), "duplicates:pair", pair.pk).status_code == 403


def test_the_page_of_a_pair_shows_both_and_what_differs_in_words(client, twice, unit):
    *_, pair = twice
    told = text_of(page_of(client, unit, "duplicates:pair", pair.pk))
    for words in (
        "Are these the same?", "What speaks for it and against it", "the same postcode",
        "Side by side", "different", "one alone says it", "150", "Keep this decision",
        "by the model alone: nobody has decided one yet",
    ):  # fmt: skip
        assert words in told, words


def test_a_pair_is_merged_and_taken_back_through_its_pages(client, twice, unit):
    mine, theirs, pair = twice
    before = (content(mine), content(theirs))
    client.force_login(unit)
    wrong = client.post(reverse("duplicates:decide", args=[pair.pk]), {"version": pair.version})
    assert wrong.status_code == 422
    assert "Say whether the two are the same" in wrong.content.decode()
    kept = "first" if pair.first == mine else "second"
    other = "second" if kept == "first" else "first"
    answer = client.post(
        reverse("duplicates:decide", args=[pair.pk]),
        {
            "version": pair.version, "decision": "merged", "kept": kept,
            "take_people_a_year": other, "take_name": kept, "reason": "Told by the payer too",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert Activity.objects.get(pk=mine).people_a_year == 150.0
    told = text_of(client.get(answer["Location"]))
    assert "The same: merged into one. Decided by The unit" in told
    assert "Told by the payer too" in told
    pair.refresh_from_db()
    undone = client.post(reverse("duplicates:undo", args=[pair.pk]), {"version": pair.version})
    assert undone.status_code == 302
    assert (content(mine), content(theirs)) == before
    stale = client.post(reverse("duplicates:undo", args=[pair.pk]), {"version": pair.version})
    assert stale.status_code == 409
    assert client.post(reverse("duplicates:undo", args=[pair.pk])).status_code == 400


def test_the_list_and_the_decisions_are_pages(client, twice, unit):
    *_, pair = twice
    listed = text_of(page_of(client, unit, "duplicates:pairs"))
    assert "1 pair to decide" in listed
    assert "up to 1 may be told twice (1 pair of records may be the same)" in listed
    assert "What decisions teach" in listed
    answer = client.post(reverse("duplicates:look_again"))
    assert answer.status_code == 302
    actions.decide(pair_id=pair.pk, decision=State.RELATED, by=unit, now=NOW)
    decided = text_of(page_of(client, unit, "duplicates:decided"))
    assert "Related, but not the same. The unit" in decided
    assert "Nothing to decide" in text_of(
        client.get(reverse("duplicates:pairs") + "?kind=nonsense")
    )
    assert client.get(reverse("duplicates:pairs") + "?all=yes&kind=activity").status_code == 200


def test_an_activity_page_tells_of_related_records(twice, unit):
    mine, theirs, pair = twice
    actions.decide(pair_id=pair.pk, decision=State.RELATED, by=unit, now=NOW)
    analyst, board = user_of(Role.ANALYST), user_of(Role.BOARD)
    for viewer, sees_pair in ((analyst, True), (board, False)):
        page = activity_page(viewer=viewer, activity_id=mine, today=TODAY)
        [part] = [part for part in page.parts if part.template == "duplicates/part.html"]
        [item] = part.page.items
        assert (item.words, item.name) == ("Related, but not the same", again().name)
        assert item.address == reverse("register:activity", args=[theirs])
        assert bool(item.pair_address) is sees_pair
    actions.undo(pair_id=pair.pk, by=unit, now=NOW)
    page = activity_page(viewer=board, activity_id=mine, today=TODAY)
    assert not [part for part in page.parts if part.template == "duplicates/part.html"]


def test_whoever_decides_has_the_likeliest_pairs_at_home(twice, unit):
    panel = queries.home_panel(unit)
    assert panel is not None
    assert len(panel.rows) == 1
    assert queries.home_panel(lead_of(TRUST, OTHER, called="Both leads")) is not None
    assert queries.home_panel(lead_of(TRUST, called="Half a lead")) is None
    assert queries.home_panel(user_of(Role.ANALYST)) is None


def test_decisions_move_the_chance_that_pages_tell(twice, unit):
    *_, pair = twice
    actions.decide(pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW)
    page = queries.pairs_page(viewer=unit, kind="", everything=False, page=1)
    bands = dict(page.learned)["Activities"]
    assert sum(int(band.decided) for band in bands) == 1
    assert sum(int(band.same) for band in bands) == 1


def two_organisations():
    """One organisation under two names, each with an activity of the same reference."""
    kept, gone = (
        organisation_of("Lantern House Trust"),
        organisation_of("The Lantern House Trust Ltd"),
    )
    mine = record_activity(club(organisation=kept.name, reference="A-1"), by=None, now=NOW)
    theirs = record_activity(
        bare(organisation=gone.name, reference="a-1", status=Status.CURRENT), by=None, now=NOW
    )
    return kept, gone, mine, theirs


def test_the_page_of_an_organisation_tells_what_it_may_be_the_same_as(client, unit):
    kept, gone, *_ = two_organisations()
    actions.look_again(now=NOW)
    pair = Pair.objects.get(kind=Kind.ORGANISATION.value)
    heading = "Records like this one"

    def told(user, one):
        return text_of(page_of(client, user, "register:organisation", one.pk))

    assert f"the same: {gone.name} (" in told(unit, kept)
    board = user_of(Role.BOARD)
    assert heading not in told(board, kept)  # who opens no pairs is told of none that is open
    actions.decide(pair_id=pair.pk, decision=State.RELATED, by=unit, now=NOW)
    assert f"Related, but not the same: {kept.name}" in told(board, gone)
    Activity.objects.update(visibility=Visibility.PUBLIC.value)
    assert heading not in told(user_of(Role.NEIGHBOUR), kept)
    actions.undo(pair_id=pair.pk, by=unit, now=NOW)
    actions.decide(pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=kept.pk)
    assert f"Tells also what was told by: {gone.name}" in told(unit, kept)


def test_merging_organisations_moves_their_activities_and_back(unit):
    kept, gone, mine, theirs = two_organisations()
    before = (content(mine), content(theirs))
    actions.look_again(now=NOW)
    pair = Pair.objects.get(kind=Kind.ORGANISATION.value)
    assert pair.probability > 0.4  # the same name, and nothing else is known of either
    actions.decide(pair_id=pair.pk, decision=State.MERGED, by=unit, now=NOW, kept_id=kept.pk)
    moved = Activity.objects.get(pk=theirs)
    assert (moved.organisation_id, moved.reference) == (kept.pk, "a-1-2")
    assert MovedActivity.objects.count() == 1
    gone.refresh_from_db()
    assert gone.merged_into_id == kept.pk
    pair.refresh_from_db()
    actions.undo(pair_id=pair.pk, by=unit, now=NOW, version=pair.version)
    assert (content(mine), content(theirs)) == before
    assert not MovedActivity.objects.exists()
    assert not Merger.objects.exists()
    pair.refresh_from_db()
    assert pair.state == State.OPEN
    assert verify_chain().faults == ()


def test_a_merger_made_among_the_partners_settles_the_pair_too(unit):
    kept, gone, _, theirs = two_organisations()
    actions.look_again(now=NOW)
    merger = merge_organisations(
        kept_id=kept.pk, gone_id=gone.pk, by=unit, now=NOW, reason="one of each"
    )
    pair = Pair.objects.get(kind=Kind.ORGANISATION.value)
    assert (pair.state, pair.kept) == (State.MERGED, kept.pk)
    undo_merge(merger_id=merger, by=unit, now=NOW)
    pair.refresh_from_db()
    assert (pair.state, pair.kept) == (State.OPEN, None)
    assert Activity.objects.get(pk=theirs).organisation_id == gone.pk


def test_leads_of_both_organisations_cannot_merge_them_but_tell_them_apart():
    kept, gone, *_ = two_organisations()
    actions.look_again(now=NOW)
    pair = Pair.objects.get(kind=Kind.ORGANISATION.value)
    both = lead_of(kept.name, gone.name, called="Both leads")
    page = queries.pair_page(viewer=both, pair_id=pair.pk)
    assert (page.may_decide, page.may_merge) == (True, False)
    assert "Only the unit merges" in page.why_not
    with pytest.raises(NotAllowed):
        actions.decide(pair_id=pair.pk, decision=State.MERGED, by=both, now=NOW)
    actions.decide(pair_id=pair.pk, decision=State.DIFFERENT, by=both, now=NOW)
    assert Pair.objects.get(pk=pair.pk).state == State.DIFFERENT


def test_a_long_reference_keeps_its_length_when_it_moves(unit):
    kept, gone = organisation_of("Lantern House"), organisation_of("Quay Refuge")
    long = "R" * 100
    record_activity(club(organisation=kept.name, reference=long), by=None, now=NOW)
    theirs = record_activity(bare(organisation=gone.name, reference=long), by=None, now=NOW)
    merge_organisations(kept_id=kept.pk, gone_id=gone.pk, by=unit, now=NOW, reason="")
    assert Activity.objects.get(pk=theirs).reference == "R" * 98 + "-2"


def test_a_search_asks_the_database_little(twice, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        actions.look_again(now=timezone.now())


def test_a_pair_has_two_records_in_order():
    pair = Pair(
        kind="activity", first="00000000-0000-0000-0000-000000000002",
        second="00000000-0000-0000-0000-000000000001", probability=0.5, weight=0, evidence=[],
        pattern="", found_at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="the_smaller_key_of_a_pair_comes_first"):
        pair.save()
