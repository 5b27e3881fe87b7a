"""The room's name for Django, and whose its things are."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """The room `sources`."""

    name = "sightline.service.sources"
    label = "sources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell who gives a source, and so may send its files, also once it is merged."""
        from sightline.service.accounts.policy import OWNER_OF
        from sightline.service.partners.following import FOLLOW, Follows
        from sightline.service.sources.models import Source
        from sightline.service.sources.sight import giver_of, giver_of_file

        OWNER_OF["source_id"] = giver_of
        OWNER_OF["file_id"] = giver_of_file
        given = Follows(Source, "organisation", "source of data", "sources of data")
        if given not in FOLLOW:
            FOLLOW.append(given)
