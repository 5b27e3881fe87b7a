"""What may be shown of counts of people, inside the partnership and in public."""

from sightline.analysis.disclosure.counts import SMALLEST_SHOWN, NoNumber, say_count, showable
from sightline.analysis.disclosure.policies import CountPolicy, apply_policy
from sightline.analysis.disclosure.release import (
    ProtectedCube,
    ReleaseDesign,
    protect_cube,
    sum_protected,
)
from sightline.analysis.disclosure.views import policy_view

__all__ = [
    "SMALLEST_SHOWN",
    "CountPolicy",
    "NoNumber",
    "ProtectedCube",
    "ReleaseDesign",
    "apply_policy",
    "policy_view",
    "protect_cube",
    "say_count",
    "showable",
    "sum_protected",
]
