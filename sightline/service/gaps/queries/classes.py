"""Which class of the map each area is in, and what the classes mean in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sightline.analysis.gaps import NO_BAND, band_words, bands_of_shortfall, nice_breaks
from sightline.analysis.words import say_rate
from sightline.service.gaps.queries.answers import Answer


@dataclass(frozen=True)
class MapClass:
    """One class: its name in the style sheet, what it means, and how many areas are in it."""

    name: str
    words: str
    areas: str


@dataclass(frozen=True, eq=False)
class Classes:
    """A class for each row of the table, and the meaning of each."""

    what: str
    of_row: tuple[str, ...]
    legend: tuple[MapClass, ...]


def make_classes(answer: Answer) -> Classes:
    """Areas by shortfall; by need, as long as nobody has reported what is done about it."""
    if answer.run.reported:
        return _by_shortfall(answer.table)
    return _by_need(answer.table)


def _by_shortfall(table: pd.DataFrame) -> Classes:
    bands = bands_of_shortfall(table["shortfall"])
    missing = bands.of_row == NO_BAND
    names = np.where(missing, "unknown", np.char.add("class-", bands.of_row.astype(str)))
    legend = [(f"class-{number}", text) for number, text in enumerate(bands.words)]
    if missing.any():
        legend.append(("unknown", "Not supplied"))
    return _classes("People a year short of the target", names, legend)


def _by_need(table: pd.DataFrame) -> Classes:
    need = np.round(table["need_per_1000"].to_numpy(dtype="float64"), 1)
    breaks = nice_breaks(need[need > 0])
    rows = 1 + np.searchsorted(breaks, need, side="right")
    words = band_words(breaks, say_rate, "a year per 1,000", step=0.1)
    names = np.char.add("class-", rows.astype(str))
    legend = [(f"class-{number}", text) for number, text in enumerate(words, start=1)]
    return _classes("Need: incidents a year per 1,000 people", names, legend)


def _classes(what: str, names: np.ndarray, legend: list[tuple[str, str]]) -> Classes:
    return Classes(
        what,
        tuple(names.tolist()),
        tuple(MapClass(name, words, _areas(int((names == name).sum()))) for name, words in legend),
    )


def _areas(number: int) -> str:
    return "1 area" if number == 1 else f"{number:,} areas"
