"""Laws of the activity sheet: no row is lost, nothing crashes, what is written reads back."""

from __future__ import annotations

import csv
import re
import string
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from factories.activity_sheet import (
    GOOD,
    POSTCODES,
    areas_table,
    good_xlsx,
    read,
    rewrite,
    vocabularies,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import DAYS, Activity, Place, Status, Visibility
from sightline.errors import BadInput
from sightline.exchange.activities import HEADINGS, write_marked_copy, write_sheet
from sightline.exchange.problems import Weight
from sightline.exchange.sheets import escape_formula, unescape_formula

# Cells that have gone wrong for people, and any other text.
TROUBLE = st.sampled_from(
    ["", " ", "none", "all", "=1+1", "-", "'", '"', ";", "a;b", "31/02/2025", "45688", "SS1",
     "ZZ1 1AA", "NaN", "1e999", "-1", "12.5k", "£", "X01000001", "Northmere", "EXAMPLE", "\t", "0",
     "²", "99999999999999999999", "2025-01-31", "\u202e", "#REF!", "violence", "current"]
)  # fmt: skip
CELL = TROUBLE | st.text(max_size=12)
GRID = st.lists(
    st.dictionaries(st.sampled_from(HEADINGS.all), CELL, max_size=8)
    | st.dictionaries(st.sampled_from(HEADINGS.all), CELL, max_size=3).map(
        lambda changed: GOOD | changed
    ),
    max_size=8,
)


@given(grid=GRID)
@settings(deadline=None, max_examples=150)
def test_every_row_of_any_grid_is_accounted_for(grid):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        with path.open("w", encoding="utf-8", newline="", errors="surrogatepass") as stream:
            writer = csv.DictWriter(stream, HEADINGS.all, restval="")
            writer.writeheader()
            writer.writerows(grid)
        reading = read_or_refuse(path)
        if reading is None:
            return
        account = reading.account
        assert account.rows_in == len(grid)
        assert account.accepted == len(reading.rows)
        assert sum(account.reasons.values()) == account.rejected + account.set_aside
        good = {row.row for row in reading.rows}
        bad = {each.row for each in reading.problems if each.weight is Weight.REJECTED}
        aside = sum(each.rows for each in reading.problems if each.weight is Weight.SET_ASIDE)
        assert not good & bad
        assert (len(bad), aside) == (account.rejected, account.set_aside)
        references = [row.activity.reference.casefold() for row in reading.rows]
        assert len(set(references)) == len(references)
        write_marked_copy(reading, path, Path(folder) / "marked.xlsx")


@given(raw=st.binary(max_size=300))
@example(raw=b'activity,organisation,themes,status\n"')
@example(raw=b"activity,organisation,themes,status\n\xff\xfe\x00")
@settings(deadline=None, max_examples=300)
def test_any_bytes_are_read_or_refused(raw):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        path.write_bytes(raw)
        read_or_refuse(path)


@given(spoils=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6))
@settings(deadline=None, max_examples=150)
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(spoils):
    with TemporaryDirectory() as folder:
        path = good_xlsx(Path(folder) / "sheet.xlsx", postcode="ZZ1 1AA")
        raw = bytearray(path.read_bytes())
        for position, byte in spoils:
            raw[position % len(raw)] = byte
        path.write_bytes(raw)
        read_or_refuse(path)


@given(
    part=st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]),
    cut=st.integers(0, 4000),
    length=st.integers(0, 60),
    put=st.binary(max_size=12) | st.sampled_from([b"<c/>", b"<row r='9'>", b"&amp;", b"<v>x</v>"]),
)
@settings(deadline=None, max_examples=200)
def test_a_workbook_with_any_xml_changed_is_read_or_refused(part, cut, length, put):
    def spoil(raw: bytes) -> bytes:
        at = cut % (len(raw) + 1)
        return raw[:at] + put + raw[at + length :]

    with TemporaryDirectory() as folder:
        good = good_xlsx(Path(folder) / "good.xlsx", postcode="ZZ1 1AA")
        read_or_refuse(rewrite(good, Path(folder) / "sheet.xlsx", {part: spoil}))


def read_or_refuse(path):
    """The reading, or None where the file was refused; anything else fails the test."""
    refusal = f"{path.name}: "
    try:
        reading = read(path)
    except BadInput as refused:
        refusal, reading = str(refused), None
    assert refusal.startswith(path.name)
    assert reading is None or reading.account.accepted == len(reading.rows)
    return reading


# Letters as people have them: no control characters, no halves of letters, no line ends.
RISKS = st.sampled_from(sorted(vocabularies()["risk_factors"].terms))
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffd;")
PLAIN = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffd;")


def tidy_text(letters, largest):
    hidden = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
    return st.text(letters, min_size=1, max_size=largest).map(
        lambda text: text.translate(dict.fromkeys(map(ord, hidden))).strip()
    )


def is_name(text):
    return bool(text) and not text.startswith("#") and text.casefold() not in ("none", "all")


NAME = tidy_text(LETTERS, 30).filter(is_name)
WORDS = (tidy_text(PLAIN | st.just("\n"), 60) | st.just("")).filter(
    lambda text: not text.startswith("#")
)
NAMES = st.lists(NAME, max_size=3, unique=True).map(tuple) | st.just(("none",))
DAY = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31))
COUNT = st.none() | st.integers(0, 10**6).map(float)
WAITING = st.none() | st.integers(0, 10**6).map(float)


def term(name):
    return st.sampled_from(["", *vocabularies()[name].terms])


def no_share_in_vain(names):
    """Names that end like a share are read as one, or refused where no share can be read."""
    return not any(re.search("(?:%|per ?cent)$", name.casefold()) for name in names)


@st.composite
def activities(draw):
    starts_on, ends_on = sorted([draw(DAY), draw(DAY)], key=lambda day: day or date.max)
    funded_until, room, waiting = draw(DAY), draw(COUNT), draw(WAITING)
    given_ages = draw(st.none() | st.tuples(st.integers(0, 120), st.integers(0, 120)))
    postcode = draw(st.sampled_from(["", *POSTCODES]))
    points = st.builds(
        Place,
        st.integers(5_400_000, 5_600_000).map(lambda tenths: tenths / 10),
        st.integers(1_800_000, 2_200_000).map(lambda tenths: tenths / 10),
    )
    free = st.lists(points, max_size=3, unique=True).map(tuple)
    return Activity(
        reference=draw(tidy_text(st.sampled_from(string.printable.strip()), 20).filter(
            lambda text: is_name(text) and text.casefold() != "example"
        )),
        name=draw(NAME),
        organisation=draw(NAME),
        themes=tuple(draw(st.lists(
            st.sampled_from([*vocabularies()["themes"].terms]), min_size=1, unique=True
        ))),
        status=draw(st.sampled_from(Status)),
        ages=AgeRange(min(given_ages), max(given_ages)) if given_ages else None,
        places=(Place(*POSTCODES[postcode]),) if postcode else draw(free),
        areas_served=tuple(draw(st.lists(
            st.sampled_from(["X01000001", "X01000003", "X07000002"]), unique=True
        ))),
        open_to=draw(term("audience")),
        eligibility=draw(WORDS),
        starts_on=starts_on,
        ends_on=ends_on,
        open_ended=ends_on is None and draw(st.booleans()),
        no_limit=room is None and draw(st.booleans()),
        no_waiting_list=waiting is None and draw(st.booleans()),
        funded_without_end=funded_until is None and draw(st.booleans()),
        funded_until=funded_until,
        people_a_year=room,
        confirmed_on=draw(st.none() | st.dates(date(1900, 1, 1), date(2025, 12, 31))),
        partners=draw(NAMES),
        prevention_level=draw(st.sampled_from(["", "primary", "secondary", "tertiary"])),
        prevention_who=draw(st.sampled_from(["", "universal", "targeted", "indicated"])),
        strand=draw(term("strands")),
        risk_factors=tuple(draw(st.lists(RISKS, unique=True, max_size=3))),
        days=tuple(day for day in DAYS if draw(st.booleans())),
        visibility=draw(st.sampled_from([None, *Visibility])),
        confirm_every_months=draw(st.none() | st.integers(1, 24)),
        people_waiting=waiting,
        approach=draw(term("approaches")),
        setting=draw(term("settings")),
        description=draw(WORDS),
        referral=draw(WORDS),
        funders=draw(NAMES.filter(no_share_in_vain)),
        funding_gbp=draw(st.none() | st.integers(0, 10**10).map(lambda pence: pence / 100)),
        people_last_year=draw(COUNT),
        places_free=draw(COUNT),
        sensitive_site=draw(st.booleans()),
        postcode=postcode,
    )  # fmt: skip


@given(
    written=st.lists(activities(), max_size=4, unique_by=lambda one: one.reference.casefold()),
    ending=st.sampled_from(["csv", "xlsx"]),
    known=st.booleans(),
)
@settings(deadline=None, max_examples=200)
def test_what_is_written_reads_back_the_same(written, ending, known):
    lookups = {"areas": areas_table(), "postcodes": POSTCODES} if known else {}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet.{ending}"
        write_sheet(written, path, **lookups)
        reading = read(path)
        told = [str(each) for each in reading.problems if each.weight is not Weight.NOTE]
        assert told == []
        assert [row.activity for row in reading.rows] == written


@given(text=st.text(max_size=20) | st.text("'=+-@", max_size=5))
def test_escaping_is_undone_and_leaves_no_formula(text):
    escaped = escape_formula(text)
    assert unescape_formula(escaped) == text
    assert escaped[:1] not in tuple("=+-@\t\r\n＝＋－＠")
