"""What the core itself puts into the registry."""

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from partnership.cooperation.directions import direction_responsibilities
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
)
from partnership.transfer import table_jobs

AGREEMENTS_IN_FORCE = stock(
    "agreements.in_force",
    _("Agreements in force"),
    "partnership.Agreement",
    agreement.in_force_on,
    "agreement_list",
    "in_force_on",
)
AGREEMENTS_IN_FORCE_AMOUNT = stock(
    "agreements.in_force_amount",
    _("Amount of the agreements in force"),
    "partnership.Agreement",
    agreement.amount_in_force_on,
    "agreement_list",
    "amount_in_force_on",
    aggregate=Sum,
    field="amount",
    unit=Unit.MONEY,
)
AGREEMENTS_SIGNED = flow(
    "agreements.signed", _("Agreements signed"), "partnership.Agreement", "signed_on", "agreement_list", "signed"
)
PAYMENTS_RECEIVED = flow(
    "payments.received",
    _("Payments received"),
    "partnership.Payment",
    "received_on",
    "payment_list",
    "received",
    aggregate=Sum,
    field="received_amount",
    unit=Unit.MONEY,
)
ACTIONS_DUE = flow(
    "actions.due",
    _("Action items due"),
    "partnership.ActionItem",
    "due_on",
    "actionitem_list",
    "due",
    more_is_good=None,
)
ACTIONS_DUE_AND_DONE = Figure(
    key="actions.due_and_done",
    label=_("Action items due and done by the end of the period"),
    model="partnership.ActionItem",
    where=lambda period: within("due_on", period) & Q(done_on__lt=period.end),
    list_name="actionitem_list",
    params=lambda period: between("due", period) | {"done_before": str(period.end)},
    is_flow=True,
)
FIGURES = (
    AGREEMENTS_IN_FORCE,
    AGREEMENTS_IN_FORCE_AMOUNT,
    stock(
        "agreements.ending",
        _("Agreements that end within 90 days"),
        "partnership.Agreement",
        agreement.ending_after,
        "agreement_list",
        "ending_after",
        more_is_good=None,
    ),
    AGREEMENTS_SIGNED,
    PAYMENTS_RECEIVED,
    flow("meetings.held", _("Meetings held"), "partnership.Meeting", "held_on", "meeting_list", "held"),
    stock(
        "actions.open",
        _("Open action items"),
        "partnership.ActionItem",
        meeting.open_on,
        "actionitem_list",
        "open_on",
        more_is_good=None,
    ),
    stock(
        "actions.overdue",
        _("Overdue action items"),
        "partnership.ActionItem",
        meeting.overdue_on,
        "actionitem_list",
        "overdue_on",
        more_is_good=False,
    ),
    flow("actions.done", _("Action items done"), "partnership.ActionItem", "done_on", "actionitem_list", "done"),
    ACTIONS_DUE,
    ACTIONS_DUE_AND_DONE,
    Ratio("actions.kept", _("Share of due action items done"), ACTIONS_DUE_AND_DONE, ACTIONS_DUE),
)

DUE_SOURCES = (
    DueSource(
        key="obligation",
        label=_("Obligation"),
        model="partnership.Obligation",
        is_open=lambda day: Q(done_on__isnull=True),
        detail_name="agreement_detail",
        code="agreement__code",
    ),
    DueSource(
        key="payment",
        label=_("Payment"),
        model="partnership.Payment",
        is_open=lambda day: Q(received_on__isnull=True),
        detail_name="agreement_detail",
        code="agreement__code",
        party="payer",
    ),
    DueSource(
        key="action",
        label=_("Action item"),
        model="partnership.ActionItem",
        is_open=lambda day: Q(done_on__isnull=True),
        detail_name="meeting_detail",
        code="meeting__code",
    ),
    DueSource(
        key="agreement_end",
        label=_("End of an agreement"),
        model="partnership.Agreement",
        is_open=lambda day: agreement.in_force_on(day) & Q(ends_on__isnull=False),
        detail_name="agreement_detail",
        code="code",
        due_on="ends_on",
        is_end=True,
        title=("name_zh", "name_en"),
        owner="",
        party="",
    ),
    DueSource(
        key="agreement_notice",
        label=_("Last day to give notice"),
        model="partnership.Agreement",
        is_open=lambda day: agreement.in_force_on(day) & Q(notice_on__gte=day),
        detail_name="agreement_detail",
        code="code",
        due_on="notice_on",
        title=("name_zh", "name_en"),
        owner="",
        party="",
    ),
)

SEARCH_SOURCES = (
    SearchSource(
        "partnership.Agreement", _("Agreement"), "agreement_detail", ("code", "number", "name_zh", "name_en", "remarks")
    ),
    SearchSource("partnership.Meeting", _("Meeting"), "meeting_detail", ("code", "name_zh", "name_en", "minutes")),
    SearchSource(
        "partnership.ActionItem",
        _("Action item"),
        "meeting_detail",
        ("title", "result"),
        address="meeting__code",
        title=("title", "title"),
    ),
    SearchSource(
        "partnership.Consensus",
        _("Consensus"),
        "meeting_detail",
        ("text",),
        address="meeting__code",
        title=("text", "text"),
    ),
    SearchSource(
        "partnership.ResearchDirection",
        _("Research direction"),
        "researchdirection_detail",
        ("code", "name_zh", "name_en", "summary_zh", "summary_en"),
    ),
    SearchSource(
        "partnership.Organisation",
        _("Organisation"),
        "organisation_detail",
        ("code", "name_zh", "name_en", "credit_code"),
    ),
    SearchSource("partnership.Person", _("Person"), "person_detail", ("name_zh", "name_en", "unit"), address="pk"),
    SearchSource(
        "partnership.Achievement",
        _("Achievement"),
        "person_detail",
        ("title_zh", "title_en"),
        address="person__pk",
        title=("title_zh", "title_en"),
    ),
)

ACTIVITIES = (Activity(AGREEMENTS_SIGNED, _("Agreements"), "signed_on", direction="directions"),)

TIMELINE_MARKS = (
    TimelineMark(AGREEMENTS_SIGNED, _("First agreement"), "signed_on"),
    TimelineMark(PAYMENTS_RECEIVED, _("First payment received"), "received_on"),
)

HEADLINES = (Headline(AGREEMENTS_IN_FORCE, (HeadlineNote(AGREEMENTS_IN_FORCE_AMOUNT, _("amount")),)),)

KINDS = (
    Kind("partnership.agreement", _("Agreement"), "agreement_detail", "file-text"),
    Kind("partnership.meeting", _("Meeting"), "meeting_detail", "calendar-event"),
    Kind("partnership.researchdirection", _("Research direction"), "researchdirection_detail", "compass"),
    Kind("partnership.organisation", _("Organisation"), "organisation_detail", "building"),
    Kind("partnership.person", _("Person"), "person_detail", "users"),
    Kind("partnership.cooperationstage", _("Cooperation stage"), "cooperationstage_detail", "history"),
    Kind("partnership.calendaryear", _("Calendar year"), "calendaryear_detail", "calendar"),
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
            NavigationEntry("agreement", _("Agreements"), "agreement_list", "file-text"),
            NavigationEntry("meeting", _("Meetings"), "meeting_list", "calendar-event"),
            NavigationEntry("actionitem", _("Action items"), "actionitem_list", "check"),
            NavigationEntry("researchdirection", _("Research directions"), "researchdirection_list", "compass"),
            NavigationEntry("organisation", _("Organisations"), "organisation_list", "building"),
            NavigationEntry("person", _("People"), "person_list", "users"),
            NavigationEntry("document", _("Documents"), "document_list", "files"),
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
