"""The administration of the working-day calendar, which operators maintain."""

from django.contrib import admin

from partnership.models import CalendarDay, CalendarYear
from partnership.pages.admin.records import RecordAdmin


@admin.register(CalendarYear)
class CalendarYearAdmin(RecordAdmin):
    list_display = ("year", "published_on", "source")
    fields = ("year", "published_on", "source")


@admin.register(CalendarDay)
class CalendarDayAdmin(RecordAdmin):
    list_display = ("date", "kind", "name_zh", "name_en")
    list_filter = ("kind",)
    date_hierarchy = "date"
    fields = ("date", "kind", "name_zh", "name_en", "source")
