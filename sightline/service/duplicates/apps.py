"""The room's name for Django."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """The room `duplicates`."""

    name = "sightline.service.duplicates"
    label = "duplicates"
    default_auto_field = "django.db.models.BigAutoField"
