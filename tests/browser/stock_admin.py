"""A plain Django project's admin of our kinds: same fields, rows of inlines and autocompletes, no styling of ours."""

from django.contrib import admin
from django.urls import path

from partnership.models import Agreement

site = admin.AdminSite()
OURS = admin.site._registry
PLAIN = {"named": "name_zh", "last_day": "ends_on", "seen_by": "private_to"}  # what our columns are made of


def plain(model: type, base: type, names: tuple[str, ...], ours: object) -> type:
    """A class of Django's own for a kind, with those settings of ours that are lists of its fields."""
    return type(f"Stock{model.__name__}", (base,), {name: getattr(ours, name) for name in names})


def plain_inline(ours: type) -> type:
    return plain(ours.model, admin.TabularInline, ("model", "fields", "autocomplete_fields", "extra"), ours)


for model, ours in OURS.items():
    if model is not Agreement:
        site.register(model, plain(model, admin.ModelAdmin, ("search_fields",), ours))
    else:
        names = ("fields", "autocomplete_fields", "search_fields", "list_filter", "date_hierarchy", "list_per_page")
        stock = plain(model, admin.ModelAdmin, names, ours)
        stock.list_display = [PLAIN.get(name, name) for name in ours.list_display]
        stock.inlines = [plain_inline(inline) for inline in ours.inlines]
        site.register(model, stock)
urlpatterns = [path("admin/", site.urls)]
