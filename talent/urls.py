"""The addresses of talent programmes, cohorts, trainees, their supervisions and placements."""

from partnership.pages import pages
from talent.views.practice import PlacementList, SupervisionList
from talent.views.programmes import CohortDetail, CohortList, ProgrammeDetail, ProgrammeList
from talent.views.trainees import TraineeDetail, TraineeList

urlpatterns = [
    *pages("programmes", ProgrammeList, ProgrammeDetail),
    *pages("cohorts", CohortList, CohortDetail, key="int"),
    *pages("trainees", TraineeList, TraineeDetail, key="int"),
    *pages("supervisions", SupervisionList),
    *pages("placements", PlacementList),
]
