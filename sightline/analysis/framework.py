"""The words of the framework: terms reviewed, dated and sourced, and the ages they apply to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sightline.errors import BadInput

OLDEST = 120  # the last age of an open-ended band


@dataclass(frozen=True, order=True)
class AgeRange:
    """Ages in completed years, both ends included.

    >>> str(AgeRange.parse("10-24")), AgeRange(10, 24).years
    ('10-24', 15)
    """

    from_age: int
    to_age: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_age <= self.to_age <= OLDEST:
            raise BadInput(
                f"ages: found {self.from_age} to {self.to_age}, wanted a range from 0 to {OLDEST}, "
                "the younger age first, such as 10-24."
            )

    @classmethod
    def parse(cls, text: str) -> AgeRange:
        """Read ages written as 10-24."""
        found = re.fullmatch(r"\s*([0-9]{1,3})\s*[-–]\s*([0-9]{1,3})\s*", text)
        if found is None:
            raise BadInput(f"ages: found {text!r}, wanted a range such as 10-24.")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.from_age}-{self.to_age}"

    @property
    def years(self) -> int:
        """How many years of age it holds."""
        return self.to_age - self.from_age + 1

    def overlap(self, other: AgeRange) -> AgeRange | None:
        """The ages in both, or None if there are none.

        >>> AgeRange(10, 24).overlap(AgeRange(18, 30))
        AgeRange(from_age=18, to_age=24)
        """
        first, last = max(self.from_age, other.from_age), min(self.to_age, other.to_age)
        return AgeRange(first, last) if first <= last else None


@dataclass(frozen=True)
class Source:
    """Where a term comes from, and how sure we are of it."""

    title: str
    address: str
    status: str  # "verified" (read in a published text), "derived", or "unverified"


@dataclass(frozen=True)
class Term:
    """One term of a vocabulary. Facts that only some vocabularies have are in `facts`, by name."""

    term: str
    name: str
    meaning: str
    sources: tuple[Source, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """A reviewed list of terms: who reviewed it (a role, never a person), when, and its terms.

    A vocabulary whose terms nobody could source has none, and says so in `not_known`.
    """

    name: str
    title: str
    reviewed_by: str
    reviewed_on: date
    terms: Mapping[str, Term]
    owner: str = ""  # the role that keeps it current
    review_due_on: date | None = None
    notes: tuple[str, ...] = ()  # what holds for every term
    not_known: tuple[str, ...] = ()  # what no text that was read could tell, and who can supply it

    def find(self, text: str) -> Term:
        """The term of that code or name, in any case of letters; BadInput lists what there is."""
        wanted = text.strip().casefold()
        for term in self.terms.values():
            if wanted in (term.term.casefold(), term.name.casefold()):
                return term
        if not self.terms:
            raise BadInput(
                f"{self.title}: found {text!r}, but no term is known. {self.not_known_words}"
            )
        raise BadInput(
            f"{self.title}: found {text!r}, wanted one of: "
            f"{'; '.join(term.name for term in self.terms.values())}."
        )

    @property
    def not_known_words(self) -> str:
        """What is not known, as one text; empty where nothing is missing."""
        return " ".join(self.not_known)


@dataclass(frozen=True)
class Theme:
    """A theme of need: what the records count, and what they cannot tell."""

    theme: str
    name: str
    police_categories: tuple[str, ...]
    cannot_tell: tuple[str, ...]
