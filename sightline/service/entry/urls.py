"""Addresses of the room `entry`."""

from django.urls import path

from sightline.service.entry import views

app_name = "entry"
urlpatterns = [
    path("activities/enter", views.drafts, name="drafts"),
    path("activities/enter/waiting", views.queue, name="queue"),
    path("activities/enter/offers/new", views.new_offer, name="new_offer"),
    path("activities/enter/looked-over", views.moderation, name="moderation"),
    path("activities/enter/<uuid:draft_id>", views.check, name="check"),
    path("activities/enter/<uuid:draft_id>/offer", views.offer, name="offer"),
    path("activities/enter/<uuid:draft_id>/adopt", views.adopt, name="adopt"),
    path("activities/enter/<uuid:draft_id>/decline", views.decline, name="decline"),
    path("activities/enter/<uuid:draft_id>/send", views.send, name="send"),
    path("activities/enter/<uuid:draft_id>/likely", views.likely, name="likely"),
    path("activities/enter/<uuid:draft_id>/take-back", views.take_back, name="take_back"),
    path("activities/enter/<uuid:draft_id>/throw-away", views.throw_away, name="throw_away"),
    path("activities/enter/<uuid:draft_id>/accept", views.accept, name="accept"),
    path("activities/enter/<uuid:draft_id>/send-back", views.send_back, name="send_back"),
    path("activities/enter/<uuid:draft_id>/settle", views.settle, name="settle"),
    path(
        "activities/enter/<uuid:draft_id>/settle/<str:step>", views.settle_step, name="settle_step"
    ),
    path("activities/enter/<uuid:draft_id>/<str:step>", views.step, name="step"),
    path("activities/<uuid:activity_id>/change", views.change, name="change"),
    path("activities/<uuid:activity_id>/comment", views.comment, name="comment"),
    path("comments/mails/<str:token>", views.comment_mails, name="comment_mails"),
    path("comments/<uuid:comment_id>/withdraw", views.withdraw_comment, name="withdraw_comment"),
]
