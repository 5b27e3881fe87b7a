"""`manage.py make_demo_users`: sign-ins for a demonstration, printed with their passwords."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role

# role, e-mail address, name, and what they may do
PEOPLE = (
    (Role.PARTNER, "partner@sightline.example", "Pat Partner", "leads an organisation"),
    (Role.PARTNER, "editor@sightline.example", "Eddie Editor", "writes for the same organisation"),
    (Role.ANALYST, "analyst@sightline.example", "Ana Analyst", "reads and downloads everything"),
    (Role.UNIT, "unit@sightline.example", "Uma Unit", "runs the register for everybody"),
    (Role.COMMISSIONER, "commissioner@sightline.example", "Coe Commissioner", "reads, and pays"),
    (Role.BOARD, "board@sightline.example", "Bo Board", "reads"),
    (Role.NEIGHBOUR, "neighbour@sightline.example", "Nia Neighbour", "reads what is public"),
    (Role.ADMINISTRATOR, "administrator@sightline.example", "Ad Ministrator", "runs sign-ins"),
)


class Command(BaseCommand):
    """Makes somebody of each role, and two partners."""

    help = "Make the sign-ins of a demonstration and print their passwords."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make them, or find them as an earlier run made them, and print them."""
        if not settings.IN_DEMO:
            raise CommandError(
                "sign-ins for a demonstration are made in demo mode only. Set SIGHTLINE_DEMO=1 on "
                "your own computer, or use manage.py add_user for a real sign-in."
            )
        passwords = kept_passwords(Path(settings.FOLDER) / "demo-sign-ins.json")
        for role, email, name, may in PEOPLE:
            password = passwords[key_of(email)]
            set_up_demo_user(email=email, name=name, role=role, password=password)
            self.stdout.write(f"{email:<32} {password}  {role}: {may}")


def key_of(email: str) -> str:
    """What the password of an address is kept under.

    >>> key_of("unit@sightline.example")
    'unit'
    """
    return email.partition("@")[0]


def kept_passwords(file: Path) -> dict[str, str]:
    """A password for each, made at random once and kept where only the owner can read it."""
    kept = dict(json.loads(file.read_text(encoding="ascii"))) if file.exists() else {}
    wanted = {key_of(email): secrets.token_urlsafe(12) for _, email, _, _ in PEOPLE} | kept
    if wanted != kept:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            json.dump(wanted, new)
    return wanted
