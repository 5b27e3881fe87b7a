"""What the views of this room share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def user_of(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
