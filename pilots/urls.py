"""The addresses of pilot test bases, series and campaigns."""

from partnership.views.addresses import pages
from pilots.views.bases import CampaignList, PilotBaseDetail, PilotBaseList
from pilots.views.series import SeriesDetail, SeriesList

urlpatterns = [
    *pages("bases", PilotBaseList, PilotBaseDetail),
    *pages("series", SeriesList, SeriesDetail, key="int"),
    *pages("campaigns", CampaignList),
]
