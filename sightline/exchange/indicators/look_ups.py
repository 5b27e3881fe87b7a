"""The numbers that the Department for Education gives local authorities, and their area codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sightline.errors import BadInput
from sightline.exchange.indicators.opening import open_readings

_WANTED = (
    "old_la_code", "new_la_code", "la_name", "country_code", "country_name", "region_code",
    "region_name",
)  # fmt: skip


@dataclass(frozen=True)
class AuthorityCodes:
    """Area codes by number, and those of England and its regions by their names in lower case."""

    by_number: Mapping[str, str]
    by_name: Mapping[str, str]

    def code_of(self, number: str, name: str) -> str:
        """The area code, or nothing.

        >>> codes = AuthorityCodes({"881": "E10000012"}, {"england": "E92000001"})
        >>> codes.code_of("881", "Essex"), codes.code_of("970", "England"), codes.code_of("1", "")
        ('E10000012', 'E92000001', '')
        """
        return self.by_number.get(number) or self.by_name.get(name.casefold(), "")


def read_authority_codes(path: Path) -> AuthorityCodes:
    """Area codes from a table of the Department with both codes, such as the NEET scorecard.

    path: CSV or Parquet with old_la_code and new_la_code, and the codes of country and regions.
    One number with two area codes, or no row with both: BadInput.
    """
    table, _ = open_readings(path, wanted=_WANTED)
    both = table[(table["old_la_code"] != "") & (table["new_la_code"] != "")]
    pairs = both[["old_la_code", "new_la_code"]].drop_duplicates()
    if pairs.empty:
        raise BadInput(
            f"{path.name}: found no row with both old_la_code and new_la_code, wanted the number "
            "and the area code of each local authority. Use the NEET scorecard by local authority."
        )
    twice = pairs.loc[pairs["old_la_code"].duplicated(), "old_la_code"]
    if len(twice):
        raise BadInput(
            f"{path.name}: found two area codes for the number {twice.iloc[0]}, wanted one. "
            "Use a file of one year."
        )
    numbers = dict(zip(pairs["old_la_code"], pairs["new_la_code"], strict=True))
    names = {**_names(table, "region"), **_names(table, "country")}
    return AuthorityCodes(numbers, names)


def _names(table: pd.DataFrame, level: str) -> dict[str, str]:
    named = table[(table[f"{level}_name"] != "") & (table[f"{level}_code"] != "")]
    return dict(zip(named[f"{level}_name"].str.casefold(), named[f"{level}_code"], strict=True))
