"""The records of research and its results."""

from projects.models.case import EngineeringCase
from projects.models.outcome import Outcome, ReadinessAssessment
from projects.models.patent import Inventor, Patent, PatentApplicant
from projects.models.project import Milestone, Project, ProjectBudget, ProjectLead

__all__ = [
    "EngineeringCase",
    "Inventor",
    "Milestone",
    "Outcome",
    "Patent",
    "PatentApplicant",
    "Project",
    "ProjectBudget",
    "ProjectLead",
    "ReadinessAssessment",
]
