"""The room's name for Django, and its part of an activity's page."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """The room `deliveries`."""

    name = "sightline.service.deliveries"
    label = "deliveries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give an activity's page its part; tell the table of access whose a delivery is."""
        from sightline.service.accounts.policy import OWNER_OF
        from sightline.service.deliveries.queries import deliveries_part, owner_of
        from sightline.service.register.queries import RECORD_PARTS

        OWNER_OF["delivery_id"] = owner_of
        if deliveries_part not in RECORD_PARTS:
            RECORD_PARTS.append(deliveries_part)
