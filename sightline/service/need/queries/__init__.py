"""What is read of need: the cube, the releases behind every figure, and the estimates."""

from sightline.service.need.queries.releases import (
    FileRow,
    IncidentRow,
    InputCard,
    ReasonRow,
    ReleasePage,
    SourceFacts,
    incidents_in_all,
    incidents_of_area,
    release_page,
    sources,
)
from sightline.service.need.stored import CUBE_COLUMNS, cube, input_versions, months_supplied

__all__ = [
    "CUBE_COLUMNS",
    "FileRow",
    "IncidentRow",
    "InputCard",
    "ReasonRow",
    "ReleasePage",
    "SourceFacts",
    "cube",
    "incidents_in_all",
    "incidents_of_area",
    "input_versions",
    "months_supplied",
    "release_page",
    "sources",
]
