"""Who else takes part and who pays, told row by row, in the words that the sheet has for it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from factories.entry import change_of, draft_of, send
from factories.pages import text_of
from factories.register import (
    NOW,
    OTHER,
    TRUST,
    club,
    organisation_of,
    store_county,
    user_of,
)

from sightline.exchange.activities import BY_HEADING
from sightline.service.accounts.models import Role
from sightline.service.entry.models import Draft
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity, Involvement

pytestmark = pytest.mark.django_db
FUNDERS = (("Home Office", "grant", "60"), ("County Council", "", "40%"), ("Lottery", "match", ""))


@pytest.fixture
def ana(client):
    store_county()
    user = user_of(Role.PARTNER, TRUST, name="Ana")
    client.force_login(user)
    return user


def rows(heading, *told):
    """Rows as a browser sends them."""
    parts = ("organisation", "role", "share")
    return {
        f"{heading}-{number}-{part}": said
        for number, row in enumerate(told)
        for part, said in zip(parts, row, strict=False)
    }


def post(client, draft, **more):
    address = reverse("entry:step", args=[draft.pk, "how-many"])
    version = Draft.objects.get(pk=draft.pk).version
    return client.post(address, {"version": version, "people_a_year": "40", **more})


def test_rows_are_kept_in_the_words_of_the_sheet_and_shown_as_rows_again(client, ana):
    draft, _ = draft_of(ana), organisation_of(OTHER)
    partners = rows("partners", ("Fable Police", "referrer"), ("", ""), (OTHER, ""))
    post(client, draft, **rows("funders", *FUNDERS), **partners)
    draft.refresh_from_db()
    funders = "Home Office (grant) 60%; County Council 40%; Lottery (match)"
    assert draft.answers["funders"] == funders
    assert draft.answers["partners"] == f"Fable Police (referrer); {OTHER}"
    page = client.get(reverse("entry:step", args=[draft.pk, "how-many"])).content.decode()
    assert re.search(r'name="funders-0-organisation" value="Home Office"', page)
    assert re.search(r'<option value="match" selected>', page)
    assert re.search(r'name="funders-1-share" value="40"', page)
    assert f'<option value="{OTHER}">' in page  # a known name is offered while typing
    send(ana, draft.pk)
    facts = Activity.objects.get(name="Evening football").facts()
    assert facts.funders == ("Home Office (grant) 60%", "County Council 40%", "Lottery (match)")
    shares = Involvement.objects.filter(side="funder").values_list("name", "role", "share")
    assert list(shares) == [
        ("Home Office", "grant", 0.6), ("County Council", "", 0.4), ("Lottery", "match", None),
    ]  # fmt: skip


def test_one_row_more_or_less_is_a_button_that_needs_no_javascript_and_saves_nothing(client, ana):
    draft = draft_of(ana)
    told = rows("funders", ("Home Office", "grant", "most"))
    more = post(client, draft, **told, add_row="funders").content.decode()
    assert 'name="funders-1-organisation"' in more
    assert 'value="most"' in more
    assert "There is a problem" not in more
    two = rows("funders", ("Home Office", "grant", "most"), ("Lottery", "", "5"))
    less = post(client, draft, **two, remove_row="funders-0-").content.decode()
    assert 'name="funders-0-organisation" value="Lottery"' in less
    assert 'name="funders-1-organisation"' not in less
    assert "funders" not in Draft.objects.get(pk=draft.pk).answers


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ([("Home Office", "", "most")], "Home Office: found the share 'most', wanted per cent"),
        ([("Home Office", "", "-5")], "Home Office: found the share '-5', wanted per cent"),
        ([("", "grant", "5")], "Found grant and 5% without a name, wanted an organisation"),
        ([("A; B", "", "")], "A; B: found a semicolon, wanted one name"),
        ([("A", "", "150")], "Funders: found shares of 150% together, wanted at most 100%"),
        ([("A", "", "60"), ("B", "", "41")], "Funders: found shares of 101% together"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_once_and_nothing_typed_is_lost(client, ana, told, says):
    draft = draft_of(ana)
    page = post(client, draft, **rows("funders", *told))
    assert page.status_code == 200
    assert text_of(page).count(says) == 2  # above the page and at the field
    assert page.context["form"].errors.keys() == {"funders"}
    for organisation, _, share in told:
        assert f'value="{organisation}"' in page.content.decode()
        assert f'value="{share}"' in page.content.decode()


def test_nobody_is_told_from_not_supplied(client, ana):
    draft = draft_of(ana)
    post(client, draft, **{"funders-none": "on"}, **rows("funders", ("", "", "")))
    assert Draft.objects.get(pk=draft.pk).answers["funders"] == "none"
    page = client.get(reverse("entry:step", args=[draft.pk, "how-many"])).content.decode()
    assert re.search(r'id="id_funders-none" checked', page)
    assert not re.search(r'id="id_partners-none" checked', page)
    both = post(client, draft, **{"funders-none": "on"}, **rows("funders", ("Lottery", "", "")))
    assert "Give names, or say that there is nobody, not both." in text_of(both)


def test_a_change_begins_with_the_rows_of_the_record_and_loses_no_share(client, ana):
    given = ("Home Office (grant) 60%", "Lantern House (fictional)")
    partners = ("Fable Police (referrer)", f"{OTHER} (host) 30%")
    key = record_activity(club(funders=given, partners=partners), by=None, now=NOW)
    draft = change_of(ana, key)
    page = client.get(reverse("entry:step", args=[draft.pk, "how-many"])).content.decode()
    told = dict(re.findall(r'name="((?:funders|partners)-\d-[a-z]+)"[^>]* value="([^"]*)"', page))
    chosen = re.findall(
        r'<select[^>]* name="([a-z]+-\d-role)".*?<option value="([^"]*)" selected', page
    )
    assert told["partners-1-share"] == "30"
    post(client, draft, **told, **dict(chosen))
    before, after = draft.answers, Draft.objects.get(pk=draft.pk).answers
    for heading in ("funders", "partners"):
        assert BY_HEADING[heading].heading == heading
        assert after[heading] == before[heading]
