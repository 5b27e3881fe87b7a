"""What somebody asks of the list: which areas, and under which policy; all of it in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sightline.analysis.gaps import ReachPolicy, TargetRule

RULES = {"proportional": TargetRule.PROPORTIONAL, "equal": TargetRule.EQUAL}


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Empty and None mean: as it is, without a choice."""

    district: str = ""
    kind: str = ""
    find: str = ""
    share: str = ""  # of the group, in per cent, as written
    rule: str = ""  # a key of RULES
    area: str = ""  # the area in the panel
    page: int = 1

    def policy(self, kept: ReachPolicy) -> ReachPolicy:
        """The policy asked for, where it differs from the one that is kept."""
        share = float(self.share) / 100 if self.share else kept.target_share
        return ReachPolicy(share, RULES.get(self.rule, kept.rule))

    def address(self, route: str, *args: str, **changes: Any) -> str:
        """The address of a page that asks the same, but for the changes.

        >>> Asked(district="X07", page=3).with_changes(page=1).parameters()
        'district=X07'
        """
        parameters = self.with_changes(**changes).parameters()
        address = reverse(route, args=args)
        return f"{address}?{parameters}" if parameters else address

    def with_changes(self, **changes: Any) -> Asked:
        """The same but for some of it."""
        return replace(self, **changes)

    def parameters(self) -> str:
        """As the address carries it, what was not chosen left out."""
        return urlencode(self.chosen())

    def chosen(self) -> dict[str, str]:
        """What was chosen, by the name it has in the address."""
        said = {
            "district": self.district,
            "kind": self.kind,
            "find": self.find,
            "share": self.share,
            "rule": self.rule,
            "area": self.area,
            "page": "" if self.page == 1 else str(self.page),
        }
        return {name: value for name, value in said.items() if value}

    def policy_alone(self) -> Asked:
        """The same policy, for a page without a list."""
        return Asked(share=self.share, rule=self.rule)
