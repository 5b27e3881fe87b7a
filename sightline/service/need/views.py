"""Need: as a list with a map, place by place, side by side, as files, and the data behind it."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput
from sightline.service.need import actions, queries
from sightline.service.need.forms import (
    AskedForm,
    DecisionForm,
    ListeningForm,
    QuestionForm,
    WeightsForm,
)
from sightline.service.pages.downloads import hand_over


@require_safe
def release(request: HttpRequest) -> HttpResponse:
    """Every input, and where every row of it went."""
    return render(request, "need/release.html", {"page": queries.release_page()})


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """The list, the surest above the county first, with the map beside it."""
    form = AskedForm(request.GET)
    page = queries.needs_page(_estimated(form.asked()))
    return render(request, "need/needs.html", {"page": page, "form": form})


@require_safe
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """The facts of one area, to put beside the map."""
    facts = queries.panel_facts(code, _estimated(AskedForm(request.GET).asked()))
    return render(request, "need/panel.html", {"facts": facts})


@require_safe
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """One area or district: need against named comparisons, its parts, and how sure it is."""
    form = AskedForm(request.GET)
    page = queries.profile_page(code=code, asked=_estimated(form.asked()), viewer=request.user)
    return render(request, "need/profile.html", {"page": page, "form": form})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four places side by side."""
    form, written = QuestionForm(request.GET), request.GET.getlist("area")
    page = queries.compare_page(written=written, asked=_estimated(form.asked()))
    return render(request, "need/compare.html", {"page": page, "form": form})


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """An index of need, under weights that anybody can try."""
    form = WeightsForm(request.GET.dict())
    page = queries.index_page(weights=form.weights())
    return render(request, "need/index.html", {"page": page, "form": form})


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file, with exactly the rows that it shows."""
    asked = _estimated(AskedForm(request.GET).asked())
    return hand_over(queries.need_file(form=form, asked=asked))


@gzip_page  # outlines and figures hold no secret that compression could tell
@require_safe
def shapes(request: HttpRequest) -> HttpResponse:
    """The outlines of the areas with what the map says of each, as GeoJSON."""
    shapes = queries.shapes_page(_estimated(AskedForm(request.GET).asked()))
    return HttpResponse(shapes, content_type="application/geo+json")


@require_safe
def listening(request: HttpRequest) -> HttpResponse:
    """What people said, as far as this reader may read it."""
    page = queries.listening_page(viewer=request.user)
    return render(request, "need/listening.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Tell what was heard; the unit looks it over before others read it."""
    choices = queries.listening_choices(viewer=request.user)
    form = ListeningForm(request.POST or None, choices=choices, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell_listening(
                form.heard(), key=form.cleaned_data["key"], by=_user(request), now=now()
            )
        except BadInput as wrong:
            form.add_error(None, str(wrong))
        else:
            return redirect("need:listening")
    status = 400 if request.method == "POST" else 200
    return render(request, "need/tell.html", {"form": form}, status=status)


@require_POST
def decide_listening(request: HttpRequest, listening_id: UUID) -> HttpResponse:
    """Let the partnership or everybody read it, or nobody."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise BadInput("Choose who may read it: the partnership, everybody or nobody.")
    actions.decide_listening(
        listening_id=listening_id, **form.cleaned_data, by=_user(request), now=now()
    )
    return redirect("need:listening")


def _user(request: HttpRequest) -> Any:
    return request.user


def _estimated(asked: queries.Asked) -> queries.Asked:
    """What is asked, once its estimate is kept; Refused if it cannot be made."""
    question = queries.question_of(asked)
    actions.refresh_need(
        theme=question.theme,
        ages=question.ages,
        as_of=question.as_of,
        county=question.county,
        now=now(),
    )
    return asked
