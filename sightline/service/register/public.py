"""What of an activity the whole world is told, and whether a change changes that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sightline.analysis.provision import KNOWN_NONE, NONE, Activity, Part, Visibility
from sightline.service.register.contacts import without_contacts
from sightline.service.register.districts import Districts

# How many and how much is the partnership's to know, and so is what it runs its register by.
NEVER_PUBLIC = frozenset({
    "reference", "funding_gbp", "people_a_year", "people_last_year", "places_free",
    "people_waiting", "funded_until", "depends_on", "visibility", "confirm_every_months",
    "no_limit", "no_waiting_list", "funded_without_end",
})  # fmt: skip
# Of a sensitive site nothing that somebody wrote freely is public, nor who else comes there.
NOT_PUBLIC_IF_SENSITIVE = frozenset({
    "description", "eligibility", "referral", "timetable", "days", "partners", "funders",
})  # fmt: skip
_NOTHING: dict[str, Any] = {"partners": (), "funders": (), "days": ()}
_NOTHING |= dict.fromkeys(KNOWN_NONE, False) | dict.fromkeys(
    ("reference", "depends_on", "description", "eligibility", "referral", "timetable"), ""
)
_FREE_TEXTS = ("name", "description", "eligibility", "referral", "timetable")


def public_facts(facts: Activity, hides: Iterable[str]) -> Activity:
    """The facts without those of the names in `hides`, and without ways to reach a person."""
    told: dict[str, Any] = {name: without_contacts(getattr(facts, name)) for name in _FREE_TEXTS}
    told["funders"] = tuple(_who_pays(facts.funders))
    return replace(facts, **(told | {name: _NOTHING.get(name) for name in hides}))


def tells_the_public(before: Activity | None, after: Activity | None, where: Districts) -> bool:
    """Whether the public is told something else from now on.

    None: not on the register. Where a sensitive site moves within its district, or only numbers
    and money change, it is not: then no version and no time of change may tell it either.
    """
    return _as_told(before, where) != _as_told(after, where)


def _as_told(activity: Activity | None, where: Districts) -> tuple[Activity, str] | None:
    """The facts as the public is told them, and the district of a sensitive site."""
    if activity is None or activity.visibility is not Visibility.PUBLIC:
        return None
    if not activity.sensitive_site:
        return public_facts(activity, NEVER_PUBLIC), ""
    served = dict.fromkeys(where.of_code(code) for code in activity.areas_served)
    hidden = replace(
        activity, places=(), postcode="", delivery_area="", areas_served=tuple(filter(None, served))
    )
    facts = public_facts(hidden, NEVER_PUBLIC | NOT_PUBLIC_IF_SENSITIVE)
    return facts, where.of_delivery(activity)


def _who_pays(funders: Iterable[str]) -> Iterator[str]:
    """The names of funders, without how much of it they pay."""
    for funder in funders:
        yield funder if funder == NONE else Part.parse(funder).name
