"""The rule by which new findings are shared."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.service.findings.models import SharingRule


@dataclass(frozen=True)
class SharingPage:
    """The rule as it is."""

    after_days: int | None
    version: int
    says: str


def sharing_page() -> SharingPage:
    """After how many days other partners see new findings; 0 is the version of no rule yet."""
    rule = SharingRule.objects.first()
    days = rule.after_days if rule else None
    says = "New findings are shared only once the unit shares each."
    if days == 0:
        says = "New findings are shared at once."
    elif days is not None:
        says = f"New findings are shared after {days} day{'' if days == 1 else 's'}."
    return SharingPage(days, rule.version if rule else 0, says)
