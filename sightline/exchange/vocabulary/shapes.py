"""What each vocabulary file holds: the keys of its head, of every term, and of its own terms."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.exchange.vocabulary.kinds import (
    AGES,
    CHANGES,
    CODE,
    DAY,
    MAYBE_EMPTY,
    MONTH,
    TEXT,
    TEXTS,
    WHOLE,
    YEARS,
    Fact,
    code_of,
    list_of,
    name_of,
    one_of,
)

Shape = Mapping[str, Fact]

STATUSES = ("verified", "derived", "unverified")
DOMAINS = ("individual", "family", "school", "peer group", "community")
NOT_KNOWN = "not known"

HEAD: Shape = {
    "title": Fact(TEXT),
    "owner": Fact(TEXT),
    "reviewed_by": Fact(TEXT),
    "reviewed_on": Fact(DAY),
    "review_due_on": Fact(DAY),
    "notes": Fact(TEXTS, required=False),
    "not_known": Fact(TEXTS, required=False),
}

TERM: Shape = {"term": Fact(CODE), "name": Fact(TEXT), "meaning": Fact(TEXT)}

SOURCE: Shape = {
    "title": Fact(TEXT),
    "address": Fact(MAYBE_EMPTY),
    "status": Fact(one_of(*STATUSES)),
}

_FACTOR: Shape = {
    "domain": Fact(one_of(*DOMAINS)),
    "seen_in": Fact(one_of("research review", "local fund", "local study", "national guidance")),
    "use": Fact(one_of("what an activity may work on", "describes an area only")),
    "onset_ages": Fact(list_of(AGES), required=False),
    "sex_limit": Fact(one_of("males", "females"), required=False, absent="no limit named"),
}

SHAPES: Mapping[str, Shape] = {
    "ambitions": {},
    "strands": {"standing": Fact(TEXT)},
    "thematic_groups": {},
    "police_categories": {"counts": Fact(one_of("incidents", "enforcement"))},
    "themes": {
        "police_categories": Fact(list_of(name_of("police_categories", "Robbery"), empty=True)),
        "why_no_measure": Fact(TEXT, required=False, absent=""),
        "cannot_tell": Fact(TEXTS),
    },
    "types_of_violence": {
        "in_local_definition": Fact(one_of("in", "out", NOT_KNOWN)),
        "local_definition": Fact(
            code_of("definition_of_serious_violence", "essex-as-last-seen"),
            required=False,
            absent="",
        ),
        "in_national_strategy": Fact(one_of("named", "not named")),
        "in_the_act": Fact(one_of("included", "excluded", "not named")),
    },
    "definition_of_serious_violence": {
        "part": Fact(
            one_of("legal test", "the act includes", "the act excludes", "local", "elsewhere")
        ),
        "version": Fact(TEXT, required=False, absent=""),
        "in_use_by": Fact(MONTH, required=False, absent=""),
        "includes": Fact(
            list_of(code_of("types_of_violence", "county-lines")), required=False, absent=""
        ),
        "local_choice": Fact(TEXTS, required=False, absent=""),
    },
    "measures": {
        "rank": Fact(one_of("primary", "secondary")),
        "better": Fact(one_of("fewer", NOT_KNOWN)),
        "focus_ages": Fact(AGES, required=False, absent=""),
    },
    "risk_factors": _FACTOR,
    "protective_factors": _FACTOR,
    "prevention_levels": {
        "axis": Fact(one_of("when", "who")),
        "matches": Fact(code_of("prevention_levels", "universal")),
        "matching": Fact(one_of("derived", "verified")),
    },
    "impact_bands": {
        "least_percent": Fact(WHOLE, required=False, absent=""),
        "most_percent": Fact(WHOLE, required=False, absent=""),
    },
    "approaches": {
        "impact": Fact(code_of("impact_bands", "high")),
        "confidence": Fact(one_of("very low", "low", "moderate", "high", "very high", NOT_KNOWN)),
        "pages_dated": Fact(YEARS, required=False, absent=""),
        "effects_percent": Fact(CHANGES, required=False),
        "studies": Fact(WHOLE, required=False),
        "levels": Fact(list_of(code_of("prevention_levels", "tertiary")), required=False),
        "settings": Fact(list_of(code_of("settings", "community")), required=False),
        "aimed_at": Fact(list_of(code_of("risk_factors", "early-trauma")), required=False),
        "caution": Fact(TEXT, required=False, absent=""),
    },
    "indicators": {
        "publication": Fact(one_of("dfe-lait", "ons-health-index", "ons-crime-severity")),
        "published_as": Fact(TEXT),
        "unit": Fact(TEXT),
        "per": Fact(WHOLE, required=False, absent=""),
        "worse": Fact(one_of("higher", "lower")),
        "measures": Fact(one_of("need", "deprivation", "enforcement")),
        "risk_factors": Fact(list_of(code_of("risk_factors", "poverty"))),
        "protective_factors": Fact(
            list_of(code_of("protective_factors", "commitment-to-school")),
            required=False,
            absent="",
        ),
        "cannot_tell": Fact(TEXTS),
    },
    "settings": {},
    "audience": {
        "kind": Fact(one_of("age band", "group")),
        "ages": Fact(AGES, required=False, absent=""),
        "met_in": Fact(TEXT, required=False, absent=""),
    },
    "signs_of_exploitation": {"seen_with": Fact(one_of("a person", "a home"))},
    "responses": {
        "step": Fact(one_of("in danger now", "always", "advice", "across a border")),
        "telephone": Fact(TEXT, required=False, absent=""),
    },
    "count_policies": {
        "hides_to": Fact(WHOLE),
        "rounds_to": Fact(WHOLE),
        "zero": Fact(one_of("shown", "not shown")),
    },
}
