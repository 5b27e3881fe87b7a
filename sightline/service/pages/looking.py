"""Whether an answer shows anything at all: what is only asked about has not been looked at."""

from __future__ import annotations

from django.http import HttpRequest


def shows(request: HttpRequest) -> bool:
    """Whether whoever asks is shown the page or the file.

    HEAD asks for the headers alone: its answer has no body, so nobody has read what would stand in
    it (RFC 9110, section 9.3.2).
    """
    return request.method != "HEAD"
