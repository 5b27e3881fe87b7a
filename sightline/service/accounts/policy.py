"""Which roles may open which route, and of whose things: one table, read by the gate, the menu and
the tests.

A room adds its routes here. A route that is missing is refused to everybody, and
`manage.py check` fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any
from uuid import UUID

from django.core import checks
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

from sightline.service.accounts.models import ROLES_OF_USERS, Role


class Relation(IntEnum):
    """How somebody stands to the organisation that a thing belongs to; the larger, the closer."""

    ANY = 0  # whatever they have to do with it
    OWN = 1  # they belong to it
    LEAD = 2  # they lead it


Line = Mapping[Role, Relation]  # the roles that may open a route, each of whose things


def _anyone(*roles: Role) -> Line:
    return dict.fromkeys(roles, Relation.ANY)


EVERYBODY: Line = _anyone(*Role)
STRANGERS: Line = _anyone(Role.STRANGER)
SIGNED_IN: Line = _anyone(*ROLES_OF_USERS)
# Those who may see what the partnership keeps to itself. A neighbour sees what the public sees, and
# what it was given; an administrator runs sign-ins and has no business with the records.
PARTNERSHIP: Line = _anyone(Role.PARTNER, Role.ANALYST, Role.COMMISSIONER, Role.BOARD, Role.UNIT)
STAFF: Line = _anyone(Role.ANALYST, Role.UNIT)  # the unit and its analysts
UNIT: Line = _anyone(Role.UNIT)
# Those who assess need for the whole partnership.
ASSESSORS: Line = _anyone(Role.ANALYST, Role.COMMISSIONER, Role.BOARD, Role.UNIT)
ADMINISTRATORS: Line = _anyone(Role.ADMINISTRATOR)
SIGN_INS: Line = _anyone(Role.UNIT, Role.ADMINISTRATOR)  # who invites, and sees who is here
# Partners for themselves, the unit for anyone.
REPORTERS: Line = {Role.PARTNER: Relation.OWN, Role.UNIT: Relation.ANY}
LEADS: Line = {Role.PARTNER: Relation.LEAD, Role.UNIT: Relation.ANY}
# Records that may be the same: those who keep them, and analysts, whose totals they may double.
PAIRS: Line = _anyone(Role.PARTNER, Role.ANALYST, Role.UNIT)
PARTNERS: Line = _anyone(Role.PARTNER)
MEMBERS: Line = {Role.PARTNER: Relation.OWN}  # those who belong to it, and nobody for them

POLICY: Mapping[str, Line] = {
    "pages:home": EVERYBODY,
    "pages:accessibility": EVERYBODY,
    "pages:privacy": EVERYBODY,
    "pages:cookies": EVERYBODY,
    "pages:gallery": STAFF,
    "accounts:sign_in": EVERYBODY,
    "accounts:sign_out": SIGNED_IN,
    "accounts:second_step": EVERYBODY,
    "accounts:join": EVERYBODY,
    "accounts:forgotten": EVERYBODY,
    "accounts:new_password": EVERYBODY,
    "accounts:confirm": SIGNED_IN,
    "accounts:account": SIGNED_IN,
    "accounts:change_password": SIGNED_IN,
    "accounts:end_sessions": SIGNED_IN,
    "accounts:set_up_second_factor": SIGNED_IN,
    "accounts:remove_second_factor": SIGNED_IN,
    "accounts:recovery_codes": SIGNED_IN,
    "accounts:renew_recovery_codes": SIGNED_IN,
    "accounts:people": SIGN_INS,
    "accounts:person": SIGN_INS,
    "accounts:invite": SIGN_INS,
    "accounts:cancel_invitation": SIGN_INS,
    "accounts:change_role": ADMINISTRATORS,
    "accounts:deactivate": ADMINISTRATORS,
    "accounts:reactivate": ADMINISTRATORS,
    "accounts:reset_second_factor": ADMINISTRATORS,
    "partners:organisations": EVERYBODY,
    "partners:add": UNIT,
    "partners:edit": LEADS,
    "partners:contacts": LEADS,
    "partners:contact": LEADS,
    "partners:remove_contact": LEADS,
    "partners:people": LEADS,
    "partners:invite": LEADS,
    "partners:withdraw": LEADS,
    "partners:member": LEADS,
    "partners:remove_member": LEADS,
    "partners:team": LEADS,
    "partners:remove_team": LEADS,
    "partners:leave": MEMBERS,
    "partners:merge": UNIT,
    "partners:mergers": UNIT,
    "partners:undo_merge": UNIT,
    "register:activities": EVERYBODY,
    "register:download": EVERYBODY,
    "register:download_organisations": EVERYBODY,
    "register:shapes": EVERYBODY,
    "register:activity": EVERYBODY,
    "register:organisation": EVERYBODY,
    "register:confirm": REPORTERS,
    "register:history": PARTNERSHIP,
    "register:changes": PARTNERSHIP,
    "register:restore": REPORTERS,
    "register:withdraw": REPORTERS,
    "register:groups": UNIT,
    "register:group": UNIT,
    "duplicates:pairs": PAIRS,
    "duplicates:decided": PAIRS,
    "duplicates:pair": PAIRS,
    "duplicates:look_again": UNIT,
    "duplicates:decide": LEADS,
    "duplicates:undo": LEADS,
    "entry:drafts": REPORTERS,
    "entry:check": REPORTERS,
    "entry:step": REPORTERS,
    "entry:settle": REPORTERS,
    "entry:settle_step": REPORTERS,
    "entry:send": REPORTERS,
    "entry:likely": REPORTERS,
    "entry:take_back": MEMBERS,
    "entry:throw_away": REPORTERS,
    "entry:change": REPORTERS,
    "entry:offer": REPORTERS,
    "entry:adopt": MEMBERS,
    "entry:decline": MEMBERS,
    "entry:new_offer": UNIT,
    "entry:queue": UNIT,
    "entry:accept": UNIT,
    "entry:send_back": UNIT,
    "entry:moderation": UNIT,
    "entry:comment": PARTNERSHIP,
    "entry:withdraw_comment": PARTNERSHIP,
    "sheets:upload": REPORTERS,
    "sheets:template": REPORTERS,
    "sheets:preview": REPORTERS,
    "sheets:columns": REPORTERS,
    "sheets:propose": REPORTERS,
    "sheets:marked": REPORTERS,
    "sheets:commit": REPORTERS,
    "sheets:adding": REPORTERS,
    "sheets:cancel": REPORTERS,
    "overview:index": EVERYBODY,
    "overview:timeline": EVERYBODY,
    "overview:timeline_download": EVERYBODY,
    "overview:calendar": EVERYBODY,
    "overview:calendar_download": EVERYBODY,
    "overview:public_feed": EVERYBODY,
    "overview:feed": EVERYBODY,  # whoever has the key, which stands for its owner
    "overview:feeds": PARTNERSHIP,
    "overview:make_feed": PARTNERSHIP,
    "overview:end_feed": PARTNERSHIP,
    "overview:where": EVERYBODY,
    "overview:where_download": EVERYBODY,
    "overview:what": EVERYBODY,
    "overview:what_download": EVERYBODY,
    "overview:reach": EVERYBODY,
    "overview:reach_download": EVERYBODY,
    "overview:network": PARTNERSHIP,
    "overview:network_download": PARTNERSHIP,
    "overview:pairs_download": PARTNERSHIP,
    "deliveries:deliveries": REPORTERS,
    "deliveries:delivery": REPORTERS,
    "deliveries:remove": REPORTERS,
    "freshness:due": REPORTERS,
    "freshness:confirm": REPORTERS,
    "freshness:owner": REPORTERS,
    "freshness:partners": STAFF,
    "freshness:download": STAFF,
    "freshness:reminders": UNIT,
    "freshness:replies": UNIT,
    "freshness:reply_read": UNIT,
    "freshness:still_right": EVERYBODY,  # whoever has the mail's link, for that one record
    "freshness:mails": EVERYBODY,  # whoever has the mail's link, for that one person's mails
    "watching:watching": PARTNERSHIP,
    "watching:choose": PARTNERSHIP,
    "watching:add": PARTNERSHIP,
    "watching:often": PARTNERSHIP,
    "watching:stop": PARTNERSHIP,
    "watching:mails": EVERYBODY,  # whoever has the mail's link, for that one person's mails
    "entry:comment_mails": EVERYBODY,  # whoever has the mail's link, for that one person's mails
    "need:release": PARTNERSHIP,
    "need:listening": EVERYBODY,  # each what they may read; the public what is published
    "need:tell": REPORTERS,
    "need:decide_listening": UNIT,
    "need:needs": PARTNERSHIP,
    "need:profile": PARTNERSHIP,
    "need:compare": PARTNERSHIP,
    "need:index": PARTNERSHIP,
    "need:panel": PARTNERSHIP,
    "need:shapes": PARTNERSHIP,
    "need:download": PARTNERSHIP,
    "sources:sources": EVERYBODY,
    "sources:released": EVERYBODY,
    "sources:released_download": EVERYBODY,
    "sources:source": PARTNERSHIP,
    "sources:add": UNIT,
    "sources:edit": UNIT,
    "sources:upload": REPORTERS,
    "sources:file": REPORTERS,
    "sources:take": REPORTERS,
    "sources:drop": REPORTERS,
    "sources:texts": UNIT,
    "sources:delete_texts": UNIT,
    "sources:read_text": UNIT,
    "sources:decide_text": UNIT,
    "sources:release": UNIT,
    "sources:approve": UNIT,
    "sources:decline": UNIT,
    "gaps:where": PARTNERSHIP,
    "gaps:area": PARTNERSHIP,
    "gaps:panel": PARTNERSHIP,
    "gaps:shapes": PARTNERSHIP,
    "gaps:download": PARTNERSHIP,
    "gaps:months": PARTNERSHIP,
    "gaps:months_file": PARTNERSHIP,
    "gaps:cliffs": PARTNERSHIP,
    "gaps:cliffs_file": PARTNERSHIP,
    # Of findings each sees what names them, what is shared and what they were asked or given to do.
    "findings:inbox": PARTNERSHIP,
    "findings:download": PARTNERSHIP,
    "findings:finding": PARTNERSHIP,
    "findings:comment": PARTNERSHIP,
    "findings:withdraw_comment": PARTNERSHIP,
    "findings:yours": PARTNERS,
    "findings:question": REPORTERS,  # who belongs to the organisation that was asked, and the unit
    "findings:asked": EVERYBODY,  # whoever has the mail's link, for that one question
    "findings:actions": PARTNERSHIP,
    "findings:action": PARTNERSHIP,  # whoever it was given to, and the unit
    "findings:done": PARTNERSHIP,
    "findings:answer": UNIT,
    "findings:ask": UNIT,
    "findings:share": UNIT,
    "findings:sharing": UNIT,
    "findings:runs": STAFF,
    "findings:run": STAFF,
    "findings:work_out": UNIT,
    "assessment:draft": ASSESSORS,
    "assessment:download": ASSESSORS,
}

# Roles that may change what the partnership holds, and so prove who they are twice.
WRITERS = frozenset({Role.PARTNER, Role.UNIT, Role.ADMINISTRATOR})
# What one of them may open before there is a second factor: the way to one, the way out, and what
# every service must say.
BEFORE_SECOND_FACTOR = frozenset(
    "accounts:set_up_second_factor accounts:confirm accounts:sign_out accounts:join "
    "pages:accessibility pages:privacy pages:cookies".split()
)

# Whom each may invite as what. Nobody invites somebody to more than they may do themselves.
MAY_INVITE: Mapping[Role, tuple[Role, ...]] = {
    Role.PARTNER: (Role.PARTNER,),
    Role.UNIT: (Role.PARTNER, Role.COMMISSIONER, Role.BOARD, Role.NEIGHBOUR),
    Role.ADMINISTRATOR: ROLES_OF_USERS,
}

# Rooms above say whose a thing is: by the name of a part of an address, such as `activity_id`,
# which organisation the thing of that key belongs to, or None where this viewer has no such thing.
OWNER_OF: dict[str, Callable[[Any, Any], UUID | None]] = {}
# The room of partners says how somebody stands to an organisation.
RELATION_TO: list[Callable[[Any, UUID], Relation]] = []


def role_of(user: Any) -> Role:
    """The role of whoever makes a request: a user of the service, or nobody known."""
    return Role(user.role) if user.is_authenticated else Role.STRANGER


def may_open(user: Any, route: str) -> bool:
    """Whether this user may open the route, such as `gaps:where`; an undeclared one, never."""
    return role_of(user) in POLICY.get(route, {})


def may_reach(user: Any, route: str, parts: Mapping[str, Any]) -> bool:
    """Whether this user may open the route for the thing its address names.

    parts: of the address, by name. Of a thing that is not there for them the page itself tells.
    """
    needed = POLICY.get(route, {}).get(role_of(user))
    if needed is None:
        return False
    owners = [OWNER_OF[name](user, key) for name, key in parts.items() if name in OWNER_OF]
    return all(_stands(user, owner) >= needed for owner in owners if owner is not None)


def _stands(user: Any, organisation_id: UUID) -> Relation:
    """How somebody stands to an organisation."""
    return max((ask(user, organisation_id) for ask in RELATION_TO), default=Relation.ANY)


def route_of(request: HttpRequest) -> str:
    """The name of the route that answers this request; empty if it has none."""
    match = request.resolver_match
    return match.view_name if match is not None else ""


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The name of every route of the service, room and all; empty for a nameless one."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLPattern):
            yield f"{space}{part.name}" if part.name else ""
        else:
            yield from routes(part, f"{space}{part.namespace}:" if part.namespace else space)


def check_policy(
    app_configs: Sequence[Any] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Every route is declared, and every declaration has its route."""
    found = set(routes())
    undeclared = [
        checks.Error(
            f"route {route or '(no name)'}: found no line in the policy table, wanted one.",
            hint="Say in sightline/service/accounts/policy.py which roles may open it.",
            id="accounts.E001",
        )
        for route in sorted(found - set(POLICY))
    ]
    without_route = [
        checks.Error(
            f"policy for {route}: found no such route.",
            hint="Take the line out of sightline/service/accounts/policy.py, or add the route.",
            id="accounts.E002",
        )
        for route in sorted(set(POLICY) - found)
    ]
    return [*undeclared, *without_route]
