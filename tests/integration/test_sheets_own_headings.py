"""A partner's own sheet, sent as it is: its columns confirmed once, read, never asked again."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime

import pandas as pd
import pytest
import shapely
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.register import OTHER, TRUST, organisation_of, user_of
from factories.sheet_layouts import EXAMPLES, POSTCODES, TODAY, areas_table, is_right
from python_calamine import CalamineWorkbook

from sightline.analysis.areas import lay_out
from sightline.service.accounts.models import Role
from sightline.service.audit.queries import verify_chain
from sightline.service.partners.actions import merge_organisations
from sightline.service.places.actions import CountyPlaces, store_places
from sightline.service.register.models import Activity
from sightline.service.sheets import actions
from sightline.service.sheets.models import RememberedLayout, Upload

pytestmark = pytest.mark.django_db
UPLOAD = "/activities/add"
OWN_HEADINGS = (
    "Our list of projects (fictional),,,\n,,,\n"
    "Project,Run by,Age group,Where\n"
    f"Night club,{TRUST},10-17 yrs,ZZ1 1AA\n"
    f"Day club,{TRUST},under 12s,Eastfold\n"
)


@pytest.fixture(autouse=True)
def _county(settings, monkeypatch):
    areas = areas_table()
    boxes = [
        shapely.box(east - 250, north - 250, east + 250, north + 250)
        for east, north in areas[["easting_m", "northing_m"]].itertuples(index=False)
    ]
    people = pd.DataFrame({"area": areas["area"], "age_from": 0, "age_to": 120, "people": 1000})
    names = areas[["area", "area_name", "district", "district_name"]]
    geography = lay_out(names=names, shapes=boxes, vintage="fictional")
    store_places(
        CountyPlaces(name="Fableshire", geography=geography, population=people, postcodes=POSTCODES)
    )
    monkeypatch.setattr("sightline.service.sheets.views.localdate", lambda: TODAY)
    monkeypatch.setattr(
        "sightline.service.sheets.views.now", lambda: datetime(2026, 1, 1, tzinfo=UTC)
    )


def send(client, content, name):
    sheet = SimpleUploadedFile(name, content)
    answer = client.post(UPLOAD, {"sheet": sheet, "pasted": ""})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"]


def told(form, **said):
    """What a browser sends if nothing is changed, but for what is said."""
    initial = {
        name: ("on" if field.initial is True else field.initial or "")
        for name, field in form.fields.items()
    }
    return {name: value for name, value in (initial | said).items() if value != ""}


def answers(form, example):
    said = {f"missing_{heading}": words for heading, words in example.defaults.items()}
    for at, question in enumerate(form.proposal["questions"]):
        means = example.answers.get((question["target"], question["text"]))
        if means is not None:
            said[f"question_{at}"] = means or "leave-out"
    return {name: value for name, value in said.items() if name in form.fields}


def commit(client, address):
    page = client.get(address).context["page"]
    answer = client.post(page.commit_address, {"seen_event": page.seen_event})
    assert answer.status_code == 302
    return page


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_six_real_lists_come_onto_the_register_without_editing(client, example, tmp_path):
    source = example.write(tmp_path)
    user = (
        user_of(Role.PARTNER, example.organisation) if example.organisation else user_of(Role.UNIT)
    )
    client.force_login(user)
    if isinstance(source, str):
        address = client.post(UPLOAD, {"pasted": source})["Location"]
    else:
        address = send(client, source.read_bytes(), source.name)
    assert address.endswith("/columns")
    form = client.get(address).context["form"]
    answer = client.post(address, told(form, **answers(form, example)))
    assert answer.status_code == 302, answer.context["form"].errors
    page = commit(client, answer["Location"])
    assert page.added_in_all >= 0.95 * len(example.right)
    left = list(example.right)
    for record in Activity.objects.whole():
        facts = record.facts()
        match = next(
            (each for each in left if each.activity == facts.name and is_right(each, facts)), None
        )
        if match:
            left.remove(match)
    assert len(left) <= 0.05 * len(example.right), left
    assert verify_chain().faults == ()
    # the next time nothing is asked, and nothing changes
    if isinstance(source, str):
        again = client.post(UPLOAD, {"pasted": source})["Location"]
    else:
        again = send(client, source.read_bytes(), source.name)
    assert not again.endswith("/columns")
    page = client.get(again).context["page"]
    assert (page.added_in_all, page.changed_in_all, page.button) == (0, 0, "")


def own(client, text=OWN_HEADINGS, **said):
    """A small list through the page of columns."""
    address = send(client, text.encode(), "ours.csv")
    form = client.get(address).context["form"]
    return client.post(address, told(form, **said)), address


def test_what_no_column_says_must_be_said_and_nothing_chosen_is_lost(client):
    client.force_login(user_of(Role.PARTNER, TRUST))
    answer, address = own(client, missing_status="current")
    assert answer.status_code == 200
    assert "Say what stands for themes" in answer.content.decode()
    assert 'value="current" selected' in answer.content.decode()
    page = client.get(address).content.decode()
    for words in ("below the headings in row 3", "Night club", "Not used"):
        assert words in page
    assert Activity.objects.count() == 0


def test_somebody_elses_columns_are_not_there_and_rows_of_others_are_refused(client):
    client.force_login(user_of(Role.PARTNER, OTHER))
    answer, address = own(client, missing_status="current", missing_themes="violence")
    page = client.get(answer["Location"]).context["page"]
    assert (page.added_in_all, page.refused, page.button) == (0, 2, "")
    copy = CalamineWorkbook.from_filelike(io.BytesIO(client.get(page.marked_address).content))
    assert any(
        "your own organisation" in str(row) for row in copy.get_sheet_by_index(0).to_python()
    )
    client.force_login(user_of(Role.PARTNER, TRUST, name="Another"))
    assert client.get(address).status_code == 404
    assert client.post(address.replace("columns", "propose")).status_code == 404


def test_what_was_confirmed_is_remembered_for_the_organisation(client):
    client.force_login(user_of(Role.PARTNER, TRUST))
    answer, _ = own(client, missing_status="current", missing_themes="violence")
    commit(client, answer["Location"])
    assert RememberedLayout.objects.get().organisation.name == TRUST
    client.force_login(user_of(Role.PARTNER, TRUST, name="A colleague"))
    lines = OWN_HEADINGS.splitlines()
    moved = "\n".join(
        ",".join(reversed(line.split(","))) if "," in line else line for line in lines[2:]
    )
    address = send(client, moved.encode(), "next.csv")
    assert not address.endswith("/columns")
    assert client.get(address).context["page"].button == ""  # the same activities, columns moved
    client.force_login(user_of(Role.PARTNER, OTHER, name="Another"))
    assert send(client, moved.encode(), "next.csv").endswith("/columns")


def test_what_was_confirmed_holds_on_after_a_merger(client):
    client.force_login(user_of(Role.PARTNER, TRUST))
    answer, _ = own(client, missing_status="current", missing_themes="violence")
    commit(client, answer["Location"])
    kept, gone = organisation_of(OTHER), organisation_of(TRUST)
    now, unit = datetime(2026, 1, 2, tzinfo=UTC), user_of(Role.UNIT)
    for words in ("", "theirs"):  # the second time the kept one has a layout of that shape already
        if words:
            RememberedLayout.objects.create(
                organisation=gone, confirmed_by=unit, confirmed_at=now, layout=words,
                signature=RememberedLayout.objects.get().signature,
            )  # fmt: skip
            actions.move_layouts(kept=kept, gone=gone, by=unit, now=now)
        else:
            merge_organisations(
                kept_id=kept.pk, gone_id=gone.pk, by=unit, now=now, reason="one and the same"
            )
        assert RememberedLayout.objects.get(organisation=kept).layout != "theirs"
    client.force_login(user_of(Role.PARTNER, OTHER, name="Another"))
    address = send(client, OWN_HEADINGS.encode(), "next.csv")
    assert not address.endswith("/columns")
    assert client.get(address).context["page"].button == ""


def test_what_holds_for_whole_sheets_is_kept_or_dropped_together(client):
    client.force_login(user_of(Role.PARTNER, TRUST))
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for district in ("Northmere", "Eastfold"):
            sheet = book.add_worksheet(district)
            sheet.write_row(0, 0, ("Project", "Run by", "Age group"))
            sheet.write_row(1, 0, (f"{district} club", TRUST, "10-17"))
    address = send(client, made.getvalue(), "ours.xlsx")
    form = client.get(address).context["form"]
    field = form["constant_areas_served"]
    assert field.label.endswith("Northmere (sheet Northmere); Eastfold (sheet Eastfold)")
    said = told(form, missing_status="current", missing_themes="violence")
    kept = client.post(address, said)
    read = [{each.key: each.value for each in row.read} for row in added(client, kept)]
    assert [each["Areas served"] for each in read] == ["Northmere", "Eastfold"]
    client.post(client.get(kept["Location"]).context["page"].columns_address)
    del said["constant_areas_served"]
    said["missing_areas_served"] = "Eastfold"
    read = [{each.key for each in row.read} for row in added(client, client.post(address, said))]
    assert all("Areas served" not in each for each in read)


def added(client, answer):
    return client.get(answer["Location"]).context["page"].added


def test_a_nul_in_a_workbook_is_not_kept(client):
    client.force_login(user_of(Role.PARTNER, TRUST))
    made, spelt = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Ours")
        sheet.write_row(0, 0, ("Project_x0000_", "Run by", "Age group", "Issue"))
        sheet.write_row(1, 0, ("Night_x0000_ club", TRUST, "10-17", "Odd_x0000_ words"))
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(spelt, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"_x005F_x0000_", b"_x0000_"))
    address = send(client, spelt.getvalue(), "ours.xlsx")
    proposal = Upload.objects.get().proposal
    assert "\0" not in json.dumps(proposal, ensure_ascii=False)
    assert "\\u0000" not in json.dumps(proposal)
    assert "Night club" in client.get(address).content.decode()


def test_a_sheet_of_very_many_columns_is_refused_in_words(client):
    client.force_login(user_of(Role.PARTNER, TRUST))
    wide = [f"Odd {number}" for number in range(1_200)]
    lines = (["Project", "Run by", "Age group", *wide], ["Night club", TRUST, "10-17", *wide])
    sheet = SimpleUploadedFile("wide.csv", "\n".join(map(",".join, lines)).encode())
    answer = client.post(UPLOAD, {"sheet": sheet, "pasted": ""})
    assert "wanted at most 400" in answer.content.decode()
    assert Upload.objects.count() == 0


def test_a_column_read_wrongly_can_be_put_right_from_the_preview(client):
    client.force_login(user_of(Role.PARTNER, TRUST))
    answer, address = own(client, missing_status="current", missing_themes="violence")
    preview = client.get(answer["Location"])
    assert "Say what the columns mean" in preview.content.decode()
    again = client.post(preview.context["page"].columns_address)
    assert again["Location"] == address
    form = client.get(address).context["form"]
    at = next(at for at, each in enumerate(form.proposal["columns"]) if each["key"] == "age group")
    answer = client.post(address, told(form, **{f"column_{at}": ""}, missing_status="current"))
    page = client.get(answer["Location"]).context["page"]
    assert all(each.key != "Ages" for row in page.added for each in row.read)


def test_what_would_end_and_what_is_not_in_the_sheet_is_said(client):
    client.force_login(user_of(Role.PARTNER, TRUST))
    answer, _ = own(client, missing_status="current", missing_themes="violence")
    commit(client, answer["Location"])
    references = list(Activity.objects.order_by("name").values_list("reference", "name"))
    sheet = "reference,activity,organisation,themes,status\n" + (
        f"{references[0][0]},{references[0][1]},{TRUST},violence,ended\n"
    )
    page = client.get(send(client, sheet.encode(), "ended.csv")).context["page"]
    assert (page.changed_in_all, page.ended_in_all) == (1, 1)
    assert (page.absent_in_all, page.absent) == (1, ("Night club",))


def test_neither_or_both_of_a_file_and_cells_is_said(client):
    client.force_login(user_of(Role.PARTNER, TRUST))
    for given, words in (
        ({}, "Choose a sheet"),
        ({"pasted": "x", "sheet": SimpleUploadedFile("a.csv", b"a")}, "not both"),
    ):
        page = client.post(UPLOAD, given).content.decode()
        assert words in page
    assert "found nothing" not in client.post(UPLOAD, {"pasted": "\x00 a"}).content.decode()
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("word", ["commit", "propose"])
def test_a_sheet_whose_columns_wait_is_not_added_and_goes_on_where_it_waits(client, word):
    client.force_login(user_of(Role.PARTNER, TRUST))
    address = send(client, OWN_HEADINGS.encode(), "ours.csv")
    at = address.removesuffix("/columns")
    assert client.get(at)["Location"] == address
    answer = client.post(f"{at}/{word}", {"seen_event": 0})
    assert answer.status_code == {"commit": 409, "propose": 302}[word]
    assert Activity.objects.count() == 0
