"""Which class of the map each area is in, and what the classes mean in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from sightline.analysis.words import say_people, say_rate
from sightline.service.gaps.queries.answers import Answer

CLASSES = 4  # besides "no shortfall": more cannot be told apart on a small map
NICE = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)


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
    shortfall = table["shortfall"].to_numpy(dtype="float64")
    short = np.round(np.nan_to_num(shortfall))
    breaks = np.unique(np.ceil(nice_breaks(short[short > 0])))  # there are no half people
    breaks = breaks[breaks > 1]
    rows = np.where(short > 0, 1 + np.searchsorted(breaks, short, side="right"), 0)
    words = ["No shortfall", *_band_words(breaks, say_people, "people short", step=1)]
    names = np.where(np.isnan(shortfall), "unknown", np.char.add("class-", rows.astype(str)))
    legend = [(f"class-{number}", text) for number, text in enumerate(words)]
    if np.isnan(shortfall).any():
        legend.append(("unknown", "Not supplied"))
    return _classes("People a year short of the target", names, legend)


def _by_need(table: pd.DataFrame) -> Classes:
    need = np.round(table["need_per_1000"].to_numpy(dtype="float64"), 1)
    breaks = nice_breaks(need[need > 0])
    rows = 1 + np.searchsorted(breaks, need, side="right")
    words = _band_words(breaks, say_rate, "a year per 1,000", step=0.1)
    names = np.char.add("class-", rows.astype(str))
    legend = [(f"class-{number}", text) for number, text in enumerate(words, start=1)]
    return _classes("Need: incidents a year per 1,000 people", names, legend)


def nice_breaks(values: np.ndarray) -> np.ndarray:
    """Round numbers that part the values into quarters, as near as round numbers do.

    >>> nice_breaks(np.arange(1, 100)).tolist(), nice_breaks(np.array([])).tolist()
    ([30.0, 50.0, 70.0], [])
    """
    if not len(values):
        return np.array([])
    quarters = np.quantile(values, [step / CLASSES for step in range(1, CLASSES)])
    return np.unique([_nicest(value) for value in quarters])


def _nicest(value: float) -> float:
    scale = 10.0 ** np.floor(np.log10(value))
    near = [nice * power for nice in NICE for power in (scale, scale * 10)]
    nearest: float = min(near, key=lambda nice: abs(np.log(nice / value)))
    return round(nearest, 6)


def _band_words(
    breaks: np.ndarray, say: Callable[[float], str], unit: str, *, step: float
) -> list[str]:
    """The bands between breaks in words, lowest first."""
    if not len(breaks):
        return [f"Any {unit}"]
    words = [f"Under {say(breaks[0])} {unit}"]
    words += [
        f"{say(low)} to {say(high - step)}" if high - step > low else say(low)
        for low, high in pairwise(breaks)
    ]
    return [*words, f"{say(breaks[-1])} or more"]


def _classes(what: str, names: np.ndarray, legend: list[tuple[str, str]]) -> Classes:
    return Classes(
        what,
        tuple(names.tolist()),
        tuple(MapClass(name, words, _areas(int((names == name).sum()))) for name, words in legend),
    )


def _areas(number: int) -> str:
    return "1 area" if number == 1 else f"{number:,} areas"
