"""Before a page of a draft is shown, the chain of events is told who looks at a hidden place."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import now

from sightline.service.entry.actions import log_draft_read
from sightline.service.pages.looking import shows


class _Page(Protocol):
    @property
    def tells_hidden_place(self) -> bool: ...


def log_look(request: HttpRequest, page: _Page, draft_id: UUID) -> None:
    """Leave one line, if this page tells somebody outside where a hidden site is."""
    by: Any = request.user  # the policy lets nobody else as far as this
    if page.tells_hidden_place and shows(request):
        log_draft_read(draft_id=draft_id, by=by, now=now())
