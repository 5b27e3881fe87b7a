"""Which year's area codes a police file uses, told from look-ups of the codes of each year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import BadInput
from sightline.exchange.area_tables import find_area_columns
from sightline.exchange.files import size_of
from sightline.exchange.problems import Problem, Weight

# A changed set of areas moves about a tenth of the rows (see fates.MOST_OF_ANOTHER_YEAR).
LEAST_OF_A_YEAR = 0.99


@dataclass(frozen=True)
class Edition:
    """The codes of every small area in one year's boundaries. vintage: such as 2021."""

    vintage: str
    areas: frozenset[str]
    name: str  # of the look-up


def read_editions(paths: Sequence[Path]) -> tuple[Edition, ...]:
    """The codes in look-ups or boundaries: CSV (also .gz) or Parquet, newest year first.

    A file with codes of two years, such as from 2011 to 2021, gives both. BadInput if a file has no
    column of small-area codes whose heading says the year, such as LSOA21CD.
    """
    found: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for path in paths:
        for vintage, areas in _read_codes(path).items():
            found.setdefault(vintage, set()).update(areas)
            names.setdefault(vintage, path.name)
    return tuple(
        Edition(vintage, frozenset(found[vintage]), names[vintage])
        for vintage in sorted(found, reverse=True)
    )


def find_vintage(
    areas: pa.ChunkedArray, editions: Sequence[Edition], *, file: str
) -> tuple[str, tuple[Problem, ...]]:
    """The year whose codes a file's rows have, "" if no look-up has nearly all of them; notes.

    areas: the code of each located row. Rows with codes in no look-up count as they are.
    """
    if not editions or not len(areas):
        return "", ()
    counts = {each["values"]: each["counts"] for each in pc.value_counts(areas).to_pylist()}
    shares = [_share(counts, edition) for edition in editions]
    best = max(range(len(editions)), key=lambda place: (shares[place], -place))
    edition, share = editions[best], shares[best]
    if share < LEAST_OF_A_YEAR:
        return "", (_no_year(file, edition, share, len(areas)),)
    left = len(areas) - sum(counts.get(area, 0) for area in counts.keys() & edition.areas)
    return edition.vintage, (_not_listed(file, edition, left),) if left else ()


def _share(counts: Mapping[str, int], edition: Edition) -> float:
    listed = sum(counts[area] for area in counts.keys() & edition.areas)
    return listed / sum(counts.values())


def _no_year(file: str, edition: Edition, share: float, rows: int) -> Problem:
    return Problem(
        f"{file}, LSOA code",
        f"at most {share:.1%} of area codes in one look-up ({edition.name}, {edition.vintage})",
        f"{LEAST_OF_A_YEAR:.0%} or more in the look-up of their year",
        "Kept, with no year of codes. Name the look-up of that year with --areas.",
        weight=Weight.NOTE,
        rows=rows,
        file=file,
        column="LSOA code",
    )


def _not_listed(file: str, edition: Edition, rows: int) -> Problem:
    return Problem(
        f"{file}, LSOA code",
        f"{rows:,} {'row' if rows == 1 else 'rows'} with area codes that no look-up has",
        f"codes of {edition.vintage}",
        "Kept: the code in the file is what counts.",
        weight=Weight.NOTE,
        rows=rows,
        file=file,
        column="LSOA code",
    )


def _read_codes(path: Path) -> dict[str, set[str]]:
    size_of(path)  # BadInput if there is no such file
    reader = "read_parquet(?)" if path.suffix == ".parquet" else "read_csv(?, all_varchar = true)"
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        try:
            rows = connection.sql(f"FROM {reader}", params=[str(path)])
        except duckdb.Error as error:
            raise _not_a_look_up(path) from error
        wanted = {}
        for heading in rows.columns:
            columns = find_area_columns([heading])
            if columns and columns.vintage and "lsoa" in heading.casefold():
                wanted[columns.vintage] = heading
        if not wanted:
            raise _not_a_look_up(path)
        return {
            vintage: {
                code
                for (code,) in rows.select(duckdb.ColumnExpression(heading)).distinct().fetchall()
                if code
            }
            for vintage, heading in wanted.items()
        }


def _not_a_look_up(path: Path) -> BadInput:
    return BadInput(
        f"{path.name}: found no column of small-area codes, wanted a CSV or Parquet file with one "
        "whose heading says its year, such as LSOA21CD or lsoa11_code. Choose a look-up of that "
        "year from the Open Geography Portal, or leave --areas out: the codes in police files are "
        "used as they are."
    )
