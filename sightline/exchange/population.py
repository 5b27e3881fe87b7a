"""People by age: Census age groups, one row each, or single years of age side by side."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sightline.analysis.areas import POPULATION
from sightline.analysis.framework import OLDEST, AgeRange
from sightline.errors import BadInput
from sightline.exchange.area_tables import (
    Tally,
    find_area_columns,
    frame_of,
    note_missing,
    set_aside_strangers,
)
from sightline.exchange.files import read_cells
from sightline.exchange.problems import Reading

_AGE_GROUP = re.compile(r"ages?([ _](group|band|range)s?)?( \([0-9]+ categories\))?")
_COUNTS = ("people", "usual_residents", "usual residents", "population", "observation", "count")
_TOTAL = re.compile(r"(total|all ages|all usual residents|all persons|all people)\b.*")
_FROM_TO = re.compile(r"(?:aged? )?([0-9]{1,3}) ?(?:-|–|to|_) ?([0-9]{1,3})(?: years?)?")
_AND_UNDER = re.compile(r"(?:aged? )?([0-9]{1,3})(?: years?)? (?:and|or) (?:under|younger)")
_UNDER = re.compile(r"(?:aged? )?under ([0-9]{1,3})(?: years?)?")
_AND_OVER = re.compile(r"(?:aged? )?([0-9]{1,3})(?: years?)? ?(?:(?:and|or) (?:over|older)|\+)")
_ONE_YEAR = re.compile(r"(?:aged? )?([0-9]{1,3})(?: years?)?")
WANTED = (
    "wanted a row for each area and age group (such as lsoa21_code, age_group, usual_residents), "
    "or a row for each area with a column for each age"
)


def read_population(
    path: Path, *, known_areas: Collection[str] | None = None
) -> Reading[pd.DataFrame]:
    """The people who live in each area, by age band, as POPULATION.

    path: CSV, as it is or gzipped. known_areas: the areas of the boundaries; rows for others are
    set aside, and those without a row are named in a note: not supplied is not nobody. An area is
    used whole or not at all: when one of its rows is rejected the others are set aside. Ages that
    the file does not cover are named in a note. Wrong columns, overlapping bands, or no area that
    can be used: BadInput.
    """
    cells = read_cells(path)
    columns = find_area_columns(cells.headings)
    if columns is None:
        raise _wrong_columns(path.name, cells.headings)
    table, tally = frame_of(cells), Tally.of(cells)
    area = table[columns.code].str.strip()
    tally.reject_without_code(area, column=columns.code)
    set_aside_strangers(tally, area, known_areas, column=columns.code)
    bands = {heading: band for heading in cells.headings if (band := parse_ages(heading))}
    if len(bands) > 1:
        people = _read_wide(tally, table, area, bands)
    else:
        people = _read_long(tally, table, area)
    tally.refuse_if_none()
    note_missing(tally, people["area"], known_areas, what="population")
    return tally.reading(
        POPULATION.check(people.sort_values(["area", "age_from"], ignore_index=True))
    )


def parse_ages(text: str) -> AgeRange | None:
    """The ages that an official label stands for, or None if it is not of ages.

    >>> for label in ["Aged 15 years and under", "Age: Aged 16 to 24 years", "90+", "7"]:
    ...     print(parse_ages(label))
    0-15
    16-24
    90-120
    7-7
    """
    plain = _plain(text)
    if found := _FROM_TO.fullmatch(plain):
        first, last = int(found[1]), int(found[2])
    elif found := _AND_UNDER.fullmatch(plain):
        first, last = 0, int(found[1])
    elif found := _UNDER.fullmatch(plain):
        first, last = 0, int(found[1]) - 1
    elif found := _AND_OVER.fullmatch(plain):
        first, last = int(found[1]), OLDEST
    elif found := _ONE_YEAR.fullmatch(plain):
        first = last = int(found[1])
    else:
        return None
    return AgeRange(first, last) if 0 <= first <= last <= OLDEST else None


def _plain(label: str) -> str:
    """A label in small letters, without what bulk files of the Census put around it."""
    words = " ".join(label.split()).casefold()
    return words.removesuffix("; measures: value").removeprefix("age: ")


def _wrong_columns(file: str, headings: Sequence[str]) -> BadInput:
    return BadInput(
        f"{file}: found columns {', '.join(headings[:8])}{' …' if len(headings) > 8 else ''}, "
        f"{WANTED}. Rename the columns, or use another file."
    )


def _read_wide(
    tally: Tally, table: pd.DataFrame, area: pd.Series, bands: Mapping[str, AgeRange]
) -> pd.DataFrame:
    """One row an area, one column an age."""
    _check_bands(tally, bands.values())
    people = np.column_stack([_numbers(table[heading]) for heading in bands])
    wrong = ~_whole(people)
    headings = list(bands)
    _reject_repeats(tally, area, "area")
    for place, heading in enumerate(headings):
        _reject_counts(tally, wrong[:, place], table[heading], heading)
    for heading in [name for name in table.columns if _is_total(str(name))]:
        total = _numbers(table[heading])
        _reject_counts(tally, ~_whole(total), table[heading], heading)
        _reject_totals(tally, total, people.sum(axis=1), heading)
    _set_aside_broken(tally, area.to_frame("area"), "area")
    kept = np.flatnonzero(tally.accepted)
    return pd.DataFrame(
        {
            "area": np.repeat(area.to_numpy()[kept], len(bands)),
            "age_from": np.tile([band.from_age for band in bands.values()], len(kept)),
            "age_to": np.tile([band.to_age for band in bands.values()], len(kept)),
            "people": people[kept].ravel(),
        }
    )


def _is_total(heading: str) -> bool:
    plain = _plain(heading).replace("_", " ")
    return bool(_TOTAL.fullmatch(plain)) or plain in ("people", "population", "usual residents")


def _read_long(tally: Tally, table: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """One row an area and age band."""
    column, labels = _age_labels(tally, table)
    counted = next((name for name in table.columns if name.casefold() in _COUNTS), None)
    if counted is None:
        raise _wrong_columns(tally.file, [str(name) for name in table.columns])
    ages = {label: parse_ages(label) for label in labels.unique()}
    is_total = labels.map({label: _is_total(label) for label in ages}).to_numpy(dtype=bool)
    tally.reject(
        labels.map({label: band is None for label, band in ages.items()}).to_numpy(dtype=bool)
        & ~is_total,
        reason="ages not understood",
        column=column,
        found=lambda place: repr(labels.iloc[place]),
        wanted="ages such as 16-24, or Aged 16 to 24 years",
        remedy="Correct the ages.",
    )
    people = _numbers(table[counted])
    _reject_counts(tally, ~_whole(people), table[counted], counted)
    _reject_repeats(tally, area + " " + labels, "area and ages")
    used = labels[tally.accepted & ~is_total].unique()
    _check_bands(tally, [band for label in used if (band := ages[label])])
    rows = pd.DataFrame({"area": area, "label": labels, "people": people, "is_total": is_total})
    _check_long_totals(tally, rows, counted)
    _set_aside_broken(tally, rows, column)
    _set_aside_incomplete(tally, rows, len(used), column)
    kept = rows[tally.accepted]
    spans = kept["label"].map(ages)
    return pd.DataFrame(
        {
            "area": kept["area"],
            "age_from": [band.from_age for band in spans],
            "age_to": [band.to_age for band in spans],
            "people": kept["people"],
        }
    )


def _age_labels(tally: Tally, table: pd.DataFrame) -> tuple[str, pd.Series]:
    """The heading of the ages and their labels, made from two columns where the file has two."""
    if {"age_from", "age_to"} <= set(table.columns):
        return "age_from", table["age_from"].str.strip() + "-" + table["age_to"].str.strip()
    for name in table.columns:
        if _AGE_GROUP.fullmatch(str(name).strip().casefold()):
            return str(name), table[name].str.strip()
    raise _wrong_columns(tally.file, [str(name) for name in table.columns])


def _numbers(cells: pd.Series) -> np.ndarray:
    return np.asarray(pd.to_numeric(cells, errors="coerce"), dtype="float64")


def _whole(people: np.ndarray) -> np.ndarray:
    """Which counts are whole numbers of people, zero or more."""
    return np.asarray(np.isfinite(people) & (people >= 0) & (people == np.floor(people)))


def _reject_counts(tally: Tally, wrong: np.ndarray, cells: pd.Series, column: str) -> None:
    tally.reject(
        wrong,
        reason="people not a whole number",
        column=column,
        found=lambda place: repr(cells.iloc[place]) if cells.iloc[place].strip() else "nothing",
        wanted="a whole number of people, zero or more",
        remedy="Give the number in digits only; if it is not known, leave out the area.",
    )


def _reject_repeats(tally: Tally, keys: pd.Series, what: str) -> None:
    repeats = keys.where(tally.accepted).duplicated() & tally.accepted
    tally.reject(
        repeats.to_numpy(dtype=bool),
        reason=f"{what} found twice",
        column="",
        found=lambda place: f"{keys.iloc[place]} again",
        wanted=f"one row for each {what}",
        remedy="Remove one of the rows.",
    )


def _reject_totals(tally: Tally, total: np.ndarray, summed: np.ndarray, column: str) -> None:
    tally.reject(
        total != summed,
        reason="total not the sum of the ages",
        column=column,
        found=lambda place: f"{total[place]:.0f} where the ages add up to {summed[place]:.0f}",
        wanted="a total that is the sum of the ages",
        remedy="Correct the total or the ages.",
    )


def _check_long_totals(tally: Tally, rows: pd.DataFrame, column: str) -> None:
    """Totals are compared with the sum of the bands, and those that agree are set aside."""
    bands = rows[tally.accepted & ~rows["is_total"]]
    summed = rows["area"].map(bands.groupby("area")["people"].sum())
    comparable = rows["is_total"] & summed.notna() & ~_is_broken(tally, rows)
    compared = np.where(comparable, rows["people"], 0)
    _reject_totals(tally, compared, np.where(comparable, summed, 0), column)
    tally.set_aside(
        rows["is_total"].to_numpy(),
        reason="a total, not an age band",
        column=column,
        found="totals",
        wanted="age bands",
        remedy="Nothing needs to be done.",
    )


def _is_broken(tally: Tally, rows: pd.DataFrame) -> pd.Series:
    """Which rows are of an area that has a rejected row."""
    return rows["area"].isin(rows.loc[tally.rejected, "area"])


def _set_aside_broken(tally: Tally, rows: pd.DataFrame, column: str) -> None:
    tally.set_aside(
        _is_broken(tally, rows).to_numpy(dtype=bool),
        reason="another row of the area was rejected",
        column=column,
        found="areas that have a rejected row",
        wanted="every row of an area sound",
        remedy="Correct the rejected rows of these areas.",
    )


def _set_aside_incomplete(tally: Tally, rows: pd.DataFrame, bands: int, column: str) -> None:
    """An area without all its age bands would seem to have fewer people than it has."""
    held = rows.loc[tally.accepted, "area"].value_counts()
    tally.set_aside(
        (rows["area"].map(held).fillna(0) < bands).to_numpy(),
        reason="area without all its ages",
        column=column,
        found="areas that lack some of the ages",
        wanted=f"all {bands} age bands for each area",
        remedy="Add the rows that are missing.",
    )


def _check_bands(tally: Tally, bands: Collection[AgeRange]) -> None:
    """Bands that overlap would count people twice; ages that no band covers are named."""
    ordered = sorted(bands)
    uncovered, next_age = [], 0
    for band in ordered:
        if band.from_age < next_age:
            raise BadInput(
                f"{tally.file}: found age bands that overlap at {band.from_age} ({band}), wanted "
                "bands that do not, so that nobody is counted twice. Remove one of them."
            )
        if band.from_age > next_age:
            uncovered.append(str(AgeRange(next_age, band.from_age - 1)))
        next_age = band.to_age + 1
    if next_age <= OLDEST:
        uncovered.append(f"{next_age} and over")
    if uncovered:
        tally.note(
            found=f"nobody of ages {', '.join(uncovered)}",
            wanted="people of every age",
            remedy="Ask no questions about these ages: they are not supplied.",
        )
