"""The room's name for Django, what it adds to the profile of a place, and what follows mergers."""

from django.apps import AppConfig


class NeedConfig(AppConfig):
    """The room `need`."""

    name = "sightline.service.need"
    label = "need"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add what indicators and people say to profiles; what was heard goes with who heard it."""
        from sightline.service.need.models import Listening
        from sightline.service.need.queries.factors import factors_part
        from sightline.service.need.queries.listening import listening_part
        from sightline.service.need.queries.profile import PROFILE_PARTS
        from sightline.service.partners.following import FOLLOW, Follows

        heard = Follows(Listening, "organisation", "thing that was heard", "things that were heard")
        if heard not in FOLLOW:
            FOLLOW.append(heard)
        for part in (factors_part, listening_part):
            if part not in PROFILE_PARTS:
                PROFILE_PARTS.append(part)
