"""Where need gathers: local patterns, near repeats, clusters in space and time, concentration."""

from sightline.analysis.hotspots.overall import OverallPattern, moran_of_rates, moran_overall
from sightline.analysis.hotspots.tables import COUNTS, VALUES

__all__ = [
    "COUNTS",
    "VALUES",
    "OverallPattern",
    "moran_of_rates",
    "moran_overall",
]
