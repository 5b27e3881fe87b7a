"""The data behind every figure."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sightline.service.need import queries


@require_safe
def release(request: HttpRequest) -> HttpResponse:
    """Every input, and where every row of it went."""
    return render(request, "need/release.html", {"page": queries.release_page()})
