"""One activity told answer by answer, read exactly as a row of the sheet is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sightline.analysis.framework import Vocabulary
from sightline.analysis.provision import Activity
from sightline.exchange.activities.columns import BY_HEADING, EXAMPLE_REFERENCE
from sightline.exchange.activities.places import PlaceFinder
from sightline.exchange.activities.rows import Lookups, RowReader
from sightline.exchange.activities.writing import cells_of
from sightline.exchange.problems import Problem, Weight
from sightline.exchange.sheets import AreaWords, CellValue, SheetRow, tidy, unescape_formula

ANSWERS = "your answers"  # stands for the name of a file


@dataclass(frozen=True)
class Told:
    """What came of the answers: an activity, unless a problem rejects them; notes either way."""

    activity: Activity | None
    problems: tuple[Problem, ...]

    @property
    def rejected(self) -> tuple[Problem, ...]:
        """The problems that keep the answers from being used."""
        return tuple(each for each in self.problems if each.weight is Weight.REJECTED)


class AnswerReader:
    """Reads answers by the headings of the sheet, with the reader that rows of the sheet have."""

    def __init__(
        self,
        *,
        vocabularies: Mapping[str, Vocabulary],
        areas: pd.DataFrame,
        postcodes: Mapping[str, tuple[float, float]] | None,
        today: date,
    ) -> None:
        """areas, postcodes, today: as `read_activities` takes them."""
        words = AreaWords(areas)
        self._known = (words.centres, postcodes or {})
        self._lookups = Lookups(
            vocabularies=vocabularies,
            areas=words,
            places=PlaceFinder(words, postcodes or None),
            today=today,
        )

    def read(self, answers: Mapping[str, str]) -> Told:
        """The activity that the answers tell of; an empty answer means not supplied."""
        row = SheetRow(1, {heading: answers.get(heading, "") for heading in BY_HEADING})
        reader = RowReader(row, self._lookups, file=ANSWERS)
        activity = reader.read()
        if tidy(row.texts["reference"]).casefold() == EXAMPLE_REFERENCE.casefold():
            problem = Problem(
                "reference",
                repr(EXAMPLE_REFERENCE),
                "a reference of your own: this one is the example of the sheet",
                "Change it, or leave it empty.",
                file=ANSWERS,
                column="reference",
            )
            return Told(None, (problem, *reader.problems))
        return Told(activity, tuple(reader.problems))

    def answers_of(self, activity: Activity) -> dict[str, str]:
        """Answers that tell of the activity, such that reading them gives it again."""
        centres, postcodes = self._known
        cells = cells_of(activity, centres=centres, postcodes=postcodes)
        return {heading: _say(cells.get(heading)) for heading in BY_HEADING}


def _say(value: CellValue) -> str:
    """A cell as somebody would type it.

    >>> _say(date(2026, 3, 31)), _say(12.0), _say(None), _say("'=1")
    ('31/03/2026', '12', '', "''=1")
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str):
        text = tidy(value)
        return text if unescape_formula(text) == text else f"'{text}"
    return str(value)
