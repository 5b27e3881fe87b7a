"""What goes dark when: by place, strand and group, and with which award."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sightline.analysis.areas import AREAS
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.gaps.tables import CLIFFS, CliffCause
from sightline.analysis.periods import Month
from sightline.analysis.provision import (
    EVERYONE,
    MONTHS_AHEAD,
    PARTS,
    Activity,
    Dates,
    months_ahead,
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
    """The activities that count, by row, and when each of them runs and is sure to.

    runs: activities × months, the month after the last too. last: months from the first, of what
    is said of each; _NOT_KNOWN of what is not confirmed, _NEVER of what has no cliff.
    """

    activities: Sequence[Activity]
    cliffs: Sequence[Cliff | None]
    months: Sequence[Month]
    runs: NDArray[np.bool_]
    last: NDArray[np.int64]


def find_cliffs(
    *,
    activities: Sequence[Activity],
    parts: pd.DataFrame,
    areas: pd.DataFrame,
    theme: str,
    ages: AgeRange,
    as_of: Month,
    months: int = MONTHS_AHEAD,
    by: str = "district",
) -> pd.DataFrame:
    """What goes dark when: a row for each activity that does, and place where people lose it.

    parts: PARTS, of all that run in any of the months. areas: AREAS. by: "district" or "area".
    Activities count if they are of the theme, for some of the ages, and have a cliff: see cliff_of.
    One that reaches nobody that is known has a row without a place, never none.

    Returns CLIFFS: by day (what has none comes last), then most people first. share_of_reach is of
    all that runs there in the last month, as far as it tells a number. others go on after that
    month with nothing that says otherwise; others_not_sure run still, but end, lose their money or
    what they depend on by then, or do not say how long their money lasts.
    """
    known = AREAS.check(areas)
    calendar = _calendar(activities, theme, ages, as_of, months)
    here = _people_by_place(parts, calendar.activities, _place_of(known, by))
    dark = np.array([cliff is not None for cliff in calendar.cliffs], dtype=bool)
    if not dark.any():
        return CLIFFS.empty()
    rows = here[dark[here["number"].to_numpy(dtype="int64")]]
    table = pd.concat([rows, _nowhere(calendar, rows)], ignore_index=True)
    table = table.assign(**_beside(table, here, calendar))
    table = table.assign(**_facts(table, calendar), theme=theme, ages=str(ages))
    names = known.drop_duplicates(by).set_index(by)[f"{by}_name"]
    table["place_name"] = table["place"].map(names).fillna("")
    table["order"] = table["day"].replace("", "9999")
    order = ["order", "people_reached", "activity", "place"]
    return CLIFFS.check(table.sort_values(order, ascending=[True, False, True, True]))


def _calendar(
    activities: Sequence[Activity], theme: str, ages: AgeRange, as_of: Month, months: int
) -> _Calendar:
    ahead = months_ahead(as_of, how_many=months)
    chosen = [
        one
        for one in sorted(activities, key=lambda one: one.reference)
        if theme in one.themes and (one.ages or AgeRange(0, OLDEST)).overlap(ages) is not None
    ]
    runs = Dates.of(chosen, (*ahead, ahead[-1].plus(1)), as_of).runs
    cliffs = [cliff_of(one, as_of=as_of, months=months) for one in chosen]
    last = np.array([_lasts(cliff, as_of) for cliff in cliffs], dtype=np.int64)
    return _Calendar(chosen, cliffs, ahead, runs, last)


def _lasts(cliff: Cliff | None, as_of: Month) -> int:
    if cliff is None:
        return _NEVER
    month = cliff.month
    if month is None or cliff.because is CliffCause.NOT_CONFIRMED:
        return _NOT_KNOWN
    return (month.year - as_of.year) * 12 + month.number - as_of.number


def _place_of(areas: pd.DataFrame, by: str) -> pd.Series:
    return areas.set_index("area", drop=False)[by]


def _people_by_place(
    parts: pd.DataFrame, activities: Sequence[Activity], place_of: pd.Series
) -> pd.DataFrame:
    """number (row of the activity), place, areas, people_reached (missing if not told)."""
    numbers = pd.Series(range(len(activities)), index=[one.reference for one in activities])
    table = PARTS.check(parts)
    table = table[table["right_ages"] == 1]
    number, place = table["activity"].map(numbers), table["area"].map(place_of)
    rows = pd.DataFrame(
        {"number": number, "place": place, "people_reached": table["people_reached"]}
    ).dropna(subset=["number", "place"])
    grouped = rows.astype({"number": "int64", "place": str}).groupby(
        ["number", "place"], as_index=False
    )
    found: pd.DataFrame = grouped["people_reached"].sum(min_count=1)
    found["areas"] = grouped.size()["size"]
    return found


def _nowhere(calendar: _Calendar, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of those that go dark and reach nobody that is known."""
    seen = set(rows["number"])
    numbers = [
        number
        for number, cliff in enumerate(calendar.cliffs)
        if cliff is not None and number not in seen
    ]
    return pd.DataFrame(
        {"number": numbers, "place": "", "people_reached": np.nan, "areas": 0}
    ).astype({"number": "int64", "place": str, "people_reached": "float64"})


def _beside(
    table: pd.DataFrame, here: pd.DataFrame, calendar: _Calendar
) -> dict[str, Sequence[object]]:
    """What else there is where an activity goes dark, and how much of it that is."""
    places = {place: number for number, place in enumerate(sorted(set(here["place"])))}
    at = here["place"].map(places).to_numpy(dtype="int64")
    number = here["number"].to_numpy()
    people = here["people_reached"].fillna(0.0).to_numpy()
    shape = len(places) + 1, len(calendar.months)  # the last row is of what is nowhere
    reached, others, their, still = (np.zeros(shape) for _ in range(4))
    for month in range(shape[1]):
        now, then = calendar.runs[number, month], calendar.runs[number, month + 1]
        sure = then & (calendar.last[number] > month)
        for total, weights in (
            (reached, people * now), (others, sure), (their, people * sure), (still, then),
        ):  # fmt: skip
            total[:-1, month] = np.bincount(at, weights, len(places))
    row = table["place"].map(places).fillna(len(places)).to_numpy(dtype="int64")
    own = table["number"].to_numpy()
    begins = calendar.runs[own].argmax(axis=1)  # of what has no day, the first month it runs
    month = np.where(calendar.last[own] < 0, begins, calendar.last[own]).clip(max=shape[1] - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(reached[row, month] > 0, reached[row, month], np.nan)
        share = np.minimum(table["people_reached"].to_numpy() / whole, 1.0)
    itself = calendar.runs[own, month + 1] & (row < len(places))
    return {
        "share_of_reach": share,
        "others": others[row, month].astype(int),
        "others_people": their[row, month],
        "others_not_sure": (still - others)[row, month].astype(int) - itself,
        "others_first": list(_first(row, month, here.assign(at=at), calendar)),
    }


def _first(
    row: NDArray[np.int64], month: NDArray[np.int64], here: pd.DataFrame, calendar: _Calendar
) -> Iterator[str]:
    """The references of those that go on and reach most, for each place and month asked about."""
    ordered = here.sort_values(["at", "people_reached", "number"], ascending=[True, False, True])
    of_place = {at: group.to_numpy() for at, group in ordered.groupby("at")["number"]}
    said: dict[tuple[int, int], str] = {}
    for asked in zip(row.tolist(), month.tolist(), strict=True):
        if asked not in said:
            numbers = of_place.get(asked[0], np.zeros(0, dtype=np.int64))
            sure = calendar.runs[numbers, asked[1] + 1] & (calendar.last[numbers] > asked[1])
            first = [calendar.activities[number].reference for number in numbers[sure]]
            said[asked] = "; ".join(first[:NAMED_FIRST])
        yield said[asked]


def _facts(table: pd.DataFrame, calendar: _Calendar) -> dict[str, Sequence[object]]:
    """What the record of each activity says of itself."""
    chosen = [calendar.activities[number] for number in table["number"]]
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
