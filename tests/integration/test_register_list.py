"""The list of activities: one set of numbers for list, filters, pages and downloads; no leaks."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date

import pytest
from django.core.cache import cache
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
from python_calamine import CalamineWorkbook

from sightline.analysis.framework import AgeRange
from sightline.analysis.periods import Month
from sightline.analysis.provision import Place, Status
from sightline.exchange.activities import HEADINGS
from sightline.service.accounts.models import Role, User
from sightline.service.audit.models import Event
from sightline.service.pages.actions import name_instance
from sightline.service.register import queries
from sightline.service.register.actions import import_rows
from sightline.service.register.models import Activity
from sightline.service.register.queries.facets import FACET_WORDS

pytestmark = pytest.mark.django_db
REFUGE = club(
    reference="REFUGE",
    name="A safe house",
    organisation=OTHER,
    sensitive_site=True,
    places=(Place(660_500.0, 380_500.0),),
    areas_served=(AREAS[0], AREAS[1]),
    approach="",
)
PLACE_WORDS = ("ZZ1 1AA", AREAS[0], "660500", "660,500", "380500", "Northmere 001A")


@pytest.fixture(autouse=True)
def _register():
    store_county()
    import_rows([club(), bare(), REFUGE], by=None, now=NOW)
    cache.clear()


@pytest.fixture
def as_partner(client):
    """A partner of the trust, not of the other organisation."""
    client.force_login(user_of(Role.PARTNER, TRUST))
    return client


def text_of(response):
    assert response.status_code == 200, response.content[:400]
    plain = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", plain)))


def listed(client, query=""):
    """The names on the list, in order."""
    response = client.get(reverse("register:activities") + query)
    assert response.status_code == 200
    return re.findall(
        r'<h3[^>]*><a[^>]*href="/activities/[^"]+">([^<]+)<', response.content.decode()
    )


def csv_rows(client, query=""):
    response = client.get(reverse("register:download", args=["csv"]) + query)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["A safe house", "Harbour Lane boxing club", "Street walks"]),
        ("?q=boxing", ["Harbour Lane boxing club", "A safe house"]),  # the name comes first
        ("?q=BOXING+shoreline", ["Harbour Lane boxing club"]),
        ("?q=lantern", ["A safe house", "Street walks"]),
        ("?q=goes+to+school", ["Harbour Lane boxing club"]),  # of a refuge that is not searched
        ("?q=mentor", ["A safe house", "Harbour Lane boxing club"]),  # words that begin so
        ("?q=boxing&order=name", ["A safe house", "Harbour Lane boxing club"]),
        ("?q=100%25", []),
        ("?theme=knife-crime", ["Street walks"]),
        ("?theme=knife-crime&theme=violence&status=planned", ["Street walks"]),
        ("?status=current", ["A safe house", "Harbour Lane boxing club"]),
        ("?level=not-supplied", ["Street walks"]),
        ("?level=secondary&district=X07000001", ["A safe house", "Harbour Lane boxing club"]),
        ("?district=X07000002", []),
        ("?district=not-supplied", ["Street walks"]),
        ("?ages=18-30", ["A safe house", "Harbour Lane boxing club"]),
        ("?ages=19-30", []),
        ("?order=unconfirmed", ["Street walks", "A safe house", "Harbour Lane boxing club"]),
        ("?order=money", ["A safe house", "Harbour Lane boxing club", "Street walks"]),
        ("?page=99", ["A safe house", "Harbour Lane boxing club", "Street walks"]),
    ],
)
def test_what_is_asked_is_listed_and_downloaded_in_one_order(as_partner, query, names):
    assert listed(as_partner, query) == names
    assert [row["activity"] for row in csv_rows(as_partner, query)] == names


def test_an_organisation_is_a_filter_too(as_partner):
    query = f"?organisation={organisation_of(OTHER).pk}"
    assert listed(as_partner, query) == ["A safe house", "Street walks"]


def test_stale_is_as_analysis_has_it():
    edge, past = club(confirmed_on=date(2025, 8, 1)), club(confirmed_on=date(2025, 7, 31))
    for activity, stale in ((edge, 0), (past, 1)):
        import_rows(
            [activity.__class__(**{**activity.__dict__, "reference": f"edge{stale}"})],
            by=None, now=NOW,
        )  # fmt: skip
    found = queries.Asked(stale=True)
    unit = user_of(Role.UNIT)
    page = queries.activities_page(
        viewer=unit, asked=found, names=queries.filter_names(unit), today=TODAY
    )
    names = Activity.objects.filter(reference="edge1").values_list("pk", flat=True)
    assert [item.address for item in page.items if "boxing" in item.name] == [
        reverse("register:activity", args=[key]) for key in names
    ]
    assert page.counts["stale"] == {"yes": len(page.items)}


def test_counts_tell_how_many_a_filter_would_leave(as_partner):
    response = as_partner.get(reverse("register:activities") + "?status=current")
    facets = {facet.name: facet for facet in response.context["page"].facets}
    shown = {
        name: {choice.value: f"{choice.words} ({choice.count})" for choice in facet.choices}
        for name, facet in facets.items()
    }
    assert shown["status"] == {"planned": "planned (1)", "current": "current (2)"}
    assert shown["theme"] == {
        "violence": "Violence (2)",
        "exploitation": f"{_theme_name('exploitation')} (2)",
    }
    assert shown["district"] == {DISTRICTS[0]: "Northmere (2)"}
    assert shown["shown"] == {"partnership": "the partnership (2)"}
    assert set(shown) == set(FACET_WORDS)
    for name, choices in shown.items():
        for value, words in choices.items():
            query = f"?{name}={value}" + ("&status=current" if name != "status" else "")
            assert words.endswith(f"({len(listed(as_partner, query))})"), (name, words)


def test_a_filter_with_very_many_values_offers_the_commonest_and_those_chosen(as_partner):
    many = [bare(reference="1", organisation=f"Trust {number:02}") for number in range(30)]
    import_rows([*many, bare(reference="2", organisation="Trust 17")], by=None, now=NOW)
    chosen = organisation_of("Trust 29").pk
    page = as_partner.get(f"{reverse('register:activities')}?organisation={chosen}").context["page"]
    (facet,) = [facet for facet in page.facets if facet.name == "organisation"]
    offered = {choice.words: choice.chosen for choice in facet.choices}
    assert len(offered) == 13
    assert {"Lantern House", "Trust 17"} <= set(offered)
    assert [words for words, is_chosen in offered.items() if is_chosen] == ["Trust 29"]
    assert facet.more == "The 12 with most activities; 20 more can be found by name."


def test_a_district_is_meant_as_delivered_in_as_served_or_either(as_partner):
    import_rows(
        [club(reference="OUT", name="Out", organisation=OTHER, areas_served=(DISTRICTS[1],))],
        by=None, now=NOW,
    )  # fmt: skip
    east, north = f"district={DISTRICTS[1]}", f"district={DISTRICTS[0]}"
    assert listed(as_partner, f"?{east}") == ["Out"]
    assert listed(as_partner, f"?{east}&place=served") == ["Out"]
    assert listed(as_partner, f"?{east}&place=delivered") == []
    assert "Out" in listed(as_partner, f"?{north}&place=delivered")
    assert "Out" not in listed(as_partner, f"?{north}&place=served")


def test_only_those_with_places_free_now(as_partner):
    import_rows([club(places_free=2.0)], by=None, now=NOW)
    assert listed(as_partner, "?free=yes") == ["Harbour Lane boxing club"]
    assert as_partner.get("/activities").context["page"].free_count == "1"


def _theme_name(code):
    return queries.filter_names(user_of(Role.UNIT))["theme"][code]


def test_filters_that_are_set_are_shown_with_a_way_to_remove_each(as_partner):
    query = "?q=boxing&theme=violence&theme=knife-crime&ages=10-24&stale=yes&order=money"
    page = as_partner.get(reverse("register:activities") + query).context["page"]
    removed = {each.words: each.remove_address for each in page.applied}
    assert set(removed) == {
        "“boxing”", "Violence", _theme_name("knife-crime"), "overlap 10 to 24",
        "not confirmed in 6 months",
    }  # fmt: skip
    assert removed["Violence"] == (
        "/activities?q=boxing&theme=knife-crime&ages=10-24&stale=yes&order=money"
    )
    assert "ages=10-24" not in removed["overlap 10 to 24"]
    assert page.clear_address == "/activities?order=money"
    assert [file.address for file in page.files] == [
        f"/activities/download.{kind}{query}" for kind in ("csv", "xlsx", "json", "geojson")
    ]


def test_what_makes_no_sense_is_said_and_left_out(as_partner):
    response = as_partner.get(reverse("register:activities") + "?ages=old&theme=nonsense&page=x")
    text = text_of(response)
    assert "found 'old', wanted a range such as 10-24" in text
    assert "nonsense is not one of the available choices" in text
    assert "3 of 3 activities" in text


def test_activities_without_ages_are_not_silently_gone(as_partner):
    text = text_of(as_partner.get(reverse("register:activities") + "?ages=10-24"))
    assert "1 activity that does not say for what ages it is cannot be matched by age" in text


def test_pages_share_one_order_and_the_address_keeps_everything(as_partner):
    more = [club(reference=f"N{i}", name=f"Number {i:03}") for i in range(60)]
    import_rows(more, by=None, now=NOW)
    names = [
        name for page in (1, 2, 3) for name in listed(as_partner, f"?status=current&page={page}")
    ]
    assert len(names) == 62
    assert names == sorted(names, key=str.casefold)
    pages = (
        as_partner.get(reverse("register:activities") + "?status=current&page=2")
        .context["page"]
        .pages
    )
    assert pages.next == "/activities?status=current&page=3"
    assert pages.previous == "/activities?status=current"
    assert len(csv_rows(as_partner, "?status=current&page=2")) == 62


def test_an_empty_register_says_that_nobody_has_reported(as_partner):
    Activity.objects.all().delete()
    text = text_of(as_partner.get(reverse("register:activities")))
    assert "Nobody has reported an activity yet." in text
    assert "0 of 0 activities" in text


def test_nothing_found_says_what_to_do(as_partner):
    text = text_of(as_partner.get(reverse("register:activities") + "?q=zzzz"))
    assert "No activity on the register answers all of this." in text


def test_what_is_not_supplied_is_never_blank_or_zero(as_partner):
    page = as_partner.get(reverse("register:activities") + "?q=street").context["page"]
    (item,) = page.items
    assert (item.ages, item.where, item.money, item.freshness) == (
        "not supplied", "not supplied", "not supplied", "never confirmed",
    )  # fmt: skip


def test_a_sheet_has_exactly_the_headings_and_one_visible_sheet(as_partner):
    response = as_partner.get(reverse("register:download", args=["xlsx"]))
    assert "attachment" in response["Content-Disposition"]
    assert 'filename="activities-' in response["Content-Disposition"]  # of no made-up county
    assert response["Cache-Control"] == "private, no-store"
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    assert len(workbook.sheet_names) == 1
    rows = workbook.get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == HEADINGS.all
    assert len(rows) == 4


def test_no_download_holds_a_formula(as_partner):
    names = ["=1+1", "+44", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1"]
    import_rows(
        [bare(reference=f"F{i}", description=name) for i, name in enumerate(names)],
        by=None, now=NOW,
    )  # fmt: skip
    for row in csv_rows(as_partner):
        assert not [cell for cell in row.values() if cell and cell[0] in "=+-@\t\r"]
    response = as_partner.get(reverse("register:download", args=["xlsx"]))
    import zipfile

    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_only_its_own_people_and_the_unit_see_where_a_sensitive_site_is(client):
    addresses = (
        reverse("register:activities"),
        reverse("register:download", args=["csv"]),
        reverse("register:activity", args=[Activity.objects.get(reference="REFUGE").pk]),
    )
    import_rows([club(places=(), postcode="", delivery_area="", areas_served=())], by=None, now=NOW)
    for user, sees in (
        (user_of(Role.PARTNER, TRUST), False),
        (user_of(Role.ANALYST), False),
        (user_of(Role.PARTNER, OTHER, name="Of Lantern House"), True),
        (user_of(Role.UNIT), True),
    ):
        client.force_login(user)
        told = " ".join(client.get(address).content.decode() for address in addresses)
        assert ("ZZ1 1AA" in told) is sees, user
        assert ("Northmere 001A" in told) is sees, user
        if not sees:
            assert not [words for words in PLACE_WORDS if words in told], user


def test_others_download_its_district_and_cannot_search_its_place(as_partner):
    (row,) = csv_rows(as_partner, "?q=safe+house")
    assert (row["delivery_area"], row["areas_served"], row["postcode"], row["latitude"]) == (
        DISTRICTS[0], DISTRICTS[0], "", "",
    )  # fmt: skip
    for words in ("ZZ1", AREAS[0], "001A"):
        assert "A safe house" not in listed(as_partner, f"?q={words}")
    assert "A safe house" in listed(as_partner, f"?district={DISTRICTS[0]}")


def test_moving_a_sensitive_site_within_its_district_changes_nothing_others_see(as_partner):
    refuge = Activity.objects.get(reference="REFUGE")
    addresses = (
        reverse("register:activities") + "?q=safe",
        reverse("register:download", args=["csv"]),
        reverse("register:download", args=["xlsx"]),
        reverse("register:activity", args=[refuge.pk]),
        reverse("register:organisation", args=[refuge.organisation_id]),
    )

    def told():
        pages = [as_partner.get(address).content for address in addresses]
        return [re.sub(rb'nonce="[^"]*"|csrf\w+" value="[^"]*"', b"", page) for page in pages]

    before = told()
    Activity.objects.filter(pk=refuge.pk).update(postcode="ZZ9 9ZZ", delivery_area=AREAS[1])
    refuge.place_rows.update(easting_m=663_900.0, northing_m=381_900.0)
    refuge.served_rows.filter(code=AREAS[0]).delete()
    assert told() == before


def test_few_people_are_shown_to_those_they_are_counted_by_alone(client):
    def told(user):
        client.force_login(user)
        return {row["activity"]: row["people_last_year"] for row in csv_rows(client)}

    name = club().name
    assert told(user_of(Role.PARTNER, TRUST))[name] == "6"
    assert told(user_of(Role.UNIT))[name] == "6"
    assert told(user_of(Role.ANALYST))[name] == "too few to show"
    import_rows([club(people_last_year=0.0), bare(people_last_year=15.0)], by=None, now=NOW)
    found = told(user_of(Role.ANALYST))
    assert (found[name], found["Street walks"], found["A safe house"]) == (
        "0", "15", "too few to show",
    )  # fmt: skip


def test_the_unit_reads_its_own_download_back_without_a_change(client):
    from sightline.service.sheets.actions import commit_upload, send_sheet
    from sightline.service.sheets.models import Upload

    unit = user_of(Role.UNIT)
    client.force_login(unit)
    content = client.get(reverse("register:download", args=["xlsx"])).content
    key = send_sheet(content=content, file_name="again.xlsx", by=unit, now=NOW, today=TODAY)
    commit_upload(upload_id=key, seen_event=Event.objects.count(), by=unit, now=NOW)
    outcome = Upload.objects.get(pk=key).outcome
    assert outcome == {"added": 0, "changed": 0, "unchanged": 3, "refused": 0}


def test_an_organisation_says_what_it_does_and_when_it_was_confirmed(as_partner):
    page = as_partner.get(
        reverse("register:organisation", args=[organisation_of(OTHER).pk])
    ).context["page"]
    assert page.found.startswith("2 of 2")
    assert page.confirmed.startswith("confirmed ")
    assert {item.name for item in page.items} == {"A safe house", "Street walks"}


def test_home_tells_how_many_are_current_and_how_many_not_confirmed(as_partner):
    current, stale = queries.home_figures(user_of(Role.UNIT))
    assert (current.value, current.unit) == ("2", "of 3 on the register")
    assert stale.unit.endswith("of 2")
    for figure, number in ((current, "2"), (stale, stale.unit.split()[0])):
        found = as_partner.get(figure.address).context["page"].found
        assert found.split()[0] == number, "the link does not lead to what the figure counts"
    import_rows([club(ages=AgeRange(1, 2), status=Status.ENDED)], by=None, now=NOW)
    assert queries.home_figures(User.objects.get(role=Role.UNIT))[0].value == "1"
    assert "Activities said to be current" in text_of(as_partner.get("/"))
    Activity.objects.all().delete()
    (lack,) = queries.home_figures(User.objects.get(role=Role.UNIT))
    assert lack.what == "Nobody has reported an activity yet."


def test_in_a_made_up_county_time_stands_still(as_partner):
    def name_county(*, fictional):
        name_instance(
            name="Fableshire", fictional=fictional, as_of=Month(2025, 12), theme="violence",
            ages=None, now=NOW,
        )  # fmt: skip
        return queries.day_of_pages()

    assert queries.day_of_pages() == localdate()
    assert name_county(fictional=False) == localdate()
    assert name_county(fictional=True) == date(2025, 12, 31)
    key = Activity.objects.get(reference="CLUB-1").pk
    page = as_partner.get(reverse("register:activity", args=[key])).context["page"]
    assert (page.freshness, page.is_stale) == ("confirmed 2 months ago", False)
    as_partner.post(page.confirm_address, {"version": page.version})
    page = as_partner.get(reverse("register:activity", args=[key])).context["page"]
    assert (page.freshness, page.confirm_address) == ("confirmed today", "")


@pytest.mark.parametrize(
    "address",
    ["/activities", "/activities?q=boxing&ages=10-24&status=current", "/activities/download.csv"],
)
def test_few_questions_to_the_database(as_partner, django_assert_max_num_queries, address):
    import_rows([club(reference=f"N{i}", name=f"Number {i}") for i in range(60)], by=None, now=NOW)
    as_partner.get(address)  # the first look after a change reads what changed
    with django_assert_max_num_queries(30):
        as_partner.get(address)


def test_nothing_is_listed_by_another_method(as_partner):
    for address in (reverse("register:activities"), reverse("register:download", args=["csv"])):
        assert as_partner.post(address).status_code == 405
    assert as_partner.get("/activities/download.pdf").status_code == 404
    assert as_partner.get("/organisations/00000000-0000-4000-8000-000000000000").status_code == 404
