"""The room's name for Django, and how often its calendars may be fetched."""

from datetime import timedelta

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """The room `overview`."""

    name = "sightline.service.overview"
    label = "overview"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Limit how often calendars are fetched: a whole office may share one address."""
        from sightline.service.accounts.limits import LIMIT_OF, Limit

        feeds = Limit("feeds", times=240, within=timedelta(minutes=10))
        LIMIT_OF["overview:feed"] = LIMIT_OF["overview:public_feed"] = feeds
