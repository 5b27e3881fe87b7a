"""What is read of sources: the list, one source, a file sent, withheld texts, and releases."""

from sightline.service.sources.queries.editing import edit_page, form_choices
from sightline.service.sources.queries.files import file_page, upload_page
from sightline.service.sources.queries.listing import sources_page
from sightline.service.sources.queries.one import source_page
from sightline.service.sources.queries.released import released_download, released_page
from sightline.service.sources.queries.releasing import proposal_page
from sightline.service.sources.queries.texts import text_page, texts_page

__all__ = [
    "edit_page",
    "file_page",
    "form_choices",
    "proposal_page",
    "released_download",
    "released_page",
    "source_page",
    "sources_page",
    "text_page",
    "texts_page",
    "upload_page",
]
