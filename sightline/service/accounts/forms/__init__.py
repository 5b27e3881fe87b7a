"""The forms of the accounts room."""

from sightline.service.accounts.addresses import NOWHERE, address_of
from sightline.service.accounts.forms.own import NameForm, SetUpForm
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
    "ConfirmForm",
    "ForgottenForm",
    "JoinForm",
    "NameForm",
    "NewPasswordForm",
    "SecondStepForm",
    "SetUpForm",
    "SignInForm",
    "address_of",
]
