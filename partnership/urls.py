"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from partnership.views.due import due, mine
from partnership.views.health import healthz
from partnership.views.overview import overview
from partnership.views.record import record
from partnership.views.search import search

urlpatterns = [
    path("", overview, name="overview"),
    path("due/", due, name="due"),
    path("mine/", mine, name="mine"),
    path("search/", search, name="search"),
    path("record/<str:kind>/<int:key>/", record, name="record"),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", healthz, name="healthz"),
]
