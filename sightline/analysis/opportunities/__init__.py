"""What would add value: each an offer with its gain, cost, reasons, and who must talk to whom."""

from sightline.analysis.opportunities.gain import SMALLEST_GAIN
from sightline.analysis.opportunities.ground import Ground
from sightline.analysis.opportunities.registry import (
    KINDS,
    find_opportunities,
    what_is_not_supplied,
)

__all__ = ["KINDS", "SMALLEST_GAIN", "Ground", "find_opportunities", "what_is_not_supplied"]
