"""The room's name for Django, and what it gives to the rooms below."""

from typing import Any

from django.apps import AppConfig


class EntryConfig(AppConfig):
    """The room `entry`."""

    name = "sightline.service.entry"
    label = "entry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give home its panels and records their parts; tell whose a draft is."""
        from sightline.service.accounts.policy import OWNER_OF
        from sightline.service.entry import queries
        from sightline.service.entry.actions import (
            ON_COMMENT,
            move_drafts,
            move_drafts_back,
            note_comment,
        )
        from sightline.service.entry.sight import is_in_scope, owner_of_draft
        from sightline.service.pages.queries import HOME_PANELS
        from sightline.service.partners.actions import ON_MERGE, ON_UNDO_MERGE
        from sightline.service.register.actions import LOOKED_OVER_FIRST
        from sightline.service.register.queries import RECORD_LINKS, RECORD_PARTS

        OWNER_OF["draft_id"] = owner_of_draft
        hooks: tuple[tuple[list[Any], tuple[Any, ...]], ...] = (
            (HOME_PANELS, (queries.drafts_panel, queries.queue_panel, queries.uses_panel)),
            (RECORD_LINKS, (queries.change_link, queries.offer_link)),
            (RECORD_PARTS, (queries.uses_part, queries.comments_part)),
            (queries.USES, (queries.trail_uses,)),
            (LOOKED_OVER_FIRST, (is_in_scope,)),
            (ON_COMMENT, (note_comment,)),
            (ON_MERGE, (move_drafts,)),
            (ON_UNDO_MERGE, (move_drafts_back,)),  # once their records are back
        )
        for hook, functions in hooks:
            hook.extend(each for each in functions if each not in hook)
