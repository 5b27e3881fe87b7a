"""The model that weighs agreements: as Splink takes it, and as one expression of SQL."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sightline.evidence.duplicates.levels import COMPARISONS, ELSE, Comparison, Level
from sightline.evidence.duplicates.records import Kind

# How often candidates, which share a rare word, a place or an identifier, are of one thing. Among
# the made-up records it is 1 in 6 to 1 in 10, as they were made with many duplicates.
PRIOR = {Kind.ORGANISATION: 0.05, Kind.ACTIVITY: 0.05}
_SIDE = re.compile(r"\b([a-z_]+)_([lr])\b")  # a column of one side, as Splink names it
NOT_COMPARED = -1  # the level of what one of two records does not say


@dataclass(frozen=True)
class Model:
    """How often two records are the same at all, and what is compared of them."""

    prior: float
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True)
class Evidence:
    """What one comparison found. bits: for the two being the same; below zero, against it.

    The chance doubles, roughly, with each bit. level: the number of the way in which they agree,
    the fullest is 0; NOT_COMPARED where one of the two does not say.
    """

    field: str
    label: str
    words: str
    level: int
    bits: float

    @property
    def strength(self) -> str:
        """How much it tells, in words.

        >>> Evidence("name", "Name", "different names", 7, -4.6).strength
        'against'
        """
        if self.level == NOT_COMPARED:
            return "says nothing"
        side = "for" if self.bits > 0 else "against"
        size = abs(self.bits)
        if size < 0.5:
            return "says little"
        return f"{'slightly ' if size < 2 else 'strongly ' if size >= 6 else ''}{side}"


NOT_SAID = "not supplied by both"


def model_of(kind: Kind) -> Model:
    """The model that is kept for records of that kind."""
    return Model(PRIOR[kind], COMPARISONS[kind])


def bits_of(level: Level) -> float:
    """What agreeing so tells, in bits: twice as likely for each.

    >>> bits_of(Level("the same", "", m=0.8, u=0.1))
    3.0
    """
    return math.log2(level.m / level.u)


def probability_of(weight: float) -> float:
    """The probability of a total of bits, the prior's among them.

    >>> probability_of(0.0), round(probability_of(3.0), 3)
    (0.5, 0.889)
    """
    return 1 / (1 + 2**-weight) if weight >= 0 else 2**weight / (1 + 2**weight)


def prior_bits(model: Model) -> float:
    """What is known before anything is compared, in bits."""
    return math.log2(model.prior / (1 - model.prior))


def evidence_of(model: Model, levels: Mapping[str, int]) -> tuple[Evidence, ...]:
    """What each comparison found, in words, by the number of its level."""
    return tuple(_evidence(each, levels[each.field]) for each in model.comparisons)


def _evidence(comparison: Comparison, number: int) -> Evidence:
    if number == NOT_COMPARED:
        return Evidence(comparison.field, comparison.label, NOT_SAID, NOT_COMPARED, 0.0)
    level = comparison.levels[number]
    return Evidence(comparison.field, comparison.label, level.words, number, bits_of(level))


def pattern_of(evidence: Sequence[Evidence]) -> str:
    """The evidence as a short text: two pairs with the same text agree in the same ways.

    >>> pattern_of([Evidence("name", "Name", "the same name", 0, 9.0)])
    'name 0'
    """
    return ", ".join(f"{one.field} {one.level}" for one in evidence if one.level != NOT_COMPARED)


def splink_settings(model: Model) -> dict[str, Any]:
    """The model in the words of Splink's settings; pairs to compare are given by themselves."""
    return {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": model.prior,
        "comparisons": [_splink_comparison(each) for each in model.comparisons],
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": True,  # with them come the levels, which we tell
        "retain_intermediate_calculation_columns": False,
    }


def _splink_comparison(comparison: Comparison) -> dict[str, Any]:
    nothing = {
        "sql_condition": comparison.lacking,
        "label_for_charts": NOT_SAID,
        "is_null_level": True,
    }
    levels = [
        {
            "sql_condition": level.sql,
            "label_for_charts": level.words,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        for level in comparison.levels
    ]
    return {
        "output_column_name": comparison.field,
        "comparison_description": comparison.label,
        "comparison_levels": [nothing, *levels],
    }


def level_sql(comparison: Comparison, *, left: str, right: str) -> str:
    """The number of the level at which two records agree, as an expression of SQL.

    left, right: what stands before the columns of one and of the other, such as `l.`.

    >>> from sightline.evidence.duplicates.levels import Comparison, Level
    >>> levels = (Level("same", "web_l = web_r", 0.9, 0.1), Level("other", ELSE, 0.1, 0.9))
    >>> level_sql(Comparison("web", "Web", "web_l = ''", levels), left="a.", right="b.")
    "CASE WHEN a.web = '' THEN -1 WHEN (a.web = b.web) THEN 0 ELSE 1 END"
    """
    steps = [f"WHEN {comparison.lacking} THEN {NOT_COMPARED}"]
    for number, level in enumerate(comparison.levels):
        steps.append(f"ELSE {number}" if level.sql == ELSE else f"WHEN ({level.sql}) THEN {number}")
    sides = {"l": left, "r": right}
    return _SIDE.sub(lambda found: f"{sides[found[2]]}{found[1]}", f"CASE {' '.join(steps)} END")
