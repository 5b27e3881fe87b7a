"""A long sheet is added by a worker: with progress, all or nothing, and once though asked twice."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from factories.pages import text_of
from factories.register import TODAY, TRUST, club, row, sheet_of, store_county, user_of

from sightline.errors import Conflict
from sightline.service.accounts.models import Role
from sightline.service.partners.models import Membership
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity
from sightline.service.sheets import progress
from sightline.service.sheets.actions import adding, cancel_upload, send_sheet
from sightline.service.sheets.models import Upload

pytestmark = pytest.mark.django_db
ROWS = 3


@pytest.fixture
def started(monkeypatch, settings, tmp_path):
    """Sheets from three rows on are long, and a worker that is started does nothing yet."""
    settings.FOLDER = tmp_path
    store_county()
    monkeypatch.setattr(adding, "LONG_ROWS", ROWS)
    asked = []
    monkeypatch.setattr(adding, "start_worker", asked.append)
    return asked


@pytest.fixture
def ana(client, started):
    user = user_of(Role.PARTNER, TRUST, name="Ana")
    client.force_login(user)
    return user


@pytest.fixture
def key(ana):
    rows = [row(reference=f"L-{number}", activity=f"Club {number}") for number in range(ROWS)]
    return send_sheet(
        content=sheet_of(*rows), file_name="long.csv", by=ana, now=timezone.now(), today=TODAY
    )


@pytest.fixture
def ask(client, key, django_capture_on_commit_callbacks):
    """Press the button of the preview."""

    def asking():
        with django_capture_on_commit_callbacks(execute=True):
            seen = Upload.objects.get(pk=key).adding_seen_event or 10**6
            return client.post(reverse("sheets:commit", args=[key]), {"seen_event": seen})

    return asking


def adding_page(client, key):
    return client.get(reverse("sheets:adding", args=[key]))


def test_a_long_sheet_goes_to_a_worker_and_the_page_tells_how_far_it_is(
    client, ask, key, started, settings
):
    assert ask().url == reverse("sheets:adding", args=[key])
    assert (started, Activity.objects.count()) == ([key], 0)
    page = adding_page(client, key)
    assert page["Refresh"] == "3"  # without JavaScript
    assert "It is about to begin." in text_of(page)
    file = settings.FOLDER / "progress" / f"{key}.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"done": 2, "rows": 3}))
    page = adding_page(client, key)
    assert "2 of 3 rows" in text_of(page)
    assert '<progress class="sheets-progress" value="2" max="3"' in page.text
    assert client.get(reverse("sheets:preview", args=[key])).url == page.request["PATH_INFO"]
    call_command("add_sheet", str(key))
    assert Activity.objects.count() == ROWS
    assert not file.exists()
    assert adding_page(client, key).url == reverse("sheets:preview", args=[key])
    assert "Added to the register" in text_of(client.get(reverse("sheets:preview", args=[key])))


def test_asked_twice_one_worker_adds_it_once(client, ask, key, started, capsys):
    assert ask().url == ask().url == reverse("sheets:adding", args=[key])
    assert started == [key]
    call_command("add_sheet", str(key))
    call_command("add_sheet", str(key))
    assert capsys.readouterr().out == "Added.\nNothing was added.\n"
    assert list(Activity.objects.values_list("version", flat=True)) == [1] * ROWS
    assert ask().url == reverse("sheets:preview", args=[key])


def test_while_it_is_added_it_is_neither_cancelled_nor_read_anew(client, ana, ask, key):
    ask()
    with pytest.raises(Conflict, match=r"long.csv is being added to the register now."):
        cancel_upload(upload_id=key, by=ana)
    assert client.post(reverse("sheets:propose", args=[key])).status_code == 409


@pytest.mark.parametrize(
    ("meanwhile", "says"),
    [
        ("changed", "The register changed after you opened the preview."),
        ("left", f"You may no longer change the activities of {TRUST}."),
        ("broken", "Something went wrong here"),
    ],
)
def test_what_is_refused_is_told_on_the_page_and_nothing_is_added(
    client, ana, ask, key, meanwhile, says, monkeypatch, caplog
):
    record_activity(club(reference="L-1", name="Club of before"), by=None, now=timezone.now())
    Upload.objects.filter(pk=key).update(adding_seen_event=1 if meanwhile == "changed" else None)
    ask()
    if meanwhile == "left":
        Membership.objects.all().delete()
    if meanwhile == "broken":
        monkeypatch.setattr(adding, "commit_upload", None)
    call_command("add_sheet", str(key))
    assert [record.name for record in Activity.objects.all()] == ["Club of before"]
    page = adding_page(client, key)
    assert says in text_of(page)
    assert "The register is as it was, and so is the sheet." in text_of(page)
    assert "Refresh" not in page
    assert bool(caplog.records) == (meanwhile == "broken")


def test_a_worker_that_died_is_noticed_and_the_sheet_can_be_added_again(client, ask, key, started):
    ask()
    before = timezone.now() - timedelta(seconds=progress.SILENT_SECONDS + 1)
    Upload.objects.update(adding_since=before)
    assert "It stopped before the end, and nobody knows why." in text_of(adding_page(client, key))
    assert client.get(reverse("sheets:preview", args=[key])).status_code == 200
    ask()
    assert started == [key, key]
    call_command("add_sheet", str(key))
    assert Activity.objects.count() == ROWS


def test_a_short_sheet_is_added_at_once(ask, key, started, monkeypatch):
    monkeypatch.setattr(adding, "LONG_ROWS", ROWS + 1)
    assert ask().url == reverse("sheets:preview", args=[key])
    assert (started, Activity.objects.count()) == ([], ROWS)


def test_nobody_is_shown_how_far_another_persons_sheet_is(client, ask, key):
    ask()
    client.force_login(user_of(Role.PARTNER, TRUST, name="Ben"))
    assert adding_page(client, key).status_code == 404


def test_how_far_it_is_is_told_every_second_by_a_file_that_ends_with_it(key, settings, monkeypatch):
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.01)
    with progress.telling(key, rows=9) as take:
        assert progress.progress_of(key) == progress.Progress(0, 9)
        take(4)
        while progress.progress_of(key) != progress.Progress(4, 9):
            pass
    assert progress.progress_of(key) is None
    (settings.FOLDER / "progress" / f"{key}.json").write_text("{")
    assert progress.progress_of(key) is None


def test_the_worker_is_a_process_of_its_own(key, monkeypatch):
    monkeypatch.undo()
    begun = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **how: begun.append((command, how)))
    adding.start_worker(key)
    ((command, how),) = begun
    assert command[1:] == ["-m", "django", "add_sheet", str(key)]
    assert how["start_new_session"]
    assert how["env"]["DJANGO_SETTINGS_MODULE"] == "sightline.service.settings"
