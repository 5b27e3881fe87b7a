"""The room's name for Django."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """The room `demonstration`, which keeps nothing of its own."""

    name = "sightline.service.demonstration"
    label = "demonstration"
    default_auto_field = "django.db.models.BigAutoField"
