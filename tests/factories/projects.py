"""Test records of research."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from projects import models
from tests.factories.core import OrganisationFactory, PersonFactory


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = models.Project

    code = factory.Sequence(lambda number: f"P-2026-{number + 1:03d}")
    name_en = factory.Sequence(lambda number: f"Project {number + 1}")
    name_zh = factory.Sequence(lambda number: f"项目{number + 1}")
    starts_on = dt.date(2026, 1, 1)


class ProjectLeadFactory(DjangoModelFactory):
    class Meta:
        model = models.ProjectLead

    project = factory.SubFactory(ProjectFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(PersonFactory)


class ProjectBudgetFactory(DjangoModelFactory):
    class Meta:
        model = models.ProjectBudget

    project = factory.SubFactory(ProjectFactory)
    origin = "horizontal"
    amount = 500_000


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = models.Milestone

    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda number: f"Milestone {number + 1}")
    due_on = dt.date(2026, 12, 1)


class OutcomeFactory(DjangoModelFactory):
    class Meta:
        model = models.Outcome

    code = factory.Sequence(lambda number: f"O-2026-{number + 1:03d}")
    name_en = factory.Sequence(lambda number: f"Outcome {number + 1}")
    name_zh = factory.Sequence(lambda number: f"成果{number + 1}")
    kind = "process"
    achieved_on = dt.date(2026, 5, 1)


class ReadinessAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = models.ReadinessAssessment

    outcome = factory.SubFactory(OutcomeFactory)
    level = 5
    assessed_on = dt.date(2026, 6, 1)


class PatentFactory(DjangoModelFactory):
    class Meta:
        model = models.Patent

    code = factory.Sequence(lambda number: f"PT-2026-{number + 1:03d}")
    name_en = factory.Sequence(lambda number: f"Patent {number + 1}")
    name_zh = factory.Sequence(lambda number: f"专利{number + 1}")
    kind = "invention"
    filed_on = dt.date(2026, 2, 1)


class PatentApplicantFactory(DjangoModelFactory):
    class Meta:
        model = models.PatentApplicant

    patent = factory.SubFactory(PatentFactory)
    name = factory.Sequence(lambda number: f"Applicant {number + 1}")


class InventorFactory(DjangoModelFactory):
    class Meta:
        model = models.Inventor

    patent = factory.SubFactory(PatentFactory)
    name = factory.Sequence(lambda number: f"Inventor {number + 1}")


class EngineeringCaseFactory(DjangoModelFactory):
    class Meta:
        model = models.EngineeringCase

    code = factory.Sequence(lambda number: f"E-2026-{number + 1:03d}")
    name_en = factory.Sequence(lambda number: f"Case {number + 1}")
    name_zh = factory.Sequence(lambda number: f"案例{number + 1}")
    commissioned_on = dt.date(2026, 3, 1)
