"""The reference page of the activity sheet, made from its columns so that it cannot lag behind."""

from __future__ import annotations

from sightline.exchange.activities.columns import COLUMNS, EXAMPLE_REFERENCE, Column, Kind
from sightline.exchange.activities.values import MOST_GBP, MOST_PEOPLE
from sightline.exchange.files import LARGEST_WORKBOOK_BYTES, MOST_ROWS
from sightline.exchange.sheets import LARGEST_SHEET_BYTES, WHAT_TO_DO

_FILE_MB, _WORKBOOK_MB = LARGEST_SHEET_BYTES // 1024**2, LARGEST_WORKBOOK_BYTES // 1024**2
_TEXTS = (Kind.NAME, Kind.TEXT, Kind.NAMES, Kind.TERMS, Kind.AREAS)

_TOP = f"""# The activity sheet

One row an activity, as XLSX or CSV, headings in row 1. `sightline activity-template
activities.xlsx` writes an empty one with lists to choose from. Columns may stand in any order;
headings match in any case of letters, with spaces, hyphens or underscores. Only {{required}}
are required. Columns with other headings are not used, and a note names them.

- **A blank cell means not supplied; the word `none` means none.** `funders` blank: nobody has
  said who pays. `funders` none: nobody pays. In numbers `none` is 0, in `ends_on` it means
  open-ended, as that word does; blank there means that nobody has said.
- **Lists** are separated by semicolons.
- **A row is good, or it is rejected with all its problems, or it is set aside.** Blank rows,
  the example (reference {EXAMPLE_REFERENCE}) and rows that repeat an earlier one cell for cell
  are set aside. The numbers of accepted, rejected and set-aside rows always add up to the rows
  that came in.
- **Row numbers** are those of the spreadsheet, headings being row 1.
- **The marked copy** is the sheet with problems marked and a column `{WHAT_TO_DO}`. Correct it
  and read it again; the column itself is read over.

## Columns
"""

_MESSAGES = "\n".join(
    [
        "row 14, postcode: found 'SS1', wanted a full postcode such as SS1 1AB. Correct it, or "
        "give the area code.",
        "row 3, activity: found a formula '=1+1', wanted plain text. Remove the leading '='.",
        "row 7, starts_on: found '31/02/2025', a day that does not exist, wanted a date such as "
        "31/01/2025. Correct the day or the month.",
        "row 9, ends_on: found '45688', which is how Excel keeps 31 January 2025, wanted a date "
        "such as 31/01/2025. Format the column as a date, or write the date out.",
    ]
)

_BOTTOM = f"""## References

A reference finds the same activity again when the next sheet comes. Two rows with one reference
(in any case of letters) that differ are both rejected. A row without one gets a reference made
from organisation, activity and place (postcode, else delivery area, else latitude and
longitude): the same row next time updates the same activity, but a new name or place adds
another. A note says how many rows have a made reference; give your own as soon as you can.

## Places

The postcode comes first, then latitude and longitude, then the centre of the delivery area.
Several points are several places, whatever the postcode. A postcode that is not in the list of
postcodes, a point more than 1 km from its postcode, and a place more than 20 km from the middle
of every area each give a note, and the row is kept. Latitude and longitude must lie in Great
Britain, or in the part of the North Sea where fictional counties lie. Places are kept to 0.1 m.
An activity with neither a place nor areas served is kept, and reported as not placed.

An area under `areas_served` that is not of the county is not known, and the row is rejected: its
room would be counted as if all of it were for the county. Leave such areas out, and give under
`people_a_year` the room for people of the county alone.

`sensitive_site` left blank keeps what the register has; for a new activity it is taken as no:
everyone who sees the register sees the exact place, and a note says in how many rows. Write `yes`
for a refuge or another place that must stay hidden.

## Dates, numbers and text

- Dates: `31/01/2025`, `31-1-2025`, `2025-01-31`, `31 Jan 2025`, or a cell formatted as a date;
  years 1900 to 2100. A time of day is read over. Month first (`02/13/2025`), two-figure years
  and Excel's day numbers (`45688`) are refused with the date they probably mean, never guessed.
  `02/03/2025` is 2 March.
- Numbers: `1200`, `1,200`. Money: `12500`, `£12,500`, `12.5k`, `£1.2m`. At most {MOST_PEOPLE:,}
  people and £{MOST_GBP:,}. `N/A`, `tbc` and ranges are refused: leave the cell blank.
- One-line texts must not start like a formula (`=`, `+`, `-`, `@`, a tab or a line end). A name
  that really does is written with an apostrophe before it, as Sightline's own exports do: `'+1
  mentoring`. Exports never contain a formula. In CSV files an apostrophe also stands behind a
  semicolon, a tab, a `|` or a line end that a formula sign follows (`Police;'=1+1`), so that there
  is none either where a program takes those for the end of a cell; read again, it is left out.
- In lists of a partner's own, a cell that is no free text may have 500 characters, a list of names,
  terms or areas 2,000.
- In a workbook the last result of a formula is read, with a note; in a name a formula is
  refused.

## Files

CSV in UTF-8 with commas. Semicolons, tabs, a byte order mark, UTF-16 and Windows-1252 are read,
with a note that says what was assumed. XLSX: the first visible sheet with the headings. At most
{_FILE_MB} MB, {_WORKBOOK_MB} MB for an unpacked workbook, and {MOST_ROWS:,} rows. Old `.xls`
files, passwords, entities in the XML, cut-off files, an unclosed quotation mark, repeated or
missing headings: the file is refused as a whole, with the remedy, before any row is used.

## Examples of messages

```
{_MESSAGES}
```

## The partners sheet

`organisation`, `kind` (optional), `areas_covered`: codes or names of small areas or districts
separated by semicolons, or the word `all`; blank if not known. It says who is expected to
report where.
"""


def reference_page() -> str:
    """The page in Markdown."""
    required = [f"`{column.heading}`" for column in COLUMNS if column.required]
    said = f"{', '.join(required[:-1])} and {required[-1]}"
    rows = [
        "| Column | Used for | What may stand in it | Example |",
        "|---|---|---|---|",
        *map(_row, COLUMNS),
    ]
    return "\n".join([_TOP.format(required=said), *rows, "", _BOTTOM])


def _row(column: Column) -> str:
    name = f"**`{column.heading}`**" if column.required else f"`{column.heading}`"
    most = f"; at most {column.longest:,} characters" if column.kind in _TEXTS else ""
    return f"| {name} | {column.used_for} | {column.allowed}{most} | `{column.example}` |"
