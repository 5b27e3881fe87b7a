"""Addresses of the room `freshness`."""

from django.urls import path

from sightline.service.freshness import views

app_name = "freshness"
urlpatterns = [
    path("due", views.due, name="due"),
    path("due/confirm", views.confirm, name="confirm"),
    path("due/partners", views.partners, name="partners"),
    path("due/partners/download.<str:kind>", views.download, name="download"),
    path("due/reminders", views.reminders, name="reminders"),
    path("due/replies", views.replies, name="replies"),
    path("due/replies/<uuid:reply_id>/read", views.reply_read, name="reply_read"),
    path("due/mails/<str:token>", views.mails, name="mails"),
    path("activities/<uuid:activity_id>/owner", views.owner, name="owner"),
    path("still-right/<str:token>", views.still_right, name="still_right"),
]
