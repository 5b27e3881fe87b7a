"""What a hostile or hurried reader tries on findings: hidden records, spent forms, silent runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from factories.county_folder import load, write_county_folder
from factories.everything import letters_of
from factories.findings import (
    about,
    finding_of,
    found,
    only_finding,
    plan_for,
    run_finding,
    version_of,
)
from factories.partners import lead_of
from factories.register import OTHER, TRUST, club, organisation_of, user_of

from sightline.analysis.findings import FindingKind
from sightline.analysis.provision import Visibility
from sightline.errors import Conflict, Refused
from sightline.service.accounts.models import Role, User
from sightline.service.findings import actions
from sightline.service.findings.actions import runs
from sightline.service.findings.finders import FINDERS, Finder
from sightline.service.findings.models import (
    Action,
    Finding,
    FindingRun,
    Question,
    Remark,
    RunState,
)
from sightline.service.register.actions import record_activity
from sightline.service.register.queries import day_of_pages

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class There:
    """Who is there, and the keys of two records: of the partnership, of the trust alone."""

    unit: User
    analyst: User
    trust: User
    other: User
    shown: str
    hidden: str


@pytest.fixture(scope="module")
def there(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[There]:
    """A small county, its people and two records."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        people = (user_of(Role.UNIT), user_of(Role.ANALYST), lead_of(TRUST),
                  lead_of(OTHER, called="Otto Other"))  # fmt: skip
        keys = [
            str(record_activity(club(reference=name, name=name, visibility=seen), by=None,
                                now=timezone.now()))
            for name, seen in (
                ("Open boat", Visibility.PARTNERSHIP), ("Quiet raft", Visibility.ORGANISATION)
            )
        ]  # fmt: skip
        yield There(*people, *keys)
        transaction.set_rollback(True)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shared(there: There, **given: Any) -> Any:
    key = finding_of(**given)
    actions.share(days=0, **about(key, by=there.unit))
    return key


def test_a_hidden_record_that_ends_is_not_told_by_who_goes_on_beside_it(there):
    """What goes dark names those that go on, which all may see; it is about the hidden one."""
    key = shared(
        there, kind=FindingKind.CLIFF, sort="its money ends", subject=(there.hidden,),
        title="An activity: its money ends", activities=(there.hidden, there.shown),
        money_gbp=43_210.0,
    )  # fmt: skip
    for user in (there.other, there.analyst):
        assert client_of(user).get(f"/findings/{key}").status_code == 404
        listed = client_of(user).get("/findings/download.csv").text
        assert "its money ends" not in listed
    assert "£43,210" in client_of(there.trust).get(f"/findings/{key}").text


def test_money_of_many_is_not_told_if_a_hidden_record_has_a_part_in_it(there):
    """What all get less what is known of the rest is what the hidden one gets."""
    key = shared(
        there, kind=FindingKind.CLIFF, sort="together", subject=("violence", "10-17", "E"),
        activities=(there.hidden, there.shown), money_gbp=43_210.0,
    )  # fmt: skip
    assert "not shown: a part of it" in client_of(there.other).get(f"/findings/{key}").text
    for address in ("/findings", f"/findings/{key}", "/findings/download.csv"):
        told = client_of(there.other).get(address).text
        assert "43210" not in told.replace(",", ""), address
        assert "43210" in client_of(there.unit).get(address).text.replace(",", ""), address


def test_a_record_hidden_since_the_run_is_named_no_more(there):
    key = shared(
        there, activities=(there.hidden, there.shown),
        reasons=("Few are reached.", "Quiet raft: its money ends"),
    )  # fmt: skip
    for address in (f"/findings/{key}", "/findings/download.json"):
        assert "Quiet raft" not in client_of(there.other).get(address).text, address
        assert "Quiet raft: its money ends" in client_of(there.unit).get(address).text, address


def test_titles_are_told_to_the_asked_and_to_owners_only_of_what_they_see(there):
    pair: dict[str, Any] = {
        "kind": FindingKind.OVERLAP, "sort": "duplicated", "title": "Trust and others alike",
        "activities": (there.hidden, there.shown),
    }  # fmt: skip
    key = finding_of(**pair)
    asked = actions.ask_partner(
        organisation_id=organisation_of(OTHER).pk, user_id=there.other.pk, text="So?",
        key=uuid4(), **about(key, by=there.unit),
    )  # fmt: skip
    made = actions.accept(plan=plan_for(there.other), **about(key, by=there.unit))
    addresses = (f"/findings/questions/{asked}", "/findings/actions", f"/findings/actions/{made}")
    for address in addresses:
        answer = client_of(there.other).get(address)
        assert answer.status_code == 200
        assert "Trust and others alike" not in answer.text, address
    assert "Trust and others alike" in client_of(there.unit).get(addresses[0]).text
    assert "rests on a record you may not see" in client_of(there.other).get(addresses[1]).text


def test_what_differs_between_runs_is_told_of_findings_that_one_sees(there):
    run_finding(found("First"))
    run = run_finding(
        found("Both", kind=FindingKind.OVERLAP, activities=(there.hidden, there.shown)),
        found("Plain"),
    )
    told = client_of(there.analyst).get(f"/findings/runs/{run.pk}").text
    assert ("Both (fictional)" in told, "Plain (fictional)" in told) == (False, True)
    assert "Both (fictional)" in client_of(there.unit).get(f"/findings/runs/{run.pk}").text


def test_a_form_sent_again_with_other_words_is_a_conflict_and_no_silent_loss(there):
    """Somebody goes back, writes something else into the form that was sent, and sends it."""
    key, form = finding_of(organisations=(TRUST,)), uuid4()
    how: dict[str, Any] = {"key": form, "now": timezone.now(), "today": day_of_pages()}
    said = actions.remark(finding_id=key, text="We know", by=there.trust, **how)
    with pytest.raises(Conflict, match="other words"):
        actions.remark(finding_id=key, text="We do not", by=there.trust, **how)
    with pytest.raises(Conflict, match="other words"):
        actions.remark(finding_id=key, text="We know", by=there.unit, **how)
    assert Remark.objects.get().pk == said
    plan = plan_for(there.trust)
    actions.accept(plan=plan, **about(key, by=there.unit))
    with pytest.raises(Conflict, match="other words"):
        actions.accept(plan=replace(plan, text="Something else"), **about(key, by=there.unit))
    assert Action.objects.count() == 1
    asked: dict[str, Any] = {
        "organisation_id": organisation_of(TRUST).pk, "user_id": there.trust.pk, "key": uuid4(),
    }  # fmt: skip
    actions.ask_partner(text="So?", **asked, **about(key, by=there.unit))
    with pytest.raises(Conflict, match="other words"):
        actions.ask_partner(text="And?", **asked, **about(key, by=there.unit))


def test_sharing_after_no_number_of_days_is_not_sharing_at_once(there):
    key = finding_of()
    asked = {"version": version_of(key), "share": "days", "days": ""}
    assert client_of(there.unit).post(f"/findings/{key}/share", asked).status_code == 400
    assert Finding.objects.get(pk=key).shared_from is None
    client_of(there.unit).post(f"/findings/{key}/share", asked | {"days": "0"})
    assert Finding.objects.get(pk=key).shared_from == day_of_pages()


def test_a_worker_that_was_killed_keeps_no_clock_from_working_it_out(there):
    killed = FindingRun.objects.create(
        asked_at=timezone.now(), told_at=timezone.now() - runs.SILENT * 2,
        state=RunState.WORKING.value,
    )  # fmt: skip
    with only_finding([found()]):
        run = actions.find_now(now=timezone.now())
    killed.refresh_from_db()
    assert (killed.state, run.state) == (RunState.REFUSED.value, RunState.DONE.value)


def test_two_runs_are_not_worked_out_at_once(there):
    busy = FindingRun.objects.create(
        asked_at=timezone.now(), told_at=timezone.now(), state=RunState.WORKING.value
    )
    with pytest.raises(Refused, match=f"Run {busy.pk} is working"):
        actions.find_now(now=timezone.now())
    with pytest.raises(CommandError, match="is working everything out already"):
        call_command("work_out_findings")
    assert FindingRun.objects.count() == 1


def test_a_run_that_was_given_up_and_wakes_replaces_nothing_newer(there):
    FindingRun.objects.update(parts={})
    waiting = FindingRun.objects.create(asked_at=timezone.now(), told_at=timezone.now())

    def overtaken() -> Iterator[Any]:
        """While it looks it is given up, and another run finds and keeps something else."""
        FindingRun.objects.filter(pk=waiting.pk).update(state=RunState.REFUSED.value)
        run_finding(found("Newer"))
        yield found("Older")

    def look(_stored: Any) -> tuple[Any, ...]:
        return tuple(overtaken())

    with only_finding([]):
        FINDERS["tests"] = Finder("tests", "tests", of_all=look, reads=())
        assert not actions.work_out(waiting.pk, now=timezone.now())
    assert set(Finding.objects.values_list("title", flat=True)) == {"Newer (fictional)"}
    waiting.refresh_from_db()
    assert (waiting.state, waiting.refused) == (RunState.REFUSED.value, runs.STOPPED)


@pytest.mark.parametrize("role", [Role.UNIT, Role.BOARD])
def test_a_link_answers_for_nobody_once_its_reader_has_another_role(there, role):
    """The unit speaks for all, but answers a question for none."""
    reader, key = lead_of(OTHER, called="Moved Away"), finding_of()
    asked, letters = letters_of(
        lambda: actions.ask_partner(
            organisation_id=organisation_of(OTHER).pk, user_id=reader.pk, text="So?",
            key=uuid4(), **about(key, by=there.unit),
        )
    )  # fmt: skip
    (address,) = re.findall(r"/findings/asked/\w+", letters[0].body)
    reader.role = role.value
    reader.save()
    assert "do not speak for this organisation" in Client().get(address).text
    Client().post(address, {"answer": "Yes"})
    assert Question.objects.get(pk=asked).answered_at is None


@pytest.mark.parametrize(
    "asked",
    [
        "month=9999-99", "month=9999-12", "month=0000-01", "month=none", "page=0", "page=-1",
        "page=99999", "page=1e9", "district=nowhere", "district=%00", "district=%27--",
        "month=%EF%BC%92026-04", "month=2026-04%0A",
    ],
)  # fmt: skip
def test_any_month_page_and_district_is_answered(there, asked):
    client = client_of(there.other)
    for page in ("months", "months/download.csv", "cliffs", "cliffs/download.csv"):
        assert client.get(f"/gaps/{page}?{asked}").status_code == 200, page


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_a_run_that_is_not_there_is_not_found_however_large(there, number):
    assert client_of(there.unit).get(f"/findings/runs/{number}").status_code == 404


def test_words_of_people_are_text_on_pages_and_in_files(there):
    """A name, a comment and a reason: a page runs no script, a sheet no formula."""
    script, formula = "<script>alert(1)</script>", "=HYPERLINK(0)"
    key = shared(there, title=formula, reasons=(f"{script} goes.",), districts=(formula,))
    actions.remark(
        finding_id=key, text=script, key=uuid4(), by=there.other, now=timezone.now(),
        today=day_of_pages(),
    )  # fmt: skip
    page = client_of(there.other).get(f"/findings/{key}").text
    assert (script in page, page.count("&lt;script&gt;alert(1)") >= 2) == (False, True)
    assert f",{formula}" not in client_of(there.other).get("/findings/download.csv").text


def test_the_cliff_calendar_tells_no_more_of_a_hidden_record_than_that_it_is_there(there):
    """Its name, money and funder are in no cell, on no line and in no award."""
    rules: dict[str, Any] = {
        "funding_gbp": 98_765.0, "funders": ("Quiet fund",), "depends_on": "Quiet fund",
        "funded_until": date(2026, 6, 30), "areas_served": ("X01000001",), "places": (),
        "delivery_area": "",
    }  # fmt: skip
    record_activity(
        club(reference="Q", name="=Quiet hull", visibility=Visibility.ORGANISATION, **rules),
        by=None, now=timezone.now(),
    )  # fmt: skip
    own, others = client_of(there.trust), (client_of(there.other), client_of(there.analyst))
    for address in ("/gaps/cliffs?month=2026-06", "/gaps/cliffs/download.csv?month=2026-06"):
        words = ("Quiet hull", "Quiet fund", "98765")
        told = own.get(address).text.replace(",", "")
        assert all(word in told for word in words), address
        for client in others:
            said = client.get(address).text
            assert "keeps to itself" in said, address
            assert not any(word in said.replace(",", "") for word in words), address
    assert "\n=" not in own.get("/gaps/cliffs/download.csv?month=2026-06").text
    assert ",=Quiet" not in own.get("/gaps/cliffs/download.csv?month=2026-06").text
