"""Watching: what can be, what is told of it, when and to whom; and what never is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from factories.register import (
    DISTRICTS,
    NOW,
    OTHER,
    TRUST,
    bare,
    club,
    organisation_of,
    user_of,
)
from factories.watching import BEGUN, analyst, begin, change_club, register_two, tell_on

from sightline.analysis.provision import Status, Visibility
from sightline.errors import BadInput, NotFound
from sightline.service.accounts.models import ROLES_OF_USERS, Role, User
from sightline.service.audit.queries import verify_chain
from sightline.service.pages.tokens import token_of
from sightline.service.register.actions import (
    confirm_activity,
    record_activity,
    withdraw_activity,
)
from sightline.service.register.models import Activity
from sightline.service.watching import queries
from sightline.service.watching.actions import (
    choose_often,
    note_visit,
    stop_watching,
    watch,
)
from sightline.service.watching.actions.watches import MOST_WATCHES
from sightline.service.watching.changes import Watched
from sightline.service.watching.letters import STOP
from sightline.service.watching.models import Notice, Watch, Watcher

NOBODY = "00000000-0000-0000-0000-000000000001"
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def keys():
    return register_two()


@pytest.fixture
def ann(keys):
    return analyst()


@pytest.fixture
def tell(django_capture_on_commit_callbacks):
    """Send the notices of a day; the mails that went."""

    def on(day):
        mail.outbox.clear()
        tell_on(day, django_capture_on_commit_callbacks)
        return list(mail.outbox)

    return on


def changes(user, after=0):
    return [
        (each.name, each.what, each.lines)
        for each in Watched(user, today=BEGUN).changes(after=after)
    ]


# --- what can be watched ---


def question(**asked):
    return "&".join(f"{name}={value}" for name, value in asked.items())


def targets(keys):
    return {
        "record": keys[0],
        "organisation": organisation_of(TRUST).pk,
        "district": DISTRICTS[0],
        "theme": "exploitation",
        "strand": "knife-crime",
        "question": question(q="boxing", status="current"),
    }


@pytest.mark.parametrize(
    "kind", ["record", "organisation", "district", "theme", "strand", "question"]
)
def test_each_kind_tells_of_what_falls_under_it_and_of_nothing_else(ann, keys, kind):
    begin(ann, kind, targets(keys)[kind])
    change_club(places_free=3.0)
    record_activity(bare(name="Street walks and talks"), by=None, now=NOW)
    assert changes(ann) == [(club().name, "changed", ["Places free now: 0 → 3"])]


@pytest.mark.parametrize("kind", ["organisation", "district", "theme", "strand", "question"])
def test_what_is_new_there_is_told(ann, keys, kind):
    begin(ann, kind, targets(keys)[kind])
    record_activity(club(reference="N-1", name="A second boxing club"), by=None, now=NOW)
    record_activity(bare(reference="N-2", strand="serious"), by=None, now=NOW)
    assert changes(ann) == [("A second boxing club", "new", [])]


@pytest.mark.parametrize("kind", ["record", "organisation", "district", "theme", "strand"])
def test_what_goes_is_told(ann, keys, kind):
    begin(ann, kind, targets(keys)[kind])
    unit = user_of(Role.UNIT)
    withdraw_activity(activity_id=keys[0], by=unit, now=NOW, reason="It closed.")
    assert changes(ann) == [(club().name, "withdrawn", [])]
    change_club(places_free=1.0)
    assert changes(ann) == [(club().name, "back on the register", [])]


def test_a_record_under_several_watches_is_told_once(ann, keys):
    for kind, target in targets(keys).items():
        begin(ann, kind, target)
    change_club(places_free=3.0)
    assert len(changes(ann)) == 1


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("record", "x"), ("record", NOBODY), ("record", ""), ("organisation", "x"),
        ("organisation", NOBODY), ("district", "X99"), ("theme", "nothing"), ("strand", ""),
        ("question", ""), ("question", "nothing=at-all"), ("question", "theme=nothing"),
        ("question", "q=" + "x" * 5_000), ("person", "Ada"), ("", ""),
    ],
)  # fmt: skip
def test_what_is_not_there_cannot_be_watched(ann, kind, target):
    with pytest.raises(BadInput):
        watch(kind=kind, target=target, by=ann, now=NOW, today=BEGUN)
    assert Watch.objects.count() == 0


def test_watching_twice_is_watching_once_however_it_is_asked(ann, keys):
    first = begin(ann, "question", "status=current&q=boxing")
    second = begin(ann, "question", "q=boxing&status=current&page=4&order=changed")
    assert first == second
    assert begin(ann, "record", keys[0]) == begin(ann, "record", str(keys[0]).upper())
    assert Watch.objects.count() == 2


def test_nobody_watches_without_end(ann, keys):
    for _ in range(MOST_WATCHES):
        Watch.objects.create(
            user=ann, kind="theme", target=str(uuid4()), since_event=0, since=BEGUN
        )
    with pytest.raises(BadInput, match="the most"):
        begin(ann, "record", keys[0])


def test_only_whoever_watches_stops(ann, keys):
    begun = begin(ann, "record", keys[0])
    with pytest.raises(NotFound):
        stop_watching(watch_id=begun.pk, by=analyst("Bea Other"), now=NOW)
    stop_watching(watch_id=begun.pk, by=ann, now=NOW)
    assert Watch.objects.count() == 0
    assert verify_chain().faults == ()


# --- what is news ---


def test_what_was_before_is_no_news(ann, keys):
    change_club(places_free=3.0)
    begin(ann, "record", keys[0])
    assert changes(ann) == []


def test_what_somebody_did_themselves_is_no_news_to_them(keys):
    unit, other = user_of(Role.UNIT), user_of(Role.UNIT, name="Una Other")
    begin(unit, "record", keys[0])
    change_club(by=unit, places_free=3.0)
    assert changes(unit) == []
    change_club(by=other, places_free=4.0)
    assert changes(unit) == [(club().name, "changed", ["Places free now: 3 → 4"])]


def test_a_confirmation_is_no_news(ann, keys):
    begin(ann, "record", keys[0])
    ada = user_of(Role.PARTNER, TRUST, name="Ada Park")
    confirm_activity(activity_id=keys[0], version=1, by=ada, now=NOW, today=date(2026, 2, 1))
    assert changes(ann) == []


def test_many_changed_fields_are_counted(ann, keys):
    begin(ann, "record", keys[0])
    change_club(
        name="B", description="x", eligibility="x", referral="x", funding_gbp=1.0, timetable="x",
        people_a_year=1.0, places_free=9.0, people_waiting=9.0, depends_on="x",
    )  # fmt: skip
    (only,) = Watched(ann, today=BEGUN).changes(after=0)
    assert len(only.lines) == 10
    assert (len(only.told), only.told[-1]) == (9, "and 2 more")


def test_the_panel_tells_what_changed_since_the_sign_in_before(ann, keys, client):
    begin(ann, "record", keys[0])
    change_club(places_free=3.0)
    client.force_login(ann)  # this visit: the change is news
    assert "Places free now: 0 → 3" in client.get("/").content.decode()
    client.get("/watching")
    assert "Places free now: 0 → 3" in client.get("/").content.decode()  # looking changes nothing
    client.force_login(ann)  # the next: it is not
    assert "Places free now" not in client.get("/").content.decode()
    assert "Nothing that you watch has changed" in client.get("/").content.decode()


def test_home_offers_watching_to_the_partnership_alone(keys, client):
    for role in ROLES_OF_USERS:
        panel = queries.home_panel(user_of(role))
        inside = role not in {Role.NEIGHBOUR, Role.ADMINISTRATOR}
        assert (panel is not None) is inside, role
        assert panel is None or "You watch nothing yet" in panel.nothing


# --- what comes to an end ---


def test_ends_are_told_ninety_and_thirty_days_before(keys, tell):
    """The club's money ends on 30 June 2026, itself on 31 August 2027."""
    unit = user_of(Role.UNIT)  # whoever changes a record is not told of the change
    begin(unit, "record", keys[0])
    record_activity(club(funded_until=date(2026, 6, 30)), by=unit, now=NOW)
    days = [BEGUN + n * DAY for n in range(1, 200)]
    assert [day for day in days if tell(day)] == [date(2026, 4, 1), date(2026, 5, 31)]
    (first, second) = Notice.objects.order_by("sent_for")
    assert second.sent_for - first.sent_for == timedelta(days=60)


def test_ends_stand_in_the_panel_soonest_first(ann, keys):
    begin(ann, "organisation", organisation_of(TRUST).pk)
    record_activity(
        club(reference="N-1", name="Ends first", ends_on=date(2026, 2, 1)), by=None, now=NOW
    )
    found = [(each.name, each.words) for each in Watched(ann, today=BEGUN).coming_ends()]
    assert found == [
        ("Ends first", "ends on 1 February 2026"),
        ("Ends first", "its money ends on 31 March 2026"),
        (club().name, "its money ends on 31 March 2026"),
    ]


def test_an_end_that_passed_while_nothing_was_sent_is_not_told(ann, keys, tell):
    begin(ann, "record", keys[0])
    assert tell(date(2026, 4, 1)) == []


def test_an_end_that_is_moved_nearer_is_told_as_the_change_it_is(ann, keys, tell):
    begin(ann, "record", keys[0])
    assert tell(date(2026, 4, 1)) == []
    change_club(ends_on=date(2026, 4, 20))
    (only,) = tell(date(2026, 4, 2))
    assert "Ends: 31 August 2027 → 20 April 2026" in only.body


def test_what_has_ended_or_is_withdrawn_ends_no_more(ann, keys):
    begin(ann, "record", keys[0])
    change_club(status=Status.ENDED)
    assert Watched(ann, today=BEGUN).coming_ends() == []
    change_club(status=Status.CURRENT)
    withdraw_activity(activity_id=keys[0], by=user_of(Role.UNIT), now=NOW, reason="x")
    assert Watched(ann, today=BEGUN).coming_ends() == []


# --- mails ---


def test_a_mail_goes_on_a_day_on_which_something_changed(ann, keys, tell):
    begin(ann, "record", keys[0])
    assert tell(BEGUN + DAY) == []
    change_club(places_free=3.0)
    (only,) = tell(BEGUN + 2 * DAY)
    assert only.to == [ann.email]
    assert only.subject == "What you watch: 1 changed"
    assert "Places free now: 0 → 3" in only.body
    assert f"/activities/{keys[0]}" in only.body
    assert club().name not in only.subject
    assert tell(BEGUN + 2 * DAY) == []  # not twice in a day
    assert tell(BEGUN + DAY) == []  # nor for an earlier one
    assert tell(BEGUN + 3 * DAY) == []  # nor the same news again


def test_once_a_week_is_once_a_week(ann, keys, tell):
    begin(ann, "record", keys[0], often="weekly")
    sent = []
    for number in range(1, 22):
        if number in (2, 3, 16):
            change_club(places_free=float(number))
        if tell(BEGUN + number * DAY):
            sent.append(number)
    assert sent == [7, 21]  # and none on the 14th: nothing had changed


def test_never_is_never(ann, keys, tell):
    begin(ann, "record", keys[0], often="never")
    change_club(places_free=3.0)
    assert tell(BEGUN + 30 * DAY) == []


def test_who_is_gone_or_outside_by_now_gets_none(ann, keys, tell):
    begin(ann, "record", keys[0])
    change_club(places_free=3.0)
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert tell(BEGUN + DAY) == []
    User.objects.filter(pk=ann.pk).update(is_active=True, role="neighbour")
    assert tell(BEGUN + DAY) == []
    User.objects.filter(pk=ann.pk).update(role="board")
    assert len(tell(BEGUN + DAY)) == 1


def stop_link(only):
    (found,) = re.findall(r"http://[^/]+(/watching/mails/\S+)", only.body)
    return found


def test_one_press_stops_the_mails_and_looking_stops_nothing(ann, keys, tell, client):
    begin(ann, "record", keys[0])
    change_club(places_free=3.0)
    (only,) = tell(BEGUN + DAY)
    assert only.extra_headers["List-Unsubscribe"].strip("<>").endswith(stop_link(only))
    assert only.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.get(stop_link(only)).status_code == 200
    assert Watcher.objects.get().often == "daily"
    said = client.post(stop_link(only), {"List-Unsubscribe": "One-Click"})
    assert (said.status_code, Watcher.objects.get().often) == (200, "never")
    change_club(places_free=4.0)
    assert tell(BEGUN + 2 * DAY) == []
    client.post(stop_link(only), {"often": "weekly"})
    assert Watcher.objects.get().often == "weekly"
    assert b"Your choice is kept" in client.get(f"{stop_link(only)}?saved=yes").content
    assert b"Select a valid choice" in client.post(stop_link(only), {"often": "hourly"}).content


def test_forged_ways_to_stop_are_not_found(ann, keys, tell, client):
    begin(ann, "record", keys[0])
    change_club(places_free=3.0)
    (only,) = tell(BEGUN + DAY)
    token = stop_link(only).rpartition("/")[2]
    notice = Notice.objects.get()
    for forged in (token[:-2] + "aa", "x", "a" * 52, token_of("stop reminders", notice.pk),
                   token_of(STOP, ann.pk), str(notice.pk)):  # fmt: skip
        for send in (client.get, client.post):
            assert send(f"/watching/mails/{forged}").status_code == 404, forged
    assert Watcher.objects.get().often == "daily"


def test_the_command_tells_and_refuses_what_is_no_day(ann, keys, capsys):
    begin(ann, "record", keys[0])
    change_club(places_free=3.0)
    call_command("send_notices", "--today", str(BEGUN + DAY))
    assert capsys.readouterr().out == "1 notice sent for 2026-01-16.\n"
    with pytest.raises(CommandError, match="wanted a day"):
        call_command("send_notices", "--today", "soon")
    call_command("send_notices")
    assert "0 notices sent for" in capsys.readouterr().out


# --- what is kept from the viewer is never mentioned ---


def everything(user, client, tell, day=BEGUN + DAY):
    """All that somebody is told: home, page, mail."""
    client.force_login(user)
    return "\n".join(
        [client.get("/").content.decode(), client.get("/watching").content.decode()]
        + [f"{only.subject}\n{only.body}" for only in tell(day)]
    )


def watch_all(user, keys):
    for kind, target in targets(keys).items():
        if kind != "record":
            begin(user, kind, target)


def test_a_record_of_its_organisation_alone_is_never_mentioned(ann, keys, client, tell):
    watch_all(ann, keys)
    secret = club(
        reference="S-1", name="The secret boxing club", visibility=Visibility.ORGANISATION,
        funded_until=date(2026, 2, 1), ends_on=date(2026, 2, 2),
    )  # fmt: skip
    key = record_activity(secret, by=None, now=NOW)
    record_activity(club(**{**secret.__dict__, "places_free": 9.0}), by=None, now=NOW)
    withdraw_activity(activity_id=key, by=user_of(Role.UNIT), now=NOW, reason="x")
    said = everything(ann, client, tell, BEGUN + DAY)
    assert "secret" not in said
    assert mail.outbox == []  # not even that something changed
    with pytest.raises(BadInput):
        begin(ann, "record", key)


def test_hiding_a_record_and_adding_one_change_nothing_for_others(keys, client, tell):
    """Non-interference: the same words, to the letter, whatever happens out of sight."""

    def told(name, secret):
        user = analyst(name)
        watch_all(user, keys)
        if secret:
            hidden = club(reference=name, name="Hidden", visibility=Visibility.ORGANISATION)
            record_activity(hidden, by=None, now=NOW)
        watched = Watched(user, today=BEGUN)
        page = queries.watching_page(viewer=user, today=BEGUN)
        return changes(user), watched.coming_ends(), page.changes, page.endings

    assert told("Ann One", False) == told("Ann Two", True)


def test_the_time_in_which_it_was_kept_to_itself_is_not_told(ann, keys):
    begin(ann, "record", keys[0])
    change_club(places_free=3.0)
    change_club(places_free=3.0, visibility=Visibility.ORGANISATION)
    assert changes(ann) == []
    change_club(places_free=7.0, visibility=Visibility.ORGANISATION)
    change_club(places_free=8.0, visibility=Visibility.PARTNERSHIP)
    assert changes(ann) == [(club().name, "now shared with you", [])]
    change_club(places_free=9.0)
    assert changes(ann) == [(club().name, "now shared with you", [])]


def test_its_own_people_and_the_unit_are_told_of_it(keys):
    ada, unit = user_of(Role.PARTNER, TRUST, name="Ada Park"), user_of(Role.UNIT)
    for user in (ada, unit):
        begin(user, "record", keys[0])
    change_club(places_free=7.0, visibility=Visibility.ORGANISATION)
    for user in (ada, unit):
        ((_, what, lines),) = changes(user)
        assert what == "changed"
        assert "Places free now: 0 → 7" in lines


def test_where_a_sensitive_site_is_is_not_told(ann, keys):
    begin(ann, "record", keys[0])
    change_club(sensitive_site=True, postcode="ZZ1 1AB", places_free=2.0)
    ((_, _, lines),) = changes(ann)
    assert not any("ZZ1" in line or "00" in line for line in lines)
    assert "Places free now: 0 → 2" in lines
    change_club(sensitive_site=True, postcode="ZZ1 1AA", places_free=2.0)
    assert changes(ann) == [(club().name, "changed", lines)]  # moving it is not even a change


def test_where_a_sensitive_site_is_stands_in_no_mail_not_even_to_those_who_may_know(keys):
    ada, unit = user_of(Role.PARTNER, TRUST, name="Ada Park"), user_of(Role.UNIT)
    for user in (ada, unit):
        begin(user, "record", keys[0])
    change_club(sensitive_site=True, postcode="ZZ1 1AB", places_free=2.0)
    for user in (ada, unit):
        ((_, what, lines),) = changes(user)
        assert what == "changed"
        assert "Postcode: changed. The page of the record says to what." in lines
        assert "Places free now: 0 → 2" in lines
        assert not any("ZZ1" in line for line in lines)
    change_club(sensitive_site=False, postcode="ZZ1 1AB", places_free=2.0)
    change_club(sensitive_site=False, postcode="ZZ1 1AA", places_free=2.0)
    ((_, _, lines),) = changes(unit)
    assert "Postcode: ZZ1 1AB → ZZ1 1AA" in lines, "of a site that is not hidden, all is told"


def test_small_numbers_of_people_are_not_told(ann, keys):
    begin(ann, "record", keys[0])
    change_club(people_last_year=8.0)
    assert not any("8" in line for _, _, lines in changes(ann) for line in lines)


def test_somebody_who_left_their_organisation_is_told_no_more_of_it(keys, tell):
    ada = user_of(Role.PARTNER, TRUST, name="Ada Park")
    change_club(visibility=Visibility.ORGANISATION)
    begin(ada, "record", keys[0])
    ada.memberships.all().delete()
    change_club(visibility=Visibility.ORGANISATION, places_free=5.0)
    assert changes(ada) == []
    assert tell(BEGUN + DAY) == []
    page = queries.watching_page(viewer=ada, today=BEGUN)
    assert page.watches[0].words == "something that you cannot see any more"


# --- pages ---


def test_a_record_is_watched_and_left_from_its_own_page(ann, keys, client):
    client.force_login(ann)
    address = f"/activities/{keys[0]}"
    assert "Watch this activity" in client.get(address).content.decode()
    client.post("/watching/add", {"kind": "record", "target": str(keys[0])})
    said = client.get(address).content.decode()
    assert "You watch this activity." in said
    (stop,) = re.findall(r'action="(/watching/[^"]+/stop)"', said)
    client.post(stop)
    assert "Watch this activity" in client.get(address).content.decode()
    assert client.post(stop).status_code == 404


def test_a_link_shows_what_would_be_watched_and_watches_nothing(ann, keys, client):
    client.force_login(ann)
    said = client.get(
        "/watching/add", {"kind": "question", "target": "?q=boxing&theme=violence"}
    ).content.decode()
    assert "Words: boxing; Theme:" in said
    assert Watch.objects.count() == 0
    assert client.get("/watching/add", {"kind": "record", "target": "x"}).status_code == 400
    assert client.get("/watching/add").status_code == 400
    assert client.post("/watching/add", {"kind": "x", "target": "y"}).status_code == 400


def test_several_things_are_chosen_from_lists(ann, keys, client):
    client.force_login(ann)
    given = {"district": DISTRICTS[0], "theme": "violence"}
    said = client.post("/watching/choose", given, follow=True).content.decode()
    assert "District: <a" in said
    assert set(Watch.objects.values_list("kind", flat=True)) == {"district", "theme"}
    assert b"Choose at least one thing" in client.post("/watching/choose").content
    assert b"Select a valid choice" in client.post("/watching/choose", {"theme": "x"}).content
    client.post("/watching/often", {"often": "daily"})
    assert Watcher.objects.get().often == "daily"
    assert client.post("/watching/often", {"often": "hourly"}).status_code == 400
    with pytest.raises(BadInput):
        choose_often(user=ann, often="hourly", now=NOW, today=BEGUN)


def test_each_route_is_for_the_partnership_alone(ann, keys, client):
    begun = begin(ann, "record", keys[0])
    inside = {Role.PARTNER, Role.ANALYST, Role.COMMISSIONER, Role.BOARD, Role.UNIT}
    assert client.get("/watching").status_code == 302
    for role in ROLES_OF_USERS:
        client.force_login(user_of(role, *([OTHER] if role is Role.PARTNER else [])))
        allowed = role in inside
        assert client.get("/watching").status_code == (200 if allowed else 403), role
        query = {"kind": "record", "target": str(keys[0])}
        assert client.get("/watching/add", query).status_code == (200 if allowed else 403)
        assert client.post("/watching/often", {"often": "daily"}).status_code == (
            302 if allowed else 403
        )
        assert client.post("/watching/choose").status_code == (200 if allowed else 403)
        assert client.post(f"/watching/{begun.pk}/stop").status_code == (404 if allowed else 403)
        for address in ("/watching/often", "/watching/choose", f"/watching/{begun.pk}/stop"):
            assert client.get(address).status_code in {403, 405}
    assert Watch.objects.filter(pk=begun.pk).exists()


def test_the_public_is_offered_no_watching_on_a_record(keys, client):
    Activity.objects.update(visibility="public")
    for role in (None, Role.NEIGHBOUR, Role.ADMINISTRATOR):
        if role is not None:
            client.force_login(user_of(role))
        answer = client.get(f"/activities/{keys[0]}")
        assert "watching" not in answer.content.decode().lower().split("<main")[-1]


def test_models_say_what_they_are(ann, keys):
    begun = begin(ann, "record", keys[0])
    assert str(begun) == f"Ann Analyst watches the activity {keys[0]}"
    note_visit(user=ann, today=BEGUN)
    assert str(Watcher.objects.get()) == "Ann Analyst, daily"
    notice = Notice.objects.create(
        user=ann, sent_for=BEGUN, sent_at=NOW, sent_to=ann.email, from_event=0, to_event=1
    )
    assert str(notice) == f"to {ann.email} for 2026-01-15"
    assert isinstance(begun.pk, UUID)


def test_lists_and_organisations_lead_to_watching_them(ann, keys, client):
    client.force_login(ann)
    assert "Watch this search" not in client.get("/activities").content.decode()
    said = client.get("/activities?q=boxing&status=current").content.decode()
    (way,) = re.findall(r'href="(/watching/add[^"]+)"', said)
    page = client.get(way.replace("&amp;", "&")).content.decode()
    assert "Words: boxing; Status: current" in page
    organisation = organisation_of(TRUST)
    said = client.get(f"/organisations/{organisation.pk}").content.decode()
    (way,) = re.findall(r'href="(/watching/add[^"]+)"', said)
    assert f'Organisation: <a class="govuk-link" href="/organisations/{organisation.pk}' in (
        client.get(way.replace("&amp;", "&")).content.decode()
    )
    client.logout()
    for address in ("/activities?q=boxing", f"/organisations/{organisation.pk}"):
        assert "/watching/add" not in client.get(address).content.decode()


def test_the_unit_sees_who_wants_no_mails(ann, keys, client):
    begin(ann, "record", keys[0], often="never")
    client.force_login(ann)
    assert "want no mails" not in client.get("/watching").content.decode()
    client.force_login(user_of(Role.UNIT))
    said = client.get("/watching").content.decode()
    assert "Watch something, and want no mails about it: Ann Analyst." in said


def test_of_very_many_changes_the_newest_are_told(ann, keys, monkeypatch):
    monkeypatch.setattr("sightline.service.watching.changes.MOST_EVENTS", 2)
    begin(ann, "theme", "violence")
    for number in range(4):
        record_activity(club(reference=f"N-{number}", name=f"Club {number}"), by=None, now=NOW)
    assert {name for name, _, _ in changes(ann)} == {"Club 2", "Club 3"}
