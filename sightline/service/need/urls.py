"""Addresses of the need room."""

from django.urls import path

from sightline.service.need import views

app_name = "need"
urlpatterns = [path("data", views.release, name="release")]
