"""Sources: agreements that lapse, files that count once, texts that only the unit reads."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import localdate
from factories.register import NOW, OTHER, TODAY, TRUST, store_county, user_of
from factories.sources import FACTS, SECRET_TEXT, istv_of, source_of, taken

from sightline.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.sources.actions import (
    decide_text,
    edit_source,
    read_text,
    send_file,
    take_file,
    throw_away,
    tidy_sources,
)
from sightline.service.sources.models import Cell, SentFile, Source, WithheldText
from sightline.service.sources.queries import source_page, sources_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    store_county()
    return user_of(Role.UNIT)


@pytest.fixture
def key(unit):
    return source_of(unit)


def text_of(client, user, address):
    if user is None:
        client.logout()
    else:
        client.force_login(user)
    return client.get(address).content.decode()


def seen(key, viewer, today=TODAY, month=""):
    page = source_page(viewer=viewer, source_id=key, month=month, today=today)
    return {row[1].text: row[3].text for row in page.counts.rows} if page.counts else page


def test_the_public_sees_sources_that_are_open_data_and_no_other(client, key, unit):
    source_of(unit, giver=None, title="Street records", form="elsewhere", is_open=True,
              publisher="Fable Police", release_key="police")  # fmt: skip
    page = text_of(client, None, reverse("sources:sources"))
    assert "Street records" in page
    assert "Fable Police" in page
    assert "Not supplied: it was never loaded." in page
    assert FACTS.title not in page
    inside = text_of(client, user_of(Role.BOARD), reverse("sources:sources"))
    assert FACTS.title in inside
    assert "Not supplied: no file was taken in." in inside


def test_a_source_is_entered_and_changed_from_the_page_and_a_stale_edit_is_a_conflict(
    client, unit, key
):
    client.force_login(unit)
    form = {name: value for name, value in asdict(FACTS).items() if value not in (None, False)}
    form |= {"title": "Night calls (fictional)", "form": "attendances"}
    answer = client.post(reverse("sources:add"), form)
    assert answer.status_code == 302, answer.content.decode()
    other = Source.objects.get(title="Night calls (fictional)")
    address = reverse("sources:edit", args=[other.pk])
    assert 'value="2099-01-01"' in client.get(address).content.decode()
    for expected in (302, 409):
        changed = form | {"steward_role": "Head of data", "version": 1}
        assert client.post(address, changed).status_code == expected
    other.refresh_from_db()
    assert (other.steward_role, other.version) == ("Head of data", 2)
    kinds = list(Event.objects.filter(about_id=str(other.pk)).values_list("kind", flat=True))
    assert kinds == ["source entered", "source changed"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"protocol_title": ""}, "no protocol, day of signing or last day"),
        ({"lapses_on": date(2024, 1, 1)}, "a day after the agreement was signed"),
        ({"count_policy": "none"}, "count policy"),
        ({"title": "Another (fictional)"}, "there is a source called Another"),
    ],
)
def test_an_agreement_that_is_not_whole_is_refused(unit, key, changed, said):
    source_of(unit, title="Another (fictional)")
    with pytest.raises(BadInput, match=said):
        edit_source(
            source_id=key, facts=replace(FACTS, **changed), version=1, by=unit, now=NOW
        )  # fmt: skip


def test_only_the_unit_changes_an_agreement(key):
    partner = user_of(Role.PARTNER, TRUST)
    with pytest.raises(NotAllowed):
        edit_source(source_id=key, facts=FACTS, version=1, by=partner, now=NOW)


@pytest.mark.parametrize(
    ("days", "tag"), [(61, "In force"), (60, "Lapses soon"), (0, "Lapses soon"), (-1, "Lapsed")]
)
def test_sixty_days_before_it_lapses_it_is_said(unit, days, tag):
    source_of(unit, lapses_on=TODAY + timedelta(days=days), review_on=None)
    page = sources_page(viewer=unit, today=TODAY)
    assert page.items[0].standing.tag == tag
    assert bool(page.warnings) == (tag != "In force")


def test_a_review_that_is_due_is_said(unit):
    source_of(unit, review_on=TODAY)
    assert sources_page(viewer=unit, today=TODAY).items[0].standing.tag == "Review due"
    Source.objects.update(review_on=date(1, 1, 5))  # a year mistyped closes the list for nobody
    assert sources_page(viewer=unit, today=TODAY).items[0].standing.tag == "Review due"


def test_once_lapsed_nothing_is_shown_and_nothing_is_taken(client, unit, key):
    taken(key, istv_of("2025-10"), by=unit)
    waiting = send_file(source_id=key, content=istv_of("2025-11"), file_name="m.csv", by=unit,
                        now=NOW, today=TODAY)  # fmt: skip
    after = date(2099, 1, 2)
    page = seen(key, unit, today=after)
    assert page.counts is None
    assert page.why_no_counts == "Its agreement has lapsed, so nothing of it is shown."
    assert page.upload_address == page.release_address == ""
    assert page.texts_address, "what is withheld can still be deleted"
    sent = {"source_id": key, "content": istv_of("2025-12"), "file_name": "n.csv"}
    with pytest.raises(Refused, match="lapsed on 1 January 2099"):
        send_file(**sent, by=unit, now=NOW, today=after)
    with pytest.raises(Refused, match="lapsed on"):
        take_file(file_id=waiting, by=unit, now=NOW, today=after)
    with pytest.raises(Refused, match="lapsed on"):
        read_text(text_id=WithheldText.objects.get().pk, by=unit, now=NOW, today=after)
    Source.objects.update(lapses_on=localdate() - timedelta(days=1))
    client.force_login(unit)
    for name in ("upload", "release"):
        assert client.get(reverse(f"sources:{name}", args=[key])).status_code == 422, name
    file = client.get(reverse("sources:file", args=[waiting])).content.decode()
    assert "Its agreement has lapsed, so nothing of it is shown." in file
    assert "20 accepted" not in file
    assert "Take it in" not in file
    assert "Throw it away" in file


def test_a_file_is_looked_over_before_it_counts_and_counts_once(client, unit, key):
    partner = user_of(Role.PARTNER, TRUST)
    client.force_login(partner)
    addresses = set()
    for _ in range(2):
        sheet = SimpleUploadedFile("october.csv", istv_of("2025-10"))
        answer = client.post(reverse("sources:upload", args=[key]), {"sheet": sheet})
        assert answer.status_code == 302, answer.content.decode()
        addresses.add(answer.url)
    (address,) = addresses
    page = client.get(address).content.decode()
    assert "20 rows: 20 accepted, 0 rejected, 0 set aside." in page
    assert "October 2025" in page
    assert SECRET_TEXT not in page
    assert not Cell.objects.exists()
    file = SentFile.objects.get()
    assert client.post(reverse("sources:take", args=[file.pk])).status_code == 302
    assert Cell.objects.get(kind="blade").count == 6
    assert client.post(reverse("sources:take", args=[file.pk])).status_code == 409
    file.refresh_from_db()
    assert file.texts == []
    assert SECRET_TEXT not in str(Event.objects.values_list("after", "before"))


def test_counts_are_seen_as_the_policy_of_the_source_lets_them_be(unit, key):
    taken(key, istv_of("2025-10", blades=6, fists=14), by=unit)
    for viewer in (unit, user_of(Role.ANALYST), user_of(Role.PARTNER, TRUST)):
        counts = seen(key, viewer)
        assert (counts["blade"], counts["body part"], counts["firearm"]) == (
            "too few to show", "15", "0"
        )  # fmt: skip
    assert seen(key, user_of(Role.BOARD)).counts is None
    Source.objects.update(seen_by="partnership")
    assert seen(key, user_of(Role.BOARD))["body part"] == "15"
    with pytest.raises(NotFound):
        seen(key, user_of(Role.NEIGHBOUR))


def test_a_later_file_of_a_month_replaces_it_and_a_month_without_a_file_is_a_gap(unit, key):
    taken(key, istv_of("2025-10", fists=14), by=unit)
    taken(key, istv_of("2025-10", fists=24), by=unit, name="again.csv")
    taken(key, istv_of("2025-12", fists=14), by=unit, name="december.csv")
    assert seen(key, unit, month="2025-10")["body part"] == "25"
    page = source_page(viewer=unit, source_id=key, month="", today=TODAY)
    assert page.counts.gaps == "November 2025"


def test_a_file_of_another_site_or_of_nothing_is_refused(unit, key):
    taken(key, istv_of("2025-10"), by=unit)
    other = send_file(source_id=key, content=istv_of("2025-11", site="ZZB02"), file_name="b.csv",
                      by=unit, now=NOW, today=TODAY)  # fmt: skip
    with pytest.raises(BadInput, match="wanted ZZA01"):
        take_file(file_id=other, by=unit, now=NOW, today=TODAY)
    throw_away(file_id=other, by=unit, now=NOW)
    with pytest.raises(NotFound):
        take_file(file_id=other, by=unit, now=NOW, today=TODAY)
    with pytest.raises(BadInput, match="wanted the fields of ISB 1594"):
        send_file(source_id=key, content=b"a,b\n1,2\n", file_name="c.csv", by=unit, now=NOW,
                  today=TODAY)  # fmt: skip


def test_a_month_to_come_is_refused_for_nothing_before_it_could_be_released(unit, key):
    with pytest.raises(BadInput, match="counts of October 2062, wanted months up to this one"):
        taken(key, istv_of("2062-10"), by=unit)
    assert not Cell.objects.exists()
    taken(key, istv_of(f"{TODAY:%Y-%m}"), by=unit)


def test_files_of_others_are_refused(unit, key):
    stranger = user_of(Role.PARTNER, OTHER, name="Otto Other")
    with pytest.raises(NotAllowed, match="Only whoever gives this source"):
        send_file(source_id=key, content=b"", file_name="a.csv", by=stranger, now=NOW, today=TODAY)


def test_a_table_of_attendances_keeps_its_stars(unit):
    key = source_of(unit, title="Calls (fictional)", form="attendances")
    rows = (
        "district_code,month,kind,age,count\n"
        "X07000001,2025-10,assault,10-24,*\nX07000002,2025-10,assault,10-24,23\n"
        "X07000001,2025-10,fall,10-24,\nX09999999,2025-10,assault,10-24,40\n"
    )
    taken(key, rows.encode(), by=unit)
    page = source_page(viewer=unit, source_id=key, month="", today=TODAY)
    said = [[cell.text for cell in row] for row in page.counts.rows]
    assert said == [
        ["Northmere", "assault", "10-24", "too few to show"],
        ["Northmere", "fall", "10-24", "not supplied"],
        ["Eastfold", "assault", "10-24", "25"],
    ]


def test_a_small_part_does_not_follow_from_the_totals_beside_it(client, unit):
    """20 in all and 12 with a knife would tell of 8; the parts give way, and the page says why."""
    key = source_of(unit, title="Calls (fictional)", form="attendances", count_policy="default")
    rows = (
        "district_code,month,kind,count\nX07000001,2025-10,Total,20\nX07000001,2025-10,knife,12\n"
        "X07000001,2025-10,fall,8\nX07000001,2025-10,fire,0\nX07000002,2025-10,knife,12\n"
        "X07000002,2025-10,fall,8\n"
    )
    taken(key, rows.encode(), by=unit)
    page = source_page(viewer=unit, source_id=key, month="", today=TODAY)
    said = [(row[0].text, row[1].text, row[3].text) for row in page.counts.rows]
    assert said == [
        ("Northmere", "all", "20"), ("Northmere", "fall", "not shown"),
        ("Northmere", "fire", "0"), ("Northmere", "knife", "not shown"),
        ("Eastfold", "fall", "too few to show"), ("Eastfold", "knife", "12"),
    ]  # fmt: skip
    why = "“Not shown” may be few or many: beside the totals that are shown"
    assert why in text_of(client, unit, reverse("sources:source", args=[key]))


def test_a_withheld_text_is_read_by_the_unit_alone_and_each_reading_is_recorded(client, unit, key):
    taken(key, istv_of("2025-10"), by=unit)
    held = WithheldText.objects.get()
    for viewer in (user_of(Role.ANALYST), user_of(Role.PARTNER, TRUST)):
        with pytest.raises(NotAllowed):
            read_text(text_id=held.pk, by=viewer, now=NOW, today=TODAY)
    client.force_login(unit)
    listed = client.get(reverse("sources:texts", args=[key])).content.decode()
    assert "row 5, location" in listed
    assert SECRET_TEXT not in listed
    assert client.get(reverse("sources:read_text", args=[held.pk])).status_code == 405
    for _ in range(2):
        answer = client.post(reverse("sources:read_text", args=[held.pk]))
        assert SECRET_TEXT in answer.content.decode()
    read = Event.objects.filter(kind="withheld text read")
    assert read.count() == 2
    assert SECRET_TEXT not in read[0].after
    for decision, state in (("cleared", "cleared"), ("deleted", "deleted")):
        answer = client.post(reverse("sources:decide_text", args=[held.pk]), {"decision": decision})
        assert answer.status_code == 302
        held.refresh_from_db()
        assert held.state == state
    assert held.text == ""
    with pytest.raises(Conflict):
        decide_text(text_id=held.pk, decision="cleared", by=unit, now=NOW, today=TODAY)
    with pytest.raises(BadInput):
        decide_text(text_id=held.pk, decision="kept", by=unit, now=NOW, today=TODAY)


def lapse():
    Source.objects.update(lapses_on=localdate() - timedelta(days=1))


def test_texts_of_a_lapsed_agreement_can_be_deleted_and_nothing_else(client, unit, key):
    taken(key, istv_of("2025-10"), by=unit)
    taken(key, istv_of("2025-11"), by=unit)
    one, other = WithheldText.objects.all()
    lapse()
    page = text_of(client, unit, reverse("sources:texts", args=[key]))
    assert "Its agreement has lapsed, so no text is shown. Delete them." in page
    assert "Read it" not in page
    assert "Delete 2 for good" in page
    assert client.post(reverse("sources:read_text", args=[one.pk])).status_code == 422
    address = reverse("sources:decide_text", args=[one.pk])
    assert client.post(address, {"decision": "cleared"}).status_code == 422
    assert client.post(address, {"decision": "deleted"}).status_code == 302
    one.refresh_from_db()
    other.refresh_from_db()
    assert [(each.state, each.text == "") for each in (one, other)] == [
        ("deleted", True), ("withheld", False)
    ]  # fmt: skip


@pytest.mark.parametrize(("has_lapsed", "left"), [(False, 1), (True, 0)])
def test_all_texts_that_wait_are_deleted_at_once_and_the_cleared_ones_once_lapsed(
    client, unit, key, has_lapsed, left
):
    for month in ("2025-10", "2025-11", "2025-12"):
        taken(key, istv_of(month), by=unit)
    held = WithheldText.objects.first()
    decide_text(text_id=held.pk, decision="cleared", by=unit, now=NOW, today=TODAY)
    if has_lapsed:
        lapse()
    client.force_login(unit)
    for _ in range(2):
        assert client.post(reverse("sources:delete_texts", args=[key])).status_code == 302
    assert WithheldText.objects.exclude(text="").count() == left
    events = Event.objects.filter(kind="withheld texts deleted")
    assert [each.by_name for each in events] == [unit.name], "done twice, nothing more is deleted"
    assert SECRET_TEXT not in str(events.values_list("after"))
    client.force_login(user_of(Role.ANALYST))
    assert client.post(reverse("sources:delete_texts", args=[key])).status_code == 403


def test_a_file_nobody_decides_on_is_forgotten_with_its_texts(unit, key):
    sent = {"source_id": key, "by": unit, "today": TODAY}
    old = send_file(**sent, content=istv_of("2025-10"), file_name="o.csv", now=NOW)
    taken(key, istv_of("2025-11"), by=unit)
    soon = tidy_sources(now=NOW + timedelta(days=30), today=TODAY)
    assert (soon.files, soon.texts) == (0, 0)
    later = NOW + timedelta(days=31)
    new = send_file(**sent, content=istv_of("2025-12"), file_name="d.csv", now=later)
    assert set(SentFile.objects.values_list("pk", flat=True)) > {new}
    assert not SentFile.objects.filter(pk=old).exists(), "the next file that is sent sees to it"
    assert SentFile.objects.count() == 2, "what was taken in stays"
    gone = Event.objects.get(kind="file of a source thrown away")
    assert (gone.about_id, gone.by_id) == (str(old), "")
    assert gone.reason == "nobody decided on it for 30 days"


def test_when_an_agreement_lapses_what_waits_and_all_texts_go(unit, key, capsys):
    taken(key, istv_of("2025-10"), by=unit)
    send_file(source_id=key, content=istv_of("2025-11"), file_name="n.csv", by=unit, now=NOW,
              today=TODAY)  # fmt: skip
    other = source_of(unit, title="Another (fictional)")
    taken(other, istv_of("2025-10"), by=unit)
    Source.objects.filter(pk=key).update(lapses_on=localdate() - timedelta(days=1))
    call_command("tidy_sources")
    assert capsys.readouterr().out == "Forgotten: 1 files that waited, 1 texts.\n"
    assert list(WithheldText.objects.exclude(text="").values_list("file__source", flat=True)) == [
        other
    ]
    assert Cell.objects.filter(source=key).exists(), "counts stay, and are not shown"
    reasons = Event.objects.filter(reason="its agreement lapsed").values_list("kind", flat=True)
    assert list(reasons) == ["file of a source thrown away", "withheld texts deleted"]
    call_command("tidy_sources")
    assert capsys.readouterr().out == "Forgotten: 0 files that waited, 0 texts.\n"


def test_a_blank_takes_away_nothing_that_is_known_and_it_is_said(client, unit):
    key = source_of(unit, title="Calls (fictional)", form="attendances", count_policy="default")
    head = "district_code,month,kind,age,count\n"
    rows = "X07000001,2025-10,{},10-24,{}\n"
    known = {"fall": 40, "knife": 23, "fire": "*", "other": ""}
    later = {"fall": 50, "knife": "", "fire": "", "other": ""}
    first, second = (
        (head + "".join(rows.format(kind, count) for kind, count in said.items())).encode()
        for said in (known, later)
    )
    taken(key, first, by=unit)
    file = send_file(source_id=key, content=second, file_name="l.csv", by=unit, now=NOW,
                     today=TODAY)  # fmt: skip
    address = reverse("sources:file", args=[file])
    said = "2 counts that are known are blank in this file. They stay as they are"
    assert said in text_of(client, unit, address)
    take_file(file_id=file, by=unit, now=NOW, today=TODAY)
    assert said in text_of(client, unit, address)
    cells = Cell.objects.filter(source=key).values_list("kind", "count", "shown")
    assert {kind: (count, shown) for kind, count, shown in cells} == {
        "fall": (50, "shown"), "knife": (23, "shown"), "fire": (None, "too few to show"),
        "other": (None, "not supplied"),
    }  # fmt: skip
    event = Event.objects.filter(kind="file of a source taken in").last()
    assert '"blank":2' in event.after.replace(" ", "")


def test_a_source_that_nobody_gives_has_an_upload_form_for_the_unit_alone(client, unit):
    key = source_of(unit, giver=None, title="Nobody in particular (fictional)")
    address = reverse("sources:upload", args=[key])
    client.force_login(user_of(Role.PARTNER, TRUST))
    assert client.get(address).status_code == 403
    client.force_login(unit)
    assert client.get(address).status_code == 200
    Source.objects.filter(pk=key).update(form="elsewhere")
    assert client.get(address).status_code == 403, "it is loaded in another way"


def test_throwing_a_lapsed_file_away_leads_to_a_page_that_opens(client, unit, key):
    partner = user_of(Role.PARTNER, TRUST)
    file = send_file(source_id=key, content=istv_of("2025-10"), file_name="o.csv", by=partner,
                     now=NOW, today=TODAY)  # fmt: skip
    lapse()
    client.force_login(partner)
    answer = client.post(reverse("sources:drop", args=[file]), follow=True)
    assert answer.status_code == 200
    assert not SentFile.objects.exists()
