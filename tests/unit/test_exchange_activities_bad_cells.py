"""Cells of the activity sheet that are not understood: each has its message, word for word."""

from __future__ import annotations

import pytest
from factories.activity_sheet import GOOD, read, write_csv

from sightline.exchange.problems import Weight

BLANK = "Leave the cell blank if it is not known."
DATE = "wanted a date such as 31/01/2025."
PEOPLE = "wanted a number in figures, such as 120 or 1,200."
THEME_LIST = (
    "Write one of: Violence; Robbery; Anti-social behaviour; Knife crime; Exploitation; "
    "Domestic abuse; Sexual violence; Weapons; Drugs."
)


def read_one(tmp_path, cells, **changed):
    return read(write_csv(tmp_path / "sheet.csv", GOOD | cells), **changed)


def rejected(reading):
    return [str(each) for each in reading.problems if each.weight is Weight.REJECTED]


def test_the_message_of_the_guide_is_said_word_for_word(tmp_path):
    rows = [GOOD | {"reference": str(number), "postcode": "ZZ1 1AA"} for number in range(2, 14)]
    rows.append(GOOD | {"reference": "14", "postcode": "SS1"})
    assert rejected(read(write_csv(tmp_path / "sheet.csv", *rows))) == [
        "row 14, postcode: found 'SS1', wanted a full postcode such as SS1 1AB. "
        "Correct it, or give the area code."
    ]


@pytest.mark.parametrize(
    ("heading", "text", "message"),
    [
        ("activity", "", "found nothing, wanted the name of the activity. Fill in the cell."),
        ("organisation", "  ", "found nothing, wanted who leads the activity. Fill in the cell."),
        ("themes", "", "found nothing, wanted at least one theme. Fill in the cell."),
        (
            "status",
            "",
            "found nothing, wanted planned, current, paused or ended. Fill in the cell.",
        ),
        (
            "activity",
            "=HYPERLINK(1)",
            "found a formula '=HYPERLINK(1)', wanted plain text. Remove the leading '='.",
        ),
        ("activity", "+1", "found a formula '+1', wanted plain text. Remove the leading '+'."),
        ("activity", "-1", "found a formula '-1', wanted plain text. Remove the leading '-'."),
        ("activity", " @x", "found a formula ' @x', wanted plain text. Remove the leading '@'."),
        (
            "organisation",
            "\tTrust",
            r"found a formula '\tTrust', wanted plain text. Remove the leading '\t'.",
        ),
        (
            "organisation",
            "\rTrust",
            r"found a formula '\rTrust', wanted plain text. Remove the leading '\r'.",
        ),
        ("funders", "＝A1", "found a formula '＝A1', wanted plain text. Remove the leading '＝'."),
        ("partners", "=A1", "found a formula '=A1', wanted plain text. Remove the leading '='."),
        ("reference", "=A1", "found a formula '=A1', wanted plain text. Remove the leading '='."),
        (
            "activity",
            "Club\x07",
            r"found an unseen character (U+0007) in 'Club\x07', wanted text that can be seen. "
            "Type the text again.",
        ),
        (
            "activity",
            "Club \u202efdp",
            r"found an unseen character (U+202E) in 'Club \u202efdp', wanted text that can be "
            "seen. Type the text again.",
        ),
        (
            "organisation",
            "Caf\ufffd",
            "found 'Caf�', in which a letter was lost, wanted the letter. "
            "Type the letter that stands behind the mark � again.",
        ),
        (
            "activity",
            "one\ntwo",
            r"found more than one line in 'one\ntwo', wanted one line. "
            "Remove the line ends and tabs.",
        ),
        ("activity", "x" * 201, "found 201 characters, wanted at most 200. Shorten the text."),
        (
            "description",
            "x" * 5001,
            "found 5,001 characters, wanted at most 5,000. Shorten the text.",
        ),
        (
            "partners",
            "x" * 201,
            "found a name of 201 characters, wanted at most 200. Put a semicolon between names.",
        ),
        (
            "partners",
            "none; Police",
            "found 'none; Police', wanted names, or the word none alone. Remove one or the other.",
        ),
        (
            "description",
            "#REF!",
            "found the error '#REF!', wanted a value. "
            "Mend the formula, or write the value in its place.",
        ),
        (
            "themes",
            "violense",
            "found 'violense', wanted a term of 'Themes of need'. "
            "The nearest are: Violence; Sexual violence.",
        ),
        ("themes", "xyz", f"found 'xyz', wanted a term of 'Themes of need'. {THEME_LIST}"),
        (
            "prevention_level",
            "secondry",
            "found 'secondry', wanted a term of 'Levels of prevention'. "
            "The nearest are: Secondary.",
        ),
        (
            "approach",
            "mentorring",
            "found 'mentorring', wanted a term of 'Approaches to prevention'. "
            "The nearest are: Mentoring.",
        ),
        (
            "setting",
            "community; school",
            "found 'community; school', wanted one term. Leave the one that fits best.",
        ),
        (
            "open_to",
            "everybody",
            "found 'everybody', wanted a term of 'Audience'. The nearest are: Everyone.",
        ),
        (
            "age_from",
            "10-24",
            "found '10-24', wanted one age in whole years from 0 to 120. Write the youngest age "
            "under age_from and the oldest under age_to.",
        ),
        (
            "age_to",
            "121",
            "found '121', wanted one age in whole years from 0 to 120. Write the youngest age "
            "under age_from and the oldest under age_to.",
        ),
        (
            "age_to",
            "2025-12-10",
            "found the date '2025-12-10', wanted one age in whole years from 0 to 120. Write the "
            "youngest age under age_from and the oldest under age_to.",
        ),
        (
            "delivery_area",
            "Northmere",
            "found 'Northmere', a district, wanted one small area. "
            "Give the code of a small area, or put the district under areas_served.",
        ),
        (
            "delivery_area",
            "X01000009",
            "found 'X01000009', wanted the code or name of a known area or district. "
            "The nearest are: X01000003; X01000002; X01000001.",
        ),
        (
            "areas_served",
            "Northmere; Nowhere at all",
            "found 'Nowhere at all', wanted the code or name of a known area or district. "
            "Look it up in the list of areas, and leave out areas outside the county.",
        ),
        (
            "areas_served",
            "Northmeer",
            "found 'Northmeer', wanted the code or name of a known area or district. "
            "The nearest are: Northmere; Northmere 001B; Northmere 001A.",
        ),
        (
            "status",
            "active",
            "found 'active', wanted planned, current, paused or ended. Write one of those words.",
        ),
        (
            "status",
            "curent",
            "found 'curent', wanted planned, current, paused or ended. Did you mean current?",
        ),
        (
            "starts_on",
            "31/02/2025",
            f"found '31/02/2025', a day that does not exist, {DATE} Correct the day or the month.",
        ),
        (
            "starts_on",
            "31 June 2025",
            f"found '31 June 2025', a day that does not exist, {DATE} "
            "Correct the day or the month.",
        ),
        (
            "starts_on",
            "02/13/2025",
            "found '02/13/2025', where month 13 does not exist, wanted the day before the month, "
            "as in 31/01/2025. If it is 13 February 2025, write 13/02/2025, and check the other "
            "dates of the sheet: their months may come first too.",
        ),
        (
            "ends_on",
            "45688",
            "found '45688', which is how Excel keeps 31 January 2025, wanted a date such as "
            "31/01/2025. Format the column as a date, or write the date out.",
        ),
        (
            "ends_on",
            "45688.75",
            "found '45688.75', which is how Excel keeps 31 January 2025, wanted a date such as "
            "31/01/2025. Format the column as a date, or write the date out.",
        ),
        (
            "funded_until",
            "31/03/26",
            f"found '31/03/26', a year of two figures, {DATE} Write the year with four figures.",
        ),
        (
            "funded_until",
            "March 2026",
            f"found 'March 2026', {DATE} Write the day, the month and the year. {BLANK}",
        ),
        (
            "funded_until",
            "99999",
            f"found '99999', {DATE} Write the day, the month and the year. {BLANK}",
        ),
        (
            "funded_until",
            "1/4/2206",
            "found '1/4/2206', wanted a year between 1900 and 2100. Correct the year.",
        ),
        (
            "funded_until",
            "none",
            f"found 'none', {DATE} Write the day, the month and the year. {BLANK}",
        ),
        (
            "confirmed_on",
            "01/01/2026",
            "found 01/01/2026, which is still to come, wanted a date up to 31/12/2025. "
            "Correct the date.",
        ),
        (
            "funding_gbp",
            "about 12k",
            f"found 'about 12k', wanted pounds in figures, such as 12500, £12,500 or 12.5k. "
            f"Correct it. {BLANK}",
        ),
        (
            "funding_gbp",
            "£-5",
            f"found '£-5', wanted pounds, zero or more. Correct it. {BLANK}",
        ),
        (
            "funding_gbp",
            "9999999k",
            "found '9999999k', wanted at most £1,000,000,000. Check the number.",
        ),
        (
            "funding_gbp",
            "2025-12-10",
            "found the date '2025-12-10', wanted pounds. "
            "Format the column as numbers and type the number again.",
        ),
        ("people_a_year", "N/A", f"found 'N/A', {PEOPLE} Correct it. {BLANK}"),
        ("people_a_year", "1_000", f"found '1_000', {PEOPLE} Correct it. {BLANK}"),
        ("people_a_year", "nan", f"found 'nan', {PEOPLE} Correct it. {BLANK}"),
        ("people_a_year", "inf", f"found 'inf', {PEOPLE} Correct it. {BLANK}"),
        ("people_a_year", "1e3", f"found '1e3', {PEOPLE} Correct it. {BLANK}"),
        ("people_a_year", "12,5", f"found '12,5', {PEOPLE} Correct it. {BLANK}"),
        ("people_a_year", "10-20", f"found '10-20', {PEOPLE} Correct it. {BLANK}"),
        ("people_a_year", "١٢", f"found '١٢', {PEOPLE} Correct it. {BLANK}"),
        (
            "people_a_year",
            "#N/A",
            "found the error '#N/A', wanted a value. "
            "Mend the formula, or write the value in its place.",
        ),
        (
            "people_last_year",
            "-3",
            f"found '-3', wanted a number, zero or more. Correct it. {BLANK}",
        ),
        ("people_last_year", "2.5", "found '2.5', wanted a whole number of people. Round it."),
        (
            "places_free",
            "1000001",
            "found '1000001', wanted at most 1,000,000 people. Check the number.",
        ),
        (
            "places_free",
            "9" * 150,
            f"found '{'9' * 59}…', wanted at most 1,000,000 people. Check the number.",
        ),
        ("sensitive_site", "maybe", "found 'maybe', wanted yes or no. Write yes or no."),
        (
            "postcode",
            "SS1 1A1",
            "found 'SS1 1A1', wanted a full postcode such as SS1 1AB. "
            "Correct it, or give the area code.",
        ),
        (
            "postcode",
            "ZZ1 1AA; ZZ1 1AB",
            "found 'ZZ1 1AA; ZZ1 1AB', wanted a full postcode such as SS1 1AB. "
            "Correct it, or give the area code.",
        ),
        (
            "latitude",
            "51° 32' N",
            'found "51° 32\' N", wanted degrees as a decimal number, such as 51.5385. '
            "Copy the number from a map, or give the postcode.",
        ),
    ],
)
def test_a_bad_cell_says_where_what_was_wanted_and_what_to_do(tmp_path, heading, text, message):
    assert f"row 2, {heading}: {message}" in rejected(read_one(tmp_path, {heading: text}))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"starts_on": "01/02/2025", "ends_on": "31/01/2025"},
            "row 2, ends_on: found 31/01/2025, before starts_on 01/02/2025, wanted a day on or "
            "after the first. Correct one of the two dates.",
        ),
        (
            {"age_from": "25", "age_to": "10"},
            "row 2, age_from: found 25, above age_to 10, wanted the youngest age first. "
            "Swap the two ages or correct one.",
        ),
        (
            {"age_from": "16"},
            "row 2, age_to: found nothing, wanted the oldest age. "
            "Give it, or write 120 if there is no upper limit.",
        ),
        (
            {"age_to": "16"},
            "row 2, age_from: found nothing, wanted the youngest age. "
            "Give it, or write 0 if there is no lower limit.",
        ),
        (
            {"latitude": "53.30"},
            "row 2, longitude: found no longitude beside each latitude, wanted both. "
            "Give both or neither.",
        ),
        (
            {"latitude": "53.30", "longitude": "1.9; 2.0"},
            "row 2, latitude: found no latitude beside each longitude, wanted both. "
            "Give both or neither.",
        ),
        (
            {"latitude": "0.71", "longitude": "51.54"},
            "row 2, latitude: found 0.71, 51.54, wanted a point in Great Britain. "
            "Swap latitude and longitude.",
        ),
        (
            {"latitude": "48.85", "longitude": "2.35"},
            "row 2, latitude: found 48.85, 2.35, wanted a point in Great Britain. "
            "Copy both from a map.",
        ),
    ],
)
def test_cells_that_do_not_go_together_are_one_problem(tmp_path, cells, message):
    assert rejected(read_one(tmp_path, cells)) == [message]


def test_every_problem_of_a_row_is_told_at_once_in_the_order_of_the_columns(tmp_path):
    cells = {"activity": "=1", "themes": "xyz", "postcode": "SS1", "age_from": "x", "status": "?"}
    reading = read_one(tmp_path, cells)
    columns = [each.column for each in reading.problems if each.weight is Weight.REJECTED]
    assert columns == ["activity", "themes", "age_from", "age_to", "postcode", "status"]
    assert (reading.account.rejected, reading.account.reasons) == (1, {"activity": 1})
