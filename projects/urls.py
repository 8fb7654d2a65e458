"""The addresses of projects, outcomes, patents and engineering cases."""

from partnership.pages import pages
from projects.views.assessments import AssessmentList
from projects.views.outcomes import CaseDetail, CaseList, OutcomeDetail, OutcomeList
from projects.views.patents import PatentDetail, PatentList
from projects.views.projects import MilestoneList, ProjectDetail, ProjectList

urlpatterns = [
    *pages("projects", ProjectList, ProjectDetail),
    *pages("milestones", MilestoneList),
    *pages("outcomes", OutcomeList, OutcomeDetail),
    *pages("assessments", AssessmentList),
    *pages("patents", PatentList, PatentDetail),
    *pages("cases", CaseList, CaseDetail),
]
