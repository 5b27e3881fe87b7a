"""Addresses of the room `watching`."""

from django.urls import path

from sightline.service.watching import views

app_name = "watching"
urlpatterns = [
    path("watching", views.watching, name="watching"),
    path("watching/choose", views.choose, name="choose"),
    path("watching/add", views.add, name="add"),
    path("watching/often", views.often, name="often"),
    path("watching/<uuid:watch_id>/stop", views.stop, name="stop"),
    path("watching/mails/<str:token>", views.mails, name="mails"),
]
