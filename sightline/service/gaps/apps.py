"""The room's name for Django, and its figures on the home page."""

from django.apps import AppConfig


class GapsConfig(AppConfig):
    """The room `gaps`."""

    name = "sightline.service.gaps"
    label = "gaps"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the home page its figures."""
        from sightline.service.gaps.queries import home_figures
        from sightline.service.pages.queries import HOME_FIGURES

        if home_figures not in HOME_FIGURES:
            HOME_FIGURES.insert(0, home_figures)  # where the gap is comes first
