"""What is read of accounts: whether another try is allowed, people, and one's own account."""

from sightline.service.accounts.queries.joining import INVITED_TO, JoinPage, join_page
from sightline.service.accounts.queries.own import (
    BELONGS_TO,
    AccountPage,
    CodesPage,
    SetUpPage,
    account_page,
    lacks_second_factor,
    recovery_codes_page,
    set_up_page,
    wants_second_factor,
)
from sightline.service.accounts.queries.people import (
    Asked,
    PeoplePage,
    PersonPage,
    people_page,
    person_page,
    roles_to_invite,
)
from sightline.service.accounts.queries.tries import (
    FAILURES_BY_ACCOUNT,
    FAILURES_BY_ADDRESS,
    FAILURES_BY_BOTH,
    FAILURES_OF_SECOND,
    WINDOW,
    may_try,
    may_try_second,
)

__all__ = [
    "BELONGS_TO",
    "FAILURES_BY_ACCOUNT",
    "FAILURES_BY_ADDRESS",
    "FAILURES_BY_BOTH",
    "FAILURES_OF_SECOND",
    "INVITED_TO",
    "WINDOW",
    "AccountPage",
    "Asked",
    "CodesPage",
    "JoinPage",
    "PeoplePage",
    "PersonPage",
    "SetUpPage",
    "account_page",
    "join_page",
    "lacks_second_factor",
    "may_try",
    "may_try_second",
    "people_page",
    "person_page",
    "recovery_codes_page",
    "roles_to_invite",
    "set_up_page",
    "wants_second_factor",
]
