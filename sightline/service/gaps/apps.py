"""The room's name for Django, its figures on the home page, and what it uses records for."""

from django.apps import AppConfig


class GapsConfig(AppConfig):
    """The room `gaps`."""

    name = "sightline.service.gaps"
    label = "gaps"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the home page its figures, and partners what their records were used for."""
        from sightline.service.entry.queries import USES
        from sightline.service.gaps.queries import gap_uses, home_figures
        from sightline.service.pages.queries import HOME_FIGURES

        if home_figures not in HOME_FIGURES:
            HOME_FIGURES.insert(0, home_figures)  # where the gap is comes first
        if gap_uses not in USES:
            USES.append(gap_uses)
