"""What is changed on the register."""

from sightline.service.register.actions.life import (
    confirm_activity,
    log_what_was_read,
    own_record,
    restore_activity,
    withdraw_activity,
)
from sightline.service.register.actions.records import Imported, import_rows, record_activity

__all__ = [
    "Imported",
    "confirm_activity",
    "import_rows",
    "log_what_was_read",
    "own_record",
    "record_activity",
    "restore_activity",
    "withdraw_activity",
]
