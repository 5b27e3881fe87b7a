"""The room's name for Django."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The room `assessment`."""

    name = "sightline.service.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"
