"""Who works with whom, on what, who could and does not, and who holds the rest together."""

from sightline.analysis.network.found import network_findings
from sightline.analysis.network.links import (
    MISSING_LINKS,
    SERVES,
    VARIETY,
    missing_links,
    variety_by_activity,
)
from sightline.analysis.network.ties import (
    ISLANDS,
    KINDS_OF_ACTIVITY,
    KINDS_OF_ORGANISATION,
    PAIRS,
    PARTS,
    PLACES,
    WORKS_WITH,
    Broker,
    describe_partners,
    find_brokers,
    find_islands,
    find_pairs,
    place_organisations,
)

__all__ = [
    "ISLANDS",
    "KINDS_OF_ACTIVITY",
    "KINDS_OF_ORGANISATION",
    "MISSING_LINKS",
    "PAIRS",
    "PARTS",
    "PLACES",
    "SERVES",
    "VARIETY",
    "WORKS_WITH",
    "Broker",
    "describe_partners",
    "find_brokers",
    "find_islands",
    "find_pairs",
    "missing_links",
    "network_findings",
    "place_organisations",
    "variety_by_activity",
]
