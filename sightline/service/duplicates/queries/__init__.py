"""What is read of duplicates: lists of pairs, one pair, what may be counted twice, look-ups."""

from sightline.service.duplicates.queries.counting import (
    MayBeDouble,
    may_be_double,
    say_may_be_double,
)
from sightline.service.duplicates.queries.likely import (
    LikelyRecord,
    evidence_for,
    likely_same_activities,
    likely_same_organisations,
)
from sightline.service.duplicates.queries.listing import (
    DecidedPage,
    PairsPage,
    decided_page,
    pairs_page,
)
from sightline.service.duplicates.queries.one import PairPage, pair_page
from sightline.service.duplicates.queries.parts import home_panel, organisation_part, record_part

__all__ = [
    "DecidedPage",
    "LikelyRecord",
    "MayBeDouble",
    "PairPage",
    "PairsPage",
    "decided_page",
    "evidence_for",
    "home_panel",
    "likely_same_activities",
    "likely_same_organisations",
    "may_be_double",
    "organisation_part",
    "pair_page",
    "pairs_page",
    "record_part",
    "say_may_be_double",
]
