"""One monthly file read: what is counted, what is withheld, and where every row went."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

import pandas as pd

from sightline.analysis.periods import Month
from sightline.analysis.tables import Column, Kind, Table
from sightline.exchange.istv.kinds import LOCATION_TYPES, METHODS, NOT_ON_THE_LIST, Kinds, kind_of
from sightline.exchange.istv.layout import (
    ARRIVED,
    ASSAULTED,
    FREE_TEXT,
    LOCATION,
    METHOD,
    MUST_HAVE,
    Header,
    Layout,
    find_layout,
)
from sightline.exchange.problems import Reading, Weight
from sightline.exchange.sheets import BadCell
from sightline.exchange.sheets.dates import read_moment
from sightline.exchange.sheets.fates import Fates, Why

ASSAULTS = Table(
    "assaults",
    {
        "month": Column(Kind.TEXT, "month, such as 2026-10"),
        "arrived": Column(Kind.TEXT, "date and time, blank where not supplied"),
        "assaulted": Column(Kind.TEXT, "date and time"),
        "method": Column(Kind.TEXT, "kind of method"),
        "location_type": Column(Kind.TEXT, "kind of place"),
    },
)
_LONGEST_TEXT = 2_000
_A_DATE = "a date such as 31/01/2025, with the time where it is known"
_LIKE_A_DATE = re.compile(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}(?:[ T,]+[0-9:.]+Z?)?")
_BLANK = Why("blank row", "", "a row with something in it", "Nothing needs to be done.",
             Weight.SET_ASIDE)  # fmt: skip
_RAGGED = Why("more cells than headings", "", "one cell under each heading",
              "Put a cell that holds a comma in quotation marks.")  # fmt: skip
_EARLY = Why("assault after the arrival", ASSAULTED, "a moment up to the arrival",
             "Correct one of the two.")  # fmt: skip
_OUTSIDE = Why("outside the reporting period", ARRIVED, "a day of the reporting period",
               "Send it with the file of its own month, or correct the date.")  # fmt: skip


@dataclass(frozen=True)
class Withheld:
    """A text that a person wrote freely. Nobody but a person who clears it may read it."""

    row: int
    what: str  # "method" or "location"
    text: str = field(repr=False)


@dataclass(frozen=True, eq=False)
class IstvFile:
    """A file of one site: its assaults as they may be counted, and what is withheld from that."""

    header: Header
    assaults: pd.DataFrame
    withheld: tuple[Withheld, ...] = field(repr=False)


def read_istv(
    path: Path,
    *,
    file_name: str = "",
    methods: Kinds = METHODS,
    location_types: Kinds = LOCATION_TYPES,
) -> Reading[IstvFile]:
    """The assaults of a monthly CSV or XLSX file, one row each, as ASSAULTS.

    methods, location_types: the kinds agreed with the sender, and the words or codes that mean
    them. A text that is none of them counts as not on the list and is withheld, for it may name
    somebody. No message repeats a text that is withheld, nor one that stands in place of a date. A
    row without a date, method or kind of
    place is rejected, and so is one of another period. BadInput for a file without the fields of
    ISB 1594, its site, or whole months.
    """
    layout = find_layout(path, file_name=file_name)
    fates = Fates(layout.view.file, layout.view.sha256, notes=list(layout.view.notes))
    reader = _Rows(layout, fates, {METHOD: methods, LOCATION: location_types})
    for number, cells in layout.rows:
        reader.take(number, cells)
    reader.tell()
    columns = list(ASSAULTS.columns)
    table = ASSAULTS.check(pd.DataFrame(reader.kept, columns=columns, dtype=object))
    return fates.reading(IstvFile(layout.header, table, tuple(reader.withheld)))


def count_assaults(
    file: IstvFile, *, by: str = "method", kinds: Kinds | None = None
) -> pd.DataFrame:
    """How many assaults of each kind each month of a file has: month, kind, count; 0 where none.

    by: "method" or "location_type". kinds: those that are counted even where there is none.
    """
    known = METHODS if by == "method" else LOCATION_TYPES
    found = file.assaults.groupby(["month", by]).size()
    names = [*(kinds or known), NOT_ON_THE_LIST]
    cells = pd.MultiIndex.from_product([[str(month) for month in file.header.months], names])
    counts = found.reindex(cells, fill_value=0)
    return pd.DataFrame(
        [(month, kind, int(count)) for (month, kind), count in counts.items()],
        columns=["month", "kind", "count"],
    )


class _Rows:
    """The rows of a file, taken one by one."""

    def __init__(self, layout: Layout, fates: Fates, kinds: Mapping[str, Kinds]) -> None:
        self.layout, self.fates, self.kinds = layout, fates, kinds
        self.kept: list[tuple[str, ...]] = []
        self.withheld: list[Withheld] = []
        self.unlisted: dict[str, list[int]] = {METHOD: [], LOCATION: []}

    def take(self, number: int, cells: Sequence[str]) -> None:
        """Use a row or say why it cannot be used."""
        if not any(cell.strip() for cell in cells):
            self.fates.drop(number, _BLANK, "nothing")
            return
        if len(cells) > self.layout.width:
            self.fates.drop(number, _RAGGED, f"{len(cells)} cells under {self.layout.width}")
            return
        texts = {
            name: cells[at].strip() if at < len(cells) else ""
            for name, at in self.layout.columns.items()
        }
        moments = self._moments(number, texts)
        if moments is None:
            return
        arrived, assaulted = moments
        kinds = [self._kind(number, name, texts[name]) for name in (METHOD, LOCATION)]
        self._withhold(number, texts)
        month = self._month(arrived, assaulted)
        self.kept.append((month, _say(arrived), _say(assaulted), *kinds))
        self.fates.accepted += 1

    def tell(self) -> None:
        """What is worth knowing of the rows that are used."""
        for name, rows in self.unlisted.items():
            if rows:
                self.fates.note(
                    where=f"row {rows[0]} and {len(rows) - 1:,} more, {name}",
                    found=f"{len(rows):,} texts that are not on the agreed list",
                    wanted=f"one of: {', '.join(self.kinds[name])}",
                    remedy="They are counted as not on the list, and the texts are withheld.",
                )
        if self.withheld:
            self.fates.note(
                found=f"{len(self.withheld):,} texts that people wrote freely",
                wanted="no free text",
                remedy="They are withheld, and counted nowhere, until a person clears each.",
            )

    def _moments(
        self, number: int, texts: Mapping[str, str]
    ) -> tuple[tuple[date, time | None] | None, tuple[date, time | None]] | None:
        for name in MUST_HAVE:
            if not texts[name]:
                why = Why(f"no {name}", name, "a value: ISB 1594 requires it", "Supply it.")
                self.fates.drop(number, why, "nothing")
                return None
        found: dict[str, tuple[date, time | None] | None] = {ARRIVED: None}
        for name in (ARRIVED, ASSAULTED):
            if not texts.get(name):
                continue
            try:
                found[name] = read_moment(texts[name])
            except BadCell as bad:
                why = Why(f"{name} not understood", name, _A_DATE, "Correct the date or the time.")
                is_like_one = _LIKE_A_DATE.fullmatch(texts[name]) is not None
                self.fates.drop(number, why, bad.found if is_like_one else "something else")
                return None
        arrived, assaulted = found[ARRIVED], found[ASSAULTED]
        assert assaulted is not None  # noqa: S101  # it was required above
        header = self.layout.header
        seen = (arrived or assaulted)[0]
        if seen > header.ends_on or (arrived and seen < header.starts_on):
            self.fates.drop(number, _OUTSIDE, f"{seen:%d/%m/%Y}")
        elif arrived and _key(assaulted) > _key(arrived, latest=True):
            self.fates.drop(number, _EARLY, f"{assaulted[0]:%d/%m/%Y}")
        else:
            return arrived, assaulted
        return None

    def _month(self, arrived: tuple[date, time | None] | None, assaulted: tuple[date, time | None]
               ) -> str:  # fmt: skip
        """The month of the arrival; where it is not supplied that of the assault, in the period."""
        day = (arrived or assaulted)[0]
        return str(Month.of(max(day, self.layout.header.starts_on)))

    def _kind(self, number: int, name: str, text: str) -> str:
        kind = kind_of(text, self.kinds[name])
        if kind is not None:
            return kind
        self.unlisted[name].append(number)
        what = "method" if name == METHOD else "location"
        self.withheld.append(Withheld(number, what, text[:_LONGEST_TEXT]))
        return NOT_ON_THE_LIST

    def _withhold(self, number: int, texts: Mapping[str, str]) -> None:
        for name, what in FREE_TEXT.items():
            if texts.get(name):
                self.withheld.append(Withheld(number, what, texts[name][:_LONGEST_TEXT]))


def _key(moment: tuple[date, time | None], *, latest: bool = False) -> tuple[date, time]:
    """A moment to compare: where its time is not known, the earliest or the latest of its day."""
    return moment[0], moment[1] or (time.max if latest else time.min)


def _say(moment: tuple[date, time | None] | None) -> str:
    if moment is None:
        return ""
    return f"{moment[0].isoformat()}{f' {moment[1]:%H:%M}' if moment[1] else ''}"
