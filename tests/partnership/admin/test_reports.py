"""Reports in the administration: saving moves the clock, and hidden readers stay."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse

from partnership.models import Recipient, Report, ReportClock, ReportRun
from partnership.records.audience import share
from partnership.records.saving import save_record
from partnership.reports.schedule.dispatch import dispatch_reports
from tests.partnership.reports.definitions import make_report, manager_of


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 10, 20, 9, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def report(bewg, but):
    readers = [manager_of(bewg, "ma@bewg.example", "zh-hans"), manager_of(but, "bo@but.example", "en")]
    return make_report(readers, sections=("agreements", "due"))


@pytest.fixture
def administrator(but):
    user = manager_of(but, "admin@but.example", "en")
    user.is_staff = True
    user.save()
    user.groups.set([Group.objects.get(name="administrator")])
    return user


def form_of(client, address):
    """What the browser would send back of the form as it is shown."""
    form = client.get(address).context["adminform"].form
    formsets = client.get(address).context["inline_admin_formsets"]
    forms = [form, *(one for inline in formsets for one in [inline.formset.management_form, *inline.formset.forms])]
    values = {}
    for one in forms:
        for field in one:
            value = field.value()
            if value is not None and value is not False:
                values[field.html_name] = value
    return values


def test_saving_a_changed_cadence_moves_the_clock_and_keeps_the_other_partys_readers(client, report, administrator):
    client.force_login(administrator)
    address = reverse("admin:partnership_report_change", args=[report.pk])
    values = form_of(client, address)
    assert "ma@bewg.example" not in client.get(address).content.decode()

    response = client.post(address, values | {"day": 15})

    assert response.status_code == 302, response.context["errors"]
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 11, 15, 0, 0, tzinfo=dt.UTC)
    assert sorted(Recipient.objects.values_list("user__email", flat=True)) == ["bo@but.example", "ma@bewg.example"]


def test_a_form_held_open_over_a_tick_does_not_put_the_clock_back(client, report, administrator, clock):
    client.force_login(administrator)
    address = reverse("admin:partnership_report_change", args=[report.pk])
    values = form_of(client, address)

    clock.move_to(dt.datetime(2026, 11, 1, 0, 1, tzinfo=dt.UTC))
    dispatch_reports()
    client.force_login(administrator)
    response = client.post(address, values | {"name_en": "Another name"})

    assert response.status_code == 302, response.context["errors"]
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 12, 1, 0, 0, tzinfo=dt.UTC)
    assert [run.period_start for run in ReportRun.objects.all()] == [dt.date(2026, 10, 1)]


def test_a_private_reports_key_names_its_audience(bewg):
    report = Report(key="own", name_en="Own", private_to=bewg)

    report.full_clean()

    assert report.key == "own-bewg"


def test_what_is_refused_is_told_with_what_was_found(client, report, administrator):
    client.force_login(administrator)
    values = form_of(client, reverse("admin:partnership_report_add")) | {"name_en": "Trial", "time_zone": "Mars"}
    long = values | {"key": "k" * 80, "time_zone": "Asia/Shanghai", "private_to": administrator.organisation_id}

    zone, key = (answer(client, one)[1] for one in (values, long))

    assert zone["time_zone"] == ["A time zone such as Asia/Shanghai was expected, found: Mars"]
    assert key["key"] == [
        f"With -{administrator.organisation.code.lower()} at its end this key is longer than 80 characters."
    ]


@pytest.mark.parametrize("changes", [{}, {"name_zh": "", "name_en": ""}, {"time_zone": "Mars"}])
@pytest.mark.parametrize("private", [False, True])
def test_the_key_of_a_hidden_report_is_refused_as_any_such_key(client, report, bewg, administrator, changes, private):
    client.force_login(administrator)
    values = form_of(client, reverse("admin:partnership_report_add")) | {"name_en": "Trial", "key": "secret-bewg"}
    values |= {"private_to": administrator.organisation_id} if private else {}
    without = answer(client, values | changes)
    hidden = Report(key="secret", name_en="Hidden", private_to=bewg)
    save_record(hidden, by=None)

    assert hidden.key == "secret-bewg"
    assert answer(client, values | changes) == without


def answer(client, values):
    """What the form says of its fields, and whether it was taken; what was entered is taken away again."""
    response = client.post(reverse("admin:partnership_report_add"), values)
    Report.objects.filter(name_en="Trial").exclude(key="secret-bewg").delete()
    return response.status_code, response.context and dict(response.context["adminform"].errors)


def test_a_report_keeps_its_key_when_it_is_shared(bewg, operator):
    report = save_record(Report(key="own", name_en="Own", private_to=bewg), by=operator)

    share(report, by=operator)
    save_record(report, by=operator)

    assert (report.key, report.private_to) == ("own-bewg", None)
