"""Mails go out once a change is kept, and a mail that cannot go breaks nothing."""

from __future__ import annotations

import logging

import pytest
from django.core import mail
from django.db import transaction
from django.utils.timezone import now

from sightline.service.accounts import actions
from sightline.service.accounts.models import Role, User
from sightline.service.pages.mail import absolute, send_after_commit

pytestmark = pytest.mark.django_db(transaction=True)


def send(subject: str = "Due", **more) -> None:
    send_after_commit(to="pat@partner.example", subject=subject, text="Three are due.\n", **more)


def test_a_mail_waits_until_the_change_is_kept():
    with transaction.atomic():
        send(headers={"List-Unsubscribe": "<https://sightline.example.org/stop>"})
        assert mail.outbox == []
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (
        ["pat@partner.example"],
        "Due",
        "Three are due.\n",
    )
    assert sent.message()["List-Unsubscribe"] == "<https://sightline.example.org/stop>"
    assert sent.message()["From"] == "Sightline <sightline@localhost>"
    assert sent.message().get_content_type() == "text/plain"


def test_a_change_that_is_not_kept_sends_nothing():
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert mail.outbox == []


def test_a_name_with_a_line_break_makes_no_header():
    send(subject="From Pat\r\nBcc: everybody@partner.example")
    (sent,) = mail.outbox
    assert sent.subject == "From Pat Bcc: everybody@partner.example"
    assert sent.message()["Bcc"] is None


def test_a_mail_server_that_is_away_is_logged_and_breaks_nothing(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with caplog.at_level(logging.ERROR):
        send()
    assert [record.getMessage() for record in caplog.records] == ["mail not sent: Due"]


def test_a_link_in_a_mail_is_whole(settings):
    settings.ADDRESS = "https://sightline.example.org"
    assert absolute("/join/x") == "https://sightline.example.org/join/x"


def test_a_name_stands_in_one_line_of_a_mail():
    """Else somebody could write whole lines into mails that others get."""
    lee = User.objects.add(
        email="lee@sightline.example", name=" Lee\r\nLead ", role=Role.UNIT, password=None
    )
    assert lee.name == "Lee Lead"
    actions.rename_user(user=lee, name="Lee\r\n\r\nOpen https://evil.example", now=now())
    lee.refresh_from_db()
    actions.invite(email="nia@sightline.example", role=Role.PARTNER, by=lee, now=now())
    (sent,) = mail.outbox
    assert sent.subject == "Lee Open https://evil.example invites you to Sightline"
    assert sent.body.startswith("Lee Open https://evil.example invites you to Sightline, where")
