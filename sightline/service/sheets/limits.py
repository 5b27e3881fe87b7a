"""What comes in beyond the size of the largest sheet is let go of as it comes, not kept."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

LARGEST_SHEET_BYTES = 10 * 1024**2  # 20,000 activities need about 6 MB


class LetGoOfTheRest(FileUploadHandler):
    """Stands before the handlers that keep a file, and passes on no more than can be used.

    The form sees a file larger than the limit and refuses it; the disk never sees the rest.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass a chunk on, unless there is too much already."""
        return None if start > LARGEST_SHEET_BYTES else raw_data

    def file_complete(self, file_size: int) -> Any:
        """Leave it to the handlers behind this one."""
        return None
