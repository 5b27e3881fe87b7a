"""Every route, asked in every way by everybody: what the table of policy says is what happens.

Who may open a route is read from the table. Which methods a route takes, who stands how to the
trust, and what is one person's alone, is written down here, and never read from the views.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from factories import everything as who
from factories.everything import ACTORS, Everything, make_everything, parts_of_routes

from sightline.service.accounts.models import Role
from sightline.service.accounts.policy import POLICY, Relation
from sightline.service.audit.models import Event, Head

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = ("GET", "HEAD")
READ, SEND, BOTH = frozenset(SAFE), frozenset({"POST"}), frozenset({*SAFE, "POST"})
TAKES: Mapping[frozenset[str], str] = {
    READ: """
        pages:home pages:accessibility pages:privacy pages:cookies pages:gallery
        accounts:recovery_codes accounts:people accounts:person
        partners:organisations partners:contacts partners:people partners:mergers
        register:activities register:download register:download_organisations register:shapes
        register:activity register:history register:changes register:organisation register:groups
        duplicates:pairs duplicates:decided duplicates:pair
        entry:queue entry:check entry:offer
        freshness:due freshness:partners freshness:download freshness:reminders freshness:replies
        overview:index overview:timeline overview:timeline_download overview:calendar
        overview:calendar_download overview:public_feed overview:feeds overview:feed
        overview:where overview:where_download overview:what overview:what_download
        overview:reach overview:reach_download overview:network overview:pairs_download
        overview:network_download
        sheets:template sheets:preview sheets:adding sheets:marked watching:watching need:release
        need:listening
        need:needs need:profile need:compare need:index need:panel need:shapes
        need:download
        sources:sources sources:source sources:file sources:texts sources:released
        sources:released_download
        gaps:where gaps:shapes gaps:download gaps:area gaps:panel
        gaps:months gaps:months_file gaps:cliffs gaps:cliffs_file
        assessment:draft assessment:download
        findings:inbox findings:download findings:finding findings:yours findings:actions
        findings:runs findings:run
    """,
    SEND: """
        accounts:sign_out accounts:end_sessions accounts:remove_second_factor
        accounts:renew_recovery_codes accounts:cancel_invitation
        partners:remove_contact partners:withdraw partners:remove_member partners:remove_team
        partners:undo_merge register:restore register:confirm
        deliveries:remove duplicates:look_again duplicates:decide duplicates:undo
        entry:adopt entry:decline entry:send entry:likely entry:take_back entry:throw_away
        entry:accept entry:send_back entry:settle_step entry:withdraw_comment
        freshness:confirm freshness:reply_read overview:make_feed overview:end_feed
        sources:take sources:drop sources:read_text sources:decide_text sources:delete_texts
        sources:approve sources:decline need:decide_listening
        sheets:propose sheets:commit sheets:cancel watching:choose watching:often watching:stop
        findings:answer findings:share findings:comment findings:withdraw_comment findings:done
        findings:work_out
    """,
    BOTH: """
        accounts:sign_in accounts:second_step accounts:join accounts:forgotten
        accounts:new_password accounts:confirm accounts:account accounts:change_password
        accounts:set_up_second_factor accounts:invite accounts:change_role accounts:deactivate
        accounts:reactivate accounts:reset_second_factor
        partners:add partners:edit partners:contact partners:invite partners:member partners:team
        partners:leave partners:merge register:withdraw register:group
        deliveries:deliveries deliveries:delivery
        entry:drafts entry:new_offer entry:moderation entry:settle entry:step entry:change
        entry:comment entry:comment_mails freshness:owner freshness:still_right freshness:mails
        need:tell sources:add sources:edit sources:upload sources:release
        sheets:upload sheets:columns watching:add watching:mails
        findings:ask findings:question findings:asked findings:action findings:sharing
    """,
}
METHODS_OF = {route: took for took, routes in TAKES.items() for route in routes.split()}

# What each actor is to the partnership, and to the trust, which owns every example.
STANDS: Mapping[str, tuple[Role, Relation]] = {
    who.STRANGER: (Role.STRANGER, Relation.ANY),
    who.NEIGHBOUR: (Role.NEIGHBOUR, Relation.ANY),
    who.BOARD: (Role.BOARD, Relation.ANY),
    who.COMMISSIONER: (Role.COMMISSIONER, Relation.ANY),
    who.ANALYST: (Role.ANALYST, Relation.ANY),
    who.UNIT: (Role.UNIT, Relation.ANY),
    who.ADMINISTRATOR: (Role.ADMINISTRATOR, Relation.ANY),
    who.NOWHERE: (Role.PARTNER, Relation.ANY),
    who.OTHERS_LEAD: (Role.PARTNER, Relation.ANY),
    who.EDITOR: (Role.PARTNER, Relation.OWN),
    who.LEAD: (Role.PARTNER, Relation.LEAD),
    who.LEFT: (Role.STRANGER, Relation.ANY),  # their sessions ended with their rights
    who.DEMOTED: (Role.STRANGER, Relation.ANY),
}
IN_PARTNERSHIP = frozenset(ACTORS) - {
    who.STRANGER, who.LEFT, who.DEMOTED, who.NEIGHBOUR, who.ADMINISTRATOR,
}  # fmt: skip
OF_TRUST = frozenset({who.EDITOR, who.LEAD})
TRUST_AND_UNIT = OF_TRUST | {who.UNIT}
THE_EDITOR = frozenset({who.EDITOR})
# Who is told of a thing at all; to others it is not there, whatever they ask of it: 404, never 403.
# The trust's records are for the partnership; what is being written is the trust's alone, and what
# was sent in or is followed is the editor's alone.
THERE_FOR: Mapping[str, frozenset[str]] = {
    "register:activity": IN_PARTNERSHIP,
    "register:organisation": IN_PARTNERSHIP,
    "duplicates:pair": TRUST_AND_UNIT | {who.ANALYST},
    "duplicates:decide": TRUST_AND_UNIT | {who.ANALYST},
    "duplicates:undo": TRUST_AND_UNIT | {who.ANALYST},
    **dict.fromkeys(
        ("entry:check", "entry:step", "entry:settle", "entry:settle_step", "entry:send",
         "entry:likely", "entry:throw_away"), OF_TRUST,
    ),
    **dict.fromkeys(
        ("entry:take_back", "entry:offer", "entry:adopt", "entry:decline"), TRUST_AND_UNIT
    ),
    **dict.fromkeys(
        ("sheets:preview", "sheets:adding", "sheets:columns", "sheets:propose", "sheets:marked",
         "sheets:commit", "sheets:cancel", "overview:end_feed", "watching:stop"), THE_EDITOR,
    ),
    **dict.fromkeys(("sources:file", "sources:take", "sources:drop"), TRUST_AND_UNIT),
    # A finding that names the trust, and is not shared yet; the action is the editor's.
    **dict.fromkeys(
        ("findings:finding", "findings:comment", "findings:withdraw_comment"),
        TRUST_AND_UNIT | {who.ANALYST},
    ),
    "findings:question": TRUST_AND_UNIT,
    **dict.fromkeys(("findings:action", "findings:done"), frozenset({who.EDITOR, who.UNIT})),
}  # fmt: skip
# Whose things the gate knows; of others the page itself finds out.
WHOSE = frozenset("organisation_id activity_id delivery_id draft_id pair_id source_id".split())
# What a page itself refuses to somebody the gate lets in, and who is not refused.
ONLY_FOR: Mapping[str, frozenset[str]] = {
    "entry:withdraw_comment": frozenset({who.EDITOR, who.UNIT}),  # who wrote it, and the unit
    "findings:withdraw_comment": frozenset({who.EDITOR, who.UNIT}),
    "accounts:join": frozenset({who.STRANGER, who.LEFT, who.DEMOTED}),  # it is to another address
}
# Pages that first ask for something else, or have nothing to ask; what they answer to GET.
FIRST: Mapping[str, int] = {
    "accounts:second_step": 302,  # the password first
    "accounts:new_password": 302,  # the token goes into the session, away from the address
    "accounts:change_password": 302,  # the password once more
    "accounts:set_up_second_factor": 302,
    "accounts:recovery_codes": 302,
    "entry:settle": 409,  # the draft disagrees with nothing
    "sheets:columns": 409,  # a sheet in our own layout has no columns to confirm
    "sheets:adding": 302,  # nothing is being added: to the preview
}
# A form that was sent empty, where the thing is looked for only once the form makes sense.
FORM_FIRST = frozenset(
    "entry:settle_step sheets:commit entry:send entry:likely duplicates:undo".split()
)
# What reading may write: sessions, and answers that were worked out and can be again.
KEPT_BY_READING = frozenset({"django_session", "gaps_areagap", "gaps_gaprun", "gaps_reachpart",
                             "gaps_monthofgaps", "gaps_keptcliff",
                             "need_needrun", "need_needestimate"})  # fmt: skip
LOGGED = frozenset({"audit_event", "audit_head"})  # restricted facts that were read
READING_IS_LOGGED = frozenset(
    "register:activity register:download register:history assessment:download entry:change "
    "duplicates:pair deliveries:deliveries deliveries:delivery".split()
)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Everything]:
    """One of everything, made once for all of these tests and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_everything(tmp_path_factory.mktemp("county"))
        transaction.set_rollback(True)


@contextmanager
def writes() -> Iterator[set[str]]:
    """The tables that are written to meanwhile."""
    written: set[str] = set()

    def look(execute: Any, sql: str, *rest: Any) -> Any:
        found = re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', sql)
        if found:
            written.add(found.group(1))
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        yield written


def ask(made: Everything, actor: str, route: str, method: str, **how: Any) -> Any:
    """One answer; whatever it changed is taken back."""
    with transaction.atomic():
        answer = getattr(made.client_of(actor, **how), method.lower())(made.address_of(route))
        transaction.set_rollback(True)
    return answer


def refused(actor: str, route: str, parts: tuple[str, ...]) -> bool:
    """Whether the policy keeps this actor from the trust's thing at that route."""
    role, stands = STANDS[actor]
    needed = POLICY[route].get(role)
    if needed is None:
        return True
    too_far = stands < needed and bool(WHOSE & set(parts))
    return too_far and actor in THERE_FOR.get(route, ACTORS)


def is_right(actor: str, route: str, method: str, status: int, parts: tuple[str, ...]) -> bool:
    """Whether that is what they should be answered."""
    if refused(actor, route, parts):
        asked_to_sign_in = STANDS[actor][0] is Role.STRANGER and method in SAFE
        return status == (302 if asked_to_sign_in else 403)
    if method not in METHODS_OF[route]:
        return status == 405
    if actor not in THERE_FOR.get(route, ACTORS):
        return status == 404 or (method == "POST" and route in FORM_FIRST and status == 400)
    if actor not in ONLY_FOR.get(route, ACTORS):
        return status == 403
    if method in SAFE:
        return status == FIRST.get(route, 200)
    return status < 500 and status not in (403, 404, 405)


def test_every_route_says_here_once_which_methods_it_takes():
    named = [route for routes in TAKES.values() for route in routes.split()]
    assert len(named) == len(set(named))
    assert set(named) == set(POLICY) == set(parts_of_routes())


def test_every_part_of_an_address_has_an_example(made):
    for route in parts_of_routes():
        assert made.address_of(route).startswith("/")
    unknown = Everything(parts={"kind": "csv"})
    with pytest.raises(AssertionError, match="no example of 'activity_id', which register:act"):
        unknown.address_of("register:activity")


def test_there_are_enough_cells():
    assert len(POLICY) * len(ACTORS) * len(METHODS) >= 5_000
    assert set(STANDS) == set(ACTORS)


@pytest.mark.parametrize("actor", ACTORS)
def test_access_matrix(made, actor):
    """Every route, in every method: the answer that the table says, and nothing written by GET."""
    wrong, written = [], []
    before = rows()
    for route, parts in parts_of_routes().items():
        for method in METHODS:
            with writes() as tables:
                answer = ask(made, actor, route, method)
            if not is_right(actor, route, method, answer.status_code, parts):
                wrong.append((route, method, answer.status_code))
            is_look = method == "GET" and route in READING_IS_LOGGED  # HEAD shows nothing
            may_write = KEPT_BY_READING | (LOGGED if is_look else frozenset())
            if method != "POST" and tables - may_write:
                written.append((route, method, tables))
            if answer.status_code in (403, 405) and tables - KEPT_BY_READING:
                written.append((route, method, "refused, and still wrote", tables))
    assert wrong == []
    assert written == []
    assert rows() == before


def test_who_reads_where_a_sensitive_site_is_leaves_a_line(made):
    """What reading may write, it does: else the table above would allow too much."""
    for route in READING_IS_LOGGED:
        with writes() as tables:
            ask(made, who.UNIT, route, "GET")
        assert tables >= LOGGED, route
    with writes() as tables:
        ask(made, who.ANALYST, "register:activity", "GET")
    assert not tables & LOGGED, "to them the place is not told"


def rows() -> Mapping[str, int]:
    """How many rows each table has, and how far the chain of events has come."""
    return Counter(
        {model._meta.db_table: model._base_manager.count() for model in apps.get_models()}
    ) + Counter({"newest event": Head.objects.get().number, "events": Event.objects.count()})


def may_send(route: str) -> str:
    """Somebody whom nothing but the missing token keeps from sending a form there."""
    parts = parts_of_routes()[route]
    return next(
        actor
        for actor in (who.EDITOR, who.LEAD, who.UNIT, who.ADMINISTRATOR, who.STRANGER)
        if not refused(actor, route, parts) and actor in THERE_FOR.get(route, ACTORS)
        and actor in ONLY_FOR.get(route, ACTORS)
    )  # fmt: skip


# Mail programs press these buttons by themselves (RFC 8058): the token in the address is the leave.
WITHOUT_TOKEN = frozenset({"entry:comment_mails", "freshness:mails", "watching:mails"})


def test_no_form_is_taken_without_its_token(made):
    taken = set()
    for route in (route for route, methods in METHODS_OF.items() if "POST" in methods):
        with writes() as tables:
            answer = ask(made, may_send(route), route, "POST", enforce_csrf_checks=True)
        if answer.status_code != 403 or "This form is too old to be sent" not in answer.text:
            taken.add(route)
        else:
            assert tables <= KEPT_BY_READING, route
    assert taken == WITHOUT_TOKEN
