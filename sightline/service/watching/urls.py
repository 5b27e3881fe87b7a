"""Addresses of the room `watching`."""

from django.urls import URLPattern

app_name = "watching"
urlpatterns: list[URLPattern] = []
