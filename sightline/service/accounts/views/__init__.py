"""The pages of the accounts room."""

from sightline.service.accounts.views.own import (
    account,
    change_password,
    end_sessions,
    recovery_codes,
    remove_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)
from sightline.service.accounts.views.people import (
    cancel_invitation,
    change_role,
    deactivate,
    invite,
    people,
    person,
    reactivate,
    reset_second_factor,
)
from sightline.service.accounts.views.signing import (
    confirm,
    forgotten,
    join,
    new_password,
    second_step,
    sign_in,
    sign_out,
)

__all__ = [
    "account",
    "cancel_invitation",
    "change_password",
    "change_role",
    "confirm",
    "deactivate",
    "end_sessions",
    "forgotten",
    "invite",
    "join",
    "new_password",
    "people",
    "person",
    "reactivate",
    "recovery_codes",
    "remove_second_factor",
    "renew_recovery_codes",
    "reset_second_factor",
    "second_step",
    "set_up_second_factor",
    "sign_in",
    "sign_out",
]
