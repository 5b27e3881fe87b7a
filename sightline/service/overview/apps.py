"""The room's name for Django."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """The room `overview`."""

    name = "sightline.service.overview"
    label = "overview"
    default_auto_field = "django.db.models.BigAutoField"
