"""Overviews: one count everywhere, nothing hidden told, honest about what nobody has said."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.pages import text_of
from factories.register import (
    AREAS,
    DISTRICTS,
    NOW,
    OTHER,
    TRUST,
    bare,
    club,
    organisation_of,
    store_county,
    user_of,
)

from sightline.analysis.provision import Place, Status, Visibility
from sightline.service.accounts.models import Role
from sightline.service.overview import queries
from sightline.service.overview.queries import Question
from sightline.service.partners.models import Organisation
from sightline.service.register.actions import import_rows
from sightline.service.register.models import Activity
from sightline.service.register.queries import Asked, day_of_pages

pytestmark = pytest.mark.django_db
EAST = club(
    reference="EAST", name="Eastfold night football", organisation=OTHER,
    places=(Place(666_500.0, 381_000.0),), postcode="ZZ1 1AB", delivery_area=AREAS[2],
    areas_served=DISTRICTS, strand="county-lines", themes=("violence",), approach="",
    status=Status.PLANNED, ends_on=None, visibility=Visibility.PUBLIC,
    partners=(f"{TRUST} (host)", "Fable Police", "Unknown Friends"), funders=("Fable Fund 60%",),
)  # fmt: skip
OPEN = club(reference="OPEN", name="Open evenings", visibility=Visibility.PUBLIC)
SECRET = club(
    reference="SECRET", name="Hidden draft", organisation=OTHER,
    visibility=Visibility.ORGANISATION, partners=("Nobody Else Knows",),
)  # fmt: skip
INSIDE = club(reference="INSIDE", name="Inside only", organisation=OTHER)
PUBLIC = ("timeline", "calendar", "where", "what", "reach")
EVERY = (*PUBLIC, "network")


@pytest.fixture(autouse=True)
def _register():
    store_county()
    import_rows([club(), bare(), EAST, OPEN], by=None, now=NOW)


@pytest.fixture
def partner():
    return user_of(Role.PARTNER, TRUST)


@pytest.fixture
def as_partner(client, partner):
    client.force_login(partner)
    return client


def rows_of(response):
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def found_in(response):
    """How many activities a list or an overview says it is about."""
    return int(re.search(r"([\d,]+) of [\d,]+ activit", text_of(response))[1].replace(",", ""))


def asking(**fields):
    return Question(Asked(**fields))


# One count


@pytest.mark.parametrize("route", ["where", "what"])
@pytest.mark.parametrize("query", ["", "?place=delivered", "?place=served", "?by=theme"])
def test_a_cell_is_the_count_of_the_list_it_leads_to_and_of_every_file(as_partner, route, query):
    page = as_partner.get(reverse(f"overview:{route}") + query)
    cells = re.findall(r'href="(/activities\?[^"]+)">([\d,]+)<', page.content.decode())
    assert len(cells) > 4
    for address, count in cells:
        asked = address.replace("&amp;", "&").split("?", 1)[1]
        counts = {
            found_in(as_partner.get(f"/activities?{asked}")),
            found_in(as_partner.get(f"/overview/timeline?{asked}")),
            len(rows_of(as_partner.get(f"/activities/download.csv?{asked}"))),
            len(rows_of(as_partner.get(f"/overview/timeline/download.csv?{asked}"))),
        }
        assert counts == {int(count)}, asked


def test_the_file_of_a_matrix_has_the_numbers_of_its_cells(as_partner):
    rows = rows_of(as_partner.get(reverse("overview:where_download", args=["csv"])))
    told = {(row["organisation"], row["district"]): row for row in rows}
    east = told[OTHER, "Northmere"]
    assert (east["delivered_or_serving"], east["delivered"], east["serving"]) == ("1", "0", "1")
    home = told[TRUST, "Northmere"]
    assert (home["delivered_or_serving"], home["delivered"], home["serving"]) == ("2", "2", "2")
    assert told[TRUST, "Eastfold"]["delivered_or_serving"] == "0"  # nought, and it is said


def test_what_does_not_say_its_district_or_strand_is_not_nought(as_partner):
    where = rows_of(as_partner.get(reverse("overview:where_download", args=["csv"])))
    told = {(row["organisation"], row["district"]): row for row in where}
    assert told[OTHER, "not supplied"]["delivered_or_serving"] == "1"  # the street walks
    what = rows_of(as_partner.get(reverse("overview:what_download", args=["csv"])))
    strands = {(row["strand"], row["district"]): row for row in what}
    assert strands["not supplied", "not supplied"]["delivered_or_serving"] == "1"
    assert strands["Urban street gangs", "Northmere"]["delivered_or_serving"] == "0"


def test_an_activity_with_two_districts_counts_once_under_all(as_partner):
    page = queries.where_page(
        viewer=user_of(Role.UNIT, name="Una Unit"), question=Question(), today=day_of_pages()
    )
    heading = [each.text for each in page.table.headings]
    row = next(row for row in page.table.rows if row[0].text == OTHER)
    cells = {name: cell.text for name, cell in zip(heading, row, strict=True)}
    assert cells["All"] == "2"
    assert cells["Northmere"] == cells["Eastfold"] == cells["District not supplied"] == "1"


def test_the_same_question_has_as_many_activities_in_every_overview(as_partner):
    counts = {found_in(as_partner.get(f"/overview/{name}?status=current")) for name in EVERY} | {
        found_in(as_partner.get("/activities?status=current"))
    }
    assert counts == {2}


# Who sees what


@pytest.mark.parametrize("name", PUBLIC)
def test_strangers_see_public_activities_alone(client, name):
    page = text_of(client.get(reverse(f"overview:{name}")))
    assert "2 of 2 activities" in page
    assert "Harbour Lane" not in page
    assert "Street walks" not in page


@pytest.mark.parametrize("name", PUBLIC)
def test_the_end_of_money_and_the_room_are_not_told_to_strangers(client, name):
    page = text_of(client.get(reverse(f"overview:{name}")))
    assert "31 March 2026" not in page.replace("31 March 2026 31 March", "")
    files = client.get(reverse(f"overview:{name}_download", args=["csv"])).content.decode()
    assert "2026-03-31" not in files
    assert "120" not in files


def test_strangers_are_asked_to_sign_in_for_who_works_with_whom(client):
    assert client.get(reverse("overview:network")).status_code == 302
    assert client.get(reverse("overview:network_download", args=["csv"])).status_code == 302
    assert client.get(reverse("overview:feeds")).status_code == 302


def without_nonce(response):
    """What is new with every answer is left out: the word for scripts, and that of forms."""
    assert response.status_code == 200
    once = rb'nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"'
    return re.sub(once, b"", response.content)


def everything(client, names):
    kinds = [reverse(f"overview:{name}_download", args=[kind]) for name in names
             for kind in ("csv", "json")]  # fmt: skip
    pages = [reverse(f"overview:{name}") for name in names]
    more = ["/overview/calendar?lists=month&month=2026-03", "/overview/what?by=theme",
            reverse("overview:public_feed"), reverse("overview:index")]  # fmt: skip
    return {path: without_nonce(client.get(path)) for path in [*pages, *kinds, *more]}


def test_what_strangers_may_not_see_changes_no_byte_for_them(client):
    before = everything(client, PUBLIC)
    import_rows([SECRET, INSIDE], by=None, now=NOW)
    assert everything(client, PUBLIC) == before


def test_what_a_partner_may_not_see_changes_no_byte_for_it(as_partner):
    before = everything(as_partner, EVERY)
    import_rows([SECRET], by=None, now=NOW)
    after = everything(as_partner, EVERY)
    assert [path for path in before if before[path] != after[path]] == []
    assert not any(b"Hidden draft" in content or b"Nobody Else" in content
                   for content in after.values())  # fmt: skip


def test_moving_a_sensitive_site_changes_no_byte_for_strangers(client):
    refuge = club(reference="REFUGE", name="A safe house", organisation=OTHER,
                  sensitive_site=True, visibility=Visibility.PUBLIC)  # fmt: skip
    import_rows([refuge], by=None, now=NOW)
    before = everything(client, PUBLIC)
    assert any(b"A safe house" in content for content in before.values())
    moved = club(reference="REFUGE", name="A safe house", organisation=OTHER,
                 sensitive_site=True, visibility=Visibility.PUBLIC, postcode="",
                 places=(Place(661_500.0, 380_500.0),), delivery_area=AREAS[1])  # fmt: skip
    import_rows([moved], by=None, now=NOW.replace(hour=18))
    assert everything(client, PUBLIC) == before


def test_its_own_organisation_and_the_unit_see_what_is_its_alone(client):
    import_rows([SECRET], by=None, now=NOW)
    client.force_login(user_of(Role.PARTNER, OTHER, name="Olly Other"))
    assert "Hidden draft" in text_of(client.get(reverse("overview:timeline")))
    assert "Nobody Else Knows" in text_of(client.get(reverse("overview:network")))
    client.force_login(user_of(Role.UNIT))
    assert "Hidden draft" in text_of(client.get(reverse("overview:timeline")))


# Honest about what nobody has said


def test_every_overview_says_how_sure_it_is_and_who_is_silent(as_partner):
    organisation_of("Silent Partners")
    for name in EVERY:
        page = text_of(as_partner.get(reverse(f"overview:{name}")))
        assert "As the register stands on" in page
        assert "have not been confirmed in time" in page or "has not been confirmed" in page
        assert "1 of 3 partners has not reported" in page, name
        assert "Silent Partners" in page


def test_an_empty_register_says_what_is_missing(client):
    Activity.objects.all().update(withdrawn_at=NOW)
    from sightline.service.register.queries.keeping import forget

    forget()
    client.force_login(user_of(Role.UNIT))
    for name in EVERY:
        page = text_of(client.get(reverse(f"overview:{name}")))
        assert "0 of 0 activities" in page
        assert "nobody has reported" in page.lower() or "reported it yet" in page


def test_the_table_of_the_timeline_says_what_its_picture_shows(as_partner):
    page = text_of(as_partner.get(reverse("overview:timeline") + "?from=2025-04&months=36"))
    assert "money ends before it does" in page
    assert "Eastfold night football: planned, from 1 September 2024, end not supplied" in page
    assert "Street walks: planned, dates not supplied" in page
    assert "31 March 2026" in page


@pytest.mark.parametrize("group", ["organisation", "strand", "district"])
def test_the_timeline_shows_each_activity_once_however_it_is_grouped(as_partner, group):
    response = as_partner.get(reverse("overview:timeline") + f"?group={group}")
    assert response.content.count(b'class="overview-words"') == 4
    assert response.content.count(b'<th scope="row"') == 4


def test_a_page_of_the_timeline_has_a_hundred_at_most(as_partner):
    import_rows(
        [club(reference=f"M-{n}", name=f"Fable club {n:03}") for n in range(120)], by=None, now=NOW
    )
    first = as_partner.get(reverse("overview:timeline"))
    second = as_partner.get(reverse("overview:timeline") + "?page=2")
    assert first.content.count(b'class="overview-words"') == 100
    assert second.content.count(b'class="overview-words"') == 24
    assert found_in(first) == found_in(second) == 124
    beyond = as_partner.get(reverse("overview:timeline") + "?page=99")
    assert beyond.content.count(b'class="overview-words"') == 24


@pytest.mark.parametrize("query", ["from=2025-13", "from=x", "months=7", "group=x", "from=1066-01"])
def test_what_makes_no_sense_is_said_and_left_out(as_partner, query):
    response = as_partner.get(reverse("overview:timeline") + f"?{query}")
    assert response.status_code == 200
    assert "There is a problem" in text_of(response)


def test_months_are_lists_with_every_date_of_theirs(as_partner):
    page = text_of(as_partner.get("/overview/calendar?lists=month&month=2026-03"))
    assert "Tuesday 31 March 2026 The end of the financial year." in page
    assert "Money ends: Harbour Lane boxing club" in page
    assert "Every week in March 2026" in page
    assert "Tuesdays: 3" in page  # the boxing club, the open evenings, the football
    assert "1 of the 4 does not say on which days it runs" in page


def test_only_the_kinds_of_date_that_were_asked_for_are_listed(as_partner):
    page = text_of(as_partner.get("/overview/calendar?month=2024-01&date=starts"))
    assert "Starts: Harbour Lane boxing club" in page
    assert "Is planned to start: Eastfold night football" in page
    assert "Money ends: " not in page
    rows = rows_of(as_partner.get("/overview/calendar/download.csv?month=2024-01&date=starts"))
    assert [row["date"] for row in rows] == ["2024-09-01"] * 3


def test_reach_is_counted_where_people_are_and_not_at_the_office(as_partner):
    rows = {row["district"]: row
            for row in rows_of(as_partner.get("/overview/reach/download.csv"))}  # fmt: skip
    assert rows["Northmere"]["activities_delivered_or_serving"] == "3"
    assert rows["Northmere"]["organisations_at_work"] == "2"
    assert rows["Northmere"]["of_them_office_not_supplied"] == "2"
    assert rows["Eastfold"]["room_for_people_a_year"] == "120"
    assert rows["District not supplied"]["activities_if_counted_at_the_office"] == "4"


def test_an_office_in_another_district_is_not_where_the_work_is(as_partner):
    Organisation.objects.filter(name=TRUST).update(office_district=DISTRICTS[1])
    rows = {row["district"]: row
            for row in rows_of(as_partner.get("/overview/reach/download.csv"))}  # fmt: skip
    here, office = rows["Northmere"], rows["Eastfold"]
    assert (here["of_them_office_here"], here["of_them_office_elsewhere"]) == ("0", "1")
    assert here["of_them_office_not_supplied"] == "1"
    assert office["activities_if_counted_at_the_office"] == "2"
    assert here["activities_if_counted_at_the_office"] == "0"
    page = text_of(as_partner.get("/overview/reach"))
    assert "1 of 2 organisations at work say where in the county" in page


# Who works with whom


def test_partners_are_found_by_name_and_those_not_on_the_register_are_said_to_be(as_partner):
    page = text_of(as_partner.get(reverse("overview:network")))
    assert "Fable Police (not on the register)" in page
    assert f"{OTHER} {TRUST} 1" in page  # the football: the trust is its host
    rows = {row["organisation"]: row
            for row in rows_of(as_partner.get("/overview/network/download.csv"))}  # fmt: skip
    assert rows[TRUST]["on_the_register"] == "yes"
    assert rows["Fable Fund"]["on_the_register"] == "no"
    assert rows[TRUST]["works_with"].split("; ") == [
        "Fable Fund", "Fable Police", OTHER, "Northmere Council", "Unknown Friends",
    ]  # fmt: skip
    assert (rows[TRUST]["kinds_of_activity"], rows[TRUST]["activities_of_unknown_kind"]) == (
        "1", "1",
    )  # fmt: skip


def test_every_pair_is_in_a_file_with_what_they_work_on(as_partner):
    rows = rows_of(as_partner.get("/overview/network/pairs.csv"))
    told = {(row["organisation"], row["works_with"]): row for row in rows}
    assert told["Fable Police", TRUST]["activities_shared"] == "3"
    assert told["Fable Police", TRUST]["on_what"] == "Mentoring; not supplied"


def test_what_was_worked_out_is_kept_only_while_nothing_changes_and_for_one_voice(client):
    client.force_login(user_of(Role.UNIT))
    first = client.get("/overview/network/download.json").content
    assert client.get("/overview/network/download.json").content == first
    import_rows([SECRET], by=None, now=NOW)
    assert b"Nobody Else Knows" in client.get("/overview/network/download.json").content
    client.force_login(user_of(Role.PARTNER, TRUST))
    assert b"Nobody Else Knows" not in client.get("/overview/network/download.json").content


def test_paying_can_be_left_out_of_what_ties(as_partner):
    rows = rows_of(as_partner.get("/overview/network/download.csv?through=doing"))
    assert "Fable Fund" not in {row["organisation"] for row in rows}


def test_who_connects_others_is_said_in_words(as_partner):
    rows = {row["organisation"]: row
            for row in rows_of(as_partner.get("/overview/network/download.csv"))}  # fmt: skip
    assert rows[TRUST]["holds_together"] == ""  # the police know everybody too
    import_rows([club(reference="N", partners=("Far Friends",))], by=None, now=NOW)
    page = text_of(as_partner.get(reverse("overview:network")))
    assert f"If {TRUST} left, " in page
    assert "would no longer be connected with Far Friends" in page


def test_the_picture_has_the_names_of_the_table_and_is_the_same_each_time(as_partner):
    once, again = (as_partner.get(reverse("overview:network")) for _ in range(2))
    picture = re.compile(rb'<svg viewBox="0 0 960.*?</svg>', re.DOTALL)
    assert picture.search(once.content)[0] == picture.search(again.content)[0]
    dots = re.findall(rb"<circle[^>]*><title>([^<]+)</title>", once.content)
    assert len(dots) == 6


def test_too_many_to_read_are_not_drawn_but_one_of_them_can_be(as_partner):
    many = [club(reference=f"T-{n}", partners=(f"Friend {n}", f"Pal {n}")) for n in range(30)]
    import_rows(many, by=None, now=NOW)
    page = as_partner.get(reverse("overview:network"))
    assert "are too many to draw" in text_of(page)
    near = as_partner.get(reverse("overview:network") + "?around=Friend 3")
    assert "Friend 3 and those it works with" in text_of(near)
    assert near.content.count(b"overview-dot--chosen") == 1


# Files


def test_files_hold_what_the_page_is_about_and_no_formula(as_partner):
    import_rows([club(reference="F", name="=HYPERLINK(1)", partners=("@sum(1)",))],
                by=None, now=NOW)  # fmt: skip
    for name in EVERY:
        text = as_partner.get(reverse(f"overview:{name}_download", args=["csv"])).content.decode()
        cells = [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row]
        assert not any(cell.startswith(("=", "@", "+", "-")) for cell in cells), name
        content = as_partner.get(reverse(f"overview:{name}_download", args=["json"])).content
        told = json.loads(content)
        assert told["about"].startswith("5 of 5 activities.")
        assert told["as_of"] == day_of_pages().isoformat()


def test_there_is_no_other_kind_of_file(as_partner):
    assert as_partner.get(reverse("overview:timeline_download", args=["exe"])).status_code == 404


@pytest.mark.parametrize("name", EVERY)
def test_a_page_asks_the_database_few_questions(as_partner, name):
    as_partner.get(reverse(f"overview:{name}"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert as_partner.get(reverse(f"overview:{name}")).status_code == 200
    assert len(asked) <= 30, [each["sql"][:90] for each in asked]


def test_the_way_in_shows_what_may_be_opened(client):
    assert "Who works with whom" not in text_of(client.get(reverse("overview:index")))
    client.force_login(user_of(Role.ANALYST))
    page = text_of(client.get(reverse("overview:index")))
    assert "Who works with whom" in page
    assert "Overview" in page


def test_today_is_marked_only_where_it_is_shown():
    page = queries.timeline_page(
        viewer=AnonymousUser(),
        question=Question(choices=(("from", "2030-04"), ("months", "12"))),
        today=date(2026, 1, 15),
    )
    assert page.drawing is not None
    assert {tick.kind for tick in page.drawing.ticks} == {"month", "year-end"}
