"""Six lists of activities as partners really keep them, and what is right about every row.

Everything in them is made up: places, organisations, projects and money are fictional.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import xlsxwriter

from sightline.analysis.provision import Activity

TODAY = date(2025, 12, 31)
DISTRICTS = {
    "X07000001": "Northmere",
    "X07000002": "Eastfold",
    "X07000003": "Saltby",
    "X07000004": "Wren Valley",
}
ALL = tuple(DISTRICTS)
POSTCODES = {
    "ZZ1 1AA": (660_500.0, 390_100.0),
    "ZZ1 1AB": (662_040.0, 391_020.0),
    "ZZ2 3CD": (668_100.0, 389_050.0),
    "ZZ3 4EF": (671_300.0, 395_200.0),
    "ZZ4 5GH": (655_000.0, 398_400.0),
}


def areas_table() -> pd.DataFrame:
    """Eight small areas in four districts of a made-up county."""
    rows = []
    for number, (district, name) in enumerate(DISTRICTS.items()):
        for part in (1, 2):
            code = f"X0100000{number * 2 + part}"
            east, north = 660_000.0 + number * 5_000 + part * 500, 390_000.0 + number * 2_000
            rows.append((code, f"{name} 00{part}A", district, name, east, north))
    columns = ["area", "area_name", "district", "district_name", "easting_m", "northing_m"]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class Right:
    """What a careful person would put on the register for one row."""

    activity: str
    organisation: str
    themes: tuple[str, ...]
    areas: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    postcode: str = ""
    funding_gbp: float | None = None
    approach: str = ""


@dataclass(frozen=True)
class Example:
    """A sheet, the sender's own organisation, what its sender answers, and what is right.

    answers: by heading and text; `defaults`: answers for whole sheets.
    """

    name: str
    write: Callable[[Path], Path | str]
    right: tuple[Right, ...]
    organisation: str | None = None
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def write_ods(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A small ODS workbook. A date becomes a date cell, a number a number cell."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"'
        for key in ("office", "table", "text", "style")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
        f'office:version="1.2"><office:body><office:spreadsheet>{tables}</office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def _ods_row(cells: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value}">'
            f"<text:p>{value:%d/%m/%y}</text:p></table:table-cell>"
        )
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _grants(path: Path) -> Path:
    """A council's list of grants awarded: titles above, totals below, money as text."""
    path = path / "grants.csv"
    lines = [
        "Northmere and partners - community safety grants (fictional),,,,,,,",
        "Panel of 3 March 2025,,,,,,,",
        ",,,,,,,",
        "Grant ref,Recipient organisation,Project title,Priority,District(s) covered,"
        "Age group,Grant period,Amount awarded (£)",
        "G01,Shoreline Youth Trust,Harbour boxing,Knife crime,Northmere,10-17 yrs,"
        'April 2025 - March 2026,"£12,500"',
        "G02,Lantern House CIC,Night light,County lines,Eastfold,under 18s,2025/26,£8.5k",
        'G03,Saltby Mums,Safe at home,Domestic violence,Saltby,adults,01/04/25-31/03/26,"£4,000 pa"',  # noqa: E501
        "G04,Wren Valley Rangers FC,Kick on,Anti social behaviour,Wren Valley,8 to 16,"
        'Sept 2025 - July 2026,"£6,000"',
        'G05,Quillhaven School,Choices,"Youth violence, knife crime",Northmere & Eastfold,Year 7-9,'
        'Autumn term 2025,"£3,200"',
        'G06,Fable Arts,Beat makers,Serious violence,county-wide,13-19,2025/26,"£30,000 over 2 years"',  # noqa: E501
        "G07,Lantern House CIC,Parent circle,CCE,Saltby,18+,April 2025 - Sept 2025,£2k",
        ",,,,,,,",
        'Total awarded,,,,,,,"£66,200"',
        "Note: awards are subject to signed agreements,,,,,,,",
    ]
    path.write_text("\r\n".join(lines), encoding="cp1252")
    return path


_YEAR = (date(2025, 4, 1), date(2026, 3, 31))
_GRANTS = Example(
    "a council's list of grants",
    _grants,
    (
        Right("Harbour boxing", "Shoreline Youth Trust", ("knife-crime",), ("X07000001",),
              (10, 17), *_YEAR, "", 12_500),
        Right("Night light", "Lantern House CIC", ("exploitation",), ("X07000002",), (0, 17),
              *_YEAR, "", 8_500),
        Right("Safe at home", "Saltby Mums", ("domestic-abuse",), ("X07000003",), (18, 120),
              *_YEAR, "", 4_000),
        Right("Kick on", "Wren Valley Rangers FC", ("anti-social-behaviour",), ("X07000004",),
              (8, 16), date(2025, 9, 1), date(2026, 7, 31), "", 6_000),
        Right("Choices", "Quillhaven School", ("violence", "knife-crime"),
              ("X07000001", "X07000002"), (11, 14), date(2025, 9, 1), date(2025, 12, 31), "", 3_200),  # noqa: E501
        Right("Beat makers", "Fable Arts", ("violence",), ALL, (13, 19), *_YEAR, "", 15_000),
        Right("Parent circle", "Lantern House CIC", ("exploitation",), ("X07000003",), (18, 120),
              date(2025, 4, 1), date(2025, 9, 30), "", 2_000),
    ),
    defaults={"status": "by the dates"},
)  # fmt: skip


def _timetable(path: Path) -> Path:
    """A programme in schools: one sheet a district, merged cells, the day down the side."""
    path = path / "timetable.xlsx"
    workbook = xlsxwriter.Workbook(path)
    bold = workbook.add_format({"bold": True})
    cover = workbook.add_worksheet("Read me")
    cover.write_string(0, 0, "Made-up programme. Ask the office before sharing.")
    headings = ["Day", "Provider", "Session", "School year", "Topic", "Start", "Finish", "Venue"]
    for district, rows in _TIMETABLE.items():
        sheet = workbook.add_worksheet(district)
        sheet.merge_range(0, 0, 0, 7, f"Programme in {district} schools and the PRU", bold)
        sheet.write_row(2, 0, headings, bold)
        at = 3
        for day, sessions in rows.items():
            if len(sessions) > 1:
                sheet.merge_range(at, 0, at + len(sessions) - 1, 0, day)
            else:
                sheet.write_string(at, 0, day)
            for session in sessions:
                sheet.write_row(at, 1, session)
                at += 1
        sheet.write_string(at + 1, 0, "Sessions stop in half term.")
    workbook.close()
    return path


_TIMETABLE: Mapping[str, Mapping[str, Sequence[Sequence[str]]]] = {
    "Northmere": {
        "Monday": [
            ["Lantern House CIC", "Knife-free futures", "Years 7-8", "Knife crime",
             "Autumn term 2025", "Spring term 2026", "Quillhaven School, ZZ1 1AA"],
            ["Shoreline Youth Trust", "One to one mentors", "Years 9-11", "Exploitation",
             "Sept 25", "July 26", "Northmere PRU, ZZ1 1AB"],
        ],
        "Thursday": [
            ["Fable Arts", "Drama for change", "Year 10", "Youth violence", "Sept 25",
             "Dec 25", "Quillhaven School, ZZ1 1AA"],
        ],
    },
    "Eastfold": {
        "Tuesday": [
            ["Lantern House CIC", "Knife-free futures", "Years 7-8", "Knife crime",
             "Autumn term 2025", "Spring term 2026", "Eastfold Academy, ZZ2 3CD"],
            ["Safe Steps", "Healthy choices", "KS3", "Sexual violence", "6.1.26", "27.3.26",
             "Eastfold Academy, ZZ2 3CD"],
        ],
    },
}  # fmt: skip
_TIMETABLE_EXAMPLE = Example(
    "a timetable of schools, one sheet a district",
    _timetable,
    (
        Right("Knife-free futures", "Lantern House CIC", ("knife-crime",), ("X07000001",),
              (11, 13), date(2025, 9, 1), date(2026, 3, 31), "ZZ1 1AA"),
        Right("One to one mentors", "Shoreline Youth Trust", ("exploitation",), ("X07000001",),
              (13, 16), date(2025, 9, 1), date(2026, 7, 31), "ZZ1 1AB"),
        Right("Drama for change", "Fable Arts", ("violence",), ("X07000001",), (14, 15),
              date(2025, 9, 1), date(2025, 12, 31), "ZZ1 1AA"),
        Right("Knife-free futures", "Lantern House CIC", ("knife-crime",), ("X07000002",),
              (11, 13), date(2025, 9, 1), date(2026, 3, 31), "ZZ2 3CD"),
        Right("Healthy choices", "Safe Steps", ("sexual-violence",), ("X07000002",), (11, 14),
              date(2026, 1, 6), date(2026, 3, 27), "ZZ2 3CD"),
    ),
    defaults={"status": "by the dates"},
)  # fmt: skip


def _charity(path: Path) -> Path:
    """A charity's own list, every cell in its own words, beside names to ring up."""
    path = path / "our work.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Our work")
    sheet.write_row(0, 0, ["What we do", "Who is it for", "Ages", "Where does it happen",
                           "What is it about", "When does it run?", "How many came last year",
                           "Cost and who pays", "Kind of work", "How is it going", "Who to ask",
                           "Phone"])  # fmt: skip
    for at, row in enumerate(_CHARITY, start=1):
        sheet.write_row(at, 0, row)
    workbook.close()
    return path


_CHARITY = [
    ["Friday night drop-in", "Anyone", "11-18", "Harbour hall, Quay St, ZZ1 1AA", "ASB",
     "since 2019, ongoing", "approx 120", "£9k from Fable Lottery", "Youth club", "Running",
     "Jo Made-up", "01632 960001"],
    ["Girls' circle", "Girls", "13 to 17", "Eastfold library, ZZ2 3CD", "healthy relationships",
     "Sept 2024 onwards", "c. 25 per term", "£4,500 pa Northmere Council", "Mentoring", "live",
     "Jo Made-up", "01632 960001"],
    ["Dads' football", "fathers", "adults", "Saltby", "domestic abuse", "April 2025 to March 2026",
     "30-40", "in kind", "Football", "on hold", "Sam Invented", "01632 960002"],
    ["Street team", "All", "under 25", "Wren Valley", "Knives and youth violence", "2025/26", "TBC",
     "Fable Lottery £6k; Home Office £2k", "Detached mentors", "live", "Sam Invented",
     "01632 960002"],
    ["Court buddies", "young offenders", "16+", "county wide", "Gangs", "Jan 2026 - Dec 2026",
     "none", "£12,000", "Mentors", "starting soon", "Jo Made-up", "01632 960001"],
]  # fmt: skip
_CHARITY_EXAMPLE = Example(
    "a charity's list in its own words",
    _charity,
    (
        Right("Friday night drop-in", "Lantern House CIC", ("anti-social-behaviour",), (),
              (11, 18), date(2019, 1, 1), None, "ZZ1 1AA", 9_000, "after-school-programmes"),
        Right("Girls' circle", "Lantern House CIC", ("sexual-violence",), (), (13, 17),
              date(2024, 9, 1), None, "ZZ2 3CD", 4_500, "mentoring"),
        Right("Dads' football", "Lantern House CIC", ("domestic-abuse",), ("X07000003",),
              (18, 120), *_YEAR, "", None, "sports-programmes"),
        Right("Street team", "Lantern House CIC", ("knife-crime", "violence"), ("X07000004",),
              (0, 24), *_YEAR, "", 8_000, "mentoring"),
        Right("Court buddies", "Lantern House CIC", ("violence",), ALL, (16, 120),
              date(2026, 1, 1), date(2026, 12, 31), "", 12_000, "mentoring"),
    ),
    organisation="Lantern House CIC",
    answers={("themes", "healthy relationships"): "sexual-violence",
             ("themes", "Gangs"): "violence"},
)  # fmt: skip


def _matrix(path: Path) -> Path:
    """Who does what, where and when, of a community safety partnership: two rows of headings."""
    path = path / "4W.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("4W matrix")
    sheet.merge_range(0, 0, 0, 10, "Who does what, where, when (fictional partnership)")
    sheet.write_string(1, 0, "Last updated: 14/10/2025")
    for first, last, text in ((0, 1, "WHO"), (2, 4, "WHAT"), (5, 6, "WHERE"), (7, 8, "WHEN")):
        sheet.merge_range(3, first, 3, last, text)
    sheet.merge_range(3, 9, 3, 10, "Age")
    sheet.write_row(4, 0, ["Lead agency", "Partner agencies", "Activity", "Crime type",
                           "Prevention level", "District", "Postcode", "Start date", "End date",
                           "From", "To"])  # fmt: skip
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for at, row in enumerate(_MATRIX, start=5):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, column, pd.Timestamp(value).to_pydatetime(), day)
            elif isinstance(value, int):
                sheet.write_number(at, column, value)
            else:
                sheet.write_string(at, column, str(value))
    workbook.close()
    return path


_MATRIX: Sequence[Sequence[object]] = [
    ["Fable Police", "Northmere Council, Safe Steps", "Hotspot patrols", "Violent crime",
     "Secondary", "Northmere", "ZZ1 1AA", date(2025, 4, 1), date(2026, 3, 31), 0, 120],
    ["Eastfold Council", "Fable Police", "Town centre wardens", "ASB", "Primary", "Eastfold",
     "ZZ2 3CD", date(2025, 5, 1), date(2026, 4, 30), 0, 120],
    ["Fable Youth Justice Service", "Shoreline Youth Trust", "Turnaround mentors",
     "Serious youth violence", "Tertiary", "Saltby", "zz34ef", date(2025, 1, 6),
     date(2026, 12, 31), 10, 17],
    ["Fable Police", "", "Schools officers", "Knife crime", "Primary", "All districts", "",
     date(2024, 9, 1), "ongoing", 11, 16],
    ["Safe Steps", "Fable Probation", "Refuge outreach", "Domestic abuse", "Tertiary",
     "Wren Valley", "ZZ4 5GH", date(2025, 7, 1), date(2027, 6, 30), 16, 120],
]  # fmt: skip
_MATRIX_EXAMPLE = Example(
    "a partnership's matrix with two rows of headings",
    _matrix,
    (
        Right("Hotspot patrols", "Fable Police", ("violence",), ("X07000001",), (0, 120), *_YEAR,
              "ZZ1 1AA"),
        Right("Town centre wardens", "Eastfold Council", ("anti-social-behaviour",),
              ("X07000002",), (0, 120), date(2025, 5, 1), date(2026, 4, 30), "ZZ2 3CD"),
        Right("Turnaround mentors", "Fable Youth Justice Service", ("violence",), ("X07000003",),
              (10, 17), date(2025, 1, 6), date(2026, 12, 31), "ZZ3 4EF"),
        Right("Schools officers", "Fable Police", ("knife-crime",), ALL, (11, 16),
              date(2024, 9, 1), None),
        Right("Refuge outreach", "Safe Steps", ("domestic-abuse",), ("X07000004",), (16, 120),
              date(2025, 7, 1), date(2027, 6, 30), "ZZ4 5GH"),
    ),
    defaults={"status": "by the dates"},
)  # fmt: skip


def _parish(path: Path) -> Path:
    """What a parish keeps in its own workbook: odd headings, dates in words."""
    rows: list[Sequence[object]] = [
        ["St Fable's with Saltby: what goes on (made up)"],
        ["Group: St Fable's Church"],
        [],
        ["Name of group", "What happens there", "For which ages?", "Meeting place",
         "Which day", "When did it start", "Till when?", "What trouble does it help with",
         "Whose money"],
        ["Open door", "Supper and a listening ear", "all ages", "Church hall, ZZ3 4EF", "Fridays",
         "September 2021", "ongoing", "Violence", "St Fable's Church"],
        ["Lads and dads", "Five a side and a talk", "10 to 16 years", "Saltby 001A",
         "Saturday mornings", "Spring term 2025", "end of March 2026", "Knife crime",
         "Fable Lottery"],
        ["Haven", "Shelter and advice for women", "18 and over", "Saltby", "weekdays",
         "1st June 2024", "31st May 2026", "Domestic abuse", "Northmere Council, St Fable's"],
        ["Homework table", "Help after school", "Years 5 and 6", "Saltby 002A",
         "Tues & Thurs 4pm", date(2025, 1, 6), "Summer term 2026", "antisocial behaviour", "none"],
    ]  # fmt: skip
    return write_ods(path / "parish.ods", {"What goes on": rows, "Rota": [["flowers", "Ann"]]})


_PARISH_EXAMPLE = Example(
    "a parish's workbook with odd headings",
    _parish,
    (
        Right("Open door", "St Fable's Church", ("violence",), (), (0, 120), date(2021, 9, 1),
              None, "ZZ3 4EF"),
        Right("Lads and dads", "St Fable's Church", ("knife-crime",), ("X01000005",), (10, 16),
              date(2025, 1, 1), date(2026, 3, 31)),
        Right("Haven", "St Fable's Church", ("domestic-abuse",), ("X07000003",), (18, 120),
              date(2024, 6, 1), date(2026, 5, 31)),
        Right("Homework table", "St Fable's Church", ("anti-social-behaviour",), ("X01000006",),
              (9, 11), date(2025, 1, 6), date(2026, 7, 31)),
    ),
    organisation="St Fable's Church",
    defaults={"status": "by the dates"},
)  # fmt: skip


def _email(path: Path) -> str:
    """Cells copied out of a table in an e-mail."""
    rows = [
        ["Project", "Run by", "Location", "Age range", "Start date", "End date", "Issue",
         "Funding", "Status"],
        ["Summer boxing", "Shoreline Youth Trust", "ZZ1 1AB", "10–16yo", "21/07/2025",
         "29/08/2025", "Knife crime", "£2,400", "Finished"],
        ["Late bus", "Wren Valley Council", "Wren Valley", "14+", "Q3 2025/26", "Q4 2025/26",
         "anti-social behavior", "c. £10k", "In progress"],
        ["Text a mentor", "Safe Steps", "Online", "12-25", "Nov 2025", "TBC", "exploitation",
         "£500 per month", "In progress"],
        ["Skate jam", "Eastfold Council", "Eastfeld", "8-18", "1/5/2026", "3/5/2026", "Violance",
         "nil", "Proposed"],
        ["Amnesty bins", "Fable Police", "Pan-Fable", "all", "1 Nov 2025", "31 Jan 2026",
         "Weapons", "£1,200", "Underway"],
    ]  # fmt: skip
    return "\r\n".join("\t".join(row) for row in rows) + "\r\n"


_EMAIL_EXAMPLE = Example(
    "cells pasted from an e-mail",
    _email,
    (
        Right("Summer boxing", "Shoreline Youth Trust", ("knife-crime",), (), (10, 16),
              date(2025, 7, 21), date(2025, 8, 29), "ZZ1 1AB", 2_400),
        Right("Late bus", "Wren Valley Council", ("anti-social-behaviour",), ("X07000004",),
              (14, 120), date(2025, 10, 1), date(2026, 3, 31), "", 10_000),
        Right("Text a mentor", "Safe Steps", ("exploitation",), (), (12, 25), date(2025, 11, 1),
              None, "", 6_000),
        Right("Skate jam", "Eastfold Council", ("violence",), ("X07000002",), (8, 18),
              date(2026, 5, 1), date(2026, 5, 3), "", 0),
        Right("Amnesty bins", "Fable Police", ("weapons",), ALL, (0, 120), date(2025, 11, 1),
              date(2026, 1, 31), "", 1_200),
    ),
    answers={("postcode", "Eastfeld"): "Eastfold"},
)  # fmt: skip

EXAMPLES = (
    _GRANTS, _TIMETABLE_EXAMPLE, _CHARITY_EXAMPLE, _MATRIX_EXAMPLE, _PARISH_EXAMPLE,
    _EMAIL_EXAMPLE,
)  # fmt: skip


def is_right(right: Right, activity: Activity) -> bool:
    """Whether an activity is what a careful person would have put on the register."""
    places = activity.areas_served or ((activity.delivery_area,) if activity.delivery_area else ())
    ages = (activity.ages.from_age, activity.ages.to_age) if activity.ages else None
    told = (
        activity.organisation == right.organisation,
        set(activity.themes) == set(right.themes),
        set(places) == set(right.areas),
        activity.postcode == right.postcode,
        ages == right.ages,
        (activity.starts_on, activity.ends_on) == (right.starts_on, right.ends_on),
        right.funding_gbp is None or activity.funding_gbp == right.funding_gbp,
        not right.approach or activity.approach == right.approach,
    )
    return all(told)
