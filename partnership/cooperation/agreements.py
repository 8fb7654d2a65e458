"""Agreements, what they oblige to, and what is paid under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.cooperation.filters import AgreementFilter, ObligationFilter, PaymentFilter
from partnership.models import Agreement, AgreementParty, Consensus, Obligation, Payment
from partnership.models.cooperation.agreement import ending_after, in_force_on
from partnership.pages.details import Badge, RecordDetail
from partnership.pages.facts import amount
from partnership.pages.lists import RecordList
from partnership.pages.sections import Section, section
from partnership.pages.tables.columns import Cell, Column, late
from partnership.pages.tables.standard_columns import CODE, DONE, DUE, ENDS, IN_HOW_LONG, NAME, OWNER
from partnership.rules import formats
from partnership.rules.fields import last_day
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer

TONES = {"in_force": "good", "signed": "accent", "terminated": "attention"}
STATUS = Column("status", gettext_lazy("State"), Cell.STATE, choices=Agreement.Status, tones=TONES)
KIND = Column("kind", gettext_lazy("Kind"), Cell.CHOICE, choices=Agreement.Kind, sort="kind")
SIGNED = Column("signed_on", gettext_lazy("Signed"), Cell.DAY, sort="signed_on")
AMOUNT = Column("amount", gettext_lazy("Amount"), Cell.MONEY, sort="amount", is_amount=True)


class AgreementList(RecordList):
    model = Agreement
    title = gettext_lazy("Agreements")
    filters = AgreementFilter
    order = "-signed_on"
    related_lists = (
        (gettext_lazy("Obligations"), "obligation_list"),
        (gettext_lazy("Payments"), "payment_list"),
        (gettext_lazy("Documents"), "document_list"),
    )
    columns = (NAME, CODE, KIND, STATUS, SIGNED, ENDS, AMOUNT)

    def measures(self, viewer: Viewer) -> Mapping[str, Any]:
        counts = {
            "in_force": Count("pk", filter=in_force_on(today())),
            "ending": Count("pk", filter=ending_after(today())),
        }
        return counts | ({"amount": Sum("amount")} if viewer.sees_amounts else {})

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d agreement, %(in_force)d in force, %(ending)d of them ending within 90 days.",
            "%(count)d agreements, %(in_force)d in force, %(ending)d of them ending within 90 days.",
            totals["count"],
        )
        return _with_amount(text % totals, totals.get("amount"))


def _with_amount(text: str, amount: Any) -> str:
    return formats.joined(text, _("Together %(amount)s.") % {"amount": formats.money(amount)} if amount else "")


TITLE = Column("title", gettext_lazy("What is owed"), sort="title", is_link=True)
OF_AGREEMENT = Column("agreement", gettext_lazy("Agreement"), Cell.RECORD, sort="agreement__code")
OWED_BY = Column("organisation", gettext_lazy("Owed by"), Cell.RECORD, sort="organisation__code")


class ObligationList(RecordList):
    model = Obligation
    nav_key = "agreement"
    title = gettext_lazy("Obligations")
    filters = ObligationFilter
    order = "due_on"
    completed_field = "done_on"
    related = ("agreement", "organisation", "owner")
    tone = late()
    columns = (TITLE, OF_AGREEMENT, OWED_BY, OWNER, DUE, IN_HOW_LONG, DONE)

    def row_url(self, record: Any) -> str:
        return record.agreement.get_absolute_url()

    def measures(self, viewer: Viewer) -> Mapping[str, Any]:
        return open_and_overdue("done_on")

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d obligation, %(open)d open, %(overdue)d overdue.",
            "%(count)d obligations, %(open)d open, %(overdue)d overdue.",
            totals["count"],
        )
        return text % totals


def open_and_overdue(done: str) -> Mapping[str, Any]:
    """How many have no date of completion, and how many of these should have one by now."""
    is_open = Q(**{f"{done}__isnull": True})
    return {
        "open": Count("pk", filter=is_open),
        "overdue": Count("pk", filter=is_open & Q(due_on__lt=today())),
    }


INSTALMENT = Column("title", gettext_lazy("Instalment"), sort="title", is_link=True)
PAYER = Column("payer", gettext_lazy("Payer"), Cell.RECORD, sort="payer__code")
PAYEE = Column("payee", gettext_lazy("Payee"), Cell.RECORD, sort="payee__code")
PLANNED = Column("planned_amount", gettext_lazy("Planned"), Cell.MONEY, sort="planned_amount", is_amount=True)
RECEIVED = Column("received_amount", gettext_lazy("Received"), Cell.MONEY, sort="received_amount", is_amount=True)
RECEIVED_ON = Column("received_on", gettext_lazy("Received on"), Cell.DAY, sort="received_on")


class PaymentList(RecordList):
    model = Payment
    nav_key = "agreement"
    title = gettext_lazy("Payments")
    filters = PaymentFilter
    order = "due_on"
    completed_field = "received_on"
    related = ("agreement", "payer", "payee")
    tone = late("received_on")
    columns = (INSTALMENT, OF_AGREEMENT, PAYER, PAYEE, PLANNED, DUE, RECEIVED, RECEIVED_ON)

    def row_url(self, record: Any) -> str:
        return record.agreement.get_absolute_url()

    def measures(self, viewer: Viewer) -> Mapping[str, Any]:
        amounts = {"planned": Sum("planned_amount"), "received": Sum("received_amount")}
        return {**open_and_overdue("received_on"), **(amounts if viewer.sees_amounts else {})}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = (
            ngettext(
                "%(count)d payment, %(open)d open, %(overdue)d overdue.",
                "%(count)d payments, %(open)d open, %(overdue)d overdue.",
                totals["count"],
            )
            % totals
        )
        if "planned" not in totals:
            return text
        amounts = {name: formats.money(totals[name] or 0) for name in ("planned", "received")}
        return formats.joined(text, _("Planned %(planned)s, received %(received)s.") % amounts)


class AgreementDetail(RecordDetail):
    model = Agreement
    list_title = AgreementList.title
    related = ("parent",)
    facts = (
        "kind", "number", "parent", "signed_on", "effective_on", "ends_on", "terminated_on",
        "notice_days", "notice_on", amount, "remarks",
    )  # fmt: skip

    def state(self, record: Agreement) -> Badge:
        return Badge(str(record.status.label), TONES.get(record.status, "neutral"))

    def sentence(self, record: Agreement, viewer: Viewer) -> str:
        """What its dates say of it today."""
        end = last_day(record.ends_on)
        match record.status:
            case Agreement.Status.DRAFT:
                return _("Not signed yet.")
            case Agreement.Status.SIGNED:
                return _("Signed on %(day)s, not yet in force.") % {"day": formats.day(record.signed_on)}
            case Agreement.Status.TERMINATED:
                return _("Terminated early on %(day)s.") % {"day": formats.day(record.terminated_on)}
            case Agreement.Status.ENDED:
                return _("Ended on %(day)s.") % {"day": formats.day(end)}
        if end is None:
            return _("In force since %(day)s, without an end.") % {"day": formats.day(record.effective_on)}
        values = {"day": formats.day(end), "distance": formats.distance(end)}
        if record.notice_on and record.notice_on >= today():
            values["notice"] = formats.day(record.notice_on)
            return _("In force until %(day)s (%(distance)s); notice can be given until %(notice)s.") % values
        return _("In force until %(day)s (%(distance)s).") % values

    def side_sections(self, record: Agreement, viewer: Viewer) -> list[Section]:
        parties = record.parties.visible_to(viewer).select_related("organisation")
        return [section(_("Parties"), PARTY_COLUMNS, parties, viewer, empty=_("No party is recorded yet."))]

    def main_sections(self, record: Agreement, viewer: Viewer) -> list[Section]:
        obligations = record.obligations.visible_to(viewer).select_related("organisation", "owner")
        payments = record.payments.visible_to(viewer).select_related("payer", "payee")
        consensus = record.consensus.visible_to(viewer).current().select_related("meeting")
        directions = record.directions.visible_to(viewer).current().with_stage()
        under = record.children.visible_to(viewer).current().order_by("signed_on", "code")
        found = f"?agreement={record.code}"
        return [
            section(_("Under this agreement"), (NAME, CODE, KIND, STATUS, ENDS), under, viewer,
                    empty=_("No agreement stands under it.")),
            section(_("Obligations"), (OWED, OWED_BY, OWNER, DUE, IN_HOW_LONG, DONE), obligations, viewer,
                    tone=late(), url=reverse("obligation_list") + found, empty=_("No obligation is recorded.")),
            section(_("Payments"), (OWED, PAYER, PAYEE, PLANNED, DUE, RECEIVED, RECEIVED_ON), payments, viewer,
                    tone=late("received_on"), url=reverse("payment_list") + found, empty=_("No payment is planned.")),
            section(_("Research directions"), DIRECTION_COLUMNS, directions, viewer,
                    empty=_("No research direction is named.")),
            section(_("Consensus from which it came"), CONSENSUS_COLUMNS, consensus, viewer, is_foreign=True,
                    empty=_("No consensus is linked to it.")),
        ]  # fmt: skip


OWED = Column("title", gettext_lazy("What"))
PARTY_COLUMNS: Sequence[Column] = (
    Column("organisation", gettext_lazy("Organisation"), Cell.RECORD),
    Column("part", gettext_lazy("Part"), Cell.CHOICE, choices=AgreementParty.Part),
    Column("contribution", gettext_lazy("Contribution")),
)
DIRECTION_COLUMNS: Sequence[Column] = (
    NAME,
    CODE,
    Column("stage_label", gettext_lazy("Stage of life")),
)
CONSENSUS_COLUMNS: Sequence[Column] = (
    Column("text", gettext_lazy("Consensus")),
    Column("topic", gettext_lazy("Topic"), Cell.CHOICE, choices=Consensus.Topic),
    Column("meeting", gettext_lazy("Meeting"), Cell.RECORD),
    Column("meeting.held_on", gettext_lazy("Held"), Cell.DAY),
)
