"""Who sees which finding, how much of it, what runs read and found, and the list as files."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from factories.county_folder import load, write_county_folder
from factories.findings import about, finding_of, found, only_finding, plan_for, run_finding
from factories.partners import lead_of
from factories.register import OTHER, TRUST, club, user_of
from python_calamine import CalamineWorkbook

from sightline.analysis.findings import FindingKind, People
from sightline.analysis.provision import Visibility
from sightline.errors import Refused
from sightline.service.accounts.models import Role, User
from sightline.service.findings import actions
from sightline.service.findings.actions import runs
from sightline.service.findings.finders import FINDERS, Finder
from sightline.service.findings.models import Finding, FindingRun, RunState, State
from sightline.service.findings.sight import findings_seen
from sightline.service.findings.stored import Stored
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity
from sightline.service.register.queries import day_of_pages

pytestmark = pytest.mark.django_db
ROLES = (Role.UNIT, Role.ANALYST, Role.COMMISSIONER, Role.BOARD)


@dataclass(frozen=True)
class Who:
    """Who is there, and the keys of records: of the partnership, of the trust alone."""

    people: dict[str, User]
    shown: str
    hidden: str

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.people[name])
        return client

    def who_sees(self, key: Any) -> set[str]:
        """Who is answered with the page of a finding, and who has it among those they see."""
        today = day_of_pages()
        pages = {
            name
            for name in self.people
            if self.client(name).get(f"/findings/{key}").status_code == 200
        }
        lists = {
            name
            for name, user in self.people.items()
            if findings_seen(user, today).filter(pk=key).exists()
        }
        assert pages == lists
        return pages


@pytest.fixture(scope="module")
def who(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Who]:
    """A small county, its people and two records of the trust."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        people = {str(role): user_of(role, name=f"Any {role}") for role in ROLES}
        people |= {"trust": lead_of(TRUST), "other": lead_of(OTHER, called="Otto Other")}
        given: dict[str, Any] = {"areas_served": ("X01000001",), "places": (), "delivery_area": ""}
        shown, hidden = (
            record_activity(
                club(reference=f"F-{number}", name=name, visibility=seen, **given),
                by=None,
                now=timezone.now(),
            )
            for number, (name, seen) in enumerate(
                (("Harbour club", Visibility.PARTNERSHIP), ("Secret boat", Visibility.ORGANISATION))
            )
        )
        yield Who(people, str(shown), str(hidden))
        transaction.set_rollback(True)


def share(who: Who, key: Any, days: int | None = 0) -> None:
    actions.share(days=days, **about(key, by=who.people["unit"]))


def test_whom_it_names_sees_a_finding_before_other_partners_do(who):
    key = finding_of(organisations=(TRUST,))
    assert who.who_sees(key) == {"unit", "analyst", "trust"}
    assert "names your organisation" in who.client("trust").get(f"/findings/{key}").text
    share(who, key, days=3)
    assert who.who_sees(key) == {"unit", "analyst", "trust"}
    share(who, key)
    assert who.who_sees(key) == set(who.people)
    share(who, key, days=None)
    assert who.who_sees(key) == {"unit", "analyst", "trust"}


def test_the_board_and_commissioners_see_what_is_shared_and_open_or_accepted(who):
    key, unit = finding_of(), who.people["unit"]
    share(who, key)
    actions.accept(plan=plan_for(unit), **about(key, by=unit))
    assert {"board", "commissioner"} <= who.who_sees(key)
    actions.put_away(state=State.REJECTED, reason="No", **about(key, by=unit))
    assert who.who_sees(key) == {"unit", "analyst", "trust", "other"}


def test_whoever_is_given_an_action_sees_what_it_follows_from(who):
    key, unit = finding_of(), who.people["unit"]
    actions.accept(plan=plan_for(who.people["other"]), **about(key, by=unit))
    assert who.who_sees(key) == {"unit", "analyst", "other"}


def test_new_findings_are_shared_as_the_rule_says(who):
    how: dict[str, Any] = {"by": who.people["unit"], "now": timezone.now()}
    actions.set_sharing(after_days=0, version=0, **how)
    assert who.who_sees(finding_of()) == set(who.people)
    actions.set_sharing(after_days=14, version=1, **how)
    assert who.who_sees(finding_of(subject=("two",))) == {"unit", "analyst"}
    page = who.client("unit").post("/findings/sharing", {"version": 1, "after_days": ""})
    assert page.status_code == 409


def test_a_finding_about_a_record_is_hidden_with_it(who):
    """An overlap is about both: who may not see one of them is not told of the pair."""
    pair = finding_of(
        kind=FindingKind.OVERLAP, sort="duplicated", activities=(who.shown, who.hidden)
    )
    share(who, pair)
    assert who.who_sees(pair) == {"unit", "trust"}


def test_a_gap_is_told_without_the_record_that_is_hidden(who):
    gap = finding_of(
        activities=(who.shown, who.hidden), organisations=(TRUST, "Tellford Lanterns"),
        reasons=("Few are reached.", "A boat of Tellford Lanterns goes there."),
    )  # fmt: skip
    share(who, gap)
    page = who.client("other").get(f"/findings/{gap}").text
    assert "Harbour club" in page
    assert "Secret boat" not in page
    assert "1 more record is behind it" in page
    assert "Secret boat" in who.client("trust").get(f"/findings/{gap}").text


def test_a_gap_names_no_organisation_by_its_hidden_record_alone(who):
    lanterns = str(Activity.objects.filter(organisation__name="Tellford Lanterns")[0].pk)
    gap = finding_of(
        activities=(lanterns, who.hidden), organisations=(TRUST, "Tellford Lanterns"),
        reasons=("Few are reached.", f"A boat of {TRUST} goes there."),
    )  # fmt: skip
    share(who, gap)
    for address in (f"/findings/{gap}", "/findings", "/findings/download.json"):
        assert TRUST not in who.client("other").get(address).text, address
        assert TRUST in who.client("unit").get(address).text, address
    title = finding_of(subject=("t",), title=f"{TRUST} alone", activities=(lanterns, who.hidden))
    share(who, title)
    assert who.client("other").get(f"/findings/{title}").status_code == 404
    assert f"{TRUST} alone" not in who.client("other").get("/findings").text


def test_finders_are_given_no_hidden_words_and_no_hidden_place(who):
    told = {one.reference: one for one in Stored.ask().activities}
    hidden = told[who.hidden]
    assert "Secret boat" not in str(hidden)
    assert (hidden.description, hidden.eligibility, hidden.timetable) == ("", "", "")
    assert all(not one.places for one in told.values() if one.sensitive_site)


def test_outsiders_are_led_away(who):
    key = finding_of()
    assert Client().get(f"/findings/{key}").status_code == 302
    neighbour = Client()
    neighbour.force_login(user_of(Role.NEIGHBOUR, name="Ned Neighbour"))
    for address in ("/findings", f"/findings/{key}", "/findings/download.csv"):
        assert neighbour.get(address).status_code == 403


def three() -> tuple[Any, ...]:
    return (
        found("Alpha", people=People(1, 90, 200), districts=("Tellford",), strand="knife-crime"),
        found("Beta", people=People(1, 50, 90), districts=("Sageby",), organisations=(TRUST,)),
        found("=Gamma", kind=FindingKind.BORDER, sort="turned away", people=None),
    )


def test_the_list_is_filtered_counted_and_put_in_order(who):
    run_finding(*three())
    client = who.client("unit")
    page = client.get("/findings").text
    assert page.index("Alpha") < page.index("Beta") < page.index("=Gamma")
    assert "To answer (3)" in page
    assert re.search(r'<option value="Tellford">Tellford \(1\)', page)
    for question, names in (
        ("kind=border", {"=Gamma"}),
        ("place=Sageby", {"Beta"}),
        ("strand=knife-crime", {"Alpha"}),
        ("find=alp", {"Alpha"}),
        ("find=shoreline", {"Beta"}),
        ("state=accepted", set()),
        ("kind=nonsense", {"Alpha", "Beta", "=Gamma"}),
        ("theme=violence&kind=gap", {"Alpha", "Beta"}),
    ):
        text = client.get(f"/findings?{question}").text
        assert {name for name in ("Alpha", "Beta", "=Gamma") if name in text} == names, question


def test_files_hold_exactly_what_the_list_shows_and_nothing_runs(who):
    run_finding(*three())
    client = who.client("unit")
    (line,) = csv.DictReader(io.StringIO(client.get("/findings/download.csv?kind=border").text))
    assert line["title"] == "'=Gamma (fictional)"
    assert (line["people_middle"], line["state"]) == ("", "To answer")
    told = json.loads(client.get("/findings/download.json?find=beta").content)["findings"]
    assert [(one["title"], one["people_middle"]) for one in told] == [("Beta (fictional)", 50.0)]
    content = client.get("/findings/download.xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == 1
    titles = [row[3] for row in book.get_sheet_by_index(0).to_python()]
    assert titles == ["title", *(f"{name} (fictional)" for name in ("Alpha", "Beta", "=Gamma"))]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert client.get("/findings/download.pdf").status_code == 404


def test_what_findings_mean_for_a_partner(who):
    run_finding(*three())
    page = who.client("trust").get("/findings/for-you").text
    assert "They name you (1)" in page
    assert "What you could do" in page
    assert "Alpha" not in page, "not shared, and not of theirs"


def test_home_and_pages_of_other_rooms_lead_to_findings(who):
    area = "X01000001"
    key = finding_of(areas=(area,), activities=(who.shown,), organisations=(TRUST,))
    organisation = Activity.objects.get(pk=who.shown).organisation_id
    link = f"/findings/{key}"
    for address in (
        "/", f"/gaps/areas/{area}", f"/activities/{who.shown}",
        f"/need/{area}", "/need/X07000001",
    ):  # fmt: skip
        assert link in who.client("unit").get(address).text, address
    profile = who.client("unit").get(f"/organisations/{organisation}").text
    assert "1 finding names it" in profile
    assert link not in who.client("other").get(f"/activities/{who.shown}").text
    assert link not in Client().get(f"/activities/{who.shown}").text


def test_two_runs_differ_by_what_is_new_gone_and_changed(who):
    first = run_finding(found("Stays"), found("Goes"), found("Moves", facts={"n": 10.0}))
    second = run_finding(found("Stays"), found("Comes"), found("Moves", facts={"n": 90.0}))
    last = run_finding(found("Stays", reasons=("Said otherwise.",)), found("Moves"))
    client = who.client("analyst")
    page = client.get(f"/findings/runs/{second.pk}").text
    for words in ("New (1)", "Gone (1)", "Changed (1)", "n: was 10, is 90"):
        assert words in page
    over_both = client.get(f"/findings/runs/{last.pk}?since={first.pk}").text
    assert "New (0)" in over_both, "it came and went in between"
    assert "1 other moved too little" in over_both
    assert client.get(f"/findings/runs/{first.pk}?since={last.pk}").status_code == 404
    assert client.get("/findings/runs/999999").status_code == 404


def test_a_finder_is_asked_again_only_if_something_it_reads_changed(who):
    asked: list[str] = []

    def find(stored: Stored) -> tuple[Any, ...]:
        asked.append("asked")
        return (found(),)

    with only_finding([]):
        FINDERS["tests"] = Finder("tests", "tests", of_all=find, reads=("activities", "reports"))
        actions.find_now(now=timezone.now())
        second = actions.find_now(now=timezone.now())
        assert (len(asked), second.parts["tests:all"]["asked"]) == (1, False)
        record = club(reference="F-9", name="A third", areas_served=("X01000002",), places=(),
                      delivery_area="")  # fmt: skip
        record_activity(record, by=None, now=timezone.now())
        actions.find_now(now=timezone.now())
    assert len(asked) == 2
    assert Finding.objects.get().gone_at is None


def test_a_finder_that_cannot_tell_leaves_what_it_found_before(who):
    def refuse(stored: Stored) -> tuple[Any, ...]:
        raise Refused("neighbours: nobody sent their register.")

    def break_down(stored: Stored) -> tuple[Any, ...]:
        raise ZeroDivisionError

    key = finding_of()
    for find, words in ((refuse, "nobody sent their register"), (break_down, "went wrong here")):
        with only_finding([]):
            FINDERS["tests"] = Finder("tests", "tests", of_all=find)
            run = actions.find_now(now=timezone.now())
        assert words in run.parts["tests:all"]["refused"]
        assert Finding.objects.get(pk=key).gone_at is None
        assert words in who.client("unit").get(f"/findings/runs/{run.pk}").text


def test_a_run_is_asked_for_once_and_a_silent_one_is_given_up(who, monkeypatch):
    started: list[int] = []
    monkeypatch.setattr(runs, "start_worker", started.append)
    client = who.client("unit")
    address = client.post("/findings/runs/work-out").headers["Location"]
    assert client.post("/findings/runs/work-out").headers["Location"] == address
    waiting = client.get(address)
    assert "It is about to begin." in waiting.text
    assert waiting.headers["Refresh"] == "3"
    run = FindingRun.objects.get()
    with only_finding([found()]):
        assert actions.work_out(run.pk, now=timezone.now())
    assert not actions.work_out(run.pk, now=timezone.now()), "it was done before"
    assert "all of it was new: 1 findings" in client.get(address).text
    FindingRun.objects.update(state=RunState.WAITING, told_at=timezone.now() - runs.SILENT * 2)
    assert "nobody knows why" in client.get(address).text
    assert client.post("/findings/runs/work-out").headers["Location"] != address


def test_the_small_county_has_gaps_and_cliffs_of_its_own(who):
    run = actions.find_now(now=timezone.now())
    refused = {name: told["refused"] for name, told in run.parts.items() if told["refused"]}
    assert (run.state, refused) == (RunState.DONE, {})
    kinds = set(Finding.objects.values_list("kind", flat=True))
    assert {"gap", "cliff"} <= kinds
    again = actions.find_now(now=timezone.now())
    assert again.counts == {"there": run.counts["there"]}
