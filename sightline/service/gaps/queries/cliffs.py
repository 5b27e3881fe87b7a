"""The cliff calendar: what goes dark when and where, with which award, and who goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

import pandas as pd

from sightline.analysis.gaps import CLIFFS, find_awards
from sightline.analysis.periods import Month
from sightline.analysis.provision import KEPT_TO_ITSELF
from sightline.analysis.words import NOT_SUPPLIED, say_people, say_share
from sightline.errors import NotFound
from sightline.exchange.sheets import tidy
from sightline.service.gaps.models import KeptCliff
from sightline.service.gaps.queries.answers import RunFacts, kept_run
from sightline.service.gaps.queries.months import AskedMonth
from sightline.service.pages.choosing import Choice
from sightline.service.pages.downloads import KINDS, Download, csv_of, name_file
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.places import queries as places
from sightline.service.register import queries as register
from sightline.service.register.queries import NamedActivity

NOT_SHOWN = "not shown"
NO_DAY = "none"  # in an address: what says no last day
ROWS_A_PAGE = 25
OF_ITS_RECORD = ("organisation", "funders", "depends_on", "money_gbp", "open_to")  # by its reader
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Named:
    """An activity by the name that the reader may know, and its page; without, no link."""

    name: str
    address: str
    organisation: str


@dataclass(frozen=True)
class CliffRow:
    """One activity that goes dark in one district, in words."""

    activity: Named
    place: str
    strand: str
    day: str
    because: str
    paid_by: str
    people: str
    share: str
    others: str
    first: tuple[Named, ...]  # of those that go on, who reach most


@dataclass(frozen=True)
class CliffMonth:
    """How much has its last day in one month; without a month, what says no day."""

    heading: str
    address: str
    chosen: bool
    year_end: bool
    activities: str
    people: str


@dataclass(frozen=True)
class AwardRow:
    """What one funder pays for until one day, in words."""

    funder: str
    day: str
    activities: str
    people: str
    money: str
    places: str


@dataclass(frozen=True)
class CliffsPage:
    """The calendar of one district or all, and what has its last day in one of its months."""

    question: str
    summary: str
    months: tuple[CliffMonth, ...]
    heading: str  # of the month that is shown
    found: str
    rows: tuple[CliffRow, ...]
    pages: Pages | None
    after_address: str  # the gaps of the month after
    awards: tuple[AwardRow, ...]
    month: str
    district: str
    districts: tuple[Choice, ...]
    csv_address: str
    months_address: str


def cliffs_page(asked: AskedMonth, *, viewer: Any) -> CliffsPage:
    """What goes dark, as the viewer may know it: how much in which month, and one month whole.

    Without a month asked for, the first that has the end of a financial year in it.
    """
    run = kept_run()
    every = _kept(run)
    rows = [row for row in every if asked.district in ("", row["place"])]
    month = _chosen(asked.month, rows)
    here = [row for row in rows if row["month"] == month]
    names = _names(here, viewer)
    last = max(1, -(-len(here) // ROWS_A_PAGE))
    at = min(asked.page, last)
    asked = replace(asked, month=month or NO_DAY)
    return CliffsPage(
        question=f"{run.theme.name}, {run.ages_words}, looking ahead from {run.as_of.words}",
        summary=_summary(rows, run),
        months=tuple(_months(rows, asked)),
        heading=_heading(month),
        found=_people_who_go(here),
        rows=tuple(_row(row, names) for row in here[(at - 1) * ROWS_A_PAGE :][:ROWS_A_PAGE]),
        pages=make_pages(here=at, last=last, address=partial(_page_address, asked)),
        after_address=_after_address(month, asked),
        awards=tuple(_awards(here, names)),
        month=asked.month,
        district=asked.district,
        districts=_districts(every, asked),
        csv_address=asked.address("gaps:cliffs_file", "csv", page=1),
        months_address=AskedMonth(district=asked.district).address("gaps:months"),
    )


def cliffs_file(*, form: str, asked: AskedMonth, viewer: Any) -> Download:
    """Exactly the rows of the month shown, of all its pages, in the columns of the command's file.

    Of a record that the viewer may not see, what only it tells is left out.
    """
    if form != "csv":
        raise NotFound(f"There is no download as {form}: there is csv.")
    run = kept_run()
    rows = [row for row in _kept(run) if asked.district in ("", row["place"])]
    month = _chosen(asked.month, rows)
    rows = [row for row in rows if row["month"] == month]
    names = _names(rows, viewer)
    table = pd.DataFrame(
        [_told(row, names) for row in rows],
        columns=["activity", "activity_name", *list(CLIFFS.columns)[1:]],
    )
    name = name_file(f"cliffs-{run.theme.theme}-{run.ages}-{month or NO_DAY}", form)
    return Download(name, csv_of(table), KINDS[form])


def _told(row: Row, names: Mapping[str, NamedActivity]) -> dict[str, Any]:
    hidden = {} if row["activity"] in names else dict.fromkeys(OF_ITS_RECORD)
    told = {**row, **hidden, "activity_name": _named(row["activity"], names).name}
    return {name: tidy(cell) if isinstance(cell, str) else cell for name, cell in told.items()}


def _chosen(wanted: str, rows: list[Row]) -> str:
    """The month asked for if something ends in it; else the first with a 31 March, or the first."""
    months = list(dict.fromkeys(row["month"] for row in rows))
    named = [month for month in months if (month or NO_DAY) == wanted]
    year_ends = [row["month"] for row in rows if row["year_end"]]
    return str((named or year_ends or months or [""])[0])


def _page_address(asked: AskedMonth, number: int) -> str:
    return asked.address("gaps:cliffs", page=number)


def _heading(month: str) -> str:
    return Month.parse(month).words if month else "no day said"


def _after_address(month: str, asked: AskedMonth) -> str:
    if not month:
        return ""
    after = str(Month.parse(month).plus(1))
    return AskedMonth(month=after, district=asked.district).address("gaps:months")


def _kept(run: RunFacts) -> list[Row]:
    """Rows of CLIFFS, first day first, what has no day last."""
    kept = KeptCliff.objects.filter(run_id=run.pk).values_list("rows", flat=True)
    rows = [row for rows in kept for row in rows]
    return sorted(
        rows,
        key=lambda row: (
            row["day"] or "9999", -(row["people_reached"] or 0.0), row["activity"], row["place"],
        ),
    )  # fmt: skip


def _names(rows: list[Row], viewer: Any) -> Mapping[str, NamedActivity]:
    keys = {key for row in rows for key in (row["activity"], *_first(row))}
    return register.activity_names([UUID(key) for key in keys], viewer=viewer)


def _first(row: Row) -> list[str]:
    return [key for key in row["others_first"].split("; ") if key]


def _named(key: str, names: Mapping[str, NamedActivity]) -> Named:
    found = names.get(key)
    if found is None:
        return Named(KEPT_TO_ITSELF.capitalize(), "", "")
    return Named(found.name, found.address, found.organisation)


def _summary(rows: list[Row], run: RunFacts) -> str:
    if not run.reported:
        return "Nobody has reported an activity yet, so what ends cannot be told."
    activities = {row["activity"] for row in rows}
    on_31_march = {row["activity"] for row in rows if row["year_end"]}
    if not activities:
        return "No activity that reaches these people is known to end or to lose its money."
    one = len(activities) == 1
    words = "1 activity goes" if one else f"{len(activities):,} activities go"
    return (
        f"{words} dark, as far as their records say, "
        f"{len(on_31_march):,} of them on a 31 March, when the financial year ends. An activity "
        "may find other money: this is what is not yet sure."
    )


def _months(rows: list[Row], asked: AskedMonth) -> Iterator[CliffMonth]:
    for month, group in groupby(rows, key=lambda row: str(row["month"])):
        here = list(group)
        key = month or NO_DAY
        yield CliffMonth(
            heading=_heading(month).capitalize() if not month else _heading(month),
            address=asked.address("gaps:cliffs", month=key, page=1),
            chosen=key == asked.month,
            year_end=any(row["year_end"] for row in here),
            activities=f"{len({row['activity'] for row in here}):,}",
            people=_people(here),
        )


def _people(rows: list[Row]) -> str:
    known = [row["people_reached"] for row in rows if row["people_reached"] is not None]
    unknown = len({row["activity"] for row in rows if row["people_reached"] is None})
    if not known:
        return NOT_SUPPLIED
    more = f", and {unknown:,} not supplied" if unknown else ""
    return f"{say_people(sum(known))}{more}"


def _people_who_go(rows: list[Row]) -> str:
    activities = len({row["activity"] for row in rows})
    words = "1 activity has" if activities == 1 else f"{activities:,} activities have"
    return f"{words} a last day then. People a year whom they reach until then: {_people(rows)}."


def _row(row: Row, names: Mapping[str, NamedActivity]) -> CliffRow:
    seen = row["activity"] in names
    return CliffRow(
        activity=_named(row["activity"], names),
        place=row["place_name"] or "place not known",
        strand=row["strand"],
        day=_day(row["day"]),
        because=_because(row) if seen else row["because"],
        paid_by=_paid_by(row) if seen else NOT_SHOWN,
        people=say_people(row["people_reached"]),
        share=say_share(row["share_of_reach"]),
        others=_others(row),
        first=tuple(_named(key, names) for key in _first(row)),
    )


def _because(row: Row) -> str:
    return f"{row['because']}: {row['depends_on']}" if row["depends_on"] else str(row["because"])


def _paid_by(row: Row) -> str:
    money = NOT_SUPPLIED if row["money_gbp"] is None else f"£{row['money_gbp']:,.0f} a year"
    return f"{row['funders'] or 'funder not supplied'}; {money}"


def _others(row: Row) -> str:
    unsure = row["others_not_sure"]
    may = f"; {unsure:,} more may be gone by then" if unsure else ""
    if not row["others"]:
        return f"Nobody goes on here{may}"
    people = say_people(row["others_people"])
    return f"{row['others']:,} go on, for {people} people a year{may}"


def _day(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %B %Y}" if day else "no day said"


def _awards(rows: list[Row], names: Mapping[str, NamedActivity]) -> Iterator[AwardRow]:
    """Of activities that the viewer may see alone: their money is of their records."""
    seen = [row for row in rows if row["activity"] in names]
    if not seen:
        return
    cliffs = pd.DataFrame(seen, columns=list(CLIFFS.columns))
    keys = [UUID(key) for key in dict.fromkeys(row["activity"] for row in seen)]
    activities = {one.reference: one for one in register.provision_activities(keys)}
    cliffs = cliffs[cliffs["activity"].isin(list(activities))]
    numbers = dict.fromkeys(("money_gbp", "people_reached", "share_of_reach"), "float64")
    for row in find_awards(cliffs=cliffs.astype(numbers), activities=activities).to_dict("records"):
        people, money = row["people_reached"], row["money_gbp"]
        unknown = f", {row['people_unknown']} not supplied" if row["people_unknown"] else ""
        no_money = f", {row['money_unknown']} not supplied" if row["money_unknown"] else ""
        yield AwardRow(
            funder=row["funder"] or "Not supplied",
            day=_day(row["day"]),
            activities=f"{row['activities']:,}",
            people=f"{say_people(people)}{unknown}" if not pd.isna(people) else NOT_SUPPLIED,
            money=f"£{money:,.0f}{no_money}" if not pd.isna(money) else NOT_SUPPLIED,
            places=row["places"],
        )


def _districts(rows: list[Row], asked: AskedMonth) -> tuple[Choice, ...]:
    names = places.areas().groupby("district")["district_name"].first().sort_values()
    counts: dict[str, set[str]] = {}
    for row in rows:
        counts.setdefault(row["place"], set()).add(row["activity"])
    return tuple(
        Choice(code, f"{name} ({len(counts.get(code, ())):,})", code == asked.district)
        for code, name in names.items()
    )
