"""Teams of an organisation: made, named and ended by those who lead it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from sightline.errors import BadInput, NotFound
from sightline.service.accounts.models import User
from sightline.service.audit import actions as audit
from sightline.service.partners.models import Organisation, Team
from sightline.service.partners.voices import lead_of


@transaction.atomic
def save_team(
    *,
    organisation_id: UUID,
    team_id: UUID,
    name: str,
    user_ids: Iterable[UUID],
    by: User,
    now: datetime,
) -> None:
    """Make a team under a new key, or name it and say who is in it. The same again does nothing."""
    audit.hold_chain()
    organisation = lead_of(by, organisation_id)
    team = Team.objects.filter(pk=team_id).first()
    if team is not None and team.organisation_id != organisation.pk:
        raise NotFound("There is no such team in this organisation.")
    before = _content(team) if team else None
    team = team or Team(id=team_id, organisation=organisation)
    team.name = " ".join(name.split())
    _check_name(team)
    try:
        team.full_clean()
    except ValidationError as wrong:
        raise BadInput(f"team: {'; '.join(wrong.messages)}") from wrong
    team.save()
    _set_members(team, organisation, user_ids)
    after = _content(team)
    if after != before:
        kind = "team changed" if before else "team added"
        audit.record(kind, about=organisation, by=by, at=now, before=before, after=after)


@transaction.atomic
def remove_team(*, organisation_id: UUID, team_id: UUID, by: User, now: datetime) -> None:
    """End a team; its people stay in the organisation. One that is gone already stays gone."""
    audit.hold_chain()
    organisation = lead_of(by, organisation_id)
    team = _team(organisation, team_id)
    if team is None:
        return
    before = _content(team)
    team.delete()
    audit.record("team removed", about=organisation, by=by, at=now, before=before)


def _check_name(team: Team) -> None:
    same = Team.objects.filter(organisation_id=team.organisation_id, name__iexact=team.name)
    if same.exclude(pk=team.pk).exists():
        raise BadInput(f"There is a team called {team.name} already. Choose another name.")


def _set_members(team: Team, organisation: Organisation, user_ids: Iterable[UUID]) -> None:
    """Put exactly those people of the organisation in the team."""
    wanted = organisation.members.filter(user_id__in=list(user_ids))
    team.members.remove(*organisation.members.filter(teams=team).exclude(pk__in=wanted))
    team.members.add(*wanted)


def _team(organisation: Organisation, team_id: UUID) -> Team | None:
    return Team.objects.filter(pk=team_id, organisation=organisation).first()


def _content(team: Team) -> dict[str, object]:
    mine = team.members.filter(organisation_id=team.organisation_id)
    members = mine.order_by("user__email").values_list("user__email", flat=True)
    return {"team": team.name, "members": list(members)}
