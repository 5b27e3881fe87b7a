"""The room's name for Django."""

from django.apps import AppConfig


class EntryConfig(AppConfig):
    """The room `entry`."""

    name = "sightline.service.entry"
    label = "entry"
    default_auto_field = "django.db.models.BigAutoField"
