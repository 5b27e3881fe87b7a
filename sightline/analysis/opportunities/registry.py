"""The one list of the kinds of opportunity, and all of them looked for at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from sightline.analysis.findings import Finding
from sightline.analysis.opportunities import (
    co_locating,
    combining,
    extending,
    free_places,
    referring,
    stop_start,
    training,
    upgrading,
)
from sightline.analysis.opportunities.ground import Ground

Finder = Callable[[Ground], Iterator[Finding]]
KINDS: Mapping[str, Finder] = MappingProxyType(
    {
        free_places.SORT: free_places.find_free_places,
        extending.SORT: extending.find_extensions,
        co_locating.SHARED: co_locating.find_shared_buildings,
        co_locating.HOSTED: co_locating.find_hosts,
        referring.SORT: referring.find_missing_links,
        combining.COMBINE: combining.find_small_commissions,
        combining.MATCH: combining.find_match_funding,
        stop_start.STOP_START: stop_start.find_stop_starts,
        stop_start.TWICE: stop_start.find_bought_twice,
        upgrading.SORT: upgrading.find_upgrades,
        training.SORT: training.find_training,
    }
)


def find_opportunities(ground: Ground) -> tuple[Finding, ...]:
    """Every kind of opportunity, in the order of KINDS; of each, most people gained first.

    Gains of different findings are not to be added up: two may offer to the same people. A gain
    whose middle is not supplied comes after those that are.
    """
    found: list[Finding] = []
    for find in KINDS.values():
        found += sorted(find(ground), key=_most_gained_first)
    return tuple(found)


def what_is_not_supplied(ground: Ground) -> tuple[str, ...]:
    """What the records of running activities leave out, a sentence each: what could not be found.

    An opportunity is not found for want of a fact far more often than because there is none.
    """
    running = ground.running
    missing = {
        "places free, so that they offer none": [one.places_free is None for one in running],
        "a place or areas they serve": [not (one.places or one.areas_served) for one in running],
        "an approach, so that nothing is like them": [not one.approach for one in running],
        "days, so that a session of theirs is the whole": [not one.days for one in running],
        "money a year": [one.funding_gbp is None for one in running],
        "who pays": [not one.funders for one in running],
    }
    return tuple(
        f"{sum(lacking):,} of {len(running):,} activities do not give {what}."
        for what, lacking in missing.items()
        if any(lacking)
    )


def _most_gained_first(found: Finding) -> tuple[float, tuple[str, ...]]:
    middle = found.people.middle if found.people else None
    return (-middle if middle is not None else 1.0, found.subject)
