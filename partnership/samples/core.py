"""The core's own samples, in the order in which they build on one another."""

from partnership.models import ActionItem, Document, Meeting
from partnership.samples.agreements import load_agreements
from partnership.samples.history import attach, edit
from partnership.samples.meetings import load_meetings
from partnership.samples.people import load_people
from partnership.samples.world import World, both

CONTRACTS = ("framework-2", "filter", "filler", "licence")


def load_core(world: World) -> None:
    """People, agreements and meetings; in the first set documents and the corrections of the last days too."""
    load_people(world)
    load_agreements(world)
    load_meetings(world)
    if world.is_first:
        _attach_documents(world)
        _correct(world)


def _attach_documents(world: World) -> None:
    for key in CONTRACTS:
        attach(world, world.agreements[key], "BEWG", Document.Kind.CONTRACT, ("合同文本", "Contract text"), 40)
    for meeting in Meeting.objects.filter(is_sample=True)[:3]:  # unscoped: documents take their record's audience
        party = meeting.private_to.code if meeting.private_to else "BUT"
        attach(world, meeting, party, Document.Kind.MINUTES, ("会议纪要", "Minutes"), 12)


def _correct(world: World) -> None:
    agreements = world.agreements
    edit(world, agreements["filter"], "BUT", 6, notice_days=45)
    edit(world, agreements["draft"], "BEWG", 2, amount=2_750_000)
    edit(
        world,
        agreements["bewg-own"],
        "BEWG",
        4,
        remarks=both("供应商确认中。", "The supplier tests it."),
    )
    meeting = Meeting.objects.filter(is_sample=True, private_to__isnull=True).first()  # unscoped: shared sample
    point = meeting.consensus.first()  # unscoped: shared like its meeting
    open_actions = ActionItem.objects.filter(is_sample=True, done_on=None, due_on__gt=world.day)  # unscoped: as above
    action = open_actions.filter(meeting__private_to=None).last()
    edit(world, action, "BUT", 1, done_on=world.days(-1), result=both("提前完成。", "Done ahead of time."))
    edit(world, point, "BUT", 3, text=f"{point.text} {both('由双方联络人落实。', 'The contact persons see to it.')}")
