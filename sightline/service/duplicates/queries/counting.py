"""How much of a total may be counted twice, because two records may tell of one activity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from sightline.analysis.words import say_people
from sightline.evidence.duplicates import Kind
from sightline.service.duplicates.models import Pair, State
from sightline.service.duplicates.queries.words import bands_of, worth_asking
from sightline.service.register.models import Activities, Activity


@dataclass(frozen=True)
class MayBeDouble:
    """The most that is counted twice: if every pair in question turned out to be one activity."""

    pairs: int
    activities: int
    people_a_year: float
    funding_gbp: float


def may_be_double(
    keys: Collection[UUID] | None = None, *, seen: Activities | None = None
) -> MayBeDouble:
    """How much of the totals of the register may be double.

    keys, seen: of these activities alone.

    Counted are related pairs, and those that people are asked about and nobody has decided, of two
    activities that are both on the register and among those asked of. Several that hang together
    may be one: then all but the largest is double. What is not supplied is in no total, and so
    never double.
    """
    there = Activity.objects.on_register() if seen is None else seen
    asked = worth_asking({Kind.ACTIVITY: bands_of(Kind.ACTIVITY)}) & Q(state=State.OPEN)
    pairs = Pair.objects.filter(asked | Q(state=State.RELATED), kind=Kind.ACTIVITY.value)
    amounts = dict(_amounts(there, pairs))
    among = amounts.keys() if keys is None else amounts.keys() & set(keys)
    both = [pair for pair in pairs.order_by().values_list("first", "second") if among >= {*pair}]
    groups = hanging_together(both)
    return MayBeDouble(
        pairs=len(both),
        activities=sum(len(group) - 1 for group in groups),
        people_a_year=_double(groups, amounts, which=0),
        funding_gbp=_double(groups, amounts, which=1),
    )


def _amounts(
    there: Activities, pairs: QuerySet[Pair]
) -> Iterator[tuple[UUID, tuple[float, float]]]:
    """People and money of the activities that are in pairs; keys are never sent by thousands."""
    paired = Q(pk__in=pairs.order_by().values("first")) | Q(
        pk__in=pairs.order_by().values("second")
    )
    told = there.filter(paired).order_by().values_list("id", "people_a_year", "funding_gbp")
    for key, people, money in told:
        yield key, (people or 0.0, money or 0.0)


def say_may_be_double(found: MayBeDouble) -> str:
    """One sentence to put beside a total of activities; empty if none may be double.

    >>> say_may_be_double(MayBeDouble(1, 1, 120.0, 0.0))
    'Of these activities up to 1 may be told twice (1 pair of records may be the same), and of \
their room for people up to 120 a year.'
    >>> say_may_be_double(MayBeDouble(3, 2, 0.0, 0.0))
    'Of these activities up to 2 may be told twice (3 pairs of records may be the same).'
    >>> say_may_be_double(MayBeDouble(0, 0, 0.0, 0.0))
    ''
    """
    if not found.pairs:
        return ""
    pairs = f"{found.pairs:,} pair{'' if found.pairs == 1 else 's'} of records may be the same"
    said = f"Of these activities up to {found.activities:,} may be told twice ({pairs})"
    if found.people_a_year:
        said += f", and of their room for people up to {say_people(found.people_a_year)} a year"
    return f"{said}."


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
