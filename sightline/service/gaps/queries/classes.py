"""Which class of the map each area is in, and what the classes mean in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.analysis.gaps import NO_BAND, Bands, bands_of_need, bands_of_shortfall
from sightline.service.gaps.queries.answers import Answer
from sightline.service.places.picture import MapClass, say_areas


@dataclass(frozen=True, eq=False)
class Classes:
    """A class for each row of the table, and the meaning of each."""

    what: str
    of_row: tuple[str, ...]
    legend: tuple[MapClass, ...]


def make_classes(answer: Answer) -> Classes:
    """Areas by shortfall; by need, as long as nobody has reported what is done about it."""
    table = answer.table
    bands = (
        bands_of_shortfall(table["shortfall"])
        if answer.run.reported
        else bands_of_need(table["need_per_1000"])
    )
    of_row, legend = name_classes(bands, slice(None))
    return Classes(bands.what, of_row, legend)


def name_classes(bands: Bands, rows: slice) -> tuple[tuple[str, ...], tuple[MapClass, ...]]:
    """The class of each of these rows, and what every class means and how many of them it has."""
    of_row = bands.of_row[rows]
    missing = of_row == NO_BAND
    first = 0 if bands.first_is_none else 1  # class 0 is drawn as none
    names = np.char.add("class-", (of_row + first).astype(str))
    names = np.where(missing, "unknown", names)
    legend = [(f"class-{number}", text) for number, text in enumerate(bands.words, start=first)]
    if missing.any():
        legend.append(("unknown", "Not supplied"))
    return tuple(names.tolist()), tuple(
        MapClass(name, words, say_areas(int((names == name).sum()))) for name, words in legend
    )
