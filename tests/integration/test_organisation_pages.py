"""The pages of organisations: the list, the page of one, its forms, and what the public sees."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.forms import DateField
from django.test import Client
from factories.pages import text_of
from factories.partners import change, contact_of, editor_of, lead_of, team_of, unit
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

from sightline.analysis.provision import Visibility
from sightline.service.accounts.models import Role
from sightline.service.partners.identifiers import PublicId, Scheme
from sightline.service.partners.models import Organisation
from sightline.service.register.actions import import_rows

pytestmark = pytest.mark.django_db


def browser_of(user=None) -> Client:
    browser = Client()
    if user is not None:
        browser.force_login(user)
    return browser


def page_of(name: str) -> str:
    return f"/organisations/{Organisation.objects.get(name=name).pk}"


def form_of(response) -> dict[str, object]:
    """What the form of a page would send if nothing was changed."""
    form = response.context["form"]
    found = {}
    for name in form.fields:
        value = form[name].value()
        if value is True:
            found[name] = "on"
        elif value not in (None, False, ""):
            is_day = isinstance(form.fields[name], DateField)
            found[name] = form.fields[name].widget.format_value(value) if is_day else value
    return found


@pytest.fixture
def county():
    """A trust with a public and a private activity, and a house with one for the partnership."""
    store_county()
    import_rows(
        [
            club(
                visibility=Visibility.PUBLIC,
                partners=("Fable Police", f"{OTHER} (host)", "A stranger to the register"),
                funders=("Fable Police 60%",),
            ),
            club(reference="PRIVATE", name="Secret club", visibility=Visibility.ORGANISATION),
            bare(partners=("SYT",), areas_served=(AREAS[2],), visibility=Visibility.PARTNERSHIP),
        ],
        by=None,
        now=NOW,
    )
    organisation_of("Fable Police")
    change("Fable Police", kind="police")
    change(
        TRUST,
        kind="vcse",
        website="https://trust.example",
        office_postcode="ZZ1 1AB",
        covers=(DISTRICTS[0],),
        aliases=("SYT",),
        identifiers=(PublicId(Scheme.CHARITY, "1234567"),),
    )


def test_one_organisation_as_a_partner_sees_it(county):
    said = text_of(browser_of(user_of(Role.ANALYST)).get(page_of(TRUST)))
    assert "Charity number (England and Wales): GB-CHC-1234567" in said
    assert "Also called SYT" in said
    assert "Voluntary, community or social enterprise" in said
    assert "https://trust.example" in said
    assert "District of its office: Eastfold." in said
    assert "ZZ1 1AB" not in said
    assert "Northmere 1 1" in said  # delivered there, and serving it
    assert "Fable Police Police pays, takes part 1" in said
    assert "A stranger to the register not supplied takes part 1" in said
    assert f"{OTHER} not supplied leads, takes part 2" in said
    assert (
        "Works with 3 other organisations of 1 known kind; the kind of 2 is not supplied." in said
    )
    assert "Secret club" not in said
    assert "1 of 1, not confirmed for longest first" in said


def test_of_very_many_others_the_first_are_listed_and_all_are_counted(county):
    many = [bare(reference=f"R-{n}", organisation=f"Club {n:03}", partners=(OTHER,))
            for n in range(60)]  # fmt: skip
    import_rows(many, by=None, now=NOW)
    said = text_of(browser_of(user_of(Role.ANALYST)).get(page_of(OTHER)))
    assert "Works with 61 other organisations" in said
    assert "The 50 with the most activities are listed." in said
    assert "Club 047" in said
    assert "Club 059" not in said


def test_its_own_people_see_all_of_it_and_its_lead_what_to_do(county):
    said = text_of(browser_of(editor_of()).get(page_of(TRUST)))
    assert "Secret club" in said
    assert "District of its office: Eastfold (ZZ1 1AB)." in said
    assert "Leave this organisation" in said
    assert "People and teams" not in said
    said = text_of(browser_of(lead_of()).get(page_of(TRUST)))
    assert "Change its details" in said
    assert "People and teams" in said
    assert "Merge another" not in said
    assert "Merge another" in text_of(browser_of(unit()).get(page_of(TRUST)))


def test_contacts_are_shown_to_those_who_may_see_them(county):
    contact_of(TRUST, name="Pia Partnership", visibility="partnership")
    contact_of(TRUST, name="Olu Own")
    sees = {
        "Pia": (Role.ANALYST, Role.BOARD, Role.COMMISSIONER, Role.UNIT),
        "Olu": (Role.UNIT,),
    }
    for name, roles in sees.items():
        for role in (Role.ANALYST, Role.BOARD, Role.COMMISSIONER, Role.UNIT):
            said = text_of(browser_of(user_of(role)).get(page_of(TRUST)))
            assert (name in said) == (role in roles), (name, role)
    assert "Olu" in text_of(browser_of(editor_of()).get(page_of(TRUST)))
    for outside in (None, user_of(Role.NEIGHBOUR)):
        answer = browser_of(outside).get(page_of(TRUST))
        assert answer.status_code == 200
        assert not any(
            secret in answer.content.decode() for secret in ("Pia", "Olu", "cora@", "960123")
        )


def test_the_public_sees_what_is_public_and_of_whom_nothing_is_public_not_even_the_name(county):
    public = browser_of()
    said = text_of(public.get(page_of(TRUST)))
    assert "Harbour Lane boxing club" in said
    assert "Secret club" not in said
    assert "Street walks" not in said
    assert "up to date, and what is due" not in said
    assert public.get(page_of(OTHER)).status_code == 404
    listed = text_of(public.get("/organisations"))
    assert "1 of 1 organisation" in listed
    assert TRUST in listed
    assert OTHER not in listed


def test_what_is_not_public_changes_no_byte_of_what_the_public_sees(county):
    def everything():
        mask = re.compile(rb'nonce="[^"]+"')
        return [
            mask.sub(b"", browser_of().get(address).content)
            for address in ("/organisations", page_of(TRUST), "/organisations?q=house")
        ]

    before = everything()
    import_rows(
        [
            bare(reference="B-2", name="A draft", organisation="Quite New"),
            club(reference="C-9", name="More", visibility=Visibility.PARTNERSHIP),
        ],
        by=None,
        now=NOW,
    )
    contact_of(TRUST, visibility="partnership")
    team_of(TRUST, "Outreach", editor_of())
    change(TRUST, parent=organisation_of(OTHER).pk)
    assert everything() == before


def test_the_list_is_searched_by_any_name_kind_and_district(county):
    browser = browser_of(user_of(Role.ANALYST))
    for query, found in (
        ("", 3),
        ("q=syt", 1),
        ("q=SHORELINE+trust", 1),
        ("q=nobody", 0),
        ("kind=police", 1),
        (f"district={DISTRICTS[0]}", 1),
        (f"district={DISTRICTS[1]}", 0),
        ("kind=guild", 3),  # makes no sense: told so, and left out
    ):
        said = text_of(browser.get(f"/organisations?{query}"))
        assert f"{found} of 3 organisations" in said, query
    assert "is not one of the available choices" in said


def test_what_an_organisation_keeps_to_itself_is_not_called_nothing_reported():
    store_county()
    import_rows([club(visibility=Visibility.ORGANISATION)], by=None, now=NOW)
    analyst = browser_of(user_of(Role.ANALYST))
    assert "nothing that you may see" in text_of(analyst.get("/organisations"))
    assert "There is no activity of it that you may see." in text_of(analyst.get(page_of(TRUST)))
    assert "1 activity" in text_of(browser_of(unit()).get("/organisations"))


def test_a_long_list_has_pages(county):
    with_many = [bare(reference=f"R-{n}", organisation=f"Club {n:03}") for n in range(60)]
    import_rows(with_many, by=None, now=NOW)
    browser = browser_of(user_of(Role.ANALYST))
    first, second = (text_of(browser.get(f"/organisations?page={n}")) for n in (1, 2))
    assert "Club 010" in first
    assert "Club 010" not in second
    assert TRUST in second
    assert TRUST in text_of(browser.get("/organisations?page=99"))


def test_the_form_shows_what_is_kept_and_sending_it_back_changes_nothing(county):
    browser, address = browser_of(unit()), f"{page_of(TRUST)}/edit"
    change(TRUST, starts_on=date(2024, 2, 1), covers=(DISTRICTS[0], AREAS[3]))
    version = Organisation.objects.get(name=TRUST).version
    given = form_of(browser.get(address))
    assert given["starts_on"] == "01/02/2024"
    assert given["number_charity"] == "1234567"
    answer = browser.post(address, given)
    assert answer.status_code == 302
    assert Organisation.objects.get(name=TRUST).version == version


def test_a_form_that_cannot_be_kept_says_why_beside_the_field(county):
    browser, address = browser_of(lead_of()), f"{page_of(TRUST)}/edit"
    given = form_of(browser.get(address))
    wrong = {
        "name": "",
        "number_company": "12",
        "number_school": "abc",
        "small_areas": "Nowhere land",
        "starts_on": "31/02/2026",
        "website": "not an address",
    }
    said = text_of(browser.post(address, {**given, **wrong}))
    for words in (
        "Enter its name",
        "School number (URN): found 'abc', wanted six figures, such as 123456.",
        "areas: found 'Nowhere land'",
        "Enter a valid date",
        "https://www.example.org",
    ):
        assert words in said
    said = text_of(browser.post(address, {**given, "aliases": OTHER}))
    assert f"which is a name of {OTHER} already" in said
    assert Organisation.objects.get(name=TRUST).version == 2


def test_the_unit_says_what_an_organisation_is_part_of_by_any_of_its_names(county):
    browser, address = browser_of(unit()), f"{page_of(OTHER)}/edit"
    given = form_of(browser.get(address))
    said = text_of(browser.post(address, {**given, "parent": "Nobody at all"}))
    assert "Found 'Nobody at all', wanted a name of an organisation on the register." in said
    assert "day on which the other takes over" in text_of(
        browser.post(address, {**given, "successor": TRUST})
    )
    assert browser.post(address, {**given, "parent": " s.y.t "}).status_code == 200
    assert browser.post(address, {**given, "parent": " syt "}).status_code == 302
    assert Organisation.objects.get(name=OTHER).parent.name == TRUST
    assert form_of(browser.get(address))["parent"] == TRUST
    assert (
        "parent" not in browser_of(lead_of()).get(f"{page_of(TRUST)}/edit").context["form"].fields
    )


def test_a_stale_form_shows_both_versions_and_keeps_all_that_was_typed(county):
    lead = lead_of()
    browser, address = browser_of(lead), f"{page_of(TRUST)}/edit"
    given = form_of(browser.get(address))
    change(TRUST, website="https://unit.example")
    mine = {**given, "website": "https://mine.example", "aliases": "SYT\nShore", "kind": "faith"}
    answer = browser.post(address, mine)
    assert answer.status_code == 409
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
    assert "The last change was made by The unit." in said
    assert "Website https://trust.example https://unit.example https://mine.example" in said
    assert "Other names SYT SYT SYT; Shore" in said
    assert Organisation.objects.get(name=TRUST).website == "https://unit.example"
    kept = form_of(answer)
    assert (kept["website"], kept["aliases"], kept["kind"]) == (
        "https://mine.example", "SYT\nShore", "faith",
    )  # fmt: skip
    assert browser.post(address, kept).status_code == 302
    assert Organisation.objects.get(name=TRUST).website == "https://mine.example"


def test_an_organisation_is_added_by_hand_and_its_details_follow(county):
    browser = browser_of(unit())
    given = {**form_of(browser.get("/organisations/add")), "name": "Brand New", "key": str(uuid4())}
    for _ in range(2):
        answer = browser.post("/organisations/add", given)
    assert answer.headers["Location"] == f"{page_of('Brand New')}/edit"
    assert f"name of {TRUST}" in text_of(
        browser.post("/organisations/add", {"name": "syt", "key": str(uuid4())})
    )
    assert "Enter its name" in text_of(browser.post("/organisations/add", {"key": str(uuid4())}))


def test_contacts_are_added_changed_by_two_and_removed(county):
    browser = browser_of(lead_of())
    address = f"{page_of(TRUST)}/contacts"
    assert "There is nobody to ask yet" in text_of(browser.get(address))
    link = re.search(rf'href="({address}/[^"]+)"', browser.get(address).content.decode())[1]
    assert "e-mail address or a telephone" in text_of(
        browser.post(link, {"name": "Cleo", "visibility": "organisation"})
    )
    given = {"name": "Cleo", "email": "cleo@x.example", "visibility": "partnership"}
    for _ in range(2):
        assert browser.post(link, given).status_code == 302
    assert "Cleo" in text_of(browser.get(address))
    opened = form_of(browser.get(link))
    browser.post(link, {**opened, "phone": "123"})
    answer = browser.post(link, {**opened, "phone": "456"})
    assert answer.status_code == 409
    assert form_of(answer)["phone"] == "456"
    assert browser.post(link, form_of(answer)).status_code == 302
    assert browser.post(f"{link}/remove").status_code == 302
    assert "Cleo" not in text_of(browser.get(address))


def test_people_and_teams_are_looked_after_through_their_pages(county):
    lead, editor = lead_of(), editor_of()
    browser, address = browser_of(lead), f"{page_of(TRUST)}/people"
    said = text_of(browser.get(address))
    assert f"{lead.name} (you) Lead" in said
    assert f"{editor.name} Editor" in said
    link = re.search(
        rf'href="({page_of(TRUST)}/teams/[^"]+)"', browser.get(address).content.decode()
    )
    team = link[1]
    assert browser.post(team, {"name": "Outreach", "people": [str(editor.pk)]}).status_code == 302
    assert "Outreach Edi Editor" in text_of(browser.get(address))
    assert form_of(browser.get(team))["people"] == [str(editor.pk)]
    assert "There is a team called outreach already" in text_of(
        browser.post(f"{page_of(TRUST)}/teams/{uuid4()}", {"name": "outreach"})
    )
    member = f"{address}/{editor.pk}"
    key = team.rsplit("/", 1)[1]
    seen = form_of(browser.get(member))
    assert (seen["role"], seen["teams"]) == ("editor", [key])
    assert browser.post(member, seen | {"role": "lead"}).headers["Location"] == address
    own = f"{address}/{lead.pk}"
    mine = form_of(browser.get(own)) | {"role": "editor"}
    assert browser.post(own, mine).headers["Location"] == page_of(TRUST)
    assert browser.get(address).status_code == 403


def test_the_last_lead_is_told_so_on_both_pages(county):
    lead, editor = lead_of(), editor_of()
    browser, address = browser_of(lead), page_of(TRUST)
    own = f"{address}/people/{lead.pk}"
    mine = form_of(browser.get(own)) | {"role": "editor"}
    assert "the last who leads" in text_of(browser.post(own, mine))
    said = text_of(browser.get(f"{address}/leave"))
    assert "You are the last who leads it" in said
    assert "Choose somebody, or that the unit is told" in text_of(browser.post(f"{address}/leave"))
    assert browser.post(f"{address}/leave", {"next_lead": str(editor.pk)}).status_code == 302
    assert "You are the last who leads it" in text_of(browser_of(editor).get(f"{address}/leave"))


def test_an_invitation_is_sent_told_of_and_taken_back(county):
    browser, address = browser_of(lead_of()), f"{page_of(TRUST)}/people"
    team_of(TRUST, "Outreach")
    assert "Outreach" in text_of(browser.get(f"{address}/invite"))
    assert "Enter their e-mail address" in text_of(browser.post(f"{address}/invite", {}))
    given = {"email": "nia@sightline.example", "role": "editor"}
    assert browser.post(f"{address}/invite", given).status_code == 302
    assert "nia@sightline.example , as editor" in text_of(browser.get(address))
    told = browser_of(unit()).post(f"{address}/invite", {**given, "email": unit().email})
    assert "not a partner's" in text_of(told)  # a lead is not told: see the mail
    browser.post(f"{address}/withdraw", {"email": "nia@sightline.example"})
    assert "nia@sightline.example" not in text_of(browser.get(address))


def test_a_merger_is_chosen_compared_decided_and_undone(county):
    browser, address = browser_of(unit()), f"{page_of(TRUST)}/merge"
    change(OTHER, identifiers=(PublicId(Scheme.CHARITY, "7654321"),))
    gone = Organisation.objects.get(name=OTHER)
    assert OTHER in text_of(browser.get(address))
    assert "That organisation is not here" in text_of(browser.get(f"{address}?gone={uuid4()}"))
    said = text_of(browser.get(f"{address}?gone={gone.pk}"))
    assert "Each has a number of its own in the same register" in said
    assert f"its name “{OTHER}”, which sheets may go on using" in said
    assert "1 public identifier" in said
    assert "Say how you know" in text_of(browser.post(address, {"gone": str(gone.pk)}))
    given = {"gone": str(gone.pk), "reason": "They told us"}
    assert browser.post(address, given).headers["Location"] == page_of(TRUST)
    old = text_of(browser.get(f"/organisations/{gone.pk}"))
    assert f"{OTHER} is the same organisation. Both are kept as one here." in old
    said = text_of(browser.get("/mergers"))
    assert f"{OTHER} into {TRUST}" in said
    assert "They told us" in said
    undo = re.search(r'action="(/mergers/[^"]+)"', browser.get("/mergers").content.decode())[1]
    assert browser.post(undo).headers["Location"] == "/mergers"
    assert "No organisations have been merged" in text_of(browser.get("/mergers"))
    assert browser.post(undo).status_code == 404


@pytest.mark.parametrize(
    ("mine", "theirs", "warned"),
    [
        ((Scheme.CHARITY, "1234567"), (Scheme.COMPANY, "01234567"), False),
        ((Scheme.OTHER, "GB-MPR-1"), (Scheme.OTHER, "GB-REV-1"), False),
        ((Scheme.OTHER, "GB-MPR-1"), (Scheme.OTHER, "GB-MPR-2"), True),
    ],
)
def test_two_numbers_of_one_register_tell_two_organisations_apart(county, mine, theirs, warned):
    change(TRUST, identifiers=(PublicId(*mine),))
    change(OTHER, identifiers=(PublicId(*theirs),))
    other = Organisation.objects.get(name=OTHER).pk
    said = text_of(browser_of(unit()).get(f"{page_of(TRUST)}/merge?gone={other}"))
    assert ("Look both numbers up" in said) is warned


def test_where_there_are_no_teams_and_nobody_none_is_asked_for(county):
    browser, people = browser_of(unit()), f"{page_of(TRUST)}/people"
    assert "Team" not in browser.get(f"{people}/invite").context["form"].as_p()
    team = f"{page_of(TRUST)}/teams/{uuid4()}"
    assert "Who is in it" not in text_of(browser.get(team))
    assert browser.post(team, {"name": "Outreach"}).status_code == 302
    assert "nobody yet" in text_of(browser.get(people))


def test_a_merger_that_cannot_be_is_told_on_its_page(county):
    change(TRUST, parent=organisation_of(OTHER).pk)
    given = {"gone": str(organisation_of(OTHER).pk), "reason": "the same"}
    said = text_of(browser_of(unit()).post(f"{page_of(TRUST)}/merge", given))
    assert f"{TRUST} is part of {OTHER}" in said


def test_of_an_organisation_that_has_ended_pages_say_who_took_over(county):
    change(OTHER, ends_on=date(2025, 12, 31), successor=organisation_of(TRUST).pk)
    browser = browser_of(user_of(Role.ANALYST))
    said = text_of(browser.get(page_of(OTHER)))
    assert "It ended on 31 December 2025. What it did stays on the register." in said
    assert f"Taken over by {TRUST}" in said
    assert f"Took over from {OTHER}" in text_of(browser.get(page_of(TRUST)))
    assert "until 31 December 2025" in text_of(browser.get("/organisations?q=house"))


def test_hooks_of_rooms_above_say_what_would_move(county, monkeypatch):
    from sightline.service.partners.queries import merging

    monkeypatch.setattr(merging, "WOULD_MOVE", [lambda key: [f"3 things of {key}"]])
    gone = Organisation.objects.get(name=OTHER)
    address = f"{page_of(TRUST)}/merge?gone={gone.pk}"
    assert f"3 things of {gone.pk}" in text_of(browser_of(unit()).get(address))
