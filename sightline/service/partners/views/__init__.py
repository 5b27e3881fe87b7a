"""The pages of partners. What they decide is decided in queries and actions."""

from sightline.service.partners.views.contacts import contact, contacts, remove_contact
from sightline.service.partners.views.merging import merge, mergers, undo_merge
from sightline.service.partners.views.organisations import add, edit, organisations
from sightline.service.partners.views.people import (
    invite,
    leave,
    member,
    people,
    remove_member,
    remove_team,
    team,
    withdraw,
)

__all__ = [
    "add",
    "contact",
    "contacts",
    "edit",
    "invite",
    "leave",
    "member",
    "merge",
    "mergers",
    "organisations",
    "people",
    "remove_contact",
    "remove_member",
    "remove_team",
    "team",
    "undo_merge",
    "withdraw",
]
