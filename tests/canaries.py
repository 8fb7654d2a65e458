"""A record of every kind for one audience, painted with a word that must not turn up elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import CharField, ForeignKey, Model, TextField

from partnership import models as core
from partnership.rules.visibility import VisibleQuerySet
from pilots import models as pilots
from tests import factories as make

NOON = dt.datetime(2026, 11, 2, 4, 0, tzinfo=dt.UTC)
OVERDUE = dt.date(2026, 10, 20)
CANARY_AMOUNT = Decimal("97531246.80")
NOT_PAINTED = {"code", "key", "number_key", "time_zone", "language", "content_type", "sha256", "request_id", "variant"}
OURS = ("partnership", "projects", "pilots", "talent")


def guarded_models() -> set[str]:
    """The labels of all kinds of which one reader sees rows that another does not."""
    return {model._meta.label for model in apps.get_models() if model._meta.app_label in OURS and is_guarded(model)}


def is_guarded(model: type[Model]) -> bool:
    rows = model._default_manager.none()
    rule = getattr(type(rows), "visible_to", None)
    if rule is None:
        return False
    return rule is not VisibleQuerySet.visible_to or model.audience_path() is not None


def known_person(party: core.Organisation) -> core.Person:
    """Somebody of a party: people are known to all, so a test of what is hidden makes them beforehand."""
    found = core.Person.objects.filter(organisation=party, name_en="Known Person").first()
    return found or make.PersonFactory(organisation=party, name_en="Known Person", name_zh="众所周知")


class World:
    """One record of every guarded kind, for one audience, linked with what is shared; `by_label` finds them."""

    def __init__(self, token: str, *, audience: core.Organisation | None, party: core.Organisation) -> None:
        self.token, self.audience, self.party = token, audience, party
        self.top = {"private_to": audience}
        self.by_label: dict[str, Model] = {}
        self.direction = make.DirectionFactory(code="D-2000-01") if not audience else self._shared("D-2000-01")
        self._core()
        self._projects()
        self._pilots()
        self._talent()
        self._reports()
        self._attached()
        for record in self.by_label.values():
            paint(record, token)

    def __getitem__(self, label: str) -> Any:
        return self.by_label[label]

    def add(self, *records: Model) -> Any:
        for record in records:
            self.by_label[record._meta.label] = record
        return records[0]

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.by_label.values() if getattr(one, "code", "") and hasattr(one, "withdrawn_at")]

    def _shared(self, code: str) -> core.ResearchDirection:
        return core.ResearchDirection.objects.get(code=code)

    def _code(self, prefix: str) -> dict[str, Any]:
        suffix = f"-{self.audience.code}" if self.audience else ""
        return {**self.top, "code": f"{prefix}-2026-77{suffix}"}

    def _core(self) -> None:
        self.person = known_person(self.party)
        self.user = self.add(make.UserFactory(organisation=self.party, email=f"{self.token.lower()}@example.org"))
        agreement = self.add(
            make.AgreementFactory(**self._code("A"), amount=CANARY_AMOUNT, ends_on=dt.date(2027, 1, 1))
        )
        agreement.directions.add(self.direction)
        owed = {"agreement": agreement, "owner": self.person}
        meeting = self.add(make.MeetingFactory(**self._code("M")))
        meeting.attendees.add(self.person)
        meeting.organisations.add(self.party)
        consensus = self.add(make.ConsensusFactory(meeting=meeting, agreement=agreement))
        self.add(
            make.AgreementPartyFactory(agreement=agreement, organisation=self.party),
            make.ObligationFactory(**owed, organisation=self.party),
            make.PaymentFactory(**owed, payer=self.party, payee=self.party, planned_amount=CANARY_AMOUNT),
            make.ActionItemFactory(meeting=meeting, consensus=consensus, organisation=self.party, owner=self.person),
        )

    def _projects(self) -> None:
        project = self.add(make.ProjectFactory(**self._code("P"), agreement=self["partnership.Agreement"]))
        project.directions.add(self.direction)
        outcome = self.add(make.OutcomeFactory(**self._code("O"), project=project, direction=self.direction))
        patent = self.add(make.PatentFactory(**self._code("PT"), granted_on=dt.date(2026, 10, 5)))
        patent.projects.add(project)
        case = self.add(make.EngineeringCaseFactory(**self._code("E"), direction=self.direction))
        case.outcomes.add(outcome)
        self.add(
            make.ProjectLeadFactory(project=project, organisation=self.party, person=self.person),
            make.ProjectBudgetFactory(project=project, amount=CANARY_AMOUNT),
            make.MilestoneFactory(project=project, organisation=self.party, owner=self.person, due_on=OVERDUE),
            make.ReadinessAssessmentFactory(outcome=outcome, assessor=self.person),
            make.PatentApplicantFactory(patent=patent, organisation=self.party),
            make.InventorFactory(patent=patent, person=self.person),
        )

    def _pilots(self) -> None:
        base = self.add(make.PilotBaseFactory(**self._code("B"), operator=self.party, manager=self.person))
        unit = self.add(make.ProcessUnitFactory(base=base, code=f"U-{self.token}"))
        series = self.add(make.SeriesFactory(base=base, unit=unit))
        taken_in = pilots.MeasurementImport.objects.create(base=base, file_name="x", sha256="0" * 64, by=self.user)
        self.add(
            taken_in,
            make.CampaignFactory(base=base, project=self["projects.Project"]),
            pilots.Measurement.objects.create(series=series, time=NOON, value=12.5),
            pilots.DailyRollup.objects.create(
                series=series, day=NOON.date(), used_count=1, all_count=1, total=12.5, lowest=12.5, highest=12.5
            ),
            pilots.NitrogenLoad.objects.create(base=base, day=NOON.date(), load_in=12.5, load_out=1.5),
            pilots.Correction.objects.create(
                series=series, time=NOON, old_value=1, old_flag=0, new_value=2, new_import=taken_in
            ),
        )

    def _talent(self) -> None:
        programme = self.add(make.ProgrammeFactory(**self._code("T"), agreement=self["partnership.Agreement"]))
        cohort = self.add(make.CohortFactory(programme=programme))
        trainee = self.add(make.TraineeFactory(cohort=cohort, person=self.person))
        self.add(
            make.SupervisionFactory(trainee=trainee, supervisor=self.person, organisation=self.party),
            make.PlacementFactory(trainee=trainee, base=self["pilots.PilotBase"], project=self["projects.Project"]),
        )

    def _reports(self) -> None:
        report = self.add(core.Report.objects.create(key=f"report-{self.token.lower()}", name_en="x", **self.top))
        recipient = core.Recipient.objects.create(report=report, user=self.user, private_to=self.party)
        period = {"period_start": dt.date(2026, 10, 1), "period_end": dt.date(2026, 11, 1)}
        run = core.ReportRun.objects.create(report=report, due_at=NOON, state="built", **period, **self.top)
        rendering = core.Rendering.objects.create(
            run=run, variant="x", private_to=self.party, language="en", subject="x", html="x", text="x"
        )
        self.add(
            core.ReportSectionChoice.objects.create(report=report, section="agreements"),
            core.ReportClock.objects.create(report=report, next_due_at=NOON),
            recipient,
            run,
            rendering,
            core.Delivery.objects.create(
                run=run,
                recipient=recipient,
                address=self.user.email,
                private_to=self.party,
                rendering=rendering,
                message_id=f"<{self.token}@example.org>",
            ),
        )

    def _attached(self) -> None:
        agreement = self["partnership.Agreement"]
        target = {"target_type": ContentType.objects.get_for_model(agreement), "target_id": agreement.pk}
        file = ContentFile(f"file of {self.token}".encode(), name=f"{self.token}.txt")
        self.add(
            core.Document.objects.create(
                title="x",
                file=file,
                file_name="x.txt",
                content_type="text/plain",
                size=9,
                sha256="0" * 64,
                **target,
                **self.top,
            ),
            core.Change.objects.create(
                action="changed",
                label_zh="x",
                top_type=target["target_type"],
                top_id=agreement.pk,
                before={"name_en": self.token},
                after={"amount": str(CANARY_AMOUNT)},
                by=self.user,
                **target,
                **self.top,
            ),
            self._job(),
            core.Notice.objects.create(user=self.user, by=self.user, **target),
        )

    def _job(self) -> core.Job:
        kind = "pilots.import_measurements"
        options = {"base": self["pilots.PilotBase"].code}
        return core.Job.objects.create(kind=kind, options=options, by=self.user, state="done", **self.top)

    def link_with(self, shared: World) -> None:
        """Links in both directions between this world's private records and shared ones."""
        shared["projects.Patent"].projects.add(self["projects.Project"])
        self["projects.Patent"].projects.add(shared["projects.Project"])
        shared["projects.EngineeringCase"].outcomes.add(self["projects.Outcome"])
        self["projects.EngineeringCase"].outcomes.add(shared["projects.Outcome"])

    def point_at(self, shared: World) -> None:
        """Each pointer of this world's private records at a record with a page leads to the shared one of its kind."""
        for label, record in self.by_label.items():
            pointers = {
                field.name: target
                for field in record._meta.concrete_fields
                if isinstance(field, ForeignKey)
                and field.name != getattr(record, "visibility_parent", "")
                and (target := shared.by_label.get(field.related_model._meta.label)) is not None
                and hasattr(target, "withdrawn_at")
            }
            if pointers and not label.startswith("partnership.Re"):  # the runs of a report are its own
                type(record)._base_manager.filter(pk=record.pk).update(**pointers)


def paint(record: Model, token: str) -> None:
    """Write the word into each text of the record."""
    texts = {field.name: f"{token} {field.name}"[: field.max_length or 500] for field in _free_texts(record)}
    if texts:
        type(record)._base_manager.filter(pk=record.pk).update(**texts)
        record.refresh_from_db()


def _free_texts(record: Model) -> Iterable[CharField | TextField]:
    for field in record._meta.concrete_fields:
        is_text = type(field) in (CharField, TextField) and not field.choices and not field.unique
        if is_text and field.name not in NOT_PAINTED and field.name != "section" and field.name != "kind":
            yield field
