"""The room's name for Django, and what it adds to pages of the rooms below."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """The room `findings`."""

    name = "sightline.service.findings"
    label = "findings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer findings on home, and on the pages of areas, activities and organisations."""
        from sightline.service.findings.looking import add_finders
        from sightline.service.findings.models import Question
        from sightline.service.findings.queries import (
            area_part,
            home_panel,
            organisation_link,
            profile_part,
            record_part,
        )
        from sightline.service.gaps.queries import AREA_PARTS
        from sightline.service.need.queries import PROFILE_PARTS
        from sightline.service.pages.queries import HOME_PANELS
        from sightline.service.partners.following import FOLLOW, Follows
        from sightline.service.register.queries import ORGANISATION_LINKS, RECORD_PARTS

        add_finders()
        if home_panel not in HOME_PANELS:
            HOME_PANELS.insert(0, home_panel)
            AREA_PARTS.append(area_part)
            PROFILE_PARTS.append(profile_part)
            RECORD_PARTS.append(record_part)
            ORGANISATION_LINKS.append(organisation_link)
        asked = Follows(Question, "organisation", "question it was asked", "questions it was asked")
        if asked not in FOLLOW:
            FOLLOW.append(asked)
