"""The product with a stock admin beside its own: the same kinds and the same list of agreements, but plain."""

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.urls import path
from django.utils.translation import gettext_lazy as _

from partnership.models import Agreement
from partnership.urls import urlpatterns as own

site = admin.AdminSite(name="stock")
ours = admin.site.get_model_admin(Agreement)


class Withdrawn(SimpleListFilter):
    """The plain form of the filter that our list has."""

    title = _("withdrawn")
    parameter_name = "withdrawn"

    def lookups(self, request, model_admin):
        return [("yes", _("Withdrawn")), ("all", _("All"))]

    def queryset(self, request, queryset):
        return queryset if self.value() == "all" else queryset.filter(withdrawn_at__isnull=self.value() != "yes")


class StockAgreementAdmin(admin.ModelAdmin):
    """What a plain Django project would show of agreements: our columns, filters, search, dates and page size."""

    list_display = ("code", "name_zh", "kind", "signed_on", "ends_on", "amount", "private_to")
    list_filter = (*ours.list_filter, Withdrawn)
    search_fields = ours.search_fields
    date_hierarchy = ours.date_hierarchy
    list_per_page = ours.list_per_page
    list_select_related = ("private_to",)
    show_full_result_count = ours.show_full_result_count

    def has_delete_permission(self, request, obj=None):
        return True  # where ours offers to withdraw what is ticked, a stock list offers to delete it


for model in admin.site._registry:
    site.register(model, StockAgreementAdmin if model is Agreement else admin.ModelAdmin)
urlpatterns = [path("stock/", site.urls), *own]
