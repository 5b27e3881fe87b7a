"""What is known of indicators: their readings by area and period, and what each stands for."""

from __future__ import annotations

from enum import StrEnum

from sightline.analysis.tables import Column, Kind, Table


class WhyMissing(StrEnum):
    """Why a reading has no value. Zero is a value, and none of these is zero."""

    SUPPRESSED = "suppressed to protect people"
    MISSING_OR_SUPPRESSED = "missing or suppressed: the file does not say which"
    NOT_APPLICABLE = "not applicable"
    NOT_AVAILABLE = "not available"
    ROUNDS_TO_ZERO = "above zero, but rounds to zero"
    UNRELIABLE = "withheld as unreliable"
    A_RANGE = "given as a range, not as a number"
    EMPTY = "left empty by the publisher"


INDICATOR_READINGS = Table(
    "indicator readings",
    {
        "source": Column(Kind.TEXT, "code of the publication, such as dfe-lait"),
        "indicator": Column(Kind.TEXT, "as the publication writes it"),
        "area": Column(Kind.TEXT, "area code"),
        "period": Column(Kind.TEXT, "as the publication writes it, such as 2015/16"),
        "value": Column(Kind.NUMBER, "in the unit of the indicator", True),
        "why_missing": Column(Kind.TEXT, "a WhyMissing where there is no value, else empty"),
    },
    ("source", "indicator", "area", "period"),
)

INDICATORS = Table(
    "indicators",
    {
        "indicator": Column(Kind.TEXT, "code of the vocabulary, such as suspensions"),
        "name": Column(Kind.TEXT, "in words"),
        "source": Column(Kind.TEXT, "code of the publication"),
        "published_as": Column(Kind.TEXT, "as the publication writes it"),
        "unit": Column(Kind.TEXT, "in words, such as per 100,000 aged 10 to 17"),
        "per": Column(Kind.AMOUNT, "of how many people it is a rate; missing if of none", True),
        "worse": Column(Kind.TEXT, "higher or lower: which way more goes wrong"),
        "measures": Column(Kind.TEXT, "need, deprivation or enforcement"),
        "factor": Column(Kind.TEXT, "code of a risk or protective factor"),
        "factor_name": Column(Kind.TEXT, "in words"),
    },
    ("indicator", "factor"),
)

PEOPLE = Table(
    "people behind indicators",
    {
        "indicator": Column(Kind.TEXT, "code of the vocabulary"),
        "area": Column(Kind.TEXT, "area code"),
        "people": Column(Kind.AMOUNT, "people (or pupils) the value is a rate of"),
    },
    ("indicator", "area"),
)
