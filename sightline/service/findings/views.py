"""The pages of findings. What they decide is decided in queries and actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sightline.errors import BadInput
from sightline.service.findings import actions as does
from sightline.service.findings import forms, queries
from sightline.service.pages.downloads import hand_over
from sightline.service.register.queries import day_of_pages

READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The list with its filters."""
    asked = forms.AskedForm(request.GET).asked()
    page = queries.inbox_page(viewer=request.user, asked=asked, today=day_of_pages())
    return render(request, "findings/inbox.html", {"page": page, "find": asked.find})


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file."""
    asked = forms.AskedForm(request.GET).asked()
    return hand_over(
        queries.findings_file(viewer=request.user, form=form, asked=asked, today=day_of_pages())
    )


@require_safe
def yours(request: HttpRequest) -> HttpResponse:
    """What findings mean for one's own organisations."""
    page = queries.yours_page(viewer=request.user, today=day_of_pages())
    return render(request, "findings/yours.html", {"page": page})


@require_safe
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """One finding."""
    return _finding(request, finding_id)


@require_POST
def answer(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Accept, reject, known already, or open again."""
    page = queries.finding_page(viewer=request.user, finding_id=finding_id, today=day_of_pages())
    form = forms.AnswerForm(
        request.POST, people=page.owners.people, version=page.version, due_on=page.due_on
    )
    if not form.is_valid():
        return _finding(request, finding_id, form=form, status=422)
    _answer(form, finding_id, by=_user(request))
    return redirect("findings:finding", finding_id)


def _answer(form: forms.AnswerForm, finding_id: UUID, *, by: Any) -> None:
    given = form.cleaned_data
    how: dict[str, Any] = {
        "finding_id": finding_id, "version": given["version"], "by": by, "now": now(),
        "today": day_of_pages(),
    }  # fmt: skip
    if given["answer"] == forms.ACCEPT:
        plan = does.Plan(given["key"], given["text"], UUID(given["owner"]), given["due_on"])
        does.accept(plan=plan, **how)
    elif given["answer"] == forms.OPEN_AGAIN:
        does.open_again(**how)
    else:
        does.put_away(state=form.state, reason=form.why, **how)


def _finding(
    request: HttpRequest,
    finding_id: UUID,
    *,
    form: forms.AnswerForm | None = None,
    remark: forms.RemarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = queries.finding_page(viewer=request.user, finding_id=finding_id, today=day_of_pages())
    form = form or forms.AnswerForm(
        None, people=page.owners.people, version=page.version, due_on=page.due_on
    )
    shown = {"page": page, "form": remark or form, "answers": form,
             "remark": remark or forms.RemarkForm()}  # fmt: skip
    return render(request, "findings/finding.html", shown, status=status)


@require_http_methods(READ_AND_SEND)
def ask(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Ask somebody of an organisation."""
    page = queries.ask_page(viewer=request.user, finding_id=finding_id, today=day_of_pages())
    form = forms.AskForm(request.POST or None, page=page)
    if form.is_valid():
        does.ask_partner(
            finding_id=finding_id, by=_user(request), now=now(), today=day_of_pages(),
            **form.asked(),
        )  # fmt: skip
        return redirect("findings:finding", finding_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "findings/ask.html", {"page": page, "form": form}, status=status)


@require_POST
def share(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Share a finding with others, or no more."""
    form = forms.ShareForm(request.POST)
    if not form.is_valid():
        raise BadInput("Choose when to share it: now, in so many days from 0 to 365, or not.")
    does.share(
        finding_id=finding_id, version=form.cleaned_data["version"], days=form.in_days(),
        by=_user(request), now=now(), today=day_of_pages(),
    )  # fmt: skip
    return redirect("findings:finding", finding_id)


@require_POST
def comment(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Say something about a finding."""
    form = forms.RemarkForm(request.POST)
    if not form.is_valid():
        return _finding(request, finding_id, remark=form, status=422)
    given = form.cleaned_data
    does.remark(
        finding_id=finding_id, text=given["remark"], key=given["key"], by=_user(request),
        now=now(), today=day_of_pages(),
    )  # fmt: skip
    return redirect("findings:finding", finding_id)


@require_POST
def withdraw_comment(request: HttpRequest, remark_id: UUID) -> HttpResponse:
    """Take the words of a comment away."""
    finding_id = does.withdraw_remark(
        remark_id=remark_id, by=_user(request), now=now(), today=day_of_pages()
    )
    return redirect("findings:finding", finding_id)


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """What is to be done."""
    asked = forms.PageForm(request.GET).asked()
    page = queries.actions_page(
        viewer=request.user, everybody=asked.get("whose") == "all", page=asked.get("page") or 1,
        today=day_of_pages(),
    )  # fmt: skip
    return render(request, "findings/actions.html", {"page": page})


@require_http_methods(READ_AND_SEND)
def action(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """One action: changed here by the unit."""
    page = queries.action_page(viewer=request.user, action_id=action_id)
    first = {"text": page.text, "owner": page.owner, "due_on": page.due_on,
             "version": page.version}  # fmt: skip
    form = forms.ActionForm(request.POST or None, people=page.owners, first=first)
    if form.is_valid():
        given = form.cleaned_data
        does.change_action(
            action_id=action_id, version=given["version"], text=given["text"],
            owner_id=UUID(given["owner"]), due_on=given["due_on"], by=_user(request), now=now(),
            today=day_of_pages(),
        )  # fmt: skip
        return redirect("findings:action", action_id)
    status = 422 if request.method == "POST" else 200
    done = forms.DoneForm(initial={"version": page.version})
    shown = {"page": page, "form": form, "change": form, "done": done}
    return render(request, "findings/action.html", shown, status=status)


@require_POST
def done(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """An action is done."""
    page = queries.action_page(viewer=request.user, action_id=action_id)
    form = forms.DoneForm(request.POST)
    if not form.is_valid():
        first = {"text": page.text, "owner": page.owner, "due_on": page.due_on}
        change = forms.ActionForm(None, people=page.owners, first=first)
        shown = {"page": page, "form": form, "change": change, "done": form}
        return render(request, "findings/action.html", shown, status=422)
    does.finish_action(action_id=action_id, **form.cleaned_data, by=_user(request), now=now())
    return redirect("findings:actions")


@require_http_methods(READ_AND_SEND)
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """A question to one's organisation, answered signed in."""
    page = queries.question_page(viewer=request.user, question_id=question_id)
    form = forms.QuestionForm(request.POST or None)
    if form.is_valid():
        does.answer_question(
            question_id=question_id, answer=form.cleaned_data["answer"], by=_user(request),
            now=now(),
        )  # fmt: skip
        return redirect("findings:question", question_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "findings/question.html", {"page": page, "form": form}, status=status)


@never_cache
@require_http_methods(READ_AND_SEND)
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: opening it changes nothing; its form answers once."""
    page = queries.asked_page(token=token, now=now())
    form = forms.QuestionForm(request.POST or None)
    if form.is_valid():
        does.answer_by_link(token=token, answer=form.cleaned_data["answer"], now=now())
        return redirect("findings:asked", token)
    status = 422 if request.method == "POST" else 200
    return render(request, "findings/question.html", {"page": page, "form": form}, status=status)


@require_http_methods(READ_AND_SEND)
def sharing(request: HttpRequest) -> HttpResponse:
    """The rule by which new findings are shared."""
    page = queries.sharing_page()
    first = {"after_days": page.after_days, "version": page.version}
    form = forms.SharingForm(request.POST or None, initial=first)
    if form.is_valid():
        does.set_sharing(**form.cleaned_data, by=_user(request), now=now())
        return redirect("findings:sharing")
    status = 422 if request.method == "POST" else 200
    return render(request, "findings/sharing.html", {"page": page, "form": form}, status=status)


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """Every run."""
    number = forms.PageForm(request.GET).asked().get("page") or 1
    page = queries.runs_page(viewer=request.user, page=number)
    return render(request, "findings/runs.html", {"page": page})


@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far a run is, or what it found since an earlier one."""
    since = forms.PageForm(request.GET).asked().get("since")
    page = queries.run_page(viewer=request.user, run_id=run_id, since=since, now=now())
    response = render(request, "findings/run.html", {"page": page})
    if page.is_under_way:
        response["Refresh"] = str(page.refresh_seconds)
    return response


@require_POST
def work_out(request: HttpRequest) -> HttpResponse:
    """Ask a worker to work everything out."""
    return redirect("findings:run", does.begin_run(by=_user(request), now=now()))


def _user(request: HttpRequest) -> Any:
    """Whoever is signed in: the policy lets nobody else as far as this."""
    return request.user
