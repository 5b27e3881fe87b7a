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
    "change_password",
    "confirm",
    "end_sessions",
    "forgotten",
    "join",
    "new_password",
    "recovery_codes",
    "remove_second_factor",
    "renew_recovery_codes",
    "second_step",
    "set_up_second_factor",
    "sign_in",
    "sign_out",
]
