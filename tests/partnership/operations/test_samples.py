"""Samples: believable in number, all marked, without a real person, the same on the same day, and removable."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.db.models import Q
from django.utils import translation

from partnership.models import (
    ActionItem,
    Agreement,
    Change,
    CodeSequence,
    Consensus,
    Document,
    Meeting,
    Obligation,
    Payment,
    Person,
    User,
)
from partnership.models.cooperation.agreement import ending_after
from partnership.operations.data.facts import load_facts
from partnership.operations.samples.loading import load_samples
from partnership.operations.samples.removal import SamplesInUseError, remove_samples
from partnership.records.saving import save_record
from partnership.rules import registry
from partnership.rules.visibility import VisibleModel
from pilots.models import DailyRollup, Measurement, MeasurementImport, PilotBase
from projects.models import EngineeringCase, Milestone, Outcome, Patent, Project
from projects.patents.sample_numbers import application_number
from talent.models import Programme, Trainee
from tests.factories import AgreementFactory, MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 24)
OUTSIDE = {"auth", "contenttypes", "sessions", "axes", "admin"}


def row_counts():
    found = {model: model._base_manager.count() for model in apps.get_models(include_auto_created=True)}
    return {model._meta.label: count for model, count in found.items() if model._meta.app_label not in OUTSIDE}


def marked_models():
    return [one for one in apps.get_models() if any(field.name == "is_sample" for field in one._meta.fields)]


def fingerprint():
    """What is in the samples, without keys and times of entry."""
    payments = Payment.objects.order_by("agreement__code", "due_on", "title")
    actions = ActionItem.objects.order_by("meeting__code", "title", "due_on")
    measured = Measurement.objects.aggregate(count=models.Count("*"), total=models.Sum("value"))
    return (
        list(Agreement.objects.order_by("code").values_list("code", "name_zh", "signed_on", "ends_on", "amount")),
        list(payments.values_list("agreement__code", "title", "due_on", "received_on", "planned_amount")),
        list(actions.values_list("meeting__code", "title", "owner__name_zh", "due_on", "done_on")),
        list(Patent.objects.order_by("code").values_list("code", "application_number", "granted_on")),
        list(Trainee.objects.order_by("person__name_en").values_list("person__name_en", "topic", "ended_on")),
        (measured["count"], round(measured["total"], 3)),
    )


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The facts' row counts, and the samples of a fixed day; the tests of this file share them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_facts()
        facts = row_counts()
        result = load_samples(day=DAY)
        yield facts, result
        transaction.set_rollback(True)


def test_the_cooperation_is_as_large_as_promised(loaded):
    shared = Q(is_sample=True, private_to=None)

    assert {
        model.__name__: model.objects.filter(shared).count()
        for model in (Agreement, Project, Meeting, PilotBase, EngineeringCase, Patent, Outcome, Programme)
    } == {
        "Agreement": 14,
        "Project": 25,
        "Meeting": 60,
        "PilotBase": 3,
        "EngineeringCase": 15,
        "Patent": 30,
        "Outcome": 30,
        "Programme": 4,
    }
    assert Trainee.objects.filter(cohort__programme__private_to=None).count() == 80
    assert Consensus.objects.filter(is_sample=True).count() > 120
    assert set(Agreement.objects.values_list("kind", flat=True)) >= {"framework", "nda", "amendment", "patent_licence"}


def test_each_party_has_records_of_its_own(loaded):
    kinds = (Agreement, Project, Meeting, Outcome, Patent, EngineeringCase, Programme)

    for party in ("BEWG", "BUT"):
        assert [model.objects.filter(private_to__code=party).count() for model in kinds] == [1, 1, 2, 1, 1, 1, 1]


def test_what_is_due_is_alive(loaded):
    open_work = [
        Obligation.objects.filter(done_on=None),
        ActionItem.objects.filter(done_on=None),
        Milestone.objects.filter(done_on=None),
        Payment.objects.filter(received_on=None),
    ]

    overdue = [rows.filter(due_on__lt=DAY).count() for rows in open_work]
    assert overdue == [2, 5, 3, 1]
    for first, end in ((0, 30), (30, 60), (60, 90)):
        days = (DAY + dt.timedelta(days=first), DAY + dt.timedelta(days=end))
        assert sum(rows.filter(due_on__gte=days[0], due_on__lt=days[1]).count() for rows in open_work) > 0
    assert Agreement.objects.filter(ending_after(DAY)).count() == 3


def test_a_second_load_adds_nothing(loaded):
    before = row_counts()

    assert not load_samples(day=DAY).is_new
    assert row_counts() == before


def test_every_record_except_the_facts_is_marked(loaded):
    facts, _ = loaded

    unmarked = {model._meta.label: model._base_manager.filter(is_sample=False).count() for model in marked_models()}
    assert unmarked == {label: facts[label] for label in unmarked}


def test_a_document_was_uploaded_when_its_history_says(loaded):
    uploaded = dict(Document.objects.values_list("pk", "created_at"))

    entered = Change.objects.filter(target_type__model="document", action=Change.Action.CREATED)
    assert uploaded == dict(entered.values_list("target_id", "at"))


def test_no_sample_points_at_a_real_person(loaded):
    real = Person.objects.filter(is_sample=False)
    found = [
        (model.__name__, field.name)
        for model in marked_models()
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.related_model is Person
        and model._base_manager.filter(**{"is_sample": True, f"{field.name}__in": real})
    ]

    assert found == []
    names = set(Person.objects.filter(is_sample=True).values_list("name_zh", flat=True))
    assert len(names) == 112
    assert not names & set(real.values_list("name_zh", flat=True))


def test_every_address_is_one_that_nobody_has(loaded):
    addresses = [
        *Person.objects.filter(is_sample=True).exclude(email="").values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
    ]

    assert {address.rpartition("@")[2] for address in addresses} == {"example.com", "example.org"}


def test_every_sample_is_valid_and_points_at_nothing_narrower(loaded):
    faults = []
    for model in marked_models():
        for record in model._base_manager.filter(is_sample=True):
            if model is not Change:
                record.full_clean()
            for field in model._meta.many_to_many:
                faults += [
                    (str(record), str(target))
                    for target in getattr(record, field.name).all()
                    if isinstance(target, VisibleModel)
                    and isinstance(record, VisibleModel)
                    and target.audience_id not in (None, record.audience_id)
                ]

    assert faults == []


def test_patent_numbers_have_the_offices_form_but_no_number_it_has_given(loaded):
    # Real numbers, whose check digits the office computed.
    assert application_number(2014, "invention", 1_005_4384 % 10_000_000) == "201410054384.5"
    assert application_number(2021, "utility", 2_059_2620 % 10_000_000) == "202120592620.4"
    serials = [number[5:12] for number in Patent.objects.values_list("application_number", flat=True)]
    assert min(serials) >= "9900000"


def test_the_accounts_have_their_roles_and_work_of_their_own(loaded):
    _, result = loaded

    assert [(one.role, one.party) for one in result.accounts] == [
        ("operator", ""),
        ("administrator", "BEWG"),
        ("manager", "BEWG"),
        ("editor", "BEWG"),
        ("administrator", "BUT"),
        ("manager", "BUT"),
        ("editor", "BUT"),
        ("viewer", "BUT"),
    ]
    owners = User.objects.filter(person__actions__done_on=None, person__actions__isnull=False).distinct()
    assert set(owners.values_list("email", flat=True)) >= {"editor@example.com", "editor@example.org"}
    managers = [User.objects.get(email=email) for email in ("manager@example.com", "manager@example.org")]
    led = [{one.key for one in registry.responsibility_sources if one.build(user.viewer, DAY)} for user in managers]
    assert all(kinds >= {"directions", "projects", "trainees"} for kinds in led)
    for account in result.accounts:
        assert User.objects.get(email=account.email).check_password(account.password)


def test_measurements_have_gaps_and_faults_and_their_daily_sums(loaded):
    flags = set(Measurement.objects.values_list("flag", flat=True))
    assert flags == {0, 1, 2, 4, 5}
    measured = Measurement.objects.filter(flag__in=(0, 1)).aggregate(count=models.Count("*"))["count"]
    assert DailyRollup.objects.aggregate(used=models.Sum("used_count"))["used"] == measured
    latest = DailyRollup.objects.values("series__base").annotate(day=models.Max("day")).order_by("series__base")
    assert [(DAY - row["day"]).days for row in latest] == [1, 4, 1]


@time_machine.travel("2026-11-24 12:00:00+08:00", tick=False)
def test_the_commands_remove_and_load_the_same_again_and_show_the_passwords_once(loaded, settings):
    settings.SAMPLE_PASSWORD = "one-for-all"
    first, (removed, reloaded, repeated) = fingerprint(), (StringIO() for _ in range(3))

    call_command("remove_samples", stdout=removed)
    call_command("load_samples", stdout=reloaded)
    call_command("load_samples", stdout=repeated)

    assert removed.getvalue().splitlines()[-2].endswith("; the facts stay.")
    assert removed.getvalue().splitlines()[-1] == "No operator is left: make one with `manage.py first_operator EMAIL`."
    assert reloaded.getvalue().count("one-for-all") == 8
    assert repeated.getvalue() == "The samples are loaded already. Remove them first to load them anew.\n"
    assert fingerprint() == first


def test_removal_keeps_the_facts_and_frees_the_codes(loaded, django_capture_on_commit_callbacks):
    facts, _ = loaded
    files = list(Document.objects.values_list("file", flat=True))

    with django_capture_on_commit_callbacks(execute=True):
        remove_samples()

    assert row_counts() == facts
    assert list(CodeSequence.objects.values_list("key", "last_number")) == [("M-2020", 1)]
    assert len(files) == 11
    assert [name for name in files if default_storage.exists(name)] == []


def test_removal_refuses_and_names_what_is_real_and_points_at_a_sample(loaded):
    agreement = Agreement.objects.get(name_en__startswith="Cooperative development: anammox filter")
    ProjectFactory(agreement=agreement, code="P-2026-99", name_en="Real project")
    before = row_counts()

    with pytest.raises(SamplesInUseError) as error, translation.override("en"), transaction.atomic():
        remove_samples()

    assert [str(pointer) for pointer in error.value.pointers] == [
        f"project “P-2026-99 Real project”: agreement is the sample “{agreement.code} {agreement.name_en}”"
    ]
    assert row_counts() == before
    with pytest.raises(CommandError, match="P-2026-99"), transaction.atomic():
        call_command("remove_samples", stdout=StringIO())


def test_forced_removal_empties_the_pointer_and_keeps_the_record(loaded):
    project = ProjectFactory(agreement=Agreement.objects.filter(is_sample=True).first(), code="P-2026-99")
    patent = save_record(Patent(kind="invention", name_en="Real patent", filed_on=DAY), by=None)
    patent.projects.set([Project.objects.filter(is_sample=True).first(), project])

    remove_samples(force_unlink=True)

    project.refresh_from_db()
    assert project.agreement is None
    assert list(patent.projects.all()) == [project]
    assert list(Patent.objects.all()) == [patent]


def test_what_was_entered_under_a_sample_goes_with_it(loaded):
    MilestoneFactory(project=Project.objects.filter(is_sample=True).first(), title="Entered by hand")
    real = AgreementFactory(code="A-2026-77")

    assert remove_samples().entered == ["milestone “Entered by hand”"]

    assert list(Milestone.objects.all()) == []
    assert list(Agreement.objects.all()) == [real]


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.fixture
def imported(loaded):
    """Real measurements in a sample base."""
    base = PilotBase.objects.filter(is_sample=True).first()
    return MeasurementImport.objects.create(base=base, file_name="october.csv", created_count=2)


def test_what_was_entered_under_samples_is_listed_and_at_a_terminal_removed_only_after_a_yes(imported):
    before, told = row_counts(), StringIO()

    with pytest.raises(CommandError, match=r"^Nothing was removed\.$"), transaction.atomic():
        call_command("remove_samples", stdin=Terminal("no\n"), stdout=told)

    assert row_counts() == before
    assert "  Users: 8\n" in told.getvalue()
    assert "  Pilot test bases: 3\n" in told.getvalue()
    assert told.getvalue().endswith(
        "Entered under samples, and going with them: 1.\n"
        "  import of measurements “october.csv”\n"
        "Type yes to remove all of this: "
    )
    call_command("remove_samples", stdin=Terminal("yes\n"), stdout=StringIO())
    assert not PilotBase.objects.exists()
    call_command("remove_samples", stdin=Terminal(), stdout=(again := StringIO()))
    assert again.getvalue() == "There are no samples.\n"


@pytest.mark.parametrize(("options", "stdin"), [((), StringIO()), (("--no-input",), Terminal())])
def test_a_script_is_asked_nothing(imported, options, stdin):
    call_command("remove_samples", *options, stdin=stdin, stdout=(told := StringIO()))

    assert "  import of measurements “october.csv”\n" in told.getvalue()
    assert not MeasurementImport.objects.exists()


def test_samples_alone_go_without_a_question(loaded):
    call_command("remove_samples", stdin=Terminal(), stdout=(told := StringIO()))

    assert "Type yes" not in told.getvalue()
    assert not PilotBase.objects.exists()
