"""What the unit looks over and offers; who sees a draft, and who never learns of one."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core import mail
from django.urls import reverse
from factories.entry import ANSWERS, change_of, draft_of, save, send
from factories.pages import text_of
from factories.register import (
    NOW,
    OTHER,
    TODAY,
    TRUST,
    club,
    organisation_of,
    store_county,
    user_of,
)

from sightline.analysis.provision import Visibility
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.entry import actions, queries
from sightline.service.entry.models import Draft, Scope, State
from sightline.service.partners.actions import merge_organisations, undo_merge
from sightline.service.register.actions import record_activity
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db
COMMITS = {"execute": True}


@pytest.fixture(autouse=True)
def _county():
    store_county()


@pytest.fixture
def unit():
    return user_of(Role.UNIT)


@pytest.fixture
def ana():
    return user_of(Role.PARTNER, TRUST, name="Ana")


@pytest.fixture
def oda():
    return user_of(Role.PARTNER, OTHER, name="Oda")


def look_over(unit, scope):
    version = queries.scope_page().version
    actions.set_scope(scope=scope, version=version, by=unit, now=NOW)


def version_of(draft):
    return Draft.objects.get(pk=draft.pk).version


@pytest.mark.parametrize(
    ("scope", "new_waits", "change_waits"),
    [(Scope.NOTHING, False, False), (Scope.NEW, True, False), (Scope.EVERYTHING, True, True)],
)
def test_the_unit_chooses_what_is_looked_over(unit, ana, scope, new_waits, change_waits):
    key = record_activity(club(), by=None, now=NOW)
    look_over(unit, scope)
    assert (send(ana, draft_of(ana).pk).state == State.WAITING) == new_waits
    change = change_of(ana, key)
    save(ana, change.pk, "how-many", people_a_year="150")
    assert (send(ana, change.pk).state == State.WAITING) == change_waits
    assert Activity.objects.get(pk=key).people_a_year == (120.0 if change_waits else 150.0)
    unlike = {"postcode": "ZZ1 1AA", "age_from": "30", "age_to": "60", "people_a_year": "7"}
    own = draft_of(unit, OTHER, activity="Family suppers", themes="drugs", **unlike)
    assert send(unit, own.pk).state == State.TAKEN  # nobody looks over the unit


def test_the_choice_is_made_on_a_page_and_kept_in_the_chain(client, unit):
    client.force_login(unit)
    address = reverse("entry:moderation")
    assert "0 waiting now" in text_of(client.get(address))
    client.post(address, {"version": 1, "scope": "new"})
    client.post(address, {"version": 1, "scope": "new"})
    event = Event.objects.get(kind="what is looked over changed")
    assert (event.before, event.after) == ('"nothing"', '"new"')
    assert client.post(address, {"version": 1, "scope": "everything"}).status_code == 409
    assert "Choose what you look over." in text_of(client.post(address, {"version": 2}))
    assert "you look over: new activities" in text_of(client.get(reverse("entry:queue")))


def test_a_draft_waits_is_sent_back_with_words_mended_and_accepted(
    client, unit, ana, django_capture_on_commit_callbacks
):
    look_over(unit, Scope.NEW)
    draft = send(ana, draft_of(ana).pk)
    assert Activity.objects.count() == 0
    client.force_login(unit)
    assert "Waiting to be looked over: 1" in text_of(client.get(reverse("pages:home")))
    assert "Evening football" in text_of(client.get(reverse("entry:queue")))
    page = text_of(client.get(reverse("entry:check", args=[draft.pk])))
    assert "Accept: put it on the register" in page
    assert "It was sent to the unit." not in page  # which is said to whoever sent it
    back = reverse("entry:send_back", args=[draft.pk])
    assert "Say what should be changed." in text_of(client.post(back, {"version": draft.version}))
    with django_capture_on_commit_callbacks(**COMMITS):
        client.post(back, {"version": draft.version, "words": "Which hall?"})
    assert [(each.to, "Which hall?" in each.body) for each in mail.outbox] == [([ana.email], True)]
    assert Event.objects.get(kind="draft sent back").reason == "Which hall?"
    client.force_login(ana)
    assert "Sent back" in text_of(client.get(reverse("pages:home")))
    page = text_of(client.get(reverse("entry:check", args=[draft.pk])))
    assert "The unit writes: Which hall?" in page
    save(ana, draft.pk, "name", description="The parish hall.")
    send(ana, draft.pk)
    client.force_login(unit)
    accept = reverse("entry:accept", args=[draft.pk])
    assert client.post(accept, {"version": draft.version}).status_code == 409  # not what was seen
    with django_capture_on_commit_callbacks(**COMMITS):
        client.post(accept, {"version": version_of(draft)})
    client.post(accept, {"version": version_of(draft)})
    assert Activity.objects.get().description == "The parish hall."
    assert Event.objects.get(kind="activity added").reason == "entered by Ana"
    assert mail.outbox[1].subject == "Evening football is on the register"
    assert client.post(accept, {}).status_code == 400


def test_what_waits_is_taken_back_by_its_own_people(client, unit, ana, oda):
    look_over(unit, Scope.NEW)
    draft = send(ana, draft_of(ana).pk)
    with pytest.raises(NotAllowed):
        actions.take_back(draft_id=draft.pk, by=unit, now=NOW)
    with pytest.raises(NotFound):
        actions.take_back(draft_id=draft.pk, by=oda, now=NOW)
    client.force_login(ana)
    page = text_of(client.get(reverse("entry:check", args=[draft.pk])))
    assert "It was sent to the unit." in page
    assert "Take it back to change it" in page
    step = reverse("entry:step", args=[draft.pk, "name"])
    assert client.get(step).status_code == 409
    client.post(reverse("entry:take_back", args=[draft.pk]))
    assert client.get(step).status_code == 200
    with pytest.raises(Conflict):
        actions.take_back(draft_id=draft.pk, by=ana, now=NOW)
    with pytest.raises(NotFound):  # what an organisation is still writing is its own alone
        actions.accept_draft(
            draft_id=draft.pk, version=version_of(draft), by=unit, now=NOW, today=TODAY
        )


def test_what_waits_is_not_accepted_over_a_newer_record(unit, ana):
    key = record_activity(club(), by=None, now=NOW)
    look_over(unit, Scope.EVERYTHING)
    change = change_of(ana, key)
    save(ana, change.pk, "how-many", people_a_year="150")
    send(ana, change.pk)
    record_activity(club(people_a_year=90.0), by=unit, now=NOW)
    with pytest.raises(actions.RegisterMoved, match="Send it back"):
        actions.accept_draft(
            draft_id=change.pk, version=version_of(change), by=unit, now=NOW, today=TODAY
        )
    assert Activity.objects.get().people_a_year == 90.0
    assert Draft.objects.get().answers["people_a_year"] == "150"


def test_only_the_unit_looks_over(ana, unit):
    look_over(unit, Scope.NEW)
    draft = send(ana, draft_of(ana).pk)
    said = {"draft_id": draft.pk, "version": draft.version, "by": ana, "now": NOW}
    with pytest.raises(NotAllowed):
        actions.accept_draft(**said, today=TODAY)
    with pytest.raises(NotAllowed):
        actions.send_back(**said, words="x")
    with pytest.raises(NotAllowed):
        actions.set_scope(scope=Scope.NOTHING, version=2, by=ana, now=NOW)
    said["by"] = unit
    with pytest.raises(BadInput, match="at most"):
        actions.send_back(**said, words="x" * 2_001)
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    actions.send_back(**said, words="Which hall?")  # nobody is left to write to
    said["version"] += 1
    with pytest.raises(Conflict, match="does not wait"):
        actions.send_back(**said, words="Which hall?")
    assert mail.outbox == []


def offer(client, query="", **more):
    form = {
        "key": str(uuid.uuid4()), "organisation": str(organisation_of(OTHER).pk),
        "activity": "Boxing in Eastfold", "words": "Nothing like it is in Eastfold.",
    }  # fmt: skip
    return client.post(f"{reverse('entry:new_offer')}{query}", {**form, **more})


def test_an_offer_is_adopted_completed_and_becomes_their_own(
    client, unit, oda, django_capture_on_commit_callbacks
):
    key = record_activity(club(sensitive_site=True), by=None, now=NOW)
    client.force_login(unit)
    query = f"?copy={key}"
    page = text_of(client.get(f"{reverse('entry:new_offer')}{query}"))
    assert f"are taken from {club().name}, {TRUST}" in page
    form_key = str(uuid.uuid4())
    with django_capture_on_commit_callbacks(**COMMITS):
        for _ in range(2):
            assert offer(client, query, key=form_key).url == reverse("entry:queue")
    draft = Draft.objects.get()
    assert [each.to for each in mail.outbox] == [[oda.email]]
    assert draft.answers["themes"] == "violence; exploitation"
    # where it is, when, who pays and how many came is not passed on
    said = set(draft.answers)
    assert not said & {"postcode", "delivery_area", "areas_served", "funders", "places_free"}
    client.force_login(oda)
    assert "Offered: new activity." in text_of(client.get(reverse("pages:home")))
    page = text_of(client.get(reverse("entry:offer", args=[draft.pk])))
    assert "Nothing like it is in Eastfold." in page
    assert client.get(reverse("entry:step", args=[draft.pk, "name"])).status_code == 409
    for _ in range(2):
        client.post(reverse("entry:adopt", args=[draft.pk]))
    for step in ("where", "when", "how-many", "who", "what"):
        given = {name: text for name, text in ANSWERS.items() if name in _asked_on(step)}
        save(oda, draft.pk, step, **given)
    send(oda, draft.pk)
    record = Activity.objects.get(name="Boxing in Eastfold")
    assert record.organisation.name == OTHER
    assert record.sensitive_site is False
    kinds = list(Event.objects.filter(about_id=str(draft.pk)).values_list("kind", flat=True))
    assert kinds[:2] == ["activity offered", "offer adopted"]


def _asked_on(step):
    from sightline.service.entry.questions import BY_STEP

    return {each.heading for each in BY_STEP[step].questions}


def test_an_offer_is_declined_with_words(client, unit, oda, django_capture_on_commit_callbacks):
    client.force_login(unit)
    offer(client, "?area=X01000003&theme=robbery")
    draft = Draft.objects.get()
    assert draft.answers == {
        "areas_served": "X01000003", "status": "planned", "themes": "robbery",
        "activity": "Boxing in Eastfold",
    }  # fmt: skip
    client.force_login(oda)
    address = reverse("entry:decline", args=[draft.pk])
    assert "Say why you decline." in text_of(client.post(address, {"words": " "}))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(**COMMITS):
        client.post(address, {"words": "We have no hall."})
    assert [each.to for each in mail.outbox] == [[unit.email]]
    assert client.post(reverse("entry:adopt", args=[draft.pk])).status_code == 409
    client.force_login(unit)
    assert "We have no hall." in text_of(client.get(reverse("entry:queue")))
    actions.throw_away(draft_id=draft.pk, by=unit, now=NOW)
    assert Draft.objects.count() == 0


def test_an_offer_needs_a_name_a_reason_and_somebody_to_offer_it_to(client, unit, ana, oda):
    client.force_login(unit)
    page = text_of(offer(client, activity="", words=""))
    assert "Enter the name of the activity." in page
    assert "Say why you offer it to them." in page
    given = {"words": "x", "key": uuid.uuid4(), "by": unit, "now": NOW}
    key = organisation_of(OTHER).pk
    with pytest.raises(NotFound):
        actions.offer_activity(organisation_id=uuid.uuid4(), answers={"activity": "x"}, **given)
    with pytest.raises(BadInput):
        actions.offer_activity(organisation_id=key, answers={"activity": " "}, **given)
    with pytest.raises(NotAllowed):
        actions.offer_activity(
            organisation_id=key, answers={"activity": "x"}, **{**given, "by": ana}
        )
    offer(client)
    draft = Draft.objects.get()
    with pytest.raises(NotFound):
        actions.adopt(draft_id=draft.pk, by=ana, now=NOW)
    with pytest.raises(NotAllowed):
        actions.adopt(draft_id=draft.pk, by=unit, now=NOW)
    with pytest.raises(NotFound):
        queries.offer_page(viewer=unit, draft_id=draft_of(unit).pk)


def test_what_is_its_organisations_alone_is_not_offered_to_another(client, unit):
    hidden = club(visibility=Visibility.ORGANISATION)
    key = record_activity(hidden, by=None, now=NOW)
    client.force_login(unit)
    assert client.get(f"{reverse('entry:new_offer')}?copy={key}").status_code == 403
    assert client.get(f"{reverse('entry:new_offer')}?copy=x").status_code == 404
    assert client.get(f"{reverse('entry:new_offer')}?area=X").status_code == 404
    page = text_of(client.get(reverse("register:activity", args=[key])))
    assert "Say what is different" in page
    assert "Offer one like it" not in page


READ = ("check", "step", "settle", "offer")
SEND = ("send", "likely", "take_back", "throw_away", "adopt", "decline", "settle_step")
UNITS = ("accept", "send_back")
STRANGERS_TO_IT = [
    Role.PARTNER, Role.ANALYST, Role.COMMISSIONER, Role.BOARD, Role.NEIGHBOUR,
    Role.ADMINISTRATOR, Role.UNIT, None,
]  # fmt: skip


def address_of(route, draft):
    more = ["name"] if route in ("step", "settle_step") else []
    return reverse(f"entry:{route}", args=[draft.pk, *more])


@pytest.mark.parametrize("role", STRANGERS_TO_IT)
def test_nobody_else_opens_or_changes_a_draft_that_is_being_written(client, ana, oda, role):
    draft = draft_of(ana)
    before = Draft.objects.values().get()
    if role is not None:
        client.force_login(oda if role is Role.PARTNER else user_of(role))
    allowed = set()
    for route in READ + SEND + UNITS:
        for method in (client.get, client.post):
            answer = method(address_of(route, draft), {"version": draft.version})
            if answer.status_code not in (302, 403, 404, 405):
                allowed.add((route, answer.status_code))
            if answer.status_code == 302:
                assert answer.url.startswith("/sign-in")
            assert b"Evening football" not in answer.content
    assert allowed <= {("accept", 400), ("send_back", 400), ("likely", 400), ("settle_step", 400)}
    assert Draft.objects.values().get() == before


def test_what_the_unit_writes_is_its_own_until_it_is_offered(client, unit, ana):
    draft = draft_of(unit)
    client.force_login(ana)
    assert client.get(reverse("entry:check", args=[draft.pk])).status_code == 404
    assert "Evening football" not in text_of(client.get(reverse("entry:drafts")))
    client.force_login(unit)
    assert "Evening football" in text_of(client.get(reverse("entry:drafts")))
    assert client.get(reverse("entry:step", args=[draft.pk, "name"])).status_code == 200


def test_the_unit_reads_what_waits_and_does_not_rewrite_it(client, unit, ana):
    look_over(unit, Scope.NEW)
    draft = send(ana, draft_of(ana).pk)
    client.force_login(unit)
    assert client.get(reverse("entry:step", args=[draft.pk, "name"])).status_code == 409
    actions.send_back(draft_id=draft.pk, version=draft.version, words="x", by=unit, now=NOW)
    assert client.get(reverse("entry:step", args=[draft.pk, "name"])).status_code == 403
    with pytest.raises(NotAllowed):
        actions.throw_away(draft_id=draft.pk, by=unit, now=NOW)


def seen_by(client, user):
    """The bytes of everything that a draft must never show in, without what a form makes anew."""
    if user is None:
        client.logout()
    else:
        client.force_login(user)
    addresses = [
        reverse("register:activities"),
        f"{reverse('register:activities')}?q=football",
        reverse("register:download", kwargs={"kind": "csv"}),
        reverse("pages:home"),
        reverse("register:organisation", args=[organisation_of(TRUST).pk]),
    ]
    pages = [client.get(address).content.decode() for address in addresses]
    secret = re.compile(r'(csrfmiddlewaretoken" value|nonce|name="key" value)="[^"]*"')
    return [secret.sub("", page) for page in pages]


def test_a_draft_changes_no_byte_of_what_others_see(client, unit, ana, oda):
    record_activity(club(visibility=Visibility.PUBLIC), by=None, now=NOW)
    others = [oda, user_of(Role.ANALYST), user_of(Role.NEIGHBOUR), unit, None]
    before = [seen_by(client, user) for user in others]
    draft = draft_of(ana, visibility="public")
    change = change_of(ana, Activity.objects.get().pk)
    save(ana, change.pk, "name", activity="Football with a new name")
    assert [seen_by(client, user) for user in others] == before
    look_over(unit, Scope.EVERYTHING)
    waiting = [seen_by(client, user) for user in others if user is not unit]
    send(ana, draft.pk)
    send(ana, change.pk)
    assert [seen_by(client, user) for user in others if user is not unit] == waiting
    assert "Evening football" in "".join(seen_by(client, unit))  # whose queue it is in


def test_drafts_follow_their_organisation_into_another(unit, ana, oda):
    draft = draft_of(ana)
    merge_organisations(
        kept_id=organisation_of(OTHER).pk, gone_id=organisation_of(TRUST).pk, by=unit, now=NOW,
        reason="one and the same",
    )  # fmt: skip
    for person in (ana, oda):
        assert queries.check_page(viewer=person, draft_id=draft.pk, today=TODAY).name
    assert Draft.objects.get().organisation.name == OTHER


def test_a_change_goes_back_with_its_record_when_a_merger_is_undone(unit, ana, oda):
    key = record_activity(club(), by=None, now=NOW)
    change, new = change_of(ana, key), draft_of(ana)
    merger = merge_organisations(
        kept_id=organisation_of(OTHER).pk, gone_id=organisation_of(TRUST).pk, by=unit, now=NOW,
        reason="one and the same",
    )  # fmt: skip
    assert queries.check_page(viewer=oda, draft_id=change.pk, today=TODAY).organisation == OTHER
    undo_merge(merger_id=merger, by=unit, now=NOW)
    owners = {draft.pk: draft.organisation.name for draft in Draft.objects.all()}
    assert owners == {change.pk: TRUST, new.pk: OTHER}
    assert change_of(ana, key).pk == change.pk
    assert Activity.objects.get(pk=key).organisation.name == TRUST
