"""Where need gathers: local patterns, near repeats, clusters in space and time, concentration."""

from sightline.analysis.hotspots.discovery import false_discovery_rates
from sightline.analysis.hotspots.local import find_hotspots
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
    LOCAL_PATTERNS,
    MONTHLY,
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
    "LOCAL_PATTERNS",
    "MONTHLY",
    "PLACES",
    "SCANNED",
    "VALUES",
    "Clusters",
    "OverallPattern",
    "Pattern",
    "Question",
    "Spot",
    "expect_by_people",
    "false_discovery_rates",
    "find_clusters",
    "find_clusters_in_time",
    "find_hotspots",
    "moran_of_rates",
    "moran_overall",
    "scan",
]
