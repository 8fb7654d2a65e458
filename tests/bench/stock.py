"""The product with a stock admin beside its own: the same kind, columns and filters in a plain ModelAdmin."""

from django.contrib import admin
from django.urls import path

from partnership.models import Agreement
from partnership.urls import urlpatterns as own

site = admin.AdminSite(name="stock")
ours = admin.site.get_model_admin(Agreement)


class StockAgreementAdmin(admin.ModelAdmin):
    """What a plain Django project would show of agreements."""

    list_display = ("code", "name_zh", "name_en", "kind", "signed_on", "ends_on", "private_to", "is_sample")
    list_filter = ("kind", "private_to")
    search_fields = ours.search_fields
    date_hierarchy = ours.date_hierarchy
    list_per_page = ours.list_per_page
    list_select_related = ("private_to",)


site.register(Agreement, StockAgreementAdmin)
urlpatterns = [path("stock/", site.urls), *own]
