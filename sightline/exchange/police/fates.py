"""What becomes of each record: accepted, set aside or rejected, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from sightline.analysis.periods import Month
from sightline.exchange.police.records import (
    BAD_QUOTES,
    CUT_SHORT,
    HEADINGS,
    NOT_READABLE,
    WRONG_CELLS,
)
from sightline.exchange.problems import Weight

# The crime types of data.police.uk today. Files of its first years have other ones, which are
# rejected: a count that adds unlike things would mislead.
CATEGORIES = (
    "Anti-social behaviour",
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)

# Share of a file's located rows whose district is known but whose code is not, above which the
# file is of another year's areas. A changed set of areas moves about a tenth of the rows.
MOST_OF_ANOTHER_YEAR = 0.01

NO_LOCATION = "no location"
ANOTHER_YEAR = "areas of another year"
SUPERSEDED = "superseded"
ACCEPTED = "accepted"

FETCH_AGAIN = "Fetch the file again from data.police.uk and do not save it in a spreadsheet."
CODE = "[A-Z][0-9]{8}"
DEGREES = r"-?[0-9]{1,3}(\.[0-9]+)?"


@dataclass(frozen=True)
class Reason:
    """Why a record is not accepted: a condition in SQL, and what to tell people."""

    name: str
    weight: Weight
    column: str  # our name of the column that shows it
    condition: str
    wanted: str
    remedy: str
    found: str = ""  # what rows set aside have in common


# In this order: the first that holds is the reason of a row.
REASONS = (
    Reason(
        "not a month",
        Weight.REJECTED,
        "month",
        "month IS NULL OR NOT regexp_full_match(month, '[0-9]{4}-(0[1-9]|1[0-2])')",
        "a month such as 2025-12",
        FETCH_AGAIN,
    ),
    Reason(
        "another month",
        Weight.REJECTED,
        "month",
        "month <> $month",
        "the month in the file's name",
        "Give the file the name it had at data.police.uk, or fetch it again.",
    ),
    Reason(
        "unknown crime type",
        Weight.REJECTED,
        "category",
        "category IS NULL OR category NOT IN (SELECT unnest($categories))",
        f"one of the {len(CATEGORIES)} crime types of data.police.uk",
        FETCH_AGAIN,
    ),
    Reason(
        "unusable coordinates",
        Weight.REJECTED,
        "longitude",
        "(longitude IS NULL) <> (latitude IS NULL)"
        f" OR NOT regexp_full_match(coalesce(longitude, '0'), '{DEGREES}')"
        f" OR NOT regexp_full_match(coalesce(latitude, '0'), '{DEGREES}')"
        " OR abs(coalesce(TRY_CAST(longitude AS DOUBLE), 0)) > 180"
        " OR abs(coalesce(TRY_CAST(latitude AS DOUBLE), 0)) > 90",
        "a longitude and a latitude in degrees, or neither",
        FETCH_AGAIN,
    ),
    Reason(
        "unusable area code",
        Weight.REJECTED,
        "area",
        f"NOT is_known AND NOT regexp_full_match(area, '{CODE}')",
        "an area code such as E01021988, or none",
        FETCH_AGAIN,
    ),
    Reason(
        NO_LOCATION,
        Weight.SET_ASIDE,
        "location",
        "area IS NULL",
        "an area code",
        "They are published without a place, so they count in no area.",
        found="no area code",
    ),
    Reason(
        ANOTHER_YEAR,
        Weight.SET_ASIDE,
        "area",
        "NOT is_known AND in_known_district",
        "a code of these areas, as their districts are here",
        "Check that police file and boundaries are of the same year.",
        found="a code that is not of these areas though its district is",
    ),
    Reason(
        "outside these areas",
        Weight.SET_ASIDE,
        "area",
        "NOT is_known",
        "a code of these areas",
        "A force records some incidents elsewhere; load wider boundaries to count them.",
        found="a code of other areas",
    ),
)

# Why a line is not a record: found before the reader sees it.
SHAPES = {
    WRONG_CELLS: (f"{len(HEADINGS)} cells, one under each heading", FETCH_AGAIN),
    BAD_QUOTES: ("every quotation mark closed in its own cell", FETCH_AGAIN),
    NOT_READABLE: ("a row the CSV reader can read", FETCH_AGAIN),
    CUT_SHORT: (
        f"{len(HEADINGS)} cells and a line end",
        "The file was cut off on its way, so its month is not complete: fetch it again.",
    ),
}


@dataclass(frozen=True)
class Known:
    """The areas the question is about, and the districts they are in.

    anywhere: every official code counts, and nothing else is asked of it.
    """

    areas: frozenset[str]
    districts: frozenset[str]
    anywhere: bool = False

    @classmethod
    def of(cls, areas: Collection[str], names: Mapping[str, str]) -> Known:
        """Known areas, with the districts that their names tell.

        >>> Known.of(["X01000001"], {"X01000001": "Fable Bay 001A"}).districts
        frozenset({'Fable Bay'})
        """
        districts = {names[area].rpartition(" ")[0] for area in areas if area in names}
        return cls(frozenset(areas), frozenset(districts - {""}))

    def register(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables `known_areas` and `known_districts`."""
        for name, values in (("areas", self.areas), ("districts", self.districts)):
            table = pa.table({"value": pa.array(sorted(values), pa.string())})
            connection.register(f"given_{name}", table)
            connection.execute(f"CREATE TEMP TABLE known_{name} AS FROM given_{name}")
            connection.unregister(f"given_{name}")
        connection.execute(f"CREATE TEMP TABLE everywhere AS SELECT {self.anywhere} AS counts")


def judge_records(connection: duckdb.DuckDBPyConnection, *, month: Month) -> None:
    """Make the table `judged`: `records`, each with its one `fate`."""
    cases = "\n".join(f"WHEN {reason.condition} THEN '{reason.name}'" for reason in REASONS)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE judged AS
        SELECT *, CASE {cases} ELSE '{ACCEPTED}' END AS fate
        FROM (
            SELECT *,
                   coalesce(
                       CASE WHEN (SELECT counts FROM everywhere)
                            THEN regexp_full_match(area, '{CODE}')
                            ELSE area IN (FROM known_areas) END, false) AS is_known,
                   coalesce(regexp_extract(area_name, '^(.*) [^ ]*$', 1)
                            IN (FROM known_districts), false) AS in_known_district
            FROM records
        )
        """,  # noqa: S608 - only constants of this module are written into it
        {"month": str(month), "categories": list(CATEGORIES)},
    )


def accepted_incidents(connection: duckdb.DuckDBPyConnection, *, force: str) -> pa.Table:
    """The accepted rows of `judged`, in the order of the file.

    Columns: area, month, category, force, crime_id, longitude and latitude (degrees), location,
    outcome, row (its number in the file, headings being row 1).
    """
    return connection.sql(
        f"""
        SELECT area, month, category, $force AS force, crime_id,
               CAST(longitude AS DOUBLE) AS longitude, CAST(latitude AS DOUBLE) AS latitude,
               location, outcome, "row"
        FROM judged WHERE fate = '{ACCEPTED}' ORDER BY "row"
        """,  # noqa: S608
        params={"force": force},
    ).to_arrow_table()
