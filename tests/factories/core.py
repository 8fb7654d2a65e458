"""Test records of the core."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory, Password

from partnership import models


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"ORG{number}")
    name_en = factory.LazyAttribute(lambda record: f"Organisation {record.code}")
    name_zh = factory.LazyAttribute(lambda record: f"机构{record.code}")
    kind = "company"


class PartyFactory(OrganisationFactory):
    is_party = True


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = models.Person

    name_zh = factory.Sequence(lambda number: f"样例人{number}")
    name_en = factory.Sequence(lambda number: f"Sample Person {number}")
    organisation = factory.SubFactory(OrganisationFactory)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User

    email = factory.Sequence(lambda number: f"user{number}@example.org")
    name = factory.Sequence(lambda number: f"User {number}")
    password = Password("pass-of-the-tests")
    language = "en"


class RoleFactory(DjangoModelFactory):
    class Meta:
        model = models.Role

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    title_en = "director"
    title_zh = "主任"


class AchievementFactory(DjangoModelFactory):
    class Meta:
        model = models.Achievement

    person = factory.SubFactory(PersonFactory)
    kind = "award"
    title_en = factory.Sequence(lambda number: f"Award {number + 1}")
    title_zh = factory.Sequence(lambda number: f"奖项{number + 1}")
    achieved_on = "2021"


class StageFactory(DjangoModelFactory):
    class Meta:
        model = models.CooperationStage

    number = factory.Sequence(lambda number: number + 1)
    name_en = factory.Sequence(lambda number: f"Stage {number + 1}")
    name_zh = factory.Sequence(lambda number: f"阶段{number + 1}")
    starts_on = dt.date(2018, 1, 1)


class CalendarYearFactory(DjangoModelFactory):
    class Meta:
        model = models.CalendarYear

    year = factory.Sequence(lambda number: 2030 + number)


class CalendarDayFactory(DjangoModelFactory):
    class Meta:
        model = models.CalendarDay

    date = factory.Sequence(lambda number: dt.date(2026, 1, 1) + dt.timedelta(days=number))
    kind = "rest"
    name_en = "New Year"
    name_zh = "元旦"


class DirectionFactory(DjangoModelFactory):
    class Meta:
        model = models.ResearchDirection

    code = factory.Sequence(lambda number: f"D-2026-{number + 1:03d}")
    name_en = factory.Sequence(lambda number: f"Direction {number + 1}")
    name_zh = factory.Sequence(lambda number: f"方向{number + 1}")


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = models.Agreement

    code = factory.Sequence(lambda number: f"A-2026-{number + 1:03d}")
    name_en = factory.Sequence(lambda number: f"Agreement {number + 1}")
    name_zh = factory.Sequence(lambda number: f"协议{number + 1}")
    kind = "framework"
    signed_on = dt.date(2026, 1, 10)
    effective_on = dt.date(2026, 1, 15)


class AgreementPartyFactory(DjangoModelFactory):
    class Meta:
        model = models.AgreementParty

    agreement = factory.SubFactory(AgreementFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    part = "client"


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = models.Obligation

    agreement = factory.SubFactory(AgreementFactory)
    title = factory.Sequence(lambda number: f"Obligation {number + 1}")
    organisation = factory.SubFactory(OrganisationFactory)
    due_on = dt.date(2026, 12, 1)


class PaymentFactory(DjangoModelFactory):
    class Meta:
        model = models.Payment

    agreement = factory.SubFactory(AgreementFactory)
    title = factory.Sequence(lambda number: f"Instalment {number + 1}")
    payer = factory.SubFactory(OrganisationFactory)
    payee = factory.SubFactory(OrganisationFactory)
    planned_amount = 10_000
    due_on = dt.date(2026, 12, 1)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = models.Meeting

    code = factory.Sequence(lambda number: f"M-2026-{number + 1:03d}")
    name_en = factory.Sequence(lambda number: f"Meeting {number + 1}")
    name_zh = factory.Sequence(lambda number: f"会商{number + 1}")
    held_on = dt.date(2026, 10, 12)


class ConsensusFactory(DjangoModelFactory):
    class Meta:
        model = models.Consensus

    meeting = factory.SubFactory(MeetingFactory)
    topic = "talent"
    text = factory.Sequence(lambda number: f"Consensus {number + 1}")


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = models.ActionItem

    meeting = factory.SubFactory(MeetingFactory)
    title = factory.Sequence(lambda number: f"Action {number + 1}")
    organisation = factory.SubFactory(OrganisationFactory)
    due_on = dt.date(2026, 12, 1)
