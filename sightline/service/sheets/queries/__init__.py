"""What is read of sheets that were sent."""

from sightline.service.sheets.queries.adding import AddingPage, adding_page
from sightline.service.sheets.queries.columns import (
    ColumnFound,
    ColumnsPage,
    column_found,
    columns_page,
    say_heading,
    target_choices,
    term_names,
)
from sightline.service.sheets.queries.conflict import ConflictPage, conflict_page
from sightline.service.sheets.queries.preview import (
    PreviewPage,
    marked_copy,
    preview_page,
    sheets_panel,
)
from sightline.service.sheets.queries.sending import (
    UploadPage,
    template_download,
    upload_page,
)
from sightline.service.sheets.queries.waiting import waits_at

__all__ = [
    "AddingPage",
    "ColumnFound",
    "ColumnsPage",
    "ConflictPage",
    "PreviewPage",
    "UploadPage",
    "adding_page",
    "column_found",
    "columns_page",
    "conflict_page",
    "marked_copy",
    "preview_page",
    "say_heading",
    "sheets_panel",
    "target_choices",
    "template_download",
    "term_names",
    "upload_page",
    "waits_at",
]
