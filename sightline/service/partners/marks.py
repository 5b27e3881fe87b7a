"""What is said of a team and of somebody's part, and a mark that is another once it changes.

People come into a team from both sides, so that neither side's row could count the versions of it:
the mark is made of what a form shows. A form that shows something older carries an older mark.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sightline.service.audit.models import canonical
from sightline.service.partners.models import Membership, Team


def mark_of(facts: Mapping[str, Any]) -> str:
    """The mark of some facts; empty where there are none yet.

    >>> mark_of({}), len(mark_of({"name": "Outreach", "people": []}))
    ('', 32)
    """
    return hashlib.sha256(canonical(facts).encode("ascii")).hexdigest()[:32] if facts else ""


def team_facts(team: Team | None) -> dict[str, Any]:
    """The name of a team and the keys of its people; nothing of one that is not there yet."""
    if team is None:
        return {}
    people = team.members.filter(organisation_id=team.organisation_id)
    keys = sorted(str(key) for key in people.values_list("user_id", flat=True))
    return {"name": team.name, "people": keys}


def member_facts(member: Membership) -> dict[str, Any]:
    """The part somebody has in an organisation, and the keys of their teams."""
    return {"role": member.role, "teams": sorted(str(team.pk) for team in member.teams.all())}
