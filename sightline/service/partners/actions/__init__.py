"""What is changed about partners."""

from sightline.service.partners.actions.contacts import (
    ContactFacts,
    remove_contact,
    save_contact,
)
from sightline.service.partners.actions.editing import (
    StaleEdit,
    add_organisation,
    edit_organisation,
)
from sightline.service.partners.actions.importing import (
    Imported,
    find_or_add_organisations,
    import_partners,
    known_organisations,
)
from sightline.service.partners.actions.merging import (
    ON_MERGE,
    ON_UNDO_MERGE,
    merge_organisations,
    undo_merge,
)
from sightline.service.partners.actions.people import (
    change_member,
    invite_member,
    join_invited,
    join_organisation,
    leave_organisation,
    remove_member,
    withdraw_invitation,
)
from sightline.service.partners.actions.teams import remove_team, save_team

__all__ = [
    "ON_MERGE",
    "ON_UNDO_MERGE",
    "ContactFacts",
    "Imported",
    "StaleEdit",
    "add_organisation",
    "change_member",
    "edit_organisation",
    "find_or_add_organisations",
    "import_partners",
    "invite_member",
    "join_invited",
    "join_organisation",
    "known_organisations",
    "leave_organisation",
    "merge_organisations",
    "remove_contact",
    "remove_member",
    "remove_team",
    "save_contact",
    "save_team",
    "undo_merge",
    "withdraw_invitation",
]
