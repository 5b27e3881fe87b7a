"""The room's name for Django, and what it tells the table of access."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """The room `partners`."""

    name = "sightline.service.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the table of access how people stand to organisations."""
        from sightline.service.accounts.policy import OWNER_OF, RELATION_TO
        from sightline.service.partners.queries import relation_to

        OWNER_OF["organisation_id"] = lambda _viewer, key: key
        if relation_to not in RELATION_TO:
            RELATION_TO.append(relation_to)
