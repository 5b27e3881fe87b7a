"""What is changed about accounts: people, invitations, passwords, second factors, tries."""

from sightline.service.accounts.actions.invitations import (
    ON_JOIN,
    PRESSED_TWICE,
    accept_invitation,
    accept_invitation_as,
    cancel_invitation,
    invite,
)
from sightline.service.accounts.actions.passwords import send_password_link, set_password
from sightline.service.accounts.actions.people import (
    add_user,
    change_role,
    deactivate_user,
    end_sessions,
    reactivate_user,
    rename_user,
    set_up_demo_user,
)
from sightline.service.accounts.actions.second_factors import (
    check_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    reset_second_factor,
    reset_second_factor_from_the_server,
    set_up_second_factor,
)
from sightline.service.accounts.actions.tries import (
    begin_try,
    end_try,
    forget_try,
    spend,
    warn_of_wrong_codes,
)

__all__ = [
    "ON_JOIN",
    "PRESSED_TWICE",
    "accept_invitation",
    "accept_invitation_as",
    "add_user",
    "begin_try",
    "cancel_invitation",
    "change_role",
    "check_second_factor",
    "deactivate_user",
    "end_sessions",
    "end_try",
    "forget_try",
    "invite",
    "reactivate_user",
    "remove_second_factor",
    "rename_user",
    "renew_recovery_codes",
    "reset_second_factor",
    "reset_second_factor_from_the_server",
    "send_password_link",
    "set_password",
    "set_up_demo_user",
    "set_up_second_factor",
    "spend",
    "warn_of_wrong_codes",
]
