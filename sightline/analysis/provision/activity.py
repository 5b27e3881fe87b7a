"""An activity as the analysis needs it: who may come, where, when, and how many."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision.parts import check_shares
from sightline.errors import BadInput

AMOUNTS = ("people_a_year", "people_last_year", "places_free", "people_waiting", "funding_gbp")
EVERYONE = "everyone"  # open_to, where nobody of the right age is turned away


class Status(StrEnum):
    """How things stand with an activity, as its partner last said."""

    PLANNED = "planned"
    CURRENT = "current"
    PAUSED = "paused"
    ENDED = "ended"


class Visibility(StrEnum):
    """Who may see a record, from the widest to the narrowest."""

    PUBLIC = "public"
    PARTNERSHIP = "partnership"
    ORGANISATION = "organisation"  # its own organisation and the unit


# What others call an activity that only its own organisation and the unit may see.
KEPT_TO_ITSELF = "an activity its organisation keeps to itself"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CONFIRM_EVERY_MONTHS = 6  # where a record does not say how often it should be confirmed


@dataclass(frozen=True, order=True)
class Place:
    """A point where an activity is delivered, in metres of EPSG:27700."""

    easting_m: float
    northing_m: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.easting_m) and math.isfinite(self.northing_m)):
            raise BadInput(
                f"place: found {self.easting_m}, {self.northing_m}, wanted two numbers of metres. "
                "Leave the place out if it is not known."
            )


# What is known to be none, and not only not supplied: the field that says so, and of what.
KNOWN_NONE = {
    "open_ended": "ends_on",
    "no_limit": "people_a_year",
    "no_waiting_list": "people_waiting",
    "funded_without_end": "funded_until",
}


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Something a partner does, has done or plans to do to prevent violence.

    None, an empty text and an empty tuple mean not supplied, never "none". `areas_served` are codes
    or names of small areas or districts, as given. `people_a_year` is how many people the activity
    has room for in a year; `funded_until` the last day that is paid for. `partners` and `funders`
    are names, each with a part in brackets and a share if known, as `Part.parse` reads them.
    """

    reference: str
    name: str
    organisation: str
    themes: tuple[str, ...]
    status: Status
    ages: AgeRange | None = None
    places: tuple[Place, ...] = ()
    areas_served: tuple[str, ...] = ()
    open_to: str = EVERYONE
    eligibility: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    funded_until: date | None = None
    people_a_year: float | None = None
    confirmed_on: date | None = None
    partners: tuple[str, ...] = ()
    prevention_level: str = ""
    approach: str = ""
    setting: str = ""
    description: str = ""
    referral: str = ""
    funders: tuple[str, ...] = ()
    funding_gbp: float | None = None
    people_last_year: float | None = None
    places_free: float | None = None
    sensitive_site: bool | None = False  # None: not said, which never takes a yes away
    postcode: str = ""
    delivery_area: str = ""
    strand: str = ""
    thematic_group: str = ""
    violence_types: tuple[str, ...] = ()
    risk_factors: tuple[str, ...] = ()
    protective_factors: tuple[str, ...] = ()
    prevention_who: str = ""  # everyone, a group at risk, those already showing signs
    days: tuple[str, ...] = ()  # of the week, of DAYS
    timetable: str = ""
    people_waiting: float | None = None
    depends_on: str = ""  # an award, a building, a post
    visibility: Visibility | None = None  # None: not said, which never shows a record to more
    confirm_every_months: int | None = None
    open_ended: bool = False  # it has no end by intention; else an end that is None is not supplied
    no_limit: bool = False  # of people in a year; how many are reached it does not tell
    no_waiting_list: bool = False  # nobody could wait, which is not that nobody does
    funded_without_end: bool = False  # its money has no last day

    def __post_init__(self) -> None:
        if self.open_ended and self.ends_on:
            raise BadInput(
                f"{self.name}: found an end on {self.ends_on} of what is open-ended, wanted one or "
                "the other."
            )
        self._refuse_none_and_some()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise BadInput(
                f"{self.name}: found an end on {self.ends_on} before the start on "
                f"{self.starts_on}, wanted the earlier date first."
            )
        for what in AMOUNTS:
            number = getattr(self, what)
            if number is not None and not 0 <= number < math.inf:
                raise BadInput(
                    f"{self.name}, {what}: found {number}, wanted a number, zero or more."
                )
        if self.confirm_every_months is not None and not 1 <= self.confirm_every_months <= 24:
            raise BadInput(
                f"{self.name}, confirm_every_months: found {self.confirm_every_months}, wanted 1 "
                "to 24."
            )
        check_shares(self.funders)

    def _refuse_none_and_some(self) -> None:
        for flag, what in KNOWN_NONE.items():
            found = getattr(self, what)
            if getattr(self, flag) and found is not None:
                raise BadInput(
                    f"{self.name}, {what}: found {found} of what is said to have none, wanted one "
                    "or the other."
                )


def runs_in(activity: Activity, month: Month) -> bool:
    """Whether the activity runs on some day of the month, as far as is known.

    A current activity runs from its start (or always) to its end (or on and on). A planned one runs
    once its start has come; without a start it does not run. Paused and ended ones do not run. That
    its money ends is not its end: it may find other money, so this is shown, not assumed.

    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...                 status=Status.CURRENT, ends_on=date(2026, 3, 31))
    >>> runs_in(club, Month(2026, 3)), runs_in(club, Month(2026, 4))
    (True, False)
    """
    if activity.status is Status.PLANNED and activity.starts_on is None:
        return False
    if activity.status not in (Status.CURRENT, Status.PLANNED):
        return False
    begun = activity.starts_on is None or activity.starts_on <= month.last_day
    return begun and (activity.ends_on is None or activity.ends_on >= month.first_day)


def lasts_through(activity: Activity, month: Month) -> bool:
    """Whether neither its end nor the end of its money comes before the last day of the month.

    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...                 status=Status.CURRENT, funded_until=date(2026, 3, 31))
    >>> lasts_through(club, Month(2026, 3)), lasts_through(club, Month(2026, 4))
    (True, False)
    """
    ends = [day for day in (activity.ends_on, activity.funded_until) if day is not None]
    return all(day >= month.last_day for day in ends)


def is_fresh(activity: Activity, as_of: Month, *, months: int = 6) -> bool:
    """Whether somebody confirmed the record in the months up to the end of as_of, or later.

    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...                 status=Status.CURRENT, confirmed_on=date(2025, 7, 1))
    >>> is_fresh(club, Month(2025, 12)), is_fresh(club, Month(2026, 1))
    (True, False)
    """
    last_stale_day = as_of.plus(-months).last_day
    return activity.confirmed_on is not None and activity.confirmed_on > last_stale_day
