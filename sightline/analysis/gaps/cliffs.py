"""What goes dark when: by place, strand and group, and with which award."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sightline.analysis.areas import AREAS
from sightline.analysis.framework import AgeRange
from sightline.analysis.gaps.reached import PeopleByPlace, Reached, Whole, numbers_of
from sightline.analysis.gaps.tables import CLIFFS, CliffCause
from sightline.analysis.periods import Month
from sightline.analysis.provision import (
    EVERYONE,
    MONTHS_AHEAD,
    Activity,
    parts_of,
    runs_in,
)

NAMED_FIRST = 3  # of the activities that go on, those that reach most
_MONTHS = "|".join(name for name in month_name if name)
_END = re.compile(
    r"\b(?:until|till|to|ends?(?: on| in)?|ending|expires?(?: on| in)?|runs? out(?: on| in)?)\s+"
    r"(?:the )?(?:end of )?"
    rf"(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<day>\d{{1,2}} )?(?P<month>{_MONTHS}) "
    r"(?P<year>\d{4}))\b",
    re.IGNORECASE,
)
_NOT_KNOWN, _NEVER = -1, 10_000  # months from the first, of what lasts


@dataclass(frozen=True)
class Cliff:
    """Why an activity goes dark and the last day of it, None where no day is said."""

    because: CliffCause
    day: date | None

    @property
    def month(self) -> Month | None:
        """The last month it runs in; from the next on it is gone."""
        return None if self.day is None else Month.of(self.day)

    @property
    def year_end(self) -> bool:
        """Whether it is 31 March, the end of the financial year."""
        return self.day is not None and (self.day.month, self.day.day) == (3, 31)


def depends_until(words: str) -> date | None:
    """The day until which what an activity depends on is there, if its words say so.

    Only a date after a word such as until, ends or expires is taken; the first of several.

    >>> depends_until("The youth worker's post, until 31 March 2026")
    datetime.date(2026, 3, 31)
    >>> depends_until("Lease from 1 May 2020 to April 2026"), depends_until("Two mentors")
    (datetime.date(2026, 4, 30), None)
    """
    days = []
    for found in _END.finditer(words):
        try:
            days.append(_day(found))
        except ValueError:  # no such day, as 31 April: it says nothing that can be used
            continue
    return min(days, default=None)


def _day(found: re.Match[str]) -> date:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    number = list(month_name).index(found["month"].capitalize())
    if found["day"]:
        return date(int(found["year"]), number, int(found["day"]))
    return Month(int(found["year"]), number).last_day


def cliff_of(activity: Activity, *, as_of: Month, months: int = MONTHS_AHEAD) -> Cliff | None:
    """When and why the activity goes dark in the months to come; None if nothing says it does.

    The first of its end, the end of its money and the end of what it depends on, if that is not
    later than so many months after as_of. Money that has ended before as_of, or of which nobody has
    said how long it lasts, is money that is not confirmed: the one has a day, the other none. What
    does not run in any of these months has no cliff.

    >>> from sightline.analysis.provision import Status
    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...     status=Status.CURRENT, ends_on=date(2026, 7, 31), funded_until=date(2026, 3, 31))
    >>> cliff = cliff_of(club, as_of=Month(2025, 12))
    >>> str(cliff.because), str(cliff.month), cliff.year_end
    ('its money ends', '2026-03', True)
    """
    last = as_of.plus(months)
    if not _runs_between(activity, as_of, last):
        return None
    needs = depends_until(activity.depends_on)
    dated = [
        Cliff(CliffCause.ENDS, activity.ends_on),
        Cliff(CliffCause.MONEY, activity.funded_until),
        Cliff(CliffCause.NEEDS, needs if needs and needs >= as_of.first_day else None),
    ]
    if activity.funded_until and activity.funded_until < as_of.first_day:
        return Cliff(CliffCause.NOT_CONFIRMED, activity.funded_until)
    known = [one for one in dated if one.day is not None and one.day <= last.last_day]
    if known:
        return min(known, key=lambda one: one.day or date.max)
    if activity.funded_until is None and not activity.funded_without_end:
        return Cliff(CliffCause.NOT_CONFIRMED, None)
    return None


def _runs_between(activity: Activity, first: Month, last: Month) -> bool:
    """Whether it runs on some day from the first month to the last."""
    begins, ends = activity.starts_on, activity.ends_on
    month = first if begins is None or begins <= first.last_day else Month.of(begins)
    over = ends is not None and ends < month.first_day
    return month <= last and not over and runs_in(activity, month)


@dataclass(frozen=True, eq=False)
class _Calendar:
    """When the activities of a question run and are sure to, by their numbers in `reached`.

    cliffs: None of what has none, and of what is for others. last: months from the first, of what
    is said of each; _NOT_KNOWN of what is not confirmed, _NEVER of what has no cliff.
    """

    reached: Reached
    cliffs: Sequence[Cliff | None]
    last: Whole


def find_cliffs(
    *, reached: Reached, areas: pd.DataFrame, theme: str, ages: AgeRange, by: str = "district"
) -> pd.DataFrame:
    """What goes dark when: a row for each activity that does, and place where people lose it.

    reached: of the theme and ages. areas: AREAS. by: "district" or "area". Activities count if they
    are for some of the people asked about and have a cliff: see cliff_of. One that reaches nobody
    that is known has a row without a place, never none.

    Returns CLIFFS: by day (what has none comes last), then most people first. share_of_reach is of
    all that runs there in the last month, as far as it tells a number. others go on after that
    month with nothing that says otherwise; others_not_sure run still, but end, lose their money or
    what they depend on by then, or do not say how long their money lasts.
    """
    known = AREAS.check(areas).set_index("area", drop=False).reindex(reached.areas)
    place_of, places = numbers_of(known[by].tolist())
    calendar = _calendar(reached)
    dark = np.array([cliff is not None for cliff in calendar.cliffs], dtype=bool)
    if not dark.any():
        return CLIFFS.empty()
    here = reached.by_place(place_of, len(places))
    rows = dark[here.number]
    nowhere = np.setdiff1d(np.flatnonzero(dark), here.number)
    table = pd.DataFrame(
        {
            "number": np.concatenate([here.number[rows], nowhere]),
            "at": np.concatenate([here.place[rows], np.full(len(nowhere), len(places))]),
            "people_reached": np.concatenate([here.people[rows], np.full(len(nowhere), np.nan)]),
            "areas": np.concatenate([here.areas[rows], np.zeros(len(nowhere), dtype=np.int64)]),
        }
    )
    table["place"] = np.array([*places, ""], dtype=object)[table["at"]]
    table = table.assign(**_beside(table, here, len(places), calendar))
    table = table.assign(**_facts(table, calendar), theme=theme, ages=str(ages))
    names = known.drop_duplicates(by).set_index(by)[f"{by}_name"]
    table["place_name"] = table["place"].map(names).fillna("")
    table["order"] = table["day"].replace("", "9999")
    order = ["order", "people_reached", "activity", "place"]
    return CLIFFS.check(table.sort_values(order, ascending=[True, False, True, True]))


def _calendar(reached: Reached) -> _Calendar:
    as_of, months = reached.months[0], len(reached.months) - 1
    cliffs = [
        cliff_of(one, as_of=as_of, months=months) if right else None
        for one, right in zip(reached.activities, reached.right, strict=True)
    ]
    last = np.array([_lasts(cliff, as_of) for cliff in cliffs], dtype=np.int64)
    return _Calendar(reached, cliffs, last)


def _lasts(cliff: Cliff | None, as_of: Month) -> int:
    if cliff is None:
        return _NEVER
    month = cliff.month
    if month is None or cliff.because is CliffCause.NOT_CONFIRMED:
        return _NOT_KNOWN
    return (month.year - as_of.year) * 12 + month.number - as_of.number


def _beside(
    table: pd.DataFrame, here: PeopleByPlace, places: int, calendar: _Calendar
) -> dict[str, Sequence[object]]:
    """What else there is where an activity goes dark, and how much of it that is."""
    runs, people = calendar.reached.runs, np.nan_to_num(here.people)
    shape = places + 1, len(calendar.reached.months)  # the last row is of what is nowhere
    reached, others, their, still = (np.zeros(shape) for _ in range(4))
    for month in range(shape[1]):
        now, then = runs[here.number, month], runs[here.number, month + 1]
        sure = then & (calendar.last[here.number] > month)
        for total, weights in (
            (reached, people * now), (others, sure), (their, people * sure), (still, then),
        ):  # fmt: skip
            total[:-1, month] = np.bincount(here.place, weights, places)
    row, own = table["at"].to_numpy(), table["number"].to_numpy()
    begins = runs[own].argmax(axis=1)  # of what has no day, the first month it runs
    month = np.where(calendar.last[own] < 0, begins, calendar.last[own]).clip(max=shape[1] - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(reached[row, month] > 0, reached[row, month], np.nan)
        share = np.minimum(table["people_reached"].to_numpy() / whole, 1.0)
    itself = runs[own, month + 1] & (row < places)
    return {
        "share_of_reach": share,
        "others": others[row, month].astype(int),
        "others_people": their[row, month],
        "others_not_sure": (still - others)[row, month].astype(int) - itself,
        "others_first": list(_first(row, month, here, calendar)),
    }


def _first(row: Whole, month: Whole, here: PeopleByPlace, calendar: _Calendar) -> Iterator[str]:
    """The references of those that go on and reach most, for each place and month asked about."""
    order = np.lexsort((here.number, -np.nan_to_num(here.people, nan=-1.0), here.place))
    number, place = here.number[order], here.place[order]
    said: dict[tuple[int, int], str] = {}
    for asked in zip(row.tolist(), month.tolist(), strict=True):
        if asked not in said:
            there = number[slice(*np.searchsorted(place, [asked[0], asked[0] + 1]))]
            sure = calendar.reached.runs[there, asked[1] + 1] & (calendar.last[there] > asked[1])
            first = there[sure][:NAMED_FIRST]
            said[asked] = "; ".join(calendar.reached.activities[one].reference for one in first)
        yield said[asked]


def _facts(table: pd.DataFrame, calendar: _Calendar) -> dict[str, Sequence[object]]:
    """What the record of each activity says of itself."""
    chosen = [calendar.reached.activities[number] for number in table["number"]]
    cliffs = [cliff for number in table["number"] if (cliff := calendar.cliffs[number])]
    return {
        "activity": [one.reference for one in chosen],
        "organisation": [one.organisation for one in chosen],
        "strand": [one.strand for one in chosen],
        "open_to": ["" if one.open_to == EVERYONE else one.open_to for one in chosen],
        "month": [str(cliff.month or "") for cliff in cliffs],
        "day": [str(cliff.day or "") for cliff in cliffs],
        "year_end": [int(cliff.year_end) for cliff in cliffs],
        "because": [cliff.because.value for cliff in cliffs],
        "depends_on": [one.depends_on for one in chosen],
        "funders": ["; ".join(part.name for part in parts_of(one.funders)) for one in chosen],
        "money_gbp": [np.nan if one.funding_gbp is None else one.funding_gbp for one in chosen],
    }
