"""Whatever else happens: what was put away stays away until its own facts change, and then returns.

A machine makes up runs and answers in any order, fifty at a time, and keeps its own account of
what must be open, in its own words.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from factories.county_folder import load, write_county_folder
from factories.findings import about, found, run_finding
from factories.register import user_of
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from sightline.service.accounts.models import Role, User
from sightline.service.findings import actions
from sightline.service.findings.models import Finding, State

pytestmark = pytest.mark.django_db
NAMES = ("North", "East", "South")
RUNS = 50
UNIT: list[User] = []
names = st.sampled_from(NAMES)


@pytest.fixture(scope="module", autouse=True)
def _county(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """A small county and its unit, made once and taken away afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        UNIT.append(user_of(Role.UNIT, name="Una Unit"))
        yield
        UNIT.clear()
        transaction.set_rollback(True)


class Answers(RuleBasedStateMachine):
    """Three findings whose facts, words and company change, and the answers of one person.

    short: the people short that a finding says now. answered: on how many each was put away, none
    of those that wait for an answer. there: those that are found.
    """

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.short = dict.fromkeys(NAMES, 100.0)
        self.answered: dict[str, float] = {}
        self.there = set(NAMES)
        self.words = 0
        self.run()

    def teardown(self) -> None:
        """Take everything back that the machine did."""
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def run(self) -> None:
        """Find what is there, and expect back what has become another thing since its answer."""
        run_finding(
            *(
                found(
                    name,
                    facts={"people short": self.short[name]},
                    reasons=(f"Said the {self.words}th time.",),
                )
                for name in NAMES
                if name in self.there
            )
        )
        for name in self.there:
            before = self.answered.get(name)
            if before is not None and moved(before, self.short[name]):
                del self.answered[name]

    def record(self, name: str) -> Finding:
        return Finding.objects.get(title__startswith=name)

    @rule(name=names, state=st.sampled_from([State.REJECTED, State.KNOWN]))
    def put_away(self, name: str, state: State) -> None:
        record = self.record(name)
        if record.gone_at is None:
            actions.put_away(state=state, reason="No", **about(record.pk, by=UNIT[0]))
            self.answered[name] = record.content["facts"]["people short"]

    @rule()
    def say_it_otherwise(self) -> None:
        self.words += 1
        self.run()

    @rule(name=names, by=st.floats(-4, 4))
    def move_a_little(self, name: str, by: float) -> None:
        self.short[name] += by
        self.run()

    @rule(name=names, short=st.floats(0, 1_000))
    def move(self, name: str, short: float) -> None:
        self.short[name] = short
        self.run()

    @rule(name=names)
    def go_or_come_back(self, name: str) -> None:
        self.there ^= {name}
        self.run()

    @invariant()
    def what_waits_is_what_must(self) -> None:
        waits = set(Finding.objects.filter(state=State.OPEN).values_list("title", flat=True))
        assert waits == {f"{name} (fictional)" for name in NAMES if name not in self.answered}

    @invariant()
    def what_came_back_says_why(self) -> None:
        for record in Finding.objects.filter(state=State.OPEN, answered_at__isnull=False):
            assert record.returned[0].startswith("people short: was ")


def moved(before: float, after: float) -> bool:
    """Half as large again or as much smaller, and by five people at least."""
    before, after = abs(before), abs(after)
    return abs(before - after) >= 5 and max(before, after) >= 1.5 * min(before, after)


def test_what_was_put_away_stays_away_until_its_own_facts_change():
    run_state_machine_as_test(
        Answers,
        settings=settings(
            max_examples=3,
            stateful_step_count=RUNS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_fifty_reruns_with_other_changes_leave_a_rejected_finding_alone():
    run_finding(found("North", facts={"people short": 100.0}))
    key = Finding.objects.get().pk
    actions.put_away(state=State.REJECTED, reason="No", **about(key, by=UNIT[0]))
    version = Finding.objects.get(pk=key).version
    for number in range(RUNS):
        north = found(
            "North", facts={"people short": 100.0 + number % 5}, reasons=(f"Said {number}.",)
        )
        run_finding(north, found(f"Other {number}"), now=timezone.now())
    record = Finding.objects.get(pk=key)
    assert (record.state, record.version, record.returned) == (State.REJECTED, version, [])
    run_finding(found("North", facts={"people short": 200.0}))
    assert Finding.objects.get(pk=key).state == State.OPEN
