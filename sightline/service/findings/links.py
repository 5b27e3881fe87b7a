"""What a finding is about, by keys that pages can be found with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from sightline.analysis.findings import Finding
from sightline.analysis.provision import Visibility, parts_of
from sightline.service.findings.models import FindingLink, LinkKind
from sightline.service.findings.stored import Stored
from sightline.service.partners.names import plain
from sightline.service.partners.queries import by_plain_name
from sightline.service.places import queries as places

LONGEST_KEY, LONGEST_NAME = 200, 300


class Linker:
    """Finds the keys of what findings name; what has no key is known by its name."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored

    def __call__(self, found: Finding) -> Iterator[FindingLink]:
        """The links of a finding, each once."""
        yield from (
            self._link(LinkKind.ACTIVITY, key, "") for key in dict.fromkeys(found.activities)
        )
        yield from (
            self._link(LinkKind.AREA, code, self._names.get(code, ""))
            for code in dict.fromkeys(found.areas)
        )
        yield from (self._link(LinkKind.DISTRICT, name, name) for name in self._districts(found))
        yield from self._organisations(LinkKind.ORGANISATION, found.organisations)
        yield from self._organisations(LinkKind.COMMISSIONER, self._funders(found))

    def _districts(self, found: Finding) -> dict[str, None]:
        of_areas = (self._district_of[area] for area in found.areas if area in self._district_of)
        return dict.fromkeys((*found.districts, *of_areas))

    def _funders(self, found: Finding) -> Iterator[str]:
        for key in found.activities:
            yield from self._funders_of.get(key, ())

    def _organisations(
        self, kind: LinkKind, names: Iterator[str] | tuple[str, ...]
    ) -> Iterator[FindingLink]:
        by_key = {str(self._keys.get(plain(name), name)): name for name in names}
        return (self._link(kind, key, name) for key, name in by_key.items())

    @staticmethod
    def _link(kind: LinkKind, key: str, name: str) -> FindingLink:
        return FindingLink(kind=kind.value, key=key[:LONGEST_KEY], name=name[:LONGEST_NAME])

    @cached_property
    def _keys(self) -> dict[str, object]:
        return dict(by_plain_name())

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(places.area_names())

    @cached_property
    def _district_of(self) -> dict[str, str]:
        areas = places.areas()
        return dict(zip(areas["area"], areas["district_name"], strict=True))

    @cached_property
    def _funders_of(self) -> dict[str, tuple[str, ...]]:
        """Of each activity that the partnership may know of: who pays for it."""
        return {
            one.reference: tuple(part.name for part in parts_of(one.funders))
            for one in self.stored.activities
            if one.visibility != Visibility.ORGANISATION
        }
