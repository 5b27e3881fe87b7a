"""Open data brought from its official publishers, with a record of what came from where."""

from sightline.evidence.fetch.client import Client, Limits, Surroundings
from sightline.evidence.fetch.cutting import INTO as AREAS_CUT
from sightline.evidence.fetch.cutting import cut_boundaries
from sightline.evidence.fetch.fetching import Fetching, Outcome, fetch_evidence
from sightline.evidence.fetch.police import KINDS
from sightline.evidence.fetch.publishers import find_forces, read_publishers
from sightline.evidence.fetch.record import Fetched, check_fetched, read_record

__all__ = [
    "AREAS_CUT",
    "KINDS",
    "Client",
    "Fetched",
    "Fetching",
    "Limits",
    "Outcome",
    "Surroundings",
    "check_fetched",
    "cut_boundaries",
    "fetch_evidence",
    "find_forces",
    "read_publishers",
    "read_record",
]
