"""The pages of freshness: what is due, several at once, who looks after what, who is silent."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from factories.freshness import (
    CONFIRMED,
    DUE,
    NOW,
    OVERDUE,
    look_after,
    noon,
    register_club,
    register_walk,
)
from factories.pages import text_of
from factories.register import OTHER, TRUST, club, organisation_of, user_of
from python_calamine import CalamineWorkbook

from sightline.analysis.provision import Visibility
from sightline.errors import BadInput, NotAllowed, NotFound
from sightline.service.accounts.models import ROLES_OF_USERS, Role
from sightline.service.audit.queries import history_of
from sightline.service.freshness import queries
from sightline.service.freshness.actions import confirm_several, name_owner
from sightline.service.freshness.models import MailStop, Owner, Reminder, Reply
from sightline.service.freshness.queries.partners import partner_rows
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    return register_club()


@pytest.fixture
def ada(key):
    return user_of(Role.PARTNER, TRUST, name="Ada Park")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    here = "sightline.service.freshness"
    monkeypatch.setattr(f"{here}.views.day_of_pages", lambda: OVERDUE)
    monkeypatch.setattr(f"{here}.queries.home.day_of_pages", lambda: OVERDUE)
    monkeypatch.setattr(f"{here}.views.localdate", lambda: OVERDUE)
    monkeypatch.setattr(f"{here}.views.now", lambda: noon(OVERDUE))


def names(viewer, today=OVERDUE, *, mine=False):
    page = queries.due_page(viewer=viewer, today=today, mine=mine)
    return [(item.name, item.step) for item in page.items]


# --- what is due ---


def test_the_most_pressing_comes_first(ada, key):
    days = {"B late": date(2025, 1, 1), "A fresh": OVERDUE, "C due": date(2026, 2, 28)}
    for name, day in days.items():
        record_activity(club(reference=name, name=name, confirmed_on=day), by=None, now=NOW)
    assert names(ada) == [
        ("B late", "long overdue"),
        ("Harbour Lane boxing club", "overdue"),
        ("C due", "due"),
    ]
    page = queries.due_page(viewer=ada, today=OVERDUE, mine=False)
    assert page.found == "3 of 4 records to look at"
    assert page.items[1].says == "last confirmed on 31 January 2026, overdue since 30 May 2026"


def test_what_will_be_due_soon_is_counted(ada):
    page = queries.due_page(viewer=ada, today=date(2026, 4, 10), mine=False)
    assert (page.items, page.soon) == ((), "1 more will be due by 10 May 2026.")
    assert "Nothing is due" in page.nothing


def test_mine_is_what_i_look_after_and_what_nobody_does(ada, key):
    bo = user_of(Role.PARTNER, TRUST, name="Bo Reed")
    assert len(names(ada, mine=True)) == len(names(bo, mine=True)) == 1
    look_after(key, bo)
    assert names(ada, mine=True) == []
    assert len(names(bo, mine=True)) == len(names(ada)) == 1
    page = queries.due_page(viewer=ada, today=OVERDUE, mine=False)
    assert page.items[0].looked_after == "looked after by Bo Reed"


def test_a_partner_sees_its_own_and_the_unit_everything(ada):
    register_walk()
    cy = user_of(Role.PARTNER, OTHER, name="Cy Other")
    assert [name for name, _ in names(ada)] == ["Harbour Lane boxing club"]
    assert [name for name, _ in names(cy)] == ["Street walks"]
    assert len(names(user_of(Role.UNIT))) == 2
    assert names(user_of(Role.PARTNER, name="New Here")) == []


def test_a_long_list_has_pages(ada):
    for number in range(30):
        one = club(reference=f"N-{number}", name=f"Club {number:02}", confirmed_on=CONFIRMED)
        record_activity(one, by=None, now=NOW)
    page = queries.due_page(viewer=ada, today=OVERDUE, mine=True, page=9)
    assert len(page.items) == 6
    assert "whose=mine&page=1" in page.pages.items[0].address


# --- several at once ---


def test_ticked_records_are_confirmed_together(ada, key, client):
    other = record_activity(club(reference="N-1", confirmed_on=CONFIRMED), by=None, now=NOW)
    client.force_login(ada)
    said = client.post(
        "/due/confirm", {"record": [f"{key}:1", f"{other}:1", f"{key}:1"]}, follow=True
    )
    assert b"2 records said to be still right." in said.content
    assert set(Activity.objects.values_list("confirmed_on", flat=True)) == {OVERDUE}


def test_the_button_of_one_record_leaves_the_ticks_of_others(ada, key, client):
    other = record_activity(club(reference="N-1", confirmed_on=CONFIRMED), by=None, now=NOW)
    client.force_login(ada)
    client.post("/due/confirm", {"record": [f"{key}:1"], "only": f"{other}:1", "whose": "all"})
    days = dict(Activity.objects.values_list("pk", "confirmed_on"))
    assert days == {key: CONFIRMED, other: OVERDUE}


def test_a_record_changed_in_between_is_left_and_said(ada, key, client):
    record_activity(club(name="Changed", confirmed_on=CONFIRMED), by=None, now=NOW)
    client.force_login(ada)
    said = client.post("/due/confirm", {"record": [f"{key}:1"]}, follow=True).content.decode()
    assert "0 records said to be still right. 1 was changed by somebody" in said
    assert Activity.objects.get().confirmed_on == CONFIRMED


@pytest.mark.parametrize(
    "given", ["", "x", "x:1", ":", "{key}:", "{key}:-1", "{key}:²", "{key}:1e9"]
)
def test_what_is_no_tick_is_refused(ada, key, client, given):
    client.force_login(ada)
    said = client.post("/due/confirm", {"record": [given.format(key=key)]})
    assert said.status_code == 400
    assert Activity.objects.get().confirmed_on == CONFIRMED


def test_nothing_ticked_and_too_much_ticked_are_refused(ada, key, client):
    client.force_login(ada)
    assert b"Tick the records" in client.post("/due/confirm").content
    many = [f"{key}:{number}" for number in range(1, 102)]
    assert b"no more than 100" in client.post("/due/confirm", {"record": many}).content


def test_records_of_others_are_refused_and_nothing_is_changed(ada, key):
    walk = register_walk()
    with pytest.raises(NotAllowed):
        confirm_several(versions=[(key, 1), (walk, 1)], by=ada, now=NOW, today=OVERDUE)
    assert Activity.objects.get(pk=key).confirmed_on == CONFIRMED


# --- who looks after what ---


def test_an_owner_is_named_and_the_history_says_so(ada, key, client):
    client.force_login(ada)
    assert b"Ada Park" in client.get(f"/activities/{key}/owner").content
    client.post(f"/activities/{key}/owner", {"owner": str(ada.pk)})
    assert Owner.objects.get().user == ada
    client.post(f"/activities/{key}/owner", {"owner": str(ada.pk)})
    client.post(f"/activities/{key}/owner", {"owner": ""})
    assert Owner.objects.count() == 0
    reasons = [event.reason for event in history_of(Activity.objects.get()) if event.reason]
    assert reasons == ["now everybody of the organisation", "now Ada Park"]


def test_only_people_of_the_organisation_look_after_its_records(ada, key, client):
    cy = user_of(Role.PARTNER, OTHER, name="Cy Other")
    with pytest.raises(BadInput, match="belongs to Shoreline"):
        name_owner(activity_id=key, user_id=cy.pk, by=ada, now=NOW)
    with pytest.raises(NotAllowed):
        name_owner(activity_id=key, user_id=cy.pk, by=cy, now=NOW)
    with pytest.raises(NotFound):
        name_owner(activity_id=ada.pk, user_id=ada.pk, by=ada, now=NOW)
    client.force_login(ada)
    said = client.post(f"/activities/{key}/owner", {"owner": str(cy.pk)})
    assert b"Choose somebody who belongs" in said.content


def test_without_people_the_page_says_who_can_help(key, client):
    client.force_login(user_of(Role.UNIT))
    assert b"Nobody who signs in belongs" in client.get(f"/activities/{key}/owner").content


# --- who is silent ---


def rows(viewer, today=OVERDUE):
    return {row.organisation: row for row in partner_rows(viewer=viewer, today=today)}


def test_every_partner_has_a_row_by_name(ada, key):
    register_walk()
    organisation_of("Aardvark Trust")
    record_activity(club(reference="N-1", confirmed_on=OVERDUE), by=None, now=NOW)
    found = rows(user_of(Role.UNIT))
    assert list(found) == ["Aardvark Trust", OTHER, TRUST]
    assert found["Aardvark Trust"].says == "nothing on the register"
    assert (found[OTHER].says, found[OTHER].never, found[OTHER].asked) == (
        "nothing confirmed in time", 1, 0,
    )  # fmt: skip
    assert (found[TRUST].says, found[TRUST].share, found[TRUST].overdue, found[TRUST].asked) == (
        "some confirmed in time", "50%", 1, 1,
    )  # fmt: skip
    assert found["Aardvark Trust"].share == "no records"


def test_the_words_count_the_silent(ada, client):
    organisation_of("Aardvark Trust")
    client.force_login(user_of(Role.UNIT))
    said = client.get("/due/partners").content.decode()
    assert (
        "Of 1 record, 1 has not been confirmed in time; 1 of 2 partners has not reported." in said
    )
    assert "This is silence. It does not mean that they do nothing." in said


def test_very_many_partners_have_pages_and_one_file(ada, client, monkeypatch):
    monkeypatch.setattr("sightline.service.freshness.queries.partners.ON_A_PAGE", 2)
    for name in ("Aardvark Trust", "Zebra Trust"):
        organisation_of(name)
    client.force_login(user_of(Role.UNIT))
    first, second = (text_of(client.get(f"/due/partners?page={page}")) for page in (1, 9))
    assert "Zebra Trust nothing on the register 0" not in first
    assert "Zebra Trust nothing on the register 0" in second
    assert client.get("/due/partners/download.csv").content.decode().count("Trust") == 3


def test_somebody_who_stopped_both_kinds_cannot_be_asked(ada):
    for kind in ("due", "overdue"):
        MailStop.objects.create(user=ada, kind=kind, stopped_at=NOW)
    assert rows(user_of(Role.UNIT))[TRUST].asked == 0


def test_what_only_an_organisation_sees_is_counted_for_the_unit_alone(ada, key):
    Activity.objects.update(visibility=Visibility.ORGANISATION.value)
    assert rows(user_of(Role.UNIT))[TRUST].records == 1
    assert rows(user_of(Role.ANALYST))[TRUST].says == "nothing on the register"
    assert queries.silence_of(user_of(Role.ANALYST), today=OVERDUE).records == 0
    assert queries.silence_of(ada, today=OVERDUE).records == 1


def test_one_whose_activities_have_all_ended_has_reported(ada, key):
    Activity.objects.update(status="ended")
    assert rows(user_of(Role.UNIT))[TRUST].says == "only what has ended"


def test_partners_that_ended_or_have_not_begun_are_not_expected(ada):
    organisation = organisation_of("Gone Trust")
    organisation.ends_on = date(2026, 1, 1)
    organisation.save()
    assert "Gone Trust" not in rows(user_of(Role.UNIT))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_table_can_be_kept(ada, client, kind):
    organisation_of("=Sum Trust")
    client.force_login(user_of(Role.ANALYST))
    answer = client.get(f"/due/partners/download.{kind}")
    assert f".{kind}" in answer["Content-Disposition"]
    if kind == "csv":
        table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert table[1][0] == "'=Sum Trust"
    else:
        table = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
        table = table.to_python()
    assert table[0][:3] == ["organisation", "says", "records"]
    assert table[2][:2] == [TRUST, "nothing confirmed in time"]
    assert client.get("/due/partners/download.pdf").status_code == 404


# --- home ---


def test_home_tells_a_partner_what_is_due(ada, client):
    client.force_login(ada)
    said = client.get("/").content.decode()
    assert "Is it still right?" in said
    assert "Confirm several at once: 1 to look at" in said
    assert "Of 1 record, 1 has not been confirmed in time" in said


def test_home_tells_others_how_much_is_vouched_for(key, client):
    for role, leads_on in ((Role.UNIT, True), (Role.BOARD, False)):
        client.force_login(user_of(role))
        said = client.get("/").content.decode()
        assert "How much of this somebody vouches for" in said
        assert ("/due/partners" in said) is leads_on


def test_home_says_nothing_of_it_to_those_who_see_no_records(key):
    assert queries.home_panel(user_of(Role.NEIGHBOUR)) is None
    assert queries.home_panel(user_of(Role.ADMINISTRATOR)) is None


def test_a_partner_with_nothing_due_is_told_so(key):
    cy = user_of(Role.PARTNER, OTHER, name="Cy Other")
    panel = queries.home_panel(cy)
    assert (panel.rows[0].text, panel.more) == ("Nothing of yours is due.", "")


# --- who may ---


REPORTS = {Role.PARTNER, Role.UNIT}
MAY = {
    "/due": REPORTS,
    "/due/partners": {Role.UNIT, Role.ANALYST},
    "/due/partners/download.csv": {Role.UNIT, Role.ANALYST},
    "/due/reminders": {Role.UNIT},
    "/due/replies": {Role.UNIT},
}


@pytest.mark.parametrize("address", MAY)
def test_each_page_is_for_its_roles_alone(key, client, address):
    assert client.get(address).status_code == 302
    for role in ROLES_OF_USERS:
        user = user_of(role, *([TRUST] if role is Role.PARTNER else []))
        client.force_login(user)
        expected = 200 if role in MAY[address] else 403
        assert client.get(address).status_code == expected, (role, address)
        assert client.put(address).status_code in {403, 405}


def test_owner_and_confirmation_are_for_the_organisation_and_the_unit(key, client):
    cy = user_of(Role.PARTNER, OTHER, name="Cy Other")
    wanted = {
        user_of(Role.PARTNER, TRUST): (200, 302), user_of(Role.UNIT): (200, 302), cy: (403, 403),
        user_of(Role.ANALYST): (403, 403), user_of(Role.BOARD): (403, 403),
        user_of(Role.NEIGHBOUR): (403, 403), user_of(Role.ADMINISTRATOR): (403, 403),
    }  # fmt: skip
    for user, (owner, confirm) in wanted.items():
        client.force_login(user)
        assert client.get(f"/activities/{key}/owner").status_code == owner, user
        assert client.post("/due/confirm", {"record": f"{key}:1"}).status_code == confirm, user
        Activity.objects.update(confirmed_on=CONFIRMED, version=1)
    assert client.get("/due/confirm").status_code in {403, 405}


def test_every_model_is_made_somewhere(ada, key):
    look_after(key, ada)
    assert str(Owner.objects.get()) == "Ada Park looks after Harbour Lane boxing club"
    stop = MailStop.objects.create(user=ada, kind="due", stopped_at=NOW)
    assert str(stop) == "Ada Park gets no due mails"
    reminder = Reminder.objects.create(
        user=ada, sent_for=DUE, sent_at=NOW, sent_to=ada.email, kinds=["due"]
    )
    line = reminder.lines.create(activity_id=key, version=1, step="due")
    assert str(reminder) == f"to {ada.email} for 2026-04-30"
    assert str(line) == "Harbour Lane boxing club (due)"
    reply = Reply.objects.create(digest="x", fate="to read", why="x", came_at=NOW)
    assert str(reply) == "from nobody: to read"


def test_the_page_of_a_record_says_who_looks_after_it_to_those_who_may_change_that(
    ada, key, client
):
    client.force_login(ada)
    assert "Say who looks after this" in client.get(f"/activities/{key}").content.decode()
    look_after(key, ada)
    assert "Looked after by Ada Park: change" in client.get(f"/activities/{key}").content.decode()
    client.force_login(user_of(Role.ANALYST))
    assert "Ada Park" not in client.get(f"/activities/{key}").content.decode()
