"""What changes gaps: a county is loaded, and where the gaps are is worked out."""

from sightline.service.gaps.actions.county import (
    CountyFiles,
    SourceWords,
    open_data_county,
    read_county_file,
)
from sightline.service.gaps.actions.loading import load_county
from sightline.service.gaps.actions.reading import CountyRead, read_county
from sightline.service.gaps.actions.runs import question_of, refresh_gaps, work_out_gaps

__all__ = [
    "CountyFiles",
    "CountyRead",
    "SourceWords",
    "load_county",
    "open_data_county",
    "question_of",
    "read_county",
    "read_county_file",
    "refresh_gaps",
    "work_out_gaps",
]
