"""Where need gathers: local patterns, near repeats, clusters in space and time, concentration."""

from sightline.analysis.hotspots.discovery import false_discovery_rates
from sightline.analysis.hotspots.local import find_hotspots
from sightline.analysis.hotspots.overall import OverallPattern, moran_of_rates, moran_overall
from sightline.analysis.hotspots.tables import COUNTS, LOCAL_PATTERNS, VALUES, Pattern, Spot

__all__ = [
    "COUNTS",
    "LOCAL_PATTERNS",
    "VALUES",
    "OverallPattern",
    "Pattern",
    "Spot",
    "false_discovery_rates",
    "find_hotspots",
    "moran_of_rates",
    "moran_overall",
]
