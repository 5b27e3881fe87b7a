"""The activities that answer a question, for one viewer, with as much as overviews need of each.

Which they are comes from the list's own matching, so that an overview and the list always agree;
what is read of them comes through `visible_to`, so that nothing hidden is ever counted or named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sightline.analysis.freshness import months_later
from sightline.analysis.provision import CONFIRM_EVERY_MONTHS, Status
from sightline.service.overview.queries.asked import Question
from sightline.service.partners.queries import Voice, voice_of
from sightline.service.register.contacts import without_contacts
from sightline.service.register.queries import NOT_GIVEN, visible_to
from sightline.service.register.queries.asked import DELIVERED, EITHER, SERVED
from sightline.service.register.queries.matching import find_matches

_READ = (
    "id", "version", "name", "organisation_id", "organisation__name", "strand", "approach",
    "district_code", "status", "starts_on", "ends_on", "funded_until", "confirmed_on",
    "confirm_every_months", "days", "people_a_year", "added_at", "changed_at",
    "sensitive_site",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """An activity as one viewer may see it. Empty texts and None are not supplied.

    money_hidden: until when there is money, and for how many there is room, is not told to whoever
    is outside the partnership, nor when the record should be confirmed.
    """

    id: UUID
    version: int
    name: str
    organisation_id: UUID
    organisation: str
    strand: str
    approach: str
    district: str  # code of the one it is delivered in
    status: Status
    starts_on: date | None
    ends_on: date | None
    funded_until: date | None
    confirmed_on: date | None
    confirm_every_months: int | None
    days: tuple[str, ...]
    people_a_year: float | None
    changed_at: datetime  # as far as this viewer is told
    money_hidden: bool
    served: frozenset[str]  # codes of the districts it serves

    @property
    def key(self) -> str:
        """Its key as text."""
        return str(self.id)

    def districts(self, place: str) -> frozenset[str]:
        """The districts it is delivered in or serves, or that it does not say so."""
        delivered = frozenset({self.district} - {""})
        found = {
            EITHER: delivered | self.served,
            DELIVERED: delivered,
            SERVED: self.served,
        }[place]
        return found or frozenset({NOT_GIVEN})

    def confirm_by(self) -> date | None:
        """The day from which its record is due to be confirmed; None if it never was, or needs
        none.
        """
        if self.confirmed_on is None or self.status is Status.ENDED or self.money_hidden:
            return None
        return months_later(self.confirmed_on, self.confirm_every_months or CONFIRM_EVERY_MONTHS)


@dataclass(frozen=True)
class Answer:
    """The activities that answer a question, in the order of the list."""

    rows: tuple[Row, ...]
    visible: int  # activities that the viewer may see in all
    reporting: frozenset[UUID]  # organisations with an activity that the viewer may see
    counts: Mapping[str, Mapping[str, int]]  # how many each further filter would leave


def answer_to(question: Question, *, viewer: Any, today: date) -> Answer:
    """Answer a question for somebody."""
    matches = find_matches(replace(question.asked, page=1), viewer=viewer, today=today)
    seen = _visible_rows(viewer)
    found = [seen[key] for key in matches.ids if key in seen]
    return Answer(
        rows=tuple(found),
        visible=len(seen),
        reporting=frozenset(row.organisation_id for row in seen.values()),
        counts=matches.counts,
    )


def themes_of(viewer: Any) -> dict[UUID, frozenset[str]]:
    """The themes of each activity that the viewer may see."""
    return _grouped(visible_to(viewer), "theme_rows__theme")


def parts_of(viewer: Any) -> list[tuple[UUID, str, str]]:
    """Activity, side and name of everybody who is named in an activity that the viewer may see."""
    found = visible_to(viewer).filter(involved_rows__isnull=False).order_by()
    return list(found.values_list("id", "involved_rows__side", "involved_rows__name"))


def _visible_rows(viewer: Any) -> dict[UUID, Row]:
    seen, voice = visible_to(viewer), voice_of(viewer)
    served = _grouped(seen, "served_rows__district_code")
    nowhere: frozenset[str] = frozenset()
    found = {}
    for values in seen.order_by().values_list(*_READ):
        told = dict(zip(_READ, values, strict=True))
        key = told["id"]
        found[key] = _row(_as_told(told, voice), served.get(key, nowhere))
    return found


def _row(told: dict[str, Any], served: frozenset[str]) -> Row:
    told["organisation"] = told.pop("organisation__name")
    told["district"] = told.pop("district_code")
    told["status"] = Status(told["status"])
    told["days"] = tuple(told["days"] or ())
    return Row(**told, served=served)


def _as_told(told: dict[str, Any], voice: Voice) -> dict[str, Any]:
    """What this viewer is told of it, as `register.queries.sight.see` has it.

    That a sensitive site was changed may tell that it moved, so others are told when it was added.
    """
    added_at, sensitive = told.pop("added_at"), told.pop("sensitive_site")
    own = voice.speaks_for(told["organisation_id"])
    told["money_hidden"] = not (own or voice.in_partnership)
    if sensitive and not own:
        told |= {"changed_at": added_at, "version": 1}
    if told["money_hidden"]:
        told |= {"funded_until": None, "people_a_year": None, "confirm_every_months": None}
        told["name"] = without_contacts(told["name"])
        told["days"] = () if sensitive else told["days"]
    return told


def _grouped(found: Any, field: str) -> dict[UUID, frozenset[str]]:
    grouped: dict[UUID, set[str]] = {}
    for key, value in found.order_by().values_list("id", field):
        if value:
            grouped.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in grouped.items()}
