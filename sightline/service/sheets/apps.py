"""The room's name for Django."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """The room `sheets`."""

    name = "sightline.service.sheets"
    label = "sheets"
    default_auto_field = "django.db.models.BigAutoField"
