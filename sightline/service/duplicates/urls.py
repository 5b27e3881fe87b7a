"""Addresses of the room `duplicates`."""

from django.urls import path

from sightline.service.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("duplicates", views.pairs, name="pairs"),
    path("duplicates/decided", views.decided, name="decided"),
    path("duplicates/search", views.look_again, name="look_again"),
    path("duplicates/<uuid:pair_id>", views.pair, name="pair"),
    path("duplicates/<uuid:pair_id>/decide", views.decide, name="decide"),
    path("duplicates/<uuid:pair_id>/undo", views.undo, name="undo"),
]
