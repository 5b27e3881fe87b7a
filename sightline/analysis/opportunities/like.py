"""Activities that are alike enough to be the same commission, whenever each runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from sightline.analysis.framework import OLDEST, AgeRange
from sightline.analysis.opportunities.ground import Ground
from sightline.analysis.provision import EVERYONE, Activity

SAME_AGES = 0.5  # of the narrower range in both: with less they are for other people


def alike_at_home(
    ground: Ground, activities: Iterable[Activity]
) -> Iterator[tuple[int, list[Activity]]]:
    """Activities of one approach at home in one district: the district, and two or more of them.

    Without an approach nobody can tell whether two are alike, so such are left out.
    """

    def key(one: Activity) -> tuple[int, str]:
        return ground.home_of[one.reference], one.approach

    told = [one for one in activities if one.approach and one.reference in ground.home_of]
    told.sort(key=lambda one: (key(one), one.reference))
    for (district, _), group in groupby(told, key):
        members = list(group)
        if len(members) > 1:
            yield district, members


def for_the_same(one: Activity, other: Activity) -> bool:
    """Ages, whom they are open to, level and strand, as far as both say, are the same.

    >>> from sightline.analysis.provision import Status
    >>> club = Activity(reference="1", name="Club", organisation="Us", themes=("violence",),
    ...                 status=Status.CURRENT, prevention_level="primary")
    >>> for_the_same(club, club)
    True
    """
    terms = (
        (one.prevention_level, other.prevention_level),
        (one.strand, other.strand),
    )
    same = all(not (ours and theirs) or ours == theirs for ours, theirs in terms)
    groups = {one.open_to or EVERYONE, other.open_to or EVERYONE}
    return same and len(groups) == 1 and ages_in_common(one, other) >= SAME_AGES


def ages_in_common(one: Activity, other: Activity) -> float:
    """The share of the narrower age range that is in both."""
    ours, theirs = one.ages or AgeRange(0, OLDEST), other.ages or AgeRange(0, OLDEST)
    both = ours.overlap(theirs)
    return both.years / min(ours.years, theirs.years) if both else 0.0
