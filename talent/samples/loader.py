"""The app's samples: programmes, cohorts, trainees with supervisors on both sides, and where they practise."""

from __future__ import annotations

import datetime as dt

from partnership.models import Person
from partnership.rules.periods import add_months
from partnership.samples.names import fictional_name
from partnership.samples.world import World, both
from talent.models import Cohort, Placement, Programme, Supervision, Trainee
from talent.samples.texts import PURPOSES, SPECS, TOPICS, Spec

# The people before these are the staff of both parties.
FIRST_NAME = 28
PRACTICE_AFTER_MONTHS = {"internship": 0, "staff_training": 0, "postdoc": 2}
PRACTICE_MONTHS = {"internship": 3, "staff_training": 5}
# One trainee in so many has no supervisor of the company yet, or left early.
ALONE_EACH = 9
LEFT_EACH = 17


def load_talent(world: World) -> None:
    """Programme by programme; names go on through all of them."""
    index = FIRST_NAME
    for spec in SPECS:
        programme = _programme(world, spec)
        world.store([programme])
        cohorts = [_cohort(world, spec, programme, month, places) for month, places in spec.cohorts]
        world.store(cohorts)
        for cohort, (_, count) in zip(cohorts, spec.cohorts, strict=True):
            _load_trainees(world, spec, cohort, range(index, index + count))
            index += count


def _programme(world: World, spec: Spec) -> Programme:
    return Programme(
        kind=spec.kind,
        name_zh=spec.chinese + world.mark,
        name_en=spec.english + world.mark,
        agreement=world.agreements.get(spec.agreement),
        starts_on=world.months(spec.starts),
        ends_on=None if spec.ends is None else world.months(spec.ends),
        summary=both(*spec.aim),
        private_to=world.party(spec.private_to) if spec.private_to else None,
    )


def _cohort(world: World, spec: Spec, programme: Programme, month: int, count: int) -> Cohort:
    starts_on = world.months(month)
    return Cohort(
        programme=programme,
        name=both(f"{starts_on.year}级", f"Cohort {starts_on.year}"),
        places=count + month % 2,
        starts_on=starts_on,
        ends_on=add_months(starts_on, spec.stay_months + 2),
    )


def _load_trainees(world: World, spec: Spec, cohort: Cohort, indexes: range) -> None:
    people = world.store([_person(world, spec, index) for index in indexes])
    trainees = [_trainee(world, spec, cohort, person, index) for person, index in zip(people, indexes, strict=True)]
    world.store(trainees)
    pairs = list(zip(trainees, indexes, strict=True))
    world.store([one for trainee, index in pairs for one in _supervisions(world, spec, trainee, index)])
    world.store([one for trainee, index in pairs for one in _placements(world, spec, trainee, index)])


def _person(world: World, spec: Spec, index: int) -> Person:
    chinese, english = fictional_name(index)
    at_company = spec.kind == "staff_training"
    return Person(
        name_zh=chinese + world.mark,
        name_en=english + world.mark,
        organisation=world.bewg if at_company else world.but,
        unit=both("工艺研发中心", "Process R&D Centre") if at_company else both("研究生院", "Graduate School"),
    )


def _trainee(world: World, spec: Spec, cohort: Cohort, person: Person, index: int) -> Trainee:
    enrolled_on = cohort.starts_on
    leaves_early = index % LEFT_EACH == 0
    end = add_months(enrolled_on, 9 if leaves_early else spec.stay_months) - dt.timedelta(days=index % 20)
    has_ended = end < world.day
    return Trainee(
        cohort=cohort,
        person=person,
        enrolled_on=enrolled_on,
        ended_on=end if has_ended else None,
        ending=_ending(spec, index, leaves_early=leaves_early) if has_ended else "",
        topic=both(*TOPICS[index % len(TOPICS)]),
    )


def _ending(spec: Spec, index: int, *, leaves_early: bool) -> Trainee.Ending:
    if leaves_early:
        return Trainee.Ending.LEFT
    if spec.kind == "engineering_degree" or (spec.kind == "graduate_base" and index % 4 == 0):
        return Trainee.Ending.DEGREE_BY_PRACTICE
    return Trainee.Ending.DEGREE_BY_THESIS if spec.kind == "graduate_base" else Trainee.Ending.COMPLETED


def _supervisions(world: World, spec: Spec, trainee: Trainee, index: int) -> list[Supervision]:
    """One supervisor of each side; a few have none of the company yet. A private programme has its own side's."""
    parties = [spec.private_to] if spec.private_to else ["BUT"] if index % ALONE_EACH == 0 else ["BUT", "BEWG"]
    return [
        Supervision(
            trainee=trainee,
            supervisor=world.person(party, 3 + index % 8),
            organisation=world.party(party),
            starts_on=add_months(trainee.enrolled_on, 1 if party == "BEWG" else 0),
            ends_on=_after(trainee.ended_on),
        )
        for party in parties
        if trainee.ended_on is None or trainee.ended_on > add_months(trainee.enrolled_on, 1)
    ]


def _after(day: dt.date | None) -> dt.date | None:
    return None if day is None else day + dt.timedelta(days=1)


def _placements(world: World, spec: Spec, trainee: Trainee, index: int) -> list[Placement]:
    """A stretch of practice once the trainee is far enough, at a base and often for a project."""
    starts_on = add_months(trainee.enrolled_on, PRACTICE_AFTER_MONTHS.get(spec.kind, 8))
    if starts_on > world.days(45) or (trainee.ended_on and starts_on >= trainee.ended_on):
        return []
    ends_on = add_months(starts_on, PRACTICE_MONTHS.get(spec.kind, 6 + index % 5))
    projects = [one for one in world.others["projects"].values() if one.private_to_id is None]
    running = [one for one in projects if one.starts_on <= starts_on and one.ends_on > starts_on]
    project = running[index % len(running)] if running and index % 3 else None
    return [
        Placement(
            trainee=trainee,
            base=world.others["bases"][index % 3],
            project=project,
            purpose=both(*PURPOSES[index % len(PURPOSES)]),
            starts_on=starts_on,
            ends_on=min(ends_on, trainee.ended_on or ends_on),
        )
    ]
