"""Search: words that begin so, in the order of where they stand; never what is hidden; no signs."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from factories.register import NOW, OTHER, TODAY, TRUST, bare, club, store_county, user_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.analysis.provision import Visibility
from sightline.service.accounts.models import Role
from sightline.service.register.actions import import_rows, record_activity, withdraw_activity
from sightline.service.register.models import Activity, SearchEntry
from sightline.service.register.queries import Asked
from sightline.service.register.queries.matching import find_matches

pytestmark = pytest.mark.django_db
NAMED = bare(reference="1", name="Café mentoring", description="", visibility=Visibility.PUBLIC)
LED = bare(reference="2", name="Evenings", organisation="Mentoring Together",
           visibility=Visibility.PUBLIC)  # fmt: skip
TOLD = bare(reference="3", name="A walk", description="With a mentor, on St Mary's hill.",
            partners=("Fable Police",), eligibility="Ask Jo on jo@lantern.example",
            visibility=Visibility.PUBLIC)  # fmt: skip
REFUGE = club(
    reference="4", name="A safe house", organisation=OTHER, sensitive_site=True, approach="",
    description="Behind the lighthouse", eligibility="Blue door", partners=("Quiet Trust",),
    visibility=Visibility.PUBLIC,
)  # fmt: skip
SHARED = bare(reference="5", name="Shared mentors")
OWN = club(reference="6", name="Our mentors", visibility=Visibility.ORGANISATION)
SIGNS = (
    *"\"'*():-^&|!\\{}%_;🙂\x1f",
    *("AND", "OR", "NOT", "NEAR(", "name:", "--", "/*", "<->", ":*", "''", '""'),
)


@pytest.fixture(autouse=True)
def _register():
    store_county()
    import_rows([NAMED, LED, TOLD, REFUGE, SHARED, OWN], by=None, now=NOW)


@pytest.fixture
def unit():
    return user_of(Role.UNIT)


def found(words, viewer):
    return [light.name for light in
            find_matches(Asked(words=words), viewer=viewer, today=TODAY).lights]  # fmt: skip


def outsider():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_words_in_the_name_come_first_then_in_the_organisation_then_elsewhere(unit):
    assert found("mentor", unit) == [
        "Café mentoring", "Our mentors", "Shared mentors", "Evenings", "A walk",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("cafe", ["Café mentoring"]),
        ("CAFÉ MENT", ["Café mentoring"]),
        ("st marys", ["A walk"]),
        ("mary's hill", ["A walk"]),
        ("fable pol", ["A walk", "Our mentors"]),  # who takes part
        (
            "knife",
            [
                "A safe house",
                "A walk",
                "Café mentoring",
                "Evenings",
                "Our mentors",
                "Shared mentors",
            ],
        ),
        ("mentoring police", ["Our mentors"]),  # by its approach, and who takes part
        ("entoring", []),  # words are found by their beginning
    ],
)
def test_what_is_searched(unit, words, names):
    assert sorted(found(words, unit)) == names


def test_hidden_words_find_nothing_for_those_who_may_not_see_them(unit):
    partner = user_of(Role.PARTNER, TRUST)
    for words, seen_by in (
        ("lighthouse", {"unit", "partner"}),  # the partnership reads what is done there
        ("quiet", {"unit", "partner"}),
        ("blue door", set()),  # who may come to a private site is searched by nobody
        ("zz1", set()),
        ("jo lantern example", {"unit", "partner"}),  # no way to reach a person is public
        ("shared", {"unit", "partner"}),
        ("our", {"unit", "partner"}),
        ("safe", {"unit", "partner", "stranger"}),
    ):
        viewers = {"unit": unit, "partner": partner, "stranger": outsider()}
        assert {who for who, viewer in viewers.items() if found(words, viewer)} == seen_by, words
    assert found("our", user_of(Role.PARTNER, OTHER, name="Another")) == []


def test_a_telephone_number_in_a_name_is_found_by_the_partnership_alone(unit):
    """Strangers see the name without it, and must not find it figure by figure either."""
    named = bare(
        reference="7",
        name="Boxing, call 01632 960 001 or jo@bellows.example",
        visibility=Visibility.PUBLIC,
    )
    record_activity(named, by=None, now=NOW)
    for words in ("01632", "960", "jo", "bellows"):
        assert named.name in found(words, unit)
        assert named.name not in found(words, AnonymousUser())
    assert found("boxing", AnonymousUser()) == [named.name]


def test_a_change_is_found_at_once_and_what_is_gone_is_not(unit):
    assert found("beacon walk", unit) == []
    key = record_activity(
        TOLD.__class__(**TOLD.__dict__ | {"name": "Beacon walk"}), by=None, now=NOW
    )
    assert found("beacon walk", unit) == ["Beacon walk"]
    withdraw_activity(activity_id=key, by=unit, now=NOW, reason="over")
    assert found("beacon walk", unit) == []
    Activity.objects.all().delete()
    assert SearchEntry.objects.count() == 0


@pytest.mark.parametrize("sign", SIGNS)
def test_no_sign_is_ever_a_command(client, sign):
    client.force_login(user_of(Role.UNIT))
    for text in (sign, f"mentor{sign}", f"{sign}mentor", f"a {sign} b"):
        response = client.get("/activities", {"q": text})
        assert response.status_code == 200


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=80))
def test_any_text_is_searched_without_a_fault(text):
    assert isinstance(found(text, outsider()), list)


def test_what_hides_in_the_register_does_not_order_what_a_stranger_sees(unit):
    before = found("mentor", outsider())
    more = [bare(reference=f"H{number}", name=f"Mentor mentor {number}") for number in range(30)]
    import_rows(more, by=None, now=NOW)
    assert found("mentor", outsider()) == before == ["Café mentoring", "Evenings", "A walk"]
