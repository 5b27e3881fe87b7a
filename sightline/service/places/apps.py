"""The room's name for Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The room `places`."""

    name = "sightline.service.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
