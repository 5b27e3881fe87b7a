"""The accounts room."""

from django.apps import AppConfig
from django.core import checks


class Accounts(AppConfig):
    """Registers the check that every route has a declared answer."""

    name = "sightline.service.accounts"
    verbose_name = "accounts"

    def ready(self) -> None:
        """Refuse to start with an undeclared route."""
        from sightline.service.accounts.policy import check_policy

        checks.register(check_policy, checks.Tags.security)
