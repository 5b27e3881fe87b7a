"""A hidden place in a draft, side by side or in a delivery: who is shown it leaves one line."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from factories.entry import change_of, draft_of, save, send
from factories.register import NOW, OTHER, TODAY, TRUST, club, store_county, user_of

from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.audit.queries import history_of, verify_chain
from sightline.service.deliveries.actions import Held, record_delivery
from sightline.service.duplicates.models import Pair
from sightline.service.entry.actions import adopt, offer_activity, set_scope, start_draft
from sightline.service.entry.models import Draft, Scope
from sightline.service.partners.models import Organisation
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db
READ = "restricted record read"
HERE, THERE = "ZZ1 1AA", "ZZ1 1AB"


@pytest.fixture(autouse=True)
def _county():
    store_county()


@pytest.fixture
def unit():
    user = user_of(Role.UNIT)
    set_scope(scope=Scope.EVERYTHING, version=1, by=user, now=NOW)
    return user


@pytest.fixture
def ana():
    return user_of(Role.PARTNER, TRUST, name="Ana")


@pytest.fixture
def house():
    return record_activity(club(sensitive_site=True, postcode=HERE), by=None, now=NOW)


def reads():
    return list(Event.objects.filter(kind=READ).order_by("number"))


def shown(client, user, route, *parts, **asked):
    """What somebody is shown at an address, and how many lines that left."""
    before = len(reads())
    client.force_login(user)
    page = client.get(reverse(route, args=parts), asked).content.decode()
    return page, len(reads()) - before


def test_a_new_hidden_place_that_waits_is_looked_over_with_a_line_about_the_draft(
    client, unit, ana
):
    draft = send(ana, draft_of(ana, postcode=THERE, sensitive_site="yes").pk)
    page, lines = shown(client, unit, "entry:check", draft.pk)
    assert (THERE in page, lines) == (True, 1)
    (line,) = reads()
    assert (line.about_type, line.about_id) == ("entry.Draft", str(draft.pk))
    assert line.reason == "the place of a sensitive site, in a draft"
    sent_back = client.post(reverse("entry:send_back", args=[draft.pk]), {"words": ""})
    assert THERE in sent_back.content.decode()
    assert len(reads()) == 2, "the form that comes back shows it once more"
    page, lines = shown(client, ana, "entry:check", draft.pk)
    assert (THERE in page, lines) == (True, 0), "its own people read what they wrote"
    assert verify_chain().faults == ()


def test_a_draft_whose_place_need_not_stay_hidden_leaves_none(client, unit, ana):
    draft = send(ana, draft_of(ana, postcode=THERE).pk)
    assert shown(client, unit, "entry:check", draft.pk)[1] == 0


def test_a_draft_that_says_not_where_leaves_none(client, unit, ana):
    where = dict.fromkeys(("postcode", "areas_served"))
    draft = draft_of(ana, sensitive_site="yes", **where)
    Draft.objects.filter(pk=draft.pk).update(state="waiting")
    assert shown(client, unit, "entry:check", draft.pk)[1] == 0


def test_what_the_unit_changes_of_a_hidden_place_leaves_a_line_about_the_record(
    client, unit, house
):
    page, lines = shown(client, unit, "entry:change", house)
    assert (HERE in page, lines) == (True, 1)
    draft = change_of(unit, house)
    page, lines = shown(client, unit, "entry:check", draft.pk)
    assert (HERE in page, lines) == (True, 1)
    for step, told in (("name", 0), ("where", 1), ("when", 0)):
        page, lines = shown(client, unit, "entry:step", draft.pk, step)
        assert (HERE in page, lines) == (bool(told), told), step
    history = history_of(Activity.objects.get(pk=house))
    assert [each.kind for each in history].count(READ) == 3, "its organisation finds them there"


def test_a_page_that_comes_back_with_a_hidden_place_leaves_a_line(client, unit, house):
    draft = change_of(unit, house)
    client.force_login(unit)
    address = reverse("entry:step", args=[draft.pk, "where"])
    sent = {"version": draft.version, "postcode": HERE, "sensitive_site": "", "areas_served": []}
    assert HERE in client.post(address, sent).content.decode()
    assert len(reads()) == 1


def test_two_versions_of_a_hidden_place_side_by_side_leave_a_line(client, unit, house):
    draft = change_of(unit, house)
    record_activity(club(sensitive_site=True, postcode=THERE), by=None, now=NOW)
    page, lines = shown(client, unit, "entry:settle", draft.pk)
    assert (THERE in page, lines) == (True, 1)
    assert reads()[-1].about_id == str(house)


def test_two_versions_that_differ_in_something_else_leave_none(client, unit, house):
    draft = change_of(unit, house)
    record_activity(club(sensitive_site=True, postcode=HERE, name="The house"), by=None, now=NOW)
    page, lines = shown(client, unit, "entry:settle", draft.pk)
    assert ("The house" in page, lines) == (True, 0)


def test_what_a_colleague_saved_of_a_hidden_place_leaves_a_line(client, unit, house):
    draft = change_of(unit, house)
    stale = draft.version
    save(unit, draft.pk, "where", postcode=THERE)
    client.force_login(user_of(Role.UNIT, name="Second Unit"))
    sent = {"version": stale, "postcode": HERE, "sensitive_site": "yes",
            "areas_served": ["X07000002"]}  # fmt: skip
    answer = client.post(reverse("entry:step", args=[draft.pk, "where"]), sent)
    assert answer.status_code == 409
    assert THERE in answer.content.decode()
    assert len(reads()) == 1


def test_whoever_of_the_unit_wrote_a_new_one_down_knows_it_and_a_colleague_leaves_a_line(
    client, unit
):
    trust = Organisation.objects.create(name="A refuge", kind="vcse", kind_words="")
    key = start_draft(organisation_id=trust.pk, key=uuid.uuid4(), by=unit, now=NOW)
    save(unit, key, "where", postcode=THERE, sensitive_site="yes")
    page, lines = shown(client, unit, "entry:check", key)
    assert (THERE in page, lines) == (True, 0)
    page, lines = shown(client, user_of(Role.UNIT, name="Second Unit"), "entry:check", key)
    assert (THERE in page, lines) == (True, 1)


def test_an_offer_that_was_taken_up_and_filled_in_leaves_a_line(client, unit, ana):
    trust = Organisation.objects.get(name=TRUST)
    key = offer_activity(organisation_id=trust.pk, answers={"activity": "A house"}, words="Yours?",
                         key=uuid.uuid4(), by=unit, now=NOW)  # fmt: skip
    assert shown(client, unit, "entry:offer", key)[1] == 0
    adopt(draft_id=key, by=ana, now=NOW)
    save(ana, key, "where", postcode=THERE, sensitive_site="yes")
    Draft.objects.filter(pk=key).update(state="waiting")
    page, lines = shown(client, unit, "entry:offer", key)
    assert (THERE in page, lines) == (True, 1)


@pytest.fixture
def pair(house):
    other = record_activity(club(reference="TWO", organisation=OTHER), by=None, now=NOW)
    first, second = sorted((house, other))
    return Pair.objects.create(
        kind="activity", first=first, second=second, probability=0.9, weight=9.0, evidence=[],
        pattern="", found_at=timezone.now(),
    )  # fmt: skip


def test_a_hidden_place_side_by_side_with_another_leaves_one_line(client, unit, house, pair):
    page, lines = shown(client, unit, "duplicates:pair", pair.pk)
    assert (HERE in page, lines) == (True, 1)
    assert reads()[0].about_id == str(house)
    client.post(reverse("duplicates:decide", args=[pair.pk]), {})
    assert len(reads()) == 2, "the form that comes back shows it once more"
    analyst = user_of(Role.ANALYST)
    assert shown(client, analyst, "duplicates:pair", pair.pk)[1] == 0, "the place is not told them"


def test_a_pair_in_which_no_place_is_hidden_leaves_none(client, unit, pair):
    record_activity(club(sensitive_site=False, postcode=HERE), by=None, now=NOW)
    assert shown(client, unit, "duplicates:pair", pair.pk)[1] == 0


@pytest.mark.parametrize(("where", "lines"), [("Behind the school", 1), ("", 0)])
def test_where_a_hidden_activity_was_held_leaves_a_line(client, unit, ana, house, where, lines):
    held = Held(date(2026, 1, 10), place=where, people=12)
    delivery = record_delivery(activity_id=house, held=held, entry_key=uuid.uuid4(), by=ana,
                               now=NOW, today=TODAY)  # fmt: skip
    for route, part in (("deliveries:deliveries", house), ("deliveries:delivery", delivery)):
        assert shown(client, unit, route, part)[1] == lines
        assert shown(client, ana, route, part)[1] == 0
    assert {line.about_id for line in reads()} <= {str(house)}


def test_asking_for_the_headers_alone_is_no_look(client, unit, ana, house, pair):
    held = Held(date(2026, 1, 10), place="Behind the school", people=12)
    delivery = record_delivery(activity_id=house, held=held, entry_key=uuid.uuid4(), by=ana,
                               now=NOW, today=TODAY)  # fmt: skip
    draft = change_of(unit, house)
    client.force_login(unit)
    routes = {
        "register:activity": [house], "register:history": [house], "register:download": ["csv"],
        "entry:change": [house], "entry:check": [draft.pk], "entry:step": [draft.pk, "where"],
        "duplicates:pair": [pair.pk], "deliveries:deliveries": [house],
        "deliveries:delivery": [delivery],
    }  # fmt: skip
    for looks, (route, parts) in enumerate(routes.items()):
        address = reverse(route, args=parts)
        assert client.head(address).status_code == 200
        assert len(reads()) == looks, route
        client.get(address)
        assert len(reads()) == looks + 1, route
