"""Who may come, beside age: a group of people, and what part of them all that group is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from sightline.analysis.provision.activity import EVERYONE, Activity
from sightline.analysis.provision.people import Numbers
from sightline.errors import BadInput

# About one in two: in every year of age up to 24 boys are a little more than half. Of other groups
# the part is not the same everywhere, so it is given by who knows it here, or is not known.
GROUP_SHARES: Mapping[str, float] = MappingProxyType({"girls": 0.49, "boys": 0.51})
_APART = frozenset({"girls", "boys"})  # groups that have nobody in common
_BY_AGE = "ages-"  # how terms begin that say an age only, which the ages say too


@dataclass(frozen=True)
class Groups:
    """The part of the people that each group is, from 0 to 1, where it is known.

    >>> Groups({"send": 0.2}).share("send"), Groups().share("send"), Groups().share("everyone")
    (0.2, None, 1.0)
    """

    shares: Mapping[str, float] = field(default_factory=lambda: GROUP_SHARES)

    def __post_init__(self) -> None:
        for group, share in self.shares.items():
            if not 0 <= share <= 1:
                raise BadInput(
                    f"share of {group}: found {share}, wanted the part of the people that they "
                    "are, from 0 to 1. Leave the group out if it is not known."
                )

    def share(self, group: str) -> float | None:
        """The part of the people that the group is; None where it is not known."""
        return 1.0 if is_for_all(group) else self.shares.get(group)

    def parts(self, activities: Sequence[Activity], asked: str) -> tuple[Numbers, Numbers, Numbers]:
        """What part of each activity's room counts for the group asked about: low, as told, high.

        Asked about everyone, all of it counts, but at the low end nothing of what is open only to a
        group of which nobody knows how many they are. Asked about a group, what is for that group
        counts whole; what is for everyone counts by the group's part of the people, or, where that
        is not known, not at all at the low end and whole at the high end. What is for another group
        counts at the high end alone, as people may be of both; girls and boys are apart.

        >>> from sightline.analysis.provision.activity import Status
        >>> def club(open_to):
        ...     return Activity(reference=open_to, name="Club", organisation="Us", open_to=open_to,
        ...                     themes=("violence",), status=Status.CURRENT)
        >>> clubs = [club("everyone"), club("girls"), club("send")]
        >>> [part.tolist() for part in Groups().parts(clubs, "everyone")]
        [[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]
        >>> [part.tolist() for part in Groups().parts(clubs, "girls")]
        [[0.49, 1.0, 0.0], [0.49, 1.0, 0.0], [0.49, 1.0, 1.0]]
        """
        found = [self._part(one.open_to, asked) for one in activities]
        low, told, high = np.array(found, dtype="float64").reshape(-1, 3).T
        return low, told, high

    def _part(self, open_to: str, asked: str) -> tuple[float, float, float]:
        known = self.share(asked)
        if is_for_all(asked):
            return (0.0 if self.share(open_to) is None else 1.0), 1.0, 1.0
        if open_to == asked:
            return 1.0, 1.0, 1.0
        if is_for_all(open_to):
            return (0.0, 0.0, 1.0) if known is None else (known, known, known)
        return 0.0, 0.0, 0.0 if {open_to, asked} <= _APART else 1.0


def is_for_all(group: str) -> bool:
    """Whether nobody of the right ages is turned away.

    >>> is_for_all(EVERYONE), is_for_all("ages-10-14"), is_for_all("girls")
    (True, True, False)
    """
    return group in ("", EVERYONE) or group.startswith(_BY_AGE)
