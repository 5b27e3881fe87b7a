"""`manage.py make_demo_users`: three sign-ins for a demonstration, printed with their passwords."""

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

PEOPLE = (
    (Role.PARTNER, "partner@sightline.example", "Pat Partner"),
    (Role.ANALYST, "analyst@sightline.example", "Ana Analyst"),
    (Role.UNIT, "unit@sightline.example", "Uma Unit"),
)


class Command(BaseCommand):
    """Makes a partner, an analyst and somebody of the unit."""

    help = "Make the three sign-ins of a demonstration and print their passwords."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make them, or find them as an earlier run made them, and print them."""
        if not settings.IN_DEMO:
            raise CommandError(
                "sign-ins for a demonstration are made in demo mode only. Set SIGHTLINE_DEMO=1 on "
                "your own computer, or use manage.py add_user for a real sign-in."
            )
        passwords = kept_passwords(Path(settings.FOLDER) / "demo-sign-ins.json")
        for role, email, name in PEOPLE:
            set_up_demo_user(email=email, name=name, role=role, password=passwords[role])
            self.stdout.write(f"{role:<8} {email:<28} {passwords[role]}")


def kept_passwords(file: Path) -> dict[str, str]:
    """A password for each role, made at random once and kept where only the owner can read it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = {role.value: secrets.token_urlsafe(12) for role, _, _ in PEOPLE}
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as new:
            json.dump(made, new)
    return dict(json.loads(file.read_text(encoding="ascii")))
