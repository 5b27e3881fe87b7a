"""Look-ups of areas: between vintages, up the levels, and through the years."""

from sightline.exchange.geography.changes import read_changes
from sightline.exchange.geography.codes import DistrictCodes, read_district_codes
from sightline.exchange.geography.counts import AreaCounts, read_area_counts
from sightline.exchange.geography.links import LookUp, read_links

__all__ = [
    "AreaCounts",
    "DistrictCodes",
    "LookUp",
    "read_area_counts",
    "read_changes",
    "read_district_codes",
    "read_links",
]
