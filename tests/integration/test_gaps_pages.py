"""Where is the gap: one number everywhere, filters and policy in the address, honest when empty."""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from factories.county_folder import BESIDE, OVER_WATER, load, write_county_folder
from factories.pages import cells_of, first_word, rows_of, text_of
from factories.small_county import AREAS

from sightline.service.accounts.actions import set_up_demo_user
from sightline.service.accounts.models import Role
from sightline.service.gaps.models import AreaGap, GapRun, ReachPart
from sightline.service.gaps.queries import answers
from sightline.service.register.queries import provision_activities

pytestmark = pytest.mark.django_db
SHEET_COLUMNS = (
    "area,area_name,theme,ages,as_of,population,need_per_1000,need_low,need_high,people_to_reach,"
    "people_reached,shortfall,shortfall_low,shortfall_high,kind,share_silent,target_share,"
    "target_rule,reasons"
).split(",")


def user_of(role):
    return set_up_demo_user(
        email=f"{role}@sightline.example", name=f"{role}", role=role, password="a long password"
    )


@pytest.fixture(scope="module", autouse=True)
def _county(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small county, loaded once for all of these tests and taken away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(write_county_folder(tmp_path_factory.mktemp("county")))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(client):
    """Somebody of the partnership."""
    client.force_login(user_of(Role.PARTNER))
    return client


ADDRESSES = (
    ("gaps:where", ()),
    ("gaps:area", (AREAS[0],)),
    ("gaps:panel", (AREAS[0],)),
    ("gaps:shapes", ()),
    ("gaps:download", ("csv",)),
    ("gaps:download", ("xlsx",)),
)


@pytest.mark.parametrize(("route", "args"), ADDRESSES)
def test_a_stranger_is_asked_to_sign_in(client, route, args):
    address = reverse(route, args=args)
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/sign-in?next={address}"


@pytest.mark.parametrize("role", [Role.PARTNER, Role.ANALYST, Role.UNIT])
@pytest.mark.parametrize(("route", "args"), ADDRESSES)
def test_everybody_of_the_partnership_sees_the_same(client, route, args, role):
    client.force_login(user_of(role))
    assert client.get(reverse(route, args=args)).status_code == 200


@pytest.mark.parametrize(("route", "args"), ADDRESSES)
def test_pages_only_look(reader, route, args):
    assert reader.post(reverse(route, args=args)).status_code == 405


@pytest.mark.parametrize(("route", "args", "most"), [
    ("gaps:where", (), 20), ("gaps:area", (AREAS[0],), 30), ("gaps:shapes", (), 12),
    ("gaps:download", ("csv",), 12), ("gaps:panel", (AREAS[0],), 12), ("pages:home", (), 30),
])  # fmt: skip
def test_pages_ask_the_database_little(reader, django_assert_max_num_queries, route, args, most):
    with django_assert_max_num_queries(most):
        reader.get(reverse(route, args=args))


@pytest.mark.parametrize("area", [AREAS[0], AREAS[1], AREAS[5], AREAS[11]])
def test_one_number_on_list_map_panel_area_page_and_file(reader, area):
    kept = AreaGap.objects.get(area_id=area)
    where = reader.get(reverse("gaps:where"), {"area": area})
    cells = cells_of(where, area)
    need, shortfall = f"{kept.need_per_1000:,.1f}", f"{kept.shortfall:,.0f}"
    if 0 < kept.shortfall < 0.5:
        shortfall = "less than 1"
    assert first_word(cells["Need per 1,000 a year"]) == need
    assert first_word(cells["Shortfall"]) == shortfall

    shapes = json.loads(reader.get(reverse("gaps:shapes")).content)
    said = {feature["properties"]["code"]: feature["properties"] for feature in shapes["features"]}
    assert (said[area]["need"], said[area]["shortfall"]) == (need, shortfall)

    page = text_of(reader.get(reverse("gaps:area", args=[area])))
    panel = text_of(reader.get(reverse("gaps:panel", args=[area])))
    for words in (page, panel):
        assert f"Need {need} a year per 1,000" in words
        assert f"Shortfall {shortfall} a year" in words
    assert f"{need} incidents a year per 1,000 people of these ages" in page

    (row,) = [r for r in rows_of(reader.get(reverse("gaps:download", args=["csv"])))
              if r["area"] == area]  # fmt: skip
    assert float(row["need_per_1000"]) == pytest.approx(kept.need_per_1000, abs=1e-4)
    assert float(row["shortfall"]) == pytest.approx(kept.shortfall, abs=1e-4)
    assert row["kind"] == kept.kind


def test_the_list_is_worst_first_and_the_hot_spot_leads(reader):
    rows = rows_of(reader.get(reverse("gaps:download", args=["csv"])))
    shortfalls = [float(row["shortfall"]) for row in rows]
    assert shortfalls == sorted(shortfalls, reverse=True)
    needs = {row["area"]: float(row["need_per_1000"]) for row in rows}
    assert max(needs, key=needs.get) == AREAS[0]
    assert list(rows[0]) == SHEET_COLUMNS


def test_filters_leave_what_they_say_and_the_file_has_exactly_the_rows_shown(reader):
    asked = {"district": "X07000002", "find": "sageby 0"}
    page = reader.get(reverse("gaps:where"), asked)
    shown = re.findall(r'<tr[^>]*data-area="([^"]+)"', page.content.decode())
    assert sorted(shown) == [a for n, a in enumerate(AREAS) if n % 4 >= 2]
    assert "6 of 12 areas" in text_of(page)
    rows = rows_of(reader.get(reverse("gaps:download", args=["csv"]), asked))
    assert [row["area"] for row in rows] == shown


def test_choices_count_what_they_would_leave(reader):
    kinds = dict.fromkeys(AreaGap.objects.values_list("kind", flat=True))
    for kind in kinds:
        many = AreaGap.objects.filter(kind=kind).count()
        page = reader.get(reverse("gaps:where"), {"district": ""}).content.decode()
        assert f"{kind.capitalize()} ({many})" in page
        there = text_of(reader.get(reverse("gaps:where"), {"kind": kind}))
        assert (f"{many} of 12 areas" in there) or (many == 12 and "All 12 areas" in there)


def test_filters_on_are_listed_with_a_way_to_take_each_away(reader):
    asked = {"district": "X07000001", "kind": "too little", "share": "20"}
    page = reader.get(reverse("gaps:where"), asked).content.decode()
    links = [html.unescape(a) for a in re.findall(r'href="([^"]+)">Remove', page)]
    assert links == ["/gaps?kind=too+little&share=20", "/gaps?district=X07000001&share=20"]


def test_no_area_found_is_said_not_left_blank(reader):
    page = text_of(reader.get(reverse("gaps:where"), {"find": "nowhere at all"}))
    assert "0 of 12 areas" in page
    assert "No area matches" in page


def test_another_policy_is_stated_with_what_it_changes(reader):
    kept = text_of(reader.get(reverse("gaps:where")))
    assert "The partnership’s policy: reach 10% of the group a year" in kept
    page = text_of(reader.get(reverse("gaps:where"), {"share": "50", "rule": "equal"}))
    assert "reach 50% of the group a year, the same share everywhere" in page
    changed = re.search(r"(\d+) areas? changes? kind", page)
    before = dict(AreaGap.objects.values_list("area_id", "kind"))
    rows = rows_of(
        reader.get(reverse("gaps:download", args=["csv"]), {"share": "50", "rule": "equal"})
    )
    after = {row["area"]: row["kind"] for row in rows}
    assert int(changed[1]) == sum(before[area] != after[area] for area in AREAS)
    assert {row["target_share"] for row in rows} == {"0.5"}
    assert [float(row["people_to_reach"]) for row in rows] == pytest.approx([75.0] * 12)


def test_the_area_page_keeps_the_policy_of_the_list(reader):
    where = reader.get(reverse("gaps:where"), {"share": "50", "rule": "equal"})
    address = html.unescape(re.search(r'href="(/gaps/areas/[^"]+)"', where.content.decode())[1])
    assert "share=50" in address
    assert "rule=equal" in address
    page = text_of(reader.get(address))
    assert "You are looking at another policy: reach 50% of the group" in page
    assert "People to reach 75 a year" in page


def test_nothing_is_stored_by_looking_under_another_policy(reader):
    before = list(GapRun.objects.values_list("pk", "target_share"))
    reader.get(reverse("gaps:where"), {"share": "50"})
    assert list(GapRun.objects.values_list("pk", "target_share")) == before


@pytest.mark.parametrize(("given", "told"), [
    ({"share": "lots"}, "Write the share of the group as a number, such as 10 for one in ten."),
    ({"share": "150"}, "Write a share between 0 and 100."),
    ({"share": "-1"}, "Write a share between 0 and 100."),
    ({"share": "nan"}, "Write the share of the group as a number, such as 10 for one in ten."),
    ({"share": "1e5000"}, "Write a share"),
    ({"kind": "bogus"}, "Choose a kind of gap from the list."),
    ({"rule": "bogus"}, "Choose a rule from the list."),
    ({"find": "x" * 81}, "Search for at most 80 letters."),
])  # fmt: skip
def test_what_cannot_be_asked_is_said_and_the_list_still_shows(reader, given, told):
    page = text_of(reader.get(reverse("gaps:where"), given))
    assert "There is a problem" in page
    assert told in page
    assert "All 12 areas" in page


@pytest.mark.parametrize("page", ["0", "-3", "99999", "x", ""])
def test_any_page_number_shows_a_page(reader, page):
    assert "All 12 areas" in text_of(reader.get(reverse("gaps:where"), {"page": page}))


def test_the_area_page_opens_the_records_behind_its_number(reader):
    page = text_of(reader.get(reverse("gaps:area", args=[AREAS[0]])))
    assert "Its own incidents 360 in 12 months" in page
    assert "360 incidents of the categories that stand for this theme" in page
    assert "Violence and sexual offences counted as need " + "30 " * 12 + "360" in page
    assert "Bicycle theft " + "1 " * 12 + "12" in page
    assert "Tell Police street-level files, January to December 2025" in page


def test_the_area_page_says_what_reaches_it_and_what_is_worth_knowing(reader):
    page = text_of(reader.get(reverse("gaps:area", args=[AREAS[0]])))
    reach = page.split("What reaches this area")[2]
    assert "Evening club" in reach
    assert "County-wide talks" in reach
    assert "For ages 60-90: not the ages asked about." in reach
    assert "Last confirmed on 1 February 2025." in reach
    assert "How many people it has room for is not supplied." in reach
    assert "Old club" not in reach
    assert "1 current activity has no place and no area served" in reach


def test_neighbours_over_the_border_and_over_water_are_named_without_figures(reader):
    corner = text_of(reader.get(reverse("gaps:area", args=[AREAS[8]])))
    assert "Lyricshire 001A Lyricshire Across water, 0.9 km Outside the county" in corner
    east = text_of(reader.get(reverse("gaps:area", args=[AREAS[3]])))
    assert "Sagashire 001A Sagashire Shares a boundary Outside the county" in east


@pytest.mark.parametrize("area", [BESIDE, OVER_WATER, "X01999999", "no-such"])
def test_an_area_that_is_not_the_countys_has_no_page(reader, area):
    assert reader.get(reverse("gaps:area", args=[area])).status_code == 404
    assert reader.get(reverse("gaps:panel", args=[area])).status_code == 404


def test_a_share_that_cannot_be_asked_leaves_the_area_page_as_it_is(reader):
    address = reverse("gaps:area", args=[AREAS[0]])
    assert text_of(reader.get(address, {"share": "lots"})) == text_of(reader.get(address))


def test_an_activity_whose_end_was_taken_away_since_the_run_is_no_fault(reader):
    ReachPart.objects.filter(area_id=AREAS[0]).update(lasts=False)
    assert reader.get(reverse("gaps:area", args=[AREAS[0]])).status_code == 200


def test_the_area_page_reads_only_the_activities_that_reach_it(reader):
    everywhere = {each.reference for each in provision_activities()}
    here = set(ReachPart.objects.filter(area_id=AREAS[0]).values_list("activity", flat=True))
    assert here < everywhere
    found = provision_activities([UUID(key) for key in here])
    assert {each.reference for each in found} == here


def test_a_run_that_is_replaced_while_it_is_read_is_read_anew(monkeypatch):
    kept = answers.kept_run()
    runs = iter([replace(kept, pk=0), kept])
    monkeypatch.setattr(answers, "kept_run", lambda: next(runs))
    answer = answers.kept_answer()
    assert answer.run == kept
    assert len(answer.table) == len(AREAS)


def test_what_the_records_cannot_tell_is_on_list_and_area_page(reader):
    for address in (reverse("gaps:where"), reverse("gaps:area", args=[AREAS[0]])):
        page = text_of(reader.get(address))
        assert "What these figures cannot tell" in page
        assert "sexual offences" in page.split("What these figures cannot tell")[1]


def test_home_shows_the_numbers_that_matter(reader):
    page = text_of(reader.get(reverse("pages:home")))
    short = AreaGap.objects.filter(shortfall__gte=0.5).count()
    assert f"Areas where too few are reached {short} of 12 areas" in page
    assert "Partners who have not reported lately 50% 1 of 2 partners" in page


def test_the_excel_file_has_the_rows_of_the_csv_and_no_formula(reader):
    from python_calamine import CalamineWorkbook

    file = reader.get(reverse("gaps:download", args=["xlsx"]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    assert book.sheet_names == ["gaps"]
    headings, *rows = book.get_sheet_by_name("gaps").to_python()
    assert headings == SHEET_COLUMNS
    texts = rows_of(reader.get(reverse("gaps:download", args=["csv"])))
    assert [row[0] for row in rows] == [row["area"] for row in texts]


def test_a_name_that_looks_like_a_formula_is_text_in_every_file(reader):
    from sightline.service.places.models import Area

    Area.objects.filter(code=AREAS[0]).update(name='=HYPERLINK("http://x")')
    rows = rows_of(reader.get(reverse("gaps:download", args=["csv"])))
    assert '\'=HYPERLINK("http://x")' in {row["area_name"] for row in rows}
    book = reader.get(reverse("gaps:download", args=["xlsx"])).content
    import zipfile

    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("name", ["＝1+1", "\n=1+1", "'=1+1", "@SUM(1)"])
def test_whatever_a_sheet_takes_for_a_formula_is_kept_from_it(reader, name):
    from sightline.service.places.models import Area

    Area.objects.filter(code=AREAS[0]).update(name=name)
    rows = rows_of(reader.get(reverse("gaps:download", args=["csv"])))
    (kept,) = [row["area_name"] for row in rows if row["area"] == AREAS[0]]
    assert all(line.startswith("'") for line in kept.split("\n"))
    assert kept.replace("\n", "").replace("'", "") == name.strip().replace("'", "")


def test_a_download_that_is_neither_is_not_found(reader):
    assert reader.get("/gaps/download.pdf").status_code == 404


def test_a_script_in_a_name_is_shown_as_text(reader):
    from sightline.service.places.models import Area

    Area.objects.filter(code=AREAS[0]).update(name="<script>alert(1)</script>")
    for route, args in ADDRESSES[:3]:
        page = reader.get(reverse(route, args=args)).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
