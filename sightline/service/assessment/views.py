"""The draft of a needs assessment: what is in it, and the draft itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from sightline.service.assessment import actions, queries
from sightline.service.assessment.forms import AskedForm
from sightline.service.pages.downloads import hand_over
from sightline.service.pages.looking import shows


@require_safe
def draft(request: HttpRequest) -> HttpResponse:
    """What a draft would hold, what is missing, and what people must write."""
    form = AskedForm.of(request.GET)
    asked = form.asked()
    actions.prepare(asked, now=now())
    page = queries.draft_page(asked, viewer=request.user)
    return render(request, "assessment/draft.html", {"page": page, "form": form})


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The draft as a file; that it was taken is an event."""
    asked = AskedForm.of(request.GET).asked()
    actions.prepare(asked, now=now())
    file = queries.draft_file(asked, viewer=request.user, form=form)
    if shows(request):
        actions.log_download(asked, file=file, by=request.user, now=now())
    return hand_over(file)
