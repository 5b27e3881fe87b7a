"""What people fill in: about an organisation, its contacts, its people, a merger."""

from sightline.service.partners.forms.merging import DecideForm, MergeForm
from sightline.service.partners.forms.organisations import (
    AddForm,
    DetailsForm,
    OrganisationFilterForm,
)
from sightline.service.partners.forms.people import (
    ContactForm,
    InviteForm,
    LeaveForm,
    MemberForm,
    TeamForm,
)

__all__ = [
    "AddForm",
    "ContactForm",
    "DecideForm",
    "DetailsForm",
    "InviteForm",
    "LeaveForm",
    "MemberForm",
    "MergeForm",
    "OrganisationFilterForm",
    "TeamForm",
]
