"""The history of an activity: versions compared, restored, withdrawn; what changed, who looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from factories.register import AREAS, NOW, OTHER, TRUST, club, store_county, user_of

from sightline.analysis.provision import Place, Visibility
from sightline.errors import Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import Role
from sightline.service.audit.queries import history_of, verify_chain
from sightline.service.register import queries
from sightline.service.register.actions import (
    import_rows,
    log_what_was_read,
    record_activity,
    restore_activity,
    withdraw_activity,
)
from sightline.service.register.models import Activity
from sightline.service.register.queries import history

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def key():
    store_county()
    return record_activity(club(), by=None, now=NOW)


def kept(key):
    return Activity.objects.whole().get(pk=key)


def events(key):
    return [event.number for event in history_of(kept(key)) if event.after is not None]


def changed(key, **fields):
    record_activity(replace(kept(key).facts(), **fields), by=None, now=LATER)


def test_two_versions_stand_side_by_side_and_what_differs_is_said(client, key):
    changed(key, name="Harbour Lane boxing", people_waiting=None)
    client.force_login(user_of(Role.PARTNER, TRUST))
    later, earlier = events(key)
    address = reverse("register:history", args=[key])
    page = client.get(address, {"earlier": earlier, "later": later}).content.decode()
    assert "2 fields differ." in page
    assert "<strong>Harbour Lane boxing club</strong>" in page
    assert "<strong>Harbour Lane boxing</strong>" in page
    asked = queries.history_page(
        viewer=user_of(Role.UNIT), activity_id=key, compare=(later, earlier)
    ).comparison
    differing = {each.field: (each.earlier, each.later) for each in asked.fields if each.differs}
    assert differing == {
        "Activity": ("Harbour Lane boxing club", "Harbour Lane boxing"),
        "People waiting now": ("3", "not supplied"),
    }


@pytest.mark.parametrize("asked", [{}, {"earlier": "x"}, {"earlier": 1, "later": 10**9}])
def test_a_comparison_that_makes_no_sense_shows_the_history_alone(client, key, asked):
    client.force_login(user_of(Role.PARTNER, TRUST))
    answer = client.get(reverse("register:history", args=[key]), asked)
    assert answer.status_code == 200
    assert "side by side" not in answer.content.decode()


def test_restoring_gives_every_field_back_and_is_itself_a_version(client, key):
    before = kept(key).facts()
    changed(key, name="Other", places=(), postcode="", themes=("robbery",), funders=("A 40%",))
    user = user_of(Role.PARTNER, TRUST)
    client.force_login(user)
    answer = client.post(
        reverse("register:restore", args=[key]), {"event": events(key)[-1], "version": 2}
    )
    assert answer.status_code == 302
    assert kept(key).facts() == before
    assert kept(key).version == 3
    newest = history_of(kept(key))[0]
    assert (newest.kind, newest.reason) == ("activity changed", "as it was in version 1")
    assert verify_chain().faults == ()


def test_restoring_gives_no_refuge_away_and_shows_nothing_to_more_people(key):
    changed(key, name="Other", sensitive_site=True, visibility=Visibility.ORGANISATION)
    owner = user_of(Role.PARTNER, TRUST)
    restore_activity(activity_id=key, event=events(key)[-1], version=2, by=owner, now=LATER)
    record = kept(key)
    assert (record.name, record.sensitive_site, record.visibility) == (
        club().name, True, "organisation",
    )  # fmt: skip


def test_a_withdrawn_activity_is_its_owners_alone_and_can_be_restored(client, key):
    owner, analyst = user_of(Role.PARTNER, TRUST), user_of(Role.ANALYST)
    client.force_login(owner)
    address = reverse("register:withdraw", args=[key])
    assert "Withdraw the activity" in client.get(address).content.decode()
    refused = client.post(address, {"version": 1, "reason": " "})
    assert "Say why" in refused.content.decode()
    assert client.post(address, {"version": 1, "reason": "twice"}).status_code == 302
    assert client.get(address).status_code == 404
    for route in ("register:activity", "register:history"):
        assert client.get(reverse(route, args=[key])).status_code == 200
    client.force_login(analyst)
    for route in ("register:activity", "register:history"):
        assert client.get(reverse(route, args=[key])).status_code == 404
    restore_activity(activity_id=key, event=events(key)[-1], version=2, by=owner, now=LATER)
    assert kept(key).withdrawn_at is None


def test_a_stale_restore_or_withdrawal_changes_nothing(key):
    changed(key, name="Other")
    owner = user_of(Role.PARTNER, TRUST)
    with pytest.raises(Conflict, match="changed after you opened it"):
        withdraw_activity(activity_id=key, by=owner, now=LATER, reason="x", version=1)
    with pytest.raises(Conflict, match="changed after you opened it"):
        restore_activity(activity_id=key, event=events(key)[-1], version=1, by=owner, now=LATER)
    with pytest.raises(Conflict, match="as it was then already"):
        restore_activity(activity_id=key, event=events(key)[0], version=2, by=owner, now=LATER)
    with pytest.raises(NotFound):
        restore_activity(activity_id=key, event=10**6, version=2, by=owner, now=LATER)
    assert (kept(key).name, kept(key).version) == ("Other", 2)


def test_only_its_own_and_the_unit_may_restore_or_withdraw(client, key):
    other = user_of(Role.PARTNER, OTHER, name="Another")
    with pytest.raises(NotAllowed):
        withdraw_activity(activity_id=key, by=other, now=LATER, reason="x")
    client.force_login(other)
    for route in ("register:withdraw", "register:restore"):
        assert client.post(reverse(route, args=[key]), {}).status_code == 403
    client.force_login(user_of(Role.PARTNER, TRUST))
    assert client.post(reverse("register:restore", args=[key]), {}).status_code == 400


def test_what_is_hidden_on_the_page_is_hidden_in_versions_and_changes(key):
    changed(key, sensitive_site=True)
    changed(key, places=(Place(664_500.0, 380_500.0),), postcode="", delivery_area=AREAS[2])
    changed(key, people_last_year=3.0)
    for viewer in (user_of(Role.ANALYST), user_of(Role.PARTNER, OTHER, name="Another")):
        page = queries.history_page(viewer=viewer, activity_id=key, compare=None)
        full = queries.history_page(viewer=user_of(Role.UNIT), activity_id=key)
        assert len(full.versions) == 4
        # the move, and from six people to three, are nobody else's business
        assert len(page.versions) == 2
        for told in (
            page,
            queries.history_page(viewer=viewer, activity_id=key, compare=tuple(events(key)[-2:])),
            queries.changes_page(viewer=viewer, since=NOW.date(), today=NOW.date()),
        ):
            assert AREAS[2] not in repr(told)
            assert "ZZ1 1AA" not in repr(told)
            assert "660500" not in repr(told)


def test_changes_since_a_day_are_those_the_viewer_may_know(client, key):
    hidden = club(reference="HIDDEN", name="Kept to ourselves", visibility=Visibility.ORGANISATION)
    record_activity(hidden, by=None, now=NOW)
    changed(key, name="Renamed club")
    client.force_login(user_of(Role.ANALYST))
    address = reverse("register:changes")
    page = client.get(address, {"since": "2026-01-01"}).content.decode()
    assert "Renamed club" in page
    assert "Kept to ourselves" not in page
    assert "2 changes since 1 January 2026" in page
    assert "Nothing changed" in client.get(address, {"since": "2026-02-01"}).content.decode()
    assert "Enter a day" in client.get(address, {"since": "soon"}).content.decode()
    client.force_login(user_of(Role.PARTNER, TRUST))
    assert "Kept to ourselves" in client.get(address, {"since": "2026-01-01"}).content.decode()


def test_whoever_looks_at_a_hidden_place_from_outside_leaves_a_line(client, key):
    changed(key, sensitive_site=True)
    reads = 0
    for user, more in (
        (user_of(Role.PARTNER, TRUST), 0),  # its own
        (user_of(Role.ANALYST), 0),  # is not shown the place
        (user_of(Role.UNIT), 1),
    ):
        client.force_login(user)
        assert client.get(reverse("register:activity", args=[key])).status_code == 200
        reads += more
        found = [each for each in history_of(kept(key)) if each.kind == "restricted record read"]
        assert len(found) == reads
    assert found[0].by == "The unit"
    client.force_login(user_of(Role.ANALYST))
    for route in ("register:activity", "register:history"):
        assert "restricted" not in client.get(reverse(route, args=[key])).content.decode().lower()


def test_what_was_said_while_it_was_its_own_alone_stays_its_own(client, key):
    """A record that is shared again tells others nothing of the time when it was not."""
    changed(key, visibility=Visibility.ORGANISATION, description="Words for ourselves alone")
    changed(key, description="Other words for ourselves")
    changed(key, visibility=Visibility.PARTNERSHIP, description="Words for all partners")
    hidden = [event.number for event in history_of(kept(key))][1:3]
    history, record = (reverse(f"register:{name}", args=[key]) for name in ("history", "activity"))
    compared = {"earlier": hidden[1], "later": hidden[0]}
    asked = [(history, {}), (history, compared), (record, {}), (reverse("register:changes"), {})]

    client.force_login(user_of(Role.PARTNER, OTHER))
    told = [client.get(*each).content.decode() for each in asked]
    assert all("ourselves" not in page for page in told)
    assert "Words for all partners" in told[2]
    page = queries.history_page(viewer=user_of(Role.ANALYST), activity_id=key)
    assert [version.what for version in page.versions] == ["Activity changed", "Activity added"]
    assert page.versions[0].changes == ()

    client.force_login(user_of(Role.PARTNER, TRUST))
    assert "Words for ourselves alone" in client.get(history, compared).content.decode()


def test_what_somebody_may_not_see_is_not_there_for_them_to_change(client, key):
    """Neither that it is there, nor whose it is, is told by how a form is refused."""
    forms = {
        "confirm": {"version": 1},
        "withdraw": {"version": 1, "reason": "x"},
        "restore": {"version": 1, "event": 1},
        "deliveries:deliveries": {"entry_key": str(uuid4()), "held_on": "01/01/2026"},
        "entry:change": {},
    }
    client.force_login(user_of(Role.PARTNER, OTHER))

    def answers(about):
        for name, form in forms.items():
            route = name if ":" in name else f"register:{name}"
            page = client.post(reverse(route, args=[about]), form)
            yield name, page.status_code, TRUST in page.content.decode()

    shared = {(status, told) for _, status, told in answers(key)}
    assert {status for status, _ in shared} == {403}
    nothing = list(answers(uuid4()))
    assert {status for _, status, _ in nothing} == {404}
    changed(key, visibility=Visibility.ORGANISATION)
    assert list(answers(key)) == nothing
    changed(key, visibility=Visibility.PARTNERSHIP)
    withdraw_activity(activity_id=key, by=user_of(Role.UNIT), now=LATER, reason="over")
    assert list(answers(key)) == nothing


def test_the_numbers_of_versions_tell_others_of_no_hidden_change(client, key):
    """A number that is left out would: that a refuge moved between two changes that are told."""
    changed(key, sensitive_site=True)
    changed(key, places=(Place(666_500.0, 381_000.0),), postcode="ZZ1 1AB")
    changed(key, name="Renamed club")
    address = reverse("register:history", args=[key])
    client.force_login(user_of(Role.PARTNER, OTHER))
    page = client.get(address).context["page"]
    assert [each.version for each in page.versions] == [3, 2, 1]
    both = {"earlier": page.versions[1].number, "later": page.versions[0].number}
    text = client.get(address, both).content.decode()
    assert "Version 2," in text
    assert "Version 3," in text
    assert "ersion 4" not in text
    client.force_login(user_of(Role.PARTNER, TRUST))
    assert [each.version for each in client.get(address).context["page"].versions] == [4, 3, 2, 1]


def test_many_hidden_changes_push_no_told_one_off_the_page(client, key, monkeypatch):
    """Else the page would tell that there were many, and hide what it has to tell."""
    monkeypatch.setattr(history, "MOST_CHANGES", 2)  # ten times as many events are looked at
    changed(key, name="Renamed club")
    address, since = reverse("register:changes"), {"since": "2026-01-01"}
    client.force_login(user_of(Role.ANALYST))
    before = client.get(address, since).context["page"]
    hidden = [
        club(reference=f"H-{number}", organisation=OTHER, visibility=Visibility.ORGANISATION)
        for number in range(25)
    ]
    import_rows(hidden, by=None, now=LATER)
    unit = user_of(Role.UNIT)
    for _ in range(25):
        log_what_was_read("a place", activities=[key], by=unit, now=LATER)
    assert client.get(address, since).context["page"] == before
    assert before.found == "2 changes"
