"""The partnership's own thematic groups: defined by the unit, used in form, list and files."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from factories.entry import draft_of, send
from factories.pages import text_of
from factories.register import NOW, TRUST, bare, club, row, sheet_of, store_county, user_of

from sightline.analysis.provision import Visibility
from sightline.errors import BadInput, NotAllowed
from sightline.exchange.vocabulary import read_vocabularies, with_thematic_groups
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.audit.queries import newest_number
from sightline.service.register.actions import GroupFacts, StaleGroup, record_activity, save_group
from sightline.service.register.models import Activity, ThematicGroup
from sightline.service.sheets.actions import commit_upload, send_sheet

pytestmark = pytest.mark.django_db
NIGHT = GroupFacts("Night time (fictional)", "What happens after dark.", date(2026, 1, 1))
CODE = "night-time-fictional"


@pytest.fixture
def unit():
    store_county()
    return user_of(Role.UNIT)


def define(unit, facts=NIGHT):
    key = uuid4()
    save_group(group_id=key, version=None, facts=facts, by=unit, now=NOW)
    return key


def test_the_unit_defines_a_group_once_and_the_chain_keeps_it(client, unit):
    client.force_login(unit)
    assert "No thematic group is defined yet." in text_of(client.get("/activities/thematic-groups"))
    assert "Thematic groups" in text_of(client.get("/activities"))
    address = reverse("register:group", args=[uuid4()])
    sent = {"name": NIGHT.name, "meaning": NIGHT.meaning, "starts_on": "1/1/2026", "ends_on": ""}
    for _ in range(2):  # sent twice, it is defined once
        assert client.post(address, sent).status_code == 302
    group = ThematicGroup.objects.get()
    assert (group.code, group.version, group.starts_on) == (CODE, 1, date(2026, 1, 1))
    (event,) = Event.objects.filter(about_type="register.ThematicGroup")
    assert (event.kind, event.by_name) == ("thematic group defined", unit.name)
    page = text_of(client.get("/activities/thematic-groups"))
    assert "from 1 January 2026, goes on" in page
    assert CODE in page
    assert "Thematic group defined by The unit on" in text_of(client.get(address))


def test_a_stale_change_is_a_conflict_that_shows_both_and_keeps_what_was_typed(client, unit):
    key = define(unit)
    client.force_login(unit)
    address = reverse("register:group", args=[key])
    save_group(group_id=key, version=1, facts=GroupFacts("Nights"), by=unit, now=NOW)
    answer = client.post(address, {"name": "Evenings", "version": "1", "ends_on": "31/3/2026"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nothing of yours is kept yet" in page
    assert 'cell">Nights</td><td class="govuk-table__cell">Evenings</td>' in page
    assert ThematicGroup.objects.get().name == "Nights"
    again = {"name": "Evenings", "version": "2", "ends_on": "31/3/2026"}
    assert 'name="version" value="2"' in answer.content.decode()
    assert client.post(address, again).status_code == 302
    group = ThematicGroup.objects.get()
    assert (group.name, group.code, group.ends_on) == ("Evenings", CODE, date(2026, 3, 31))
    with pytest.raises(StaleGroup):
        save_group(group_id=key, version=1, facts=NIGHT, by=unit, now=NOW)


def test_what_makes_no_sense_is_refused(client, unit):
    define(unit)
    with pytest.raises(BadInput, match="is there already"):
        define(unit)
    with pytest.raises(BadInput, match="wanted a name with letters"):
        define(unit, GroupFacts("!!"))
    with pytest.raises(NotAllowed):
        define(user_of(Role.PARTNER, TRUST))
    backwards = GroupFacts("Backwards", "", date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(BadInput, match="must end on or after"), transaction.atomic():
        define(unit, backwards)
    with pytest.raises(IntegrityError), transaction.atomic():
        ThematicGroup.objects.update(ends_on=date(2025, 1, 1))
    client.force_login(unit)
    answer = client.post(reverse("register:group", args=[uuid4()]), {"name": NIGHT.name})
    assert "is there already" in text_of(answer)


def test_the_list_is_filtered_by_it_and_files_have_it(client, unit):
    define(unit)
    record_activity(club(thematic_group=CODE, visibility=Visibility.PUBLIC), by=None, now=NOW)
    record_activity(bare(visibility=Visibility.PUBLIC), by=None, now=NOW)
    for viewer in (None, unit):
        client.logout()
        if viewer:
            client.force_login(viewer)
        page = text_of(client.get("/activities", {"thematic": CODE}))
        assert "1 of 2 activities" in page
        assert "Night time (fictional) (1)" in page
        assert "1 of 2" in text_of(client.get("/activities", {"thematic": "not-supplied"}))
        assert "Harbour" in text_of(client.get("/activities", {"q": "night"}))
        sheet = client.get("/activities/download.csv", {"thematic": CODE}).content.decode()
        assert sheet.count(CODE) == 1
        told = client.get("/activities/download.json", {"thematic": CODE}).content.decode()
        assert CODE in told
    key = Activity.objects.get(thematic_group=CODE).pk
    page = text_of(client.get(reverse("register:activity", args=[key])))
    assert "Thematic group Night time (fictional)" in page


def test_a_new_name_is_shown_and_found_at_once(client, unit):
    key = define(unit)
    record_activity(club(thematic_group=CODE), by=None, now=NOW)
    client.force_login(unit)
    assert "Night time (fictional) (1)" in text_of(client.get("/activities"))
    assert "Harbour" in text_of(client.get("/activities", {"q": "night"}))
    save_group(group_id=key, version=1, facts=GroupFacts("Evenings"), by=unit, now=NOW)
    assert "Evenings (1)" in text_of(client.get("/activities"))
    assert "0 of 1" in text_of(client.get("/activities", {"q": "night"}))
    assert "1 of 1" in text_of(client.get("/activities", {"q": "evenings"}))


def test_the_form_offers_it_and_says_when_it_ended(client, unit):
    key = define(unit)
    partner = user_of(Role.PARTNER, TRUST, name="Ana")
    client.force_login(partner)
    draft = draft_of(partner)
    address = reverse("entry:step", args=[draft.pk, "what"])
    assert "Night time (fictional)" in text_of(client.get(address))
    facts = GroupFacts(NIGHT.name, ends_on=date(2026, 3, 31))
    save_group(group_id=key, version=1, facts=facts, by=unit, now=NOW)
    assert "Night time (fictional) (until 31 March 2026)" in text_of(client.get(address))
    given = {"themes": ["violence"], "thematic_group": CODE, "version": draft.version}
    assert client.post(address, given).status_code == 302
    send(partner, draft.pk)
    assert Activity.objects.get().thematic_group == CODE


def test_a_sheet_takes_it_by_code_or_name(unit):
    define(unit)
    rows = (row(reference="S-1", thematic_group=CODE), row(reference="S-2", activity="Other",
            thematic_group="NIGHT TIME (fictional)"))  # fmt: skip
    key = send_sheet(content=sheet_of(*rows), file_name="own.csv", by=unit, now=NOW,
                     today=NOW.date())  # fmt: skip
    commit_upload(upload_id=key, seen_event=newest_number(), by=unit, now=NOW)
    assert set(Activity.objects.values_list("thematic_group", flat=True)) == {CODE}


def test_a_term_of_the_vocabulary_file_stays_and_wins():
    known = read_vocabularies()
    given = with_thematic_groups(known, [("reviewed", "Reviewed", "by the file")])
    both = with_thematic_groups(given, [("reviewed", "Own", ""), ("own", "Own", "")])
    terms = both["thematic_groups"].terms
    assert {code: term.name for code, term in terms.items()} == {
        "reviewed": "Reviewed", "own": "Own",
    }  # fmt: skip
