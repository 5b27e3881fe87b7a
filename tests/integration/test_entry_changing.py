"""Last time's answers: what is different, and what happens when two people change one thing."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from factories.entry import change_of, draft_of, fill_register, save, send
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
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.entry import actions, queries
from sightline.service.entry.merging import asked_about, differences, settle
from sightline.service.entry.models import Draft, Said, State
from sightline.service.partners.actions import join_organisation
from sightline.service.register.actions import record_activity, withdraw_activity
from sightline.service.register.models import Activity


@pytest.fixture
def _county(db):
    store_county()


@pytest.fixture
def key(_county):
    return record_activity(club(), by=None, now=NOW)


@pytest.fixture
def ana(client, key):
    user = user_of(Role.PARTNER, TRUST, name="Ana")
    client.force_login(user)
    return user


@pytest.fixture
def ben(key):
    return user_of(Role.PARTNER, TRUST, name="Ben")


def settle_address(draft):
    return reverse("entry:settle", args=[draft.pk])


def test_what_was_said_last_time_is_there_and_the_change_is_marked(client, ana, key):
    page = text_of(client.get(reverse("entry:change", args=[key])))
    assert "This is what was said last time." in page
    assert "Harbour Lane boxing club" in page
    begun = client.post(reverse("entry:change", args=[key]))
    draft = Draft.objects.get()
    assert begun.url == reverse("entry:check", args=[draft.pk])
    page = text_of(client.get(begun.url))
    assert "What is different this time?" in page
    assert "Nothing is different from the register yet." in page
    assert "Save these changes" not in page
    save(ana, draft.pk, "how-many", people_a_year="150")
    page = text_of(client.get(begun.url))
    assert "1 answer is different from the register." in page
    assert "was 120 → , now 150 different" in page
    version = Draft.objects.get().version
    client.post(reverse("entry:send", args=[draft.pk]), {"version": version})
    after = Activity.objects.get().facts()
    before = club()
    assert after.people_a_year == 150.0
    for fact in ("reference", "places", "postcode", "delivery_area", "partners", "funders", "days"):
        assert getattr(after, fact) == getattr(before, fact)
    assert after.confirmed_on > before.confirmed_on  # whoever sends it says it is right today


def test_a_change_that_changes_nothing_else_changes_nothing_else(ana, key):
    draft = change_of(ana, key)
    save(ana, draft.pk, "name", description="Boxing, and tea.")
    send(ana, draft.pk)
    event = Event.objects.get(kind="activity changed")
    before, after = json.loads(event.before), json.loads(event.after)
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {"description", "confirmed_on", "version"}


def test_what_nobody_has_said_may_stay_unsaid(client, key):
    bare_key = record_activity(bare(organisation=TRUST), by=None, now=NOW)
    ana = user_of(Role.PARTNER, TRUST, name="Ana")
    draft = change_of(ana, bare_key)
    save(ana, draft.pk, "name", activity="Street walks at night")
    send(ana, draft.pk)
    facts = Activity.objects.get(pk=bare_key).facts()
    assert (facts.name, facts.ages, facts.postcode) == ("Street walks at night", None, "")


def test_a_change_that_was_begun_is_gone_on_with(ana, ben, key):
    first = change_of(ana, key)
    assert change_of(ben, key).pk == first.pk
    unit = user_of(Role.UNIT)
    assert change_of(unit, key).pk != first.pk  # the unit has a draft of its own
    oda = user_of(Role.PARTNER, OTHER, name="Oda")
    with pytest.raises(NotAllowed):
        change_of(oda, key)
    with pytest.raises(NotAllowed):
        queries.change_page(viewer=oda, activity_id=key, today=TODAY)
    page = queries.change_page(viewer=ben, activity_id=key, today=TODAY)
    assert page.begun.endswith("by Ana")


def test_the_register_moved_and_both_versions_are_shown_answer_by_answer(client, ana, key):
    draft = change_of(ana, key)
    save(ana, draft.pk, "how-many", people_a_year="150", funding_gbp="15000")
    moved = club(people_a_year=90.0, timetable="7 pm to 9 pm")
    record_activity(moved, by=user_of(Role.UNIT), now=NOW)
    version = Draft.objects.get().version
    sent = client.post(reverse("entry:send", args=[draft.pk]), {"version": version})
    assert sent.url == settle_address(draft)
    answer = client.get(sent.url)
    assert answer.status_code == 409
    page = answer.content.decode()
    for words in ("It was: 120", "On the register now: 90", "What you wrote: 150"):
        assert words in page
    assert re.search(r'name="timetable"[^>]*value="theirs" checked', page)
    assert re.search(r'name="funding_gbp"[^>]*value="mine" checked', page)
    assert not re.search(r'name="people_a_year"[^>]*checked', page)  # both changed it: choose
    form = {"version": version, "record_version": 2, "timetable": "theirs", "funding_gbp": "mine"}
    again = client.post(settle_address(draft), form)
    assert "choose one of the two" in text_of(again)
    assert Draft.objects.get().answers["people_a_year"] == "150"
    client.post(settle_address(draft), {**form, "people_a_year": "mine"})
    send(ana, draft.pk)
    facts = Activity.objects.get().facts()
    assert (facts.people_a_year, facts.funding_gbp) == (150.0, 15_000.0)
    assert facts.timetable == "7 pm to 9 pm"


def test_the_other_way_round_the_unit_gets_the_conflict(ana, key):
    unit = user_of(Role.UNIT)
    theirs, mine = change_of(unit, key), change_of(ana, key)
    save(unit, theirs.pk, "how-many", people_a_year="90")
    save(ana, mine.pk, "how-many", people_a_year="150")
    send(ana, mine.pk)
    with pytest.raises(actions.RegisterMoved):
        send(unit, theirs.pk)
    page = queries.settle_page(viewer=unit, draft_id=theirs.pk, today=TODAY)
    assert [(row.theirs, row.mine) for row in page.rows] == [
        ("On the register now: 150", "What you wrote: 90")
    ]
    settled = {"draft_id": theirs.pk, "by": unit, "now": NOW, "today": TODAY}
    version = Draft.objects.get(pk=theirs.pk).version
    with pytest.raises(BadInput, match="Nothing was chosen for people_a_year"):
        actions.settle_draft(choices={}, version=version, record_version=2, **settled)
    choices = {"people_a_year": "theirs"}
    with pytest.raises(Conflict, match="once more"):
        actions.settle_draft(choices=choices, version=version, record_version=1, **settled)
    actions.settle_draft(choices=choices, version=version, record_version=2, **settled)
    check = queries.check_page(viewer=unit, draft_id=theirs.pk, today=TODAY)
    assert check.changes.startswith("Nothing is different")
    assert check.send == ""


def test_the_register_moved_once_more_while_somebody_chose(client, ana, key):
    draft = change_of(ana, key)
    save(ana, draft.pk, "how-many", people_a_year="150")
    record_activity(club(people_a_year=90.0), by=None, now=NOW)
    client.get(settle_address(draft))
    record_activity(club(people_a_year=80.0), by=None, now=NOW)
    form = {"version": Draft.objects.get().version, "record_version": 2, "people_a_year": "mine"}
    again = client.post(settle_address(draft), form)
    assert again.url == settle_address(draft)
    assert "On the register now: 80" in client.get(again.url).content.decode()
    assert Activity.objects.get().people_a_year == 80.0


def test_a_colleague_saved_the_same_page_and_nothing_that_was_typed_is_lost(client, ana, ben, key):
    draft = draft_of(ana)
    address = reverse("entry:step", args=[draft.pk, "name"])
    opened = re.search(r'name="version" value="(\d+)"', client.get(address).content.decode())[1]
    save(ben, draft.pk, "name", activity="Evening rugby", description="By Ben")
    mine = {"version": opened, "activity": "Evening cricket", "description": "By Ana"}
    answer = client.post(address, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    for words in ("Saved: Evening rugby", "What you typed: Evening cricket", "by Ben"):
        assert words in page
    assert Draft.objects.get().answers["activity"] == "Evening rugby"
    typed = {"activity": "Evening cricket", "description": "By Ana", "reference": None}
    form = {"typed": json.dumps(typed), "version": Draft.objects.get().version}
    settle_step = reverse("entry:settle_step", args=[draft.pk, "name"])
    half = client.post(settle_step, {**form, "activity": "mine"})
    assert half.status_code == 409
    assert "Description: choose one of the two." in half.content.decode()
    save(ben, draft.pk, "name", activity="Evening tennis")  # quicker once more
    chosen = {**form, "activity": "mine", "description": "theirs"}
    again = client.post(settle_step, chosen)
    assert again.status_code == 409
    assert "Saved: Evening tennis" in again.content.decode()
    chosen["version"] = Draft.objects.get().version
    assert client.post(settle_step, chosen).url == address
    kept = Draft.objects.get().answers
    assert (kept["activity"], kept["description"]) == ("Evening cricket", "By Ben")
    assert client.post(settle_step, {"version": 1, "typed": '["x"]'}).status_code == 400


@pytest.mark.parametrize(
    "typed",
    [
        "[" * 100_000,
        '{"activity":' * 5_000 + '"x"' + "}" * 5_000,
        '{"activity": ' + "9" * 10_000 + "}",
        r'{"activity": "\ud800"}',
        r'{"activity": "\u0000"}',
    ],
    ids=["deep lists", "deep answers", "long number", "half a character", "no character"],
)
def test_what_was_carried_is_not_trusted_when_it_comes_back(client, ana, key, typed):
    draft = change_of(ana, key)
    address = reverse("entry:settle_step", args=[draft.pk, "name"])
    form = {"version": draft.version, "typed": typed, "activity": "mine"}
    assert client.post(address, form).status_code == 400
    assert Draft.objects.get(pk=draft.pk).answers == draft.answers
    assert client.get(reverse("entry:drafts")).status_code == 200


def test_the_same_page_sent_twice_is_saved_once(client, ana, key):
    draft = draft_of(ana)
    address = reverse("entry:step", args=[draft.pk, "name"])
    form = {"version": draft.version, "activity": "Evening cricket"}
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    assert Draft.objects.get().version == draft.version + 1


def test_a_record_taken_off_the_register_is_not_brought_back_by_a_draft(ana, key):
    draft = change_of(ana, key)
    save(ana, draft.pk, "how-many", people_a_year="150")
    withdraw_activity(activity_id=key, by=user_of(Role.UNIT), now=NOW, reason="over")
    with pytest.raises(Conflict, match="taken off the register"):
        send(ana, draft.pk)


def test_a_new_activity_changes_nothing_so_there_is_nothing_to_settle(client, ana, key):
    draft = draft_of(ana)
    assert client.get(settle_address(draft)).status_code == 409
    with pytest.raises(BadInput):
        actions.settle_draft(
            draft_id=draft.pk, choices={}, version=draft.version, record_version=1, by=ana,
            now=NOW, today=TODAY,
        )  # fmt: skip


def test_the_reference_of_a_record_is_not_asked_for_and_not_taken(client, ana, key):
    draft = change_of(ana, key)
    page = client.get(reverse("entry:step", args=[draft.pk, "name"])).content.decode()
    assert 'name="reference"' not in page
    with pytest.raises(BadInput, match="stays as it is"):
        save(ana, draft.pk, "name", reference="X")


TEXTS = st.dictionaries(
    st.sampled_from(["activity", "timetable", "postcode", "days"]), st.sampled_from(["", "a", "b"])
)


@given(base=TEXTS, theirs=TEXTS, mine=TEXTS, dice=st.randoms(use_true_random=False))
@settings(max_examples=1_000)
def test_settling_loses_no_answer_that_was_not_chosen_away(base, theirs, mine, dice):
    found = differences(base=base, theirs=theirs, mine=mine)
    choices = {each.heading: dice.choice(["theirs", "mine"]) for each in found}
    merged = settle(theirs=theirs, mine=mine, choices=choices, asked=choices)
    for heading, text in asked_about(merged).items():
        wanted = theirs if choices.get(heading) == "theirs" else mine
        assert text == wanted.get(heading, "")
    for each in found:  # what needs no thought is what only one of them changed
        if each.choice == "theirs":
            assert base.get(each.heading, "") == mine.get(each.heading, "")
        if each.choice == "mine":
            assert base.get(each.heading, "") == theirs.get(each.heading, "")


def test_silence_settles_nothing():
    with pytest.raises(KeyError):
        settle(theirs={"activity": "a"}, mine={"activity": "b"}, choices={}, asked=["activity"])


@pytest.fixture
def twin(ana):
    """The draft of an activity that is on the register already, among many others."""
    fill_register()
    first = send(ana, draft_of(ana).pk)
    draft = draft_of(ana, description="With tea")
    return first.about_id, draft


def test_a_likely_duplicate_is_asked_about_before_anything_is_sent(client, ana, twin):
    _, draft = twin
    page = text_of(client.get(reverse("entry:check", args=[draft.pk])))
    assert "Is it one of these?" in page
    assert "very likely the same" in page
    assert "Put it on the register" not in page
    with pytest.raises(actions.LikelyTheSame):
        send(ana, draft.pk)
    version = Draft.objects.get(pk=draft.pk).version
    sent = client.post(reverse("entry:send", args=[draft.pk]), {"version": version})
    assert sent.url == reverse("entry:check", args=[draft.pk])


@pytest.mark.parametrize("said", ["related", "different"])
def test_it_is_another_is_remembered(client, ana, twin, said):
    key, draft = twin
    address = reverse("entry:likely", args=[draft.pk])
    client.post(address, {"activity": str(key), "said": said})
    assert Draft.objects.get(pk=draft.pk).said_of == {str(key): said}
    assert "Put it on the register" in text_of(client.get(reverse("entry:check", args=[draft.pk])))
    send(ana, draft.pk)
    assert Activity.objects.filter(name="Evening football").count() == 2
    event = Event.objects.get(kind="likely duplicate answered")
    assert event.reason == f"{Said(said).label}: Evening football"
    assert client.post(address, {"activity": str(key), "said": "perhaps"}).status_code == 400


def test_it_is_the_same_and_theirs_so_that_record_is_changed(client, ana, twin):
    key, draft = twin
    client.post(reverse("entry:likely", args=[draft.pk]), {"activity": str(key), "said": "same"})
    page = text_of(client.get(reverse("entry:check", args=[draft.pk])))
    assert "1 answer is different from the register." in page
    send(ana, draft.pk)
    record = Activity.objects.get(name="Evening football")
    assert (record.pk, record.description) == (key, "With tea")
    with pytest.raises(Conflict):
        actions.say_of_likely(
            draft_id=draft.pk, activity_id=key, said=Said.SAME, by=ana, now=NOW, today=TODAY
        )


def test_a_record_of_somebody_else_is_not_taken_over(client, ana, twin):
    key, _ = twin
    oda = user_of(Role.PARTNER, OTHER, name="Oda")
    theirs = draft_of(oda, OTHER)
    client.force_login(oda)
    page = text_of(client.get(reverse("entry:check", args=[theirs.pk])))
    assert f"write a comment on the record of {TRUST}" in page
    assert "It is the same: change that record" not in page
    ask = {"draft_id": theirs.pk, "said": Said.SAME, "by": oda, "now": NOW, "today": TODAY}
    with pytest.raises(NotAllowed):
        actions.say_of_likely(activity_id=key, **ask)
    with pytest.raises(NotFound):
        actions.say_of_likely(activity_id=theirs.pk, **ask)
    join_organisation(user=oda, organisation=organisation_of(TRUST), by=None, now=NOW)
    actions.say_of_likely(activity_id=key, **ask)
    with pytest.raises(BadInput, match="already"):
        actions.say_of_likely(activity_id=key, **ask)
    assert Draft.objects.get(pk=theirs.pk).organisation.name == TRUST
    assert Draft.objects.get(pk=theirs.pk).state == State.WRITING
