"""The room's name for Django."""

from django.apps import AppConfig


class WatchingConfig(AppConfig):
    """The room `watching`."""

    name = "sightline.service.watching"
    label = "watching"
    default_auto_field = "django.db.models.BigAutoField"
