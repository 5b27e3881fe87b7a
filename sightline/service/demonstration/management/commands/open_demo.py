"""`manage.py open_demo`: the sign-ins of the demonstration, and what their people did in it."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sightline.service.demonstration.answers import find_and_answer
from sightline.service.demonstration.people import OWN, find_cast
from sightline.service.demonstration.story import is_told, tell
from sightline.service.partners.actions import known_organisations
from sightline.service.partners.names import plain
from sightline.service.register.queries import day_of_pages


class Command(BaseCommand):
    """Prints the sign-ins. The first time it also tells the story; again it changes nothing."""

    help = "Open the fictional county: its sign-ins, and what people did in it before you came."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make the sign-ins, join the partners to theirs, tell the story, find what there is."""
        call_command("make_demo_users", stdout=self.stdout)
        if plain(OWN) not in known_organisations():
            raise CommandError(
                "found no fictional county, wanted it loaded first. Start it with ./run demo."
            )
        cast = find_cast(now=timezone.now())
        if not is_told():
            tell(cast, now=timezone.now(), today=day_of_pages())
        find_and_answer(cast, now=timezone.now(), today=day_of_pages())
