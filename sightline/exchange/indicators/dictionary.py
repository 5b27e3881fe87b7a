"""The data dictionary of the local authority tool: what each indicator is, and which way is up."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sightline.analysis.tables import Column, Kind, Table
from sightline.exchange.area_tables import Tally
from sightline.exchange.indicators.opening import open_readings
from sightline.exchange.problems import Reading

DEFINITIONS = Table(
    "definitions of indicators",
    {
        "indicator": Column(Kind.TEXT, "as the publication writes it"),
        "name": Column(Kind.TEXT, "in words"),
        "topic": Column(Kind.TEXT, "in words"),
        "unit": Column(Kind.TEXT, "in words"),
        "better": Column(Kind.TEXT, "higher, lower, or empty where the dictionary does not say"),
        "kind_of_year": Column(Kind.TEXT, "such as Academic Year"),
    },
    ("indicator",),
)
_BETTER = {"high": "higher", "low": "lower", "-": "", "na": "", "": ""}
_WANTED = ("Measure_short", "Measure", "Topic", "y_axis_name", "Polarity", "Year_Type")


def read_dfe_dictionary(path: Path) -> Reading[pd.DataFrame]:
    """DEFINITIONS of the indicators of the tool.

    path: CSV. An indicator listed under a second topic is set aside, an unknown polarity rejected.
    Wrong columns or no row of use: BadInput.
    """
    table, tally = open_readings(path, wanted=_WANTED, paragraphs=True)
    _reject_wrong(tally, table)
    _set_aside_repeats(tally, table)
    tally.refuse_if_none()
    rows = pd.DataFrame(
        {
            "indicator": table["Measure_short"],
            "name": table["Measure"],
            "topic": table["Topic"],
            "unit": table["y_axis_name"],
            "better": table["Polarity"].str.casefold().map(_BETTER),
            "kind_of_year": table["Year_Type"],
        }
    )
    kept = rows[tally.accepted].sort_values("indicator", ignore_index=True)
    return tally.reading(DEFINITIONS.check(kept))


def _reject_wrong(tally: Tally, table: pd.DataFrame) -> None:
    polarity = table["Polarity"]
    tally.reject(
        (table["Measure_short"] == "").to_numpy(dtype=bool),
        reason="no short name",
        column="Measure_short",
        found=lambda _: "nothing",
        wanted="the short name that the values carry",
        remedy="Complete the row.",
    )
    tally.reject(
        ~polarity.str.casefold().isin(list(_BETTER)).to_numpy(dtype=bool),
        reason="unknown polarity",
        column="Polarity",
        found=lambda place: repr(polarity.iloc[place]),
        wanted="High, Low, - or NA",
        remedy="Correct it.",
    )


def _set_aside_repeats(tally: Tally, table: pd.DataFrame) -> None:
    tally.set_aside(
        table["Measure_short"].duplicated().to_numpy(dtype=bool),
        reason="listed under a second topic",
        column="Measure_short",
        found="indicators that were listed before under another topic",
        wanted="each indicator once",
        remedy="Nothing needs to be done: the first is used.",
    )
