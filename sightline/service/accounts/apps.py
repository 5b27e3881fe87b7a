"""The accounts room."""

from django.apps import AppConfig
from django.core import checks


class Accounts(AppConfig):
    """Registers the check that every route has a declared answer, and the rule for links."""

    name = "sightline.service.accounts"
    verbose_name = "accounts"

    def ready(self) -> None:
        """Refuse to start with an undeclared route; tell the home page who may open what."""
        from sightline.service.accounts.policy import check_policy, may_open
        from sightline.service.pages.queries import MAY_OPEN

        MAY_OPEN.append(may_open)
        checks.register(check_policy, checks.Tags.security)
