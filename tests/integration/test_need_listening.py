"""What people say stands beside the numbers: told, looked over, and read by whom the unit lets."""

from __future__ import annotations

import html
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from factories.county_folder import load, write_county_folder
from factories.listening import heard, heard_of
from factories.pages import text_of
from factories.partners import editor_of
from factories.register import OTHER, TRUST, organisation_of, user_of
from factories.small_county import AREAS

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.need.actions import decide_listening, tell_listening
from sightline.service.need.models import Listening

pytestmark = pytest.mark.django_db
WORDS = "The bus stop feels unsafe after dark."


@pytest.fixture(scope="module", autouse=True)
def _county(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small county, loaded once for all of these tests and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def editor():
    return editor_of(TRUST)


@pytest.fixture
def unit():
    return user_of(Role.UNIT)


def decide(told, state, unit, reason="read"):
    decide_listening(listening_id=told.pk, state=state, reason=reason, by=unit, now=timezone.now())


def answers(**given):
    told = {
        "key": str(uuid4()),
        "organisation_id": str(organisation_of(TRUST).pk),
        "area_code": AREAS[0],
        "heard_from": "young people",
        "method": "group",
        "listened_from": "1/10/2025",
        "listened_to": "3/10/2025",
        "people": "7",
        "age_from": "13",
        "age_to": "16",
        "consent": "Asked at the start",
        "words": WORDS,
        "theme": "violence",
        "factors": ["isolation"],
    }
    return told | given


def reads(client, viewer=None):
    client.logout()
    if viewer is not None:
        client.force_login(viewer)
    return WORDS in text_of(client.get(reverse("need:listening")))


def test_a_partner_tells_and_the_unit_decides(client, editor, unit):
    client.force_login(editor)
    sent = client.post(reverse("need:tell"), answers())
    assert sent.url == reverse("need:listening")
    told = Listening.objects.get()
    assert (told.state, told.people, told.factors) == ("waiting", 7, ["isolation"])
    client.force_login(unit)
    client.post(reverse("need:decide_listening", args=[told.pk]), {"state": "public"})
    told.refresh_from_db()
    assert told.state == "public"
    kinds = Event.objects.filter(about_id=str(told.pk)).values_list("kind", flat=True)
    assert list(kinds) == ["listening told", "listening decided"]
    assert WORDS not in str(Event.objects.filter(about_id=str(told.pk)).values_list("after"))


@pytest.mark.parametrize(
    ("state", "partnership", "everybody"),
    [
        ("waiting", False, False),
        ("partnership", True, False),
        ("public", True, True),
        ("declined", False, False),
    ],
)
def test_who_may_read_what_was_heard(client, editor, unit, state, partnership, everybody):
    told = heard_of(AREAS[0], by=editor)
    if state != "waiting":
        decide(told, state, unit)
    others = [editor_of(OTHER, called="Otto Other"), user_of(Role.ANALYST), user_of(Role.BOARD)]
    assert [reads(client, each) for each in others] == [partnership] * 3
    outside = [None, user_of(Role.NEIGHBOUR), user_of(Role.ADMINISTRATOR)]
    assert [reads(client, each) for each in outside] == [everybody] * 3
    assert reads(client, editor)
    assert reads(client, unit)


@pytest.mark.parametrize(
    ("people", "said"),
    [(9, "fewer than 10 people"), (10, "10 people"), (None, "not supplied")],
)
def test_a_number_under_ten_is_not_shown_and_unknown_is_not_none(client, unit, people, said):
    heard_of(AREAS[0], by=unit, people=people)
    client.force_login(unit)
    shown = text_of(client.get(reverse("need:listening")))
    assert f"How many {said}" in shown
    assert "9 people" not in shown


def test_it_stands_on_the_profile_of_the_place_with_its_provenance(client, unit):
    decide(heard_of(AREAS[0], by=unit), "partnership", unit)
    heard_of(AREAS[3], by=unit)  # it waits: nobody may say that there is nothing
    client.force_login(user_of(Role.ANALYST))
    here = text_of(client.get(reverse("need:profile", args=[AREAS[0]])))
    wanted = (
        WORDS, f"Who listened {TRUST}", "1 October 2025 to 3 October 2025", "13 to 16",
        "A group or workshop", "Asked at the start and at the end", "Isolation",
    )  # fmt: skip
    for part in wanted:
        assert part in here
    elsewhere = text_of(client.get(reverse("need:profile", args=[AREAS[3]])))
    assert WORDS not in elsewhere
    assert "Nothing of what people here say can be read yet" in elsewhere


def test_what_is_sent_twice_is_told_once(client, editor, unit):
    client.force_login(editor)
    assert 'type="hidden" name="key"' in client.get(reverse("need:tell")).content.decode()
    given = answers()
    for _ in range(2):
        assert client.post(reverse("need:tell"), given).status_code == 302
    told = Listening.objects.get()
    assert Event.objects.filter(kind="listening told").count() == 1
    decide(told, "public", unit)
    client.post(reverse("need:tell"), given | {"words": "Something else"})
    told.refresh_from_db()
    assert (told.state, told.words) == ("public", WORDS), "what was decided stays as it is"
    client.post(reverse("need:tell"), answers())
    assert Listening.objects.count() == 2, "another form tells another thing"
    with pytest.raises(Conflict, match="sent by somebody else"):
        tell_listening(heard(AREAS[0]), key=told.pk, by=unit, now=timezone.now())


def test_nobody_tells_for_another_organisation(client, editor):
    other = organisation_of(OTHER).pk
    with pytest.raises(NotAllowed, match="an organisation you belong to"):
        heard_of(AREAS[0], organisation_id=other, by=editor)
    client.force_login(editor)
    sent = client.post(reverse("need:tell"), answers(organisation_id=str(other)))
    assert sent.status_code == 400
    assert not Listening.objects.exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"listened_to": "1/9/2025"}, "The last day must be on or after the first."),
        ({"listened_to": f"{date.today() + timedelta(days=9):%d/%m/%Y}"},  # noqa: DTZ011
         "wanted a day that has been"),
        ({"age_to": ""}, "Give both ages, or neither."),
        ({"age_to": "9"}, "The oldest must not be younger"),
        ({"consent": ""}, "This field is required"),
        ({"people": "0"}, "greater than or equal to 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_and_nothing_is_kept(client, editor, given, message):
    client.force_login(editor)
    sent = client.post(reverse("need:tell"), answers(**given))
    assert sent.status_code == 400
    assert message in html.unescape(sent.content.decode())
    assert not Listening.objects.exists()


def test_only_the_unit_decides_and_only_what_is_not_so_already(editor, unit):
    told = heard_of(AREAS[0], by=editor)
    with pytest.raises(NotAllowed, match="Only the unit"):
        decide(told, "public", editor)
    decide(told, "public", unit)
    with pytest.raises(Conflict, match="It is so already: public"):
        decide(told, "public", unit)
    missing = Listening(pk="00000000-0000-4000-8000-000000000000")
    with pytest.raises(NotFound, match="nothing that was heard"):
        decide(missing, "public", unit)


def test_a_decision_that_says_nothing_is_refused(client, editor, unit):
    told = heard_of(AREAS[0], by=editor)
    client.force_login(unit)
    sent = client.post(reverse("need:decide_listening", args=[told.pk]), {})
    assert sent.status_code == 400
    assert Listening.objects.get().state == "waiting"


def test_days_are_in_order_and_have_been(editor):
    with pytest.raises(BadInput, match="on or after the first"):
        heard_of(AREAS[0], by=editor, listened_to=date(2025, 9, 1))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"people": 0}, "somebody_was_listened_to"),
        ({"words": ""}, "what_was_heard_has_words_and_consent"),
        ({"age_from": 16, "age_to": 13}, "ages_listened_to_begin_before_they_end"),
    ],
)
def test_the_database_refuses_the_impossible(editor, given, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        heard_of(AREAS[0], by=editor, **given)
