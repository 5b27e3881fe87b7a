"""Addresses of the findings room."""

from django.urls import path

from sightline.service.findings import views

app_name = "findings"
urlpatterns = [
    path("findings", views.inbox, name="inbox"),
    path("findings/download.<slug:form>", views.download, name="download"),
    path("findings/for-you", views.yours, name="yours"),
    path("findings/actions", views.actions, name="actions"),
    path("findings/actions/<uuid:action_id>", views.action, name="action"),
    path("findings/actions/<uuid:action_id>/done", views.done, name="done"),
    path("findings/questions/<uuid:question_id>", views.question, name="question"),
    path("findings/asked/<str:token>", views.asked, name="asked"),
    path("findings/sharing", views.sharing, name="sharing"),
    path("findings/runs", views.runs, name="runs"),
    path("findings/runs/work-out", views.work_out, name="work_out"),
    path("findings/runs/<int:run_id>", views.run, name="run"),
    path(
        "findings/comments/<uuid:remark_id>/withdraw",
        views.withdraw_comment,
        name="withdraw_comment",
    ),
    path("findings/<uuid:finding_id>", views.finding, name="finding"),
    path("findings/<uuid:finding_id>/answer", views.answer, name="answer"),
    path("findings/<uuid:finding_id>/ask", views.ask, name="ask"),
    path("findings/<uuid:finding_id>/share", views.share, name="share"),
    path("findings/<uuid:finding_id>/comment", views.comment, name="comment"),
]
