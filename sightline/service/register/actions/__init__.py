"""What is changed on the register."""

from sightline.service.register.actions.records import (
    Imported,
    confirm_activity,
    import_rows,
    record_activity,
    withdraw_activity,
)
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
    "record_activity",
    "send_sheet",
    "withdraw_activity",
]
