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
from sightline.service.partners.actions.editing import StaleEdit
from sightline.service.partners.marks import mark_of, team_facts
from sightline.service.partners.models import Organisation, Team
from sightline.service.partners.voices import lead_of

MISSING = "There is no such team in this organisation. Somebody may have ended it."


@transaction.atomic
def save_team(
    *,
    organisation_id: UUID,
    team_id: UUID,
    name: str,
    user_ids: Iterable[UUID],
    version: str,
    by: User,
    now: datetime,
) -> None:
    """Make a team under a new key, or name it and say who is in it. The same again does nothing.

    version: the mark of the team that was looked at, empty for a new one; StaleEdit if somebody
    changed it since, from either side.
    """
    audit.hold_chain()
    organisation = lead_of(by, organisation_id)
    team = Team.objects.filter(pk=team_id).first()
    if team is None and version:
        raise NotFound(MISSING)
    if team is not None and team.organisation_id != organisation.pk:
        raise NotFound(MISSING)
    wanted = organisation.members.filter(user_id__in=list(user_ids))
    keys = sorted(str(key) for key in wanted.values_list("user_id", flat=True))
    facts, kept = {"name": " ".join(name.split()), "people": keys}, team_facts(team)
    if facts == kept:
        return
    if mark_of(kept) != version:
        raise StaleEdit(f"The team {kept['name']} was changed by somebody else in the meantime.")
    before = _content(team) if team else None
    team = team or Team(id=team_id, organisation=organisation)
    team.name = str(facts["name"])
    _check_name(team)
    try:
        team.full_clean()
    except ValidationError as wrong:
        raise BadInput(f"team: {'; '.join(wrong.messages)}") from wrong
    team.save()
    team.members.remove(*organisation.members.filter(teams=team).exclude(pk__in=wanted))
    team.members.add(*wanted)
    kind = "team changed" if before else "team added"
    audit.record(kind, about=organisation, by=by, at=now, before=before, after=_content(team))


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


def _team(organisation: Organisation, team_id: UUID) -> Team | None:
    return Team.objects.filter(pk=team_id, organisation=organisation).first()


def _content(team: Team) -> dict[str, object]:
    mine = team.members.filter(organisation_id=team.organisation_id)
    members = mine.order_by("user__email").values_list("user__email", flat=True)
    return {"team": team.name, "members": list(members)}
