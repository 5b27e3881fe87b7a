"""What changes need: releases, counts of incidents, and the estimates made from them."""

from sightline.service.need.actions.estimating import refresh_need
from sightline.service.need.actions.storing import (
    ReleaseRead,
    clear_need,
    record_release,
    store_incidents,
)

__all__ = [
    "ReleaseRead",
    "clear_need",
    "record_release",
    "refresh_need",
    "store_incidents",
]
