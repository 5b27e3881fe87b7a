"""What overviews read of each activity beyond the list's own cube, kept for as long as that.

The cube of the list is made anew with every change and keeps the facts of what did not change; so
does this: a fact is read again where the cube has another light of that activity.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from threading import Lock
from uuid import UUID

from sightline.analysis.freshness import months_later
from sightline.analysis.provision import CONFIRM_EVERY_MONTHS, Status
from sightline.service.partners.queries import Voice
from sightline.service.register.contacts import without_contacts
from sightline.service.register.models import Activity
from sightline.service.register.queries import NOT_GIVEN
from sightline.service.register.queries.asked import DELIVERED, EITHER, SERVED
from sightline.service.register.queries.cube import Cube
from sightline.service.register.queries.light import Light

MOST_BY_KEY = 500  # activities; where more are wanted, all are read
_READ = (
    "id", "public_version", "public_changed_at", "version", "starts_on", "ends_on", "days",
    "people_a_year", "confirm_every_months", "open_ended",
)  # fmt: skip
_NOWHERE = frozenset({NOT_GIVEN})


@dataclass(frozen=True)
class Row:
    """An activity as one viewer may see it. Empty texts and None are not supplied.

    money_hidden: until when there is money, and for how many there is room, is not told to whoever
    is outside the partnership, nor when the record should be confirmed.
    """

    id: UUID
    version: int
    name: str
    organisation_id: UUID
    organisation: str
    strand: str
    approach: str
    themes: tuple[str, ...]
    district: str  # code of the one it is delivered in
    served: tuple[str, ...]  # codes of the districts it serves
    status: Status
    starts_on: date | None
    ends_on: date | None
    funded_until: date | None
    confirmed_on: date | None
    confirm_every_months: int | None
    days: tuple[str, ...]
    people_a_year: float | None
    changed_at: datetime  # as far as this viewer is told
    money_hidden: bool = False
    open_ended: bool = False  # it has no end by intention
    funded_without_end: bool = False

    @cached_property
    def key(self) -> str:
        """Its key as text."""
        return str(self.id)

    @cached_property
    def order(self) -> tuple[str, str]:
        """By name; those of the same name by key."""
        return self.name.casefold(), self.key

    def districts(self, place: str) -> frozenset[str]:
        """The districts it is delivered in or serves, or that it does not say so."""
        return self._districts[place]

    @cached_property
    def _districts(self) -> dict[str, frozenset[str]]:
        delivered = frozenset({self.district} - {""})
        served = frozenset(self.served)
        return {
            EITHER: (delivered | served) or _NOWHERE,
            DELIVERED: delivered or _NOWHERE,
            SERVED: served or _NOWHERE,
        }

    def confirm_by(self) -> date | None:
        """The day from which its record is due to be confirmed; None if it never was, or needs
        none.
        """
        if self.confirmed_on is None or self.status is Status.ENDED or self.money_hidden:
            return None
        return months_later(self.confirmed_on, self.confirm_every_months or CONFIRM_EVERY_MONTHS)


@dataclass(frozen=True, eq=False)
class KeptRow:
    """One activity: its light in the cube, and what of it its own organisation, the partnership
    and the public see.
    """

    light: Light
    own: Row
    public_version: int
    public_changed_at: datetime
    partnership: Row = field(init=False)
    public: Row = field(init=False)

    def __post_init__(self) -> None:
        # That it was changed may tell what was: of a refuge that it moved, of a club its money.
        told = replace(self.own, version=self.public_version, changed_at=self.public_changed_at)
        others = told if self.light.sensitive else self.own
        public = replace(
            told,
            name=without_contacts(told.name),
            funded_until=None,
            funded_without_end=False,
            people_a_year=None,
            confirm_every_months=None,
            days=() if self.light.sensitive else told.days,
            money_hidden=True,
        )
        object.__setattr__(self, "partnership", others)
        object.__setattr__(self, "public", public)

    def told(self, voice: Voice) -> Row:
        """What somebody with that voice is told, as `register.queries.sight.see` has it."""
        if voice.speaks_for(self.light.organisation_id):
            return self.own
        return self.partnership if voice.in_partnership else self.public


_LOCK = Lock()
_kept: dict[UUID, KeptRow] = {}
_of_cube: list[tuple[Cube, tuple[KeptRow | None, ...]]] = []  # of the cube that was asked for last


def rows_of(cube: Cube) -> tuple[KeptRow | None, ...]:
    """What is kept of each row of the cube, in its order; None of what has left the register."""
    with _LOCK:
        if not _of_cube or _of_cube[0][0] is not cube:
            _of_cube[:] = [(cube, _rows_of(cube))]
        return _of_cube[0][1]


def _rows_of(cube: Cube) -> tuple[KeptRow | None, ...]:
    wanted = [
        light
        for light in cube.rows
        if (kept := _kept.get(light.id)) is None or kept.light is not light
    ]
    if wanted:
        _read(wanted)
    if len(_kept) > len(cube.rows):
        for gone in set(_kept) - set(cube.row_of):
            del _kept[gone]
    return tuple(_kept.get(light.id) for light in cube.rows)


def _read(lights: list[Light]) -> None:
    records = Activity.objects.on_register().order_by()
    if len(lights) <= MOST_BY_KEY:
        records = records.filter(pk__in=[light.id for light in lights])
    light_of = {light.id: light for light in lights}
    for key, version, changed_at, *facts in records.values_list(*_READ).iterator(chunk_size=5_000):
        if key in light_of:
            _kept[key] = KeptRow(light_of[key], _row(light_of[key], *facts), version, changed_at)


def _row(
    light: Light,
    version: int,
    starts_on: date | None,
    ends_on: date | None,
    days: list[str] | None,
    people_a_year: float | None,
    confirm_every_months: int | None,
    open_ended: bool,
) -> Row:
    return Row(
        id=light.id,
        version=version,
        name=light.name,
        organisation_id=light.organisation_id,
        organisation=light.organisation,
        strand=light.strand,
        approach=light.approach,
        themes=light.themes,
        district=light.delivered,
        served=light.served,
        status=Status(light.status),
        starts_on=starts_on,
        ends_on=ends_on,
        funded_until=light.funded_until,
        confirmed_on=light.confirmed_on,
        confirm_every_months=confirm_every_months,
        days=tuple(days or ()),
        people_a_year=people_a_year,
        changed_at=light.changed_at,
        open_ended=open_ended,
        funded_without_end=light.funded_without_end,
    )
