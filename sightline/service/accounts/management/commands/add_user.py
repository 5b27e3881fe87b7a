"""`manage.py add_user`: give somebody a sign-in."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sightline.errors import SightlineError
from sightline.service.accounts.actions import add_user
from sightline.service.accounts.models import ROLES_OF_USERS, Role, User


class Command(BaseCommand):
    """Adds one user; the password is asked for, or read from standard input."""

    help = "Give somebody a sign-in. The password is asked for, or read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who it is for."""
        parser.add_argument("email", help="their e-mail address, which they sign in with")
        parser.add_argument("--name", required=True, help="as colleagues know them")
        parser.add_argument("--role", required=True, choices=[str(role) for role in ROLES_OF_USERS])

    def handle(self, *_args: Any, **options: Any) -> None:
        """Add the user, or say what to do instead."""
        terminal = sys.stdin.isatty()
        password = getpass.getpass() if terminal else sys.stdin.readline().rstrip("\n")
        email, name, role = options["email"], options["name"], Role(options["role"])
        try:
            validate_password(password, User(email=email, name=name))
            add_user(
                email=email, name=name, role=role, password=password, by=None, now=timezone.now()
            )
        except ValidationError as wrong:
            raise CommandError("password: " + " ".join(wrong.messages)) from wrong
        except SightlineError as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"{name} can sign in as {email} ({role}).")
