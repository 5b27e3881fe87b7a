"""What changes need: releases, counts of incidents, and the estimates made from them."""

from sightline.service.need.actions.estimating import refresh_need
from sightline.service.need.actions.indicators import (
    IndicatorsRead,
    read_indicators,
    store_indicators,
)
from sightline.service.need.actions.storing import (
    ReleaseRead,
    clear_need,
    record_release,
    store_incidents,
)

__all__ = [
    "IndicatorsRead",
    "ReleaseRead",
    "clear_need",
    "read_indicators",
    "record_release",
    "refresh_need",
    "store_incidents",
    "store_indicators",
]
