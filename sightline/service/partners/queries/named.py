"""The names of people by which somebody may find their organisation: of those they see anyway."""

from __future__ import annotations

from uuid import UUID

from sightline.service.partners.models import Contact, Membership
from sightline.service.partners.voices import Voice


def people_seen(voice: Voice) -> tuple[tuple[UUID, str], ...]:
    """The organisation and the name of everybody whom somebody with that voice may see.

    Contacts as the page of their organisation shows them, and those who belong to an organisation
    for whoever leads it, as its page of people does. Outside the partnership that is nobody.
    """
    if not voice.in_partnership:
        return ()
    contacts = Contact.objects.filter(voice.within(), organisation__merged_into=None)
    members = Membership.objects.filter(organisation__merged_into=None)
    if not voice.everyone:
        members = members.filter(organisation__in=voice.led)
    return (
        *contacts.values_list("organisation_id", "name"),
        *members.order_by("id").values_list("organisation_id", "user__name"),
    )
