"""Comments told by mail: to whom, how often, and never to somebody who may no longer read them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from factories.entry import comment_of
from factories.pages import text_of
from factories.register import NOW, OTHER, TRUST, club, organisation_of, store_county, user_of

from sightline.analysis.provision import Visibility
from sightline.errors import BadInput, NotFound
from sightline.service.accounts.models import Role, User
from sightline.service.audit.models import Event
from sightline.service.entry.actions import (
    choose_comment_mails,
    send_comment_mails,
    stop_comment_mails,
    withdraw_comment,
)
from sightline.service.entry.models import Audience, Comment, CommentMail, CommentNote
from sightline.service.freshness.actions import name_owner
from sightline.service.partners.models import Membership
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    store_county()
    return record_activity(club(visibility=Visibility.PARTNERSHIP), by=None, now=NOW)


@pytest.fixture
def ana(key):
    return user_of(Role.PARTNER, TRUST, name="Ana")


@pytest.fixture
def oda(key):
    return user_of(Role.PARTNER, OTHER, name="Oda")


@pytest.fixture
def say(django_capture_on_commit_callbacks):
    """Say something, as in a transaction that is kept; so many minutes later."""

    def saying(by, key, *, minutes=0, **given):
        with django_capture_on_commit_callbacks(execute=True):
            made = comment_of(by, key, **given)
            Comment.objects.filter(pk=made).update(at=NOW + timedelta(minutes=minutes))
        return made

    return saying


def to(mails):
    return sorted(mail.to[0] for mail in mails)


def test_the_owner_and_who_commented_before_get_one_mail_and_never_the_writer(
    ana, oda, key, say, mailoutbox
):
    say(oda, key, text="Is Thursday right?")
    assert to(mailoutbox) == [ana.email]
    mail = mailoutbox[0]
    assert mail.subject == "1 new comment on the register"
    assert f"({TRUST}): a comment by Oda." in mail.body
    assert reverse("register:activity", args=[key]) in mail.body
    assert "Thursday" not in mail.body  # its words can be withdrawn, a mail cannot
    say(ana, key, text="It is.")
    assert to(mailoutbox) == sorted([ana.email, oda.email])
    assert Event.objects.filter(kind="comment mail sent").count() == 2


def test_only_who_looks_after_a_record_is_told_of_it(ana, oda, key, say, mailoutbox):
    ben = user_of(Role.PARTNER, TRUST, name="Ben")
    say(oda, key)
    assert to(mailoutbox) == sorted([ana.email, ben.email])
    mailoutbox.clear()
    name_owner(activity_id=key, user_id=ben.pk, by=ana, now=NOW)
    say(oda, key)
    assert {mail.to[0] for mail in mailoutbox} <= {ben.email}


def test_within_an_hour_the_rest_waits_for_one_mail_of_the_day(ana, oda, key, say, mailoutbox):
    for text in ("One", "Two", "Three"):
        say(oda, key, text=text)
    assert to(mailoutbox) == [ana.email]
    assert CommentNote.objects.filter(told_at=None).count() == 2
    assert send_comment_mails(now=NOW + timedelta(hours=2)) == 1
    assert send_comment_mails(now=NOW + timedelta(hours=2)) == 0
    assert not CommentNote.objects.filter(told_at=None).exists()


@pytest.mark.parametrize("lost", ["left", "inactive", "demoted", "hidden", "withdrawn", "gone"])
def test_who_may_no_longer_read_it_is_never_told(ana, oda, key, say, lost, mailoutbox):
    choose_comment_mails(user=ana, often="daily", now=NOW)
    said = say(oda, key, audience=Audience.ORGANISATION)
    assert not mailoutbox
    if lost == "left":
        Membership.objects.filter(user=ana).delete()
    elif lost == "inactive":
        User.objects.filter(pk=ana.pk).update(is_active=False)
    elif lost == "demoted":
        User.objects.filter(pk=ana.pk).update(role=Role.NEIGHBOUR)
    elif lost == "hidden":
        own = organisation_of(OTHER)
        Activity.objects.filter(pk=key).update(organisation=own, visibility="organisation")
    elif lost == "withdrawn":
        withdraw_comment(comment_id=said, by=oda, now=NOW)
    else:
        Activity.objects.filter(pk=key).update(withdrawn_at=NOW)
    assert send_comment_mails(now=NOW + timedelta(hours=2)) == 0


def test_somebody_who_commented_and_may_not_read_this_one_is_not_noted(ana, oda, key, say):
    say(oda, key)
    say(ana, key, audience=Audience.ORGANISATION)
    assert not CommentNote.objects.filter(user=oda).exists()
    assert not CommentMail.objects.filter(user=oda).exists()


def test_one_press_stops_them_and_the_page_brings_them_back(client, ana, oda, key, say, mailoutbox):
    say(oda, key)
    header = mailoutbox[0].extra_headers["List-Unsubscribe"]
    address = re.search(r"<https?://[^/]+(/[^>]+)>", header)[1]
    assert address in mailoutbox[0].body
    pressed = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert pressed.content == b"You get no more of these mails."
    say(oda, key)
    assert len(mailoutbox) == 1
    assert not CommentNote.objects.filter(told_at=None).exists()
    page = client.get(address)
    assert 'value="never"' in re.search(r"<input[^>]*checked", page.content.decode())[0]
    assert "Choose how often." in text_of(client.post(address, {"often": ""}))
    assert client.post(address, {"often": "daily"}).url == f"{address}?saved=yes"
    assert "Your choice is kept." in text_of(client.get(f"{address}?saved=yes"))
    say(oda, key)
    assert CommentNote.objects.filter(told_at=None).count() == 1


def test_a_link_from_elsewhere_and_a_strange_choice_are_refused(client, ana):
    assert client.get(reverse("entry:comment_mails", args=["x" * 52])).status_code == 404
    with pytest.raises(BadInput, match="wanted at once, daily, never"):
        choose_comment_mails(user=ana, often="hourly", now=NOW)
    with pytest.raises(NotFound):
        stop_comment_mails(mail_id=ana.pk, now=NOW)


def test_the_command_says_how_many_went(
    ana, oda, key, say, capsys, mailoutbox, django_capture_on_commit_callbacks
):
    choose_comment_mails(user=ana, often="daily", now=NOW)
    say(oda, key)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_comment_mails")
    assert capsys.readouterr().out == "1 mail about comments sent.\n"
    call_command("send_comment_mails")
    assert capsys.readouterr().out == "0 mails about comments sent.\n"
    assert to(mailoutbox) == [ana.email]
