"""Police files, as data.police.uk publishes them: every row gets one fate."""

from sightline.exchange.police.editions import Edition, read_editions
from sightline.exchange.police.fates import CATEGORIES, MOST_OF_ANOTHER_YEAR
from sightline.exchange.police.kinds import OUTCOME_TYPES, STOP_TYPES
from sightline.exchange.police.linked import Places
from sightline.exchange.police.offers import ANYWHERE, FileOffer, offer_files, read_releases
from sightline.exchange.police.reading import (
    PoliceFile,
    Rules,
    StreetReader,
    read_incidents,
)
from sightline.exchange.police.records import HEADINGS
from sightline.exchange.police.sources import OUTCOMES, STOPS, STREET

# Every kind of file, and the categories of its rows in the order of their numbers.
KINDS_OF_FILES = {STREET: CATEGORIES, OUTCOMES: OUTCOME_TYPES, STOPS: STOP_TYPES}

__all__ = [
    "ANYWHERE",
    "CATEGORIES",
    "HEADINGS",
    "KINDS_OF_FILES",
    "MOST_OF_ANOTHER_YEAR",
    "OUTCOMES",
    "OUTCOME_TYPES",
    "STOPS",
    "STOP_TYPES",
    "STREET",
    "Edition",
    "FileOffer",
    "Places",
    "PoliceFile",
    "Rules",
    "StreetReader",
    "offer_files",
    "read_editions",
    "read_incidents",
    "read_releases",
]
