"""The addresses of pilot test bases, series and campaigns."""

from django.urls import path

from partnership.views.addresses import pages
from pilots.views import imports
from pilots.views.bases import CampaignList, PilotBaseDetail, PilotBaseList
from pilots.views.series import SeriesDetail, SeriesList

urlpatterns = [
    *pages("bases", PilotBaseList, PilotBaseDetail),
    path("bases/<str:code>/import/", imports.upload, name="measurement_import"),
    path("bases/<str:code>/import/<int:key>/", imports.take_in, name="import_take_in"),
    *pages("series", SeriesList, SeriesDetail, key="int"),
    *pages("campaigns", CampaignList),
]
