"""Police street-level crime files, as data.police.uk publishes them: every row gets one fate."""

from sightline.exchange.police.editions import Edition, read_editions
from sightline.exchange.police.fates import CATEGORIES, MOST_OF_ANOTHER_YEAR
from sightline.exchange.police.offers import ANYWHERE, FileOffer, offer_files, read_releases
from sightline.exchange.police.reading import (
    STREET,
    PoliceFile,
    Rules,
    StreetReader,
    read_incidents,
)
from sightline.exchange.police.records import HEADINGS

__all__ = [
    "ANYWHERE",
    "CATEGORIES",
    "HEADINGS",
    "MOST_OF_ANOTHER_YEAR",
    "STREET",
    "Edition",
    "FileOffer",
    "PoliceFile",
    "Rules",
    "StreetReader",
    "offer_files",
    "read_editions",
    "read_incidents",
    "read_releases",
]
