"""The room's name for Django."""

from django.apps import AppConfig


class FreshnessConfig(AppConfig):
    """The room `freshness`."""

    name = "sightline.service.freshness"
    label = "freshness"
    default_auto_field = "django.db.models.BigAutoField"
