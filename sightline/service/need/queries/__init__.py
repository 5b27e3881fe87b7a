"""What is read of need: the cube, the releases behind every figure, and the estimates."""

from sightline.service.need.queries.asked import Asked, Question, question_of
from sightline.service.need.queries.compare import ComparePage, compare_page
from sightline.service.need.queries.downloads import need_file
from sightline.service.need.queries.index import IndexPage, index_page
from sightline.service.need.queries.listening import (
    ListeningChoices,
    listening_choices,
    listening_page,
)
from sightline.service.need.queries.needs import NeedsPage, needs_page, panel_facts
from sightline.service.need.queries.picture import shapes_page
from sightline.service.need.queries.place import Place
from sightline.service.need.queries.profile import (
    PROFILE_PARTS,
    PlaceAsked,
    ProfilePage,
    ProfilePart,
    profile_page,
)
from sightline.service.need.queries.releases import (
    FileRow,
    IncidentRow,
    InputCard,
    ReasonRow,
    ReleasePage,
    SourceFacts,
    incidents_in_all,
    incidents_of_areas,
    release_page,
    sources,
)
from sightline.service.need.queries.sources import WHAT, SourceLine, source_lines
from sightline.service.need.stored import CUBE_COLUMNS, cube, input_versions, months_supplied

__all__ = [
    "CUBE_COLUMNS",
    "PROFILE_PARTS",
    "WHAT",
    "Asked",
    "ComparePage",
    "FileRow",
    "IncidentRow",
    "IndexPage",
    "InputCard",
    "ListeningChoices",
    "NeedsPage",
    "Place",
    "PlaceAsked",
    "ProfilePage",
    "ProfilePart",
    "Question",
    "ReasonRow",
    "ReleasePage",
    "SourceFacts",
    "SourceLine",
    "compare_page",
    "cube",
    "incidents_in_all",
    "incidents_of_areas",
    "index_page",
    "input_versions",
    "listening_choices",
    "listening_page",
    "months_supplied",
    "need_file",
    "needs_page",
    "panel_facts",
    "profile_page",
    "question_of",
    "release_page",
    "shapes_page",
    "source_lines",
    "sources",
]
