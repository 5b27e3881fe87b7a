"""Which areas are listed: choices with their counts, and what has been chosen."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sightline.analysis.gaps import GapKind
from sightline.service.gaps.queries.asked import Asked
from sightline.service.pages.choosing import Choice


@dataclass(frozen=True)
class Applied:
    """A filter that is on, and the address without it."""

    text: str
    remove_address: str


@dataclass(frozen=True)
class Filters:
    """What can be chosen, and what is."""

    districts: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    find: str
    applied: tuple[Applied, ...]


def listed(table: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """The areas asked for, in the order they came."""
    chosen = _in_district(table, asked) & _of_kind(table, asked) & _found(table, asked)
    return table[chosen]


def make_filters(table: pd.DataFrame, asked: Asked) -> Filters:
    """Each choice with how many areas it would leave, given the other choices."""
    by_district = table[_of_kind(table, asked) & _found(table, asked)]
    by_kind = table[_in_district(table, asked) & _found(table, asked)]
    counts = by_district.groupby("district").size()
    names = table.groupby("district")["district_name"].first().sort_values()
    kinds = by_kind.groupby("kind").size()
    return Filters(
        districts=tuple(
            Choice(code, f"{name} ({counts.get(code, 0):,})", code == asked.district)
            for code, name in names.items()
        ),
        kinds=tuple(
            Choice(kind, f"{kind.capitalize()} ({kinds.get(kind, 0):,})", kind == asked.kind)
            for kind in GapKind
        ),
        find=asked.find,
        applied=_applied(asked, dict(names)),
    )


def _in_district(table: pd.DataFrame, asked: Asked) -> pd.Series:
    return (table["district"] == asked.district) | (not asked.district)


def _of_kind(table: pd.DataFrame, asked: Asked) -> pd.Series:
    return (table["kind"] == asked.kind) | (not asked.kind)


def _found(table: pd.DataFrame, asked: Asked) -> pd.Series:
    wanted = asked.find.strip().casefold()
    where = table["area"] + "\n" + table["area_name"] + "\n" + table["district_name"]
    return where.str.casefold().str.contains(wanted, regex=False)


def _applied(asked: Asked, names: dict[str, str]) -> tuple[Applied, ...]:
    on = []
    if asked.district:
        on.append((f"District: {names.get(asked.district, asked.district)}", {"district": ""}))
    if asked.kind:
        on.append((f"Kind of gap: {asked.kind}", {"kind": ""}))
    if asked.find:
        on.append((f"Name or code has: {asked.find}", {"find": ""}))
    return tuple(
        Applied(text, asked.address("gaps:where", page=1, **without)) for text, without in on
    )
