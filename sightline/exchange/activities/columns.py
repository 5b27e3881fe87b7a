"""The columns of the activity sheet: what each is used for, what may stand in it, an example."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sightline.analysis.provision import ROLES
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
    DAYS = "days of the week"
    VISIBILITY = "who may see it"
    MONTHS = "months"


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
        "who else takes part, and in what part",
        "names separated by semicolons, each with its part in brackets if known: "
        + ", ".join(ROLES)
        + "; the word none if there are none",
        "Fable Police (referrer); Northmere Council",
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
        "one term of the vocabulary 'prevention_levels', by code or name; one that says for whom "
        "is put under prevention_who",
        "secondary",
        vocabulary="prevention_levels",
    ),
    Column(
        "prevention_who",
        Kind.TERM,
        "for whom it acts: everyone, a group at risk, people already showing signs",
        "one term of the vocabulary 'prevention_levels' that says for whom, by code or name",
        "targeted",
        vocabulary="prevention_levels",
    ),
    Column(
        "strand",
        Kind.TERM,
        "lists it under a strand of the framework",
        "one term of the vocabulary 'strands', by code or name",
        "knife-crime",
        vocabulary="strands",
    ),
    Column(
        "thematic_group",
        Kind.TERM,
        "shows it to the group that looks after it",
        "one of the groups that the partnership defined, by code or name",
        "",
        vocabulary="thematic_groups",
    ),
    Column(
        "violence_types",
        Kind.TERMS,
        "which types of violence or vulnerability it is about",
        "terms of the vocabulary 'types_of_violence', by code or name, separated by semicolons",
        "knife-enabled",
        vocabulary="types_of_violence",
        longest=2_000,
    ),
    Column(
        "risk_factors",
        Kind.TERMS,
        "which risks it works on, set beside the risks of a place",
        "terms of the vocabulary 'risk_factors', by code or name, separated by semicolons",
        "",
        vocabulary="risk_factors",
        longest=5_000,
    ),
    Column(
        "protective_factors",
        Kind.TERMS,
        "which strengths it builds",
        "terms of the vocabulary 'protective_factors', by code or name, separated by semicolons",
        "",
        vocabulary="protective_factors",
        longest=5_000,
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
        "a date such as 31/01/2025, not before starts_on; open-ended or none if it is to go on; "
        "blank if not known",
        "31/08/2027",
    ),
    Column(
        "funded_until",
        Kind.DATE,
        "warns of activities whose money ends",
        "a date such as 31/03/2026; no end if its money has none; blank if not known",
        "31/03/2026",
    ),
    Column(
        "days",
        Kind.DAYS,
        "shows it in the calendar of the week",
        "days of the week separated by semicolons, such as Monday; Thursday",
        "Tuesday; Thursday",
    ),
    Column(
        "timetable",
        Kind.TEXT,
        "says when exactly, in words",
        "text",
        "6 pm to 8 pm in term time",
        longest=500,
    ),
    Column(
        "depends_on",
        Kind.TEXT,
        "what it cannot go on without, such as an award or a building",
        "text",
        "The county's prevention grant",
        longest=500,
    ),
    Column(
        "funders",
        Kind.NAMES,
        "who pays, and what share",
        "names separated by semicolons, each with its share if known, such as County Council "
        "60%; the word none if nobody does",
        "County Council 60%; Lottery 40%",
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
        "a whole number; no limit if it has none; blank if not known",
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
        "people_waiting",
        Kind.PEOPLE,
        "how many people wait for a place now",
        "a whole number; 0 or none if nobody waits; no waiting list if it keeps none",
        "3",
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
    Column(
        "visibility",
        Kind.VISIBILITY,
        "says who may see the record",
        "public, partnership or organisation (its own and the unit); blank keeps what is known, "
        "or is partnership",
        "partnership",
    ),
    Column(
        "confirm_every_months",
        Kind.MONTHS,
        "how often somebody is asked whether it is still right",
        "a whole number of months from 1 to 24; blank means 6",
        "6",
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
