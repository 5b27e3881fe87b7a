"""The room's name for Django, and what it offers home and the page of an activity."""

from typing import Any

from django.apps import AppConfig


class WatchingConfig(AppConfig):
    """The room `watching`."""

    name = "sightline.service.watching"
    label = "watching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer a panel and a button, and note when somebody signs in."""
        from django.contrib.auth.signals import user_logged_in

        from sightline.service.pages.queries import HOME_PANELS
        from sightline.service.register.queries import RECORD_PARTS
        from sightline.service.watching.queries import home_panel, record_part

        if home_panel not in HOME_PANELS:
            HOME_PANELS.append(home_panel)
        if record_part not in RECORD_PARTS:
            RECORD_PARTS.append(record_part)
        user_logged_in.connect(_note_visit, dispatch_uid="sightline.watching.note_visit")


def _note_visit(sender: object, user: Any, **_given: Any) -> None:
    from sightline.service.register.queries import day_of_pages
    from sightline.service.watching.actions import note_visit

    note_visit(user=user, today=day_of_pages())
