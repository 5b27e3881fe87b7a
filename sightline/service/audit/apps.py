"""The audit room."""

from django.apps import AppConfig


class Audit(AppConfig):
    """Keeps the events."""

    name = "sightline.service.audit"
    verbose_name = "audit"
