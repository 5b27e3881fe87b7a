"""Public identifiers by their form, and kinds by what sheets call them."""

from __future__ import annotations

import pytest

from sightline.errors import BadInput
from sightline.service.partners.identifiers import SCHEME_WORDS, WANTED, PublicId, Scheme
from sightline.service.partners.kinds import KIND_WORDS, Kind, ReadKind, read_kind, say_kind

VALID = [
    (Scheme.CHARITY, "1234567", "GB-CHC-1234567"),
    (Scheme.CHARITY, " 234 567 ", "GB-CHC-234567"),
    (Scheme.CHARITY, "1234567/2", "GB-CHC-1234567-2"),
    (Scheme.CHARITY_SCOTLAND, "sc012345", "GB-SC-SC012345"),
    (Scheme.CHARITY_SCOTLAND, "012345", "GB-SC-SC012345"),
    (Scheme.CHARITY_NORTHERN_IRELAND, "NIC100123", "GB-NIC-100123"),
    (Scheme.CHARITY_NORTHERN_IRELAND, "100123", "GB-NIC-100123"),
    (Scheme.COMPANY, "1234567", "GB-COH-01234567"),
    (Scheme.COMPANY, "gb-coh-sc123456", "GB-COH-SC123456"),
    (Scheme.COMPANY, "OC 1234", "GB-COH-OC001234"),
    (Scheme.COMPANY, "IP12345R", "GB-COH-IP12345R"),
    (Scheme.COMPANY, "R0000123", "GB-COH-R0000123"),
    (Scheme.LOCAL_AUTHORITY, "xyz", "GB-LAE-XYZ"),
    (Scheme.SCHOOL, "123456", "GB-EDU-123456"),
    (Scheme.NHS, "rxx", "GB-NHS-RXX"),
    (Scheme.NHS, "12A34", "GB-NHS-12A34"),
    (Scheme.OTHER, "gb-mpr-12345", "GB-MPR-12345"),
    (Scheme.OTHER, "GB-CHC-1234567", "GB-CHC-1234567"),
]
INVALID = [
    (Scheme.CHARITY, "12345"),
    (Scheme.CHARITY, "0123456"),
    (Scheme.CHARITY, "12345678"),
    (Scheme.CHARITY, "GB-COH-01234567"),
    (Scheme.CHARITY, "SC012345"),
    (Scheme.CHARITY_SCOTLAND, "SC1234"),
    (Scheme.CHARITY_SCOTLAND, "SC000000"),
    (Scheme.CHARITY_NORTHERN_IRELAND, "NIC1001234"),
    (Scheme.COMPANY, "123456789"),
    (Scheme.COMPANY, "00000000"),
    (Scheme.COMPANY, "ABC12345"),
    (Scheme.COMPANY, ""),
    (Scheme.LOCAL_AUTHORITY, "E10000012"),
    (Scheme.SCHOOL, "12345"),
    (Scheme.SCHOOL, "1234567"),
    (Scheme.NHS, "RX"),
    (Scheme.NHS, "1234567"),
    (Scheme.OTHER, "12345"),
    (Scheme.OTHER, "GB-MPR-"),
    (Scheme.OTHER, "GB-MPR-12\x00345"),
    (Scheme.CHARITY, "١٢٣٤٥٦٧"),  # figures, but not the ones a register uses
]


@pytest.mark.parametrize(("scheme", "text", "org_id"), VALID)
def test_an_identifier_of_a_good_form_is_written_one_way(scheme, text, org_id):
    found = PublicId.parse(scheme, text)
    assert found.org_id == org_id
    assert PublicId.parse(found.scheme, found.value) == found
    assert PublicId.parse(Scheme.OTHER, found.org_id) == found


@pytest.mark.parametrize(("scheme", "text"), INVALID)
def test_an_identifier_of_another_form_is_refused_with_the_form_wanted(scheme, text):
    with pytest.raises(BadInput) as refused:
        PublicId.parse(scheme, text)
    assert str(refused.value).startswith(f"{SCHEME_WORDS[scheme]}: found ")
    assert str(refused.value).endswith(f"wanted {WANTED[scheme]}.")


def test_an_identifier_of_a_known_register_is_of_that_register_wherever_it_is_written():
    assert PublicId.parse(Scheme.OTHER, "gb-edu-123456") == PublicId(Scheme.SCHOOL, "123456")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("police", Kind.POLICE),
        ("Police, fire and crime commissioner", Kind.COMMISSIONER),
        ("OPFCC", Kind.COMMISSIONER),
        ("County Council", Kind.COUNTY),
        ("borough council", Kind.DISTRICT),
        ("Unitary authority", Kind.UNITARY),
        ("NHS Trust", Kind.HEALTH),
        ("Youth Offending Team", Kind.YOUTH_JUSTICE),
        ("probation", Kind.PROBATION),
        ("Fire & Rescue", Kind.FIRE),
        ("school or college", Kind.SCHOOL),
        ("voluntary sector", Kind.VCSE),
        ("charity", Kind.VCSE),
        ("Faith group", Kind.FAITH),
        ("Private sector", Kind.BUSINESS),
        ("Neighbouring VRU", Kind.NEIGHBOUR),
    ],
)
def test_the_words_of_sheets_are_matched_to_a_kind(text, kind):
    assert read_kind(text) == ReadKind(kind.value)


def test_words_that_match_no_kind_are_kept_and_nothing_is_not_supplied():
    assert read_kind(" Housing  association ") == ReadKind("other", "Housing association")
    assert read_kind("") == ReadKind("", "")
    assert say_kind("other", "Housing association") == "Other: Housing association"
    assert say_kind("") == ""


def test_every_kind_has_words_of_its_own_that_are_read_as_that_kind():
    assert set(KIND_WORDS) == set(Kind)
    assert len(set(KIND_WORDS.values())) == len(Kind)
    for kind, words in KIND_WORDS.items():
        assert read_kind(words) == read_kind(kind.value) == ReadKind(kind.value)
