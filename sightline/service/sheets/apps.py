"""The room's name for Django, and what it gives to the rooms below."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """The room `sheets`."""

    name = "sightline.service.sheets"
    label = "sheets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the unit its panel at home; move what was confirmed about sheets with mergers."""
        from sightline.service.pages.queries import HOME_PANELS
        from sightline.service.partners.actions import ON_MERGE
        from sightline.service.sheets.actions import move_layouts
        from sightline.service.sheets.queries import sheets_panel

        if sheets_panel not in HOME_PANELS:
            HOME_PANELS.append(sheets_panel)
        if move_layouts not in ON_MERGE:
            ON_MERGE.append(move_layouts)
