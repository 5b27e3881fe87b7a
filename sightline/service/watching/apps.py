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
        from sightline.service.register.queries import (
            LIST_LINKS,
            ORGANISATION_LINKS,
            RECORD_PARTS,
        )
        from sightline.service.watching import queries

        if queries.home_panel not in HOME_PANELS:
            HOME_PANELS.append(queries.home_panel)
            RECORD_PARTS.append(queries.record_part)
            LIST_LINKS.append(queries.list_link)
            ORGANISATION_LINKS.append(queries.organisation_link)
        user_logged_in.connect(_note_visit, dispatch_uid="sightline.watching.note_visit")


def _note_visit(sender: object, user: Any, **_given: Any) -> None:
    from sightline.service.register.queries import day_of_pages
    from sightline.service.watching.actions import note_visit

    note_visit(user=user, today=day_of_pages())
