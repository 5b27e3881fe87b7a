"""What files of outcomes and of stops look like, and what makes a row of them unusable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sightline.exchange.police.fates import CODE, DEGREES, FETCH_AGAIN, Reason
from sightline.exchange.police.records import Layout
from sightline.exchange.police.sources import OUTCOMES, STOPS
from sightline.exchange.problems import Weight

OUTCOME_TYPES = (
    "Action to be taken by another organisation",
    "Awaiting court outcome",
    "Court case unable to proceed",
    "Court result unavailable",
    "Defendant found not guilty",
    "Defendant sent to Crown Court",
    "Formal action is not in the public interest",
    "Further action is not in the public interest",
    "Further investigation is not in the public interest",
    "Investigation complete; no suspect identified",
    "Local resolution",
    "Offender deprived of property",
    "Offender fined",
    "Offender given a caution",
    "Offender given a drugs possession warning",
    "Offender given absolute discharge",
    "Offender given community sentence",
    "Offender given conditional discharge",
    "Offender given penalty notice",
    "Offender given suspended prison sentence",
    "Offender ordered to pay compensation",
    "Offender otherwise dealt with",
    "Offender sent to prison",
    "Status update unavailable",
    "Suspect charged",
    "Suspect charged as part of another case",
    "Unable to prosecute suspect",
    "Under investigation",
)
STOP_TYPES = ("Person and Vehicle search", "Person search", "Vehicle search")


@dataclass(frozen=True)
class Kind:
    """How one kind of file is judged, and what is kept of it."""

    layout: Layout
    categories: tuple[str, ...]
    reasons: tuple[Reason, ...]
    query: str  # the accepted rows of `judged`


def _choice(column: str, what: str, categories: Sequence[str]) -> Reason:
    return Reason(
        f"unknown {what}",
        Weight.REJECTED,
        column,
        f"{column} IS NULL OR {column} NOT IN (SELECT unnest($categories))",
        f"one of the {len(categories)} of data.police.uk",
        FETCH_AGAIN,
    )


_MONTH_REMEDY = "Give the file the name it had at data.police.uk, or fetch it again."
_NO_DEGREES = (
    "(longitude IS NULL) <> (latitude IS NULL)"
    f" OR NOT regexp_full_match(coalesce(longitude, '0'), '{DEGREES}')"
    f" OR NOT regexp_full_match(coalesce(latitude, '0'), '{DEGREES}')"
    " OR abs(coalesce(TRY_CAST(longitude AS DOUBLE), 0)) > 180"
    " OR abs(coalesce(TRY_CAST(latitude AS DOUBLE), 0)) > 90"
)
_COORDINATES = Reason(
    "unusable coordinates",
    Weight.REJECTED,
    "longitude",
    _NO_DEGREES,
    "a longitude and a latitude in degrees, or neither",
    FETCH_AGAIN,
)
# Times are published in UTC: a stop in the first hour of a summer month is in the month before.
_MOMENT = "TRY_CAST(substr(date, 1, 19) AS TIMESTAMP)"

KINDS: Mapping[str, Kind] = {
    OUTCOMES: Kind(
        Layout(
            "outcomes",
            "-outcomes.csv",
            {
                "Crime ID": "crime_id",
                "Month": "month",
                "Reported by": "reported_by",
                "Falls within": "falls_within",
                "Longitude": "longitude",
                "Latitude": "latitude",
                "Location": "location",
                "LSOA code": "area",
                "LSOA name": "area_name",
                "Outcome type": "category",
            },
        ),
        OUTCOME_TYPES,
        (
            Reason(
                "another month",
                Weight.REJECTED,
                "month",
                "month IS NULL OR month <> $month",
                "the month in the file's name",
                _MONTH_REMEDY,
            ),
            Reason(
                "no Crime ID",
                Weight.REJECTED,
                "crime_id",
                "crime_id IS NULL",
                "the ID of the crime that it is the outcome of",
                FETCH_AGAIN,
            ),
            _choice("category", "outcome", OUTCOME_TYPES),
            _COORDINATES,
            Reason(
                "unusable area code",
                Weight.REJECTED,
                "area",
                f"NOT regexp_full_match(coalesce(area, 'E00000000'), '{CODE}')",
                "an area code such as E01021988, or none",
                FETCH_AGAIN,
            ),
        ),
        """
        SELECT area, category, crime_id, CAST(longitude AS DOUBLE) AS longitude,
               CAST(latitude AS DOUBLE) AS latitude, location, category AS outcome, "row"
        FROM judged WHERE fate = $accepted ORDER BY "row"
        """,
    ),
    STOPS: Kind(
        Layout(
            "stop and search",
            "-stop-and-search.csv",
            {
                "Type": "category",
                "Date": "date",
                "Part of a policing operation": "in_operation",
                "Policing operation": "operation",
                "Latitude": "latitude",
                "Longitude": "longitude",
                "Gender": "gender",
                "Age range": "age_range",
                "Self-defined ethnicity": "self_defined_ethnicity",
                "Officer-defined ethnicity": "officer_defined_ethnicity",
                "Legislation": "legislation",
                "Object of search": "object",
                "Outcome": "outcome",
                "Outcome linked to object of search": "outcome_linked",
                "Removal of more than just outer clothing": "clothing_removed",
            },
        ),
        STOP_TYPES,
        (
            Reason(
                "no date",
                Weight.REJECTED,
                "date",
                f"{_MOMENT} IS NULL",
                "a date and time such as 2025-06-01T12:00:00+00:00",
                FETCH_AGAIN,
            ),
            Reason(
                "another month",
                Weight.REJECTED,
                "date",
                f"$month NOT IN (strftime({_MOMENT}, '%Y-%m'),"
                f" strftime({_MOMENT} + INTERVAL 1 HOUR, '%Y-%m'))",
                "the month in the file's name",
                _MONTH_REMEDY,
            ),
            _choice("category", "type of search", STOP_TYPES),
            _COORDINATES,
        ),
        """
        SELECT place.area, category, in_operation, gender, age_range, self_defined_ethnicity,
               officer_defined_ethnicity, legislation, object, outcome, outcome_linked,
               clothing_removed, longitude IS NOT NULL AS has_point
        FROM judged LEFT JOIN places AS place
          ON place.x = CAST(round(CAST(longitude AS DOUBLE) * 1e6) AS INTEGER)
         AND place.y = CAST(round(CAST(latitude AS DOUBLE) * 1e6) AS INTEGER)
        WHERE fate = $accepted ORDER BY place.area, category
        """,
    ),
}
