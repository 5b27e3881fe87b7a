"""Words that were never told anywhere else show up only where those who may know them look.

Every fact that somebody must not see is given a word of its own. Then everybody reads everything
that they can reach: pages and what they link to, files, calendars, errors, mails. Who may see which
word is written down here, kind by kind.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from factories import everything as who
from factories.entry import draft_of, send
from factories.everything import ACTORS, Everything, letters_of, make_everything, parts_of_routes
from factories.partners import contact_of, team_of
from factories.register import TRUST, club, organisation_of, row, sheet_of

from sightline.analysis.provision import Visibility
from sightline.service.accounts.models import Role, User
from sightline.service.deliveries.actions import Held, record_delivery
from sightline.service.entry.actions import add_comment, offer_activity, send_back
from sightline.service.entry.models import Audience, Draft
from sightline.service.freshness.models import Reply
from sightline.service.overview.actions import make_feed
from sightline.service.partners.actions import invite_member, join_organisation
from sightline.service.register.actions import record_activity
from sightline.service.sheets.actions import send_sheet

pytestmark = pytest.mark.django_db

OUTSIDE = frozenset({who.STRANGER, who.NEIGHBOUR, who.ADMINISTRATOR, who.LEFT, who.DEMOTED})
EVERYBODY = frozenset(ACTORS)
PARTNERSHIP = EVERYBODY - OUTSIDE
OF_TRUST = frozenset({who.EDITOR, who.LEAD})
TRUST_AND_UNIT = OF_TRUST | {who.UNIT}
LEAD_AND_UNIT = frozenset({who.LEAD, who.UNIT})
# Who may come upon which words. Only the first two are public.
MAY_SEE: Mapping[str, frozenset[str]] = {
    "text of a public record": EVERYBODY,
    "name of a public sensitive site": EVERYBODY,
    "what a public record runs by": PARTNERSHIP,
    "contact in a public text": PARTNERSHIP,
    "text of a sensitive site": PARTNERSHIP,
    "place of a sensitive site": TRUST_AND_UNIT,
    "record of the partnership": PARTNERSHIP,
    "record of the organisation": TRUST_AND_UNIT,
    "draft being written": OF_TRUST,
    "draft that waits": TRUST_AND_UNIT,
    "offer": TRUST_AND_UNIT,
    "words with an offer": TRUST_AND_UNIT,
    "words of a sending back": TRUST_AND_UNIT,
    "comment for the partnership": PARTNERSHIP,
    "comment for the organisation": TRUST_AND_UNIT,
    "contact for the partnership": PARTNERSHIP,
    "contact for the organisation": TRUST_AND_UNIT,
    "place of a delivery": TRUST_AND_UNIT,
    "team": LEAD_AND_UNIT,
    "address of somebody who signs in": LEAD_AND_UNIT | {who.ADMINISTRATOR},
    "address of somebody invited": LEAD_AND_UNIT | {who.ADMINISTRATOR},
    "sheet that was sent in": frozenset({who.EDITOR}),
    "question that is followed": frozenset({who.EDITOR}),
    "reply to a reminder": frozenset({who.UNIT}),
}
# Of these nobody needs to come upon each word for the crawl to be worth something.
MAY_BE_UNSEEN = frozenset({"place of a sensitive site"})
WORD = re.compile(r"zq\d{6}x|ZQ\d \dQ[A-Z]", re.IGNORECASE)
PAGES_OF_ONE = 450  # how far one actor follows links


@dataclass
class Planted:
    """Every word, with the kind of fact it stands in."""

    made: Everything
    kinds: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def word(self, kind: str) -> str:
        """A new word for a fact of that kind."""
        word = f"zq{list(MAY_SEE).index(kind):02d}{next(self.numbers):04d}x"
        self.kinds[word] = kind
        return word


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Planted]:
    """One of everything, and the words; made once, taken away afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = Planted(make_everything(tmp_path_factory.mktemp("county")))
        now = timezone.now()
        _records(found, now)
        _drafts(found, now)
        _around_a_record(found, now)
        _people(found, now)
        yield found
        transaction.set_rollback(True)


TEXTS = ("name", "description", "eligibility", "referral", "timetable")


def _records(planted: Planted, now: datetime) -> None:
    area = str(planted.made.parts["code"])
    word = planted.word

    def keep(kind: str, **given: Any) -> None:
        texts: dict[str, Any] = {name: word(kind) for name in TEXTS}
        texts |= {"partners": (word(kind),), "funders": (f"{word(kind)} (grant) 60%",)}
        texts |= {"reference": uuid4().hex[:12], "depends_on": "", "delivery_area": area,
                  "areas_served": (area,), "places": (), "postcode": ""}  # fmt: skip
        record_activity(club(**(texts | given)), by=None, now=now)

    for number in range(4):
        runs_by = "what a public record runs by"
        keep("text of a public record", visibility=Visibility.PUBLIC, reference=word(runs_by),
             depends_on=word(runs_by))  # fmt: skip
        told = f"Ring {word('contact in a public text')}@lantern.example"
        keep("text of a public record", visibility=Visibility.PUBLIC, description=told)
        postcode = f"ZQ{number} {number}Q{'ABDE'[number]}"
        planted.kinds[postcode.lower()] = "place of a sensitive site"
        keep("text of a sensitive site", visibility=Visibility.PUBLIC, sensitive_site=True,
             name=word("name of a public sensitive site"), postcode=postcode)  # fmt: skip
        for visibility in (Visibility.PARTNERSHIP, Visibility.ORGANISATION):
            kind = f"record of the {visibility}"
            keep(kind, visibility=visibility, reference=word(kind), depends_on=word(kind))


def _drafts(planted: Planted, now: datetime) -> None:
    editor, unit = planted.made.people[who.EDITOR], planted.made.people[who.UNIT]
    where = {"areas_served": str(planted.made.parts["code"]), "postcode": "ZZ1 1AB"}
    texts = ("activity", "description", "eligibility", "referral", "timetable", "depends_on")

    def draft(kind: str) -> Draft:
        return draft_of(editor, **where, **{name: planted.word(kind) for name in texts})

    for _ in range(2):
        draft("draft being written")
        send(editor, draft("draft that waits").pk)
        back = send(editor, draft("draft that waits").pk)
        send_back(draft_id=back.pk, version=back.version, by=unit, now=now,
                  words=planted.word("words of a sending back"))  # fmt: skip
        offer_activity(
            organisation_id=organisation_of(TRUST).pk, key=uuid4(), by=unit, now=now,
            answers={name: planted.word("offer") for name in texts},
            words=planted.word("words with an offer"),
        )  # fmt: skip


def _around_a_record(planted: Planted, now: datetime) -> None:
    made, word = planted.made, planted.word
    editor, key = made.people[who.EDITOR], made.parts["activity_id"]
    for _ in range(4):
        for audience in Audience:
            add_comment(activity_id=key, audience=audience, by=editor, key=uuid4(), now=now,
                        text=word(f"comment for the {audience}"))  # fmt: skip
        held = Held(now.date(), place=word("place of a delivery"), people=12)
        record_delivery(activity_id=key, held=held, entry_key=uuid4(), by=editor, now=now,
                        today=now.date())  # fmt: skip
        make_feed(question=f"q={word('question that is followed')}", by=editor, now=now)
        Reply.objects.create(
            digest=uuid4().hex, sent_from=f"{word('reply to a reminder')}@trust.example",
            subject=word("reply to a reminder"), text=word("reply to a reminder"), fate="to read",
            why="it says more", came_at=now,
        )  # fmt: skip
    sent = "sheet that was sent in"
    rows = [row(reference=word(sent), activity=word(sent), description=word(sent),
                status="nonsense" if number % 2 else "current") for number in range(6)]  # fmt: skip
    made.parts["upload_id"] = send_sheet(
        content=sheet_of(*rows), file_name=f"{word(sent)}.csv", by=editor, now=now, today=now.date()
    )


def _people(planted: Planted, now: datetime) -> None:
    word, lead = planted.word, planted.made.people[who.LEAD]
    for _ in range(4):
        for visibility in ("partnership", "organisation"):
            kind = f"contact for the {visibility}"
            contact_of(TRUST, visibility=visibility, name=word(kind), role=word(kind),
                       email=f"{word(kind)}@trust.example", phone=word(kind))  # fmt: skip
        team_of(TRUST, word("team"), planted.made.people[who.EDITOR])
        address = f"{word('address of somebody who signs in')}@trust.example"
        user = User.objects.add(email=address, name="Sam", role=Role.PARTNER, password=None)
        join_organisation(user=user, organisation=organisation_of(TRUST), by=None, now=now)
        invite_member(
            organisation_id=organisation_of(TRUST).pk, role="editor", by=lead, now=now,
            email=f"{word('address of somebody invited')}@trust.example",
        )  # fmt: skip


def texts_of(answer: Any) -> str:
    """All that an answer says, headers too; of a workbook every part."""
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if said.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(said)) as parts:
            said = b"\n".join(parts.read(name) for name in parts.namelist())
    unfolded = said.replace(b"\r\n ", b"").decode("utf-8", "replace")
    return "\n".join([*map(str, answer.headers.items()), unfolded])


# Addresses with a key that was sent to the editor, which stands for them: nobody else has one.
KEYED = frozenset({
    "overview:feed", "freshness:still_right", "freshness:mails", "watching:mails", "accounts:join",
    "accounts:new_password",
})  # fmt: skip


def starts(made: Everything, actor: str) -> Iterator[str]:
    """An address of every route, in every kind of file, whether somebody is led there or not."""
    yield from ("/", "/nowhere", "/activities?q=zq", "/activities?page=0", "/activities?ages=x")
    for route, parts in parts_of_routes().items():
        if route in KEYED and actor != who.EDITOR:
            continue
        kinds = {"kind", "form"} & set(parts)
        for kind in ("csv", "xlsx", "json", "geojson") if kinds else ("",):
            made.parts |= dict.fromkeys(kinds, kind)
            yield made.address_of(route)


def crawl(planted: Planted, actor: str) -> Iterator[tuple[str, str]]:
    """Every address that the actor gets to, with all that it says; refusals and errors too."""
    client, asked = planted.made.client_of(actor), set()
    queue, turns = deque(starts(planted.made, actor)), defaultdict(int)
    while queue and len(asked) < PAGES_OF_ONE:
        address = queue.popleft()
        path = urlsplit(address).path
        if address in asked or turns[path] >= 3:  # of one path's questions the first few
            continue
        asked.add(address)
        turns[path] += 1
        with transaction.atomic():
            answer = client.get(address)
        assert answer.status_code != 500, address
        said = texts_of(answer)
        yield address, said
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            found = re.findall(r'(?:href|action|src)="([^"#]+)', said)
            links = [urljoin(address, link.replace("&amp;", "&")) for link in found]
            queue.extend(link for link in links if link.startswith("/") and "static" not in link)


def words_in(text: str) -> set[str]:
    return {found.lower() for found in WORD.findall(text)}


def asked_for(address: str) -> set[str]:
    """Words of the address itself: whoever asks for one has it already."""
    return words_in(address)


def test_there_are_enough_words_of_every_kind(planted):
    assert len(planted.kinds) >= 200
    assert set(planted.kinds.values()) == set(MAY_SEE)
    assert len(ACTORS) >= 8


@pytest.mark.parametrize("actor", ACTORS)
def test_nobody_comes_upon_a_word_that_is_not_for_them(planted, actor, caplog):
    out_of_place, came_upon, pages = [], defaultdict(set), 0
    with caplog.at_level(logging.DEBUG):
        for address, said in crawl(planted, actor):
            pages += 1
            for word in words_in(said) - asked_for(address):
                kind = planted.kinds[word]
                came_upon[kind].add(word)
                if actor not in MAY_SEE[kind]:
                    out_of_place.append((kind, word, address))
    assert out_of_place == []
    assert pages >= 120
    unseen = {
        kind
        for kind, actors in MAY_SEE.items()
        if actor in actors and not came_upon[kind] and kind not in MAY_BE_UNSEEN
    }
    assert unseen == NOT_LED_TO.get(actor, frozenset()), "the crawl must get to what it may see"
    logged = [
        record.getMessage()
        for record in caplog.records
        if record.name != "django.db.backends" and words_in(record.getMessage())
    ]
    assert logged == []


# What somebody may see, and no page leads them to.
NOT_LED_TO: Mapping[str, frozenset[str]] = {
    who.UNIT: frozenset({"words of a sending back"}),  # its queue holds what waits, not what went
}


def test_no_mail_tells_somebody_a_word_that_is_not_for_them(planted):
    """Reminders and notices of a later day, to everybody: each by whose it is."""
    later = timezone.now() + timedelta(days=200)
    actor_of = {user.email: actor for actor, user in planted.made.people.items()}

    def send_all() -> None:
        from sightline.service.freshness.actions import send_reminders
        from sightline.service.watching.actions import send_notices

        send_reminders(today=later.date(), now=later)
        send_notices(today=later.date(), now=later)

    with transaction.atomic():
        _, letters = letters_of(send_all)
        transaction.set_rollback(True)
    told = 0
    for letter in letters:
        actor = actor_of.get(letter.to[0], who.EDITOR)  # the others are editors of the trust
        assert actor not in OUTSIDE
        for word in words_in(f"{letter.subject}\n{letter.body}\n{letter.extra_headers}"):
            told += 1
            assert actor in MAY_SEE[planted.kinds[word]], (letter.to, planted.kinds[word])
    assert told >= 20


def test_the_crawl_finds_a_word_that_is_out_of_place(planted):
    """The look is worth something: a draft's word put on a public record is found by a stranger."""
    with transaction.atomic():
        word = planted.word("draft being written")
        record_activity(
            club(reference="SLIP", name=f"A slip {word}", visibility=Visibility.PUBLIC,
                 places=(), postcode="", delivery_area="", areas_served=()),
            by=None, now=timezone.now(),
        )  # fmt: skip
        found = set().union(*(words_in(said) for _, said in crawl(planted, who.STRANGER)))
        transaction.set_rollback(True)
    del planted.kinds[word]
    assert word in found
