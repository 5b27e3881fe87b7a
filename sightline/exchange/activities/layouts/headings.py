"""What people write above their columns, and which heading of the activity sheet they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from sightline.exchange.activities.columns import BY_HEADING
from sightline.exchange.activities.layouts.layout import plain_key

Target = tuple[str, ...]  # headings of the activity sheet that one column feeds
AGES: Target = ("age_from", "age_to")
DATES: Target = ("starts_on", "ends_on")
MONEY_AND_FUNDERS: Target = ("funding_gbp", "funders")
POINT: Target = ("latitude", "longitude")
PLACE: Target = ("postcode", "delivery_area", "areas_served", "latitude", "longitude")
WHEN: Target = ("days", "timetable")
NOT_USED: Target = ()
_LONGEST = 90  # characters of a heading; longer texts are notes
_FILLER = frozenset(
    """the of a an and or in is are your our please state if any known approx applicable
    e g eg etc s this it which""".split()
)

_NAMES: Mapping[Target, str] = {
    ("reference",):
        "reference, ref, ref no, reference number, id, project id, project ref, activity id, "
        "grant ref, grant reference, unique id, urn, code, application number, no",
    ("activity",):
        "activity, activity name, project, project name, programme, programme name, initiative, "
        "intervention, intervention name, service, service name, scheme, project title, title, "
        "name of project, name of activity, name of service, activity title, session, what, what "
        "we do, what is it, name of scheme, offer, provision, group, club, name of intervention, "
        "workstream, work, activity project, name of group, name, what is happening, #activity, "
        "#activity+name, what activity",
    ("organisation",):
        "organisation, organization, org, lead, lead organisation, lead agency, agency, provider, "
        "delivered by, delivery partner, lead partner, delivery organisation, applicant, grantee, "
        "recipient, recipient organisation, awarded to, grant holder, who, who leads, who "
        "delivers, who is responsible, owner, lead body, partner, charity, name of organisation, "
        "organisation name, group name, responsible, deliverer, contractor, who is doing it, who "
        "runs it, run by, #org, #org+name, lead provider",
    ("partners",):
        "partners, partner organisations, partner agencies, other partners, with, working with, "
        "in partnership with, supported by, who else, other agencies, delivery partners, who "
        "with, with whom, helpers, #org+partner",
    ("themes",):
        "themes, theme, issue, issues, need, needs, focus, crime type, priority, priorities, "
        "problem, topic, need met, area of focus, violence type, concern, focus area, what need, "
        "threat, thematic area, issue addressed, about what, what is it about, issues addressed, "
        "which issue, #sector, priority theme",
    ("prevention_level",):
        "prevention level, level, prevention, tier, primary secondary tertiary, level of "
        "prevention, stage, prevention stage, level of need, prevention tier",
    ("prevention_who",):
        "prevention who, universal targeted indicated, universal or targeted, universal targeted, "
        "targeting",
    ("strand",):
        "strand, workstream strand, v&v strand",
    ("thematic_group",):
        "thematic group, board, steering group, working group, subgroup",
    ("violence_types",):
        "violence types, types of violence, vulnerability type, harm type",
    ("risk_factors",):
        "risk factors, risk factor, risks addressed",
    ("protective_factors",):
        "protective factors, protective factor, strengths",
    ("approach",):
        "approach, type of intervention, intervention type, type of activity, method, activity "
        "type, type, model, category, project type, type of work, type of support, how, kind of "
        "work, service type, what kind, what kind of thing",
    ("setting",):
        "setting, type of venue, delivery setting, where delivered type, venue type, environment, "
        "settings",
    ("description",):
        "description, details, summary, about, overview, aims, what it does, outline, project "
        "description, brief description, purpose, objectives, activity description, description "
        "of activity, detail, what happens, project summary, more, about the project, "
        "#description, what happens there",
    ("age_from",):
        "age from, min age, minimum age, youngest, lower age, from age, age min, ages from, age "
        "group from, youngest age",
    ("age_to",):
        "age to, max age, maximum age, oldest, upper age, to age, age max, ages to, age group to, "
        "oldest age",
    AGES:
        "ages, age, age range, age group, age groups, target age, ages range, age of "
        "participants, year group, year groups, school years, age bracket, what ages, how old, "
        "age band, key stage, ages of children, for ages, #population+age",
    ("open_to",):
        "open to, audience, target group, cohort, who for, who is it for, for whom, target "
        "cohort, beneficiaries, client group, target audience, gender, service users, "
        "participants, population, for who, whom, target population, target beneficiaries, "
        "#beneficiary",
    ("eligibility",):
        "eligibility, criteria, eligibility criteria, who can come, entry criteria, who is "
        "eligible, who may come",
    ("referral",):
        "referral, referral route, how to refer, referrals, referral pathway, access, how to "
        "access, how to join, referral process, how do people come, referral method, referred by, "
        "booking, how to get in",
    ("postcode",):
        "postcode, post code, venue postcode, delivery postcode, zip, postal code, pc, location "
        "postcode, site postcode",
    ("delivery_area",):
        "delivery area, lsoa, lsoa code, small area, lsoa name, neighbourhood code",
    ("latitude",):
        "latitude, lat, y coordinate, #geo+lat",
    ("longitude",):
        "longitude, long, lon, lng, x coordinate, #geo+lon",
    POINT:
        "coordinates, lat long, lat lon, latitude longitude, gps, map reference, grid reference, "
        "coords, easting northing, #geo+coord, point on map",
    ("areas_served",):
        "areas served, area served, areas covered, area covered, coverage, covers, districts, "
        "catchment, area of benefit, geographic coverage, beneficiary area, districts covered, "
        "csp area, local authority, geography, district, borough, csp, district covered, serving, "
        "people from, #adm2, #adm2+name, districts served",
    PLACE:
        "location, place, venue, where, address, area, site, delivery location, delivery venue, "
        "venue address, town, ward, locality, locations, delivery site, base, venue name, where "
        "delivered, venue location, where is it, address 1, address 2, address line 1, address "
        "line 2, street, city, location of delivery, parish, village, meeting place, #loc, where "
        "does it happen, premises",
    ("status",):
        "status, current status, project status, stage of project, state, progress, rag status, "
        "live, is it running, still running, running, position, delivery status, award status, "
        "#status, how is it going",
    ("starts_on",):
        "starts on, start, start date, from, date from, begins, date started, commencement, "
        "project start, delivery start, commenced, started, since, first day, launch date, "
        "launched, date of start, grant start, start of delivery, #date+start, when did it start, "
        "since when, begin date, planned start",
    ("ends_on",):
        "ends on, end, end date, until, date to, finish, finishes, project end, completion date, "
        "delivery end, ends, finish date, last day, to, date of end, grant end, end of delivery, "
        "#date+end, when does it end, till when, review end, planned end",
    DATES:
        "dates, date, when, period, duration, delivery dates, timescale, timescales, term, "
        "delivery period, project dates, grant period, timeframe, award period, project period, "
        "when does it run, when does it happen, when is it on, running from to, start and end, "
        "start end dates, from to, when it runs",
    ("funded_until",):
        "funded until, funding end, funding ends, funding end date, funded to, money until, "
        "funding expires, grant ends, funding to, funding until, end of funding, contract end, "
        "contract end date, paid until, money runs out",
    WHEN:
        "days, day, timetable, session times, times, day and time, days and times, schedule, when "
        "times, session day, opening hours, weekday, day of week, time, which day, sessions, day "
        "time",
    ("depends_on",):
        "depends on, dependencies, dependency, relies on, subject to",
    ("funders",):
        "funders, funder, funded by, funding source, source of funding, paid by, funding body, "
        "source of funds, commissioner, funding stream, who pays, who funds, grant source, budget "
        "source, commissioned by, fund, whose money, money from",
    ("funding_gbp",):
        "funding, funding gbp, cost, amount, budget, value, grant, award, amount awarded, grant "
        "amount, total cost, annual cost, cost per year, annual budget, funding amount, £, price, "
        "total funding, award amount, spend, funding per year, annual value, contract value, "
        "value of grant, grant value, funding £, amount £, total, how much, cost pa, grant "
        "awarded, #value, how much money, total award",
    MONEY_AND_FUNDERS:
        "cost and funder, funding and source, cost funder, budget and funder, funding source and "
        "amount, funder and amount, money, who pays and how much, funding amount and source, "
        "funder amount, cost and who pays, funding details",
    ("people_a_year",):
        "people a year, participants per annum, "
        "capacity, places, people per year, annual capacity, numbers, participants "
        "per year, no of people, number of people, target numbers, places per year, reach, number "
        "of places, expected numbers, how many, number of young people, total places, target "
        "number, number reached, numbers per year, planned reach, people reached, how many "
        "people, no of participants, number of beneficiaries, people, #reached, no of yp, planned "
        "beneficiaries",
    ("people_last_year",):
        "people last year, attended last year, actual, actual numbers, attendance, last year, "
        "numbers last year, attendees, people supported, how many came, came last year",
    ("places_free",):
        "places free, spaces, vacancies, free places, spaces available, places available, "
        "availability, places left, spare places, room left, spaces left",
    ("people_waiting",):
        "people waiting, waiting list, waiting, number waiting, on waiting list",
    ("confirmed_on",):
        "confirmed on, last updated, updated, date updated, last checked, checked, date "
        "confirmed, last reviewed, date of update, as at, correct at, last confirmed, checked on, "
        "reviewed, updated on, last review",
    ("sensitive_site",):
        "sensitive site, sensitive, confidential, confidential location, hidden address, safe "
        "house, confidential address, secret, do not publish address, sensitive location, keep "
        "address private",
    ("visibility",):
        "visibility, who may see it, publish, can be published, public",
    ("confirm_every_months",):
        "confirm every months, review every months",
    NOT_USED:
        "what to do, "
        "contact, contact name, contact details, email, e mail, phone, telephone, tel, mobile, "
        "contact email, contact number, lead officer, manager, named contact, website, web, url, "
        "project manager, lead contact, notes, comments, comment, outcomes, outcome, kpi, rag, "
        "risk, signed off by, coordinator, link, twitter, facebook, officer, named lead, date "
        "added, date of award, award date, decision date, decision, score, charity number, "
        "charity no, company number, row, panel score, evaluation, contact person, who to ask, "
        "ring, staff, lead name, telephone number, lead officer email, application date, date "
        "received, ward councillor, internal notes, gender split, ethnicity, amount requested, "
        "requested, monitoring, remarks",
}  # fmt: skip


@dataclass(frozen=True)
class NameMatch:
    """How well the name of a column fits a target, from 0 to 1, and what it was compared with."""

    target: Target
    score: float
    like: str


def _known() -> dict[str, Target]:
    names: dict[str, Target] = {}
    for target, said in _NAMES.items():
        for phrase in said.split(","):
            names.setdefault(_bare(phrase), target)
    for heading in BY_HEADING:
        names[_bare(heading)] = (heading,)
    return names


def _bare(heading: str) -> str:
    """A heading without the words that say nothing.

    >>> _bare("Name of the project (if known)")
    'name project'
    """
    words = plain_key(heading).split()
    kept = [word for word in words if word not in _FILLER]
    return " ".join(kept or words)


_BY_NAME = _known()
_CHOICES = [name for name in _BY_NAME if len(name) > 3]
_WORDS = {name: frozenset(name.split()) for name in _BY_NAME}


@lru_cache(maxsize=4_096)
def name_matches(heading: str) -> tuple[NameMatch, ...]:
    """The targets that a heading may mean, likeliest first; the whole name before a part of it.

    >>> [(match.target, match.score) for match in name_matches("Start date")][:1]
    [(('starts_on',), 1.0)]
    """
    if len(heading) > _LONGEST or not heading.strip():
        return ()
    bare = _bare(heading)
    best: dict[Target, NameMatch] = {}

    def take(name: str, score: float) -> None:
        target = _BY_NAME[name]
        if target not in best or best[target].score < score:
            best[target] = NameMatch(target, round(score, 3), name)

    if bare in _BY_NAME:
        take(bare, 1.0)
    words = frozenset(bare.split())
    for name, held in _WORDS.items():
        if held < words and (len(name) > 2 or name == "£"):
            share = sum(map(len, held)) / max(sum(map(len, words)), 1)
            take(name, 0.5 + 0.4 * share)
        elif held == words:
            take(name, 0.97)
    if len(bare) > 3:
        near = process.extract(bare, _CHOICES, scorer=fuzz.ratio, limit=4, score_cutoff=84)
        for name, ratio, _ in near:
            take(name, min(ratio / 100 - 0.02, 0.96))
    return tuple(sorted(best.values(), key=lambda match: (-match.score, match.target)))


def is_known_heading(heading: str) -> bool:
    """Whether a text is surely the heading of something, used or not."""
    found = name_matches(heading)
    return bool(found) and found[0].score >= 0.7
