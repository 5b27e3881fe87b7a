"""Mails: plain text, sent once the change that they tell of is kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

log = logging.getLogger(__name__)


def absolute(address: str) -> str:
    """The whole address of a page, as a mail needs it: absolute("/join/x").

    >>> absolute("/sign-in")
    'http://127.0.0.1:8000/sign-in'
    """
    return f"{settings.ADDRESS}{address}"


def send_after_commit(
    *, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None
) -> None:
    """Send one mail when the transaction is kept; never, if it is not.

    A mail that cannot be sent is logged and breaks nothing: what it tells of is done already.
    """
    one_line = " ".join(subject.split())  # a name in it could hold a line break
    message = EmailMessage(subject=one_line, body=text, to=[to], headers=dict(headers or {}))
    transaction.on_commit(partial(_send, message))


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:  # whatever a mail server, or the way to it, comes up with
        log.exception("mail not sent: %s", message.subject)
