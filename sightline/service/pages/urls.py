"""Addresses of the pages room."""

from django.urls import path

from sightline.service.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
    path("cookies", views.cookies, name="cookies"),
    path("gallery", views.gallery, name="gallery"),
]
