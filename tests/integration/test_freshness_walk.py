"""A walk in time: a record goes due, overdue, long overdue; who is told, when, and how it ends."""

from __future__ import annotations

import io
import sys
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from factories.freshness import (
    CONFIRMED,
    DUE,
    LONG_OVERDUE,
    NOW,
    OVERDUE,
    answer,
    lead_of,
    links_in,
    look_after,
    noon,
    register_club,
    register_walk,
    send_on,
    stop_link_in,
)
from factories.register import OTHER, TRUST, club, user_of

from sightline.service.accounts.models import Role, User
from sightline.service.audit.models import Event
from sightline.service.audit.queries import verify_chain
from sightline.service.freshness.actions import (
    choose_mails,
    confirm_several,
    forget_old_mails,
    send_reminders,
    take_reply,
)
from sightline.service.freshness.letters import ANSWER, LINK
from sightline.service.freshness.management.commands import read_replies
from sightline.service.freshness.management.commands import send_reminders as send_reminders_command
from sightline.service.freshness.models import MailKind, MailStop, Reminder, ReminderLine, Reply
from sightline.service.pages.tokens import token_of
from sightline.service.partners.models import Membership
from sightline.service.register.actions import record_activity, withdraw_activity
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    """Send the reminders of a day; the mails that went, and nothing before."""

    def on(day):
        mail.outbox.clear()
        send_on(day, django_capture_on_commit_callbacks)
        return list(mail.outbox)

    return on


@pytest.fixture
def key():
    return register_club()


@pytest.fixture
def ada(key):
    return user_of(Role.PARTNER, TRUST, name="Ada Park")


@pytest.fixture(autouse=True)
def _it_is_the_day_on_which_the_record_is_overdue(monkeypatch):
    """For whoever opens a page or runs a command; the mails are sent for the days they name."""
    here = "sightline.service.freshness"
    monkeypatch.setattr(f"{here}.views.now", lambda: noon(OVERDUE))
    monkeypatch.setattr(f"{here}.views.localdate", lambda: OVERDUE)
    clock = SimpleNamespace(now=lambda: noon(OVERDUE), localdate=lambda: OVERDUE)
    for command in (read_replies, send_reminders_command):
        monkeypatch.setattr(command, "timezone", clock)


def to(mails):
    return [each.to[0] for each in mails]


def test_from_due_to_long_overdue_with_every_mail_counted(ada, key, send):
    sent = {}
    day = CONFIRMED
    lead_of(TRUST)
    look_after(key, ada)
    while day <= LONG_OVERDUE + timedelta(days=40):
        if found := send(day):
            sent[day] = to(found)
        day += DAY
    owner, lead = "ada.park@sightline.example", "lena.lead@sightline.example"
    assert sent == {
        DUE: [owner],  # the gentle one
        OVERDUE: [owner],
        LONG_OVERDUE: [owner, lead],
        date(2026, 7, 29): [owner, lead],  # once a month from then on
    }
    assert Reminder.objects.count() == 6
    assert verify_chain().faults == ()


def test_nothing_is_sent_before_it_is_due(ada, send):
    assert send(DUE - DAY) == []
    assert to(send(DUE)) == [ada.email]


def test_the_same_day_twice_sends_nothing_twice(ada, send):
    assert len(send(DUE)) == 1
    assert send(DUE) == []
    assert send(DUE - DAY) == []  # nor an earlier day afterwards
    assert Reminder.objects.count() == 1


def test_one_mail_however_many_records(ada, key, send):
    for number in range(4):
        one = club(reference=f"N-{number}", name=f"Fable club {number}", confirmed_on=CONFIRMED)
        record_activity(one, by=None, now=NOW)
    (only,) = send(OVERDUE)
    assert only.subject == "5 records to look at: 5 overdue"
    assert len(links_in(only.body)) == len(set(links_in(only.body))) == 5
    assert "Fable club 2" not in only.subject


def test_without_an_owner_all_of_the_organisation_are_asked(key, send):
    people = [user_of(Role.PARTNER, TRUST, name=name) for name in ("Ada Park", "Bo Reed")]
    user_of(Role.PARTNER, OTHER, name="Cy Other")
    user_of(Role.ANALYST, name="Ann Analyst")
    assert to(send(DUE)) == [each.email for each in people]


def test_an_owner_who_left_is_not_asked_and_the_others_are(key, send):
    ada = user_of(Role.PARTNER, TRUST, name="Ada Park")
    bo = user_of(Role.PARTNER, TRUST, name="Bo Reed")
    look_after(key, ada)
    Membership.objects.filter(user=ada).delete()
    assert to(send(DUE)) == [bo.email]


def test_somebody_without_a_sign_in_any_more_gets_nothing(ada, send):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert send(DUE) == []


@pytest.mark.parametrize("status", ["planned", "current", "paused"])
def test_what_goes_on_is_asked_about(ada, key, send, status):
    Activity.objects.update(status=status)
    assert len(send(DUE)) == 1


def test_what_has_ended_or_was_withdrawn_is_not_asked_about(ada, key, send):
    Activity.objects.update(status="ended")
    assert send(LONG_OVERDUE) == []
    Activity.objects.update(status="current")
    withdraw_activity(activity_id=key, by=ada, now=NOW, reason="gone")
    assert send(LONG_OVERDUE) == []


def test_one_never_confirmed_counts_from_the_day_it_was_added(send):
    register_club(confirmed_on=None)
    user_of(Role.PARTNER, TRUST, name="Ada Park")
    (only,) = send(NOW.date())
    assert "Never confirmed; due since 15 January 2026" in only.body
    (only,) = send(NOW.date() + timedelta(days=30))
    assert "overdue since 14 February 2026" in only.body


def test_confirming_by_a_click_ends_the_reminders_until_the_next_time(ada, key, send):
    assert len(send(DUE)) == 1
    version = Activity.objects.get().version
    came_to = confirm_several(versions=[(key, version)], by=ada, now=noon(DUE), today=DUE)
    assert (came_to.done, came_to.changed) == (1, 0)
    assert [day for number in range(92) if send(day := DUE + number * DAY)] == [date(2026, 7, 30)]


def test_it_is_news_again_when_it_grows_stale_again(ada, key, send):
    """A cycle of its own: overdue in May and again in August is told twice."""
    assert len(send(OVERDUE)) == 1
    version = Activity.objects.get().version
    confirm_several(versions=[(key, version)], by=ada, now=noon(OVERDUE), today=OVERDUE)
    assert len(send(date(2026, 9, 29))) == 1
    lines = ReminderLine.objects.filter(step="overdue")
    assert lines.count() == 2


def test_confirming_by_the_link(ada, key, send, client):
    (only,) = send(OVERDUE)
    (link,) = links_in(only.body)
    before = Event.objects.count()
    page = client.get(link)
    assert page.status_code == 200
    assert b"Is this still right?" in page.content
    assert Event.objects.count() == before  # looking changes nothing
    assert Activity.objects.get().confirmed_on == CONFIRMED
    assert client.post(link, follow=True).status_code == 200
    record, line = Activity.objects.get(), ReminderLine.objects.get()
    assert record.confirmed_on > CONFIRMED
    assert (line.used_by, line.used_at is None) == ("link", False)
    said = Event.objects.get(kind="activity confirmed")
    assert (said.by_name, said.about_id) == ("Ada Park", str(key))


def test_confirming_by_a_reply(ada, key, send):
    (only,) = send(OVERDUE)
    raw = answer(only, "Still right.\n\nThanks\nAda")
    reply = take_reply(raw, now=noon(OVERDUE), today=OVERDUE)
    assert (reply.fate, reply.why) == ("confirmed", "1 of 1 confirmed; the rest were before.")
    assert Activity.objects.get().confirmed_on == OVERDUE
    assert ReminderLine.objects.get().used_by == "reply"
    assert [day for n in range(60) if send(day := OVERDUE + n * DAY)] == []


def test_a_kind_of_mail_that_is_not_wanted_is_not_sent(ada, key, send):
    lena = lead_of(TRUST)
    look_after(key, ada)
    choose_mails(user=ada, stopped={"due"}, now=NOW)
    assert send(DUE) == []
    assert to(send(OVERDUE)) == [ada.email]
    choose_mails(user=ada, stopped={"due", "overdue"}, now=NOW)
    assert to(send(LONG_OVERDUE)) == [lena.email]
    choose_mails(user=lena, stopped={"lead"}, now=NOW)
    assert send(LONG_OVERDUE + timedelta(days=40)) == []
    assert MailStop.objects.count() == 3


def test_one_press_in_the_mail_program_stops_the_mails(ada, send, client):
    (only,) = send(DUE)
    assert only.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = only.extra_headers["List-Unsubscribe"].strip("<>")
    assert address.endswith(stop_link_in(only.body))
    assert client.get(stop_link_in(only.body)).status_code == 200
    assert MailStop.objects.count() == 0  # looking, as a scanner of mails does, stops nothing
    said = client.post(stop_link_in(only.body), {"List-Unsubscribe": "One-Click"})
    assert (said.status_code, MailStop.objects.get().kind) == (200, MailKind.DUE)
    client.post(stop_link_in(only.body), {"List-Unsubscribe": "One-Click"})
    assert MailStop.objects.count() == 1
    assert send(DUE + timedelta(days=31)) != []  # overdue by then, which is another kind
    assert [line.step for line in ReminderLine.objects.filter(reminder__kinds=["overdue"])] == [
        "overdue"
    ]


def test_mails_are_chosen_on_a_page_and_can_be_had_again(ada, send, client):
    (only,) = send(DUE)
    address = stop_link_in(only.body)
    client.post(address, {"wanted": ["lead"]})
    assert set(MailStop.objects.values_list("kind", flat=True)) == {"due", "overdue"}
    assert b"Your choice is kept" in client.get(f"{address}?saved=yes").content
    client.post(address, {"wanted": ["due", "overdue", "lead"]})
    assert MailStop.objects.count() == 0
    assert b"Select a valid choice" in client.post(address, {"wanted": ["all"]}).content


def test_the_unit_sees_who_wants_no_mails_and_what_was_sent(ada, send, client):
    send(DUE)
    choose_mails(user=ada, stopped={"due"}, now=NOW)
    client.force_login(user_of(Role.UNIT))
    said = client.get("/due/reminders").content.decode()
    assert "Ada Park: Once a month" in said
    assert "0 of 1 said to be still right through it" in said


def test_the_preview_is_what_is_sent(ada, client, send, monkeypatch):
    monkeypatch.setattr("sightline.service.freshness.views.day_of_pages", lambda: OVERDUE)
    client.force_login(user_of(Role.UNIT))
    said = client.get("/due/reminders").content.decode()
    assert "1 record to look at: 1 overdue" in said
    (only,) = send(OVERDUE)
    assert only.subject == "1 record to look at: 1 overdue"
    assert "No mail." in client.get("/due/reminders").content.decode()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/London")), date(2026, 7, 1)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=ZoneInfo("UTC")), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=ZoneInfo("UTC")), date(2026, 12, 31)),
        (datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("UTC")), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("UTC")), date(2026, 10, 25)),
    ],
)
def test_a_day_is_a_day_of_this_country(key, moment, day, client, monkeypatch):
    """What was added half an hour before midnight in winter time is a summer's next day."""
    user_of(Role.PARTNER, TRUST, name="Ada Park")
    Activity.objects.update(confirmed_on=None, added_at=moment)
    send_reminders(today=day - DAY, now=moment)
    send_reminders(today=day, now=moment)
    lines = [(line.reminder.sent_for, line.step) for line in ReminderLine.objects.all()]
    assert (day - DAY, "due") in lines  # never confirmed: due from the start
    from sightline.service.freshness.standing import records_among

    (record,) = records_among(Activity.objects.all(), today=day)
    assert record.freshness.due_on == day


def test_the_command_sends_for_a_day_and_refuses_what_is_none(ada, capsys):
    call_command("send_reminders", "--today", str(DUE))
    assert capsys.readouterr().out == "1 reminder sent for 2026-04-30.\n"
    call_command("send_reminders", "--today", str(DUE))
    assert capsys.readouterr().out == "0 reminders sent for 2026-04-30.\n"
    with pytest.raises(CommandError, match="wanted a day such as"):
        call_command("send_reminders", "--today", "yesterday")
    call_command("send_reminders")
    assert "sent for" in capsys.readouterr().out


# --- links that must not work ---


def test_a_record_changed_since_the_mail_is_not_confirmed_by_it(ada, key, send, client):
    (only,) = send(OVERDUE)
    (link,) = links_in(only.body)
    record_activity(club(name="Another name", confirmed_on=CONFIRMED), by=None, now=NOW)
    assert b"has changed since the mail" in client.get(link).content
    client.post(link)
    assert Activity.objects.get().confirmed_on == CONFIRMED
    reply = take_reply(answer(only), now=noon(OVERDUE), today=OVERDUE)
    assert (reply.fate, Activity.objects.get().confirmed_on) == ("to read", CONFIRMED)
    assert "had changed since the mail" in reply.why


def test_a_link_counts_once(ada, key, send, client):
    (only,) = send(OVERDUE)
    (link,) = links_in(only.body)
    client.post(link)
    events = Event.objects.count()
    assert b"said already" in client.post(link, follow=True).content
    assert Event.objects.count() == events


def test_an_old_link_says_that_it_is_too_old(ada, send, client):
    (only,) = send(OVERDUE)
    (link,) = links_in(only.body)
    Reminder.objects.update(sent_at=NOW - timedelta(days=400))
    assert b"too old" in client.get(link).content
    client.post(link)
    assert Activity.objects.get().confirmed_on == CONFIRMED


def test_somebody_who_left_confirms_nothing(ada, send, client):
    (only,) = send(OVERDUE)
    (link,) = links_in(only.body)
    Membership.objects.all().delete()
    said = client.get(link).content
    assert b"leads nowhere now" in said
    assert b"boxing" not in said  # nor is the record told of
    client.post(link)
    assert take_reply(answer(only), now=noon(OVERDUE), today=OVERDUE).fate == "to read"
    assert Activity.objects.get().confirmed_on == CONFIRMED


def test_forged_links_are_not_found(ada, send, client):
    (only,) = send(OVERDUE)
    (link,) = links_in(only.body)
    token = link.rpartition("/")[2]
    line = ReminderLine.objects.get()
    forged = [
        *(token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :] for at in range(52)),
        token[:-1], token + "a", "", "x" * 52, "a" * 52,
        token_of(ANSWER, line.pk), token_of(LINK, line.reminder_id), str(line.pk),
        token_of("stop reminders", line.pk),
    ]  # fmt: skip
    for each in forged:
        for address in (f"/still-right/{each}", f"/due/mails/{each}"):
            assert client.get(address).status_code == 404, each
            assert client.post(address).status_code == 404, each
    assert Activity.objects.get().confirmed_on == CONFIRMED


def test_the_page_of_a_link_is_not_kept_and_says_little_of_what_is_hidden(ada, key, send, client):
    (only,) = send(OVERDUE)
    (link,) = links_in(only.body)
    page = client.get(link)
    assert "no-store" in page["Cache-Control"]
    assert b"ZZ1 1AA" not in page.content
    assert b"Self-referral" in page.content
    Activity.objects.update(sensitive_site=True)
    page = client.get(link)
    assert b"Self-referral" not in page.content
    assert b"after you sign in" in page.content
    Activity.objects.update(sensitive_site=False, visibility="organisation")
    assert b"after you sign in" in client.get(link).content


# --- replies that must not count ---


@pytest.mark.parametrize(
    ("why", "given", "text"),
    [
        ("another address", {"From": "somebody@else.example"}, "yes"),
        ("says more", {}, "Yes, but it moved"),
        ("sent by a machine", {"Auto-Submitted": "auto-replied"}, "yes"),
        ("absence", {"Subject": "Out of office"}, "yes"),
    ],
)
def test_a_reply_that_is_no_plain_yes_from_the_right_address_is_kept(ada, send, why, given, text):
    (only,) = send(OVERDUE)
    reply = take_reply(answer(only, text, **given), now=noon(OVERDUE), today=OVERDUE)
    assert reply.fate in {"to read", "automatic"}
    assert (reply.reminder is not None, reply.text.startswith(text)) == (True, True)
    assert Activity.objects.get().confirmed_on == CONFIRMED


def test_forged_replies_confirm_nothing(ada, send):
    (only,) = send(OVERDUE)
    token = only.extra_headers["Message-ID"].strip("<>").partition("@")[0]
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")
    raw = answer(only).replace(token.encode(), forged.encode())
    assert take_reply(raw, now=noon(OVERDUE), today=OVERDUE).reminder is None
    line = ReminderLine.objects.get()
    for other in (token_of(LINK, line.pk), token_of(LINK, line.reminder_id), "a" * 52):
        raw = answer(only, Message_ID=f"<{other}>").replace(token.encode(), other.encode())
        assert take_reply(raw, now=noon(OVERDUE), today=OVERDUE).fate == "to read"
    assert Activity.objects.get().confirmed_on == CONFIRMED


def test_the_same_mail_again_and_the_same_answer_again_do_nothing(ada, send):
    (only,) = send(OVERDUE)
    take_reply(answer(only), now=noon(OVERDUE), today=OVERDUE)
    events = Event.objects.count()
    take_reply(answer(only), now=noon(OVERDUE), today=OVERDUE)
    assert (Event.objects.count(), Reply.objects.count()) == (events, 1)
    Activity.objects.update(confirmed_on=CONFIRMED)
    again = take_reply(
        answer(only, Message_ID="<other@x.example>"), now=noon(OVERDUE), today=OVERDUE
    )
    assert "answered before" in again.why
    assert Activity.objects.get().confirmed_on == CONFIRMED


def test_a_reply_that_names_two_of_our_mails_confirms_neither(ada, send):
    (first,) = send(DUE)
    (second,) = send(OVERDUE)
    raw = answer(second, References=first.extra_headers["Message-ID"])
    assert take_reply(raw, now=noon(OVERDUE), today=OVERDUE).fate == "to read"


def test_a_reply_after_two_months_is_for_a_person_to_read(ada, send):
    (only,) = send(OVERDUE)
    late = OVERDUE + timedelta(days=61)
    assert "60 days ago" in take_reply(answer(only), now=noon(late), today=late).why


def test_mails_of_a_folder_are_taken_in_and_moved_to_those_seen(ada, send, tmp_path, capsys):
    (only,) = send(OVERDUE)
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(answer(only))
    (tmp_path / "new" / "2.host").write_bytes(b"\x00\xff" * 100)
    (tmp_path / "new" / "3.host").symlink_to("/etc/hostname")
    call_command("read_replies", "--maildir", str(tmp_path))
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in said] == ["Confirmed", "To read"]
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == [
        "1.host:2,S", "2.host:2,S",
    ]  # fmt: skip
    with pytest.raises(CommandError, match="wanted a Maildir"):
        call_command("read_replies", "--maildir", str(tmp_path / "nowhere"))


def test_old_mails_and_replies_are_let_go_of(ada, send):
    (only,) = send(OVERDUE)
    take_reply(answer(only, "It moved"), now=noon(OVERDUE), today=OVERDUE)
    forget_old_mails(now=noon(OVERDUE) + timedelta(days=179))
    assert (Reply.objects.count(), Reminder.objects.count()) == (1, 1)
    forget_old_mails(now=noon(OVERDUE) + timedelta(days=181))
    assert (Reply.objects.count(), Reminder.objects.count()) == (0, 1)
    forget_old_mails(now=noon(OVERDUE) + timedelta(days=731))
    assert Reminder.objects.count() == 0


def test_a_mail_may_come_from_standard_input(ada, send, monkeypatch, capsys):
    (only,) = send(OVERDUE)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(answer(only))))
    call_command("read_replies")
    assert capsys.readouterr().out.startswith("Confirmed: 1 of 1")


def test_the_unit_reads_what_is_no_plain_yes(ada, send, client):
    (only,) = send(OVERDUE)
    reply = take_reply(
        answer(only, "It moved <script>alert(1)</script>"), now=noon(OVERDUE), today=OVERDUE
    )
    client.force_login(user_of(Role.UNIT))
    said = client.get("/due/replies").content.decode()
    assert "It moved &lt;script&gt;" in said
    assert "Harbour Lane boxing club" in said
    client.post(f"/due/replies/{reply.pk}/read")
    reply.refresh_from_db()
    assert reply.read_by == user_of(Role.UNIT)
    assert "No reply waits to be read." in client.get("/due/replies").content.decode()
    assert client.post(f"/due/replies/{only and Reminder.objects.get().pk}/read").status_code == 404


def test_another_organisation_gets_nothing_of_it(ada, send):
    register_walk()
    user_of(Role.PARTNER, OTHER, name="Cy Other")
    mails = send(date(2026, 5, 30))
    by = {each.to[0]: each.body for each in mails}
    assert "boxing" not in by["cy.other@sightline.example"]
    assert "Street walks" not in by[ada.email]
