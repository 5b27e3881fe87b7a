"""The page of one activity: what is known, how sure, how fresh, its history; confirming it."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from factories.register import (
    AREAS,
    DISTRICTS,
    NOW,
    OTHER,
    TODAY,
    TRUST,
    bare,
    club,
    organisation_of,
    store_county,
    user_of,
)

from sightline.analysis.provision import KNOWN_NONE, Status
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.partners.models import Membership
from sightline.service.register import queries
from sightline.service.register.actions import (
    import_rows,
    record_activity,
    withdraw_activity,
)
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county():
    store_county()


@pytest.fixture
def key():
    return record_activity(club(), by=None, now=NOW)


def facts_of(user, key, today=TODAY):
    page = queries.activity_page(viewer=user, activity_id=key, today=today)
    return page, {fact.key: fact.value for section in page.sections for fact in section.facts}


def test_everything_is_told_in_words(key):
    page, facts = facts_of(user_of(Role.PARTNER, TRUST), key)
    assert (page.name, page.organisation, page.status) == (club().name, TRUST, "current")
    assert facts == facts | {
        "Leads": TRUST,
        "Takes part": "Fable Police; Northmere Council",
        "Reference": "CLUB-1",
        "Prevention, when": "Secondary",
        "Prevention, for whom": "Targeted",
        "Strand": "Knife crime",
        "Days": "Tuesday; Thursday",
        "People waiting now": "3",
        "Approach": "Mentoring",
        "Ages": "11 to 18",
        "Open to": "Everyone",
        "Delivered in": "Northmere (district)",
        "Small area": "Northmere 001A",
        "Postcode": "ZZ1 1AA",
        "On the map": "660500, 380500 (grid metres)",
        "Serves": "Northmere",
        "Starts": "1 September 2024",
        "Ends": "31 August 2027",
        "Money until": "31 March 2026",
        "Funders": "none",
        "Money a year": "£12,500",
        "Room for people in a year": "120",
        "Places free now": "0",
        "People who came last year": "6",
    }


def test_impact_and_sureness_are_two_things_each_with_its_date(key):
    page, facts = facts_of(user_of(Role.ANALYST), key)
    assert facts["Impact of the approach"] == "Moderate: 10% to 30% less violence."
    assert facts["Sureness of the evidence"] == "Not known."
    assert facts["Rating seen"].startswith("on pages of 2023-2025, reviewed here on ")
    assert any("separate scale" in section.note for section in page.sections)


def test_what_is_not_supplied_says_so_and_is_never_blank_or_zero():
    key = record_activity(bare(), by=None, now=NOW)
    page, facts = facts_of(user_of(Role.UNIT), key)
    known = {
        "Leads", "Reference", "Themes", "Status", "Delivered in", "Small area", "Postcode",
        "On the map", "Serves", "Ends",
    }  # fmt: skip
    assert {words for name, words in facts.items() if name not in known} == {"not supplied"}
    for name in ("Delivered in", "Small area", "Postcode", "On the map", "Serves", "Ends"):
        assert facts[name].startswith("not supplied")
    assert page.freshness == "never confirmed"
    assert page.is_stale
    assert page.description == "Description not supplied."


def test_many_areas_served_are_counted():
    codes = tuple(f"X0100{number:04}" for number in range(20))
    key = record_activity(club(areas_served=codes), by=None, now=NOW)
    assert facts_of(user_of(Role.UNIT), key)[1]["Serves"].endswith("and 8 more")


@pytest.mark.parametrize(
    ("people", "own", "others"),
    [
        (6.0, "6", "too few to show"),
        (0.0, "0", "0"),
        (10.0, "10", "10"),
        (None, *["not supplied"] * 2),
    ],
)
def test_people_who_came_are_guarded_from_others(people, own, others):
    key = record_activity(club(people_last_year=people), by=None, now=NOW)
    heading = "People who came last year"
    assert facts_of(user_of(Role.UNIT), key)[1][heading] == own
    assert facts_of(user_of(Role.PARTNER, TRUST), key)[1][heading] == own
    for user in (user_of(Role.ANALYST), user_of(Role.PARTNER, OTHER, name="Another")):
        assert facts_of(user, key)[1][heading] == others


def test_the_history_tells_each_change_and_guards_what_the_page_guards(key):
    changed = club(
        status=Status.PAUSED, people_last_year=7.0, postcode="ZZ1 1AB", sensitive_site=True
    )
    record_activity(changed, by=user_of(Role.UNIT), now=NOW, reason="a visit")
    own, _ = facts_of(user_of(Role.PARTNER, TRUST), key)
    newest, first = own.history
    assert (newest.what, newest.by, newest.reason) == ("Activity changed", "The unit", "a visit")
    assert [(each.field, each.before, each.after) for each in newest.changes] == [
        ("Status", "current", "paused"),
        ("People who came last year", "6", "7"),
        ("Sensitive site", "no", "yes"),
        ("Postcode", "ZZ1 1AA", "ZZ1 1AB"),
    ]
    assert first.changes == ()
    others, _ = facts_of(user_of(Role.ANALYST), key)
    newest = others.history[0]
    assert (newest.by, newest.reason) == ("", "")
    assert [(each.field, each.before, each.after) for each in newest.changes] == [
        ("Status", "current", "paused"),
        ("Sensitive site", "no", "yes"),
    ]


def test_a_change_in_every_field_can_be_told(key):
    record_activity(bare(reference="CLUB-1", organisation=TRUST), by=None, now=NOW)
    changes = facts_of(user_of(Role.UNIT), key)[0].history[0].changes
    same = {"reference", "organisation", "sensitive_site", "confirmed_on"}
    same |= {"visibility", "thematic_group", *KNOWN_NONE}  # alike in both
    fields = {field.name for field in dataclasses.fields(club())} - same
    assert len(changes) == len(fields)
    assert all(each.before and each.after for each in changes)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (13, "13 days ago"),
        (30, "4 weeks ago"),
        (95, "3 months ago"),
    ],
)
def test_freshness_in_words(days, words):
    activity = club(confirmed_on=TODAY - timedelta(days=days))
    key = record_activity(activity, by=None, now=NOW)
    assert facts_of(user_of(Role.UNIT), key)[0].freshness == f"confirmed {words}"


def test_one_click_says_it_is_still_right(client, key):
    client.force_login(user_of(Role.PARTNER, TRUST))
    page = client.get(reverse("register:activity", args=[key])).context["page"]
    response = client.post(page.confirm_address, {"version": page.version})
    assert response["Location"] == reverse("register:activity", args=[key])
    page = client.get(response["Location"]).context["page"]
    assert (page.freshness, page.is_stale, page.confirm_address) == ("confirmed today", False, "")
    assert Activity.objects.get().confirmed_on == localdate()


def test_confirming_an_old_version_is_a_conflict(client, key):
    client.force_login(user_of(Role.UNIT))
    record_activity(club(status=Status.PAUSED), by=None, now=NOW)
    response = client.post(reverse("register:confirm", args=[key]), {"version": 1})
    assert response.status_code == 409
    assert "was changed after you opened it" in response.content.decode()


def test_a_form_without_its_version_is_refused(client, key):
    client.force_login(user_of(Role.UNIT))
    response = client.post(reverse("register:confirm", args=[key]))
    assert response.status_code == 400
    assert Activity.objects.get().version == 1


def test_others_see_no_button_and_cannot_press_it(client, key):
    events = Event.objects.count()
    for user, status in (
        (user_of(Role.ANALYST), 403),
        (user_of(Role.PARTNER, OTHER, name="Another"), 403),
    ):
        client.force_login(user)
        address = reverse("register:activity", args=[key])
        assert client.get(address).context["page"].confirm_address == ""
        response = client.post(reverse("register:confirm", args=[key]), {"version": 1})
        assert response.status_code == status
    assert Activity.objects.get().confirmed_on == club().confirmed_on
    kinds = set(Event.objects.filter(number__gt=events).values_list("kind", flat=True))
    assert "activity confirmed" not in kinds


def test_somebody_who_left_an_organisation_no_longer_speaks_for_it(client, key):
    client.force_login(user_of(Role.PARTNER, TRUST))
    Membership.objects.all().delete()
    response = client.post(reverse("register:confirm", args=[key]), {"version": 1})
    assert response.status_code == 403


def test_a_record_of_the_partnership_is_not_there_for_strangers(client, key):
    assert client.get(reverse("register:activity", args=[key])).status_code == 404
    response = client.post(reverse("register:confirm", args=[key]), {"version": 1})
    assert response.status_code == 403


def test_a_withdrawn_activity_is_shown_to_its_own_people_alone(client, key):
    withdraw_activity(activity_id=key, by=user_of(Role.UNIT), now=NOW, reason="a duplicate")
    address = reverse("register:activity", args=[key])
    client.force_login(user_of(Role.PARTNER, TRUST))
    page = client.get(address).context["page"]
    assert (page.withdrawn, page.confirm_address) == ("Withdrawn on 15 January 2026 at 12:00.", "")
    client.force_login(user_of(Role.ANALYST))
    assert client.get(address).status_code == 404


def test_an_activity_that_is_not_there(client):
    client.force_login(user_of(Role.UNIT))
    assert client.get(f"/activities/{organisation_of(TRUST).pk}").status_code == 404
    assert client.get("/activities/CLUB-1").status_code == 404


def test_what_people_wrote_is_shown_as_text(client):
    script = "<script>alert(1)</script>"
    key = record_activity(
        club(name=script, description=script, eligibility=script, partners=(script,)),
        by=None, now=NOW,
    )  # fmt: skip
    client.force_login(user_of(Role.UNIT))
    for address in (reverse("register:activity", args=[key]), "/activities?q=%3Cscript%3E"):
        content = client.get(address).content.decode()
        assert script not in content
        assert "&lt;script&gt;" in content


def test_few_questions_to_the_database(client, key, django_assert_max_num_queries):
    for day in range(1, 20):
        record_activity(club(starts_on=date(2024, 9, day)), by=None, now=NOW)
    import_rows([bare(reference=f"B{i}") for i in range(30)], by=None, now=NOW)
    client.force_login(user_of(Role.PARTNER, TRUST))
    with django_assert_max_num_queries(30):
        client.get(reverse("register:activity", args=[key]))
    address = reverse("register:organisation", args=[organisation_of(OTHER).pk])
    with django_assert_max_num_queries(31):  # the register itself is read once, then kept
        client.get(address)
    with django_assert_max_num_queries(24):
        client.get(address)


def test_a_sensitive_site_says_who_sees_what():
    key = record_activity(club(sensitive_site=True, areas_served=(AREAS[1],)), by=None, now=NOW)
    page, facts = facts_of(user_of(Role.ANALYST), key)
    assert (facts["Delivered in"], facts["Serves"]) == ("Northmere (district)", "Northmere")
    assert "Postcode" not in facts
    where = next(section for section in page.sections if section.title == "Where")
    assert "its place is shown to its organisation and the unit" in where.note
    _, facts = facts_of(user_of(Role.PARTNER, TRUST), key)
    assert (facts["Postcode"], facts["Serves"]) == ("ZZ1 1AA", "Northmere 001B")


def test_a_sensitive_site_that_moves_in_its_district_changes_nothing_for_others():
    hidden = {"sensitive_site": True, "areas_served": (DISTRICTS[0],), "people_last_year": 4.0}
    key = record_activity(club(**hidden), by=None, now=NOW)
    other, own = user_of(Role.PARTNER, OTHER), user_of(Role.UNIT)

    def seen(viewer):
        page = queries.activity_page(viewer=viewer, activity_id=key, today=TODAY)
        return dataclasses.replace(page, version=0)

    before = seen(other)
    hidden["people_last_year"] = 5.0
    record_activity(club(**hidden, delivery_area=AREAS[1]), by=None, now=NOW)
    assert seen(other) == before
    assert [entry.what for entry in seen(own).history] == ["Activity changed", "Activity added"]
    record_activity(club(**hidden, delivery_area=AREAS[1], places_free=9.0), by=None, now=NOW)
    assert [entry.what for entry in seen(other).history] == ["Activity changed", "Activity added"]


def test_an_organisation_says_what_it_covers_and_since_when(client):
    from sightline.exchange.partners import PartnerRow
    from sightline.service.partners.actions import import_partners

    import_partners(
        [PartnerRow(2, TRUST, "charity", (AREAS[2],)), PartnerRow(3, OTHER, "", ("all",))],
        by=None, now=NOW,
    )  # fmt: skip
    own = organisation_of(TRUST)
    own.starts_on = date(2024, 9, 1)
    own.save()

    def told(organisation):
        page = queries.organisation_page(
            viewer=user_of(Role.UNIT), organisation_id=organisation.pk, today=TODAY
        )
        return {line.key: line.value for line in page.profile.lines}

    assert (told(own)["Covers"], told(own)["In the partnership"]) == (
        "Eastfold 001A", "since 1 September 2024",
    )  # fmt: skip
    own.ends_on = date(2025, 12, 31)
    own.save()
    assert told(own)["In the partnership"] == ("from 1 September 2024 to 31 December 2025")
    assert told(organisation_of(OTHER))["Covers"] == "the whole county"


def test_an_approach_with_a_caution_says_it():
    key = record_activity(club(approach="boot-camps"), by=None, now=NOW)
    term = queries.words.term_of("approaches", "boot-camps")
    assert term.facts["caution"]
    assert facts_of(user_of(Role.UNIT), key)[1]["Caution"] == term.facts["caution"]
