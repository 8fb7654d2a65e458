"""The administration of meetings, what they agreed on, and what is to be done."""

from django.contrib import admin

from partnership.models import ActionItem, Consensus, Meeting
from partnership.pages.admin.records import RecordAdmin, RowInline, TopRecordAdmin
from partnership.transfer.admin import TransferAdmin


class ConsensusInline(RowInline):
    model = Consensus
    fields = ("topic", "text", "agreement")
    autocomplete_fields = ("agreement",)


class ActionItemInline(RowInline):
    model = ActionItem
    fields = ("title", "consensus", "organisation", "owner", "due_on", "done_on", "result")
    autocomplete_fields = ("consensus", "organisation", "owner")


@admin.register(Meeting)
class MeetingAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "held_on", "place")
    list_filter = ("organisations",)
    search_fields = ("code", "name_zh", "name_en", "place")
    date_hierarchy = "held_on"
    fields = ("name_zh", "name_en", "held_on", "place", "organisations", "attendees", "minutes", "source")
    autocomplete_fields = ("organisations", "attendees")
    inlines = (ConsensusInline, ActionItemInline)


@admin.register(Consensus)
class ConsensusAdmin(RecordAdmin):
    list_display = ("text", "seen_by", "topic", "meeting", "agreement")
    list_filter = ("topic",)
    list_select_related = ("meeting__private_to", "agreement")
    search_fields = ("text", "meeting__code")
    fields = ("meeting", "topic", "text", "agreement", "source")
    autocomplete_fields = ("meeting", "agreement")


@admin.register(ActionItem)
class ActionItemAdmin(RecordAdmin):
    list_display = ("title", "seen_by", "meeting", "organisation", "owner", "due_on", "done_on")
    list_filter = ("organisation",)
    list_select_related = ("meeting__private_to", "organisation", "owner")
    search_fields = ("title", "meeting__code")
    date_hierarchy = "due_on"
    fields = (
        "meeting",
        "consensus",
        "title",
        "organisation",
        "owner",
        "due_on",
        "done_on",
        "result",
        "source",
    )
    autocomplete_fields = ("meeting", "consensus", "organisation", "owner")
