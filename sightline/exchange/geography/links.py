"""Look-ups of areas to the areas they are in: district to partnership and force, and so on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sightline.analysis.areas import LINKS
from sightline.errors import BadInput
from sightline.exchange.area_tables import Tally, frame_of, note_missing, set_aside_strangers
from sightline.exchange.geography.columns import (
    LevelColumn,
    code_columns,
    count_words,
    name_heading,
    reject_other_codes,
    still_accepted,
)
from sightline.exchange.geography.opening import open_table
from sightline.exchange.problems import Reading

WANTED = (
    "wanted codes of areas and of the areas they are in, such as LSOA21CD, LAD24CD or "
    "LAD24CD, CSP24CD, PFA24CD"
)


@dataclass(frozen=True, eq=False)
class LookUp:
    """links: LINKS of the finest areas of the file. names: code to name, of every level."""

    links: pd.DataFrame
    names: dict[str, str]


def read_links(
    path: Path, *, area_heading: str | None = None, known_areas: Collection[str] | None = None
) -> Reading[LookUp]:
    """Which area is in which, from the finest areas of the file to each coarser level.

    path: CSV, CSV.gz, XLSX or Parquet. area_heading: the heading of the areas, needed only where
    the file has the finest level of two years. known_areas: the areas of interest; rows for others
    are set aside, and those without a row are named in a note. A row that says nothing new is set
    aside. An area may be in several of a level (a merged district that keeps its partnerships):
    a note says how many are. A parent that is left empty is not known: a note says how many lack
    it. The days on which links hold are not in these files; `date_links` gives them. Wrong columns,
    or no row that can be used: BadInput.
    """
    cells = open_table(path, suits=lambda headings: len(code_columns(headings)) > 1)
    area, parents = _choose(path.name, cells.headings, area_heading)
    table, tally = frame_of(cells), Tally.of(cells)
    codes = {one.heading: table[one.heading].str.strip() for one in (area, *parents)}
    tally.reject_without_code(codes[area.heading], column=area.heading)
    for column in (area, *parents):
        reject_other_codes(tally, codes[column.heading], column)
    set_aside_strangers(tally, codes[area.heading], known_areas, column=area.heading)
    _set_aside_repeats(tally, pd.DataFrame(codes), area.heading)
    tally.refuse_if_none()
    kept = {heading: column[tally.accepted] for heading, column in codes.items()}
    links = pd.concat([_linked(tally, kept, area, parent) for parent in parents])
    note_missing(tally, links["area"], known_areas, what="link")
    return tally.reading(LookUp(LINKS.check(links), _names(table, cells.headings, codes)))


def _choose(
    file: str, headings: Sequence[str], area_heading: str | None
) -> tuple[LevelColumn, tuple[LevelColumn, ...]]:
    """The column of the areas, and those of the areas they are in."""
    columns = code_columns(headings)
    if area_heading is not None:
        named = [one for one in columns if one.heading.casefold() == area_heading.casefold()]
        if not named:
            raise BadInput(
                f"{file}: found no column of codes called {area_heading}, wanted one of "
                f"{', '.join(one.heading for one in columns) or 'none'}. Name one of those."
            )
        columns = (named[0], *(one for one in columns if one.level != named[0].level))
    if len(columns) < 2:
        raise BadInput(
            f"{file}: found columns {', '.join(headings[:8])}, {WANTED}. Rename the columns, or "
            "use another file."
        )
    area, parents = columns[0], columns[1:]
    twice = [one for one in parents if one.level == area.level]
    if twice:
        raise BadInput(
            f"{file}: found codes of {area.words} in {area.heading} and {twice[0].heading}, "
            "wanted to know which of them the others belong to. Name the heading of the areas."
        )
    return area, parents


def _set_aside_repeats(tally: Tally, codes: pd.DataFrame, column: str) -> None:
    tally.set_aside(
        still_accepted(tally, codes).duplicated().to_numpy(dtype=bool),
        reason="the same row again",
        column=column,
        found="areas that were there before with the same codes",
        wanted="one row for each area and each area it is in",
        remedy="Nothing needs to be done.",
    )


def _linked(
    tally: Tally, kept: dict[str, pd.Series], area: LevelColumn, parent: LevelColumn
) -> pd.DataFrame:
    """The links of one level, each once, and what is worth knowing of them."""
    links = pd.DataFrame(
        {
            "area": kept[area.heading],
            "level": str(area.level),
            "parent": kept[parent.heading],
            "parent_level": str(parent.level),
            "starts_on": "",
            "ends_on": "",
            "area_edition": area.edition,
            "parent_edition": parent.edition,
        }
    )
    known = links[links["parent"] != ""].drop_duplicates()
    alone = sorted(set(links["area"]) - set(known["area"]))
    if alone:
        tally.note(
            found=f"no {parent.level} for {len(alone):,} of {links['area'].nunique():,} areas, "
            f"first {alone[0]}",
            wanted=f"the code of {parent.words} for each",
            remedy="They are in none that is known, and are not counted in any.",
        )
    several = known["area"].value_counts()
    several = several[several > 1].sort_index()
    if len(several):
        tally.note(
            found=f"{count_words(len(several), 'area', 'areas')} in more than one "
            f"{parent.level}, first {several.index[0]} in {several.iloc[0]}",
            wanted=f"one {parent.level} for each, or to know that it has several",
            remedy="Their counts are shared among them, and never counted twice.",
        )
    return known


def _names(
    table: pd.DataFrame, headings: Sequence[str], codes: dict[str, pd.Series]
) -> dict[str, str]:
    """Code to name, as the first row that has both writes it."""
    names: dict[str, str] = {}
    for column in code_columns(headings):
        heading = name_heading(headings, column)
        if heading is None or column.heading not in codes:
            continue
        pairs = pd.DataFrame({"code": codes[column.heading], "name": table[heading].str.strip()})
        for code, name in pairs.drop_duplicates("code").itertuples(index=False):
            names.setdefault(code, name)
    names.pop("", None)
    return names
