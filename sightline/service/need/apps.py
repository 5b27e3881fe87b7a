"""The room's name for Django."""

from django.apps import AppConfig


class NeedConfig(AppConfig):
    """The room `need`."""

    name = "sightline.service.need"
    label = "need"
    default_auto_field = "django.db.models.BigAutoField"
