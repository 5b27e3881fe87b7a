"""Addresses of the room `deliveries`."""

from django.urls import path

from sightline.service.deliveries import views

app_name = "deliveries"
urlpatterns = [
    path("activities/<uuid:activity_id>/deliveries", views.deliveries, name="deliveries"),
    path("deliveries/<uuid:delivery_id>", views.delivery, name="delivery"),
    path("deliveries/<uuid:delivery_id>/remove", views.remove, name="remove"),
]
