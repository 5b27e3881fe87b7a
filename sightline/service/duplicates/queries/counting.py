"""How much of a total may be counted twice, because two records may tell of one activity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sightline.analysis.words import say_people
from sightline.evidence.duplicates import Kind, learn, lowest_asked
from sightline.service.duplicates.models import Pair, State
from sightline.service.duplicates.queries.words import learned_from
from sightline.service.register.models import Activity


@dataclass(frozen=True)
class MayBeDouble:
    """The most that is counted twice: if every pair in question turned out to be one activity."""

    pairs: int
    people_a_year: float
    funding_gbp: float


def may_be_double(keys: Collection[UUID] | None = None) -> MayBeDouble:
    """How much of the totals of the register may be double; or of the activities of those keys.

    Counted are pairs that nobody has decided and related ones, of two activities that are both on
    the register (and among the keys). Several that hang together may be one: then all but the
    largest is double. What is not supplied is in no total, and so never double.
    """
    asked = Pair.objects.filter(kind=Kind.ACTIVITY.value)
    least = lowest_asked(learn(learned_from(Kind.ACTIVITY.value)))
    pairs = [
        (first, second)
        for first, second, state, score in asked.values_list(
            "first", "second", "state", "probability"
        )
        if state == State.RELATED or (state == State.OPEN and score >= least)
    ]
    if keys is not None:
        among = set(keys)
        pairs = [pair for pair in pairs if among.issuperset(pair)]
    amounts = {
        key: (people or 0.0, money or 0.0)
        for key, people, money in Activity.objects.on_register()
        .filter(pk__in={key for pair in pairs for key in pair})
        .values_list("id", "people_a_year", "funding_gbp")
    }
    pairs = [pair for pair in pairs if pair[0] in amounts and pair[1] in amounts]
    groups = hanging_together(pairs)
    return MayBeDouble(
        len(pairs), _double(groups, amounts, which=0), _double(groups, amounts, which=1)
    )


def say_may_be_double(found: MayBeDouble) -> str:
    """One sentence to put beside a total of people; empty if nothing may be double.

    >>> say_may_be_double(MayBeDouble(1, 120.0, 0.0))
    'Of these, up to 120 people a year are told by two records that may be the same (1 pair).'
    >>> say_may_be_double(MayBeDouble(0, 0.0, 0.0))
    ''
    """
    if not found.people_a_year:
        return ""
    pairs = f"{found.pairs:,} pair{'' if found.pairs == 1 else 's'}"
    people = say_people(found.people_a_year)
    return (
        f"Of these, up to {people} people a year are told by two records that may be the same "
        f"({pairs})."
    )


def hanging_together(pairs: Iterable[tuple[UUID, UUID]]) -> list[set[UUID]]:
    """The groups of records that pairs join, however long the way from one to another.

    >>> hanging_together([(1, 2), (5, 6), (2, 3)])
    [{1, 2, 3}, {5, 6}]
    """
    beside: dict[UUID, set[UUID]] = defaultdict(set)
    for first, second in pairs:
        beside[first].add(second)
        beside[second].add(first)
    groups, seen = [], set()
    for start in beside:
        if start in seen:
            continue
        group, waiting = set(), [start]
        while waiting:
            one = waiting.pop()
            if one not in group:
                group.add(one)
                waiting.extend(beside[one])
        seen |= group
        groups.append(group)
    return groups


def _double(
    groups: Iterable[set[UUID]], amounts: Mapping[UUID, tuple[float, float]], *, which: int
) -> float:
    total = 0.0
    for group in groups:
        told = [amounts[key][which] for key in group]
        total += sum(told) - max(told)
    return total
