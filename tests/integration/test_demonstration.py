"""The demonstration opened: its people have done things, all through the rooms' own actions."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from factories.county_folder import load
from factories.pages import text_of

from sightline.demo.county import build_county
from sightline.service.accounts.models import User
from sightline.service.audit.models import Event
from sightline.service.audit.queries import newest_number
from sightline.service.demonstration.people import (
    IDENTIFIERS,
    NEIGHBOUR,
    OWN,
    PART_OF,
    TWICE,
    TWICE_ALSO,
    organisation,
)
from sightline.service.demonstration.story import HELD, MONTHLY
from sightline.service.duplicates.models import Pair, State
from sightline.service.freshness.models import Owner
from sightline.service.partners.models import Contact, Membership, Organisation
from sightline.service.register.models import Activity
from sightline.service.watching.models import Watch

pytestmark = pytest.mark.django_db
HOME = "/"


def open_demo(**options) -> str:
    out = io.StringIO()
    call_command("open_demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demonstration") / "county"
    build_county(folder)
    return folder


@pytest.fixture(scope="module", autouse=True)
def _told(django_db_setup, django_db_blocker, folder):
    with django_db_blocker.unblock(), transaction.atomic():
        load(folder / "county.toml")
        with override_settings(IN_DEMO=True, FOLDER=folder.parent):
            open_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def planted(folder):
    return json.loads((folder / "planted.json").read_text())


@pytest.fixture
def signed_in(client):
    def enter(name: str):
        client.force_login(User.objects.get(email=f"{name}@sightline.example"))
        return client

    return enter


def test_the_partnership_has_four_groups_of_its_own_and_they_are_said_to_be_fictional(signed_in):
    page = text_of(signed_in("unit").get("/activities/thematic-groups"))
    assert page.count("from 1 April 2025, goes on") == 4
    groups = Activity.objects.exclude(thematic_group="").values_list("thematic_group", flat=True)
    assert len(set(groups)) == 4
    assert all(code.endswith("-fictional") for code in groups)


def test_opened_again_it_changes_nothing(settings, folder):
    settings.IN_DEMO, settings.FOLDER = True, folder.parent
    before = newest_number()
    assert open_demo() == open_demo()
    assert newest_number() == before


def test_it_is_opened_only_where_the_fictional_county_is(settings, tmp_path):
    settings.IN_DEMO, settings.FOLDER = True, tmp_path
    Activity.objects.all().delete()
    Membership.objects.all().delete()
    Organisation.objects.filter(name=OWN).update(name="Somebody else (fictional)")
    with pytest.raises(CommandError, match="wanted it loaded first"):
        open_demo()


def test_everything_that_was_done_is_in_the_chain():
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds >= {
        "organisation added", "organisation changed", "organisations merged", "member joined",
        "contact added", "team added", "watch begun", "draft begun", "draft saved",
        "activity offered", "delivery recorded", "comment added", "looked after by",
        "pair decided: different",
    }  # fmt: skip


def test_organisations_have_numbers_that_no_register_gave_out_a_parent_and_a_merger():
    for name, (scheme, value) in IDENTIFIERS.items():
        (kept,) = organisation(name).identifiers.all()
        assert (kept.scheme, kept.value) == (scheme, value)
        assert name.endswith("(fictional)")
    assert organisation(PART_OF[0]).parent == organisation(PART_OF[1])
    assert organisation(TWICE_ALSO) == organisation(TWICE)
    assert organisation(NEIGHBOUR).kind == "neighbouring-area"
    contact = Contact.objects.get()
    assert contact.email.endswith(".example")


def test_home_of_a_partner_says_what_is_begun_offered_due_and_changed(signed_in):
    page = text_of(signed_in("partner").get(HOME))
    for words in (
        "Lamp Room Homework Club (fictional)",
        "Harbour Fables Evenings (fictional)",
        "What your records were used for",
        MONTHLY,
        "Places free now: not supplied → 3",
    ):
        assert words in page


def test_the_editor_looks_after_a_record_and_has_a_change_begun(signed_in):
    assert Owner.objects.get().user.email == "editor@sightline.example"
    assert HELD in text_of(signed_in("editor").get(HOME))


def test_the_planted_pair_is_left_to_decide_and_another_is_decided(signed_in, planted):
    told_twice = set(
        Activity.objects.filter(reference__in=planted["duplicate"]).values_list("pk", flat=True)
    )
    likeliest = Pair.objects.filter(kind="activity")[0]
    assert {likeliest.first, likeliest.second} == told_twice
    assert likeliest.state == State.OPEN
    assert Pair.objects.filter(state=State.DIFFERENT, decided_by__isnull=False).count() == 1
    assert "Ring of Tales Boxing Club" in text_of(signed_in("unit").get("/duplicates"))


def test_somebody_of_each_reading_role_watches_something():
    watching = set(Watch.objects.values_list("user__email", flat=True))
    assert {email.partition("@")[0] for email in watching} == {
        "partner", "analyst", "commissioner", "board", "unit",
    }  # fmt: skip


def test_deliveries_comments_and_a_count_not_made_show_on_records(signed_in):
    club = Activity.objects.get(organisation__name=OWN, name__startswith=HELD)
    page = text_of(signed_in("unit").get(f"/activities/{club.pk}"))
    assert "Held 3 times" in page
    assert "1 of them without a count" in page
    mentors = Activity.objects.get(organisation__name=OWN, name__startswith="Walk With Me")
    assert "Half of them came through" in text_of(
        signed_in("analyst").get(f"/activities/{mentors.pk}")
    )


def test_records_are_due_and_overdue_on_the_day_the_county_stands_still(signed_in):
    unit = signed_in("unit")
    first, last = (text_of(unit.get("/due", {"page": number})) for number in (1, 2))
    assert "long overdue" in first
    assert " overdue " in last
    assert MONTHLY in text_of(signed_in("partner").get("/due"))


def test_the_search_that_was_planted_finds_what_the_answers_say(signed_in, planted):
    answer = planted["mentoring_nearby"]
    asked = {"approach": "mentoring", "ages": "10-17", "near": answer["postcode"], "within": "5"}
    told = signed_in("analyst").get("/activities/download.csv", asked)
    lines = list(csv.DictReader(io.StringIO(told.getvalue().decode("utf-8-sig"))))
    found = {line["reference"]: line for line in lines}
    assert set(answer["activities"]) <= set(found)
    others = set(found) - set(answer["activities"])
    assert all(not found[each]["postcode"] for each in others), "placed without a postcode"


@pytest.mark.parametrize("who", ["neighbour", "board", "commissioner", "analyst", "administrator"])
def test_what_is_kept_close_is_shown_to_no_other_organisation(signed_in, planted, who):
    for record in Activity.objects.filter(reference__in=planted["kept_close"]):
        assert signed_in(who).get(f"/activities/{record.pk}").status_code == 404


def test_the_day_of_the_county_is_the_last_of_its_data():
    club = Activity.objects.get(organisation__name=OWN, name__startswith=HELD)
    assert club.deliveries.latest("held_on").held_on == date(2025, 12, 24)
