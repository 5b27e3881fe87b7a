"""A partner's own sheet of 20,000 rows: columns proposed, read, shown, added, then sent again.

Peer: pandas reads the same workbook with the same reader, checks nothing and matches nothing.

    ./run bench    or    python benchmarks/import_sheet.py [ROWS]
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
HEADINGS = (
    "Project", "Run by", "Age group", "Postcode", "What is it about", "Start", "End", "Cost",
    "How many a year", "Kind of work", "What happens", "How is it going",
)  # fmt: skip


def write_sheet(path: Path, change: str = "") -> None:
    import xlsxwriter

    about = ("Knife crime", "County lines", "Domestic violence", "Youth violence")
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = workbook.add_worksheet("Projects")
    sheet.write_row(0, 0, ["Projects of a made-up county (fictional)"])
    sheet.write_row(2, 0, HEADINGS)
    for number in range(ROWS):
        sheet.write_row(
            3 + number,
            0,
            [
                f"Project {number}", f"Organisation {number % 1_500} (fictional)",
                f"{8 + number % 6}-{14 + number % 6} yrs", "ZZ1 1AA" if number % 2 else "ZZ1 1AB",
                about[number % 4], "Sept 2024", "31.8.27", f"£{number % 90 + 1}.5k",
                str(20 + number % 200), "Mentoring", f"Session {number % 37} {change}".strip(),
                "live",
            ],
        )  # fmt: skip
    workbook.close()


def timed(what: str, act: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    answer = act()
    print(f"{what:44} {time.perf_counter() - start:6.1f} s")
    return answer


def peak_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sightline-bench-") as folder:
        os.environ |= {
            "SIGHTLINE_DEMO": "1",
            "SIGHTLINE_FOLDER": folder,
            "DJANGO_SETTINGS_MODULE": "sightline.service.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        run(Path(folder))


def run(folder: Path) -> None:
    import pandas as pd
    from django.utils import timezone
    from factories.register import store_county, user_of

    from sightline.exchange.activities import Layout
    from sightline.service.accounts.models import Role
    from sightline.service.audit.queries import newest_number
    from sightline.service.sheets import actions, queries
    from sightline.service.sheets.models import Upload

    store_county()
    unit = user_of(Role.UNIT)
    first, second = folder / "first.xlsx", folder / "second.xlsx"
    write_sheet(first)
    print(f"{ROWS:,} rows x {len(HEADINGS)} columns")

    def send(path: Path) -> Any:
        return actions.send_sheet(
            content=path.read_bytes(), file_name=path.name, by=unit, now=timezone.now(),
            today=date(2026, 1, 15),
        )  # fmt: skip

    def add(key: Any) -> None:
        actions.commit_upload(
            upload_id=key, seen_event=newest_number(), by=unit, now=timezone.now()
        )

    key = timed("sent: what its columns mean is proposed", lambda: send(first))
    layout = Layout.from_json(Upload.objects.get(pk=key).proposal["layout"])
    timed(
        "confirmed: read",
        lambda: actions.confirm_columns(
            upload_id=key, layout=layout.to_json(), seen=[], by=unit, today=date(2026, 1, 15)
        ),
    )
    page = timed("dry run shown", lambda: queries.preview_page(viewer=unit, upload_id=key))
    print(f"  {page.added_in_all:,} to add, {page.refused:,} refused, {page.set_aside:,} set aside")
    print(f"  most memory: reader {peak_mb(resource.RUSAGE_CHILDREN):.0f} MB, "
          f"service {peak_mb(resource.RUSAGE_SELF):.0f} MB")  # fmt: skip
    timed("added", lambda: add(key))
    write_sheet(second, "changed")  # after the memory of the first was measured, as is the peer
    timed("pandas reads it, no checks (peer)", lambda: pd.read_excel(first, engine="calamine"))
    again = timed("sent again, every row changed: read", lambda: send(second))
    page = timed("dry run shown", lambda: queries.preview_page(viewer=unit, upload_id=again))
    print(f"  {page.changed_in_all:,} to change")
    timed("changed", lambda: add(again))
    print(f"  most memory: reader {peak_mb(resource.RUSAGE_CHILDREN):.0f} MB, "
          f"service {peak_mb(resource.RUSAGE_SELF):.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
