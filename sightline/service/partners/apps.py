"""The room's name for Django, and what it tells the rooms below."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """The room `partners`."""

    name = "sightline.service.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how people stand to organisations, and that whoever was invited to one joins it."""
        from sightline.service.accounts.actions import ON_JOIN
        from sightline.service.accounts.limits import LIMIT_OF, MAILS
        from sightline.service.accounts.policy import OWNER_OF, RELATION_TO
        from sightline.service.accounts.queries import BELONGS_TO, INVITED_TO
        from sightline.service.pages.queries import HOME_PANELS
        from sightline.service.partners.actions import join_invited
        from sightline.service.partners.queries import (
            belongs_to,
            home_panel,
            invited_to,
            owner_of,
            relation_to,
        )

        OWNER_OF["organisation_id"] = owner_of
        LIMIT_OF["partners:invite"] = MAILS
        if relation_to not in RELATION_TO:
            RELATION_TO.append(relation_to)
            BELONGS_TO.append(belongs_to)
            INVITED_TO.append(invited_to)
            ON_JOIN.append(join_invited)
            HOME_PANELS.append(home_panel)
