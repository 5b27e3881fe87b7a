"""What is counted, said once for every engine: Ibis expressions over stored records.

An expression names the tables it reads and holds no data: `records()` and `details()` are unbound
Ibis tables called RECORDS and DETAILS. An engine (`sightline.evidence.engines.Engine`) is told
which Parquet files each name stands for, runs the expression, and hands back an Arrow table:

    engine.collect(expressions.cube(), {expressions.RECORDS: files})

`sightline.evidence.engines.duckdb` does so on one machine. Another engine has only to do the same:
make a view of each name over its files, with the schemas below, and run what
`ibis.to_sql(expression, dialect=...)` writes. Every expression is sorted by all that names its
rows, so two engines can be compared row for row.

A record is a row that was accepted. Its small columns are whole numbers (`sightline.evidence.
codes` turns them back into words):

area      uint32  the official code: 1,000,000,000 at most for each letter; 0 where there is none
month     uint16  months since the year 0: 12 x year + number of the month - 1
category  uint8   place in the list of the source's categories
force     text    such as essex

Some engines have no unsigned numbers and read these as larger signed ones: the values are the same.
"""

from __future__ import annotations

import ibis
from ibis import _

RECORDS = "records"
DETAILS = "details"
BEFORE = "before"  # details of a month as an earlier release had it
OUTCOMES = "outcomes"  # details of outcomes, whose category is the outcome
AFTER = "after"  # the same month in the release that replaces it

RECORDS_SCHEMA = {"area": "uint32", "month": "uint16", "category": "uint8", "force": "string"}
DETAILS_SCHEMA = RECORDS_SCHEMA | {
    "crime_id": "string",
    "longitude": "float64",
    "latitude": "float64",
    "location": "string",
    "outcome": "string",
    "row": "int32",
}

CELL = ("area", "month", "category")
FORCE_MONTH = ("force", "month")


def records(name: str = RECORDS) -> ibis.Table:
    """The small columns of accepted rows: all that counting reads."""
    return ibis.table(RECORDS_SCHEMA, name=name)


def details(name: str = DETAILS) -> ibis.Table:
    """Accepted rows with everything that is kept of them."""
    return ibis.table(DETAILS_SCHEMA, name=name)


def cube() -> ibis.Table:
    """How many records each area has of each month and category.

    Columns: area, month, category, incidents. No row means no record.
    """
    return records().group_by(CELL).agg(incidents=_.count()).order_by(CELL)


def months_of_forces() -> ibis.Table:
    """The months each force has any record in: force, month, incidents."""
    return records().group_by(FORCE_MONTH).agg(incidents=_.count()).order_by(FORCE_MONTH)


def forces_of_areas() -> ibis.Table:
    """The force, or forces, with the most records in each area: area, force, incidents.

    A neighbour's few records in an area do not make it the neighbour's.
    """
    counted = records().group_by(("area", "force")).agg(incidents=_.count())
    most = counted.group_by("area").agg(most=_.incidents.max())
    joined = counted.join(most, "area")
    return (
        joined.filter(joined.incidents == joined.most)
        .select("area", "force", "incidents")
        .order_by(("area", "force"))
    )


def distinct_incidents() -> ibis.Table:
    """Records, different Crime IDs, and records without one, of each force and month.

    Columns: force, month, incidents, crime_ids, without_id. Records without an ID are incidents of
    their own, and so is each record of an ID that stands twice.
    """
    return (
        details()
        .group_by(FORCE_MONTH)
        .agg(
            incidents=_.count(),
            crime_ids=_.crime_id.nunique(),
            without_id=_.crime_id.isnull().sum(),
        )
        .order_by(FORCE_MONTH)
    )


def revised_ids() -> ibis.Table:
    """What became of Crime IDs between two releases: change, crime_id, for each that changed.

    change: "new", "gone", "moved" (another area or location) or "outcome"; an ID that moved and
    has another outcome stands twice. An ID with several records in one release is compared by the
    least and the greatest of what they say.
    """
    was, now = _by_id(BEFORE), _by_id(AFTER)
    both = was.join(now, was.crime_id == now.crime_id, lname="{name}", rname="{name}_now")
    moved = both.filter(_differ(both, "area", "location") | (both.rows != both.rows_now))
    outcome = both.filter(_differ(both, "outcome"))
    changes = (
        ("new", now.anti_join(was, "crime_id")),
        ("gone", was.anti_join(now, "crime_id")),
        ("moved", moved),
        ("outcome", outcome),
    )
    listed = [
        table.select(change=ibis.literal(change), crime_id=table.crime_id)
        for change, table in changes
    ]
    return ibis.union(*listed, distinct=False).order_by(("change", "crime_id"))


def revised_counts(*, without_id_only: bool) -> ibis.Table:
    """Cells whose number of records changed between two releases.

    without_id_only: of records without a Crime ID, from details; or else of all, from the small
    columns alone. Columns: area, month, category, incidents_before, incidents_after.
    """
    was, now = (
        _compared(name, without_id_only).group_by(CELL).agg(incidents=_.count())
        for name in (BEFORE, AFTER)
    )
    sides = ibis.union(
        was.select(*CELL, incidents_before=_.incidents, incidents_after=_.incidents * 0),
        now.select(*CELL, incidents_before=_.incidents * 0, incidents_after=_.incidents),
        distinct=False,
    )
    summed = sides.group_by(CELL).agg(
        incidents_before=_.incidents_before.sum(),
        incidents_after=_.incidents_after.sum(),
    )
    return summed.filter(_.incidents_before != _.incidents_after).order_by(CELL)


def last_outcomes() -> ibis.Table:
    """The last outcome of incidents, and how many months after them it was recorded.

    Columns: category (of the incident), last_outcome (place in the list of outcomes) and
    months_after, both missing where no outcome has its Crime ID, and incidents. Of several outcomes
    of an ID the one of the latest month counts, and in a month the lowest in the file. Incidents
    without an ID are left out, as they can have none.
    """
    known = details(OUTCOMES).filter(_.crime_id.notnull())
    latest = (known.month.desc(), known.row.desc(), known.force.asc(), known.category.asc())
    place = ibis.row_number().over(ibis.window(group_by=known.crime_id, order_by=latest))
    last = (
        known.mutate(place=place)
        .filter(_.place == 0)
        .select(of_id=_.crime_id, last_outcome=_.category, outcome_month=_.month)
    )
    crimes = details().filter(_.crime_id.notnull()).select("crime_id", "category", "month")
    both = crimes.left_join(last, crimes.crime_id == last.of_id)
    after = both.outcome_month.cast("int32") - both.month.cast("int32")
    by = ("category", "last_outcome", "months_after")
    counted = both.mutate(months_after=after).group_by(by).agg(incidents=_.count())
    return counted.order_by([ibis.asc(column, nulls_first=False) for column in by])


def unmatched_outcomes() -> ibis.Table:
    """Outcomes of Crime IDs that no incident has, by month: month, outcomes."""
    of_ids = details(OUTCOMES).filter(_.crime_id.notnull())
    unmatched = of_ids.anti_join(details().filter(_.crime_id.notnull()), "crime_id")
    return unmatched.group_by("month").agg(outcomes=_.count()).order_by("month")


def map_points() -> ibis.Table:
    """The area of each map point: x and y (millionths of a degree), area.

    Of several areas of a point, the one with most records counts.
    """
    located = details().filter(_.longitude.notnull() & _.latitude.notnull() & (_.area != 0))
    points = located.select(
        "area",
        x=(located.longitude * 1e6).round().cast("int32"),
        y=(located.latitude * 1e6).round().cast("int32"),
    )
    counted = points.group_by(("x", "y", "area")).agg(records=_.count())
    most = (counted.records.desc(), counted.area.asc())
    place = ibis.row_number().over(ibis.window(group_by=(counted.x, counted.y), order_by=most))
    best = counted.mutate(place=place).filter(_.place == 0)
    return best.select("x", "y", "area").order_by(("x", "y"))


def _compared(name: str, without_id_only: bool) -> ibis.Table:
    return details(name).filter(_.crime_id.isnull()) if without_id_only else records(name)


def _by_id(name: str) -> ibis.Table:
    known = details(name).filter(_.crime_id.notnull())
    location, outcome = known.location.fill_null(""), known.outcome.fill_null("")
    return known.group_by("crime_id").agg(
        rows=_.count(),
        area_least=_.area.min(),
        area_most=_.area.max(),
        location_least=location.min(),
        location_most=location.max(),
        outcome_least=outcome.min(),
        outcome_most=outcome.max(),
    )


def _differ(both: ibis.Table, *columns: str) -> ibis.Value:
    tests = [
        both[f"{column}_{end}"] != both[f"{column}_{end}_now"]
        for column in columns
        for end in ("least", "most")
    ]
    return ibis.or_(*tests)
