"""Which activities answer a question, and how many each further filter would leave.

Every number on the list, its filters, its pages and its downloads comes from here, so that they
agree. The light facts of all activities are read and counted in Python: portable, and quick for the
thousands of activities that a county has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from sightline.analysis.framework import AgeRange
from sightline.service.register.models import Activity, ActivityTheme, ServedArea
from sightline.service.register.queries.asked import NOT_GIVEN, Asked
from sightline.service.register.queries.words import last_stale_day

SEARCHED = ("name", "organisation__name", "description", "eligibility")


@dataclass(frozen=True)
class LightActivity:
    """As much of an activity as filters and orders need. districts: delivered in or served."""

    id: UUID
    name: str
    status: str
    organisation: str  # its key as text
    ages: AgeRange | None
    themes: frozenset[str]
    districts: frozenset[str]
    level: str
    confirmed_on: date | None
    funded_until: date | None
    changed_at: datetime


@dataclass(frozen=True)
class Matches:
    """The answer to a question: the activities in order, and counts by filter and value."""

    ids: tuple[UUID, ...]
    counts: Mapping[str, Mapping[str, int]]
    registered: int  # activities on the register in all
    without_ages: int  # left out because they do not say for what ages they are


def find_matches(asked: Asked, *, today: date) -> Matches:
    """Answer a question. The counts of a filter are as if that filter alone were not set."""
    everything = _light_activities()
    found = _search(asked.words)
    searched = [each for each in everything if found is None or each.id in found]
    tests = _tests(asked, last_stale_day(today))
    fails = [[name for name, test in tests.items() if not test(each)] for each in searched]
    matches = [each for each, failed in zip(searched, fails, strict=True) if not failed]
    counts: dict[str, Counter[str]] = {name: Counter() for name in tests}
    for each, failed in zip(searched, fails, strict=True):
        for name in tests:
            if failed in ([], [name]):
                counts[name].update(_values(name, each, last_stale_day(today)))
    without_ages = sum(
        failed == ["ages"] and each.ages is None
        for each, failed in zip(searched, fails, strict=True)
    )
    ordered = _in_order(matches, asked.order)
    return Matches(tuple(each.id for each in ordered), counts, len(everything), without_ages)


def _light_activities() -> list[LightActivity]:
    themes: dict[UUID, set[str]] = {}
    for key, theme in ActivityTheme.objects.values_list("activity_id", "theme"):
        themes.setdefault(key, set()).add(theme)
    districts: dict[UUID, set[str]] = {}
    served = ServedArea.objects.exclude(district_code="").order_by()
    for key, code in served.values_list("activity_id", "district_code").distinct():
        districts.setdefault(key, set()).add(code)
    rows = Activity.objects.on_register().values_list(
        "id", "age_from", "age_to", "district_code", "name", "status", "organisation_id",
        "prevention_level", "confirmed_on", "funded_until", "changed_at",
    )  # fmt: skip
    found = []
    for (
        key, age_from, age_to, district, name, status, organisation, level, confirmed_on,
        funded_until, changed_at,
    ) in rows:  # fmt: skip
        near = districts.get(key, set()) | ({district} - {""})
        found.append(
            LightActivity(
                id=key,
                name=name,
                status=status,
                organisation=str(organisation),
                ages=None if age_from is None or age_to is None else AgeRange(age_from, age_to),
                themes=frozenset(themes.get(key, ())),
                districts=frozenset(near),
                level=level,
                confirmed_on=confirmed_on,
                funded_until=funded_until,
                changed_at=changed_at,
            )
        )  # fmt: skip
    return found


def _search(words: str) -> frozenset[UUID] | None:
    """The activities in which every word occurs somewhere; None where no word is asked for."""
    if not words:
        return None
    found = Activity.objects.on_register()
    for word in words.split():
        anywhere = Q()
        for field in SEARCHED:
            anywhere |= Q(**{f"{field}__icontains": word})
        found = found.filter(anywhere)
    return frozenset(found.values_list("id", flat=True))


def _tests(asked: Asked, stale_day: date) -> dict[str, Callable[[LightActivity], bool]]:
    """Each filter by its name in the address."""

    def among(wanted: tuple[str, ...], values: Iterable[str]) -> bool:
        return not wanted or not set(wanted).isdisjoint(values)

    def overlaps(ages: AgeRange | None) -> bool:
        return asked.ages is None or (ages is not None and asked.ages.overlap(ages) is not None)

    return {
        "theme": lambda each: among(asked.themes, each.themes),
        "status": lambda each: among(asked.statuses, [each.status]),
        "district": lambda each: among(asked.districts, each.districts or [NOT_GIVEN]),
        "level": lambda each: among(asked.levels, [each.level or NOT_GIVEN]),
        "organisation": lambda each: among(asked.organisations, [each.organisation]),
        "ages": lambda each: overlaps(each.ages),
        "stale": lambda each: not asked.stale or _is_stale(each, stale_day),
    }


def _values(name: str, each: LightActivity, stale_day: date) -> Iterable[str]:
    """Under which values of a filter an activity is counted."""
    values: Mapping[str, Iterable[str]] = {
        "theme": each.themes,
        "status": [each.status],
        "district": each.districts or [NOT_GIVEN],
        "level": [each.level or NOT_GIVEN],
        "organisation": [each.organisation],
        "stale": ["yes"] if _is_stale(each, stale_day) else [],
    }
    return values.get(name, [])


def _is_stale(each: LightActivity, stale_day: date) -> bool:
    return each.confirmed_on is None or each.confirmed_on <= stale_day


def _in_order(matches: list[LightActivity], order: str) -> list[LightActivity]:
    def by_name(each: LightActivity) -> tuple[str, str]:
        return each.name.casefold(), str(each.id)

    matches = sorted(matches, key=by_name)
    if order == "unconfirmed":
        return sorted(matches, key=lambda each: each.confirmed_on or date.min)
    if order == "money":
        return sorted(matches, key=lambda each: each.funded_until or date.max)
    if order == "changed":
        return sorted(matches, key=lambda each: each.changed_at, reverse=True)
    return matches
