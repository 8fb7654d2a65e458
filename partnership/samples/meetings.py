"""Sample meetings of eight years, with what was agreed and who was to do what by when."""

from __future__ import annotations

import datetime as dt

from partnership.models import ActionItem, Agreement, Consensus, Meeting, Person
from partnership.samples.meeting_texts import ACTIONS, CONSENSUS, MINUTES, SERIES
from partnership.samples.world import World, both

COUNT = 60
DAYS_APART = 48
NEXT_MEETING_DAYS = 14
# Actions of late meetings that nobody has done yet although they are due: (meetings back, action of the meeting).
FORGOTTEN = {(1, 0), (1, 1), (2, 0)}
# Private meetings: party, name, what was agreed, what is to be done, days from now that it was held and is due.
PRIVATE = (
    (
        "BEWG",
        ("填料采购内部评审", "Internal review of filler purchases"),
        -33,
        18,
        ("比价后再确定供应商。", "Suppliers are chosen after comparing offers."),
        ("完成三家比价", "Compare three offers"),
    ),
    (
        "BEWG",
        ("年度合作预算内部会", "Internal meeting on the cooperation's budget"),
        -75,
        -8,
        ("预算分基地编制。", "The budget is made base by base."),
        ("提交分基地预算", "Submit the budget of each base"),
    ),
    (
        "BUT",
        ("横向项目经费内部会", "Internal meeting on contract research funds"),
        -41,
        12,
        ("结余经费用于仪表更新。", "Funds left over renew instruments."),
        ("提交仪表更新清单", "List the instruments to renew"),
    ),
    (
        "BUT",
        ("成果转化内部讨论", "Internal discussion of transfer"),
        -90,
        -20,
        ("先公示后签约。", "Publish inside first, then sign."),
        ("准备公示材料", "Prepare the papers to publish"),
    ),
)


def load_meetings(world: World) -> None:
    """The shared meetings from the oldest to the latest, then those private to a party."""
    backs = range(COUNT - 1, -1, -1)
    meetings = [_meeting(world, back) for back in backs]
    world.store(meetings)
    _link_people(world, meetings)
    for back, meeting in zip(backs, meetings, strict=True):
        meeting.direction = _direction_of(world, back)  # type: ignore[attr-defined]
    consensus = {meeting.pk: _consensus(world, meeting) for meeting in meetings}
    world.store([one for points in consensus.values() for one in points])
    world.store(
        [
            action
            for back, meeting in zip(backs, meetings, strict=True)
            for action in _actions(world, back, meeting, consensus[meeting.pk])
        ]
    )
    for row in PRIVATE:
        _load_private(world, *row)


def _direction_of(world: World, back: int) -> tuple[str, str]:
    """The direction of a meeting: anammox alone in the early years, then all in turn."""
    code = "D-2020-01" if back > 40 or back % 2 else f"D-2020-0{back // 2 % 5 + 1}"
    direction = world.directions[code]
    return direction.name_zh, direction.name_en.split(" (")[0].lower()


def _fill(texts: tuple[str, str], direction: tuple[str, str]) -> tuple[str, str]:
    chinese, english = (text.format(direction=name) for text, name in zip(texts, direction, strict=True))
    return chinese, english[:1].upper() + english[1:]


def _meeting(world: World, back: int) -> Meeting:
    held_on = world.days(-NEXT_MEETING_DAYS - back * DAYS_APART - world.random.randrange(0, 9))
    while held_on.weekday() > 4:
        held_on -= dt.timedelta(days=1)
    chinese, english, place = SERIES[back % len(SERIES)]
    direction = _direction_of(world, back)
    name_zh, name_en = _fill((chinese, english), direction)
    return Meeting(
        name_zh=f"{name_zh}（{held_on:%Y-%m}）{world.mark}",
        name_en=f"{name_en}, {held_on:%Y-%m}{world.mark}",
        held_on=held_on,
        place=place,
        minutes=both(*_fill(MINUTES[back % len(MINUTES)], direction)),
    )


def _link_people(world: World, meetings: list[Meeting]) -> None:
    """Who took part, inserted in bulk: both organisations and two to four people of each."""
    organisations, attendees = Meeting.organisations.through, Meeting.attendees.through
    parties = (world.bewg, world.but)
    organisations._base_manager.bulk_create(
        [organisations(meeting=meeting, organisation=party) for meeting in meetings for party in parties]
    )
    attendees._base_manager.bulk_create(
        [attendees(meeting=meeting, person=person) for meeting in meetings for person in _some_people(world)]
    )


def _some_people(world: World) -> list[Person]:
    return [person for people in world.staff.values() for person in world.random.sample(people, 3)]


def _consensus(world: World, meeting: Meeting) -> list[Consensus]:
    """Two or three points; of older ones most became an agreement."""
    direction = meeting.direction  # type: ignore[attr-defined]
    points = []
    for topic, chinese, english in world.random.sample(CONSENSUS, world.random.choice((2, 2, 3))):
        text = both(*_fill((chinese, english), direction))
        points.append(Consensus(meeting=meeting, topic=topic, text=text, agreement=_came_of(world, meeting)))
    return points


def _came_of(world: World, meeting: Meeting) -> Agreement | None:
    """The first shared agreement signed within the half year after the meeting, for one point in three."""
    if world.random.random() > 0.34:
        return None
    half_year = dt.timedelta(days=183)
    return next(
        (
            one
            for one in world.agreements.values()
            if one.private_to_id is None
            and one.signed_on
            and meeting.held_on < one.signed_on <= meeting.held_on + half_year
        ),
        None,
    )


def _actions(world: World, back: int, meeting: Meeting, points: list[Consensus]) -> list[ActionItem]:
    count = 2 + (back % 3 == 0)
    return [_action(world, back, place, meeting, points[place % len(points)]) for place in range(count)]


def _action(world: World, back: int, place: int, meeting: Meeting, point: Consensus) -> ActionItem:
    party, chinese, english, came_zh, came_en = ACTIONS[(back * 5 + place * 7) % len(ACTIONS)]
    due_on = meeting.held_on + dt.timedelta(days=21 + place * 27 + world.random.randrange(0, 12))
    is_done = due_on < world.day and (back, place) not in FORGOTTEN
    slip = world.random.choice((-6, -3, -1, 0, 0, 4, 11))
    return ActionItem(
        meeting=meeting,
        consensus=point,
        title=both(*_fill((chinese, english), meeting.direction)),  # type: ignore[attr-defined]
        organisation=world.party(party),
        owner=world.person(party, (back + place) % 6 if back < 8 else back + place),
        due_on=due_on,
        done_on=min(due_on + dt.timedelta(days=slip), world.days(-1)) if is_done else None,
        result=both(came_zh, came_en) if is_done else "",
    )


def _load_private(
    world: World, party: str, name: tuple[str, str], held: int, due: int, agreed: tuple[str, str], task: tuple[str, str]
) -> None:
    """A meeting that one party holds alone."""
    owner = world.party(party)
    meeting = Meeting(
        name_zh=name[0] + world.mark, name_en=name[1] + world.mark, held_on=world.days(held), private_to=owner
    )
    world.store([meeting])
    meeting.organisations.set([owner])
    meeting.attendees.set(world.staff[party][:3])
    point = Consensus(meeting=meeting, topic=Consensus.Topic.MECHANISM, text=both(*agreed))
    world.store([point])
    task_row = ActionItem(
        meeting=meeting,
        consensus=point,
        title=both(*task),
        organisation=owner,
        owner=world.person(party, 2),
        due_on=world.days(due),
    )
    world.store([task_row])
