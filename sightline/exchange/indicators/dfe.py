"""The local authority interactive tool of the Department for Education, long layout."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sightline.exchange.area_tables import Tally
from sightline.exchange.indicators.look_ups import AuthorityCodes
from sightline.exchange.indicators.opening import open_readings
from sightline.exchange.indicators.settling import settle
from sightline.exchange.problems import Reading

DFE_LAIT = "dfe-lait"
_WANTED = ("Short Desc", "Years", "LA and Regions", "Values", "LA Number")


def read_dfe_tool(path: Path, *, codes: AuthorityCodes) -> Reading[pd.DataFrame]:
    """INDICATOR_READINGS of the tool's long file.

    path: CSV or Parquet with Short Desc, Years, LA and Regions, Values (text) and LA Number. codes:
    area codes by number; England and its regions are found by name. Rows of authorities that are
    in neither are set aside and named, once each. Wrong columns or no row of use: BadInput.
    """
    table, tally = open_readings(path, wanted=_WANTED)
    area = _areas(table, codes)
    _set_aside_unmatched(tally, table, area)
    rows = pd.DataFrame(
        {
            "source": DFE_LAIT,
            "indicator": table["Short Desc"],
            "area": area,
            "period": table["Years"],
        }
    )
    return settle(tally, rows, table["Values"], column="Values")


def _areas(table: pd.DataFrame, codes: AuthorityCodes) -> pd.Series:
    pairs = table[["LA Number", "LA and Regions"]].drop_duplicates()
    known = {
        (number, name): codes.code_of(number, name)
        for number, name in pairs.itertuples(index=False, name=None)
    }
    keys = zip(table["LA Number"], table["LA and Regions"], strict=True)
    return pd.Series([known[key] for key in keys], index=table.index, dtype=object)


def _set_aside_unmatched(tally: Tally, table: pd.DataFrame, area: pd.Series) -> None:
    """One problem for all of them, that names each: abolished authorities, and very small ones."""
    unmatched = (area == "").to_numpy(dtype=bool)
    names = sorted(set(table.loc[unmatched, "LA and Regions"]))
    tally.set_aside(
        unmatched,
        reason="local authority in no look-up",
        column="LA Number",
        found=f"areas in no look-up: {', '.join(names)}",
        wanted="numbers of local authorities with an area code",
        remedy="Nothing needs to be done if they were abolished; else use a later look-up.",
    )
