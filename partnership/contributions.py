"""What the core itself puts into the registry."""

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from partnership.cooperation.directions import direction_responsibilities
from partnership.models import (
    Achievement,
    ActionItem,
    Agreement,
    CalendarYear,
    Consensus,
    CooperationStage,
    Document,
    Meeting,
    Obligation,
    Organisation,
    Payment,
    Person,
    ResearchDirection,
)
from partnership.models.cooperation import agreement, meeting
from partnership.reports.pages.selectors import report_responsibilities
from partnership.reports.sections import FIRST_SECTIONS, LAST_SECTIONS
from partnership.rules import registry
from partnership.rules.figures import Figure, Ratio, Unit, between, flow, stock, within
from partnership.rules.registry import (
    Activity,
    DueSource,
    Headline,
    HeadlineNote,
    Kind,
    NavigationArea,
    NavigationEntry,
    ResponsibilitySource,
    SearchSource,
    TimelineMark,
    list_entry,
)
from partnership.transfer import table_jobs

AGREEMENTS_IN_FORCE = stock(
    key="agreements.in_force",
    label=_("Agreements in force"),
    model=Agreement,
    condition=agreement.in_force_on,
    filter_name="in_force_on",
)
AGREEMENTS_IN_FORCE_AMOUNT = stock(
    key="agreements.in_force_amount",
    label=_("Amount of the agreements in force"),
    model=Agreement,
    condition=agreement.amount_in_force_on,
    filter_name="amount_in_force_on",
    aggregate=Sum,
    field="amount",
    unit=Unit.MONEY,
)
AGREEMENTS_SIGNED = flow(
    key="agreements.signed",
    label=_("Agreements signed"),
    model=Agreement,
    day="signed_on",
    filter_name="signed",
)
PAYMENTS_RECEIVED = flow(
    key="payments.received",
    label=_("Payments received"),
    model=Payment,
    day="received_on",
    filter_name="received",
    aggregate=Sum,
    field="received_amount",
    unit=Unit.MONEY,
)
ACTIONS_DUE = flow(
    key="actions.due",
    label=_("Action items due"),
    model=ActionItem,
    day="due_on",
    filter_name="due",
    more_is_good=None,
)
ACTIONS_DUE_AND_DONE = Figure(
    key="actions.due_and_done",
    label=_("Action items due and done by the end of the period"),
    model=ActionItem,
    where=lambda period: within("due_on", period) & Q(done_on__lt=period.end),
    params=lambda period: between("due", period) | {"done_before": str(period.end)},
    is_flow=True,
)
FIGURES = (
    AGREEMENTS_IN_FORCE,
    AGREEMENTS_IN_FORCE_AMOUNT,
    stock(
        key="agreements.ending",
        label=_("Agreements that end within 90 days"),
        model=Agreement,
        condition=agreement.ending_after,
        filter_name="ending_after",
        more_is_good=None,
    ),
    AGREEMENTS_SIGNED,
    PAYMENTS_RECEIVED,
    flow(
        key="meetings.held",
        label=_("Meetings held"),
        model=Meeting,
        day="held_on",
        filter_name="held",
    ),
    stock(
        key="actions.open",
        label=_("Open action items"),
        model=ActionItem,
        condition=meeting.open_on,
        filter_name="open_on",
        more_is_good=None,
    ),
    stock(
        key="actions.overdue",
        label=_("Overdue action items"),
        model=ActionItem,
        condition=meeting.overdue_on,
        filter_name="overdue_on",
        more_is_good=False,
    ),
    flow(
        key="actions.done",
        label=_("Action items done"),
        model=ActionItem,
        day="done_on",
        filter_name="done",
    ),
    ACTIONS_DUE,
    ACTIONS_DUE_AND_DONE,
    Ratio(
        key="actions.kept",
        label=_("Share of due action items done"),
        numerator=ACTIONS_DUE_AND_DONE,
        denominator=ACTIONS_DUE,
    ),
)

DUE_SOURCES = (
    DueSource(
        key="obligation",
        model=Obligation,
        is_open=lambda day: Q(done_on__isnull=True),
        code="agreement__code",
    ),
    DueSource(
        key="payment",
        model=Payment,
        is_open=lambda day: Q(received_on__isnull=True),
        code="agreement__code",
        party="payer",
    ),
    DueSource(
        key="action",
        model=ActionItem,
        is_open=lambda day: Q(done_on__isnull=True),
        code="meeting__code",
    ),
    DueSource(
        key="agreement_end",
        own_label=_("End of an agreement"),
        model=Agreement,
        is_open=lambda day: agreement.in_force_on(day) & Q(ends_on__isnull=False),
        code="code",
        due_on="ends_on",
        is_end=True,
        title=("name_zh", "name_en"),
        owner="",
        party="",
    ),
    DueSource(
        key="agreement_notice",
        own_label=_("Last day to give notice"),
        model=Agreement,
        is_open=lambda day: agreement.in_force_on(day) & Q(notice_on__gte=day),
        code="code",
        due_on="notice_on",
        title=("name_zh", "name_en"),
        owner="",
        party="",
    ),
)

SEARCH_SOURCES = (
    SearchSource(Agreement, ("code", "number", "name_zh", "name_en", "remarks")),
    SearchSource(Meeting, ("code", "name_zh", "name_en", "minutes")),
    SearchSource(ActionItem, ("title", "result"), address="meeting__code", title=("title", "title")),
    SearchSource(Consensus, ("text",), address="meeting__code", title=("text", "text")),
    SearchSource(ResearchDirection, ("code", "name_zh", "name_en", "summary_zh", "summary_en")),
    SearchSource(Organisation, ("code", "name_zh", "name_en", "credit_code")),
    SearchSource(Person, ("name_zh", "name_en", "unit"), address="pk"),
    SearchSource(Achievement, ("title_zh", "title_en"), address="person__pk", title=("title_zh", "title_en")),
)

ACTIVITIES = (Activity(AGREEMENTS_SIGNED, _("Agreements"), direction="directions"),)

TIMELINE_MARKS = (
    TimelineMark(AGREEMENTS_SIGNED, _("First agreement")),
    TimelineMark(PAYMENTS_RECEIVED, _("First payment received")),
)

HEADLINES = (Headline(AGREEMENTS_IN_FORCE, (HeadlineNote(AGREEMENTS_IN_FORCE_AMOUNT, _("amount")),)),)

KINDS = (
    Kind(Agreement),
    Kind(Meeting),
    Kind(ResearchDirection),
    Kind(Organisation),
    Kind(Person),
    Kind(CooperationStage),
    Kind(CalendarYear),
)

NAVIGATION = (
    NavigationArea(
        "start",
        "",
        (
            NavigationEntry("overview", _("Overview"), "overview", "home"),
            NavigationEntry("due", _("What is due"), "due", "clock"),
            NavigationEntry("mine", _("Mine"), "mine", "user"),
            NavigationEntry("reports", _("Reports"), "report_list", "report"),
        ),
    ),
    NavigationArea(
        "cooperation",
        _("Cooperation"),
        (
            list_entry(Agreement, _("Agreements"), "file-text"),
            list_entry(Meeting, _("Meetings"), "calendar-event"),
            list_entry(ActionItem, _("Action items"), "check"),
            list_entry(ResearchDirection, _("Research directions"), "compass"),
            list_entry(Organisation, _("Organisations"), "building"),
            list_entry(Person, _("People"), "users"),
            list_entry(Document, _("Documents"), "files"),
        ),
    ),
)


def register() -> None:
    """Fill the registry; called once when the site starts."""
    registry.figures.add(*FIGURES)
    registry.due_sources.add(*DUE_SOURCES)
    registry.search_sources.add(*SEARCH_SOURCES)
    registry.activities.add(*ACTIVITIES)
    registry.headlines.add(*HEADLINES)
    registry.timeline_marks.add(*TIMELINE_MARKS)
    registry.kinds.add(*KINDS)
    registry.navigation.add(*NAVIGATION)
    registry.job_kinds.add(table_jobs.KIND)
    registry.responsibility_sources.add(
        ResponsibilitySource("directions", direction_responsibilities),
        ResponsibilitySource("reports", report_responsibilities),
    )
    registry.report_sections.add(*FIRST_SECTIONS, *LAST_SECTIONS)
