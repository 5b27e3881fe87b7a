"""Mails that come back: only a plain yes from a person is one."""

from __future__ import annotations

import pytest

from sightline.service.freshness.reading import MOST_BYTES, read_letter, says_yes

TOKEN = "a2b3" * 13


def mail(text="still right", *headers, sender="Ada Park <ada@trust.example>", kind="text/plain"):
    lines = [
        f"From: {sender}",
        "To: sightline@sightline.example",
        "Subject: Re: 3 records to look at",
        "Message-ID: <one@trust.example>",
        "MIME-Version: 1.0",
        f"Content-Type: {kind}; charset=utf-8",
        *headers,
        "",
        text,
    ]
    return "\r\n".join(lines).encode()


QUOTE = f"""On Mon, 3 Nov 2026 at 10:02, Sightline <sightline@sightline.example> wrote:
> These 3 records on the shared register are to be confirmed.
> If something has changed, open the record and change it.
> Reference: {TOKEN}"""


@pytest.mark.parametrize(
    "text",
    [
        "still right",
        "Still right.",
        "STILL RIGHT!",
        "yes",
        "Yes.",
        "Yes, still right",
        "Yes – it is all still right.",
        "Everything is still right",
        "Hello,\n\nYes.\n\nKind regards,\nAda",
        "Good morning\nStill right, thanks\nAda Park",
        "Still right\nSent from my iPhone",
        "Yes\n-- \nAda Park\nShoreline Youth Trust\nNot at work on Fridays",
        f"Yes\n\n{QUOTE}",
        f"Still right\n\nThanks\nAda\n\n{QUOTE}",
        "Yes\n\nOn Mon, 3 Nov 2026 at 10:02, Sightline <sightline@sightline.example>\nwrote:\n> Is",
        "Yes\n\n-----Original Message-----\nFrom: Sightline\nIs it still right?",
        "Yes\n\n____________________\nFrom: Sightline <s@sightline.example>\nSent: Monday\nIs it?",
    ],
)
def test_a_plain_yes_is_one(text):
    letter = read_letter(mail(text))
    assert (letter.automatic, letter.odd) == ("", "")
    assert says_yes(letter, name="Ada Park")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "not still right",
        "Yes, but the Tuesday group has ended",
        "Yes\nBut the Tuesday group has ended",
        "Yes\n\nThanks\n\nPS it moved to the church hall",
        "Yes and no",
        "yes?",
        "Still right?",
        "Still right except the times",
        "I think so",
        "Yes yes",
        "Yes\nNo",
        "Yes\nYes",
        "y",
        "ok",
        "1",
        "right",
        "Who are you?",
        "Please take us off the list",
        "unsubscribe",
        "STOP",
        "Yes\nBob Strange",
        f"{QUOTE}\n\nNot any more, we closed in May",
        f"Yes\n{QUOTE}\nthough the age range is now 12 to 18",
        QUOTE,
        "> yes",
        "> still right",
        "Yes\nFrom: January it moves to Eastfold",
        "Oui, toujours juste",
        "y\u0435s",  # the second letter is Cyrillic
        "yes\u202e, not right",
        "Yesterday it ended",
        "Yes 👎",
        "Yes ❌",
        "Yes 1 3",
    ],
)
def test_anything_else_is_left_for_a_person(text):
    assert not says_yes(read_letter(mail(text)), name="Ada Park")


def part(text, kind="text/plain", extra=""):
    return f"--b\r\nContent-Type: {kind}; charset=utf-8\r\n{extra}\r\n{text}\r\n"


def multipart(*parts, kind="multipart/mixed"):
    return mail("".join(parts) + "--b--", kind=f'{kind}; boundary="b"')


NEVER = {
    "auto-replied": mail("yes", "Auto-Submitted: auto-replied"),
    "auto-generated": mail("yes", "Auto-Submitted: auto-generated"),
    "auto with words": mail("yes", "auto-submitted: AUTO-replied; owner-email=x"),
    "bulk": mail("yes", "Precedence: bulk"),
    "junk": mail("yes", "Precedence: Junk"),
    "list": mail("yes", "List-Id: <all.trust.example>"),
    "auto_reply": mail("yes", "Precedence: auto_reply"),
    "x-autoreply": mail("yes", "X-Autoreply: yes"),
    "x-autorespond": mail("yes", "X-Autorespond: away"),
    "nobody to answer": mail("yes", "Return-Path: <>"),
    "daemon": mail("yes", sender="Mail Delivery <MAILER-DAEMON@trust.example>"),
    "postmaster": mail("yes", sender="postmaster@trust.example"),
    "no reply": mail("yes", sender="no-reply@trust.example"),
    "absence": mail("yes").replace(b"Subject: Re: 3", b"Subject: Automatic reply: 3"),
    "out of office": mail("yes").replace(b"Subject: Re: 3", b"Subject: Out of office 3"),
    "undelivered": mail("yes").replace(b"Subject: Re: 3", b"Subject: Undeliverable: 3"),
    "report": multipart(part("yes"), kind="multipart/report; report-type=delivery-status"),
    "html alone": mail("<p>yes</p>", kind="text/html"),
    "two texts": multipart(part("yes"), part("no, it has ended")),
    "text attached": multipart(
        part("yes", extra='Content-Disposition: attachment; filename="a.txt"\r\n')
    ),
    "no end": multipart(part("yes")).removesuffix(b"--b--"),
    "no boundary": mail("yes", kind="multipart/mixed"),
    "many parts": multipart(*[part(f"<i>{n}</i>", "text/html") for n in range(60)], part("yes")),
    "nested deep": mail(
        "".join(
            f'--b{n}\r\nContent-Type: multipart/mixed; boundary="b{n + 1}"\r\n\r\n'
            for n in range(60)
        ),
        kind='multipart/mixed; boundary="b0"',
    ),
    "unknown letters": mail("yes").replace(b"charset=utf-8", b"charset=klingon"),
    "broken letters": mail("x").replace(b"\r\n\r\nx", b"\r\n\r\n\xff\xfe\x00yes"),
    "broken base64": mail("=====!!!", "Content-Transfer-Encoding: base64"),
    "nothing": b"",
    "only line ends": b"\r\n\r\n\r\n",
    "not a mail": b"\x00\x01\x02\x89PNG" * 40,
    "no sender and no text": b"Subject: yes\r\n\r\n",
    "very large": mail("yes\n" + "> x\n" * (MOST_BYTES // 4 + 1)),
    "very long": mail("yes\n" + "> quoted\n" * 5_000),
    "header without end": b"From: " + b"a" * 200_000,
    "yes in the subject": mail("").replace(b"Subject: Re:", b"Subject: yes still right"),
    "yes in hidden letters": mail("y\u200be\u200bs it has ended"),
    "signed container": multipart(
        part("yes", "application/pkcs7-signature"), kind="multipart/signed"
    ),
    "a mail within": multipart(part("From: x@y.example\r\n\r\nno", "message/rfc822"), part("yes"),
                               part("no")),
    "calendar": mail("yes", kind="text/calendar"),
    "rich": mail("yes", kind="text/richtext"),
    "empty kind": mail("no", kind=""),
    "partial": mail("yes", kind="message/partial; id=1; number=1; total=2"),
    "outside": mail("yes", kind="message/external-body; access-type=URL"),
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_odd_mails_never_say_yes(name):
    assert not says_yes(read_letter(NEVER[name]), name="Ada Park")


def test_there_are_enough_odd_mails_to_mean_something():
    assert len(NEVER) >= 40


def test_who_sent_it_is_one_address_or_nobody():
    assert read_letter(mail()).sender == "ada@trust.example"
    assert read_letter(mail(sender="ADA@Trust.Example")).sender == "ada@trust.example"
    assert read_letter(mail(sender="a@x.example, b@x.example")).sender == ""
    assert read_letter(mail("yes", "From: other@x.example")).sender == ""
    assert read_letter(mail("yes", "Sender: other@x.example")).sender == ""
    assert read_letter(mail(sender="not an address")).sender == ""


def test_text_and_html_side_by_side_are_read_as_text():
    both = multipart(part("Yes"), part("<p>Yes</p>", "text/html"), kind="multipart/alternative")
    assert says_yes(read_letter(both))


def test_tokens_are_found_wherever_mail_programs_leave_them():
    for headers in (
        [f"In-Reply-To: <{TOKEN}@sightline.example>"],
        [f"References: <x@y.example> <{TOKEN}@sightline.example>"],
        [f"Delivered-To: sightline+{TOKEN.upper()}@sightline.example"],
    ):
        assert read_letter(mail("yes", *headers)).tokens == (TOKEN,)
    assert read_letter(mail(f"yes\n> Reference: {TOKEN}")).tokens == (TOKEN,)
    assert read_letter(mail("yes")).tokens == ()
    assert read_letter(mail(f"yes\n> {TOKEN}x")).tokens == ()


def test_the_same_mail_is_known_again_and_another_is_not():
    assert read_letter(mail("yes")).digest == read_letter(mail("yes", "X-Seen: twice")).digest
    other = mail("yes").replace(b"<one@", b"<two@")
    assert read_letter(mail("yes")).digest != read_letter(other).digest


def test_a_bounce_says_that_a_machine_wrote_it():
    assert read_letter(NEVER["report"]).automatic
    assert read_letter(NEVER["nobody to answer"]).automatic
    assert read_letter(NEVER["absence"]).automatic
