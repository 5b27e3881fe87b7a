"""What is compared of two records, from full agreement to none, each with how much it tells.

m is how often two records of one thing agree so, u how often candidates that are of two things do:
records that share a rare word, a postcode or an identifier, among them sister branches and
namesakes, not just any two. Both were counted among the candidates of 20,000 made-up records with
planted duplicates, rounded, and made milder where made-up records are too simple: several
organisations share one building, one organisation runs several activities there, a programme runs
in several towns in the same words, and most things start on the first of April or September. Then
they were left alone: the same two records get the same answer on every register, however large.
What people decide teaches what a score is worth, see `learning`, and changes no score.
"""

from __future__ import annotations

from dataclasses import dataclass

from sightline.evidence.duplicates.records import Kind


@dataclass(frozen=True)
class Level:
    """One way two records may agree. sql: the condition, of columns ending in _l and _r."""

    words: str
    sql: str
    m: float
    u: float


@dataclass(frozen=True)
class Comparison:
    """One thing that is compared. lacking: the condition under which it cannot be."""

    field: str
    label: str
    lacking: str
    levels: tuple[Level, ...]


ELSE = "ELSE"
_HAS_PLACE = "(postcode_{0} <> '' or easting_m_{0} is not null or area_{0} <> '')"
_METRES = (
    "((easting_m_l - easting_m_r) * (easting_m_l - easting_m_r)"
    " + (northing_m_l - northing_m_r) * (northing_m_l - northing_m_r))"
)
_BOTH_DISTRICTS = "(district_l <> '' and district_r <> '')"
_ALIKE_IN_ANY_ORDER = "jaro_winkler_similarity(in_order_l, in_order_r)"
_SHARED = "len(list_intersect(words_l, words_r))"
_SHORTER = "least(len(words_l), len(words_r))"


def _name(m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    words_and_sql = (
        ("the same name, which few others have", "name_l = name_r and is_rare_l and is_rare_r"),
        ("the same name, which many others have", "name_l = name_r"),
        ("names that differ by a word such as north or junior, or by a number",
         "marks_l <> '' and marks_r <> '' and marks_l <> marks_r"),
        ("the same words in another order, or all but a letter or two",
         f"in_order_l = in_order_r or {_ALIKE_IN_ANY_ORDER} >= 0.97"),
        ("all words of one name are in the other, the rarest among them",
         f"rarest_l = rarest_r and {_SHORTER} >= 2 and {_SHARED} = {_SHORTER}"),
        ("most words are the same, the rarest two among them",
         "rarest_l = rarest_r and second_l = second_r and second_l <> ''"),
        ("names that look much alike", f"{_ALIKE_IN_ANY_ORDER} >= 0.9"),
        ("a rare word is the same, and little else",
         "rarest_l = rarest_r or rarest_l = second_r or second_l = rarest_r"),
        ("different names", ELSE),
    )  # fmt: skip
    return _comparison("name", "Name", "name_l = '' or name_r = ''", words_and_sql, m, u)


def _place(m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    lacking = f"not (({_HAS_PLACE.format('l')} and {_HAS_PLACE.format('r')}) or {_BOTH_DISTRICTS})"
    words_and_sql = (
        ("the same postcode, or within 50 metres",
         f"(postcode_l = postcode_r and postcode_l <> '') or {_METRES} <= 2500.0"),
        ("near each other, but not at one place",
         f"(sector_l = sector_r and sector_l <> '') or (area_l = area_r and area_l <> '') "
         f"or {_METRES} <= 1000000.0"),
        ("the same district",
         "(district_l = district_r and district_l <> '') "
         "or (outward_l = outward_r and outward_l <> '')"),
        ("different places", ELSE),
    )  # fmt: skip
    return _comparison("place", "Place", lacking, words_and_sql, m, u)


def _identifiers(m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    # Two charity numbers may be the same or differ; a charity and a company number tell nothing.
    lacking = "len(schemes_l) = 0 or len(schemes_r) = 0 or not list_has_any(schemes_l, schemes_r)"
    words_and_sql = (
        ("a public identifier is the same", "list_has_any(identifiers_l, identifiers_r)"),
        ("public identifiers of one kind differ", ELSE),
    )
    return _comparison("identifiers", "Public identifiers", lacking, words_and_sql, m, u)


def _same_or_not(
    field: str, label: str, words: str, m: tuple[float, ...], u: tuple[float, ...]
) -> Comparison:
    lacking = f"{field}_l = '' or {field}_r = ''"
    words_and_sql = ((f"the same {words}", f"{field}_l = {field}_r"), (f"another {words}", ELSE))
    return _comparison(field, label, lacking, words_and_sql, m, u)


def _organisation(m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    words_and_sql = (
        ("the same organisation", "organisation_l = organisation_r"),
        ("one is led by a partner or a funder of the other",
         "list_contains(partners_l, organisation_r) or list_contains(partners_r, organisation_l)"),
        ("names of organisations that look alike",
         "jaro_winkler_similarity(organisation_l, organisation_r) >= 0.93"),
        ("different organisations", ELSE),
    )  # fmt: skip
    lacking = "organisation_l = '' or organisation_r = ''"
    return _comparison("organisation", "Organisation", lacking, words_and_sql, m, u)


def _starts(m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    days = "abs(date_diff('day', starts_on_l, starts_on_r))"
    words_and_sql = (
        ("the same first day", "starts_on_l = starts_on_r"),
        ("first days within a month", f"{days} <= 31"),
        ("first days within a year", f"{days} <= 366"),
        ("first days more than a year apart", ELSE),
    )
    lacking = "starts_on_l is null or starts_on_r is null"
    return _comparison("starts_on", "First day", lacking, words_and_sql, m, u)


def _ages(m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    words_and_sql = (
        ("the same ages", "age_from_l = age_from_r and age_to_l = age_to_r"),
        ("ages that overlap", "age_from_l <= age_to_r and age_from_r <= age_to_l"),
        ("ages that do not overlap", ELSE),
    )
    lacking = "age_from_l is null or age_from_r is null or age_to_l is null or age_to_r is null"
    return _comparison("ages", "Ages", lacking, words_and_sql, m, u)


def _themes(m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    words_and_sql = (
        ("a theme in common", "list_has_any(themes_l, themes_r)"),
        ("no theme in common", ELSE),
    )
    return _comparison(
        "themes", "Themes", "len(themes_l) = 0 or len(themes_r) = 0", words_and_sql, m, u
    )


def _people(m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    most = "greatest(people_a_year_l, people_a_year_r)"
    words_and_sql = (
        ("room for as many people", "people_a_year_l = people_a_year_r"),
        ("room for nearly as many people",
         f"least(people_a_year_l, people_a_year_r) >= 0.8 * {most}"),
        ("room for another number of people", ELSE),
    )  # fmt: skip
    lacking = "people_a_year_l is null or people_a_year_r is null"
    return _comparison("people_a_year", "Room for people", lacking, words_and_sql, m, u)


def _text(m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    shared = "len(list_intersect(text_l, text_r))"
    shorter = "least(len(text_l), len(text_r))"
    words_and_sql = (
        ("descriptions mostly in the same words", f"{shared} >= 0.6 * {shorter}"),
        ("descriptions with many words in common", f"{shared} >= 0.3 * {shorter}"),
        ("descriptions in other words", ELSE),
    )
    lacking = "len(text_l) < 3 or len(text_r) < 3"
    return _comparison("text", "Description", lacking, words_and_sql, m, u)


def _comparison(
    field: str,
    label: str,
    lacking: str,
    words_and_sql: tuple[tuple[str, str], ...],
    m: tuple[float, ...],
    u: tuple[float, ...],
) -> Comparison:
    levels = zip(words_and_sql, m, u, strict=True)
    return Comparison(
        field, label, lacking, tuple(Level(words, sql, a, b) for (words, sql), a, b in levels)
    )


COMPARISONS: dict[Kind, tuple[Comparison, ...]] = {
    Kind.ORGANISATION: (
        _name(
            m=(0.31, 0.22, 0.005, 0.215, 0.07, 0.02, 0.09, 0.04, 0.03),
            u=(0.018, 0.15, 0.05, 0.016, 0.04, 0.004, 0.012, 0.43, 0.28),
        ),
        _identifiers(m=(0.97, 0.03), u=(5e-4, 0.9995)),
        _place(m=(0.69, 0.03, 0.24, 0.04), u=(0.04, 0.15, 0.49, 0.32)),
        _same_or_not("web", "Web site", "web site", m=(0.95, 0.05), u=(0.003, 0.997)),
        _same_or_not("form", "Kind", "kind of organisation", m=(0.8, 0.2), u=(0.23, 0.77)),
    ),
    Kind.ACTIVITY: (
        _name(
            m=(0.36, 0.13, 0.005, 0.235, 0.10, 0.02, 0.09, 0.04, 0.02),
            u=(0.020, 0.050, 0.05, 0.010, 0.08, 0.060, 0.020, 0.355, 0.355),
        ),
        _organisation(m=(0.58, 0.32, 0.03, 0.07), u=(0.204, 0.108, 0.005, 0.683)),
        _identifiers(m=(0.95, 0.05), u=(5e-4, 0.9995)),
        _place(m=(0.78, 0.03, 0.18, 0.01), u=(0.10, 0.25, 0.15, 0.50)),
        _starts(m=(0.57, 0.2, 0.2, 0.03), u=(0.06, 0.05, 0.29, 0.60)),
        _ages(m=(0.9, 0.09, 0.01), u=(0.30, 0.65, 0.05)),
        _themes(m=(0.95, 0.05), u=(0.5, 0.5)),
        _people(m=(0.64, 0.21, 0.15), u=(0.10, 0.10, 0.80)),
        _text(m=(0.78, 0.17, 0.05), u=(0.30, 0.25, 0.45)),
    ),
}
