"""The forms of the accounts room."""

from sightline.service.accounts.addresses import NOWHERE, address_of
from sightline.service.accounts.forms.own import NameForm, SetUpForm
from sightline.service.accounts.forms.people import ChangeForm, InviteForm, PeopleForm, RoleForm
from sightline.service.accounts.forms.signing import (
    WRONG,
    ConfirmForm,
    ForgottenForm,
    JoinForm,
    NewPasswordForm,
    SecondStepForm,
    SignInForm,
)

__all__ = [
    "NOWHERE",
    "WRONG",
    "ChangeForm",
    "ConfirmForm",
    "ForgottenForm",
    "InviteForm",
    "JoinForm",
    "NameForm",
    "NewPasswordForm",
    "PeopleForm",
    "RoleForm",
    "SecondStepForm",
    "SetUpForm",
    "SignInForm",
    "address_of",
]
