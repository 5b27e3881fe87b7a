"""One row of the activity sheet, turned into an activity or into all of its problems."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sightline.analysis.framework import OLDEST, AgeRange, Vocabulary
from sightline.analysis.provision import KNOWN_NONE, Activity, Status
from sightline.errors import BadInput
from sightline.exchange.activities.columns import BY_HEADING, COLUMNS, Kind
from sightline.exchange.activities.names import read_funders, read_names
from sightline.exchange.activities.nones import says_none
from sightline.exchange.activities.places import Location, PlaceFinder
from sightline.exchange.activities.terms import TermFinder
from sightline.exchange.activities.values import (
    read_age,
    read_days,
    read_degrees,
    read_money,
    read_months,
    read_people,
    read_postcode,
    read_status,
    read_visibility,
    read_yes_no,
)
from sightline.exchange.problems import Problem, Weight
from sightline.exchange.sheets import (
    AreaWords,
    BadCell,
    SheetRow,
    name_text,
    plain_text,
    show,
    tidy,
)
from sightline.exchange.sheets.dates import read_date

Value = TypeVar("Value")
_NO_WORDS: tuple[str, ...] = ()
_NO_DEGREES: tuple[float, ...] = ()
_ORDER = {heading: position for position, heading in enumerate(BY_HEADING)}
_FREE_TEXTS = (
    "reference", "description", "eligibility", "referral", "timetable", "depends_on",
)  # fmt: skip
_NAME_LIKE = (Kind.NAME, Kind.NAMES)


@dataclass(frozen=True)
class ActivityRow:
    """An activity and the row of the sheet it came from, headings being row 1."""

    row: int
    activity: Activity
    sheet: str = ""  # of a workbook of several


class Lookups:
    """What the words of a sheet are compared with."""

    def __init__(
        self,
        *,
        vocabularies: Mapping[str, Vocabulary],
        areas: AreaWords,
        places: PlaceFinder,
        today: date,
    ) -> None:
        self.terms = {
            column.heading: TermFinder(vocabularies[column.vocabulary])
            for column in COLUMNS
            if column.vocabulary
        }
        self.areas, self.places, self.today = areas, places, today


class RowReader:
    """Reads the cells of one row, and keeps every problem it meets."""

    def __init__(self, row: SheetRow, lookups: Lookups, *, file: str) -> None:
        self.row, self.lookups, self.file = row, lookups, file
        self.problems: list[Problem] = []

    @property
    def is_rejected(self) -> bool:
        """Whether any problem so far keeps the row from being used."""
        return any(problem.weight is Weight.REJECTED for problem in self.problems)

    def read(self) -> Activity | None:
        """The activity, or None if anything is wrong with the row; problems go by column."""
        given = self._who_and_what() | self._when() | self._how_much()
        location = self._where()
        activity = None if self.is_rejected else self._make(given, location)
        self.problems.sort(key=lambda problem: _ORDER.get(problem.column, 0))
        return activity

    def _make(self, given: dict[str, object], location: Location) -> Activity | None:
        reference = given.pop("reference") or make_reference(
            str(given["organisation"]), str(given["name"]), location.key
        )
        try:
            return Activity(
                reference=str(reference),
                places=location.places,
                postcode=location.postcode,
                delivery_area=location.delivery_area,
                **given,  # type: ignore[arg-type]
            )
        except BadInput as error:  # what the analysis refuses and no cell alone shows
            self._add("", str(error), "an activity that holds together", "Correct the row.")
            return None

    def text(self, heading: str) -> str:
        """The text of a cell; empty if it is blank or not fit to be read."""
        raw = self.row.texts.get(heading, "")
        column = BY_HEADING[heading]
        try:
            if column.kind not in _NAME_LIKE:
                return plain_text(raw, longest=column.longest)
            if heading in self.row.formulas:
                raise BadCell(
                    f"a formula that gives {show(tidy(raw))}",
                    "plain text",
                    "Copy the cell and paste it as a value.",
                )
            return name_text(raw, longest=column.longest)
        except BadCell as bad:
            self.refuse(heading, bad)
            return ""

    def ask(self, heading: str, read: Callable[[str], Value], blank: Value) -> Value:
        """What a cell says; `blank` if it says nothing, or nothing that can be read."""
        text = self.text(heading)
        try:
            return read(text) if text else blank
        except BadCell as bad:
            self.refuse(heading, bad)
            return blank

    def refuse(self, heading: str, bad: BadCell) -> None:
        """Keep a problem that rejects the row."""
        self._add(heading, bad.found, bad.wanted, bad.remedy)

    def note(self, heading: str, found: str, wanted: str, remedy: str) -> None:
        """Keep a problem that leaves the row as it is."""
        self._add(heading, found, wanted, remedy, Weight.NOTE)

    def _add(
        self, heading: str, found: str, wanted: str, remedy: str, weight: Weight = Weight.REJECTED
    ) -> None:
        where = f"row {self.row.row}, {heading}" if heading else f"row {self.row.row}"
        self.problems.append(
            Problem(where, found, wanted, remedy, weight, 1, self.file, self.row.row, heading)
        )

    def _who_and_what(self) -> dict[str, object]:
        given: dict[str, object] = {
            heading: self.ask(heading, self.lookups.terms[heading].find, "")
            for heading in ("approach", "setting", "open_to", "strand")
        }
        given["thematic_group"] = self._group()
        given |= {heading: self.text(heading) for heading in _FREE_TEXTS}
        given |= {
            heading: self.ask(heading, self.lookups.terms[heading].find_many, _NO_WORDS)
            for heading in ("violence_types", "risk_factors", "protective_factors")
        }
        given |= self._levels()
        given["name"] = self._required("activity", str, "", "the name of the activity")
        given["organisation"] = self._required("organisation", str, "", "who leads the activity")
        themes = self.lookups.terms["themes"].find_many
        given["themes"] = self._required("themes", themes, _NO_WORDS, "at least one theme")
        given["partners"] = self.ask("partners", read_names, _NO_WORDS)
        given["funders"] = self.ask("funders", read_funders, _NO_WORDS)
        given["ages"] = self._ages()
        return given

    def _group(self) -> str:
        """The thematic group. A partnership defines its own, which a sheet read elsewhere lacks."""
        finder = self.lookups.terms["thematic_group"]
        if not finder.vocabulary.terms and (text := self.text("thematic_group")):
            self.note(
                "thematic_group",
                show(text),
                "a thematic group that is defined here, and none is",
                "The row was kept without it. The unit can define the groups.",
            )
            return ""
        return self.ask("thematic_group", finder.find, "")

    def _levels(self) -> dict[str, object]:
        """When it acts and for whom: two axes, which people often write in one column."""
        level, who = (
            self.ask(heading, self.lookups.terms[heading].find, "")
            for heading in ("prevention_level", "prevention_who")
        )
        terms = self.lookups.terms["prevention_level"].vocabulary.terms
        if level and terms[level].facts.get("axis") == "who":
            self.note(
                "prevention_level",
                f"{terms[level].name}, which says for whom it acts, not when",
                "one that says when",
                "It was put under prevention_who.",
            )
            level, who = "", who or level
        if who and terms[who].facts.get("axis") == "when":
            bad = BadCell(show(terms[who].name), "a term that says for whom", "Correct it.")
            self.refuse("prevention_who", bad)
        return {"prevention_level": level, "prevention_who": who}

    def _required(
        self, heading: str, read: Callable[[str], Value], blank: Value, wanted: str
    ) -> Value:
        """As `ask`, but a blank cell is a problem."""
        if not self._raw(heading):
            self._add(heading, "nothing", wanted, "Fill in the cell.")
        return self.ask(heading, read, blank)

    def _ages(self) -> AgeRange | None:
        youngest = self.ask("age_from", read_age, None)
        oldest = self.ask("age_to", read_age, None)
        given = [bool(self._raw(heading)) for heading in ("age_from", "age_to")]
        if given == [True, False]:
            self._add(
                "age_to",
                "nothing",
                "the oldest age",
                f"Give it, or write {OLDEST} if there is no upper limit.",
            )
        if given == [False, True]:
            self._add(
                "age_from",
                "nothing",
                "the youngest age",
                "Give it, or write 0 if there is no lower limit.",
            )
        if youngest is None or oldest is None:
            return None
        if youngest > oldest:
            self._add(
                "age_from",
                f"{youngest}, above age_to {oldest}",
                "the youngest age first",
                "Swap the two ages or correct one.",
            )
            return None
        return AgeRange(youngest, oldest)

    def _raw(self, heading: str) -> str:
        return tidy(self.row.texts.get(heading, ""))

    def _when(self) -> dict[str, object]:
        status = self._required(
            "status", read_status, Status.CURRENT, "planned, current, paused or ended"
        )
        starts_on = self.ask("starts_on", read_date, None)
        ends_on = self._unless_none("ends_on", read_date)
        if starts_on and ends_on and ends_on < starts_on:
            self._add(
                "ends_on",
                f"{ends_on:%d/%m/%Y}, before starts_on {starts_on:%d/%m/%Y}",
                "a day on or after the first",
                "Correct one of the two dates.",
            )
        today = self.lookups.today
        confirmed_on = self.ask("confirmed_on", read_date, None)
        if confirmed_on and confirmed_on > today:
            self._add(
                "confirmed_on",
                f"{confirmed_on:%d/%m/%Y}, which is still to come",
                f"a date up to {today:%d/%m/%Y}",
                "Correct the date.",
            )
        if status is Status.CURRENT and ends_on and ends_on < today:
            self.note(
                "ends_on",
                f"{ends_on:%d/%m/%Y}, which is past, of a current activity",
                "a status that fits",
                "Write ended under status, or a later date.",
            )
        return {
            "status": status,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "funded_until": self._unless_none("funded_until", read_date),
            "confirmed_on": confirmed_on,
            "days": self.ask("days", read_days, _NO_WORDS),
            "confirm_every_months": self.ask("confirm_every_months", read_months, None),
            "visibility": self.ask("visibility", read_visibility, None),
        }

    def _how_much(self) -> dict[str, object]:
        given: dict[str, object] = {
            heading: self._unless_none(heading, read_people)
            for heading in ("people_a_year", "people_last_year", "places_free", "people_waiting")
        }
        given |= {
            flag: says_none(heading, self._raw(heading)) for flag, heading in KNOWN_NONE.items()
        }
        given["funding_gbp"] = self.ask("funding_gbp", read_money, None)
        given["sensitive_site"] = self.ask("sensitive_site", read_yes_no, None)
        given["areas_served"] = self.ask("areas_served", self.lookups.areas.read_many, _NO_WORDS)
        return given

    def _unless_none(self, heading: str, read: Callable[[str], Value]) -> Value | None:
        """As `ask`; nothing where a word says that there is none, see `nones.py`."""
        if says_none(heading, self._raw(heading)):
            return None
        return self.ask(heading, read, None)

    def _where(self) -> Location:
        return self.lookups.places.locate(
            self,
            postcode=self.ask("postcode", read_postcode, ""),
            delivery_area=self.ask("delivery_area", self.lookups.areas.read_small_area, ""),
            latitude=self.ask("latitude", read_degrees, _NO_DEGREES),
            longitude=self.ask("longitude", read_degrees, _NO_DEGREES),
        )


def make_reference(organisation: str, activity: str, place: str) -> str:
    """The reference of a row that has none: the same whenever those three are the same.

    >>> make_reference("Trust", "Club", "SS1 1AB") == make_reference("TRUST", "club ", "SS1 1AB")
    True
    """
    plain = "\n".join(" ".join(text.casefold().split()) for text in (organisation, activity, place))
    return f"made-{hashlib.sha256(plain.encode()).hexdigest()[:16]}"
