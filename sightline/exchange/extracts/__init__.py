"""A force's own extract: incidents with days and true places, by columns that are confirmed."""

from sightline.exchange.extracts.layout import ExtractLayout, read_layout
from sightline.exchange.extracts.reading import (
    ExtractFile,
    ExtractOffer,
    find_extracts,
    offer_extract,
)

__all__ = [
    "ExtractFile",
    "ExtractLayout",
    "ExtractOffer",
    "find_extracts",
    "offer_extract",
    "read_layout",
]
