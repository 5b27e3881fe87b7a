"""What is asked, and how much reach is enough: the second is policy, not fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from sightline.analysis.framework import AgeRange, Theme
from sightline.analysis.periods import Month, months_to
from sightline.errors import BadInput


class TargetRule(StrEnum):
    """How the target is spread over areas."""

    PROPORTIONAL = "proportional to need"
    EQUAL = "the same share everywhere"


@dataclass(frozen=True)
class ReachPolicy:
    """How much reach is enough: a share of the group, and how it follows need.

    >>> ReachPolicy(target_share=0.05, rule=TargetRule.EQUAL).words
    'reach 5% of the group a year, the same share everywhere'
    """

    target_share: float = 0.10
    rule: TargetRule = TargetRule.PROPORTIONAL

    def __post_init__(self) -> None:
        if not 0 <= self.target_share <= 1:
            raise BadInput(
                f"target share: found {self.target_share}, wanted a share from 0 to 1, such as 0.1 "
                "for one person in ten."
            )

    @property
    def words(self) -> str:
        """The policy as it is stated on every output."""
        spread = "more where need is higher" if self.rule is TargetRule.PROPORTIONAL else self.rule
        return f"reach {100 * self.target_share:.3g}% of the group a year, {spread}"


@dataclass(frozen=True)
class Question:
    """Where is the gap, for a theme and a group, over the twelve months to as_of?"""

    theme: Theme
    ages: AgeRange
    as_of: Month
    policy: ReachPolicy = field(default_factory=ReachPolicy)

    @property
    def months(self) -> tuple[Month, ...]:
        """The twelve months asked about, oldest first."""
        return months_to(self.as_of, how_many=12)


@dataclass(frozen=True, eq=False)
class Assessment:
    """The answer, whole: every table it was made from, for the records behind each number.

    need: NEED. parts: PARTS. reach: REACH. silence: SILENCE. gaps: GAPS, worst first. reasons:
    REASONS, several for an area, most telling first. unplaced: references of activities that could
    not be put anywhere. months: those of the twelve that records were supplied for. reported: False
    if nobody has reported any activity.
    """

    question: Question
    need: pd.DataFrame
    parts: pd.DataFrame
    reach: pd.DataFrame
    silence: pd.DataFrame
    gaps: pd.DataFrame
    reasons: pd.DataFrame
    unplaced: tuple[str, ...]
    months: Sequence[Month]
    reported: bool
