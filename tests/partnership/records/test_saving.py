"""The one way in which records are written."""

from contextlib import contextmanager
from decimal import Decimal
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.signals import pre_save

from partnership.models import Agreement, Change
from partnership.records import audience
from partnership.records import saving as records
from projects.models import Patent
from tests.factories import AgreementFactory, PartyFactory, PatentFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bewg_editor():
    return UserFactory(organisation=PartyFactory(code="BEWG"))


@pytest.fixture
def but_editor():
    return UserFactory(organisation=PartyFactory(code="BUT"))


def test_codes_carry_their_audience_and_count_for_it_alone(bewg_editor, but_editor):
    shared = [records.save_record(AgreementFactory.build(code=""), by=bewg_editor) for _ in range(2)]
    private = records.save_record(AgreementFactory.build(code="", private_to=bewg_editor.organisation), by=bewg_editor)
    other = records.save_record(AgreementFactory.build(code="", private_to=but_editor.organisation), by=but_editor)

    assert [one.code for one in shared] == ["A-2026-01", "A-2026-02"]
    assert (private.code, other.code) == ("A-2026-01-BEWG", "A-2026-01-BUT")


def test_a_change_stores_before_and_after_for_the_audience_at_that_time(bewg_editor, but_editor):
    agreement = records.save_record(
        AgreementFactory.build(code="", amount=Decimal("100.50"), private_to=bewg_editor.organisation), by=bewg_editor
    )
    agreement.amount = Decimal("200")
    records.save_record(agreement, by=bewg_editor)
    audience.share(agreement, by=bewg_editor)

    seen = Change.objects.visible_to(but_editor).values_list("action", "before", "after")
    assert list(seen) == [("shared", {"private_to": bewg_editor.organisation_id}, {"private_to": None})]
    changed = Change.objects.visible_to(bewg_editor).get(action="changed")
    assert (changed.before, changed.after) == ({"amount": "100.50"}, {"amount": "200.00"})


def test_a_shared_record_cannot_point_at_a_private_one(bewg_editor):
    private = AgreementFactory(private_to=bewg_editor.organisation)

    with pytest.raises(ValidationError) as error:
        records.save_record(ProjectFactory.build(code="", agreement=private), by=bewg_editor)

    assert list(error.value.message_dict) == ["agreement"]


def test_links_to_what_the_writer_cannot_see_stay(bewg_editor, but_editor):
    shared, hidden, added = ProjectFactory(), ProjectFactory(private_to=but_editor.organisation), ProjectFactory()
    patent = PatentFactory()
    patent.projects.set([shared, hidden])

    records.set_links(patent, "projects", [added], by=bewg_editor)

    assert set(patent.projects.all()) == {hidden, added}
    change = Change.objects.get()
    assert (change.private_to, change.before, change.after) == (
        None,
        {"projects": [shared.pk]},
        {"projects": [added.pk]},
    )


@pytest.mark.parametrize("written", ["201410054384.5", "CN 201410054384.5", "２０１４１００５４３８４．５"])
def test_a_patent_number_is_unique_by_audience(bewg_editor, written):
    number = {"application_number": "201410054384.5"}
    records.save_record(PatentFactory.build(code="", private_to=bewg_editor.organisation, **number), by=bewg_editor)
    records.save_record(PatentFactory.build(code="", **number), by=bewg_editor)

    with pytest.raises(ValidationError) as error:
        records.save_record(PatentFactory.build(code="", application_number=written), by=bewg_editor)

    assert error.value.message_dict == {"application_number": ["This number is recorded already."]}
    assert Patent.objects.count() == 2


def test_the_last_day_to_give_notice_is_computed_by_the_database():
    agreement = AgreementFactory(ends_on="2026-12-31", notice_days=90)

    assert str(Agreement.objects.get(pk=agreement.pk).notice_on) == "2026-10-02"


def test_withdrawn_records_leave_the_current_ones_and_come_back(bewg_editor):
    agreement = AgreementFactory()

    records.withdraw(agreement, by=bewg_editor)
    assert list(Agreement.objects.visible_to(bewg_editor).current()) == []

    records.restore(agreement, by=bewg_editor)
    assert list(Agreement.objects.visible_to(bewg_editor).current()) == [agreement]


@pytest.mark.full  # SQLite has one writer at a time: there the second waits before it checks
@pytest.mark.django_db(transaction=True)
def test_of_two_who_share_patents_of_one_number_at_once_the_later_gets_a_validation_error(bewg_editor, but_editor):
    first, second = (
        records.save_record(
            PatentFactory.build(code="", publication_number="CN1A", private_to=editor.organisation), by=editor
        )
        for editor in (bewg_editor, but_editor)
    )

    with (
        right_before_saving(second, lambda: audience.share(first, by=bewg_editor)),
        pytest.raises(ValidationError, match="This number is recorded already"),
    ):
        audience.share(second, by=but_editor)

    assert list(Patent.objects.filter(private_to=None)) == [first]
    second.refresh_from_db()
    assert second.private_to == but_editor.organisation


@contextmanager
def right_before_saving(record, act):
    """What another does, in a connection of its own, after the record was checked and before it is written."""

    def in_another_connection():
        try:
            act()
        finally:
            connection.close()

    def interfere(instance, **signal):
        if instance is record:
            other = Thread(target=in_another_connection)
            other.start()
            other.join()

    pre_save.connect(interfere, sender=type(record))
    try:
        yield
    finally:
        pre_save.disconnect(interfere, sender=type(record))
