"""What is changed on the register."""

from sightline.service.register.actions.hooks import LOOKED_OVER_FIRST, is_looked_over_first
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
    "Imported",
    "confirm_activity",
    "import_rows",
    "is_looked_over_first",
    "log_what_was_read",
    "own_record",
    "record_activity",
    "restore_activity",
    "withdraw_activity",
]
