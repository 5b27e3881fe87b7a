"""Kinds of organisation, and how the words of a sheet are matched to them. No Django here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an organisation is to the partnership."""

    POLICE = "police"
    COMMISSIONER = "pfcc"
    COUNTY = "county-council"
    DISTRICT = "district-council"
    UNITARY = "unitary-council"
    HEALTH = "health"
    YOUTH_JUSTICE = "youth-justice"
    PROBATION = "probation"
    FIRE = "fire"
    SCHOOL = "school"
    VCSE = "vcse"
    FAITH = "faith"
    BUSINESS = "business"
    NEIGHBOUR = "neighbouring-area"
    OTHER = "other"


KIND_WORDS = {
    Kind.POLICE: "Police",
    Kind.COMMISSIONER: "Police, fire and crime commissioner",
    Kind.COUNTY: "County council",
    Kind.DISTRICT: "District council",
    Kind.UNITARY: "Unitary council",
    Kind.HEALTH: "Health",
    Kind.YOUTH_JUSTICE: "Youth justice",
    Kind.PROBATION: "Probation",
    Kind.FIRE: "Fire and rescue",
    Kind.SCHOOL: "School, college or university",
    Kind.VCSE: "Voluntary, community or social enterprise",
    Kind.FAITH: "Faith",
    Kind.BUSINESS: "Business",
    Kind.NEIGHBOUR: "Neighbouring area",
    Kind.OTHER: "Other",
}
# What sheets call each kind, in small letters, besides its code and its words above.
_ALSO = {
    Kind.POLICE: "police force; constabulary; police service",
    Kind.COMMISSIONER: "pcc; opcc; opfcc; police and crime commissioner; mayor; "
    "office of the police and crime commissioner; "
    "office of the police, fire and crime commissioner",
    Kind.COUNTY: "county; upper tier council; county authority",
    Kind.DISTRICT: "district; borough; borough council; city council; lower tier council; "
    "district or borough council",
    Kind.UNITARY: "unitary; unitary authority; metropolitan borough; london borough",
    Kind.HEALTH: "nhs; nhs trust; icb; integrated care board; hospital; hospital trust; "
    "public health; mental health trust; ambulance service",
    Kind.YOUTH_JUSTICE: "yjs; yot; youth justice service; youth offending; "
    "youth offending team; youth offending service",
    Kind.PROBATION: "probation service; national probation service",
    Kind.FIRE: "fire service; fire and rescue service; fire & rescue",
    Kind.SCHOOL: "school or college; college; university; education; academy; academy trust; "
    "multi-academy trust; schools; alternative provision; pupil referral unit",
    Kind.VCSE: "vcs; vcfse; voluntary; voluntary sector; voluntary and community sector; charity; "
    "registered charity; third sector; community group; community interest company; cic; "
    "social enterprise; not for profit; ngo; club; sports club; youth club",
    Kind.FAITH: "faith group; faith organisation; church; mosque; synagogue; temple; gurdwara; "
    "religious; religious organisation",
    Kind.BUSINESS: "private; private sector; company; commercial; business improvement district",
    Kind.NEIGHBOUR: "neighbour; neighbouring vru; neighbouring county; neighbouring borough",
    Kind.OTHER: "others",
}


@dataclass(frozen=True)
class ReadKind:
    """A kind, and the words of the sheet where none of the kinds is what they mean."""

    kind: str  # empty where nothing is supplied
    words: str = ""


def read_kind(text: str) -> ReadKind:
    """The kind that a text means; what matches none is other, and its words are kept.

    >>> read_kind("Registered  Charity"), read_kind("housing"), read_kind(" ")
    (ReadKind(kind='vcse', words=''), ReadKind(kind='other', words='housing'), \
ReadKind(kind='', words=''))
    """
    tidy = " ".join(text.split())
    if not tidy:
        return ReadKind("")
    found = _KIND_OF.get(_bare(tidy))
    return ReadKind(found.value) if found else ReadKind(Kind.OTHER.value, tidy)


def say_kind(kind: str, words: str = "") -> str:
    """A kind in words; empty where nothing is supplied.

    >>> say_kind("vcse"), say_kind("other", "housing"), say_kind("")
    ('Voluntary, community or social enterprise', 'Other: housing', '')
    """
    if not kind:
        return ""
    said = KIND_WORDS[Kind(kind)]
    return f"{said}: {words}" if words else said


def _bare(text: str) -> str:
    """Letters and figures alone, in small letters, with single spaces; "and" for an ampersand."""
    text = text.casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^\w]+", " ", text).split())


_KIND_OF = {
    _bare(word): kind
    for kind in Kind
    for word in (kind.value, KIND_WORDS[kind], *_ALSO[kind].split("; "))
}
