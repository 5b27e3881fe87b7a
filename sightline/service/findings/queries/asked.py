"""What somebody asks of the list of findings; all of it is in the address."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

TO_ANSWER, EVERYTHING = "", "all"


@dataclass(frozen=True)
class Asked:
    """Which findings are wanted. Empty means: without that choice."""

    state: str = TO_ANSWER
    kind: str = ""
    place: str = ""  # name of a district
    theme: str = ""
    strand: str = ""
    organisation: str = ""  # key of an organisation, or its name where it has none
    commissioner: str = ""
    area: str = ""  # code of a small area
    activity: str = ""  # key of an activity
    find: str = ""
    page: int = 1

    def address(self, route: str = "findings:inbox", *args: str, **changes: Any) -> str:
        """The address of a page that asks the same, but for the changes.

        >>> Asked(kind="gap", page=3).address("findings:download", "csv", page=1)
        '/findings/download.csv?kind=gap'
        """
        query = urlencode(replace(self, **changes).chosen())
        address = reverse(route, args=args)
        return f"{address}?{query}" if query else address

    def without(self, name: str) -> Asked:
        """The same without one filter.

        >>> Asked(kind="gap", place="Here").without("kind").chosen()
        {'place': 'Here'}
        """
        changes: dict[str, Any] = {name: ""}
        return replace(self, **changes)

    def chosen(self) -> dict[str, str]:
        """What was chosen, by the name it has in the address."""
        said = {name: str(value) for name, value in asdict(self).items() if value}
        if self.page == 1:
            said.pop("page")
        return said
