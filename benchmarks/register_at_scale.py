"""The list of activities with 20,000 of them, of 1,500 organisations, served to four at once.

Figures to reach on two cores: 150 requests a second and 100 ms at the 95th percentile, on SQLite
with gunicorn of two workers and four threads; 30 questions to the database for a page. Of every 100
requests 35 turn pages, 40 search for a word or two, and 25 set three filters. Beside them a peer:
the same answer asked of the database plainly, word by word with LIKE and filter by filter.

The instance is thrown away afterwards. --keep FOLDER builds it there, or uses what is there.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

ROOT = Path(__file__).resolve().parents[1]
ACTIVITIES, ORGANISATIONS = 20_000, 1_500
CLIENTS, SECONDS = 4, 15
WARM_UP, WARM_ANSWERS = 5, 400  # seconds, again and again until so many were answered
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
KINDS = (
    "boxing football music drama mentoring art cycling cooking dance gaming climbing debating "
    "gardening detached holiday"
).split()
FORMS = ("club", "project", "sessions", "group", "team", "programme", "evenings", "workshops")
SPEECH = (
    "young people meet a trusted adult every week and make a plan together with their family "
    "school and neighbours practise what to do when things go wrong learn a trade travel to "
    "matches cook eat and talk about money friends safety phones work home and hope"
).split()
NAMES = (
    "Lantern Harbour Beacon Willow Compass Anchor Meadow Foundry Quay Orchard Summit Bridge "
    "Kestrel Marigold Saltmarsh Heron"
).split()
ENDINGS = ("Trust", "Youth", "Partnership", "Community", "Academy", "Council", "Works", "House")


def build(folder: Path) -> None:
    """The fictional county without activities of its own, then the many."""
    manage = [sys.executable, str(ROOT / "manage.py")]
    county = str(folder / "county")
    for command in (
        [sys.executable, "-m", "sightline.demo", county],
        [*manage, "migrate", "--verbosity", "0"],
        [*manage, "load_county", county],
        [*manage, "make_demo_users"],
    ):
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    set_up()
    from django.db import transaction

    from sightline.service.places import queries as places
    from sightline.service.register.actions import import_rows

    began = time.perf_counter()
    made = list(make_activities(random.Random(2026), places.areas(), places.postcodes()))
    with transaction.atomic():
        import_rows(made, by=None, now=NOW)
    print(f"{len(made):,} activities taken in within {time.perf_counter() - began:.0f} s")


def make_activities(dice: random.Random, areas: Any, postcodes: Any) -> Iterator[Any]:
    """Activities of every kind, each with a place, a text and a few partners."""
    from sightline.analysis.framework import AgeRange
    from sightline.analysis.provision import Activity, Place, Status, Visibility
    from sightline.service.register.queries.words import vocabularies

    known = {name: [*vocabulary.terms] for name, vocabulary in vocabularies().items()}
    codes, districts = areas["area"].tolist(), areas["district"].tolist()
    where = list(postcodes.items())
    organisations = [
        f"{dice.choice(NAMES)} {dice.choice(ENDINGS)} {number} (fictional)"
        for number in range(ORGANISATIONS)
    ]
    for number in range(ACTIVITIES):
        postcode, (east, north) = dice.choice(where)
        row = dice.randrange(len(codes))
        youngest = dice.choice((8, 10, 11, 13, 16))
        yield Activity(
            reference=f"MANY-{number}",
            name=f"{dice.choice(NAMES)} {dice.choice(KINDS)} {dice.choice(FORMS)} {number}",
            organisation=dice.choice(organisations),
            themes=tuple(dice.sample(known["themes"], dice.choice((1, 1, 2)))),
            status=dice.choice(list(Status)),
            ages=AgeRange(youngest, youngest + dice.randrange(3, 12)),
            places=(Place(east, north),),
            postcode=postcode,
            areas_served=tuple({codes[row], districts[row]} - {""})[: dice.choice((1, 2))],
            open_to=dice.choice(known["audience"]),
            description=" ".join(dice.choices(SPEECH, k=60)).capitalize() + ".",
            eligibility=" ".join(dice.choices(SPEECH, k=12)).capitalize() + ".",
            prevention_level=dice.choice(["primary", "secondary", "tertiary", ""]),
            approach=dice.choice(known["approaches"]),
            setting=dice.choice(known["settings"]),
            strand=dice.choice([*known["strands"], ""]),
            partners=tuple(dice.sample(organisations, dice.randrange(3))),
            funders=(dice.choice(organisations[:40]),),
            funding_gbp=float(dice.randrange(1, 80) * 500),
            people_a_year=float(dice.randrange(10, 200)),
            places_free=dice.choice([None, 0.0, 3.0, 8.0]),
            starts_on=date(2025, 4, 1),
            funded_until=date(2026, 3, 31) + timedelta(days=dice.randrange(700)),
            confirmed_on=date(2025, 12, 31) - timedelta(days=dice.randrange(400)),
            sensitive_site=dice.random() < 0.03,
            visibility=dice.choices(list(Visibility), (70, 25, 5))[0],
        )


def set_up() -> None:
    """Django in this process, on the same instance."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "sightline.service.settings"
    django.setup()


def addresses(dice: random.Random) -> Iterator[str]:
    """What people ask, for ever: pages, words, filters."""
    from sightline.service.places import queries as places

    districts = sorted(set(places.areas()["district"]) - {""})
    while True:
        chance = dice.random()
        if chance < 0.35:
            yield f"/activities?page={dice.randrange(1, 61)}"
        elif chance < 0.75:
            words = [dice.choice([*KINDS, *NAMES, *SPEECH]) for _ in range(dice.choice((1, 2)))]
            yield f"/activities?q={quote(' '.join(words))}"
        else:
            filters = {
                "status": dice.choice(("current", "planned", "paused")),
                "district": dice.choice(districts),
                "level": dice.choice(("primary", "secondary", "tertiary")),
            }
            yield f"/activities?{urlencode(filters)}"


def session_of_analyst() -> str:
    """The cookie of somebody who is signed in."""
    from django.test import Client

    from sightline.service.accounts.models import Role, User

    client = Client()
    client.force_login(User.objects.get(role=Role.ANALYST))
    return f"session={client.cookies['session'].value}"


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """gunicorn with two workers of four threads, limits on asking off; its port and process."""
    (folder / "without_limits.py").write_text(
        "from sightline.service import settings\n"
        "globals().update({name: getattr(settings, name) for name in dir(settings)})\n"
        "LIMITS = False\n"
    )
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "4", "--worker-class",
         "gthread", "--bind", f"127.0.0.1:{port}", "--log-level", "warning",
         "sightline.service.wsgi"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "without_limits",
             "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    try:
        for _ in range(200):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def drive(port: int, cookie: str, seconds: float) -> list[float]:
    """Ask without a pause from several threads; the milliseconds of each answer."""
    times: list[float] = []
    ends = time.perf_counter() + seconds

    def ask(number: int) -> None:
        link = HTTPConnection("127.0.0.1", port, timeout=60)
        asked = addresses(random.Random(number))
        while time.perf_counter() < ends:
            began = time.perf_counter()
            link.request("GET", next(asked), headers={"Cookie": cookie} if cookie else {})
            answer = link.getresponse()
            answer.read()
            times.append(1_000 * (time.perf_counter() - began))
            if answer.status != 200:
                raise SystemExit(f"the server answered {answer.status}")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def work_of(server: int) -> float:
    """Seconds of processor that the server and its workers have had so far."""
    family = [server, *map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())]
    ticks = 0
    for process in family:
        told = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(what: str, port: int, server: int, cookie: str, seconds: float) -> None:
    """Requests a second, the middle and the slow end of the times, and the work of each.

    The machine's load is that of before: what else it was doing, and not what is measured.
    """
    load, warm = os.getloadavg()[0], 0
    while warm < WARM_ANSWERS:  # both workers have the register and most words by then
        warm += len(drive(port, cookie, WARM_UP))
    before = work_of(server)
    times = drive(port, cookie, seconds)
    work_ms = 1_000 * (work_of(server) - before) / len(times)
    cuts = quantiles(times, n=20)
    print(
        f"{what}: {len(times) / seconds:.0f} requests a second, "
        f"p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms ({len(times):,} answers); "
        f"{work_ms:.1f} ms of processor each; load before {load:.1f} on {os.cpu_count()}"
    )


def plainly(asked: dict[str, str]) -> int:
    """The peer: the page's answer from the database, without cube or index; how many were found."""
    from django.db.models import Count, Q

    from sightline.service.register.models import Activity

    everything = Activity.objects.on_register()
    found = everything
    for word in asked.get("q", "").split():
        anywhere = Q()
        for field in ("name", "organisation__name", "description", "eligibility"):
            anywhere |= Q(**{f"{field}__icontains": word})
        found = found.filter(anywhere)
    named = {"status": "status", "district": "district_code", "level": "prevention_level"}
    for name, field in named.items():
        if name in asked:
            found = found.filter(**{field: asked[name]})
    number = int(found.count())
    for field in ("status", "district_code", "prevention_level", "approach", "strand", "setting",
                  "open_to", "organisation_id", "visibility", "theme_rows__theme"):  # fmt: skip
        list(found.order_by().values_list(field).annotate(Count("id")))
    start = 25 * (int(asked.get("page", "1")) - 1)
    [record.facts() for record in found.whole().order_by("name", "id")[start : start + 25]]
    return number


def middle(ask: Callable[[str], Any], asked: list[str]) -> float:
    """The median milliseconds of answering each."""
    times = []
    for address in asked:
        began = time.perf_counter()
        ask(address)
        times.append(1_000 * (time.perf_counter() - began))
    return sorted(times)[len(times) // 2]


def beside_the_peer() -> None:
    """Questions a page, and our answer beside the plain one, in this process and one at a time."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from sightline.service.accounts.models import Role, User

    settings.LIMITS = False
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(role=Role.ANALYST))
    kept = addresses(random.Random(7))
    asked = [next(kept) for _ in range(60)]
    began = time.perf_counter()
    client.get("/activities?q=boxing")
    print(f"first page of a process, cube and index made: {time.perf_counter() - began:.1f} s")
    most = 0
    for address in asked[:20]:
        counted = [0]

        def count(execute: Any, *given: Any, counted: list[int] = counted) -> Any:
            counted[0] += 1
            return execute(*given)

        with connection.execute_wrapper(count):
            client.get(address)
        most = max(most, counted[0])
    print(f"questions to the database for a page: {most} at most")
    began = time.process_time()
    ours = middle(client.get, asked)
    work_ms = 1_000 * (time.process_time() - began) / len(asked)
    plain = {address: dict(parse_qsl(address.split("?")[1])) for address in asked}
    theirs = middle(lambda address: plainly(plain[address]), asked)
    print(f"one page, whole: {ours:.1f} ms, {work_ms:.1f} of processor; "
          f"plain questions alone: {theirs:.0f} ms ({theirs / ours:.1f} times)")  # fmt: skip
    downloads(client)


def downloads(client: Any) -> None:
    """How long the whole list takes as a file."""
    for kind in ("csv", "xlsx", "json", "geojson"):
        began = time.perf_counter()
        found = client.get(f"/activities/download.{kind}")
        size = len(found.content) / 1e6
        print(f"all activities as {kind}: {time.perf_counter() - began:.1f} s, {size:.1f} MB")


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--keep", type=Path)
    told.add_argument("--seconds", type=float, default=SECONDS)
    given = told.parse_args()
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = given.keep or Path(thrown_away)
        sys.path.insert(0, str(ROOT))
        os.environ |= {"SIGHTLINE_DEMO": "1", "SIGHTLINE_FOLDER": str(folder / "instance")}
        is_there = (folder / "instance" / "sightline.sqlite3").exists()
        folder.mkdir(parents=True, exist_ok=True)
        if is_there:
            set_up()
        else:
            build(folder)
        with served(folder) as (port, server):
            for what, cookie in (("signed in", session_of_analyst()), ("a stranger", "")):
                measure(what, port, server, cookie, given.seconds)
        beside_the_peer()


if __name__ == "__main__":
    main()
