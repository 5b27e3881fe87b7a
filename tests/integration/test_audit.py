"""The record of what was done only ever grows, and every way of changing it shows."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from sightline.service.accounts.models import Role, User
from sightline.service.audit import actions, guards, queries
from sightline.service.audit.models import START, AppendOnlyError, Event, Head

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2025, 12, 1, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return User.objects.add(
        email="ana@sightline.example", name="Ana", role=Role.ANALYST, password=None
    )


@pytest.fixture
def chain(ana):
    """A hundred events, as a hundred changes would leave them."""
    for number in range(100):
        actions.record(
            "activity changed",
            about=ana,
            by=ana,
            at=AT + timedelta(minutes=number),
            before={"places": number},
            after={"places": number + 1, "name": "Café ☕"},
            reason=f"reason {number}",
        )
    assert queries.verify_chain().faults == ()


@pytest.fixture
def no_guards():
    """What the owner of the database can do: take the triggers away."""
    with connection.cursor() as cursor:
        for sql in guards.REMOVE[connection.vendor]:
            cursor.execute(sql)


def run(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_event_holds_what_was_done_by_whom_and_why(ana):
    actions.record(
        "activity withdrawn",
        about=ana,
        by=ana,
        at=AT,
        before={"ends_on": date(2026, 3, 31), "funding_gbp": Decimal("12.50"), "id": ana.id},
        after={"ends_on": None},
        reason="Money ended.",
    )
    (past,) = queries.history_of(ana)
    assert (past.number, past.kind, past.by, past.at) == (1, "activity withdrawn", "Ana", AT)
    assert past.before == {"ends_on": "2026-03-31", "funding_gbp": "12.50", "id": str(ana.id)}
    assert past.after == {"ends_on": None}
    assert past.reason == "Money ended."


def test_events_follow_one_another_from_the_start(chain):
    events = list(Event.objects.all())
    assert [event.number for event in events] == list(range(1, 101))
    assert events[0].hash_before == START
    assert all(later.hash_before == earlier.own_hash for earlier, later in pairwise(events))


@transaction.atomic
def change_that_fails(user: User) -> None:
    actions.record("user changed", about=user, by=None, at=AT)
    _ = 1 / 0


@pytest.mark.django_db(transaction=True)
def test_an_event_is_kept_or_lost_with_the_change_it_tells_of(ana):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        actions.record("user changed", about=ana, by=None, at=AT)
    with pytest.raises(ZeroDivisionError):
        change_that_fails(ana)
    assert Event.objects.count() == 0
    with transaction.atomic():
        actions.record("user changed", about=ana, by=None, at=AT)
    assert queries.verify_chain().events == 1
    assert queries.verify_chain().faults == ()


def test_content_that_json_cannot_hold_is_refused(ana):
    with pytest.raises(ValueError, match="not JSON compliant"):
        actions.record("user changed", about=ana, by=None, at=AT, after={"share": float("nan")})


def test_the_service_itself_cannot_change_the_past(chain):
    event = Event.objects.get(number=7)
    event.reason = "another reason"
    for change in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(reason=""),
        lambda: Event.objects.bulk_update([event], ["reason"]),
        lambda: Event.objects.bulk_create([event]),
    ):
        with pytest.raises(AppendOnlyError):
            change()
    assert queries.verify_chain().faults == ()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET reason = 'x' WHERE number = 7",
        "DELETE FROM audit_event WHERE number = 7",
    ],
)
def test_the_database_refuses_to_change_the_past(chain, sql):
    with pytest.raises(DatabaseError, match="an audit event is never"), transaction.atomic():
        run(sql)
    assert queries.verify_chain().faults == ()


COLUMNS = "kind about_type about_id by_id by_name before after reason hash_before own_hash".split()


def test_one_hundred_edits_at_random_are_all_found(chain, no_guards):
    dice = random.Random(1)  # noqa: S311 - a test is the same each time
    for _ in range(100):
        number, column = dice.randint(1, 100), dice.choice(COLUMNS)
        before = Event.objects.values_list(column, flat=True).get(number=number)
        run(f"UPDATE audit_event SET {column} = %s WHERE number = %s", before[:-1] + "~", number)  # noqa: S608
        faults = queries.verify_chain().faults
        assert any(fault.number in {number, number + 1} for fault in faults), (number, column)
        run(f"UPDATE audit_event SET {column} = %s WHERE number = %s", before, number)  # noqa: S608
    assert queries.verify_chain().faults == ()


def test_a_changed_time_is_found(chain, no_guards):
    run("UPDATE audit_event SET at = %s WHERE number = 50", AT)
    assert [fault.number for fault in queries.verify_chain().faults] == [50]


def test_one_hundred_deletions_at_random_are_all_found(chain, no_guards):
    dice = random.Random(2)  # noqa: S311 - a test is the same each time
    for _ in range(100):
        first = dice.randint(1, 99)
        last = dice.randint(first, 99)
        point = transaction.savepoint()
        run("DELETE FROM audit_event WHERE number BETWEEN %s AND %s", first, last)
        assert queries.verify_chain().faults, (first, last)
        # renumbering to hide the hole does not help
        run("UPDATE audit_event SET number = number + 1000 WHERE number > %s", last)
        run("UPDATE audit_event SET number = number - %s WHERE number > 1000", 1001 + last - first)
        assert queries.verify_chain().faults, (first, last)
        transaction.savepoint_rollback(point)
    assert queries.verify_chain().faults == ()


def test_one_hundred_swaps_at_random_are_all_found(chain, no_guards):
    dice = random.Random(3)  # noqa: S311 - a test is the same each time
    swap = "UPDATE audit_event SET number = %s WHERE number = %s"
    for _ in range(100):
        one, other = dice.sample(range(1, 101), 2)
        point = transaction.savepoint()
        run(swap, 1000, one)
        run(swap, one, other)
        run(swap, other, 1000)
        found = {fault.number for fault in queries.verify_chain().faults}
        assert {one, other} <= found
        transaction.savepoint_rollback(point)
    assert queries.verify_chain().faults == ()


def rewrite_from(number: int) -> None:
    """Change an event, and every link after it, so that the chain is whole again."""
    events = list(Event.objects.filter(number__gte=number).order_by("number"))
    before = events[0].hash_before
    events[0].reason = "never happened"
    for event in events:
        event.hash_before = before
        before = event.compute_hash()
        run(
            "UPDATE audit_event SET reason = %s, hash_before = %s, own_hash = %s WHERE number = %s",
            event.reason, event.hash_before, before, event.number,
        )  # fmt: skip
    Head.objects.filter(id=1).update(own_hash=before)


def cut_from(number: int) -> None:
    run("DELETE FROM audit_event WHERE number >= %s", number)
    last = Event.objects.filter(number=number - 1).first()
    own_hash = last.own_hash if last else START
    Head.objects.filter(id=1).update(number=number - 1, own_hash=own_hash)


def forge_one(number: int) -> None:
    """Slip an event in at the end that nobody recorded."""
    last = Event.objects.order_by("-number").first()
    Event(
        number=last.number + 1, kind="forged", about_type="x", about_id=str(number), at=AT,
        hash_before=last.own_hash, own_hash="0" * 64,
    ).save()  # fmt: skip


def rehash_one(number: int) -> None:
    """Change an event and its own hash, but not what follows."""
    event = Event.objects.get(number=number)
    event.by_name = f"{event.by_name}?"
    run(
        "UPDATE audit_event SET by_name = %s, own_hash = %s WHERE number = %s",
        event.by_name, event.compute_hash(), number,
    )  # fmt: skip


TAMPERINGS = {
    "an edit": lambda number: run(
        "UPDATE audit_event SET after = %s WHERE number = %s", "{}", number
    ),
    "a deletion": lambda number: run("DELETE FROM audit_event WHERE number = %s", number),
    "an edit with its own hash made anew": rehash_one,
    "a forged event": forge_one,
    "everything rewritten from there on": rewrite_from,
    "everything cut off from there on": cut_from,
    "another head": lambda number: Head.objects.filter(id=1).update(number=number - 1),
}


def test_one_thousand_tamperings_at_random_are_all_found_against_a_head_kept_elsewhere(
    ana, no_guards
):
    for number in range(20):
        actions.record("activity changed", about=ana, by=ana, at=AT, after={"places": number})
    kept = queries.verify_chain().head
    dice = random.Random(4)  # noqa: S311 - a test is the same each time
    kinds = dict.fromkeys(TAMPERINGS, 0)
    for _ in range(1_000):
        kind, number = dice.choice(list(TAMPERINGS)), dice.randint(1, 20)
        point = transaction.savepoint()
        TAMPERINGS[kind](number)
        assert queries.verify_chain(known_head=kept).faults, (kind, number)
        transaction.savepoint_rollback(point)
        kinds[kind] += 1
    assert min(kinds.values()) > 100
    assert queries.verify_chain(known_head=kept).faults == ()


def test_cutting_the_newest_off_shows_only_against_a_head_kept_elsewhere(chain, no_guards):
    kept = queries.verify_chain().head
    run("DELETE FROM audit_event WHERE number > 90")
    assert queries.verify_chain().faults, "the head of the chain still says 100"
    last = Event.objects.get(number=90)
    Head.objects.filter(id=1).update(number=90, own_hash=last.own_hash)
    assert queries.verify_chain().faults == (), "in the database itself nothing is wrong now"
    (fault,) = queries.verify_chain(known_head=kept).faults
    assert "the head kept elsewhere" in str(fault)


def test_a_head_kept_elsewhere_stays_true_while_the_chain_grows(chain, ana):
    kept = queries.verify_chain().head
    actions.record("user changed", about=ana, by=ana, at=AT)
    assert queries.verify_chain(known_head=kept).faults == ()


def test_what_is_recorded_during_the_check_is_no_fault(chain, ana, monkeypatch):
    check, recorded = queries._faults_of, []

    def and_meanwhile(event, **given):
        if not recorded:
            with transaction.atomic():
                recorded.append(actions.record("seen", about=ana, by=ana, at=AT))
        return check(event, **given)

    monkeypatch.setattr(queries, "_faults_of", and_meanwhile)
    verdict = queries.verify_chain()
    assert verdict.faults == ()
    assert verdict.head == f"{recorded[0].number}:{recorded[0].own_hash}"


def test_a_head_without_events_is_a_fault(chain, no_guards):
    run("DELETE FROM audit_event")
    assert [str(fault) for fault in queries.verify_chain().faults] == [
        "event 100: the head of the chain is not its last event"
    ]


def test_the_command_prints_the_head_and_fails_on_tampering(chain, no_guards):
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert "100 events; head 100:" in out.getvalue()
    head = out.getvalue().split("head ")[1].split()[0]
    call_command("audit_verify", head=head, stdout=StringIO())
    run("UPDATE audit_event SET reason = 'x' WHERE number = 7")
    err = StringIO()
    with pytest.raises(CommandError, match=r"broken in 1 place\."):
        call_command("audit_verify", stdout=StringIO(), stderr=err)
    assert "event 7: its content is not what was recorded" in err.getvalue()
    with pytest.raises(CommandError, match="--head: found 'nonsense'"):
        call_command("audit_verify", head="nonsense")


def test_an_empty_chain_is_whole():
    assert queries.verify_chain().head == f"0:{START}"
    assert queries.verify_chain(known_head=f"0:{START}").faults == ()


RECORD_TWENTY_FIVE = """
from django.db import transaction
from django.utils import timezone
from sightline.service.accounts.models import User
from sightline.service.audit import actions
user = User.objects.get()
for number in range(25):
    with transaction.atomic():
        actions.record("user changed", about=user, by=user, at=timezone.now(), reason=str(number))
"""


def test_four_processes_at_once_make_one_chain(tmp_path):
    """On a database file, as the web server's workers share it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "SIGHTLINE_DEMO": "1", "SIGHTLINE_FOLDER": str(tmp_path)}

    def manage(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.PIPE,
            text=True,
        )

    for words in (
        ["migrate", "--verbosity=0"],
        ["add_user", "ana@sightline.example", "--name=Ana", "--role=unit"],
    ):
        done = manage(*words)
        said, _ = done.communicate("a long pass phrase\n", timeout=120)
        assert done.returncode == 0, said
    together = [manage("shell", "--verbosity=0", "--command", RECORD_TWENTY_FIVE) for _ in range(4)]
    for one in together:
        said, _ = one.communicate(timeout=120)
        assert one.returncode == 0, said
    verified = manage("audit_verify")
    said, _ = verified.communicate(timeout=120)
    assert verified.returncode == 0, said
    assert said.startswith("101 events; head 101:")


@pytest.mark.django_db(transaction=True)
def test_four_threads_at_once_make_one_chain_on_postgresql(ana):
    if connection.vendor != "postgresql":
        pytest.skip("threads share one connection to SQLite in memory; run ./run test-postgres")
    failures: list[BaseException] = []

    def record_many() -> None:
        try:
            for _ in range(25):
                with transaction.atomic():
                    actions.record("user changed", about=ana, by=ana, at=AT)
        except BaseException as failure:  # told to the test, which fails with it
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=record_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    verdict = queries.verify_chain()
    assert (verdict.events, verdict.faults) == (100, ())
