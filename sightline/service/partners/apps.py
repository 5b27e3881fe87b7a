"""The room's name for Django."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """The room `partners`."""

    name = "sightline.service.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"
