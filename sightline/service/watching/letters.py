"""The words of a mail that tells what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from sightline.service.pages.mail import absolute
from sightline.service.pages.tokens import token_of, unsubscribe_headers
from sightline.service.watching.changes import Change, Ending

STOP = "stop notices"  # what the token is for
MOST_TOLD = 40  # records in one mail; the page has the rest


@dataclass(frozen=True)
class Letter:
    """A mail, ready to be sent."""

    subject: str
    text: str
    headers: Mapping[str, str]


def write_letter(
    *, notice_id: UUID, name: str, changes: Sequence[Change], endings: Sequence[Ending]
) -> Letter:
    """The mail about those changes and ends."""
    stop_address = absolute(reverse("watching:mails", args=[token_of(STOP, notice_id)]))
    parts = [
        f"Hello {name},",
        *_changes(changes),
        *_endings(endings),
        f"All that you watch: {absolute(reverse('watching:watching'))}",
        f"Have these mails more rarely, or not at all: {stop_address}",
    ]
    return Letter(
        subject=_subject(changes, endings),
        text="\n\n".join(parts) + "\n",
        headers=unsubscribe_headers(stop_address),
    )


def _subject(changes: Sequence[Change], endings: Sequence[Ending]) -> str:
    said = []
    if changes:
        said.append(f"{len(changes)} changed")
    if endings:
        said.append(f"{len(endings)} end{'s' if len(endings) == 1 else ''} soon")
    return f"What you watch: {', '.join(said)}"


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    if changes:
        yield "WHAT CHANGED"
    for change in changes[:MOST_TOLD]:
        lines = [f"{change.name} ({change.organisation}): {change.what}"]
        lines += [f"  {line}" for line in change.told]
        lines += [f"  {absolute(change.address)}"] if change.address else []
        yield "\n".join(lines)
    if len(changes) > MOST_TOLD:
        yield f"And {len(changes) - MOST_TOLD} more, on the page named below."


def _endings(endings: Sequence[Ending]) -> Iterator[str]:
    if endings:
        yield "WHAT ENDS SOON"
    for ending in endings[:MOST_TOLD]:
        told = f"{ending.name} ({ending.organisation}) {ending.words}"
        yield f"{told}\n  {absolute(ending.address)}"
    if len(endings) > MOST_TOLD:
        yield f"And {len(endings) - MOST_TOLD} more, on the page named below."
