"""What a page asks again and again while it is made is looked up once for it.

Only for requests that change nothing: where something is changed, it is looked up each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

Value = TypeVar("Value")
_FOUND: ContextVar[dict[Hashable, Any] | None] = ContextVar("found", default=None)


def once(key: Hashable, find: Callable[[], Value]) -> Value:
    """What `find` gives; within one request that reads, it is asked the first time only.

    >>> once("a", lambda: 1), once("a", lambda: 2)  # outside a request nothing is kept
    (1, 2)
    """
    found = _FOUND.get()
    if found is None:
        return find()
    if key not in found:
        found[key] = find()
    value: Value = found[key]
    return value


class OncePerPage:
    """Keeps what is found until a request that reads has been answered, and no longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        token = _FOUND.set({} if request.method in ("GET", "HEAD") else None)
        try:
            return self.get_response(request)
        finally:
            _FOUND.reset(token)
