"""What changes need: releases, counts of incidents, and the estimates made from them."""

from sightline.service.need.actions.estimating import refresh_need
from sightline.service.need.actions.indicators import (
    IndicatorsRead,
    read_indicators,
    store_indicators,
)
from sightline.service.need.actions.listening import Heard, decide_listening, tell_listening
from sightline.service.need.actions.storing import (
    ReleaseRead,
    clear_need,
    record_release,
    store_incidents,
)

__all__ = [
    "Heard",
    "IndicatorsRead",
    "ReleaseRead",
    "clear_need",
    "decide_listening",
    "read_indicators",
    "record_release",
    "refresh_need",
    "store_incidents",
    "store_indicators",
    "tell_listening",
]
