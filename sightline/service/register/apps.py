"""The room's name for Django, and its figures for the home page."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The room `register`."""

    name = "sightline.service.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the pages below its figures; tell the table of access whose an activity is."""
        from sightline.service.accounts.policy import OWNER_OF
        from sightline.service.pages.queries import HOME_FIGURES
        from sightline.service.partners.queries import ACTIVITIES_SEEN
        from sightline.service.register.queries import (
            LIST_LINKS,
            activities_seen,
            groups_link,
            home_figures,
            owner_of,
        )

        ACTIVITIES_SEEN.append(activities_seen)
        HOME_FIGURES.append(home_figures)
        if groups_link not in LIST_LINKS:
            LIST_LINKS.append(groups_link)
        OWNER_OF["activity_id"] = owner_of
