"""A mail that came back, read with suspicion: what it says, and whether a person plainly said yes.

No Django here: a function from bytes to facts. Nothing in a mail is taken for granted; whatever
cannot be read plainly is left for a person to read.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses

MOST_BYTES = 1_000_000
MOST_PARTS = 50
LONGEST_TEXT = 20_000  # characters looked at
_TOKEN = re.compile(r"(?<![a-z2-7])[a-z2-7]{52}(?![a-z2-7])")
_YES = frozenset(
    {
        "yes", "still right", "all still right", "yes still right", "yes all still right",
        "it is still right", "yes it is still right", "they are still right",
        "yes they are still right", "everything is still right", "yes everything is still right",
        "it is all still right", "yes it is all still right", "still right thanks",
        "still right thank you", "yes thanks", "yes thank you",
    }
)  # fmt: skip
_COURTESIES = frozenset(
    {
        "hi", "hello", "dear sightline", "hi sightline", "hello sightline", "good morning",
        "good afternoon", "thanks", "thank you", "many thanks", "with thanks", "cheers", "regards",
        "kind regards", "best regards", "warm regards", "best wishes", "best", "all the best",
        "yours sincerely", "sincerely", "sent from my iphone", "sent from my ipad",
        "sent from my android", "sent from outlook for ios", "sent from outlook for android",
        "get outlook for ios", "get outlook for android",
    }
)  # fmt: skip
# Lines of the mail that was answered, and the line after which there is nothing else.
_QUOTED = re.compile(r"^(>|on .{4,200} wrote:?$)", re.IGNORECASE)
_REST_IS_QUOTED = re.compile(r"^(-{2,}\s*(original|forwarded) message|from:\s.*@)", re.IGNORECASE)
_MARKS = re.compile(r"[.,!;:'’\"“”()*_~–—…-]")
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(re:\s*)?(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|"
    r"away from (the|my)|undeliver|delivery (status|failure|has failed)|mail delivery|"
    r"returned mail|failure notice)",
    re.IGNORECASE,
)
_DAEMONS = ("mailer-daemon@", "postmaster@", "noreply@", "no-reply@", "donotreply@")


@dataclass(frozen=True)
class Letter:
    """What a mail says.

    tokens: everything in it that looks like one of ours. automatic, odd: why it cannot be a
    person's plain answer; empty if it can.
    """

    digest: str
    sender: str  # one address in small letters; empty if there is none, or several
    subject: str
    text: str  # without what it quotes
    tokens: tuple[str, ...]
    automatic: str = ""
    odd: str = ""


def read_letter(raw: bytes) -> Letter:
    """Read one mail as it came in (RFC 822). Never fails: what is wrong with it is said."""
    if len(raw) > MOST_BYTES:
        return _unread(raw, f"larger than {MOST_BYTES:,} bytes")
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        return _letter(raw, message)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError,
            IndexError, AssertionError, KeyError):  # fmt: skip
        # The package that reads mails fails in many ways on what no mail program writes.
        return _unread(raw, "it cannot be read")


def says_yes(letter: Letter, *, name: str = "") -> bool:
    """Whether the mail says that everything is still right, and nothing else.

    name: of the person who was asked; they may sign with it. Greetings and thanks are let pass.
    Any other word, and it is for a person to read: "yes, but the Tuesday group has ended".
    """
    if letter.odd or letter.automatic or "?" in letter.text:
        return False
    signed = {_plain(name), *(_plain(part) for part in name.split()[:1])} - {""}
    lines = [plain for line in letter.text.splitlines() if (plain := _plain(line))]
    answers = [line for line in lines if line in _YES]
    others = [line for line in lines if line not in _YES | _COURTESIES | signed]
    return len(answers) == 1 and not others


def _letter(raw: bytes, message: EmailMessage) -> Letter:
    text, odd = _text_of(message)
    headers = " ".join(
        str(value)
        for name in ("To", "Cc", "Delivered-To", "X-Original-To", "In-Reply-To", "References")
        for value in message.get_all(name, [])
    )
    return Letter(
        digest=_digest(raw, message),
        sender=_sender(message),
        subject=" ".join(_printable(str(message.get("Subject", ""))).split())[:200],
        text=_answer(text),
        tokens=tuple(dict.fromkeys(_TOKEN.findall(f"{headers} {text}".lower()))),
        automatic=_automatic(message),
        odd=odd,
    )


def _unread(raw: bytes, odd: str) -> Letter:
    digest = hashlib.sha256(raw).hexdigest()
    return Letter(digest=digest, sender="", subject="", text="", tokens=(), odd=odd)


def _digest(raw: bytes, message: EmailMessage) -> str:
    """The same for the same mail delivered twice: of its own name if it has one."""
    name = str(message.get("Message-ID", "")).strip()
    return hashlib.sha256(name.encode("utf-8", "replace") if name else raw).hexdigest()


def _sender(message: EmailMessage) -> str:
    """The one address it comes from; none if it names several, or another as its sender."""
    found = {
        address.strip().lower()
        for header in ("From", "Sender")
        for _, address in getaddresses([str(value) for value in message.get_all(header, [])])
    }
    (only,) = found if len(found) == 1 else ("",)
    return only if len(message.get_all("From", [])) == 1 and only.count("@") == 1 else ""


def _text_of(message: EmailMessage) -> tuple[str, str]:
    """Its plain text, and what is odd about how it is given."""
    parts = list(message.walk())
    if len(parts) > MOST_PARTS:
        return "", f"it has more than {MOST_PARTS} parts"
    if message.defects or any(part.defects for part in parts):
        return _first_text(parts), "it is not put together as mails are"
    texts = [part for part in parts if _is_text(part)]
    if not texts:
        return "", "it has no plain text"
    if len(texts) > 1:
        return _first_text(texts), "it has several texts"
    text = _first_text(texts)
    return text, "it is very long" if len(text) >= LONGEST_TEXT else ""


def _is_text(part: EmailMessage) -> bool:
    is_attached = part.get_content_disposition() == "attachment" or part.get_filename()
    return part.get_content_type() == "text/plain" and not is_attached


def _first_text(parts: list[EmailMessage]) -> str:
    for part in parts:
        if _is_text(part):
            content = part.get_content()
            return _printable(content if isinstance(content, str) else "")[:LONGEST_TEXT]
    return ""


def _printable(text: str) -> str:
    """Without what is not seen: controls, marks that turn text round, halves of characters."""
    normal = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "".join(each for each in normal if each in "\n\t" or each.isprintable())


def _answer(text: str) -> str:
    """What was written, without the mail that it answers or a marked signature.

    What stands below a quoted part counts too: somebody may have answered there.
    """
    kept: list[str] = []
    lines = [line.strip() for line in text.splitlines()]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line == "--" or _REST_IS_QUOTED.match(line):
            break
        is_broken = following.lower() in {"wrote:", "wrote"} and line.lower().startswith("on ")
        if is_broken or _QUOTED.match(line) or (kept and line.lower() in {"wrote:", "wrote"}):
            continue
        kept.append(line)
    return "\n".join(kept).strip()


def _automatic(message: EmailMessage) -> str:
    """Why a machine wrote it; empty if nothing says so."""
    answers = str(message.get("Auto-Submitted", "no")).strip().lower()
    signs = {
        "it says that it was sent by a machine": answers not in {"", "no"},
        "it is a report of a mail server": message.get_content_type() == "multipart/report",
        "it has nobody to answer to": str(message.get("Return-Path", "?")).strip() == "<>",
        "it was sent to many": str(message.get("Precedence", "")).strip().lower()
        in {"bulk", "junk", "list", "auto_reply"}
        or "List-Id" in message,
        "it is an absence note": any(
            name in message for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")
        ),
        "its subject is that of a machine": bool(
            _AUTOMATIC_SUBJECT.match(str(message.get("Subject", "")))
        ),
        "a mail server sent it": str(message.get("From", ""))
        .lower()
        .rpartition("<")[2]
        .startswith(_DAEMONS),
    }
    return next((why for why, is_so in signs.items() if is_so), "")


def _plain(line: str) -> str:
    """A line in small letters, without the plain marks around its words; other signs stay.

    >>> _plain("Yes -- still right!"), _plain("  … "), _plain("Yes 👎")
    ('yes still right', '', 'yes 👎')
    """
    return " ".join(_MARKS.sub(" ", line.casefold()).split())
