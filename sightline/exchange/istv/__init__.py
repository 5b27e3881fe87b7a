"""Monthly files of an emergency department on those hurt in assaults: ISB 1594, ISTV.

Source of the fields: NHS Data Model and Dictionary, Information Sharing to Tackle Violence
Minimum Data Set. What people wrote freely is kept apart from everything that is counted.
"""

from sightline.exchange.istv.joining import IstvMonths, join_months
from sightline.exchange.istv.kinds import LOCATION_TYPES, METHODS, NOT_ON_THE_LIST
from sightline.exchange.istv.reading import (
    ASSAULTS,
    IstvFile,
    Withheld,
    count_assaults,
    read_istv,
)

__all__ = [
    "ASSAULTS",
    "LOCATION_TYPES",
    "METHODS",
    "NOT_ON_THE_LIST",
    "IstvFile",
    "IstvMonths",
    "Withheld",
    "count_assaults",
    "join_months",
    "read_istv",
]
