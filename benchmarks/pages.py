"""The pages of the fictional county: database queries and milliseconds of each, on SQLite.

Figure to reach: 30 queries for the area list and the area page. The template and the middle of the
stack are included, the network is not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 10


def build(folder: Path) -> None:
    """The county, made and loaded."""
    sys.path.insert(0, str(ROOT))
    os.environ |= {"SIGHTLINE_DEMO": "1", "SIGHTLINE_FOLDER": str(folder / "instance")}
    manage = [sys.executable, str(ROOT / "manage.py")]
    county = str(folder / "county")
    for command in (
        [sys.executable, "-m", "sightline.demo", county],
        [*manage, "migrate", "--verbosity", "0"],
        [*manage, "load_county", county],
        [*manage, "make_demo_users"],
    ):
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


class Counted:
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.count += 1
        return execute(*asked)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        os.environ["DJANGO_SETTINGS_MODULE"] = "sightline.service.settings"
        import django

        django.setup()
        from django.db import connection
        from django.test import Client

        from sightline.service.accounts.models import Role, User
        from sightline.service.gaps.models import AreaGap
        from sightline.service.register.models import Activity

        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(User.objects.get(role=Role.ANALYST))
        worst = AreaGap.objects.order_by("-shortfall").values_list("area", flat=True)[0]
        for address in (
            "/",
            "/gaps",
            f"/gaps/areas/{worst}",
            "/activities",
            f"/activities/{Activity.objects.order_by('pk')[0].pk}",
        ):
            client.get(address)
            queries = Counted()
            with connection.execute_wrapper(queries):
                status = client.get(address).status_code
            times = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                client.get(address)
                times.append(1000 * (time.perf_counter() - began))
            print(f"{address}: {status}, {queries.count} queries, {median(times):.0f} ms (median)")


if __name__ == "__main__":
    main()
