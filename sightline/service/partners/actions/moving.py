"""What a merger moves from one organisation to another, and how it is moved back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sightline.service.partners.models import (
    Alias,
    CoveredArea,
    MemberRole,
    Membership,
    Organisation,
)
from sightline.service.partners.names import plain

# What is taken from the one that goes where the other says nothing, each group as one.
_FILLED = (("kind", "kind_words"), ("website",), ("office_postcode", "office_district"))
_WITH_ORGANISATION = ("aliases", "identifiers", "contacts", "memberships", "teams", "invited")


def move(kept: Organisation, gone: Organisation) -> dict[str, Any]:
    """Move all that belongs to one organisation to another; the keys of what moved, by kind.

    Whoever belongs to both stays in both as kept here, and leads if they led either.
    """
    raised = _raise_leads(kept, gone)
    team_members = _pair_teams(kept, gone)
    moved: dict[str, Any] = {
        name: _hand_over(rows, organisation=kept) for name, rows in _rows(kept, gone).items()
    }
    moved["parts"] = _hand_over(gone.parts.all(), parent=kept)
    moved["heirs"] = _hand_over(gone.took_over_from.all(), successor=kept)
    moved["raised"] = raised
    moved["team_members"] = _join_teams(kept, team_members)
    moved["added_alias"] = _add_alias(kept, gone)
    moved["filled"] = _fill(kept, gone)
    moved["covers_all"] = gone.covers_all and not kept.covers_all
    moved["covered"] = [] if kept.covers_all or gone.covers_all else _cover(kept, gone)
    kept.covers_all = kept.covers_all or gone.covers_all
    return moved


def move_back(kept: Organisation, gone: Organisation, moved: Mapping[str, Any]) -> None:
    """Move back what still is where a merger moved it. kept: is changed and not yet saved."""
    for team_key, member_key in moved["team_members"]:
        Membership.teams.through.objects.filter(team_id=team_key, membership_id=member_key).delete()
    for name in _WITH_ORGANISATION:
        rows = _related(kept, name).filter(pk__in=moved[name])
        rows.update(organisation=gone)
    kept.parts.filter(pk__in=moved["parts"]).update(parent=gone)
    kept.took_over_from.filter(pk__in=moved["heirs"]).update(successor=gone)
    led = kept.members.filter(pk__in=moved["raised"], role=MemberRole.LEAD)
    led.update(role=MemberRole.EDITOR.value)
    kept.aliases.filter(pk__in=moved["added_alias"]).delete()
    kept.covered.filter(code__in=moved["covered"]).delete()
    kept.covers_all = kept.covers_all and not moved["covers_all"]
    for fields in moved["filled"]:
        if all(getattr(kept, name) == value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(kept, name, type(value)())


def _related(organisation: Organisation, name: str) -> Any:
    return getattr(organisation, "members" if name == "memberships" else name)


def _rows(kept: Organisation, gone: Organisation) -> dict[str, Any]:
    """What moves as it is. What the kept one has already, of the same name or person, stays."""
    here = kept.members.values("user_id")
    names = {name.casefold() for name in kept.teams.values_list("name", flat=True)}
    teams = [team.pk for team in gone.teams.all() if team.name.casefold() not in names]
    invited = kept.invited.values("email")
    return {
        "aliases": gone.aliases.all(),
        "identifiers": gone.identifiers.all(),
        "contacts": gone.contacts.all(),
        "memberships": gone.members.exclude(user_id__in=here),
        "teams": gone.teams.filter(pk__in=teams),
        "invited": gone.invited.exclude(email__in=invited),
    }


def _hand_over(rows: Any, **to: Organisation) -> list[Any]:
    model = rows.model
    keys = list(rows.values_list("pk", flat=True))
    model.objects.filter(pk__in=keys).update(**to)
    return [key if isinstance(key, int) else str(key) for key in keys]


def _raise_leads(kept: Organisation, gone: Organisation) -> list[int]:
    """Whoever led the one that goes leads the other; the memberships this changes."""
    led = gone.members.filter(role=MemberRole.LEAD).values("user_id")
    changed = kept.members.filter(user_id__in=led, role=MemberRole.EDITOR)
    keys = list(changed.values_list("pk", flat=True))
    kept.members.filter(pk__in=keys).update(role=MemberRole.LEAD.value)
    return keys


def _pair_teams(kept: Organisation, gone: Organisation) -> list[tuple[Any, Any]]:
    """Each team that people of the gone one's teams will be in, and their user."""
    here = {team.name.casefold(): team.pk for team in kept.teams.all()}
    return [
        (here.get(team.name.casefold(), team.pk), user)
        for team in gone.teams.all()
        for user in team.members.filter(organisation=gone).values_list("user_id", flat=True)
    ]


def _join_teams(kept: Organisation, wanted: list[tuple[Any, Any]]) -> list[list[Any]]:
    """Put people in those teams as members of the kept one; the pairs that are new."""
    members = dict(kept.members.values_list("user_id", "pk"))
    added = []
    for team_key, user_key in wanted:
        _, new = Membership.teams.through.objects.get_or_create(
            team_id=team_key, membership_id=members[user_key]
        )
        if new:
            added.append([str(team_key), members[user_key]])
    return added


def _add_alias(kept: Organisation, gone: Organisation) -> list[int]:
    """The name of the one that goes, as another name of the kept one, unless it is one already."""
    alias, new = Alias.objects.get_or_create(
        plain_name=plain(gone.name), defaults={"organisation": kept, "name": gone.name}
    )
    return [alias.pk] if new else []


def _fill(kept: Organisation, gone: Organisation) -> list[dict[str, str]]:
    """Take over what the kept one does not say; the fields and what they were filled with."""
    filled = []
    for names in _FILLED:
        if not getattr(kept, names[0]) and getattr(gone, names[0]):
            said = {name: getattr(gone, name) for name in names}
            for name, value in said.items():
                setattr(kept, name, value)
            filled.append(said)
    return filled


def _cover(kept: Organisation, gone: Organisation) -> list[str]:
    """Cover what either covered; the codes that this adds to the kept one."""
    here = set(kept.covered.values_list("code", flat=True))
    added = [code for code in gone.covered.values_list("code", flat=True) if code not in here]
    CoveredArea.objects.bulk_create(CoveredArea(organisation=kept, code=code) for code in added)
    return added
