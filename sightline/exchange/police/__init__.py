"""Police street-level crime files, as data.police.uk publishes them: every row gets one fate."""

from sightline.exchange.police.fates import CATEGORIES, MOST_OF_ANOTHER_YEAR
from sightline.exchange.police.reading import PoliceFile, read_incidents
from sightline.exchange.police.records import HEADINGS

__all__ = ["CATEGORIES", "HEADINGS", "MOST_OF_ANOTHER_YEAR", "PoliceFile", "read_incidents"]
