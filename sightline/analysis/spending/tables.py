"""The shapes of spending: who is short, whom candidates reach, picks, and value by budget."""

from __future__ import annotations

from sightline.analysis.tables import Column, Kind, Table

CELL = ("area", "theme", "ages", "group")
_CELL = {
    "area": Column(Kind.TEXT, "area code"),
    "theme": Column(Kind.TEXT, "code of a theme"),
    "ages": Column(Kind.TEXT, "ages, such as 10-24"),
    "group": Column(Kind.TEXT, "whom of these ages, such as girls; empty: everyone"),
}
SHORT = Table(
    "people short",
    {
        **_CELL,
        "people_short": Column(Kind.AMOUNT, "people a year who should be reached and are not"),
        "short_low": Column(Kind.AMOUNT, "people a year, at the least"),
        "short_high": Column(Kind.AMOUNT, "people a year, at the most"),
    },
    CELL,
)
REACHES = Table(
    "whom candidates reach",
    {
        "candidate": Column(Kind.TEXT, "reference of the candidate"),
        **_CELL,
        "people": Column(Kind.AMOUNT, "people a year, at the most"),
    },
    ("candidate", *CELL),
)
LABELS = Table("labels of areas", {"area": Column(Kind.TEXT, "area code")}, ("area",))
PICKS = Table(
    "picks",
    {
        "order": Column(Kind.COUNT, "1 for what adds most for its cost"),
        "candidate": Column(Kind.TEXT, "reference of the candidate"),
        "way": Column(Kind.TEXT, "how it adds reach, a Way"),
        "title": Column(Kind.TEXT, "what would be paid for"),
        "organisation": Column(Kind.TEXT, "who would run it, empty if not known"),
        "cost_gbp": Column(Kind.AMOUNT, "pounds a year"),
        "people": Column(Kind.AMOUNT, "people short whom it reaches, beside those above it"),
        "people_low": Column(Kind.AMOUNT, "people a year, at the least"),
        "people_high": Column(Kind.AMOUNT, "people a year, at the most"),
        "gbp_per_person": Column(
            Kind.AMOUNT, "pounds for each of these people", may_be_missing=True
        ),
        "reasons": Column(Kind.TEXT, "why, in sentences"),
    },
    ("candidate",),
)
FRONTIER = Table(
    "value by budget",
    {
        "budget_gbp": Column(Kind.AMOUNT, "pounds a year"),
        "spent_gbp": Column(Kind.AMOUNT, "pounds a year"),
        "picks": Column(Kind.COUNT, "candidates chosen"),
        "people": Column(Kind.AMOUNT, "people short who are counted as reached"),
        "people_low": Column(Kind.AMOUNT, "people a year, at the least"),
        "people_high": Column(Kind.AMOUNT, "people a year, at the most"),
        "bound": Column(Kind.AMOUNT, "people that no plan for this budget can pass"),
        "gap": Column(Kind.SHARE, "of the bound, what may be missing"),
    },
    ("budget_gbp",),
)
FLOORS = Table(
    "floors",
    {
        "floor": Column(Kind.TEXT, "whom it protects"),
        "fair_share": Column(Kind.SHARE, "of all people short, those of the floor"),
        "asked_share": Column(Kind.SHARE, "of everybody counted, those who must be of the floor"),
        "kept_share": Column(
            Kind.SHARE, "of everybody counted, those who are", may_be_missing=True
        ),
        "people": Column(Kind.AMOUNT, "people of the floor who are counted"),
    },
    ("floor",),
)
PRICES = Table(
    "what floors cost",
    {
        "floor": Column(Kind.TEXT, "as asked"),
        "people_without": Column(Kind.AMOUNT, "people reached if it were not asked for"),
        "price": Column(Kind.AMOUNT, "people fewer because of it, at the least"),
        "price_high": Column(Kind.AMOUNT, "people fewer because of it, at the most"),
    },
    ("floor",),
)
NOT_COSTED = Table(
    "cannot be costed",
    {
        "candidate": Column(Kind.TEXT, "reference of the candidate"),
        "way": Column(Kind.TEXT, "how it adds reach, a Way"),
        "title": Column(Kind.TEXT, "what would be paid for"),
        "people": Column(
            Kind.AMOUNT, "people short whom it alone would reach", may_be_missing=True
        ),
        "why": Column(Kind.TEXT, "what is not known, and who can tell"),
    },
    ("candidate",),
)
