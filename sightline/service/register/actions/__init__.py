"""What is changed on the register."""

from sightline.service.register.actions.groups import GroupFacts, StaleGroup, save_group
from sightline.service.register.actions.hooks import (
    LOOKED_OVER_FIRST,
    LOOKS_AFTER,
    is_looked_over_first,
    who_looks_after,
)
from sightline.service.register.actions.life import (
    confirm_activity,
    log_what_was_read,
    own_record,
    restore_activity,
    withdraw_activity,
)
from sightline.service.register.actions.records import Imported, import_rows, record_activity

__all__ = [
    "LOOKED_OVER_FIRST",
    "LOOKS_AFTER",
    "GroupFacts",
    "Imported",
    "StaleGroup",
    "confirm_activity",
    "import_rows",
    "is_looked_over_first",
    "log_what_was_read",
    "own_record",
    "record_activity",
    "restore_activity",
    "save_group",
    "who_looks_after",
    "withdraw_activity",
]
