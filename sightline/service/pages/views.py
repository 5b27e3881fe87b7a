"""The home page, the pages every service must have, and the gallery of patterns."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sightline.service.pages import gallery as patterns
from sightline.service.pages import queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the service is, for a stranger; the five ambitions, for somebody signed in."""
    if not request.user.is_authenticated:
        return render(request, "pages/welcome.html")
    return render(request, "pages/home.html", {"page": queries.home_page(viewer=request.user)})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the service can be used by everybody, and what to do where it cannot."""
    return render(request, "pages/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and why."""
    return render(request, "pages/privacy.html")


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The two cookies that are set."""
    return render(request, "pages/cookies.html", {"page": queries.cookies_page()})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every pattern in one place, for those who build pages."""
    return render(request, "pages/gallery.html", patterns.gallery_page())
