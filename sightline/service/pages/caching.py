"""Copies of pages that are the same for everybody who is not signed in."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

KEPT_SECONDS = 60


def as_everybody_sees(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, with leave to keep a copy for a minute where nobody is signed in.

    The tag is made of the answer itself and of nothing else: not of a version of the register,
    which would tell that something changed that strangers are not shown. The word of the moment
    that lets scripts run is left out of it; an answer that nothing changed does not send a new one,
    so that the copy keeps its own.
    """
    if request.user.is_authenticated or response.status_code != 200:
        return response
    nonce = getattr(request, "_csp_nonce", "")
    content = response.content.replace(nonce.encode(), b"") if nonce else response.content
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    found = get_conditional_response(request, response["ETag"], None, response)
    if found is None or found is response:
        return response
    found._csp_exempt = True  # type: ignore[attr-defined]
    return found
