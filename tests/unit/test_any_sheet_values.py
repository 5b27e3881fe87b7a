"""Values as people write them in lists of their own: understood with the reason, or not at all."""

from __future__ import annotations

import pytest
from factories.sheet_layouts import ALL, POSTCODES, areas_table

from sightline.errors import BadInput
from sightline.exchange.activities.said import (
    PlaceWords,
    said_ages,
    said_cost_and_funders,
    said_day,
    said_days,
    said_money,
    said_names,
    said_people,
    said_period,
    said_yes_no,
)

PLACES = PlaceWords(areas_table(), POSTCODES)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("10-17 yrs", (10, 17)), ("11 to 18", (11, 18)), ("under 18s", (0, 17)), ("16+", (16, 120)),
        ("Year 7-9", (11, 14)), ("all ages", (0, 120)), ("10–17yo", (10, 17)), ("KS3", (11, 14)),
        ("KS3 & KS4", (11, 16)), ("18 and under", (0, 18)), ("over 18s", (18, 120)),
        ("14", (14, 14)),
        ("10-13 and 14-17", (10, 17)), ("5 to 11s", (5, 11)), ("secondary school pupils", (11, 16)),
        ("11-18 (up to 25 with SEND)", (11, 18)), ("18 plus", (18, 120)), ("U18", (0, 17)),
        ("excluded 11-16s", (11, 16)), ("adults only", (18, 120)), ("aged 10 - 17", (10, 17)),
        ("13yrs+", (13, 120)), ("8, 9 and 10 year olds", (8, 10)), ("Years 9 to 11", (13, 16)),
    ],
)  # fmt: skip
def test_ages(text, ages):
    assert said_ages(text)[0] == ages


def test_what_took_understanding_says_so():
    assert said_ages("10-17 yrs")[1] == ""
    assert said_ages("Year 7-9")[1] == "school years 7 to 9: 11 to 14"
    assert said_day("31.3.26")[1] == ""
    assert said_day("Q3 2025/26", last=True)[1] == (
        "quarter 3 of the financial year 2025/26: its last day, 31 December 2025"
    )
    assert said_day("ongoing") == ("", "no end: not supplied")
    assert said_day("ongoing", last=True) == ("none", "")
    assert said_money("£1.2m over 2 years")[1] == "£1,200,000 over 2 years: £600,000 a year"
    assert said_people("30-40")[1] == "'30-40': the middle, 35"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Autumn term 2025", "2025-09-01", "2025-12-31"),
        ("Spring term 2025/26", "2026-01-01", "2026-03-31"),
        ("Sept 25", "2025-09-01", "2025-09-30"),
        ("31.3.26", "2026-03-31", "2026-03-31"),
        ("Q3 2025/26", "2025-10-01", "2025-12-31"),
        ("Q4 2025/26", "2026-01-01", "2026-03-31"),
        ("Q1 2025", "2025-01-01", "2025-03-31"),
        ("45688", "2025-01-31", "2025-01-31"),
        ("2025-01-31 00:00:00", "2025-01-31", "2025-01-31"),
        ("1st of April 2025", "2025-04-01", "2025-04-01"),
        ("April 1st, 2025", "2025-04-01", "2025-04-01"),
        ("Mon 3 March 2025", "2025-03-03", "2025-03-03"),
        ("academic year 2025/26", "2025-09-01", "2026-08-31"),
        ("FY25/26", "2025-04-01", "2026-03-31"),
        ("end of March 2026", "2026-03-31", "2026-03-31"),
        ("winter 2025", "2025-12-01", "2026-02-28"),
        ("12/2025", "2025-12-01", "2025-12-31"),
        ("03/04/2025", "2025-04-03", "2025-04-03"),
        ("April 2026 (TBC)", "2026-04-01", "2026-04-30"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_dates(text, first, last):
    assert said_day(text)[0] == first
    assert said_day(text, last=True)[0] == last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Sept 2025 – March 2026", "2025-09-01", "2026-03-31"),
        ("01/04/25-31/03/26", "2025-04-01", "2026-03-31"),
        ("April–July 2025", "2025-04-01", "2025-07-31"),
        ("Sept - March 2026", "2025-09-01", "2026-03-31"),
        ("1 - 31 August 2025", "2025-08-01", "2025-08-31"),
        ("2025-04-01 to 2026-03-31", "2025-04-01", "2026-03-31"),
        ("since Jan 2024, ongoing", "2024-01-01", None),
        ("Sept 2024 onwards", "2024-09-01", None),
        ("ongoing", None, None),
    ],
)
def test_spans_of_dates(text, first, last):
    found = said_period(text)
    assert (found.first and found.first.isoformat(), found.last and found.last.isoformat()) == (
        first,
        last,
    )


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£12.5k", "12500"), ("12,500 pa", "12500"), ("£1.2m over 2 years", "600000"),
        ("in kind", ""), ("£30,000 (3 years)", "10000"), ("£500 per month", "6000"),
        ("nil", "0"), ("c. £10k", "10000"), ("£10-15k", "12500"), ("TBC", ""),
        ("£45,000 for 2025/26", "45000"), ("£7,500 per annum for 3 years", "7500"),
        ("£24,000 over 18 months", "16000"), ("£5,000 over 6 months", "5000"), ("£0", "0"),
        ("£3,000 per term", "9000"), ("1.2 million", "1200000"), ("£5000.50", "5000.50"),
    ],
)  # fmt: skip
def test_money_of_a_year(text, pounds):
    assert said_money(text)[0] == pounds


def test_money_and_who_gives_it():
    assert said_cost_and_funders("£5,000 (Northmere Council)").texts == {
        "funding_gbp": "5000",
        "funders": "Northmere Council",
    }
    assert said_cost_and_funders("Council £1,000, Lottery £3,000").texts == {
        "funding_gbp": "4000",
        "funders": "Council 25%; Lottery 75%",
    }
    assert said_cost_and_funders("Fable Police and Crime Fund").texts == {
        "funders": "Fable Police and Crime Fund"
    }
    assert said_cost_and_funders("in kind").texts == {}
    assert said_cost_and_funders("nil").texts == {"funding_gbp": "0"}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("approx 40", "40"), ("30-40", "35"), ("c. 25 per term", "75"), ("40+", "40"),
        ("full", "0"),
        ("120 young people", "120"), ("1,200", "1200"), ("tbc", ""), ("none", "0"),
    ],
)  # fmt: skip
def test_people(text, people):
    assert said_people(text)[0] == people


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("ZZ1 1AA", {"postcode": "ZZ1 1AA"}),
        ("zz11aa", {"postcode": "ZZ1 1AA"}),
        ("Harbour hall, Quay St, ZZ1 1AA", {"postcode": "ZZ1 1AA"}),
        ("53.3012, 2.1034", {"latitude": "53.3012", "longitude": "2.1034"}),
        ("Northmere 001A", {"delivery_area": "X01000001"}),
        ("Saltby", {"areas_served": "X07000003"}),
        ("Saltby District Council", {"areas_served": "X07000003"}),
        ("Northmere & Eastfold", {"areas_served": "X07000001; X07000002"}),
        ("Harbour hall, Saltby", {"areas_served": "X07000003"}),
        ("county-wide", {"areas_served": "all"}),
        ("Essex-wide", {"areas_served": "all"}),
        ("ZZ1", {}),
        ("Online", {}),
        ("The old mill", {}),
    ],
)
def test_places(text, given):
    assert PLACES.delivered(text).texts == given


def test_eastings_and_northings_become_a_point():
    found = PLACES.delivered("660500, 390100").texts
    assert round(float(found["latitude"]), 2) == 53.34
    assert 1.8 < float(found["longitude"]) < 2.2


def test_a_name_spelt_nearly_right_is_a_question():
    with pytest.raises(BadInput) as asked:
        PLACES.served("Eastfeld")
    assert "Eastfold" in str(asked.value)
    assert PLACES.served("Wren Vally").texts == {"areas_served": "X07000004"}
    assert len(ALL) == 4


@pytest.mark.parametrize("text", ["tick", "✓", "Y", "TRUE", "yes - refuge", "1"])
def test_yes(text):
    assert said_yes_no(text) == "yes"


def test_days_and_names():
    assert said_days("Mon-Wed").texts == {"days": "monday; tuesday; wednesday"}
    assert said_days("term time only").texts == {"timetable": "term time only"}
    assert said_names("Fable Police / Northmere Council") == "Fable Police; Northmere Council"
    assert said_names("Boys & Girls Club, Mind Ltd") == "Boys & Girls Club; Mind Ltd"
    assert said_names("nobody") == "none"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (said_ages, "young people"), (said_ages, "0-5, 10-17"), (said_ages, "17-10"),
        (said_ages, "2025-12-10"), (said_ages, "130+"), (said_day, "Easter"), (said_day, "1 April"),
        (said_day, "31/02/2025"), (said_day, "02/13/2025"), (said_day, "2025-03-01 to 2024-01-01"),
        (said_money, "£500 per session"), (said_money, "see budget"), (said_money, "£9999999m"),
        (said_people, "12 per session"), (said_people, "lots"), (said_people, "9,999,999"),
        (said_people, "2025-10-30"), (said_yes_no, "maybe"), (said_days, "x"),
        (PLACES.served, "The old mill"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_never_guessed(read, text):
    with pytest.raises(BadInput) as refused:
        read(text)
    assert "found " in str(refused.value)
    assert ", wanted " in str(refused.value)
