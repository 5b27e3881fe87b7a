"""What people call the terms of the vocabularies in lists of their own.

Words that mean one term and no other are in CERTAIN; words that may mean it are in LIKELY, and a
person is asked. Names, codes and shared word stems need no entry.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, ...]]  # by term


def _words(lines: str) -> dict[str, tuple[str, ...]]:
    """One term a line: its code, a colon, phrases separated by commas."""
    pairs = (line.partition(":") for line in lines.strip().splitlines())
    return {
        code.strip(): tuple(phrase.strip() for phrase in said.split(",")) for code, _, said in pairs
    }


CERTAIN: Mapping[str, Words] = {
    "themes": _words(
        """
        violence: violent crime, serious violence, youth violence, serious youth violence, assault, assaults, violence reduction, violence prevention, gang violence, fighting, syv
        robbery: mugging, muggings, street robbery
        anti-social-behaviour: asb, antisocial behaviour, anti social behaviour, nuisance, disorder
        knife-crime: knife, knives, knife carrying, knife enabled, bladed articles, bladed weapons, knife harm, stabbing
        exploitation: county lines, cce, cse, child criminal exploitation, criminal exploitation, child sexual exploitation, cuckooing, child exploitation, modern slavery, grooming
        domestic-abuse: domestic violence, dv, da, domestic abuse and violence, coercive control, vawg domestic
        sexual-violence: sexual assault, sexual abuse, rape, sexual offences, harmful sexual behaviour
        weapons: weapon carrying, weapon, firearms, guns
        drugs: substance misuse, substance use, drug dealing, drug use, drug supply, drug and alcohol, drugs and alcohol
        """  # noqa: E501
    ),
    "approaches": _words(
        """
        mentoring: mentor, mentors, one to one support, 1 to 1 support, 1:1 support, one-to-one mentoring, peer mentoring, befriending, trusted adult, 1:1
        sports-programmes: sport, sports, boxing, football, sports club, basketball, midnight football, martial arts, rugby, cricket, judo, physical activity
        arts-programmes: music, drama, theatre, dance, arts, art, music production, creative arts, creative, film making, music studio
        after-school-programmes: after school club, after-school club, youth club, youth clubs, drop in youth club, youth centre sessions, twilight sessions, open access youth work, open access
        parenting-programmes: parenting, parenting course, parent support, parenting support, parents group, strengthening families, family support
        knife-crime-education: knife crime workshop, knife crime workshops, knife awareness, knife crime awareness, weapons awareness, knife crime assembly, knife crime lessons
        relationship-violence-lessons: healthy relationships, healthy relationship lessons, relationships education, consent workshops, consent
        trauma-informed-practice: trauma informed training, trauma-informed, trauma informed, trauma training, workforce training trauma
        trauma-specific-therapies: trauma therapy, trauma counselling, emdr
        cognitive-behavioural-therapy: cbt, cognitive behavioural
        emergency-department-navigators: a&e navigator, a&e youth workers, hospital navigators, hospital youth work, navigators in a&e, ed navigators, a and e navigators, a&e youth work, hospital based youth workers
        focused-deterrence: focussed deterrence, call-ins
        hot-spots-policing: hotspot policing, hot spot policing, hotspot patrols, hotspot patrol, hot spot patrols, high visibility patrols, patrols
        pre-court-diversion: diversion, out of court disposal, pre court diversion, diversionary, turnaround
        restorative-justice: restorative, restorative practice, restorative approaches, mediation
        functional-family-therapy: fft
        multi-systemic-therapy: mst, multisystemic therapy
        cctv: cameras, mobile cctv
        social-skills-training: social skills, life skills, emotional regulation, anger management
        adventure-and-wilderness-therapy: outdoor adventure, outward bound, wilderness, bushcraft, adventure therapy
        police-in-schools: schools officer, safer schools officer, school police officer, safer schools
        prison-awareness: prison awareness, prison me no way
        boot-camps: boot camp, bootcamp
        anti-bullying: bullying
        bystander-programmes: bystander, active bystander, upstander
        media-campaigns: campaign, social media campaign, communications campaign, publicity campaign, awareness campaign
        preventing-school-exclusion: exclusion prevention, reducing exclusions, alternative provision, attendance support
        weapons-surrender: knife amnesty, surrender bin, knife bins, weapons amnesty, knife surrender bins
        stop-and-search: stop & search, stop search
        street-lighting: lighting
        summer-jobs: summer employment, holiday jobs, job placements
        """  # noqa: E501
    ),
    "settings": _words(
        """
        community: community centre, youth centre, community hall, village hall, church hall, youth club, leisure centre, sports centre, community venue, church, hall, library, sports club, park
        school-and-college: school, schools, college, colleges, primary school, secondary school, primary schools, secondary schools, academy, in school, classroom, sixth form, education
        health-service: hospital, a&e, gp, clinic, health, emergency department, a and e, hospital ward
        custody: young offenders institution, yoi, secure estate, secure children's home
        prison: hmp, prisons
        police-custody-suite: police custody, custody suite, police station
        pupil-referral-unit: pru, alternative provision, ap, pupil referral, prus
        home: home visits, at home, family home, in the home, outreach to homes
        online: virtual, zoom, teams, web, digital, remote
        street: detached, detached youth work, outreach, street based, streets, street-based, on the street, parks and streets, mobile outreach, town centre patrol
        transport: buses, trains, railway, bus station, rail, bus
        """  # noqa: E501
    ),
    "prevention_levels": _words(
        """
        primary: primary prevention, early prevention, prevent, upstream
        secondary: secondary prevention, early intervention, early help, at risk
        tertiary: tertiary prevention, rehabilitation, desistance, intensive intervention, reoffending, post offence
        universal: universal prevention, everyone, open to all, whole population, universal offer
        targeted: targeted prevention, targeted support, at risk groups, selective
        indicated: indicated prevention, specialist, those already involved, intensive
        """  # noqa: E501
    ),
    "audience": _words(
        """
        everyone: all, boys and girls, mixed, open to all, open access, anyone, any, general public, all residents, all young people, universal, open
        send: sen, send pupils, special educational needs, young people with send, additional needs
        looked-after: looked after, lac, cla, children in care, care experienced, care leavers, children looked after, in care
        excluded: excluded pupils, permanently excluded, excluded young people, school exclusion, at risk of exclusion
        missing-from-education: not in education, neet, electively home educated, missing education, cme
        in-contact-with-criminal-justice: young offenders, offenders, youth justice, yjs cohort, known to yot, on probation, young people who offend, in the criminal justice system, youth offending, youth justice referrals
        victims: victim, survivors, survivors of abuse, victims of crime, victims of domestic abuse, survivors of domestic abuse
        gang-linked: gang members, gangs, gang affected, gang involved, at risk of gangs
        with-mental-ill-health: mental health, poor mental health
        disabled: disability, disabilities
        insecure-immigration-status: asylum seekers, refugees, migrants, unaccompanied asylum seeking children, uasc
        girls: female, females, young women, women and girls, girls only, teenage girls
        boys: male, males, young men, boys only, teenage boys
        parents: parent, carers, families, mums, dads, fathers, mothers, parents/carers
        professionals: staff, teachers, practitioners, workforce, school staff, frontline staff, youth workers
        """  # noqa: E501
    ),
    "strands": _words(
        """
        county-lines: exploitation, child criminal exploitation, drug lines
        urban-street-gangs: gangs, urban street gang, street gangs, usg, gang violence
        knife-crime: knives, knife, knife carrying, weapons
        """
    ),
    "types_of_violence": _words(
        """
        child-criminal-exploitation: cce, criminal exploitation
        child-sexual-exploitation: cse, sexual exploitation
        domestic-abuse: domestic violence, dv
        knife-enabled: knife crime, knife, knives, stabbing
        firearm: gun crime, guns, firearms
        gang-related: gangs, gang violence
        public-place-youth-violence: youth violence, serious youth violence
        sexual-violence: sexual assault, rape, sexual abuse
        weapon-possession: weapon carrying, knife carrying
        """
    ),
    "statuses": _words(
        """
        current: live, active, running, in progress, in delivery, delivering, open, underway, under way, up and running, ongoing, on going, on-going, being delivered, operating, in place, started, mobilised, delivery
        planned: upcoming, proposed, in development, pipeline, not started, not yet started, starting soon, to start, due to start, future, in planning, planning, mobilising, setting up
        paused: on hold, suspended, dormant, temporarily closed, temporarily paused, on pause, hiatus, stopped for now
        ended: closed, complete, completed, finished, ceased, discontinued, past, expired, stopped, done, no longer running, concluded
        """  # noqa: E501
    ),
}

LIKELY: Mapping[str, Words] = {
    "themes": _words(
        """
        violence: gangs, gang, conflict, aggression, weapon carrying, youth crime, youth offending, hate crime, bullying, public place
        anti-social-behaviour: community safety, youth crime, youth offending, diversion, youth engagement, vandalism
        exploitation: gangs, gang, missing, safeguarding, vulnerability, vulnerable young people, exclusion
        knife-crime: weapons, weapon
        domestic-abuse: vawg, violence against women, violence against women and girls, healthy relationships, family
        sexual-violence: vawg, violence against women, violence against women and girls, healthy relationships
        drugs: alcohol, substance
        """  # noqa: E501
    ),
    "approaches": _words(
        """
        mentoring: coaching, peer support, support worker, keyworker, key worker, one to one
        after-school-programmes: youth work, youth provision, youth sessions, holiday club, drop in, drop-in, homework club
        cognitive-behavioural-therapy: counselling, therapy, therapeutic
        trauma-specific-therapies: counselling, therapy, therapeutic support
        knife-crime-education: workshops, assemblies, awareness, education, knife
        pre-court-diversion: triage
        parenting-programmes: family work, parents
        social-skills-training: wellbeing, resilience, employability
        """  # noqa: E501
    ),
    "statuses": _words(
        """
        planned: awaiting funding, bid submitted, bidding, subject to funding, approved, awarded, agreed, commissioned, set up
        current: funded, renewed, extended, yes, awarded, approved, agreed, commissioned
        ended: no, not renewed, unsuccessful, declined
        """  # noqa: E501
    ),
}
