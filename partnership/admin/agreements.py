"""The administration of agreements, with their parties, obligations and payments."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from partnership.models import Agreement, AgreementParty, Obligation, Payment
from partnership.pages.admin.records import RecordAdmin, RowInline, TopRecordAdmin
from partnership.transfer.admin import TransferAdmin


class AgreementPartyInline(RowInline):
    model = AgreementParty
    fields = ("organisation", "part", "contribution", "source")
    autocomplete_fields = ("organisation",)


class ObligationInline(RowInline):
    model = Obligation
    fields = ("title", "organisation", "owner", "due_on", "done_on")
    autocomplete_fields = ("organisation", "owner")


class PaymentInline(RowInline):
    model = Payment
    needs_amounts = True
    fields = ("title", "payer", "payee", "planned_amount", "due_on", "received_amount", "received_on")
    autocomplete_fields = ("payer", "payee")


@admin.register(Agreement)
class AgreementAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "kind", "signed_on", "last_day", "amount")
    list_filter = ("kind", "directions")
    search_fields = ("code", "number", "name_zh", "name_en")
    date_hierarchy = "signed_on"
    fields = (
        "name_zh",
        "name_en",
        "kind",
        "number",
        "parent",
        ("signed_on", "effective_on"),
        ("ends_on", "terminated_on"),
        "notice_days",
        "amount",
        "directions",
        "remarks",
        "source",
    )
    autocomplete_fields = ("parent", "directions")
    inlines = (AgreementPartyInline, ObligationInline, PaymentInline)


@admin.register(Obligation)
class ObligationAdmin(RecordAdmin):
    list_display = ("title", "seen_by", "agreement", "organisation", "due_on", "done_on")
    list_filter = ("organisation",)
    list_select_related = ("agreement__private_to", "organisation")
    search_fields = ("title", "agreement__code")
    date_hierarchy = "due_on"
    fields = ("agreement", "title", "organisation", "owner", "due_on", "done_on", "remarks", "source")
    autocomplete_fields = ("agreement", "organisation", "owner")


@admin.register(Payment)
class PaymentAdmin(RecordAdmin):
    needs_amounts = True
    list_display = (
        "title",
        "seen_by",
        "agreement",
        "from_whom_to_whom",
        "due_on",
        "planned_amount",
        "received_on",
        "received_amount",
    )
    list_filter = ("payer", "payee")
    list_select_related = ("agreement__private_to", "payer", "payee")
    search_fields = ("title", "agreement__code")
    date_hierarchy = "due_on"
    fields = (
        "agreement",
        "title",
        "payer",
        "payee",
        "owner",
        ("planned_amount", "due_on"),
        ("received_amount", "received_on"),
        "source",
    )
    autocomplete_fields = ("agreement", "payer", "payee", "owner")

    @admin.display(description=gettext_lazy("payer → payee"), ordering="payer__code")
    def from_whom_to_whom(self, payment: Payment) -> str:
        """By their codes: the names of two organisations would leave the amounts no room."""
        return f"{payment.payer.code} → {payment.payee.code}"
