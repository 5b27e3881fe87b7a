"""The room's name for Django, and what it gives to the rooms below."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """The room `sheets`."""

    name = "sightline.service.sheets"
    label = "sheets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Move what was confirmed about sheets with mergers."""
        from sightline.service.partners.actions import ON_MERGE
        from sightline.service.sheets.actions import move_layouts

        if move_layouts not in ON_MERGE:
            ON_MERGE.append(move_layouts)
