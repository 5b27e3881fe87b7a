"""The room's name for Django, and what it tells the rooms below."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """The room `duplicates`."""

    name = "sightline.service.duplicates"
    label = "duplicates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say whose a pair is, move activities with mergers, and add to pages of other rooms."""
        from sightline.service.accounts.policy import OWNER_OF
        from sightline.service.duplicates.actions import move_activities, move_activities_back
        from sightline.service.duplicates.moves import would_move
        from sightline.service.duplicates.queries import home_panel, organisation_part, record_part
        from sightline.service.duplicates.sight import owner_for_gate
        from sightline.service.pages.queries import HOME_PANELS
        from sightline.service.partners.actions import ON_MERGE, ON_UNDO_MERGE
        from sightline.service.partners.queries import WOULD_MOVE
        from sightline.service.register.queries import ORGANISATION_PARTS, RECORD_PARTS

        OWNER_OF["pair_id"] = owner_for_gate
        if move_activities not in ON_MERGE:
            ON_MERGE.append(move_activities)
            ON_UNDO_MERGE.append(move_activities_back)
            WOULD_MOVE.append(would_move)
            RECORD_PARTS.append(record_part)
            ORGANISATION_PARTS.append(organisation_part)
            HOME_PANELS.append(home_panel)
