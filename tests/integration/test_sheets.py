"""A sheet sent in: read apart, looked through, added once or thrown away; hostile ones harmless."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories.register import (
    NOW,
    OTHER,
    TODAY,
    TRUST,
    club,
    organisation_of,
    row,
    sheet_of,
    store_county,
    user_of,
)
from python_calamine import CalamineWorkbook

from sightline.analysis.provision import Status
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.limits import UPLOADS, limit_of
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.audit.queries import newest_number, verify_chain
from sightline.service.entry.actions import set_scope
from sightline.service.entry.models import Scope
from sightline.service.partners.models import Membership, Organisation
from sightline.service.register.actions import import_rows, record_activity
from sightline.service.register.models import Activity
from sightline.service.register.queries import register_version
from sightline.service.sheets import limits, queries
from sightline.service.sheets.actions import (
    RegisterChanged,
    cancel_upload,
    commit_upload,
    isolation,
    send_sheet,
)
from sightline.service.sheets.models import Upload

pytestmark = pytest.mark.django_db
GOOD = (row(), row(reference="S-2", activity="Evening art", postcode="ZZ1 1AB"))
UPLOAD = "/activities/add"


@pytest.fixture(autouse=True)
def _county():
    store_county()


@pytest.fixture
def partner():
    return user_of(Role.PARTNER, TRUST)


def send(user, *rows, name="our sheet.csv", content=None):
    content = sheet_of(*rows) if content is None else content
    return send_sheet(content=content, file_name=name, by=user, now=NOW, today=TODAY)


def add(user, key, seen_event=None):
    seen = newest_number() if seen_event is None else seen_event
    commit_upload(upload_id=key, seen_event=seen, by=user, now=NOW)
    return Upload.objects.get(pk=key).outcome


def preview(user, key):
    return queries.preview_page(viewer=user, upload_id=key)


def post_file(client, content, name="sheet.csv"):
    return client.post(UPLOAD, {"sheet": SimpleUploadedFile(name, content)})


def test_from_a_file_to_the_list(client, partner):
    client.force_login(partner)
    assert client.get(UPLOAD).context["page"].speaks_for == TRUST
    response = post_file(client, sheet_of(*GOOD))
    assert response.status_code == 302
    page = client.get(response["Location"]).context["page"]
    assert (page.added_in_all, page.changed_in_all, page.refused) == (2, 0, 0)
    assert page.button == "Add 2 activities"
    assert Activity.objects.count() == 0
    assert "<title>What this sheet would change" in client.get(response["Location"]).text
    client.post(page.commit_address, {"seen_event": page.seen_event})
    after = client.get(response["Location"])
    assert "<title>Added to the register" in after.text
    assert f'href="{reverse("gaps:where")}">See where the gap is now' in after.text
    page = after.context["page"]
    assert page.done == "2 activities added, 0 changed, 0 left as they were, 0 rows refused."
    assert set(Activity.objects.values_list("name", "district_code")) == {
        ("Evening football", ""), ("Evening art", "X07000002"),
    }  # fmt: skip
    reasons = Event.objects.filter(kind="activity added").values_list("reason", flat=True)
    assert set(reasons) == {"sheet sheet.csv"}


def test_a_blank_cell_does_not_give_a_sensitive_site_away(partner):
    import_rows([club(sensitive_site=True)], by=None, now=NOW)
    key = send(partner, row(reference="CLUB-1", activity="Boxing", sensitive_site=""))
    add(partner, key)
    assert Activity.objects.get(reference="CLUB-1").sensitive_site
    key = send(partner, row(reference="CLUB-1", activity="Boxing", sensitive_site="no"))
    add(partner, key)
    assert not Activity.objects.get(reference="CLUB-1").sensitive_site


def test_how_each_cell_was_read_can_be_checked_before_anything_is_added(client, partner):
    """A day and a month the wrong way round are seen here, not a year later."""
    client.force_login(partner)
    key = send(partner, row(reference="NEW", starts_on="03/01/2026", age_from=8, age_to=17))
    (added,) = preview(partner, key).added
    read = {field.key: field.value for field in added.read}
    assert read["Starts"] == "3 January 2026"
    assert read["Ages"] == "8 to 17"
    assert "Ends" not in read  # not supplied
    page = client.get(reverse("sheets:preview", args=[key])).text
    assert "3 January 2026" in page


def test_what_would_change_is_told_field_by_field(partner):
    import_rows([club()], by=None, now=NOW)
    key = send(
        partner,
        row(reference="CLUB-1", activity="Boxing", places_free=3, funders="none"),
        row(reference="NEW"),
    )
    page = preview(partner, key)
    (changed,) = page.changed
    told = {change.field: (change.before, change.after) for change in changed.changes}
    assert told["Activity"] == ("Harbour Lane boxing club", "Boxing")
    assert told["Places free now"] == ("0", "3")
    assert set(told) == {"Activity", "Themes", "Places free now"}
    assert "Last confirmed" not in told
    assert [each.name for each in page.added] == ["Evening football"]
    assert page.button == "Add 1 activity and change 1 activity"
    assert add(partner, key) == {"added": 1, "changed": 1, "unchanged": 0, "refused": 0}


def test_what_a_sheet_has_no_column_for_stays_and_a_blank_cell_takes_away(partner):
    import_rows([club()], by=None, now=NOW)
    blank = dict.fromkeys(("funding_gbp", "age_to", "postcode", "ends_on"), "")
    key = send(partner, row(reference="CLUB-1", activity=club().name, **blank))
    (changed,) = preview(partner, key).changed
    assert {each.field: each.after for each in changed.changes} == {
        "Themes": "Violence",
        **dict.fromkeys(("Money a year", "Ages", "Postcode", "Starts", "Ends"), "not supplied"),
        **dict.fromkeys(("Place on the map", "Small area where delivered"), "not supplied"),
    }
    add(partner, key)
    found = Activity.objects.whole().get().facts()
    assert (found.funding_gbp, found.ages, found.places, found.ends_on) == (None, None, (), None)
    assert (found.approach, found.areas_served) == (club().approach, club().areas_served)


def test_every_problem_says_where_what_and_what_to_do(partner):
    key = send(
        partner,
        row(status="going on", starts_on="31/02/2025"),
        row(reference="S-2", organisation=OTHER),
        row(reference="S-3", postcode="ZZ9 9ZZ"),
        row(reference="S-4"),
    )
    page = preview(partner, key)
    told = {(each.row, each.column): each for each in page.problems}
    assert set(told) == {
        ("Row 2", "status"), ("Row 2", "starts_on"), ("Row 3", "organisation"),
        ("Row 4", "postcode"),
    }  # fmt: skip
    assert told["Row 2", "starts_on"].found == "'31/02/2025', a day that does not exist"
    assert told["Row 3", "organisation"].wanted == f"your own organisation: {TRUST}"
    assert told["Row 3", "organisation"].remedy.startswith("Correct the name, or leave the row")
    assert told["Row 4", "postcode"].what_it_does == "Please check"
    assert (page.refused, page.added_in_all) == (2, 2)
    assert page.account == "4 rows came in: 2 can be used, 2 refused, 0 set aside."
    assert page.button == "Add 2 activities, without the 2 refused rows"
    name, book = _marked(partner, key)
    assert name == "our sheet - to correct.xlsx"
    assert "organisation: found 'Lantern House'" in str(book.get_sheet_by_index(0).to_python())
    assert add(partner, key) == {"added": 2, "changed": 0, "unchanged": 0, "refused": 2}


def _marked(user, key):
    made = queries.marked_copy(viewer=user, upload_id=key)
    return made.name, CalamineWorkbook.from_filelike(io.BytesIO(made.content))


def test_the_unit_may_add_for_anyone_and_is_told_of_new_names():
    unit = user_of(Role.UNIT)
    organisation_of(TRUST)
    key = send(unit, row(), row(reference="S-2", organisation="Lantren House"))
    assert preview(unit, key).new_organisations == ("Lantren House",)
    assert not Organisation.objects.filter(name="Lantren House").exists()
    assert add(unit, key)["added"] == 2
    assert queries.upload_page(viewer=unit, cancelled=False).speaks_for == "any organisation"


def test_adding_twice_adds_once_and_erases_the_sheet(partner):
    key = send(partner, *GOOD)
    first = add(partner, key)
    version, events = register_version(), Event.objects.count()
    assert add(partner, key, seen_event=0) == first
    assert (register_version(), Event.objects.count()) == (version, events)
    upload = Upload.objects.get(pk=key)
    assert (upload.reading, upload.marked_copy) == (None, None)
    with pytest.raises(Conflict):
        cancel_upload(upload_id=key, by=partner)
    again = send(partner, *GOOD)
    assert preview(partner, again).button == ""
    assert add(partner, again) == {"added": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert verify_chain().faults == ()


def test_cancelling_throws_the_sheet_away(client, partner):
    client.force_login(partner)
    address = post_file(client, sheet_of(*GOOD))["Location"]
    response = client.post(f"{address}/cancel")
    assert response["Location"] == f"{UPLOAD}?cancelled=yes"
    text = client.get(response["Location"]).content.decode()
    assert "The sheet was thrown away. Nothing was changed." in text
    assert (Upload.objects.count(), Activity.objects.count()) == (0, 0)
    for gone in (address, f"{address}/marked"):
        assert client.get(gone).status_code == 404
    for gone in ("commit", "cancel"):
        assert client.post(f"{address}/{gone}", {"seen_event": 0}).status_code == 404


def test_a_change_meanwhile_is_a_conflict_that_shows_both(client, partner):
    import_rows([club()], by=None, now=NOW)
    client.force_login(partner)
    content = sheet_of(row(reference="CLUB-1", status="paused"))
    address = post_file(client, content)["Location"]
    page = client.get(address).context["page"]
    record_activity(club(status=Status.ENDED, places_free=5.0), by=user_of(Role.UNIT), now=NOW)
    response = client.post(page.commit_address, {"seen_event": page.seen_event})
    assert response.status_code == 409
    (record,) = response.context["page"].records
    assert record.what == "Activity changed by The unit, 15 January 2026 at 12:00"
    assert [(each.field, each.before, each.now, each.yours) for each in record.rows] == [
        ("Status", "current", "ended", "paused"),
        ("Places free now", "0", "5", "5"),
    ]
    assert Activity.objects.get().status == "ended"
    page = client.get(response.context["page"].preview_address).context["page"]
    assert ("Status", "ended", "paused") in [
        (each.field, each.before, each.after) for each in page.changed[0].changes
    ]
    client.post(page.commit_address, {"seen_event": page.seen_event})
    assert Activity.objects.get().status == "paused"


def test_an_activity_added_meanwhile_is_a_conflict_too(partner):
    key = send(partner, row())
    seen = newest_number()
    import_rows([club(reference="s-1", organisation=TRUST)], by=None, now=NOW)
    with pytest.raises(RegisterChanged):
        add(partner, key, seen_event=seen)
    page = queries.conflict_page(viewer=partner, upload_id=key, seen_event=seen)
    assert page.records[0].what.startswith("Activity added by Sightline, ")


def test_changes_to_other_activities_are_no_conflict(partner):
    key = send(partner, row())
    seen = newest_number()
    import_rows([club()], by=None, now=NOW)
    assert add(partner, key, seen_event=seen)["added"] == 1


def test_somebody_elses_sheet_is_not_there(client, partner):
    key = send(partner, *GOOD, row(reference="S-9", status="x"))
    addresses = [reverse(f"sheets:{name}", args=[key]) for name in ("preview", "marked")]
    orders = [reverse(f"sheets:{name}", args=[key]) for name in ("commit", "cancel")]
    colleague = user_of(Role.PARTNER, TRUST, name="A colleague")
    for user, status in (
        (colleague, 404), (user_of(Role.UNIT), 404), (user_of(Role.ANALYST), 403),
    ):  # fmt: skip
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [status, status]
        found = [client.post(address, {"seen_event": 0}).status_code for address in orders]
        assert found == [status, status]
    client.logout()
    assert [client.get(address).status_code for address in addresses] == [302, 302]
    assert [client.post(address).status_code for address in orders] == [403, 403]
    assert Upload.objects.get(pk=key).committed_at is None


def test_strangers_and_analysts_may_not_send(client):
    for address in (UPLOAD, f"{UPLOAD}/template"):
        assert client.get(address).status_code == 302
    assert post_file(client, sheet_of(*GOOD)).status_code == 403
    client.force_login(user_of(Role.ANALYST))
    for address in (UPLOAD, f"{UPLOAD}/template"):
        assert client.get(address).status_code == 403
    assert post_file(client, sheet_of(*GOOD)).status_code == 403
    assert Upload.objects.count() == 0


def test_a_partner_without_an_organisation_is_told_whom_to_ask(client):
    nobody = user_of(Role.PARTNER)
    client.force_login(nobody)
    assert "does not belong to an organisation yet" in client.get(UPLOAD).content.decode()
    assert post_file(client, sheet_of(*GOOD)).status_code == 403
    with pytest.raises(NotAllowed):
        send(nobody, *GOOD)


def test_leaving_an_organisation_closes_its_sheets(partner):
    key = send(partner, *GOOD)
    Membership.objects.all().delete()
    with pytest.raises(NotAllowed, match="no longer"):
        add(partner, key)
    assert Activity.objects.count() == 0


def test_leaving_an_organisation_ends_seeing_what_only_it_sees(partner):
    hidden = {"reference": "CLUB-1", "sensitive_site": True}
    import_rows([club(**hidden)], by=None, now=NOW)
    key, seen = send(partner, row(reference="CLUB-1", postcode="ZZ1 1AB")), newest_number()
    import_rows([club(**hidden, people_last_year=4.0)], by=None, now=NOW)
    Membership.objects.all().delete()
    with pytest.raises(NotAllowed, match=f"no longer see all that is said of {TRUST}"):
        preview(partner, key)
    with pytest.raises(NotAllowed, match="no longer"):
        queries.conflict_page(viewer=partner, upload_id=key, seen_event=seen)


def test_a_sheet_nobody_decided_on_is_forgotten(partner):
    old = send(partner, *GOOD)
    Upload.objects.update(sent_at=NOW - timedelta(days=8))
    new = send(partner, *GOOD)
    assert list(Upload.objects.values_list("pk", flat=True)) == [new]
    with pytest.raises(NotFound):
        preview(partner, old)


def test_a_form_that_does_not_say_what_was_seen_is_refused(client, partner):
    client.force_login(partner)
    key = send(partner, *GOOD)
    for seen in ({}, {"seen_event": "x"}, {"seen_event": "-1"}):
        assert client.post(f"{UPLOAD}/{key}/commit", seen).status_code == 400
    assert Activity.objects.count() == 0


def test_the_template_is_there_to_fill_in(client, partner):
    client.force_login(partner)
    response = client.get(f"{UPLOAD}/template")
    assert response.status_code == 200
    key = send(partner, content=response.content, name="template.xlsx")
    page = preview(partner, key)
    assert (page.set_aside, page.refused, page.added_in_all) == (1, 0, 0)
    assert page.button == ""


def test_without_a_file_the_form_says_so(client, partner):
    client.force_login(partner)
    for sent in ({}, {"sheet": SimpleUploadedFile("empty.csv", b"")}):
        response = client.post(UPLOAD, sent)
        assert response.status_code == 200
        assert "Error: " in response.content.decode()
    assert Upload.objects.count() == 0


def test_a_file_that_is_too_large_is_let_go_of(client, partner, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_SHEET_BYTES", 100_000)
    monkeypatch.setattr("sightline.service.sheets.forms.LARGEST_SHEET_BYTES", 100_000)
    client.force_login(partner)
    response = post_file(client, b"x" * 3_000_000)
    assert "The file is larger than" in response.content.decode()
    assert response.context["form"].files["sheet"].size < 300_000
    assert Upload.objects.count() == 0


def spreadsheet(sheet_xml):
    """A workbook whose one sheet is those bytes."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.add_worksheet("Activities")
    book.close()
    changed = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            sheet = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, sheet_xml if sheet else old.read(name))
    return changed.getvalue()


HOSTILE = {
    "expands to 100 MB": spreadsheet(b"<worksheet>" + b" " * 100_000_000 + b"</worksheet>"),
    "entities": spreadsheet(
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
    ),
    "not a zip": b"PK\x03\x04 and no more",
    "binary": bytes(range(256)) * 40,
    "a million columns": b"," * 1_000_000,
    "another table": b"a,b\n1,2\n",
    "only headings twice": b"activity,activity,organisation,themes,status\n1,2,3,4,5\n",
    "too many rows": b"activity,organisation,themes,status\n" + b"a,b,violence,current\n" * 20_001,
    "nul": b"activity,organisation,themes,status\n\x00,b,c,d\n",
}


def test_a_heading_that_no_database_can_hold_is_not_kept(client, partner):
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(((*GOOD[0], "odd_x0000_name"), (*GOOD[0].values(), "x"))):
            sheet.write_row(number, 0, cells)
    raw = made.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"_x005F_x0000_", b"_x0000_"))
    client.force_login(partner)
    sent = post_file(client, changed.getvalue(), name="sheet.xlsx")
    assert sent.status_code == 302
    assert sorted(Upload.objects.get().columns()) == sorted(GOOD[0])
    assert client.get(sent["Location"]).context["page"].added_in_all == 1


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_gets_one_message_and_changes_nothing(client, partner, kind):
    client.force_login(partner)
    version = register_version()
    response = post_file(client, HOSTILE[kind], name="hostile.xlsx")
    if response.status_code == 302:  # read, and every row of it refused, or asked what it means
        page = client.get(response["Location"]).context["page"]
        assert isinstance(page, queries.ColumnsPage) or page.button == ""
    else:
        (message,) = response.context["form"].errors["sheet"]
        assert message.startswith("hostile.xlsx")
        assert "wanted" in message
        assert Upload.objects.count() == 0
    assert register_version() == version
    assert client.get("/activities").status_code == 200


@pytest.mark.parametrize(
    "program",
    [
        "bytearray(2 * 1024**3)",  # memory
        "import os; os.abort()",
        "print('not JSON')",
        "print('{}', end=''); raise SystemExit(3)",
    ],
)
def test_a_reader_that_is_brought_down_is_said_in_one_message(partner, monkeypatch, program):
    limited = f"from sightline.service.sheets import worker; worker.limit(); {program}"
    monkeypatch.setattr(isolation, "_COMMAND", ("-c", limited))
    with pytest.raises(BadInput, match="the file is too large to read"):
        send(partner, *GOOD)
    assert Upload.objects.count() == 0


def test_a_reader_that_takes_too_long_is_ended(partner, monkeypatch):
    monkeypatch.setattr(isolation, "MOST_SECONDS", 0.5)
    monkeypatch.setattr(isolation, "_COMMAND", ("-c", "import time; time.sleep(20)"))
    with pytest.raises(BadInput, match="the file is too large to read"):
        send(partner, *GOOD)


def test_few_sheets_are_read_at_once_and_the_rest_are_told(partner, monkeypatch):
    monkeypatch.setattr(isolation, "MOST_SECONDS", 0.1)
    with (
        isolation._a_turn("one.csv", 1),
        isolation._a_turn("two.csv", 2),
        pytest.raises(BadInput, match="found too many other sheets being read"),
    ):
        send(partner, *GOOD)
    assert not Upload.objects.exists()
    monkeypatch.undo()
    send(partner, *GOOD)
    assert Upload.objects.count() == 1


def test_one_waits_for_a_turn_and_no_more_so_that_a_thread_stays_free(partner):
    """Each that waits keeps a thread from showing pages; there are four in a process."""
    with isolation._a_turn("one.csv", 1), isolation._a_turn("two.csv", 2):
        assert isolation._LINE.acquire(blocking=False)  # as the third does, before it waits
        try:
            started = time.monotonic()
            with pytest.raises(BadInput, match="too many other sheets being read"):
                send(partner, *GOOD)
            assert time.monotonic() - started < isolation.MOST_SECONDS / 2
        finally:
            isolation._LINE.release()


def test_nobody_has_two_sheets_read_at_once(partner):
    with (
        isolation._a_turn("one.csv", partner.pk),
        pytest.raises(BadInput, match="another sheet of yours being read"),
    ):
        send(partner, *GOOD)
    assert not Upload.objects.exists()
    send(partner, *GOOD)
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("route", ["upload", "columns", "propose"])
def test_whatever_has_a_sheet_read_is_counted_alike(route):
    assert limit_of(f"sheets:{route}") is UPLOADS


def test_the_reader_holds_itself_to_its_limits():
    import subprocess
    import sys

    asked = (
        "import resource as r; from sightline.service.sheets import worker; worker.limit(); "
        "print(r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert done.stdout.split() == [str(1024**3), "30"]


def test_the_reader_knows_no_secret_and_no_database(partner, monkeypatch, tmp_path):
    monkeypatch.setenv("SIGHTLINE_SECRET_KEY", "a secret")
    monkeypatch.setenv("SIGHTLINE_DATABASE_URL", "postgresql://somebody:word@host/name")
    told = tmp_path / "environment"
    program = f"import os; open({str(told)!r}, 'w').write(repr(dict(os.environ))); print('{{}}')"
    monkeypatch.setattr(isolation, "_COMMAND", ("-c", program))
    with pytest.raises(BadInput):
        send(partner, *GOOD)
    assert "PATH" in told.read_text()
    assert "SIGHTLINE" not in told.read_text()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", "/", "a\\..\\b.csv", "x" * 300, "🌊" * 100 + ".csv", "\x00"]
)
def test_the_name_of_a_file_leads_nowhere_else(partner, name):
    kept = Upload.objects.get(pk=send(partner, *GOOD, name=name)).file_name
    assert Path(kept).name == kept
    assert 0 < len(kept) <= 100


def test_few_questions_to_the_database(client, partner, django_assert_max_num_queries):
    rows = [row(reference=f"S-{i}", activity=f"Number {i}", status="current") for i in range(150)]
    bad = [row(reference=f"B-{i}", status="bad") for i in range(150)]
    import_rows([club(reference=f"S-{i}") for i in range(120)], by=None, now=NOW)
    key = send(partner, *rows, *bad)
    client.force_login(partner)
    with django_assert_max_num_queries(30):
        page = client.get(f"{UPLOAD}/{key}").context["page"]
    assert (page.added_in_all, page.changed_in_all, len(page.changed)) == (30, 120, 100)
    assert (page.problems_in_all, len(page.problems)) == (150, 100)
    with django_assert_max_num_queries(30):
        client.get(UPLOAD)


def test_a_withdrawn_activity_would_come_back(partner):
    from sightline.service.register.actions import withdraw_activity

    import_rows([club()], by=None, now=NOW)
    record = Activity.objects.get()
    withdraw_activity(activity_id=record.pk, by=partner, now=NOW, reason="a mistake")
    same = {"reference": "CLUB-1", "activity": club().name, "themes": "violence; exploitation"}
    key = send(partner, row(**same))
    (changed,) = preview(partner, key).changed
    assert [(each.field, each.before, each.after) for each in changed.changes] == [
        ("On the register", "withdrawn", "back on it")
    ]
    assert add(partner, key)["changed"] == 1
    record.refresh_from_db()
    assert record.withdrawn_at is None


def test_a_sheet_without_problems_has_no_marked_copy(partner):
    key = send(partner, *GOOD)
    with pytest.raises(NotFound, match="nothing is wrong"):
        queries.marked_copy(viewer=partner, upload_id=key)
    add(partner, key)
    with pytest.raises(Conflict):
        queries.conflict_page(viewer=partner, upload_id=key, seen_event=0)


@pytest.mark.parametrize(
    ("scope", "waits_new", "waits_changed"),
    [(Scope.NOTHING, False, False), (Scope.NEW, True, False), (Scope.EVERYTHING, True, True)],
)
def test_a_partners_sheet_waits_where_the_unit_looks_things_over(
    client, partner, scope, waits_new, waits_changed
):
    unit = user_of(Role.UNIT)
    import_rows([club(reference="S-1", name="Old name")], by=None, now=NOW)
    set_scope(scope=scope, version=1, by=unit, now=NOW)
    for sheet, waits in (((row(),), waits_changed), ((row(reference="S-9"),), waits_new)):
        key = send(partner, *sheet)
        client.force_login(partner)
        page = client.get(f"{UPLOAD}/{key}").context["page"]
        for _ in range(2):  # pressed twice, it waits once
            client.post(page.commit_address, {"seen_event": page.seen_event})
        upload = Upload.objects.get(pk=key)
        assert (upload.asked_at is not None, upload.committed_at is None) == (waits, waits)
        told = client.get(f"{UPLOAD}/{key}").content.decode()
        assert ("It waits for the unit" in told) == waits
        client.force_login(unit)
        assert ("Sheets to look over" in client.get("/").content.decode()) == waits
        if waits:
            page = client.get(f"{UPLOAD}/{key}").context["page"]
            assert "The partner sent it" in page.waits
            client.post(page.commit_address, {"seen_event": page.seen_event})
            assert Upload.objects.get(pk=key).committed_at is not None
    assert Activity.objects.count() == 2
    assert Activity.objects.get(reference="S-1").name == "Evening football"


def test_a_sheet_that_is_given_back_changes_nothing_and_its_sender_is_told(
    client, partner, mailoutbox, django_capture_on_commit_callbacks
):
    unit = user_of(Role.UNIT)
    set_scope(scope=Scope.NEW, version=1, by=unit, now=NOW)
    key = send(partner, *GOOD)
    commit_upload(upload_id=key, seen_event=newest_number(), by=partner, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        cancel_upload(upload_id=key, by=unit)
    (mail,) = mailoutbox
    assert mail.to == [partner.email]
    assert str(key) in mail.body
    assert Upload.objects.get(pk=key).asked_at is None
    assert Activity.objects.count() == 0
    client.force_login(unit)
    assert client.get(f"{UPLOAD}/{key}").status_code == 404  # theirs again
    for other in (user_of(Role.ANALYST), user_of(Role.PARTNER, OTHER, name="Another")):
        client.force_login(other)
        assert client.get(f"{UPLOAD}/{key}").status_code in (403, 404)
