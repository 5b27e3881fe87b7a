"""The records behind a finding, as far as the reader may open them: activities, areas, people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from sightline.service.findings.models import Finding, FindingLink, LinkKind
from sightline.service.findings.sight import Veil
from sightline.service.gaps.models import AreaGap
from sightline.service.places import queries as places
from sightline.service.register.queries import activity_names

MOST_AREAS = 60


@dataclass(frozen=True)
class BehindLink:
    """One thing that a finding is about, and its page; without an address it has none here."""

    text: str
    address: str
    note: str = ""


@dataclass(frozen=True)
class Behind:
    """Everything that a finding is about."""

    activities: tuple[BehindLink, ...]
    kept_back: str  # how many records are not shown
    areas: tuple[BehindLink, ...]
    more_areas: str
    organisations: tuple[BehindLink, ...]
    commissioners: tuple[BehindLink, ...]
    districts: tuple[str, ...]


def behind(finding: Finding, *, viewer: Any) -> Behind:
    """What a finding is about: records that the viewer may not see are counted, not told."""
    links: dict[str, list[FindingLink]] = {kind: [] for kind in LinkKind.values}
    for link in finding.links.all():
        links[link.kind].append(link)
    keys = [link.key for link in links[LinkKind.ACTIVITY]]
    activities = _activities(keys, viewer)
    areas, unnamed = links[LinkKind.AREA], Veil(viewer).unnamed(finding)
    named = [link for link in links[LinkKind.ORGANISATION] if link.name not in unnamed]
    return Behind(
        activities=activities,
        kept_back=_kept_back(len(keys) - len(activities)),
        areas=tuple(_areas(areas[:MOST_AREAS], finding)),
        more_areas=f"and {len(areas) - MOST_AREAS:,} more" if len(areas) > MOST_AREAS else "",
        organisations=tuple(_organisation(link) for link in named),
        commissioners=tuple(_organisation(link) for link in links[LinkKind.COMMISSIONER]),
        districts=tuple(link.name for link in links[LinkKind.DISTRICT]),
    )


def _activities(keys: list[str], viewer: Any) -> tuple[BehindLink, ...]:
    names = activity_names([key for text in keys if (key := _uuid(text))], viewer=viewer)
    found = [names[key] for key in keys if key in names]
    found.sort(key=lambda one: one.name)
    return tuple(BehindLink(one.name, one.address, one.organisation) for one in found)


def _kept_back(count: int) -> str:
    if not count:
        return ""
    records = "1 more record is" if count == 1 else f"{count:,} more records are"
    return f"{records} behind it that you may not open, or that left the register since."


def _areas(links: Iterable[FindingLink], finding: Finding) -> Iterable[BehindLink]:
    names = places.area_names()
    listed = list(links)
    of_gap = AreaGap.objects.filter(run__theme=finding.theme, area__in=[one.key for one in listed])
    with_page = set(of_gap.values_list("area_id", flat=True))
    for link in listed:
        if link.key not in names:
            yield BehindLink(link.name or link.key, "", "outside the county")
        elif link.key in with_page:
            yield BehindLink(names[link.key], reverse("gaps:area", args=[link.key]))
        else:
            theme = f"?theme={finding.theme}" if finding.theme else ""
            yield BehindLink(names[link.key], reverse("need:profile", args=[link.key]) + theme)


def _organisation(link: FindingLink) -> BehindLink:
    key = _uuid(link.key)
    return BehindLink(link.name, reverse("register:organisation", args=[key]) if key else "")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
