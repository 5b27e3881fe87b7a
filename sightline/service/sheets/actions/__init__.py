"""What is done with a sheet that was sent."""

from sightline.service.sheets.actions.adding import add_now, add_sheet
from sightline.service.sheets.actions.layouts import move_layouts
from sightline.service.sheets.actions.looking import log_sheet_read
from sightline.service.sheets.actions.uploads import (
    RegisterChanged,
    cancel_upload,
    commit_upload,
    confirm_columns,
    propose_columns,
    send_sheet,
)

__all__ = [
    "RegisterChanged",
    "add_now",
    "add_sheet",
    "cancel_upload",
    "commit_upload",
    "confirm_columns",
    "log_sheet_read",
    "move_layouts",
    "propose_columns",
    "send_sheet",
]
