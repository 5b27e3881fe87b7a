"""What is changed on the register."""

from sightline.service.register.actions.life import (
    confirm_activity,
    log_what_was_read,
    own_record,
    restore_activity,
    withdraw_activity,
)
from sightline.service.register.actions.records import Imported, import_rows, record_activity
from sightline.service.register.actions.uploads import (
    RegisterChanged,
    cancel_upload,
    commit_upload,
    send_sheet,
)

__all__ = [
    "Imported",
    "RegisterChanged",
    "cancel_upload",
    "commit_upload",
    "confirm_activity",
    "import_rows",
    "log_what_was_read",
    "own_record",
    "record_activity",
    "restore_activity",
    "send_sheet",
    "withdraw_activity",
]
