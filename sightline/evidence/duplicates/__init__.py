"""Which records may be the same: candidate pairs with what speaks for and against each."""

from sightline.evidence.duplicates.learning import (
    WORTH_ASKING,
    Band,
    band_number,
    is_worth_asking,
    learn,
    lowest_asked,
)
from sightline.evidence.duplicates.likely import Known, Likely, known_records, likely_same
from sightline.evidence.duplicates.model import (
    Evidence,
    Model,
    evidence_of,
    model_of,
    pattern_of,
)
from sightline.evidence.duplicates.pairs import find_pairs
from sightline.evidence.duplicates.records import COLUMNS, Kind

__all__ = [
    "COLUMNS", "WORTH_ASKING", "Band", "Evidence", "Kind", "Known", "Likely", "Model",
    "band_number",
    "evidence_of", "find_pairs", "is_worth_asking", "known_records", "learn",
    "likely_same", "lowest_asked", "model_of", "pattern_of",
]  # fmt: skip
