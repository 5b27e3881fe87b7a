"""One activity by hand: page by page, saved as it goes, resumed, checked, on the register."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse
from factories.entry import ANSWERS, FILLED, draft_of, save, send
from factories.pages import text_of
from factories.register import NOW, OTHER, TODAY, TRUST, organisation_of, store_county, user_of

from sightline.analysis.framework import AgeRange
from sightline.analysis.provision import Status, Visibility
from sightline.errors import BadInput, Conflict, NotAllowed, NotFound
from sightline.exchange.activities import BY_HEADING
from sightline.service.accounts.models import Role
from sightline.service.audit.models import Event
from sightline.service.entry import actions, queries
from sightline.service.entry.models import Draft, Said, State
from sightline.service.entry.questions import QUESTIONS, STEPS
from sightline.service.register.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county():
    store_county()


@pytest.fixture
def ana(client):
    user = user_of(Role.PARTNER, TRUST, name="Ana")
    client.force_login(user)
    return user


def begin(client) -> Draft:
    page = client.get(reverse("entry:drafts")).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    organisation = str(organisation_of(TRUST).pk)
    sent = client.post(reverse("entry:drafts"), {"key": key, "organisation": organisation})
    draft = Draft.objects.get()
    assert sent.url == reverse("entry:step", args=[draft.pk, "name"])
    return draft


def fill(client, draft, step, **more):
    """Fill in a page as it stands in the browser, and save it."""
    address = reverse("entry:step", args=[draft.pk, step])
    version = re.search(r'name="version" value="(\d+)"', client.get(address).content.decode())[1]
    return client.post(address, {"version": version, **FILLED[step], **more})


def check_address(draft):
    return reverse("entry:check", args=[draft.pk])


def test_twelve_answers_are_needed_at_most_and_each_says_what_it_is_used_for():
    needed = [question for question in QUESTIONS.values() if question.required]
    assert len(needed) + 1 <= 12  # and whose activity it is
    assert len(STEPS) == 6
    for question in needed:
        assert BY_HEADING[question.heading].used_for in question.help
        assert question.missing


def test_everything_that_a_sheet_can_say_is_asked_once():
    asked = [question.heading for step in STEPS for question in step.questions]
    by_itself = {"organisation", "confirmed_on"}
    assert len(asked) == len(set(asked))
    assert set(asked) == set(BY_HEADING) - by_itself


def test_an_activity_is_written_page_by_page_and_is_on_the_register(client, ana):
    draft = begin(client)
    for step, following in zip(FILLED, [*list(FILLED)[1:], None], strict=True):
        answer = fill(client, draft, step)
        wanted = reverse("entry:step", args=[draft.pk, following]) if following else None
        assert answer.url == (wanted or check_address(draft))
    told = text_of(client.get(check_address(draft)))
    assert "Put it on the register" in told
    assert "Evening football" in told
    assert "Eastfold" in told
    version = Draft.objects.get().version
    client.post(reverse("entry:send", args=[draft.pk]), {"version": version})
    record = Activity.objects.get()
    facts = record.facts()
    assert (facts.name, facts.organisation, facts.status) == (
        "Evening football", TRUST, Status.CURRENT,
    )  # fmt: skip
    assert facts.ages == AgeRange(11, 18)
    assert facts.people_a_year == 40.0
    assert facts.areas_served == ("X07000002",)
    assert facts.visibility is Visibility.PARTNERSHIP
    assert facts.reference == f"entered-{draft.pk.hex[:16]}"
    assert facts.confirmed_on is not None
    draft.refresh_from_db()
    assert (draft.state, draft.about_id, draft.answers) == (State.TAKEN, record.pk, {})
    assert "See it on the register" in text_of(client.get(check_address(draft)))
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds >= {
        "draft begun",
        "draft saved",
        "activity added",
        "draft taken onto the register",
    }


def test_i_do_not_know_is_an_answer_and_is_not_none(client, ana):
    draft = begin(client)
    for step in FILLED:
        fill(client, draft, step)
    unknown = {"age_from": "", "age_to": "", "age_from_unknown": "on", "age_to_unknown": "on"}
    fill(client, draft, "who", **unknown, open_to="i-do-not-know")
    fill(client, draft, "where", postcode="", postcode_unknown="on", areas_served="i-do-not-know")
    fill(client, draft, "when", funded_until="", funded_until_unknown="on")
    fill(
        client, draft, "how-many", people_a_year="", people_a_year_unknown="on",
        **{"funders-none": "on"},
        places_free="0",
    )  # fmt: skip
    told = text_of(client.get(check_address(draft)))
    assert told.count("I do not know") == 7
    for step, answers in (("who", 3), ("where", 2)):
        page = client.get(reverse("entry:step", args=[draft.pk, step])).content.decode()
        known = re.findall(r"(?:i-do-not-know|_unknown)[^>]*(?:checked|selected)", page)
        assert len(known) == answers
    send(ana, draft.pk)
    facts = Activity.objects.get().facts()
    assert (facts.ages, facts.open_to, facts.postcode, facts.areas_served) == (None, "", "", ())
    assert (facts.funded_until, facts.people_a_year) == (None, None)
    assert (facts.funders, facts.places_free) == (("none",), 0.0)


def test_what_was_not_answered_is_neither_known_nor_unknown(client, ana):
    draft = begin(client)
    fill(client, draft, "name")
    told = text_of(client.get(check_address(draft)))
    assert "not answered yet" in told
    assert "I do not know" not in told
    assert "Put it on the register" not in told
    with pytest.raises(BadInput, match="Not answered yet"):
        send(ana, draft.pk)
    assert Activity.objects.count() == 0


def test_a_wrong_answer_is_kept_told_and_keeps_the_activity_from_being_sent(client, ana):
    draft = begin(client)
    for step in FILLED:
        fill(client, draft, step)
    answer = fill(client, draft, "when", starts_on="31/02/2026", timetable="Mondays")
    page = text_of(answer)
    assert "There is a problem" in page
    assert "Starts: found '31/02/2026', a day that does not exist" in page
    draft.refresh_from_db()
    assert draft.answers["starts_on"] == "31/02/2026"  # nothing typed is lost
    assert draft.answers["timetable"] == "Mondays"
    told = text_of(client.get(check_address(draft)))
    assert "Before it can be sent" in told
    with pytest.raises(BadInput, match="a day that does not exist"):
        send(ana, draft.pk)
    fill(client, draft, "when", starts_on="28/02/2026", timetable="Mondays")
    send(ana, draft.pk)
    assert Activity.objects.get().timetable == "Mondays"


@pytest.mark.parametrize(
    ("step", "given", "says"),
    [
        ("name", {"activity": ""}, "Enter the name of the activity."),
        ("what", {"themes": []}, "Choose at least one need that it meets."),
        ("who", {"age_to": ""}, "Enter the oldest age, or say that you do not know."),
        ("who", {"age_from": "20"}, "found 20, above “Oldest age” 18"),
        ("who", {"age_from_unknown": "on"}, "Give an answer, or tick “I do not know”, not both."),
        ("where", {"postcode": "SS1"}, "Postcode: found 'SS1', wanted a full postcode"),
        ("where", {"sensitive_site": ""}, "Choose yes or no."),
        (
            "where",
            {"areas_served": ["X07000001", "i-do-not-know"]},
            "Choose what you know, or “I do not know” alone.",
        ),
        ("when", {"status": "nonsense"}, "Choose among the answers given here."),
        ("when", {"status": ""}, "Choose planned, current, paused or ended."),
        ("when", {"ends_on": "1/1/2020", "starts_on": "1/1/2021"}, "before “Starts” 01/01/2021"),
        ("how-many", {"people_a_year": "12.5"}, "wanted a whole number of people. Round it."),
        (
            "how-many",
            {
                "funders-0-organisation": "A",
                "funders-0-share": "60",
                "funders-1-organisation": "B",
                "funders-1-share": "70 %",
            },
            "Funders: found shares of 130% together, wanted at most 100%. Correct the shares.",
        ),
        ("how-many", {"people_a_year": "lots"}, "Leave it empty if it is not known."),
    ],
)
def test_every_problem_is_said_in_words_of_the_form(client, ana, step, given, says):
    draft = begin(client)
    for name in FILLED:
        fill(client, draft, name)
    page = text_of(fill(client, draft, step, **given))
    assert says in page
    assert "There is a problem" in page
    for word in (" cell", " row ", "age_from", "starts_on"):
        assert word not in page


def test_a_draft_is_left_and_come_back_to(client, ana):
    draft = begin(client)
    answer = fill(client, draft, "name", later="yes", description="Two\r\nlines")
    assert answer.url == reverse("entry:drafts")
    page = text_of(client.get(reverse("entry:drafts")))
    assert "Evening football" in page
    assert re.search(r"Saved at \d\d:\d\d on .* by Ana", page)
    assert "Evening football" in text_of(client.get(reverse("pages:home")))
    step = client.get(reverse("entry:step", args=[draft.pk, "name"])).content.decode()
    assert 'value="Evening football"' in step
    assert "Two\nlines" in step
    assert f'href="{reverse("entry:drafts")}" class="govuk-back-link"' in step
    second = client.get(reverse("entry:step", args=[draft.pk, "what"])).content.decode()
    assert f'href="{reverse("entry:step", args=[draft.pk, "name"])}"' in second
    changed = client.get(reverse("entry:step", args=[draft.pk, "name"]) + "?check=yes")
    assert f'href="{check_address(draft)}" class="govuk-back-link"' in changed.content.decode()


def test_a_form_sent_twice_makes_one_draft_and_one_activity(client, ana):
    key, organisation = uuid.uuid4(), str(organisation_of(TRUST).pk)
    for _ in range(2):
        client.post(reverse("entry:drafts"), {"key": str(key), "organisation": organisation})
    draft = Draft.objects.get()
    for step in STEPS:
        given = {q.heading: ANSWERS[q.heading] for q in step.questions if q.heading in ANSWERS}
        save(ana, draft.pk, step.name, **given)
        version = Draft.objects.get().version
        again = {"draft_id": draft.pk, "step": step.name, "by": ana, "now": NOW}
        actions.save_step(given=given, version=version - 1, **again)  # the same answers once more
        assert Draft.objects.get().version == version
    version = Draft.objects.get().version
    for _ in range(2):
        client.post(reverse("entry:send", args=[draft.pk]), {"version": version})
    assert Activity.objects.count() == 1
    assert Event.objects.filter(kind="activity added").count() == 1
    with pytest.raises(Conflict, match="somebody else"):
        actions.start_draft(
            organisation_id=organisation_of(OTHER).pk, key=key, now=NOW,
            by=user_of(Role.PARTNER, OTHER, name="Oda"),
        )  # fmt: skip


def test_two_drafts_alike_are_two_activities_unless_they_give_a_reference_that_is_taken(ana):
    send(ana, draft_of(ana).pk)
    for draft in (draft_of(ana), draft_of(ana, reference="Ours-1")):
        with pytest.raises(actions.LikelyTheSame):
            send(ana, draft.pk)
        for known in Activity.objects.all():
            actions.say_of_likely(
                draft_id=draft.pk, activity_id=known.pk, said=Said.DIFFERENT, by=ana, now=NOW,
                today=TODAY,
            )  # fmt: skip
        send(ana, draft.pk)
    taken = draft_of(ana, reference="OURS-1")
    page = queries.check_page(viewer=ana, draft_id=taken.pk, today=TODAY)
    assert page.troubles[0].says.startswith("Reference: another activity of yours has it.")
    assert page.send == ""
    with pytest.raises(BadInput, match="which another activity of"):
        send(ana, taken.pk)
    assert Activity.objects.count() == 3
    example = draft_of(ana, reference="EXAMPLE")
    with pytest.raises(BadInput, match="the example of the sheet"):
        send(ana, example.pk)


def test_a_draft_can_be_thrown_away_and_leaves_nothing(client, ana):
    draft = draft_of(ana)
    client.post(reverse("entry:throw_away", args=[draft.pk]))
    assert Draft.objects.count() == 0
    assert Activity.objects.count() == 0
    gone = Event.objects.get(kind="draft thrown away")
    assert "Evening football" not in gone.before
    with pytest.raises(NotFound):
        actions.send_draft(draft_id=draft.pk, version=1, by=ana, now=NOW, today=TODAY)


def test_half_a_thought_is_never_put_into_the_chain_of_events(ana):
    draft_of(ana, description="Half a thought about the hall")
    said = Event.objects.exclude(kind__startswith="organisation")
    assert not any("thought" in event.before + event.after for event in said)


def test_what_was_checked_is_what_is_sent(ana):
    draft = draft_of(ana)
    colleague = user_of(Role.PARTNER, TRUST, name="Ben")
    save(colleague, draft.pk, "name", activity="Evening rugby")
    with pytest.raises(actions.StaleDraft):
        actions.send_draft(draft_id=draft.pk, version=draft.version, by=ana, now=NOW, today=TODAY)
    assert Activity.objects.count() == 0


def test_answers_to_nothing_that_is_asked_are_refused(ana):
    draft = draft_of(ana)
    page = {"draft_id": draft.pk, "by": ana, "now": NOW, "version": draft.version}
    with pytest.raises(BadInput, match="nobody asked"):
        actions.save_step(step="name", given={"organisation": OTHER}, **page)
    with pytest.raises(BadInput, match="nobody asked"):
        actions.save_step(step="nowhere", given={"activity": "x"}, **page)
    with pytest.raises(BadInput, match="longer than"):
        actions.save_step(step="name", given={"activity": "x\x00"}, **page)


def test_only_its_own_people_and_the_unit_begin_a_draft_for_an_organisation(ana):
    start = {"key": uuid.uuid4(), "now": NOW}
    with pytest.raises(NotAllowed):
        actions.start_draft(organisation_id=organisation_of(OTHER).pk, by=ana, **start)
    with pytest.raises(NotFound):
        actions.start_draft(organisation_id=uuid.uuid4(), by=ana, **start)
    unit = user_of(Role.UNIT)
    actions.start_draft(organisation_id=organisation_of(OTHER).pk, by=unit, **start)
    assert Draft.objects.get().by_unit


def test_somebody_without_an_organisation_is_told_whom_to_ask(client):
    client.force_login(user_of(Role.PARTNER, name="Nobody yet"))
    assert "does not belong to an organisation yet" in text_of(client.get(reverse("entry:drafts")))


def test_what_is_not_there_is_said_so(client, ana):
    draft = draft_of(ana)
    assert client.get(reverse("entry:step", args=[draft.pk, "nowhere"])).status_code == 404
    assert client.post(reverse("entry:send", args=[draft.pk]), {}).status_code == 400


def test_a_reference_is_taken_however_its_letters_are_written(ana):
    send(ana, draft_of(ana, reference="Électrique 1").pk)
    twin = draft_of(ana, reference="ÉLECTRIQUE  1", activity="Another")
    with pytest.raises(BadInput, match="which another activity of"):
        send(ana, twin.pk)


@pytest.mark.parametrize(("route", "most"), [("step", 20), ("check", 25), ("drafts", 20)])
def test_pages_ask_the_database_little(client, ana, django_assert_max_num_queries, route, most):
    drafts = [draft_of(ana, activity=f"Club {number}") for number in range(5)]
    args = {"step": [drafts[0].pk, "where"], "check": [drafts[0].pk], "drafts": []}[route]
    address = reverse(f"entry:{route}", args=args)
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)
