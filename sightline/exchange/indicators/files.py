"""Files of indicators told apart by their headings, and read together."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet

from sightline.errors import BadInput
from sightline.exchange.indicators.dfe import DFE_LAIT, read_dfe_tool
from sightline.exchange.indicators.look_ups import read_authority_codes
from sightline.exchange.indicators.ons import (
    CRIME_SEVERITY,
    HEALTH_INDEX,
    read_crime_severity,
    read_health_index,
)
from sightline.exchange.problems import Reading

CODES, COUNTIES = "authority codes", "counties"
_TOLD_BY = {
    DFE_LAIT: {"short desc", "years", "values", "la number"},
    CODES: {"old_la_code", "new_la_code"},
    HEALTH_INDEX: {"year", "indicator", "value"},
    CRIME_SEVERITY: {"crime_severity_score"},
}
_COUNTIES = re.compile(r"(ltla|lad|utla)[0-9]{2}_?(code|cd)", re.IGNORECASE)
_YEAR_IN_NAME = re.compile(r"(20[0-9]{2})[_-]([0-9]{2})(?![0-9])")
_FIRST_BYTES = 65_536


@dataclass(frozen=True)
class IndicatorFiles:
    """Which file is which; a publication that is not there is not in `publications`."""

    publications: Mapping[str, Path]
    codes: Path | None = None  # numbers of local authorities and their area codes
    counties: Path | None = None  # which county each district is in


def tell_indicator_files(paths: Iterable[Path], *, strict: bool = True) -> IndicatorFiles:
    """Which publication each file is, by its headings.

    strict: whether a file that is none of them is refused; else it is passed over. Two files of one
    publication: BadInput.
    """
    found: dict[str, Path] = {}
    for path in paths:
        what = _what(path)
        if what is None:
            if strict:
                raise BadInput(
                    f"{path.name}: found none of the files of indicators, wanted the local "
                    "authority tool, its look-up of codes, the Health Index, crime severity, or "
                    "districts with their counties. Check that the right file was chosen."
                )
            continue
        if what in found:
            raise BadInput(
                f"{path.name}: found a second file of {what} beside {found[what].name}, wanted "
                "one. Leave one out."
            )
        found[what] = path
    codes, counties = found.pop(CODES, None), found.pop(COUNTIES, None)
    return IndicatorFiles(found, codes, counties)


def read_indicator_files(
    files: IndicatorFiles, *, severity_period: str = ""
) -> Mapping[str, Reading[pd.DataFrame]]:
    """INDICATOR_READINGS of every publication that is there, by its code.

    severity_period: the year of crime severity, where the name of its file does not say it.
    """
    read: dict[str, Reading[pd.DataFrame]] = {}
    for source, path in files.publications.items():
        if source == DFE_LAIT:
            if files.codes is None:
                raise BadInput(
                    f"{path.name}: found numbers of local authorities and no look-up for them, "
                    "wanted a file with old_la_code and new_la_code too, such as the NEET "
                    "scorecard. Add it."
                )
            read[source] = read_dfe_tool(path, codes=read_authority_codes(files.codes))
        elif source == HEALTH_INDEX:
            read[source] = read_health_index(path)
        else:
            read[source] = read_crime_severity(path, period=severity_period or _year_of(path))
    return read


def _year_of(path: Path) -> str:
    found = _YEAR_IN_NAME.search(path.name)
    if found is None:
        raise BadInput(
            f"{path.name}: found no year in its name, wanted the year it is of, such as 2022-23. "
            "Rename the file, or give the year."
        )
    return f"{found[1]}-{found[2]}"


def _what(path: Path) -> str | None:
    headings = _headings(path)
    for what, wanted in _TOLD_BY.items():
        if wanted <= headings:
            return what
    levels = {found[1].lower() for one in headings if (found := _COUNTIES.fullmatch(one))}
    return COUNTIES if "utla" in levels and len(levels) > 1 else None


def _headings(path: Path) -> set[str]:
    """The headings of a CSV or Parquet file in small letters; none of any other."""
    name = path.name.lower()
    try:
        if name.endswith(".parquet"):
            return {one.casefold() for one in pyarrow.parquet.read_schema(path).names}
        if not name.endswith((".csv", ".csv.gz")):
            return set()
        with gzip.open(path) if name.endswith(".gz") else path.open("rb") as stream:
            start = stream.read(_FIRST_BYTES).decode("utf-8-sig", errors="replace")
    except (OSError, EOFError, pyarrow.ArrowException) as wrong:
        raise BadInput(
            f"{path.name}: found a file that cannot be opened, wanted CSV or Parquet. Check its "
            "name, and fetch it again if it is damaged."
        ) from wrong
    return {one.strip().casefold() for one in next(csv.reader(io.StringIO(start)), [])}
