"""Where people are reached, beside where the offices are: a head office is not a place of work."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sightline.analysis.words import NOT_SUPPLIED, say_people
from sightline.service.accounts.policy import may_open
from sightline.service.overview.queries.about import About, about
from sightline.service.overview.queries.asked import Question
from sightline.service.overview.queries.reading import Answer, Row, answer_to
from sightline.service.overview.queries.tables import (
    Cell,
    FileTable,
    Heading,
    PageTable,
    Value,
    hand_out,
)
from sightline.service.pages.downloads import Download
from sightline.service.partners.queries.many import office_districts
from sightline.service.register.queries import NOT_GIVEN
from sightline.service.register.queries.asked import EITHER
from sightline.service.register.queries.listing import districts
from sightline.service.register.queries.sight import NOT_SHOWN

ROUTE = "overview:reach"
COLUMNS = (
    "district", "district_code", "activities_delivered_or_serving", "activities_delivered",
    "activities_serving", "room_for_people_a_year", "activities_with_room_supplied",
    "organisations_at_work", "of_them_office_here", "of_them_office_elsewhere",
    "of_them_office_not_supplied", "activities_if_counted_at_the_office",
)  # fmt: skip
_HEADINGS = (
    "District", "Delivered in or serving it", "Delivered in it", "Serving it",
    "Room for people a year", "Organisations at work", "Office there", "Office elsewhere",
    "Office not supplied", "If counted at the office",
)  # fmt: skip


@dataclass(frozen=True)
class ReachPage:
    """Where people are reached, ready to print."""

    about: About
    table: PageTable
    offices: str


@dataclass(frozen=True)
class _Place:
    """One district, or none: what is done there, and by whom."""

    code: str
    name: str
    either: int
    delivered: tuple[Row, ...]
    serving: int
    organisations: frozenset[UUID]
    office_here: int
    office_unknown: int
    at_office: int

    @property
    def room_hidden(self) -> bool:
        """Whether the viewer is not told how many some of them have room for."""
        return any(row.money_hidden for row in self.delivered)

    @property
    def room(self) -> float | None:
        """People a year in the activities delivered there, of those that say; None if none does.

        Where nothing is delivered, as far as anybody has reported, there is room for nobody.
        """
        said = [row.people_a_year for row in self.delivered if row.people_a_year is not None]
        return None if self.delivered and not said else sum(said)

    @property
    def saying(self) -> int:
        """Activities delivered there that say how many they have room for."""
        return sum(row.people_a_year is not None for row in self.delivered)

    @property
    def office_elsewhere(self) -> int:
        """Organisations at work there whose office is known to be in another district."""
        return len(self.organisations) - self.office_here - self.office_unknown


def reach_page(*, viewer: Any, question: Question, today: date) -> ReachPage:
    """Each district: what is done there and by whom, and where their offices are."""
    answer = answer_to(question, viewer=viewer, today=today)
    offices = office_districts()
    found = _places(answer, offices)
    at_work = {row.organisation_id for row in answer.rows}
    known = sum(bool(offices.get(key)) for key in at_work)
    return ReachPage(
        about=about(answer, question=question, viewer=viewer, today=today, route=ROUTE),
        table=_table(found, question, listed=may_open(viewer, "register:activities")),
        offices=f"{known:,} of {len(at_work):,} organisations at work say where in the county "
        "their office is. Of the others it is not supplied, or not in the county.",
    )


def reach_file(*, viewer: Any, question: Question, today: date, kind: str) -> Download:
    """The districts as a file."""
    answer = answer_to(question, viewer=viewer, today=today)
    rows = [_file_row(place) for place in _places(answer, office_districts())]
    told = about(answer, question=question, viewer=viewer, today=today, route=ROUTE)
    return hand_out(FileTable("where-people-are-reached", told.words, today, COLUMNS, rows), kind)


def _places(answer: Answer, offices: dict[UUID, str]) -> list[_Place]:
    at_office = Counter(offices.get(row.organisation_id) or NOT_GIVEN for row in answer.rows)
    delivered: dict[str, list[Row]] = {}
    either, serving, at_work = Counter[str](), Counter[str](), dict[str, set[UUID]]()
    for row in answer.rows:
        delivered.setdefault(row.district or NOT_GIVEN, []).append(row)
        serving.update(row.served or (NOT_GIVEN,))
        for code in row.districts(EITHER):
            either[code] += 1
            at_work.setdefault(code, set()).add(row.organisation_id)
    found = []
    for code, name in {**districts(), NOT_GIVEN: f"District {NOT_SUPPLIED}"}.items():
        organisations = frozenset(at_work.get(code, ()))
        found.append(
            _Place(
                code=code,
                name=name,
                either=either[code],
                delivered=tuple(delivered.get(code, ())),
                serving=serving[code],
                organisations=organisations,
                office_here=sum(offices.get(key, "") == code for key in organisations),
                office_unknown=sum(not offices.get(key) for key in organisations),
                at_office=at_office[code],
            )
        )
    return found


def _table(found: list[_Place], question: Question, *, listed: bool) -> PageTable:
    return PageTable(
        "Activities and organisations by district",
        tuple(Heading(words, numeric=at > 0) for at, words in enumerate(_HEADINGS)),
        tuple(tuple(_cells(place, question, listed)) for place in found),
    )


def _cells(place: _Place, question: Question, listed: bool) -> list[Cell]:
    narrowed = question.without_choices().narrowed(districts=(place.code,))
    address = narrowed.asked.address() if listed else narrowed.address("overview:timeline")
    room = NOT_SHOWN if place.room_hidden else say_people(place.room)
    if place.room is not None and place.saying < len(place.delivered):
        room += f" (said by {place.saying:,} of {len(place.delivered):,})"
    texts = (
        f"{len(place.delivered):,}", f"{place.serving:,}", room, f"{len(place.organisations):,}",
        f"{place.office_here:,}", f"{place.office_elsewhere:,}", f"{place.office_unknown:,}",
        f"{place.at_office:,}",
    )  # fmt: skip
    return [
        Cell(place.name),
        Cell(f"{place.either:,}", numeric=True, address=address if place.either else ""),
        *(Cell(text, numeric=True) for text in texts),
    ]


def _file_row(place: _Place) -> dict[str, Value]:
    return {
        "district": place.name,
        "district_code": None if place.code == NOT_GIVEN else place.code,
        "activities_delivered_or_serving": place.either,
        "activities_delivered": len(place.delivered),
        "activities_serving": place.serving,
        "room_for_people_a_year": NOT_SHOWN if place.room_hidden else place.room,
        "activities_with_room_supplied": NOT_SHOWN if place.room_hidden else place.saying,
        "organisations_at_work": len(place.organisations),
        "of_them_office_here": place.office_here,
        "of_them_office_elsewhere": place.office_elsewhere,
        "of_them_office_not_supplied": place.office_unknown,
        "activities_if_counted_at_the_office": place.at_office,
    }
