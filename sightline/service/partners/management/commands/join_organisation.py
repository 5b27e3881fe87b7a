"""`manage.py join_organisation`: let a partner speak for an organisation, or lead it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sightline.errors import SightlineError
from sightline.service.accounts.models import User
from sightline.service.partners.actions import join_organisation, known_organisations
from sightline.service.partners.names import plain


class Command(BaseCommand):
    """Makes somebody with a partner's sign-in speak for an organisation; again does nothing."""

    help = "Let somebody with a partner's sign-in add and confirm an organisation's activities."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and for whom."""
        parser.add_argument("email", help="the e-mail address they sign in with")
        parser.add_argument("organisation", help="any of its names, as on the register")
        parser.add_argument(
            "--lead",
            action="store_true",
            help="make them its lead, who invites others and looks after its details",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Join them, or say what to do instead."""
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(
                f"found nobody who signs in as {options['email']}, wanted a sign-in. "
                "Give them one with manage.py add_user."
            )
        organisation = known_organisations().get(plain(options["organisation"]))
        if organisation is None:
            raise CommandError(
                f"found no organisation called {options['organisation']!r}, wanted one on the "
                "register. Check the spelling, or add it as the unit, on the page Organisations."
            )
        try:
            join_organisation(
                user=user,
                organisation=organisation,
                by=None,
                now=timezone.now(),
                role="lead" if options["lead"] else "editor",
            )
        except SightlineError as wrong:
            raise CommandError(str(wrong)) from wrong
        does = "leads" if options["lead"] else "speaks for"
        self.stdout.write(f"{user.name} {does} {organisation.name}.")
