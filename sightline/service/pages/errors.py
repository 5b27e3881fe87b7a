"""Every error as a page: what happened, in plain words, and what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound, Refused, SightlineError

log = logging.getLogger("django.request")


@dataclass(frozen=True)
class ErrorPage:
    """An error as people see it."""

    status: int
    heading: str
    says: str  # what happened
    remedy: str  # what to do


# The one table from family of error to page.
PAGES: dict[type[SightlineError], ErrorPage] = {
    NotFound: ErrorPage(
        404,
        "Page not found",
        "There is nothing at this address that you may see.",
        "If you typed the address, check it. If you followed a link, tell us where it is.",
    ),
    NotAllowed: ErrorPage(
        403,
        "You cannot open this page",
        "Your sign-in does not cover this page.",
        "If you need it for your work, ask your violence and vulnerability unit.",
    ),
    BadInput: ErrorPage(
        400,
        "That cannot be used as it is",
        "Something in the address or the form is not as it should be.",
        "Go back, correct it and try again. Nothing was changed.",
    ),
    Conflict: ErrorPage(
        409,
        "Somebody else changed this first",
        "What you sent was based on an earlier version.",
        "Open the page again, look at what changed, and make your change once more if you still "
        "want it. Nothing was overwritten.",
    ),
    Refused: ErrorPage(
        422,
        "We cannot tell",
        "The information here does not support an answer.",
        "Try a larger area, a longer time or a wider age group.",
    ),
}
STALE_FORM = ErrorPage(
    403,
    "This form is too old to be sent",
    "It was opened before you signed in, or too long ago, or your browser blocks cookies.",
    "Go back, load the page again and send the form once more. Nothing was changed.",
)

TOO_OFTEN = ErrorPage(
    429,
    "Too many requests",
    "You have asked for this very often within a short time.",
    "Nothing was changed. Wait, then go back and try again.",
)


def page_for(request: HttpRequest, error: SightlineError) -> HttpResponse:
    """The page for an error, with the error's own words if it has any."""
    page = next((page for kind, page in PAGES.items() if isinstance(error, kind)), PAGES[Refused])
    return _render(request, page, says=str(error))


def too_often(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """The page for somebody who asks too often: it says how long to wait."""
    minutes = -(-seconds // 60)
    says = f"{TOO_OFTEN.says} Come back in {minutes} minute{'s' if minutes > 1 else ''}."
    response = _render(request, TOO_OFTEN, says=says)
    response["Retry-After"] = str(seconds)
    return response


class ErrorPages:
    """Turns the errors that people can act on into pages, whichever view they come from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; `process_exception` steps in where a view fails."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """None leaves an error that nobody foresaw to the page for our own faults."""
        if isinstance(error, SightlineError):
            return page_for(request, error)
        return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that the web server's layer refused."""
    return _render(request, PAGES[BadInput])


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that the viewer may not open."""
    return _render(request, PAGES[NotAllowed])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address where there is nothing."""
    return _render(request, PAGES[NotFound])


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret does not match the viewer's."""
    log.warning("form refused: %s", reason)
    return _render(request, STALE_FORM)


def our_fault(_request: HttpRequest) -> HttpResponse:
    """An error nobody foresaw: no detail, and nothing that could fail again."""
    return HttpResponse(render_to_string("pages/our_fault.html"), status=500)


def _render(request: HttpRequest, page: ErrorPage, **words: Any) -> HttpResponse:
    shown = ErrorPage(page.status, page.heading, words.get("says") or page.says, page.remedy)
    return render(request, "pages/error.html", {"page": shown}, status=page.status)
