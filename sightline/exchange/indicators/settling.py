"""Rows of any publication as INDICATOR_READINGS, each of them accounted for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sightline.analysis.need.factors.tables import INDICATOR_READINGS
from sightline.exchange.area_tables import Tally
from sightline.exchange.indicators.values import read_values
from sightline.exchange.problems import Reading

_KEY = ["source", "indicator", "area", "period"]


def settle(
    tally: Tally, rows: pd.DataFrame, texts: pd.Series, *, column: str
) -> Reading[pd.DataFrame]:
    """The readings, with values that cannot be read and repeats refused.

    rows: source, indicator, area, period, one for each row of the tally. texts: the values as
    written under the heading `column`. BadInput if no row can be used.
    """
    values = read_values(texts)
    readings = rows.assign(value=values.value, why_missing=values.why_missing)
    _reject_blanks(tally, rows)
    _reject(
        tally,
        ~values.read,
        reason="value that cannot be read",
        column=column,
        found=texts.map(repr),
        wanted="a number such as 1,234.5, or a symbol such as c, x, z, : or -",
        remedy="Correct the value, or write the symbol for why there is none.",
    )
    _refuse_repeats(tally, readings)
    tally.refuse_if_none()
    kept = readings[tally.accepted]
    _note_missing_values(tally, kept)
    return tally.reading(INDICATOR_READINGS.check(kept.sort_values(_KEY, ignore_index=True)))


def _reject_blanks(tally: Tally, rows: pd.DataFrame) -> None:
    for name in ("indicator", "period", "area"):
        _reject(
            tally,
            (rows[name] == "").to_numpy(dtype=bool),
            reason=f"no {name}",
            column=name,
            found=pd.Series("nothing", index=rows.index),
            wanted=f"the {name} of the value",
            remedy="Complete the row.",
        )


def _refuse_repeats(tally: Tally, readings: pd.DataFrame) -> None:
    """The same value again is set aside; two values for one thing are both refused."""
    live = readings[tally.accepted]
    again = live.duplicated([*_KEY, "value", "why_missing"])
    same = pd.Series(False, index=readings.index)
    same[live.index] = again
    tally.set_aside(
        same.to_numpy(dtype=bool),
        reason="the same reading again",
        column="indicator",
        found="readings that were there before with the same value",
        wanted="one row for each indicator, area and period",
        remedy="Nothing needs to be done.",
    )
    left = readings[tally.accepted]
    twice = pd.Series(False, index=readings.index)
    twice[left.index] = left.duplicated(_KEY, keep=False)
    _reject(
        tally,
        twice.to_numpy(dtype=bool),
        reason="two values for one indicator, area and period",
        column="indicator",
        found=readings["indicator"] + ", " + readings["area"] + ", " + readings["period"],
        wanted="one value for each indicator, area and period",
        remedy="Find out which is right, and remove the other.",
    )


def _reject(
    tally: Tally,
    wrong: np.ndarray,
    *,
    reason: str,
    column: str,
    found: pd.Series,
    wanted: str,
    remedy: str,
) -> None:
    """Reject with two messages at most: the first row, and how many more there are."""
    tally.reject(
        wrong,
        reason=reason,
        column=column,
        found=lambda place: str(found.iloc[place]),
        wanted=wanted,
        remedy=remedy,
        most_listed=1,  # half a million rows are mended at their source, not one by one
    )


def _note_missing_values(tally: Tally, kept: pd.DataFrame) -> None:
    """How many readings have no value, one note for each reason."""
    for reason, count in kept.loc[kept["value"].isna(), "why_missing"].value_counts().items():
        tally.note(
            found=f"{count:,} of {len(kept):,} readings without a value ({reason})",
            wanted="a value",
            remedy="They are kept as missing, never as zero.",
        )
