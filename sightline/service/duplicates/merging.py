"""What one record says once another is merged into it. No Django here."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sightline.analysis.provision import NONE, Activity, Part, Visibility, parts_of
from sightline.errors import BadInput
from sightline.service.partners.names import plain

# What is told of a record rather than of the activity stays with the record.
_OF_THE_RECORD = frozenset(
    {"reference", "organisation", "confirmed_on", "confirm_every_months", "visibility",
     "sensitive_site"}
)  # fmt: skip
# Several fields that are one fact are taken from one record, or from the other.
_TOGETHER = {
    "postcode": "places", "delivery_area": "places", "ends_on": "starts_on",
    "open_ended": "starts_on", "no_limit": "people_a_year", "no_waiting_list": "people_waiting",
    "funded_without_end": "funded_until",
}  # fmt: skip
_NARROWEST_LAST = (Visibility.PUBLIC, Visibility.PARTNERSHIP, Visibility.ORGANISATION)


class Take(StrEnum):
    """From which record a fact is taken where both say something else."""

    KEPT = "kept"
    GONE = "gone"
    BOTH = "both"


@dataclass(frozen=True)
class Difference:
    """A fact of which both records say something, and not the same. lists: both may be taken."""

    field: str
    kept: Any
    gone: Any
    lists: bool


def group_of(field: str) -> str:
    """The field that a fact goes by: the place for its postcode.

    >>> group_of("postcode"), group_of("name")
    ('places', 'name')
    """
    return _TOGETHER.get(field, field)


def differences(kept: Activity, gone: Activity) -> tuple[Difference, ...]:
    """The facts that a person has to choose between, by the field that each goes by."""
    found = []
    for field in _facts():
        mine, theirs = _fact(kept, field), _fact(gone, field)
        if _is_said(mine) and _is_said(theirs) and mine != theirs:
            lists = isinstance(getattr(kept, field), tuple) and field != "places"
            found.append(Difference(field, getattr(kept, field), getattr(gone, field), lists))
    return tuple(found)


def merge(kept: Activity, gone: Activity, take: Mapping[str, Take]) -> Activity:
    """What the kept record says after the merger.

    It takes what the other knows and it does not; where both say something else, what is chosen by
    `take` (kept where nothing is). Whoever told the other one takes part in it. Numbers are never
    added up: it is one activity. It is shown to no more people than either was, and a site that one
    of them calls sensitive is. The reference, the organisation and when the record was confirmed
    are the record's own. BadInput if a choice makes no sense.
    """
    changes: dict[str, Any] = {}
    for field in _facts():
        changes |= _chosen(kept, gone, field, take.get(field, Take.KEPT))
    changes["sensitive_site"] = bool(kept.sensitive_site or gone.sensitive_site)
    changes["visibility"] = max(
        (each.visibility or Visibility.PARTNERSHIP for each in (kept, gone)),
        key=_NARROWEST_LAST.index,
    )
    merged = dataclasses.replace(kept, **changes)
    return dataclasses.replace(merged, partners=_with_teller(merged, gone))


def _facts() -> list[str]:
    every = [field.name for field in dataclasses.fields(Activity)]
    return [name for name in every if name not in _OF_THE_RECORD and name not in _TOGETHER]


def _members(field: str) -> list[str]:
    return [field, *(name for name, group in _TOGETHER.items() if group == field)]


def _fact(activity: Activity, field: str) -> tuple[Any, ...]:
    return tuple(getattr(activity, name) for name in _members(field))


def _is_said(fact: tuple[Any, ...]) -> bool:
    unsaid: tuple[Any, ...] = (None, "", ())
    return any(value not in unsaid and value is not False for value in fact)


def _chosen(kept: Activity, gone: Activity, field: str, take: Take) -> dict[str, Any]:
    mine, theirs = _fact(kept, field), _fact(gone, field)
    if not _is_said(theirs) or mine == theirs:
        return {}
    if not _is_said(mine) or take is Take.GONE:
        return dict(zip(_members(field), theirs, strict=True))
    if take is Take.KEPT:
        return {}
    if not isinstance(getattr(kept, field), tuple) or field == "places":
        raise BadInput(f"{field}: found both, wanted one of the two. Choose one.")
    return {field: _both(getattr(kept, field), getattr(gone, field))}


def _both(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Each name or term once; that there are none is said only if both say so."""
    known = {plain(Part.parse(name).name) for name in mine}
    together = (*mine, *(name for name in theirs if plain(Part.parse(name).name) not in known))
    return tuple(name for name in together if name != NONE) or (NONE,)


def _with_teller(merged: Activity, gone: Activity) -> tuple[str, ...]:
    """Those who take part, with the organisation that told the other record unless it is named."""
    own, teller = plain(merged.organisation), plain(gone.organisation)
    others = tuple(
        name for name in merged.partners if plain(Part.parse(name).name) != own
    )  # the other record may have named this one's organisation
    named = {own, *(plain(part.name) for part in parts_of((*others, *merged.funders)))}
    if teller in named:
        return others
    return (*(name for name in others if name != NONE), gone.organisation)
