"""The URLs of the core's records, and of the actions on a record of any kind."""

from django.urls import path

from partnership.cooperation import documents
from partnership.cooperation.achievements import AchievementList
from partnership.cooperation.agreements import AgreementDetail, AgreementList, ObligationList, PaymentList
from partnership.cooperation.calendar import CalendarDayList, CalendarYearDetail, CalendarYearList
from partnership.cooperation.directions import DirectionDetail, DirectionList
from partnership.cooperation.meetings import ActionItemList, ConsensusList, MeetingDetail, MeetingList
from partnership.cooperation.organisations import OrganisationDetail, OrganisationList
from partnership.cooperation.people import PersonDetail, PersonList, RoleList
from partnership.cooperation.stages import StageDetail, StageList
from partnership.pages import actions, pages
from partnership.transfer import job_pages as jobs

urlpatterns = [
    *pages("agreements", AgreementList, AgreementDetail),
    *pages("obligations", ObligationList),
    *pages("payments", PaymentList),
    *pages("meetings", MeetingList, MeetingDetail),
    *pages("consensus", ConsensusList),
    *pages("actions", ActionItemList),
    *pages("directions", DirectionList, DirectionDetail),
    *pages("stages", StageList, StageDetail, key="int"),
    *pages("organisations", OrganisationList, OrganisationDetail),
    *pages("people", PersonList, PersonDetail, key="int"),
    *pages("roles", RoleList),
    *pages("achievements", AchievementList),
    *pages("calendar", CalendarYearList, CalendarYearDetail, key="int"),
    *pages("calendar-days", CalendarDayList),
    *pages("documents", documents.DocumentList),
    path("documents/<int:key>/", documents.document_detail, name="document_detail"),
    path("documents/<int:key>/file/", documents.document_download, name="document_download"),
    path("record/<str:kind>/<int:key>/share/", actions.share_record, name="record_share"),
    path("record/<str:kind>/<int:key>/merge/", actions.merge_record, name="record_merge"),
    path("record/<str:kind>/<int:key>/withdraw/", actions.withdraw_record, name="record_withdraw"),
    path("record/<str:kind>/<int:key>/restore/", actions.restore_record, name="record_restore"),
    path("record/<str:kind>/<int:key>/history/", actions.record_history, name="record_history"),
    path("record/<str:kind>/<int:key>/documents/", actions.record_documents, name="record_documents"),
    path("record/<str:kind>/<int:key>/documents/new/", documents.document_upload, name="document_upload"),
    path("jobs/<int:key>/", jobs.job_detail, name="job_detail"),
    path("jobs/<int:key>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:key>/take-in/", jobs.import_checked_table, name="table_take_in"),
    path("panel/<str:panel_key>/<int:key>/", actions.record_panel, name="record_panel"),
]
