"""Where need gathers: local patterns, near repeats, clusters in space and time, concentration."""

from sightline.analysis.hotspots.discovery import false_discovery_rates
from sightline.analysis.hotspots.local import find_hotspots
from sightline.analysis.hotspots.near_repeat import (
    DatedEvents,
    NearPairs,
    dated_events,
    find_near_repeats,
    knox,
)
from sightline.analysis.hotspots.overall import OverallPattern, moran_of_rates, moran_overall
from sightline.analysis.hotspots.scan import (
    Clusters,
    Question,
    expect_by_people,
    find_clusters,
    find_clusters_in_time,
    scan,
)
from sightline.analysis.hotspots.tables import (
    CLUSTER_AREAS,
    CLUSTERS,
    COUNTS,
    EVENTS,
    LOCAL_PATTERNS,
    MONTHLY,
    NEAR_REPEATS,
    PLACES,
    SCANNED,
    VALUES,
    Pattern,
    Spot,
)

__all__ = [
    "CLUSTERS",
    "CLUSTER_AREAS",
    "COUNTS",
    "EVENTS",
    "LOCAL_PATTERNS",
    "MONTHLY",
    "NEAR_REPEATS",
    "PLACES",
    "SCANNED",
    "VALUES",
    "Clusters",
    "DatedEvents",
    "NearPairs",
    "OverallPattern",
    "Pattern",
    "Question",
    "Spot",
    "dated_events",
    "expect_by_people",
    "false_discovery_rates",
    "find_clusters",
    "find_clusters_in_time",
    "find_hotspots",
    "find_near_repeats",
    "knox",
    "moran_of_rates",
    "moran_overall",
    "scan",
]
