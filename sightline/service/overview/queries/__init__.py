"""What is read of overviews: timeline, calendar and its feeds, matrices, reach and network."""

from __future__ import annotations

from sightline.service.overview.queries.asked import Question, pairs_of
from sightline.service.overview.queries.calendar import VIEWS, calendar_file, calendar_page
from sightline.service.overview.queries.dates import KINDS as DATE_KINDS
from sightline.service.overview.queries.feeds import (
    GONE,
    Feed,
    feeds_page,
    keyed_feed,
    live_key,
    public_feed,
)
from sightline.service.overview.queries.index import index_page
from sightline.service.overview.queries.matrices import (
    KINDS,
    what_file,
    what_page,
    where_file,
    where_page,
)
from sightline.service.overview.queries.network import (
    THROUGH,
    network_file,
    network_page,
    pairs_file,
)
from sightline.service.overview.queries.reach import reach_file, reach_page
from sightline.service.overview.queries.timeline import (
    GROUPS,
    MONTHS,
    timeline_file,
    timeline_page,
)

__all__ = [
    "DATE_KINDS",
    "GONE",
    "GROUPS",
    "KINDS",
    "MONTHS",
    "THROUGH",
    "VIEWS",
    "Feed",
    "Question",
    "calendar_file",
    "calendar_page",
    "feeds_page",
    "index_page",
    "keyed_feed",
    "live_key",
    "network_file",
    "network_page",
    "pairs_file",
    "pairs_of",
    "public_feed",
    "reach_file",
    "reach_page",
    "timeline_file",
    "timeline_page",
    "what_file",
    "what_page",
    "where_file",
    "where_page",
]
