"""The room's name for Django, and what it offers home."""

from django.apps import AppConfig


class FreshnessConfig(AppConfig):
    """The room `freshness`."""

    name = "sightline.service.freshness"
    label = "freshness"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell home what is due, and how much nobody vouches for."""
        from sightline.service.freshness.queries import home_panel, record_link
        from sightline.service.freshness.standing import looked_after_by
        from sightline.service.pages.queries import HOME_PANELS
        from sightline.service.register.actions import LOOKS_AFTER
        from sightline.service.register.queries import RECORD_LINKS

        if home_panel not in HOME_PANELS:
            HOME_PANELS.append(home_panel)
            RECORD_LINKS.append(record_link)
            LOOKS_AFTER.append(looked_after_by)
