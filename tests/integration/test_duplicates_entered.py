"""What is said of a likely duplicate while entering is a decision on the pair of the two."""

from __future__ import annotations

import pytest
from factories.entry import draft_of, fill_register, send
from factories.freshness import lead_of
from factories.register import NOW, OTHER, TODAY, TRUST, club, store_county, user_of

from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.duplicates.actions import look_again, undo
from sightline.service.duplicates.models import Pair, State
from sightline.service.entry.actions import accept_draft, say_of_likely, set_scope
from sightline.service.entry.models import Moderation, Said, Scope
from sightline.service.register.actions import record_activity

pytestmark = pytest.mark.django_db
ALIKE = {"activity": "Harbour Lane boxing club", "postcode": "ZZ1 1AA", "people_a_year": "120"}


@pytest.fixture
def known():
    store_county()
    fill_register()
    return record_activity(club(organisation=OTHER, reference="K-1"), by=None, now=NOW)


def entered(by, known, said, *, organisation=TRUST):
    draft = draft_of(by, organisation, **ALIKE)
    say_of_likely(draft_id=draft.pk, activity_id=known, said=said, by=by, now=NOW, today=TODAY)
    return send(by, draft.pk)


def pair_of(one, other):
    first, second = sorted((one, other))
    return Pair.objects.filter(first=first, second=second).first()


def test_related_decides_the_pair_and_it_is_never_asked(known):
    ana = user_of(Role.PARTNER, TRUST, name="Ana")
    draft = entered(ana, known, Said.RELATED)
    pair = pair_of(draft.about_id, known)
    assert (pair.state, pair.decided_by, pair.reason) == (
        State.RELATED, ana, "said while it was entered",
    )  # fmt: skip
    assert pair.evidence
    assert pair.decided_weight == pair.weight
    assert Event.objects.filter(kind="pair decided: related").count() == 1
    look_again(now=NOW)
    assert pair_of(draft.about_id, known).state == State.RELATED
    undo(pair_id=pair.pk, by=user_of(Role.UNIT), now=NOW)
    assert pair_of(draft.about_id, known).state == State.OPEN


def test_different_closes_the_question_only_from_who_may_decide(known):
    ana = user_of(Role.PARTNER, TRUST, name="Ana")
    draft = entered(ana, known, Said.DIFFERENT)
    assert pair_of(draft.about_id, known).state == State.OPEN


def test_the_unit_may_decide_every_pair(known):
    draft = entered(user_of(Role.UNIT), known, Said.DIFFERENT)
    assert pair_of(draft.about_id, known).state == State.DIFFERENT


def test_who_leads_both_may_say_that_they_are_different(known):
    own = record_activity(club(reference="K-2"), by=None, now=NOW)
    lead = lead_of(TRUST)
    draft = draft_of(lead, **ALIKE)
    for key in (known, own):
        say_of_likely(
            draft_id=draft.pk, activity_id=key, said=Said.DIFFERENT, by=lead, now=NOW, today=TODAY
        )
    draft = send(lead, draft.pk)
    assert pair_of(draft.about_id, own).state == State.DIFFERENT
    assert pair_of(draft.about_id, known).state == State.OPEN


def test_what_waits_for_the_unit_is_decided_once_it_is_accepted_by_who_said_it(known):
    unit = user_of(Role.UNIT)
    version = row.version if (row := Moderation.objects.first()) else 1
    set_scope(scope=Scope.NEW, version=version, by=unit, now=NOW)
    ana = user_of(Role.PARTNER, TRUST, name="Ana")
    draft = entered(ana, known, Said.RELATED)
    assert not Pair.objects.exists()
    draft = accept_draft(draft_id=draft.pk, version=draft.version, by=unit, now=NOW, today=TODAY)
    pair = pair_of(draft.about_id, known)
    assert (pair.state, pair.decided_by) == (State.RELATED, ana)
