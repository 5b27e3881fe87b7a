"""The pages room."""

from django.apps import AppConfig


class Pages(AppConfig):
    """Holds the base template and the patterns."""

    name = "sightline.service.pages"
    verbose_name = "pages"
