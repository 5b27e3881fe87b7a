"""The columns of the activity sheet: what each is used for, what may stand in it, an example."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sightline.exchange.sheets import Headings


class Kind(StrEnum):
    """How the text of a cell is read."""

    NAME = "text of one line"
    TEXT = "text"
    NAMES = "names separated by semicolons"
    TERM = "one term"
    TERMS = "terms separated by semicolons"
    AGE = "age in completed years"
    DATE = "date"
    PEOPLE = "number of people"
    MONEY = "pounds"
    DEGREES = "degrees"
    YES_NO = "yes or no"
    STATUS = "status"
    POSTCODE = "postcode"
    AREA = "small area"
    AREAS = "areas or districts"


@dataclass(frozen=True)
class Column:
    """One column of the sheet."""

    heading: str
    kind: Kind
    used_for: str
    allowed: str
    example: str
    required: bool = False
    vocabulary: str = ""  # whose terms are wanted
    longest: int = 200  # characters


COLUMNS = (
    Column(
        "reference",
        Kind.NAME,
        "finds the same activity again, so that the next sheet updates it",
        "any text of one line, once for each organisation; made from organisation, activity "
        "and place if blank",
        "SHORE-01",
        longest=100,
    ),
    Column(
        "activity",
        Kind.NAME,
        "the name on every page and list",
        "text of one line that does not start like a formula",
        "Harbour Lane boxing club",
        required=True,
    ),
    Column(
        "organisation",
        Kind.NAME,
        "who leads it",
        "text of one line, the same every time",
        "Shoreline Youth Trust",
        required=True,
    ),
    Column(
        "partners",
        Kind.NAMES,
        "who else takes part",
        "names separated by semicolons; the word none if there are none",
        "Fable Police; Northmere Council",
        longest=2_000,
    ),
    Column(
        "themes",
        Kind.TERMS,
        "which needs it meets: the gap of a theme counts only activities with that theme",
        "terms of the vocabulary 'themes', by code or name, separated by semicolons",
        "violence; exploitation",
        required=True,
        vocabulary="themes",
        longest=2_000,
    ),
    Column(
        "prevention_level",
        Kind.TERM,
        "when it acts: before harm, at first signs, after harm",
        "one term of the vocabulary 'prevention_levels', by code or name",
        "secondary",
        vocabulary="prevention_levels",
    ),
    Column(
        "approach",
        Kind.TERM,
        "links it to what is known to work",
        "one term of the vocabulary 'approaches', by code or name",
        "mentoring",
        vocabulary="approaches",
    ),
    Column(
        "setting",
        Kind.TERM,
        "where people meet it",
        "one term of the vocabulary 'settings', by code or name",
        "community",
        vocabulary="settings",
    ),
    Column(
        "description",
        Kind.TEXT,
        "explains the activity on its page",
        "text, no names of young people",
        "Boxing and a mentor on two evenings a week.",
        longest=5_000,
    ),
    Column(
        "age_from",
        Kind.AGE,
        "the youngest who may come: reach counts only people of the ages asked about",
        "a whole number from 0 to 120; 0 if there is no lower limit",
        "11",
    ),
    Column(
        "age_to",
        Kind.AGE,
        "the oldest who may come",
        "a whole number from 0 to 120; 120 if there is no upper limit",
        "18",
    ),
    Column(
        "open_to",
        Kind.TERM,
        "which group may come",
        "one term of the vocabulary 'audience', by code or name; everyone if all may come",
        "everyone",
        vocabulary="audience",
    ),
    Column(
        "eligibility",
        Kind.TEXT,
        "who may come, in words",
        "text",
        "Lives or goes to school in Northmere",
        longest=2_000,
    ),
    Column(
        "referral",
        Kind.TEXT,
        "how people come to it",
        "text, no personal telephone numbers",
        "Self-referral or through a school",
        longest=2_000,
    ),
    Column(
        "postcode",
        Kind.POSTCODE,
        "places the activity on the map, and spreads its reach round that place",
        "one full postcode",
        "ZZ1 1AA",
    ),
    Column(
        "delivery_area",
        Kind.AREA,
        "places the activity at the centre of the area if there is no postcode",
        "the code or name of one small area",
        "X01000001",
    ),
    Column(
        "latitude",
        Kind.DEGREES,
        "places the activity if it has no postcode, as in a park; give both",
        "degrees north, such as 51.5385; several places separated by semicolons",
        "53.3012",
    ),
    Column(
        "longitude",
        Kind.DEGREES,
        "places the activity if it has no postcode, as in a park; give both",
        "degrees east, below zero west of Greenwich, such as 0.7115; as many as latitudes",
        "2.1034",
    ),
    Column(
        "areas_served",
        Kind.AREAS,
        "limits its reach to these areas; blank means anywhere near enough",
        "codes or names of small areas or districts, separated by semicolons, or the word all",
        "X07000001; X07000002",
        longest=30_000,
    ),
    Column(
        "status",
        Kind.STATUS,
        "only current activities, and planned ones once begun, count as reach",
        "planned, current, paused or ended",
        "current",
        required=True,
    ),
    Column(
        "starts_on",
        Kind.DATE,
        "the first day",
        "a date such as 31/01/2025",
        "01/09/2024",
    ),
    Column(
        "ends_on",
        Kind.DATE,
        "the last day",
        "a date such as 31/01/2025, not before starts_on; blank if open-ended",
        "31/08/2027",
    ),
    Column(
        "funded_until",
        Kind.DATE,
        "warns of activities whose money ends",
        "a date such as 31/03/2026",
        "31/03/2026",
    ),
    Column(
        "funders",
        Kind.NAMES,
        "who pays",
        "names separated by semicolons; the word none if nobody does",
        "County Council; Lottery",
        longest=2_000,
    ),
    Column(
        "funding_gbp",
        Kind.MONEY,
        "money a year, set beside need",
        "pounds a year, such as 12500, £12,500 or 12.5k; 0 or none if there is no money",
        "£12,500",
    ),
    Column(
        "people_a_year",
        Kind.PEOPLE,
        "room for how many people in a year: the size of its reach",
        "a whole number; blank if not known",
        "120",
    ),
    Column(
        "people_last_year",
        Kind.PEOPLE,
        "how many people came last year, set beside the room there was",
        "a whole number; blank if not known",
        "96",
    ),
    Column(
        "places_free",
        Kind.PEOPLE,
        "places free now, for people who refer",
        "a whole number; 0 or none if full",
        "8",
    ),
    Column(
        "confirmed_on",
        Kind.DATE,
        "how fresh the record is: older than six months counts as not sure",
        "the date somebody last checked this row, not later than today",
        "14/10/2025",
    ),
    Column(
        "sensitive_site",
        Kind.YES_NO,
        "keeps the exact place from everyone but its own organisation and the unit",
        "yes or no; blank keeps what is known, or is no, with a note",
        "no",
    ),
)

BY_HEADING = {column.heading: column for column in COLUMNS}
HEADINGS = Headings(
    all=tuple(column.heading for column in COLUMNS),
    required=tuple(column.heading for column in COLUMNS if column.required),
)
EXAMPLE_REFERENCE = "EXAMPLE"  # a row with this reference is set aside
EXAMPLE = {column.heading: column.example for column in COLUMNS} | {
    "reference": EXAMPLE_REFERENCE,
    "activity": "Example, not read: Harbour Lane boxing club",
}
