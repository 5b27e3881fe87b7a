"""The account of what was read, and reading the register from sheets."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sightline.analysis.areas import Geography
from sightline.analysis.framework import Vocabulary
from sightline.analysis.gaps import Question, same_organisation
from sightline.analysis.provision import Activity
from sightline.exchange.activities import read_activities
from sightline.exchange.partners import partner_areas, read_partners
from sightline.exchange.postcodes import read_postcodes
from sightline.exchange.problems import Account, Problem, Reading, Weight

Row = TypeVar("Row")


@dataclass(frozen=True)
class Entry:
    """One input: what it is, where it was, and where its rows went."""

    what: str
    path: Path
    account: Account


@dataclass
class Ledger:
    """Every input read so far, and every problem found in them."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, what: str, path: Path, reading: Reading[Row]) -> Row:
        """Enter a reading, and hand back its rows."""
        self.enter(what, path, reading.account, reading.problems)
        return reading.rows

    def enter(self, what: str, path: Path, account: Account, problems: Iterable[Problem]) -> None:
        """Enter one input."""
        self.entries.append(Entry(what, path, account))
        self.problems.extend(problems)

    def told(self) -> list[dict[str, object]]:
        """Every input as a manifest tells it: which file, its checksum, where its rows went."""
        return [
            {
                "what": entry.what,
                "path": str(entry.path),
                "sha256": entry.account.sha256,
                "rows_in": entry.account.rows_in,
                "accepted": entry.account.accepted,
                "rejected": entry.account.rejected,
                "set_aside": entry.account.set_aside,
            }
            for entry in self.entries
        ]


def told_apart(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """The same activities; references that several organisations use go by organisation too.

    >>> from sightline.analysis.provision import Status
    >>> one, other = (Activity(reference="1", name="Club", organisation=name, themes=(),
    ...                        status=Status.CURRENT) for name in ("Us", "Them"))
    >>> [activity.reference for activity in told_apart([one, other])]
    ['Us: 1', 'Them: 1']
    """
    given = tuple(activities)
    times = Counter(activity.reference for activity in given)
    return tuple(
        replace(activity, reference=f"{activity.organisation}: {activity.reference}")
        if times[activity.reference] > 1
        else activity
        for activity in given
    )


def area_names(geography: Geography) -> Mapping[str, str]:
    """Area code to name."""
    return dict(zip(geography.areas["area"], geography.areas["area_name"], strict=True))


def read_register(
    given: argparse.Namespace,
    vocabularies: Mapping[str, Vocabulary],
    geography: Geography,
    question: Question,
    ledger: Ledger,
) -> tuple[tuple[Activity, ...], pd.DataFrame]:
    """The activities, and which organisation is expected to report where."""
    postcodes: Mapping[str, tuple[float, float]] = {}
    if given.postcodes:
        postcodes = ledger.take("postcodes", given.postcodes, read_postcodes(given.postcodes))
    activities: tuple[Activity, ...] = ()
    if given.activities:
        reading = read_activities(
            given.activities,
            vocabularies=vocabularies,
            areas=geography.areas,
            postcodes=postcodes,
            today=max(datetime.now().astimezone().date(), question.as_of.last_day),
        )
        rows = ledger.take("activities", given.activities, reading)
        activities = told_apart(row.activity for row in rows)
    partners = pd.DataFrame({"organisation": [], "area": []}, dtype=object)
    if given.partners:
        expected = ledger.take(
            "partners", given.partners, read_partners(given.partners, areas=geography.areas)
        )
        partners = partner_areas(expected, geography.areas)
        listed = {same_organisation(partner.organisation) for partner in expected}
        ledger.problems.extend(_not_listed(activities, listed, given.activities))
    return activities, partners


def _not_listed(
    activities: Iterable[Activity], listed: set[str], sheet: Path | None
) -> Iterator[Problem]:
    """Organisations that report under a name that is not on the list of partners."""
    names = [one.organisation for one in activities]
    for name in sorted(set(names)):
        if same_organisation(name) not in listed:
            yield Problem(
                where="organisation",
                found=f"{name!r}, which is not on the list of partners",
                wanted="the name as the list of partners has it",
                remedy="If it is there under another name, write both alike, or it counts as "
                "silent; else add it to the list.",
                weight=Weight.NOTE,
                rows=names.count(name),
                file=sheet.name if sheet else "",
                column="organisation",
            )
