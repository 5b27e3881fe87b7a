"""Releases: two people, protected once, later months only, and nothing public moves without one."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse
from factories.pages import text_of
from factories.register import NOW, TODAY, store_county, user_of
from factories.sources import FACTS, SECRET_TEXT, istv_of, source_of, taken

from sightline.analysis.disclosure import protect_cube
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from sightline.service.accounts.models import Role, User
from sightline.service.audit.models import Event
from sightline.service.sources.actions import (
    approve_release,
    decline_release,
    edit_source,
    propose_release,
)
from sightline.service.sources.models import Cell, Release, ReleasedCell, Secret, Source
from sightline.service.sources.queries import released_page

pytestmark = pytest.mark.django_db
BY = ("area", "month", "kind")


@pytest.fixture
def unit():
    store_county()
    return user_of(Role.UNIT, name="Una Unit")


@pytest.fixture
def other():
    return user_of(Role.UNIT, name="Otto Unit")


@pytest.fixture
def key(unit):
    found = source_of(unit)
    taken(found, istv_of("2025-10", fists=33, blades=9), by=unit)
    return found


def propose(key, by, revised="", dimensions=BY, today=TODAY):
    return propose_release(
        source_id=key, dimensions=dimensions, revised=revised, by=by, now=NOW, today=today
    )


def publish(key, unit, other, revised=""):
    approve_release(release_id=propose(key, unit, revised), by=other, now=NOW, today=TODAY)


def cells():
    rows = ReleasedCell.objects.values_list("key", "protected_count")
    return {(tuple(key), count) for key, count in rows}


def public_bytes(client, key):
    """Everything a stranger can ask of sources, without what is drawn by lot."""
    client.logout()
    names = [reverse("sources:sources")]
    names += [reverse(f"sources:{name}", args=[key]) for name in ("released", "released_download")]
    pages = [client.get(name).content.decode() for name in names]
    return [re.sub(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"', "", page) for page in pages]


def test_one_of_the_unit_proposes_and_another_approves(client, unit, other, key):
    client.force_login(unit)
    form = {"by_area": "on", "by_kind": "on"}
    assert client.post(reverse("sources:release", args=[key]), form).status_code == 302
    release = Release.objects.get()
    address = reverse("sources:approve", args=[release.pk])
    assert "Somebody else of the unit" in client.get(
        reverse("sources:release", args=[key])
    ).content.decode()  # fmt: skip
    assert client.post(address).status_code == 409
    client.logout()
    assert client.get(reverse("sources:released", args=[key])).status_code == 404
    client.force_login(other)
    assert client.post(address).status_code == 302
    client.logout()
    page = client.get(reverse("sources:released", args=[key])).content.decode()
    assert "rounded to a multiple of 5 so that nobody can be recognised" in page
    assert "October 2025 to October 2025" in page
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"release proposed", "release approved"} <= kinds


def test_every_sum_is_of_released_cells_and_the_words_stand_beside_them(client, unit, other, key):
    publish(key, unit, other)
    rows = list(csv.DictReader(io.StringIO(
        client.get(reverse("sources:released_download", args=[key])).content.decode()
    )))  # fmt: skip
    assert all(int(row["protected_count"]) % 5 == 0 for row in rows)
    assert all("multiple of 5" in row["note"] for row in rows)
    true = {cell.kind: cell.count for cell in Cell.objects.all()}
    assert all(abs(int(row["protected_count"]) - true[row["kind"]]) < 5 for row in rows)
    page = released_page(source_id=key, today=TODAY)
    by_month = {row[0].text: row[1].text for row in page.tables[1].rows}
    assert by_month == {"October 2025": str(sum(int(row["protected_count"]) for row in rows))}


def test_later_months_are_added_and_what_is_public_stays(client, unit, other, key):
    publish(key, unit, other)
    before = cells()
    taken(key, istv_of("2025-12", fists=21, blades=9), by=unit, name="december.csv")
    publish(key, unit, other, revised="Two arrivals of October came in late.")
    assert before < cells()
    page = "".join(public_bytes(client, key))
    assert "Two arrivals of October came in late." in page
    assert "Not supplied, which is not none: November 2025" in page
    with pytest.raises(BadInput, match="found no month after 2025-12"):
        propose(key, unit)


def test_changing_a_true_count_without_a_release_changes_no_public_byte(client, unit, other, key):
    publish(key, unit, other)
    before = public_bytes(client, key)
    taken(key, istv_of("2025-10", fists=44, blades=11), by=unit, name="revised.csv")
    taken(key, istv_of("2025-11", fists=30, blades=12), by=unit, name="november.csv")
    Cell.objects.filter(kind="firearm").update(count=8)
    waiting = propose(key, unit, revised="Not yet public.")
    assert public_bytes(client, key) == before
    decline_release(release_id=waiting, by=unit, now=NOW)
    assert public_bytes(client, key) == before


def test_a_proposal_of_counts_that_changed_since_is_not_approved(unit, other, key):
    waiting = propose(key, unit)
    taken(key, istv_of("2025-10", fists=34, blades=9), by=unit, name="revised.csv")
    with pytest.raises(Conflict, match="counts changed after"):
        approve_release(release_id=waiting, by=other, now=NOW, today=TODAY)
    with pytest.raises(Conflict, match="waits already"):
        propose(key, unit)
    decline_release(release_id=waiting, by=other, now=NOW)
    with pytest.raises(NotFound):
        decline_release(release_id=waiting, by=other, now=NOW)
    publish(key, unit, other)


def test_the_secret_and_the_counts_behind_it_are_told_nowhere(client, unit, other, key):
    publish(key, unit, other)
    secret = Secret.objects.get()
    assert secret.seed.isdigit()
    client.force_login(unit)
    addresses = [reverse("sources:sources")]
    addresses += [
        reverse(f"sources:{name}", args=[key])
        for name in ("source", "release", "released", "released_download", "texts", "edit")
    ]
    told = "".join(client.get(address).content.decode() for address in addresses)
    told += "".join(f"{event.before}{event.after}" for event in Event.objects.all())
    assert secret.seed not in told
    assert ">33<" not in told
    assert SECRET_TEXT not in told
    readers = [
        model for model in apps.get_models()
        if any(field.related_model is Secret for field in model._meta.fields)
    ]  # fmt: skip
    assert readers == []


def test_every_release_has_dice_of_its_own(monkeypatch, unit, other, key):
    thrown = []

    def protect(*given, secret, **more):
        thrown.append(secret)
        return protect_cube(*given, secret=secret, **more)

    monkeypatch.setattr("sightline.service.sources.actions.releases.protect_cube", protect)
    publish(key, unit, other)
    taken(key, istv_of("2025-11", fists=33, blades=9), by=unit)
    publish(key, unit, other)
    tried, first, tried_again, second = thrown
    assert tried == tried_again == 0  # a proposal knows no secret
    assert 0 != first != second != 0


def test_starred_sparse_or_overlapping_counts_are_not_released(unit):
    key = source_of(unit, title="Calls (fictional)", form="attendances")
    head = "district_code,month,kind,age,count\n"
    two = "X07000001,2025-{0},assault,10-24,{1}\nX07000002,2025-{0},assault,10-24,23\n"
    taken(key, (head + two.format("10", "*")).encode(), by=unit)
    with pytest.raises(Refused, match="its giver starred"):
        propose(key, unit)
    taken(key, (head + two.format("10", "9")).encode(), by=unit, name="b.csv")
    both = head + "X07000001,2025-10,assault,all ages,40\n"
    taken(key, both.encode(), by=unit, name="c.csv")
    with pytest.raises(BadInput, match="overlap"):
        propose(key, unit)
    Cell.objects.all().delete()
    sparse = head + "X07000001,2025-10,assault,10-24,1\nX07000002,2025-10,assault,10-24,0\n"
    taken(key, sparse.encode(), by=unit, name="d.csv")
    with pytest.raises(Refused, match="people a cell on average"):
        propose(key, unit)
    with pytest.raises(BadInput, match="found only the month"):
        propose(key, unit, dimensions=("month",))


def test_a_sum_that_lacks_a_part_is_left_out_of_a_release(unit, other):
    key = source_of(unit, title="Calls (fictional)", form="attendances")
    rows = (
        "district_code,month,kind,age,count\n"
        "X07000001,2025-10,assault,10-24,12\nX07000001,2025-10,assault,25-64,30\n"
        "X07000002,2025-10,assault,10-24,20\nX07000002,2025-10,assault,25-64,\n"
    )
    taken(key, rows.encode(), by=unit)
    publish(key, unit, other)
    assert [cell.key for cell in ReleasedCell.objects.all()] == [
        ["X07000001", "2025-10", "assault"]
    ]


def test_where_every_sum_lacks_a_part_there_is_no_release_of_nothing(unit):
    key = source_of(unit, title="Calls (fictional)", form="attendances")
    rows = (
        "district_code,month,kind,age,count\n"
        "X07000001,2025-10,assault,all,50\nX07000002,2025-10,fall,all,60\n"
    )
    taken(key, rows.encode(), by=unit)
    with pytest.raises(BadInput, match="no sum over kind and age that has all its parts"):
        propose(key, unit, dimensions=("area", "month"))
    assert not Release.objects.exists()


def test_only_the_unit_releases_and_nothing_once_the_agreement_lapsed(client, unit, other, key):
    with pytest.raises(NotAllowed):
        propose(key, user_of(Role.ANALYST))
    publish(key, unit, other)
    with pytest.raises(Refused, match="lapsed"):
        released_page(source_id=key, today=date(2099, 1, 2))
    with pytest.raises(Refused, match="lapsed"):
        propose(key, unit, today=date(2099, 1, 2))
    Source.objects.update(lapses_on=date(2025, 6, 1))
    client.logout()
    assert client.get(reverse("sources:released", args=[key])).status_code == 422
    assert "Fable" not in client.get(reverse("sources:sources")).content.decode()


def test_the_kind_of_files_stays_once_some_were_sent(unit, key):
    with pytest.raises(BadInput, match="files were sent already"):
        edit_source(
            source_id=key, facts=replace(FACTS, form="attendances"), version=1, by=unit, now=NOW
        )  # fmt: skip


def test_whoever_approves_is_another_person_and_not_only_another_sign_in(unit, other, client, key):
    waiting = propose(key, unit)
    again = user_of(Role.UNIT, name="Una Again")
    User.objects.filter(pk=again.pk).update(name="una UNIT")
    tagged = user_of(Role.UNIT, name="Ulla Other")
    User.objects.filter(pk=tagged.pk).update(email=unit.email.replace("@", "+second@"))
    for pk in (again.pk, tagged.pk):
        same = User.objects.get(pk=pk)
        with pytest.raises(Conflict, match="has your name or your mail address"):
            approve_release(release_id=waiting, by=same, now=NOW, today=TODAY)
        client.force_login(same)
        page = client.get(reverse("sources:release", args=[key])).content.decode()
        assert "Approve and publish" not in page
        assert "Somebody else of the unit has to approve it" in page
    approve_release(release_id=waiting, by=other, now=NOW, today=TODAY)


def test_whoever_approves_reads_every_word_that_would_be_public_and_no_count(client, unit, other):
    key = source_of(unit, title="Calls (fictional)", form="attendances")
    rows = "".join(
        f"X0700000{district},2025-10,{kind},{ages},{count}\n"
        for district in (1, 2)
        for kind, count in (("knife", 37), ("seen with dan smith", 41))
        for ages in ("10-17", "18-24")
    )
    taken(key, f"district_code,month,kind,age,count\n{rows}".encode(), by=unit)
    client.force_login(unit)
    address = reverse("sources:release", args=[key])
    before = text_of(client.get(address))
    assert "Kind seen with dan smith 4 yes" in before, "also before it is proposed"
    propose(key, unit, dimensions=("area", "month", "kind"))
    client.force_login(other)
    page = text_of(client.get(address))
    for line in ("Area or site Northmere 4 yes", "Kind knife 4 yes", "Ages 10-17 4 no: added up"):
        assert line in page
    assert "Texts of its files: withheld 0, cleared 0, deleted 0." in page
    assert not {"37", "41", "78"} & set(page.split())
