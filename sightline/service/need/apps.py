"""The room's name for Django, and what it adds to the profile of a place."""

from django.apps import AppConfig


class NeedConfig(AppConfig):
    """The room `need`."""

    name = "sightline.service.need"
    label = "need"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add what indicators and people say to the profile of every place."""
        from sightline.service.need.queries.factors import factors_part
        from sightline.service.need.queries.listening import listening_part
        from sightline.service.need.queries.profile import PROFILE_PARTS

        for part in (factors_part, listening_part):
            if part not in PROFILE_PARTS:
                PROFILE_PARTS.append(part)
