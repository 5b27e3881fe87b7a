"""Values as statistics write them: numbers as text, and symbols where there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sightline.analysis.need.factors.tables import WhyMissing

# Symbols of the Department for Education's statistics (explore-education-statistics.service.gov.uk)
# and of older tables. The local authority tool writes "-" for both "missing" and "suppressed".
SYMBOLS = {
    "c": WhyMissing.SUPPRESSED,
    "*": WhyMissing.SUPPRESSED,
    "-": WhyMissing.MISSING_OR_SUPPRESSED,
    "x": WhyMissing.NOT_AVAILABLE,
    ":": WhyMissing.NOT_AVAILABLE,
    "..": WhyMissing.NOT_AVAILABLE,
    "na": WhyMissing.NOT_AVAILABLE,
    "z": WhyMissing.NOT_APPLICABLE,
    ".": WhyMissing.NOT_APPLICABLE,
    "low": WhyMissing.ROUNDS_TO_ZERO,
    "k": WhyMissing.ROUNDS_TO_ZERO,
    "u": WhyMissing.UNRELIABLE,
    "": WhyMissing.EMPTY,
}
_NUMBER = re.compile(r"[-−]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?%?")
_RANGE = re.compile(r"[<>≤≥] ?[0-9][0-9,.]*|[0-9][0-9,.]*%? ?(?:-|–|to) ?[0-9][0-9,.]*%?")


@dataclass(frozen=True, eq=False)
class Values:
    """Texts as numbers. `read` is false where a text is neither a number nor a known symbol."""

    value: np.ndarray
    why_missing: np.ndarray
    read: np.ndarray


def read_value(text: str) -> tuple[float, str] | None:
    """A number, or NaN with why it is missing; None for a text that says neither.

    >>> read_value("1,234.5"), read_value("0"), read_value("c")[1]
    ((1234.5, ''), (0.0, ''), 'suppressed to protect people')
    >>> read_value("1 to 4")[1], read_value("about 12") is None, read_value("1,5") is None
    ('given as a range, not as a number', True, True)
    """
    plain = text.strip()
    if _NUMBER.fullmatch(plain):
        number = float(plain.rstrip("%").replace(",", "").replace("−", "-"))
        return (number, "") if np.isfinite(number) else None
    symbol = SYMBOLS.get(plain.casefold())
    if symbol is not None:
        return float("nan"), symbol.value
    return (float("nan"), WhyMissing.A_RANGE.value) if _RANGE.fullmatch(plain) else None


def read_values(texts: pd.Series) -> Values:
    """Every text as a number, or with why it is missing. Each different text is read once."""
    codes, different = pd.factorize(texts.astype(object), use_na_sentinel=False)
    read = [read_value(str(text)) for text in different]
    known = [(float("nan"), "") if one is None else one for one in read]
    value = np.array([number for number, _ in known], dtype="float64")
    why = np.array([reason for _, reason in known], dtype=object)
    sound = np.array([one is not None for one in read], dtype=bool)
    return Values(value[codes], why[codes], sound[codes])
