"""The gaps of every month to come: what a place loses when, as a list, a map and a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from django.urls import reverse

from sightline.analysis.gaps import Bands, GapKind, bands_of_shortfall, is_short
from sightline.analysis.periods import Month
from sightline.analysis.words import say_people, say_range
from sightline.errors import NotFound
from sightline.service.gaps.models import MonthOfGaps
from sightline.service.gaps.queries.answers import RunFacts, kept_run
from sightline.service.gaps.queries.classes import name_classes
from sightline.service.gaps.queries.facts import COLOUR_OF_KIND
from sightline.service.gaps.queries.sources import source_lines
from sightline.service.need.queries import SourceLine
from sightline.service.pages.choosing import Choice
from sightline.service.pages.downloads import KINDS, Download, csv_of, name_file
from sightline.service.pages.pagination import Pages, make_pages
from sightline.service.places import queries as places
from sightline.service.places.picture import Drawn, Picture, draw_picture

ROWS_A_PAGE = 25
MAP_OF = "People a year short of the target, if money that is not confirmed is not found"


@dataclass(frozen=True)
class AskedMonth:
    """What the address asks of the months to come. Empty: as it is, without a choice."""

    month: str = ""
    district: str = ""
    page: int = 1

    def address(self, route: str, *args: str, **changes: Any) -> str:
        """The address of a page that asks the same, but for the changes."""
        asked = replace(self, **changes)
        said = {"month": asked.month, "district": asked.district}
        chosen = {name: value for name, value in said.items() if value}
        if asked.page != 1:
            chosen["page"] = str(asked.page)
        address = reverse(route, args=args)
        return f"{address}?{urlencode(chosen)}" if chosen else address


@dataclass(frozen=True)
class MonthRow:
    """One area now and in the month asked about, in words."""

    name: str
    district: str
    address: str
    reached_now: str
    reached_then: str
    short_now: str
    short_then: str
    short_range: str
    short_confirmed: str
    more: str  # people short beyond those short now, if money is not found
    kind: str
    colour: str
    sure: str


@dataclass(frozen=True)
class MonthsPage:
    """The gaps of one month to come beside those of now."""

    question: str
    reported: bool
    summary: str
    now: str
    then: str
    months: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    earlier: tuple[str, str] | None  # words and address
    later: tuple[str, str] | None
    found: str
    rows: tuple[MonthRow, ...]
    pages: Pages | None
    csv_address: str
    cliffs_address: str
    picture: Picture
    cannot_tell: tuple[str, ...]
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, eq=False)
class _Ahead:
    """The months that are kept, and the table of the one asked about beside now."""

    run: RunFacts
    months: tuple[Month, ...]
    month: Month
    asked: AskedMonth
    table: pd.DataFrame  # GAPS_BY_MONTH of the month, of now with _now, names; worst loss first
    bands: Bands  # of every area in every month, month after month
    in_order: tuple[str, ...]  # the areas, as they stand in each month of the bands

    @property
    def of_month(self) -> slice:
        """Where the month asked about stands in the bands."""
        at = self.months.index(self.month) * len(self.in_order)
        return slice(at, at + len(self.in_order))

    @property
    def listed(self) -> pd.DataFrame:
        """The rows of the district asked about."""
        chosen = self.table["district"] == self.asked.district
        return self.table[chosen] if self.asked.district else self.table


def months_page(asked: AskedMonth) -> MonthsPage:
    """The page of a month to come; without one, the first after the next 31 March."""
    ahead = _look(asked)
    rows, run = ahead.listed, ahead.run
    last = max(1, -(-len(rows) // ROWS_A_PAGE))
    here = min(max(asked.page, 1), last)
    at = ahead.months.index(ahead.month)
    return MonthsPage(
        question=f"{run.theme.name}, {run.ages_words}, looking ahead from {run.as_of.words}",
        reported=run.reported,
        summary=_summary(ahead) if run.reported else "",
        now=ahead.months[0].words,
        then=ahead.month.words,
        months=tuple(Choice(str(one), _named(one), one == ahead.month) for one in ahead.months[1:]),
        districts=_districts(ahead),
        earlier=_turn(ahead, at - 1) if at > 1 else None,
        later=_turn(ahead, at + 1) if at + 1 < len(ahead.months) else None,
        found=f"{len(rows):,} of {len(ahead.table):,} areas",
        rows=tuple(
            _row(row) for _, row in rows.iloc[(here - 1) * ROWS_A_PAGE :][:ROWS_A_PAGE].iterrows()
        ),
        pages=make_pages(here=here, last=last, address=partial(_page_address, asked)),
        csv_address=asked.address("gaps:months_file", "csv", month=str(ahead.month), page=1),
        cliffs_address=AskedMonth(district=asked.district).address("gaps:cliffs"),
        picture=_picture(ahead),
        cannot_tell=run.theme.cannot_tell,
        sources=source_lines(run),
    )


def months_file(*, form: str, asked: AskedMonth) -> Download:
    """Exactly the rows of the page, of all its pages, in the columns of the command's file."""
    if form != "csv":
        raise NotFound(f"There is no download as {form}: there is csv.")
    ahead = _look(asked)
    rows, run = ahead.listed, ahead.run
    table = rows[["area", "area_name", "month", *_COLUMNS]]
    table.insert(2, "theme", run.theme.theme)
    table.insert(3, "ages", str(run.ages))
    name = name_file(f"gaps-{run.theme.theme}-{run.ages}-in-{ahead.month}", form)
    return Download(name, csv_of(table.round(4)), KINDS[form])


_COLUMNS = (
    "people", "people_to_reach", "people_reached", "shortfall", "shortfall_low", "shortfall_high",
    "shortfall_confirmed", "kind", "sure", "share_silent",
)  # fmt: skip
_NUMBERS = [name for name in _COLUMNS if name not in ("kind", "sure")]


def _look(asked: AskedMonth) -> _Ahead:
    run = kept_run()
    kept = _tables(run)
    if not kept:
        raise NotFound(
            "The months to come are not worked out yet: they are with the next change of the "
            "register."
        )
    months = tuple(Month.parse(name) for name in kept)
    month = _chosen(asked.month, months)
    now, then = kept[str(months[0])], kept[str(month)]
    table = then.join(now[_NUMBERS].add_suffix("_now")).reset_index()
    table["more"] = table["shortfall_confirmed"] - table["shortfall_now"]
    table["month"] = str(month)
    named = places.areas()[["area", "area_name", "district", "district_name"]]
    table = table.merge(named, on="area", how="left", validate="1:1")
    table = table.sort_values(
        ["more", "shortfall_confirmed", "area"], ascending=[False, False, True], ignore_index=True
    )
    every = pd.concat([one["shortfall_confirmed"] for one in kept.values()], ignore_index=True)
    return _Ahead(run, months, month, asked, table, bands_of_shortfall(every), tuple(now.index))


def _chosen(wanted: str, months: tuple[Month, ...]) -> Month:
    """The month asked for if it is one of those to come; else the first of a financial year."""
    ahead = months[1:] or months
    named = [one for one in ahead if str(one) == wanted]
    starts = [one for one in ahead if one.number == 4]
    return (named or starts or list(ahead[-1:]))[0]


def _tables(run: RunFacts) -> dict[str, pd.DataFrame]:
    """GAPS_BY_MONTH by area, of each month that is kept, the first one first."""
    return {
        row.month: pd.DataFrame(row.columns)
        .set_index("area")
        .astype(dict.fromkeys(_NUMBERS, "float64"))
        for row in MonthOfGaps.objects.filter(run_id=run.pk)
    }


def _named(month: Month) -> str:
    year_end = " (a financial year has ended)" if month.number == 4 else ""
    return f"{month.words}{year_end}"


def _districts(ahead: _Ahead) -> tuple[Choice, ...]:
    worse = ahead.table[is_short(ahead.table["more"])].groupby("district").size()
    names = ahead.table.groupby("district")["district_name"].first().sort_values()
    return tuple(
        Choice(
            code,
            f"{name} ({worse.get(code, 0):,} lose)",
            code == ahead.asked.district,
        )
        for code, name in names.items()
    )


def _turn(ahead: _Ahead, at: int) -> tuple[str, str]:
    month = ahead.months[at]
    return month.words, ahead.asked.address("gaps:months", month=str(month), page=1)


def _page_address(asked: AskedMonth, number: int) -> str:
    return asked.address("gaps:months", page=number)


def _summary(ahead: _Ahead) -> str:
    rows = ahead.listed
    lose = is_short(rows["more"])
    people = say_people(float(rows.loc[lose, "more"].sum()))
    if not lose.any():
        return (
            f"In no area are more people short in {ahead.month.words} than in "
            f"{ahead.months[0].words}, as far as the register tells."
        )
    sure = is_short(rows["shortfall"] - rows["shortfall_now"])
    return (
        f"In {int(lose.sum()):,} of {len(rows):,} areas more people are short in "
        f"{ahead.month.words} than in {ahead.months[0].words} if money that is not confirmed is "
        f"not found: {people} people a year more. In {int(sure.sum()):,} of them it is so even if "
        "all such money is found."
    )


def _row(row: pd.Series) -> MonthRow:
    low, high = say_people(row["shortfall_low"]), say_people(row["shortfall_high"])
    return MonthRow(
        name=row["area_name"],
        district=row["district_name"],
        address=reverse("gaps:area", args=[row["area"]]),
        reached_now=say_people(row["people_reached_now"]),
        reached_then=say_people(row["people_reached"]),
        short_now=say_people(row["shortfall_now"]),
        short_then=say_people(row["shortfall"]),
        short_range="" if low == high else say_range(low, high),
        short_confirmed=say_people(row["shortfall_confirmed"]),
        more=say_people(row["more"] if pd.isna(row["more"]) else max(row["more"], 0.0)),
        kind=row["kind"],
        colour=COLOUR_OF_KIND[GapKind(row["kind"])],
        sure=row["sure"],
    )


def _picture(ahead: _Ahead) -> Picture:
    """Coloured by bands that are the same in every month, so that months can be compared."""
    table = ahead.table
    of_row, legend = name_classes(ahead.bands, ahead.of_month)
    words = {
        area: f"{name}: {say_people(short)} people short, {kind}"
        for area, name, short, kind in zip(
            table["area"], table["area_name"], table["shortfall_confirmed"], table["kind"],
            strict=True,
        )
    }  # fmt: skip
    return draw_picture(
        Drawn(MAP_OF, dict(zip(ahead.in_order, of_row, strict=True)), words, legend),
        listed=frozenset(ahead.listed["area"]),
        chosen="",
        shapes_address="",
        panel_address="",
        pointer_words="",
    )
