"""Where is the gap: as a list with a map, area by area, and as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from sightline.service.gaps import actions, queries
from sightline.service.gaps.forms import AskedForm, AskedMonthForm
from sightline.service.pages.downloads import hand_over


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """The list, worst first, with the map beside it."""
    actions.refresh_gaps(now=now())
    form = AskedForm(request.GET)
    page = queries.where_page(form.asked())
    return render(request, "gaps/where.html", {"page": page, "form": form})


@require_safe
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """The facts of one area, to put beside the map."""
    facts = queries.panel_facts(code, AskedForm(request.GET).asked())
    return render(request, "gaps/panel.html", {"facts": facts})


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area: need with its parts, what reaches it, what is missing, the records behind it."""
    actions.refresh_gaps(now=now())
    page = queries.area_page(code=code, asked=AskedForm(request.GET).asked(), viewer=request.user)
    return render(request, "gaps/area.html", {"page": page})


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file, with exactly the rows that it shows."""
    actions.refresh_gaps(now=now())
    return hand_over(queries.gaps_file(form=form, asked=AskedForm(request.GET).asked()))


@gzip_page  # outlines and figures hold no secret that compression could tell
@require_safe
def shapes(request: HttpRequest) -> HttpResponse:
    """The outlines of the areas with what the map says of each, as GeoJSON."""
    shapes = queries.shapes_page(AskedForm(request.GET).asked())
    return HttpResponse(shapes, content_type="application/geo+json")


@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """The gaps of a month to come beside those of now: what each place loses, with a map."""
    actions.refresh_gaps(now=now())
    page = queries.months_page(AskedMonthForm(request.GET).asked())
    return render(request, "gaps/months.html", {"page": page})


@require_safe
def months_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    actions.refresh_gaps(now=now())
    asked = AskedMonthForm(request.GET).asked()
    return hand_over(queries.months_file(form=form, asked=asked))


@require_safe
def cliffs(request: HttpRequest) -> HttpResponse:
    """The cliff calendar: what goes dark when, with which award, and who goes on."""
    actions.refresh_gaps(now=now())
    asked = AskedMonthForm(request.GET).asked()
    page = queries.cliffs_page(asked, viewer=request.user)
    return render(request, "gaps/cliffs.html", {"page": page})


@require_safe
def cliffs_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    actions.refresh_gaps(now=now())
    asked = AskedMonthForm(request.GET).asked()
    return hand_over(queries.cliffs_file(form=form, asked=asked, viewer=request.user))
