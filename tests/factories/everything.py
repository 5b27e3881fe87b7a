"""One small county with at least one of every thing an address can name, each of the trust.

Who is there: somebody of every role, and for partners every way to stand to the owner of things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client, TestCase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from factories.county_folder import load, write_county_folder
from factories.entry import ANSWERS, comment_of, draft_of, send
from factories.findings import finding_of, said_about
from factories.listening import heard_of
from factories.partners import contact_of, editor_of, lead_of, team_of
from factories.register import OTHER, TRUST, club, organisation_of, row, sheet_of, user_of
from factories.sources import istv_of, source_of, taken

from sightline.service.accounts.actions import change_role, deactivate_user
from sightline.service.accounts.actions import invite as invite_anybody
from sightline.service.accounts.models import Invitation, Role, User
from sightline.service.deliveries.actions import Held, record_delivery
from sightline.service.duplicates.models import Pair
from sightline.service.duplicates.models import State as PairState
from sightline.service.entry.actions import offer_activity, set_scope
from sightline.service.entry.letters import STOP as STOP_COMMENT_MAILS
from sightline.service.entry.models import CommentMail, Scope
from sightline.service.findings.letters import ANSWER
from sightline.service.findings.models import FindingRun
from sightline.service.freshness.letters import LINK
from sightline.service.freshness.letters import STOP as STOP_REMINDERS
from sightline.service.freshness.models import Reminder, ReminderLine, Reply
from sightline.service.overview.actions import make_feed
from sightline.service.overview.queries import feeds_page
from sightline.service.pages.tokens import token_of
from sightline.service.partners.actions import invite_member, merge_organisations
from sightline.service.places.models import Area, Postcode
from sightline.service.register.actions import (
    GroupFacts,
    record_activity,
    save_group,
    withdraw_activity,
)
from sightline.service.sheets.actions import send_sheet
from sightline.service.sources.actions import approve_release, propose_release, send_file
from sightline.service.sources.models import WithheldText
from sightline.service.watching.actions import watch
from sightline.service.watching.letters import STOP as STOP_NOTICES
from sightline.service.watching.models import Notice

# Whoever may ask for something, by what they are to the partnership and to the trust.
STRANGER, NEIGHBOUR, BOARD, COMMISSIONER = "stranger", "neighbour", "board", "commissioner"
ANALYST, UNIT, ADMINISTRATOR = "analyst", "unit", "administrator"
OTHERS_LEAD, EDITOR, LEAD = "lead of another", "editor", "lead"
NOWHERE = "partner of nothing"
LEFT, DEMOTED = "kept out", "unit no more"
ACTORS = (
    STRANGER, NEIGHBOUR, BOARD, COMMISSIONER, ANALYST, UNIT, ADMINISTRATOR, OTHERS_LEAD, EDITOR,
    LEAD, NOWHERE, LEFT, DEMOTED,
)  # fmt: skip


@dataclass
class Everything:
    """People by actor, and for each part of an address the thing it can name."""

    people: dict[str, User] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    parts: dict[str, object] = field(default_factory=dict)  # by name, such as activity_id
    of_route: dict[str, dict[str, object]] = field(default_factory=dict)  # where it must differ
    clients: dict[Any, Client] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)  # questions without which there is no page

    def address_of(self, route: str) -> str:
        """An address of the route; a part of it that has no example fails by its name."""
        given = self.parts | self.of_route.get(route, {})
        names = parts_of_routes()[route]
        for name in names:
            if name not in given:
                raise AssertionError(
                    f"no example of {name!r}, which {route} needs: give one in "
                    "tests/factories/everything.py"
                )
        return reverse(route, kwargs={name: given[name] for name in names}) + self.asked.get(
            route, ""
        )

    def client_of(self, actor: str, **how: Any) -> Client:
        """A client that asks as that actor, with the session they have had all along."""
        key = (actor, *sorted(how.items()))
        if key not in self.clients:  # each new one would set up all of the service's layers again
            self.clients[key] = Client(raise_request_exception=False, **how)
        client = self.clients[key]
        client.cookies.clear()
        if actor in self.sessions:
            client.cookies["session"] = self.sessions[actor]
        return client


def parts_of_routes() -> dict[str, tuple[str, ...]]:
    """Every route of the service, with the names of the parts of its address."""
    return dict(_routes(get_resolver()))


def _routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for part in resolver.url_patterns:
        if isinstance(part, URLPattern):
            yield f"{space}{part.name}", tuple(part.pattern.converters)
        else:
            yield from _routes(part, f"{space}{part.namespace}:" if part.namespace else space)


def make_everything(folder: Path) -> Everything:
    """The county, its people, and one thing of each kind."""
    made, now = Everything(), timezone.now()
    load(write_county_folder(folder))
    area = Area.objects.filter(is_neighbour=False).order_by("code")[0]
    Postcode.objects.bulk_create(
        Postcode(postcode=code, easting_m=area.easting_m + 10 * at, northing_m=area.northing_m)
        for at, code in enumerate(("ZZ1 1AA", "ZZ1 1AB"))
    )
    made.parts |= {"kind": "csv", "form": "csv", "step": "name", "code": area.code}
    _people(made, now)
    _records(made, now)
    _drafts(made)
    _partners(made, now)
    _mails(made, now)
    made.parts["listening_id"] = heard_of(str(made.parts["code"]), by=made.people[UNIT]).pk
    _sources(made, now)
    _findings(made, now)
    _kept_for_one(made, now)
    _sign_ins(made, now)
    return made


def _people(made: Everything, now: datetime) -> None:
    roles = (NEIGHBOUR, BOARD, COMMISSIONER, ANALYST, UNIT, ADMINISTRATOR)
    made.people |= {role: user_of(Role(role), name=f"Any {role}") for role in roles}
    made.people[NOWHERE] = user_of(Role.PARTNER, name="Nora Nowhere")
    made.people[OTHERS_LEAD] = lead_of(OTHER, called="Otto Other")
    made.people[EDITOR] = editor_of(TRUST, called="Edi Editor")
    made.people[LEAD] = lead_of(TRUST, called="Lea Lead")
    made.people[LEFT] = lead_of(TRUST, called="Gone Lead")
    made.people[DEMOTED] = user_of(Role.UNIT, name="Once Unit")
    for actor, user in made.people.items():
        client = Client()
        client.force_login(user)
        made.sessions[actor] = client.cookies["session"].value
    by, left, once = (made.people[actor] for actor in (ADMINISTRATOR, LEFT, DEMOTED))
    deactivate_user(user_id=left.pk, version=left.version, by=by, now=now, reason="left")
    change_role(user_id=once.pk, role=Role.NEIGHBOUR, version=once.version, by=by, now=now,
                reason="moved")  # fmt: skip


def _records(made: Everything, now: datetime) -> None:
    unit, editor = made.people[UNIT], made.people[EDITOR]
    keys = [
        record_activity(
            club(reference=f"T-{number}", name=name, areas_served=(made.parts["code"],),
                 delivery_area=str(made.parts["code"]), places=(), funders=("A fund 60%",),
                 sensitive_site=number == 0),
            by=None, now=now,
        )
        for number, name in enumerate(("Harbour club", "Harbour boxing", "Harbour walks", "Past"))
    ]  # fmt: skip
    withdraw_activity(activity_id=keys[3], by=unit, now=now, reason="over")
    made.parts["group_id"] = uuid4()
    save_group(group_id=made.parts["group_id"], version=None, facts=GroupFacts("Night time"),
               by=unit, now=now)  # fmt: skip
    made.parts["activity_id"] = keys[0]
    made.parts["organisation_id"] = organisation_of(TRUST).pk
    held = Held(now.date(), place="The hall", people=12)
    made.parts["delivery_id"] = record_delivery(
        activity_id=keys[0], held=held, entry_key=uuid4(), by=editor, now=now, today=now.date()
    )
    made.parts["comment_id"] = comment_of(editor, keys[0], "Is Thursday right?")
    made.parts["pair_id"] = _pair(keys[0], keys[1], now).pk
    decided = _pair(keys[0], keys[2], now, state=PairState.DIFFERENT, by=unit).pk
    made.of_route["assessment:download"] = {"form": "docx"}
    made.of_route["duplicates:undo"] = {"pair_id": decided}


def _pair(
    one: UUID, two: UUID, now: datetime, *, state: str = PairState.OPEN, by: User | None = None
) -> Pair:
    first, second = sorted((one, two))
    decided = {"decided_by": by, "decided_at": now, "decided_weight": 9.0} if by else {}
    return Pair.objects.create(
        kind="activity", first=first, second=second, probability=0.9, weight=9.0, evidence=[],
        pattern="", found_at=now, state=state, **decided,
    )  # fmt: skip


def _drafts(made: Everything) -> None:
    """One being written; one that waits; one that the unit offers."""
    editor, unit = made.people[EDITOR], made.people[UNIT]
    area = str(made.parts["code"])
    where = {"areas_served": area, "postcode": "ZZ1 1AB"}
    made.parts["draft_id"] = draft_of(editor, activity="Night bus", **where).pk
    set_scope(scope=Scope.EVERYTHING, version=1, by=unit, now=timezone.now())
    waiting = send(editor, draft_of(editor, activity="Choir of harbours", **where).pk)
    for route in ("accept", "send_back", "take_back"):
        made.of_route[f"entry:{route}"] = {"draft_id": waiting.pk}
    offered = offer_activity(
        organisation_id=organisation_of(TRUST).pk, answers=ANSWERS | where, words="Yours?",
        key=uuid4(), by=unit, now=timezone.now(),
    )  # fmt: skip
    for route in ("offer", "adopt", "decline"):
        made.of_route[f"entry:{route}"] = {"draft_id": offered}


def _partners(made: Everything, now: datetime) -> None:
    unit = made.people[UNIT]
    made.parts["contact_id"] = contact_of(TRUST, visibility="partnership")
    made.parts["member_id"] = made.people[EDITOR].pk
    made.parts["team_id"] = team_of(TRUST, "Night team", made.people[EDITOR]).pk
    invite_member(organisation_id=organisation_of(TRUST).pk, email="invited@sightline.example",
                  role="editor", by=made.people[LEAD], now=now)  # fmt: skip
    made.parts["merger_id"] = merge_organisations(
        kept_id=organisation_of(TRUST).pk, gone_id=organisation_of("The trust of before").pk,
        by=unit, now=now, reason="one and the same",
    )  # fmt: skip


def _sources(made: Everything, now: datetime) -> None:
    """A source of the trust: a month that is public, one that is proposed, one that waits."""
    unit, second = made.people[UNIT], user_of(Role.UNIT, name="Second Unit")
    today = now.date()
    key = source_of(unit, now=now)
    how: dict[str, Any] = {"by": unit, "now": now, "today": today}
    wanted = {"source_id": key, "dimensions": ("area", "month", "kind"), "revised": ""}
    taken(key, istv_of("2025-10", fists=30), **how)
    approve_release(release_id=propose_release(**wanted, **how), by=second, now=now, today=today)
    taken(key, istv_of("2025-11", fists=30), **how)
    made.parts["source_id"] = key
    made.parts["release_id"] = propose_release(**wanted, **how)
    made.parts["text_id"] = WithheldText.objects.all()[0].pk
    made.parts["file_id"] = send_file(
        source_id=key, content=istv_of("2025-12"), file_name="december.csv", **how
    )


def _findings(made: Everything, now: datetime) -> None:
    """A finding that names the trust, with all that can be said and done about it."""
    record = str(made.parts["activity_id"])
    key = finding_of(organisations=(TRUST,), activities=(record,), now=now)
    made.parts |= {"finding_id": key, "run_id": FindingRun.objects.all()[0].pk}
    made.parts |= said_about(key, by=made.people[UNIT], to=made.people[EDITOR], now=now)
    made.of_route["findings:asked"] = {"token": token_of(ANSWER, made.parts["question_id"])}


def _mails(made: Everything, now: datetime) -> None:
    """A reminder that was sent, with its line, a reply to it, and a notice."""
    editor, to = made.people[EDITOR], made.people[EDITOR].email
    reminder = Reminder.objects.create(
        user=editor, sent_for=now.date(), sent_at=now, sent_to=to, kinds=["due"]
    )
    line = ReminderLine.objects.create(
        reminder=reminder, activity_id=made.parts["activity_id"], version=1, step="due"
    )
    reply = Reply.objects.create(
        digest="0" * 64, reminder=reminder, sent_from=to, subject="Re: due", text="We moved",
        fate="to read", why="it says more", came_at=now,
    )  # fmt: skip
    notice = Notice.objects.create(
        user=editor, sent_for=now.date(), sent_at=now, sent_to=to, from_event=1, to_event=2
    )
    mail = CommentMail.objects.create(user=editor, sent_at=now, sent_to=to)
    made.parts["reply_id"] = reply.pk
    made.of_route["entry:comment_mails"] = {"token": token_of(STOP_COMMENT_MAILS, mail.pk)}
    made.of_route["freshness:still_right"] = {"token": token_of(LINK, line.pk)}
    made.of_route["freshness:mails"] = {"token": token_of(STOP_REMINDERS, reminder.pk)}
    made.of_route["watching:mails"] = {"token": token_of(STOP_NOTICES, notice.pk)}


def _kept_for_one(made: Everything, now: datetime) -> None:
    """What belongs to one person: a sheet, a watch, a calendar to follow. All are the editor's."""
    editor = made.people[EDITOR]
    rows = (row(reference="S-1"), row(reference="S-2", status="nonsense"))
    made.parts["upload_id"] = send_sheet(
        content=sheet_of(*rows), file_name="club.csv", by=editor, now=now, today=now.date()
    )
    made.parts["watch_id"] = watch(
        kind="record", target=str(made.parts["activity_id"]), by=editor, now=now, today=now.date()
    ).pk
    made.asked["watching:add"] = f"?kind=record&target={made.parts['activity_id']}"
    made.parts["feed_id"] = make_feed(question="", by=editor, now=now)
    (feed,) = feeds_page(viewer=editor, site="").feeds
    made.of_route["overview:feed"] = {"token": _last_of(feed.address).removesuffix(".ics")}


def _sign_ins(made: Everything, now: datetime) -> None:
    board, by = made.people[BOARD], made.people[ADMINISTRATOR]
    made.parts["user_id"] = board.pk
    made.of_route["accounts:reactivate"] = {"user_id": made.people[LEFT].pk}
    made.of_route["accounts:new_password"] = {
        "uidb64": urlsafe_base64_encode(force_bytes(board.pk)),
        "token": default_token_generator.make_token(board),
    }
    _, letters = letters_of(
        lambda: invite_anybody(email="new@sightline.example", role=Role.BOARD, by=by, now=now)
    )
    (found,) = re.findall(r"/join/(\S+)", letters[-1].body)
    made.of_route["accounts:join"] = {"token": found}
    made.parts["invitation_id"] = Invitation.objects.get(email="new@sightline.example").pk


def letters_of(act: Callable[[], Any]) -> tuple[Any, list[Any]]:
    """What an action gives, and the mails that wait for its commit, within a test's transaction."""
    before = len(mail.outbox)
    with TestCase.captureOnCommitCallbacks(execute=True):
        given = act()
    return given, mail.outbox[before:]


def _last_of(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]


__all__ = ["ACTORS", "Everything", "letters_of", "make_everything", "parts_of_routes"]
