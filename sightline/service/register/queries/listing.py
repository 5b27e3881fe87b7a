"""The list of activities: what was asked, what answers it, and ways to ask something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.analysis.provision import Status
from sightline.analysis.words import NOT_SUPPLIED
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.partners.queries import Voice, organisation_names, voice_of
from sightline.service.places import queries as places
from sightline.service.register.models import Activity
from sightline.service.register.queries.asked import NOT_GIVEN, ORDERS, Asked
from sightline.service.register.queries.matching import Matches, find_matches
from sightline.service.register.queries.sight import see
from sightline.service.register.queries.words import (
    last_stale_day,
    say_ages,
    say_confirmed,
    say_date,
    say_terms,
    vocabularies,
)

ON_A_PAGE = 25
COLOURS = {"current": "green", "planned": "blue", "paused": "yellow", "ended": "grey"}
FILTER_WORDS = {
    "q": "Words",
    "theme": "Theme",
    "status": "Status",
    "district": "District",
    "level": "Prevention level",
    "organisation": "Organisation",
    "ages": "Ages",
    "stale": "Freshness",
}
Names = Mapping[str, Mapping[str, str]]  # by filter, value: what it is called


@dataclass(frozen=True)
class AppliedFilter:
    """A filter that is set, and the address without it."""

    kind: str
    words: str
    remove_address: str


@dataclass(frozen=True)
class ListedActivity:
    """An activity as the list shows it."""

    name: str
    address: str
    organisation: str
    organisation_address: str
    status: str
    colour: str
    themes: str
    ages: str
    where: str
    money: str
    freshness: str
    is_stale: bool


@dataclass(frozen=True)
class ActivitiesPage:
    """The list of activities, ready to print."""

    found: str  # "42 of 250 activities"
    order: str
    notes: tuple[str, ...]
    applied: tuple[AppliedFilter, ...]
    clear_address: str
    items: tuple[ListedActivity, ...]
    pages: Pages | None
    csv_address: str
    xlsx_address: str
    counts: Mapping[str, Mapping[str, int]]
    nothing: str  # what an empty list means
    remedy: str


def filter_names() -> Names:
    """Every value that a filter may take, and what it is called."""
    known = vocabularies()
    return {
        "theme": {term.term: term.name for term in known["themes"].terms.values()},
        "status": {status.value: status.value for status in Status},
        "district": {**districts(), NOT_GIVEN: NOT_SUPPLIED},
        "level": {
            **{term.term: term.name for term in known["prevention_levels"].terms.values()},
            NOT_GIVEN: NOT_SUPPLIED,
        },
        "organisation": {str(key): name for key, name in organisation_names().items()},
    }


def districts() -> dict[str, str]:
    """The name of each district of the county by its code, in the order of names."""
    areas = places.areas()
    pairs = areas[["district_name", "district"]].drop_duplicates().sort_values("district_name")
    return {str(code): str(name) for name, code in pairs.itertuples(index=False) if code}


def activities_page(*, viewer: Any, asked: Asked, names: Names, today: date) -> ActivitiesPage:
    """The part of the register that was asked for, as the viewer may see it."""
    matches = find_matches(asked, today=today)
    last = max(1, -(-len(matches.ids) // ON_A_PAGE))
    asked = replace(asked, page=min(asked.page, last))
    here = matches.ids[(asked.page - 1) * ON_A_PAGE : asked.page * ON_A_PAGE]
    first = replace(asked, page=1)
    return ActivitiesPage(
        found=f"{len(matches.ids):,} of {_say_activities(matches.registered)}",
        order=ORDERS[asked.order],
        notes=tuple(_notes(asked, matches, today)),
        applied=tuple(_applied(asked, names)),
        clear_address=Asked(order=asked.order).address(),
        items=listed(here, voice_of(viewer), names["district"], today),
        pages=make_pages(here=asked.page, last=last, address=partial(_page_address, asked)),
        csv_address=first.address("register:download", kind="csv"),
        xlsx_address=first.address("register:download", kind="xlsx"),
        counts=matches.counts,
        **_nothing(matches),
    )


def records_in_order(ids: Iterable[UUID]) -> list[Activity]:
    """The records of those keys, whole, in that order."""
    wanted = list(ids)
    found = {record.pk: record for record in Activity.objects.whole().filter(pk__in=wanted)}
    return [found[key] for key in wanted]


def _say_activities(count: int) -> str:
    return f"{count:,} activit{'y' if count == 1 else 'ies'}"


def _nothing(matches: Matches) -> dict[str, str]:
    if not matches.registered:
        return {
            "nothing": "Nobody has reported an activity yet.",
            "remedy": "Partners and the unit can add a sheet of activities.",
        }
    return {
        "nothing": "No activity on the register answers all of this.",
        "remedy": "Remove a filter, or use fewer words. "
        "It may also be that nobody has reported it yet.",
    }


def _notes(asked: Asked, matches: Matches, today: date) -> Iterator[str]:
    if matches.without_ages:
        verb = "does" if matches.without_ages == 1 else "do"
        yield (
            f"{_say_activities(matches.without_ages)} that {verb} not say for what ages "
            f"{'it is' if matches.without_ages == 1 else 'they are'} cannot be matched by age "
            "and may be missing here."
        )
    if asked.stale:
        yield f"Not confirmed since {say_date(last_stale_day(today))}, or never."


def _applied(asked: Asked, names: Names) -> Iterator[AppliedFilter]:
    for name, value in asked.pairs:
        if name not in FILTER_WORDS:
            continue
        words = {
            "q": f"“{value}”",
            "ages": f"overlap {say_ages(asked.ages)}",
            "stale": "not confirmed in 6 months",
        }.get(name) or names[name].get(value, value)
        remove = asked.without(name, value).address()
        yield AppliedFilter(FILTER_WORDS[name], words, remove)


def listed(
    ids: Iterable[UUID], voice: Voice, district_names: Mapping[str, str], today: date
) -> tuple[ListedActivity, ...]:
    """The activities of those keys, in that order, as the list shows them."""
    return tuple(_item(record, voice, district_names, today) for record in records_in_order(ids))


def _item(
    record: Activity, voice: Voice, district_names: Mapping[str, str], today: date
) -> ListedActivity:
    facts = see(record, voice).facts
    return ListedActivity(
        name=facts.name,
        address=reverse("register:activity", args=[record.pk]),
        organisation=facts.organisation,
        organisation_address=reverse("register:organisation", args=[record.organisation_id]),
        status=facts.status.value,
        colour=COLOURS[facts.status.value],
        themes=say_terms("themes", facts.themes),
        ages=say_ages(facts.ages),
        where=district_names.get(record.district_code, NOT_SUPPLIED),
        money=say_date(facts.funded_until),
        freshness=say_confirmed(facts.confirmed_on, today),
        is_stale=facts.confirmed_on is None or facts.confirmed_on <= last_stale_day(today),
    )


def _page_address(asked: Asked, page: int) -> str:
    return replace(asked, page=page).address()
