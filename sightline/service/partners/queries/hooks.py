"""What rooms above tell the pages of partners, in their AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

# How many activities of each organisation a viewer may see.
ACTIVITIES_SEEN: list[Callable[[Any], Mapping[UUID, int]]] = []
# What else would move if an organisation were merged into another, in words: "12 activities".
WOULD_MOVE: list[Callable[[UUID], Iterable[str]]] = []


def activities_seen(viewer: Any) -> dict[UUID, int]:
    """How many activities of each organisation the viewer may see; none where it is not there."""
    return {key: count for seen in ACTIVITIES_SEEN for key, count in seen(viewer).items()}
