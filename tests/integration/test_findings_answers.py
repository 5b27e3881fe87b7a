"""Findings are answered, acted on, asked about and talked of; what was put away stays away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from factories.county_folder import load, write_county_folder
from factories.everything import letters_of
from factories.findings import about, finding_of, found, plan_for, run_finding, version_of
from factories.partners import editor_of, lead_of
from factories.register import OTHER, TRUST, organisation_of, user_of

from sightline.analysis.findings import FindingKind
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from sightline.service.accounts.models import Role, User
from sightline.service.audit.models import Event
from sightline.service.findings import actions
from sightline.service.findings.models import (
    Action,
    Finding,
    FindingRun,
    Question,
    Remark,
    Snapshot,
    State,
)
from sightline.service.findings.queries import finding_page, question_page
from sightline.service.register.queries import day_of_pages

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class People:
    """Who is there."""

    unit: User
    lead: User
    other: User
    board: User


@pytest.fixture(scope="module")
def who(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[People]:
    """A small county and its people, made once for these tests and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        yield People(
            user_of(Role.UNIT, name="Una Unit"),
            lead_of(TRUST),
            editor_of(OTHER, called="Otto Other"),
            user_of(Role.BOARD, name="Bo Board"),
        )
        transaction.set_rollback(True)


def put_away(key: Any, by: User, state: State = State.REJECTED, reason: str = "Not so") -> None:
    actions.put_away(state=state, reason=reason, **about(key, by=by))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def state_of(key: Any) -> str:
    return Finding.objects.get(pk=key).state


def test_accepting_makes_an_action_with_an_owner_and_a_day(who):
    key, plan = finding_of(), plan_for(who.lead)
    made = actions.accept(plan=plan, **about(key, by=who.unit))
    action = Action.objects.get(pk=made)
    assert (action.owner, action.text, action.due_on) == (who.lead, plan.text, plan.due_on)
    assert state_of(key) == State.ACCEPTED
    kinds = list(Event.objects.order_by("-number").values_list("kind", flat=True)[:2])
    assert kinds == ["action made", "finding accepted"]


def test_the_same_form_sent_twice_makes_one_action(who):
    key, plan = finding_of(), plan_for(who.lead)
    told = about(key, by=who.unit)
    first = actions.accept(plan=plan, **told)
    assert actions.accept(plan=plan, **told) == first
    assert Action.objects.count() == 1


def test_an_answer_to_another_version_is_a_conflict_and_changes_nothing(who):
    key = finding_of()
    stale = about(key, by=who.unit)
    put_away(key, who.unit)
    with pytest.raises(Conflict, match="after you opened it"):
        actions.accept(plan=plan_for(who.lead), **stale)
    assert (state_of(key), Action.objects.count()) == (State.REJECTED, 0)
    page = client_of(who.unit).post(
        f"/findings/{key}/answer",
        {"answer": "known", "version": stale["version"], "key": uuid4(), "known_reason": ""},
    )
    assert page.status_code == 409
    assert "Nothing was overwritten" in page.text


def test_rejecting_wants_a_reason_and_known_does_not(who):
    key = finding_of()
    with pytest.raises(BadInput, match="why it is rejected"):
        put_away(key, who.unit, reason="  ")
    put_away(key, who.unit, state=State.KNOWN, reason="")
    assert state_of(key) == State.KNOWN
    with pytest.raises(BadInput, match="wanted rejected or known"):
        put_away(key, who.unit, state=State.ACCEPTED)


def test_an_action_is_for_somebody_who_sees_findings_and_a_day_to_come(who):
    key = finding_of()
    nobody = user_of(Role.NEIGHBOUR, name="Ned Neighbour")
    with pytest.raises(BadInput, match="nobody who can see it"):
        actions.accept(plan=plan_for(nobody), **about(key, by=who.unit))
    with pytest.raises(BadInput, match="which is over"):
        actions.accept(plan=plan_for(who.lead, days=-1), **about(key, by=who.unit))


def test_only_the_unit_answers(who):
    key = finding_of(organisations=(TRUST,))
    for act in (
        lambda: actions.accept(plan=plan_for(who.lead), **about(key, by=who.lead)),
        lambda: put_away(key, who.lead),
        lambda: actions.open_again(**about(key, by=who.lead)),
        lambda: actions.share(days=0, **about(key, by=who.lead)),
        lambda: actions.set_sharing(after_days=0, version=0, by=who.lead, now=timezone.now()),
    ):
        with pytest.raises(NotAllowed, match="Only the unit"):
            act()


def test_what_is_put_away_stays_until_its_facts_change_and_then_says_what_changed(who):
    one = found(facts={"people short": 20.0})
    key = finding_of(facts=one.facts)
    put_away(key, who.unit, reason="They are reached by a school")
    run_finding(replace(one, title="Another title", facts={"people short": 22.0}))
    assert state_of(key) == State.REJECTED
    run_finding(replace(one, facts={"people short": 60.0}))
    finding = Finding.objects.get(pk=key)
    assert (finding.state, finding.returned) == (State.OPEN, ["people short: was 20, is 60"])
    assert finding.snapshots.last().change == "returned"
    assert Event.objects.filter(kind="finding came back", about_id=str(key)).exists()
    page = client_of(who.unit).get(f"/findings/{key}")
    assert "came back because its facts changed" in page.text
    assert "people short: was 20, is 60" in page.text


def test_small_steps_do_not_add_up_to_a_silent_change(who):
    """An answer holds against the facts it was given on, not against those of the last run."""
    key = finding_of(facts={"people short": 20.0})
    put_away(key, who.unit)
    for short in (23.0, 26.0, 29.0):
        run_finding(found(facts={"people short": short}))
        assert state_of(key) == State.REJECTED, short
    run_finding(found(facts={"people short": 31.0}))
    assert state_of(key) == State.OPEN


def test_what_is_gone_is_closed_and_keeps_its_answer_if_it_is_found_again(who):
    key = finding_of()
    put_away(key, who.unit)
    run_finding(found("Another"))
    assert Finding.objects.get(pk=key).gone_at is not None
    run_finding(found(), found("Another"))
    finding = Finding.objects.get(pk=key)
    assert (finding.gone_at, finding.state) == (None, State.REJECTED)
    changes = list(finding.snapshots.values_list("change", flat=True))
    assert changes == ["new", "closed", "returned"]


def test_an_accepted_finding_stays_accepted_and_tells_what_moved_since(who):
    key = finding_of(facts={"people short": 20.0})
    actions.accept(plan=plan_for(who.lead), **about(key, by=who.unit))
    run_finding(found(facts={"people short": 90.0}))
    assert state_of(key) == State.ACCEPTED
    page = finding_page(viewer=who.unit, finding_id=key, today=day_of_pages())
    assert page.moved == ("people short: was 20, is 90",)


def test_an_answer_can_be_taken_back(who):
    key = finding_of()
    put_away(key, who.unit)
    actions.open_again(**about(key, by=who.unit))
    assert state_of(key) == State.OPEN
    with pytest.raises(Conflict, match="open already"):
        actions.open_again(**about(key, by=who.unit))


def test_an_action_is_changed_by_the_unit_and_done_by_its_owner(who):
    key = finding_of()
    made = actions.accept(plan=plan_for(who.lead), **about(key, by=who.unit))
    later = day_of_pages() + timedelta(days=90)
    how: dict[str, Any] = {"action_id": made, "now": timezone.now()}
    actions.change_action(
        version=1, text="Meet twice", owner_id=who.other.pk, due_on=later, by=who.unit,
        today=day_of_pages(), **how,
    )  # fmt: skip
    with pytest.raises(NotFound):
        actions.finish_action(version=2, outcome="We met", by=who.lead, **how)
    with pytest.raises(Conflict, match="changed this action"):
        actions.finish_action(version=1, outcome="We met", by=who.other, **how)
    actions.finish_action(version=2, outcome="We met", by=who.other, **how)
    actions.finish_action(version=2, outcome="We met", by=who.other, **how)  # sent twice
    action = Action.objects.get(pk=made)
    assert (action.outcome, action.version, action.due_on) == ("We met", 3, later)
    with pytest.raises(Conflict, match="done"):
        actions.change_action(
            version=3, text="More", owner_id=who.other.pk, due_on=later, by=who.unit,
            today=day_of_pages(), **how,
        )  # fmt: skip


def ask(key: Any, who: People, to: User, organisation: str = TRUST) -> Any:
    return actions.ask_partner(
        organisation_id=organisation_of(organisation).pk, user_id=to.pk, text="Is that so?",
        key=uuid4(), **about(key, by=who.unit),
    )  # fmt: skip


def test_a_partner_is_asked_in_one_mail_and_answers_once_by_its_link(who):
    key = finding_of()
    asked, letters = letters_of(lambda: ask(key, who, who.lead))
    assert [letter.to for letter in letters] == [[who.lead.email]]
    assert (state_of(key), "A gap" in letters[0].body) == (State.ASKED, False)
    (address,) = re.findall(r"/findings/asked/\w+", letters[0].body)
    stranger = Client()
    assert "Is that so?" in stranger.get(address).text
    assert Question.objects.get(pk=asked).answered_at is None, "opening the link says nothing"
    stranger.post(address, {"answer": "Yes, since May"})
    question = Question.objects.get(pk=asked)
    assert (question.answer, question.answered_by) == ("Yes, since May", who.lead)
    assert state_of(key) == State.OPEN
    after = stranger.get(address).text
    assert "has been answered" in after
    assert "Is that so?" not in after, "a spent link tells nothing"
    stranger.post(address, {"answer": "No"})
    assert Question.objects.get(pk=asked).answer == "Yes, since May"


def test_a_question_is_answered_signed_in_by_anybody_who_belongs_there(who):
    key = finding_of()
    asked = ask(key, who, who.lead)
    with pytest.raises(NotFound):
        actions.answer_question(question_id=asked, answer="We do", by=who.other, now=timezone.now())
    with pytest.raises(NotAllowed, match="belong to the organisation"):
        actions.answer_question(question_id=asked, answer="We do", by=who.unit, now=timezone.now())
    client_of(editor_of(TRUST)).post(f"/findings/questions/{asked}", {"answer": "We do"})
    assert Question.objects.get(pk=asked).answer == "We do"
    assert question_page(viewer=who.lead, question_id=asked).may_answer is False


def test_a_link_holds_for_sixty_days_and_for_as_long_as_one_belongs(who):
    key = finding_of()
    asked, letters = letters_of(lambda: ask(key, who, who.lead))
    (address,) = re.findall(r"/findings/asked/\w+", letters[0].body)
    Question.objects.filter(pk=asked).update(asked_at=timezone.now() - timedelta(days=61))
    assert "hold for 60 days" in Client().get(address).text
    Client().post(address, {"answer": "Late"})
    assert Question.objects.get(pk=asked).answered_at is None
    Question.objects.filter(pk=asked).update(asked_at=timezone.now())
    who.lead.memberships.all().delete()
    assert "do not speak for this organisation" in Client().get(address).text
    assert Client().get("/findings/asked/nonsense").status_code == 404


def test_who_is_asked_belongs_to_the_organisation(who):
    key = finding_of()
    with pytest.raises(BadInput, match="nobody who belongs"):
        ask(key, who, who.other, TRUST)
    with pytest.raises(NotAllowed):
        actions.ask_partner(
            organisation_id=organisation_of(TRUST).pk, user_id=who.lead.pk, text="So?",
            key=uuid4(), **about(key, by=who.lead),
        )  # fmt: skip


def test_comments_are_said_once_and_withdrawn_without_a_trace_of_their_words(who):
    key = finding_of(organisations=(TRUST,))
    how: dict[str, Any] = {"now": timezone.now(), "today": day_of_pages()}
    form = uuid4()
    said = actions.remark(finding_id=key, text="We know", key=form, by=who.lead, **how)
    assert actions.remark(finding_id=key, text="We know", key=form, by=who.lead, **how) == said
    with pytest.raises(NotFound):
        actions.remark(finding_id=key, text="And I", key=uuid4(), by=who.other, **how)
    with pytest.raises(NotFound):
        actions.withdraw_remark(remark_id=said, by=who.other, **how)
    actions.withdraw_remark(remark_id=said, by=who.lead, **how)
    assert Remark.objects.get(pk=said).text == ""
    assert not Event.objects.filter(after__contains="We know").exists()


def test_nobody_talks_without_end(who):
    key = finding_of(organisations=(TRUST,))
    how: dict[str, Any] = {"now": timezone.now(), "today": day_of_pages(), "by": who.lead}
    for number in range(20):
        actions.remark(finding_id=key, text=f"Once {number}", key=uuid4(), **how)
    with pytest.raises(Refused, match="not kept"):
        actions.remark(finding_id=key, text="Once more", key=uuid4(), **how)


def test_forms_that_lack_something_say_what_and_keep_what_was_written(who):
    key = finding_of()
    client = client_of(who.unit)
    answer = {"answer": "accept", "version": version_of(key), "key": str(uuid4()), "text": "Meet"}
    page = client.post(f"/findings/{key}/answer", answer)
    assert page.status_code == 422
    assert "Choose who will do it." in page.text
    assert "Meet</textarea>" in page.text
    assert Action.objects.count() == 0
    whole = answer | {"owner": str(who.lead.pk), "due_on": f"{day_of_pages():%Y-%m-%d}"}
    assert client.post(f"/findings/{key}/answer", whole).status_code == 302
    made = Action.objects.get()
    empty = client.post(f"/findings/actions/{made.pk}/done", {"version": 1, "outcome": ""})
    assert (empty.status_code, "Write what came of it." in empty.text) == (422, True)
    client.post(f"/findings/actions/{made.pk}/done", {"version": 1, "outcome": "We met"})
    assert "We met" in client_of(who.lead).get("/findings/actions").text


def test_the_history_of_a_finding_tells_runs_and_people(who):
    key = finding_of(facts={"people short": 20.0})
    put_away(key, who.unit, reason="Not so")
    run_finding(found(facts={"people short": 80.0}))
    page = finding_page(viewer=who.unit, finding_id=key, today=day_of_pages())
    told = [event.what for event in page.history]
    assert {"New", "Came back", "Finding came back", "Finding rejected"} <= set(told)


def test_kinds_are_told_apart_and_a_run_is_one_event(who):
    before = Event.objects.count()
    run_finding(found("One"), found("Two", kind=FindingKind.BORDER, sort="turned away"))
    assert Finding.objects.filter(kind="border").count() == 1
    assert Event.objects.count() == before + 1
    assert Snapshot.objects.count() == 2
    assert FindingRun.objects.first().counts == {"new": 2, "there": 2}
