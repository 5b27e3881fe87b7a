"""Comments on records: who reads which, answered, withdrawn, not too many; panels on home."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from factories.entry import comment_of
from factories.pages import text_of
from factories.register import NOW, OTHER, TRUST, club, store_county, user_of

from sightline.analysis.provision import Visibility
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.entry import actions
from sightline.service.entry.models import Audience, Comment, Moderation
from sightline.service.entry.queries import USES, uses_panel
from sightline.service.pages.queries import PanelRow
from sightline.service.register.actions import record_activity

pytestmark = pytest.mark.django_db
THEIRS = Audience.ORGANISATION


@pytest.fixture(autouse=True)
def _county():
    store_county()


@pytest.fixture
def key():
    return record_activity(club(visibility=Visibility.PUBLIC), by=None, now=NOW)


@pytest.fixture
def ana(key):
    return user_of(Role.PARTNER, TRUST, name="Ana")


@pytest.fixture
def oda(key):
    return user_of(Role.PARTNER, OTHER, name="Oda")


def page_of(client, user, key):
    if user is None:
        client.logout()
    else:
        client.force_login(user)
    return text_of(client.get(reverse("register:activity", args=[key])))


def test_a_comment_is_written_on_a_page_and_read_on_the_record(client, oda, key):
    client.force_login(oda)
    address = reverse("entry:comment", args=[key])
    form = {
        "key": str(uuid.uuid4()),
        "audience": "partnership",
        "text": "Is <b>Thursday</b> right?",
    }
    assert "Write what you want to say." in text_of(client.post(address, {**form, "text": "  "}))
    for _ in range(2):
        assert client.post(address, form).url == reverse("register:activity", args=[key])
    assert Comment.objects.count() == 1
    page = client.get(reverse("register:activity", args=[key])).content.decode()
    assert "Is &lt;b&gt;Thursday&lt;/b&gt; right?" in page  # plain words, whatever is typed
    assert "Read by everybody in the partnership" in page
    event = Event.objects.get(kind="comment added")
    assert "Thursday" not in event.after  # the chain forgets nothing; words can be withdrawn


def test_each_reads_what_is_meant_for_them(client, ana, oda, key):
    comment_of(oda, key, "For the trust and the unit", THEIRS)
    comment_of(ana, key, "For all partners")
    readers = {
        ana: {"trust", "all"}, user_of(Role.UNIT): {"trust", "all"}, oda: {"trust", "all"},
        user_of(Role.ANALYST): {"all"}, user_of(Role.BOARD): {"all"},
        user_of(Role.PARTNER, "Third", name="Tia"): {"all"},
        user_of(Role.NEIGHBOUR): set(), user_of(Role.ADMINISTRATOR): set(), None: set(),
    }  # fmt: skip
    for user, reads in readers.items():
        page = page_of(client, user, key)
        assert ("For the trust and the unit" in page) == ("trust" in reads), user
        assert ("For all partners" in page) == ("all" in reads), user
        assert ("Write a comment" in page) == bool(reads), user


def test_an_answer_is_read_by_those_who_read_what_it_answers(client, ana, oda, key):
    first = comment_of(oda, key, "Are you full?", THEIRS)
    answer = comment_of(ana, key, "Nearly", Audience.PARTNERSHIP, answers_to=first)
    below = comment_of(oda, key, "Thank you", answers_to=answer)
    assert Comment.objects.get(pk=below).answers_to_id == first
    assert {each.audience for each in Comment.objects.all()} == {THEIRS}
    assert "Nearly" in page_of(client, oda, key)
    assert "Nearly" not in page_of(client, user_of(Role.ANALYST), key)
    client.force_login(oda)
    page = text_of(client.get(reverse("entry:comment", args=[key]), {"to": str(first)}))
    assert "Are you full?" in page
    client.force_login(user_of(Role.COMMISSIONER))
    for to in (str(first), "x"):
        assert client.get(reverse("entry:comment", args=[key]), {"to": to}).status_code == 404
    with pytest.raises(NotFound):
        comment_of(user_of(Role.ANALYST), key, answers_to=first)


def test_a_withdrawn_comment_leaves_a_line_without_words(client, ana, oda, key):
    first = comment_of(oda, key, "By mistake")
    with pytest.raises(NotAllowed):
        actions.withdraw_comment(comment_id=first, by=ana, now=NOW)
    client.force_login(oda)
    address = reverse("entry:withdraw_comment", args=[first])
    for _ in range(2):
        assert client.post(address).url == reverse("register:activity", args=[key])
    page = page_of(client, ana, key)
    assert "By mistake" not in page
    assert "This comment was withdrawn." in page
    assert Comment.objects.get().text == ""
    assert Event.objects.filter(kind="comment withdrawn").count() == 1
    with pytest.raises(Conflict):
        comment_of(ana, key, answers_to=first)
    second = comment_of(oda, key, "Again")
    actions.withdraw_comment(comment_id=second, by=user_of(Role.UNIT), now=NOW)


def test_nobody_learns_of_a_comment_on_what_they_may_not_see(client, ana, oda):
    hidden = record_activity(
        club(reference="H", visibility=Visibility.ORGANISATION), by=None, now=NOW
    )
    own = comment_of(ana, hidden, "Between us")
    with pytest.raises(NotFound):
        comment_of(oda, hidden)
    with pytest.raises(NotFound):
        actions.withdraw_comment(comment_id=own, by=oda, now=NOW)
    client.force_login(oda)
    assert client.get(reverse("entry:comment", args=[hidden])).status_code == 404


def test_words_there_must_be_and_not_without_end(ana, key):
    with pytest.raises(BadInput, match="found nothing"):
        comment_of(ana, key, " \n ")
    with pytest.raises(BadInput, match="found nothing"):
        comment_of(ana, key, "a\x00b")
    with pytest.raises(BadInput, match="at most"):
        comment_of(ana, key, "x" * 2_001)


def test_nobody_writes_without_pause(ana, key):
    for number in range(actions.MOST_IN_AN_HOUR):
        comment_of(ana, key, f"Number {number}")
    with pytest.raises(Refused, match="this one was not kept"):
        comment_of(ana, key, "One more")
    Comment.objects.update(at=NOW - timedelta(hours=1))
    comment_of(ana, key, "An hour later")


def test_rooms_that_write_digests_are_told_of_a_comment(ana, key, monkeypatch):
    told = []
    monkeypatch.setattr(actions.comments, "ON_COMMENT", [told.append])
    first = comment_of(ana, key)
    assert [comment.pk for comment in told] == [first]


def test_the_key_of_a_form_belongs_to_whoever_opened_it(ana, oda, key):
    given = {"activity_id": key, "text": "x", "audience": THEIRS, "key": uuid.uuid4(), "now": NOW}
    actions.add_comment(by=ana, **given)
    with pytest.raises(NotFound):
        actions.add_comment(by=oda, **given)


def test_home_says_what_records_were_used_for(ana, oda, monkeypatch):
    def uses(organisations):
        return [PanelRow(f"Counted for {len(organisations)}")]

    monkeypatch.setattr("sightline.service.entry.queries.lists.USES", [uses])
    assert [row.text for row in uses_panel(ana).rows] == ["Counted for 1"]
    assert uses_panel(oda) is None  # it has nothing on the register yet
    assert uses_panel(user_of(Role.UNIT)) is None


def test_the_gaps_room_says_what_it_used():
    from sightline.service.gaps.queries import gap_uses

    assert gap_uses in USES
    assert gap_uses(frozenset()) == ()  # no run has been made


def test_what_is_kept_is_called_by_name(ana, key):
    comment = Comment.objects.get(pk=comment_of(ana, key))
    assert str(comment) == f"a comment on {key}"
    assert str(Moderation()).startswith("Nothing: ")
