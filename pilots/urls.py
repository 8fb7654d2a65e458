"""The addresses of pilot test bases, their units and campaigns, of variables and series."""

from django.urls import path

from partnership.pages import pages
from pilots.views import imports, value_list, values
from pilots.views.bases import CampaignList, PilotBaseDetail, PilotBaseList
from pilots.views.series import SeriesDetail, SeriesList
from pilots.views.units import ProcessUnitDetail, ProcessUnitList
from pilots.views.variables import VariableDetail, VariableList

urlpatterns = [
    *pages("bases", PilotBaseList, PilotBaseDetail),
    path("bases/<str:code>/import/", imports.upload, name="measurement_import"),
    path("bases/<str:code>/import/<int:key>/", imports.import_rows, name="import_take_in"),
    *pages("series", SeriesList, SeriesDetail, key="int"),
    path("series/<int:key>/days/", values.series_days, name="series_days"),
    path("series/<int:key>/values/", value_list.series_values, name="series_values"),
    *pages("campaigns", CampaignList),
    *pages("units", ProcessUnitList, ProcessUnitDetail, key="int"),
    *pages("variables", VariableList, VariableDetail, key="int"),
]
