"""Building a run: variants, what fails, what stays silent, and what a second copy of the task does."""

import base64
import datetime as dt
from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from partnership.models import Delivery, Recipient, Rendering, Report, ReportRun
from partnership.models.claimed import PAUSES
from partnership.reports.alerts import alert_late_runs
from partnership.reports.build import build_run
from partnership.reports.delivery.send import send_delivery
from partnership.reports.orders import scheduled_run
from partnership.rules import registry
from partnership.rules.periods import Period
from partnership.rules.registry import ReportSection
from tests.factories import AgreementFactory, MeetingFactory, ObligationFactory, PaymentFactory, PersonFactory
from tests.pages import soup_of
from tests.partnership.reports.definitions import make_report, manager_of
from tests.partnership.reports.render.drawing import let_meetings_have_a_chart, log_processes, logged_processes
from tests.partnership.reports.render.test_typeset import kinds_of_tags

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 12, 1))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 1, 0, 1, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


def built(report):
    run, _is_new = scheduled_run(report, OCTOBER)
    build_run(run.pk)
    return ReportRun.objects.get(pk=run.pk)


def test_readers_with_the_same_rights_share_a_rendering(bewg, but):
    readers = [
        manager_of(bewg, "a@bewg.example", "en"),
        manager_of(bewg, "b@bewg.example", "en"),
        manager_of(bewg, "c@bewg.example", "zh-hans"),
        manager_of(bewg, "d@bewg.example", "en", sees_amounts=False),
        manager_of(but, "e@but.example", "en"),
    ]

    run = built(make_report(readers, sections=("agreements",)))

    shared = [sorted(one.deliveries.values_list("address", flat=True)) for one in run.renderings.all()]
    assert sorted(shared) == [
        ["a@bewg.example", "b@bewg.example"],
        ["c@bewg.example"],
        ["d@bewg.example"],
        ["e@but.example"],
    ]


def test_each_party_reads_its_own_records_and_money_only_with_the_right(bewg, but):
    AgreementFactory(amount=1_000_000)
    AgreementFactory(amount=234_000, private_to=bewg, name_en="Secret of BEWG")
    readers = [
        manager_of(bewg, "a@bewg.example", "en"),
        manager_of(bewg, "d@bewg.example", "en", sees_amounts=False),
        manager_of(but, "e@but.example", "en"),
    ]
    run = built(make_report(readers, sections=("agreements", "changes")))

    def text(address):
        return run.deliveries.get(address=address).rendering.text

    def figures(address):
        snapshot = run.deliveries.get(address=address).rendering.snapshot
        return {key: snapshot[key]["value"] for key in snapshot if key.startswith("agreements.in_force")}

    assert figures("a@bewg.example") == {"agreements.in_force": 2, "agreements.in_force_amount": "1234000.00"}
    assert figures("d@bewg.example") == {"agreements.in_force": 2}
    assert figures("e@but.example") == {"agreements.in_force": 1, "agreements.in_force_amount": "1000000.00"}
    assert "CNY 1.23 million" in text("a@bewg.example")
    assert "CNY" not in text("d@bewg.example")
    assert "CNY 1.00 million" in text("e@but.example")


def test_a_section_that_fails_is_named_and_the_operators_are_alerted(client, monkeypatch, report, operator):
    def fail(viewer, period, options):
        raise ZeroDivisionError

    broken = ReportSection("meetings", "Meetings", fail)
    monkeypatch.setitem(registry.report_sections._entries, "meetings", broken)

    run = built(report)

    assert (run.state, run.missing_sections) == ("built", ["meetings"])
    assert "This section could not be prepared." in run.renderings.get(language="en").text
    assert [(one.to, one.subject, one.body.splitlines()[0]) for one in mail.outbox] == [
        (["operator@example.org"], "Sections are missing in a report: monthly", "Meetings")
    ]
    client.force_login(operator)
    label = soup_of(client.get(run.get_absolute_url())).find("dt", string="Sections that failed")
    assert label.find_next("dd").text == "Meetings"


def test_the_charts_of_mail_and_pdf_are_drawn_by_one_process(bewg, monkeypatch, tmp_path):
    let_meetings_have_a_chart(monkeypatch)
    log_processes(monkeypatch, tmp_path / "log")

    readers = [manager_of(bewg, "a@bewg.example", "en")]
    rendering = built(make_report(readers, sections=("meetings",), has_pdf=True)).renderings.get()

    assert logged_processes(tmp_path / "log") == ["started", 2, 0]
    assert base64.b64decode(rendering.images["meetings-outputs"])[:4] == b"\x89PNG"
    assert 'src="cid:meetings-outputs"' in rendering.html
    assert "/Figure" in kinds_of_tags(PdfReader(BytesIO(bytes(rendering.pdf))))


def test_without_a_pdf_the_charts_of_the_mail_alone_are_drawn(bewg, monkeypatch, tmp_path):
    let_meetings_have_a_chart(monkeypatch)
    log_processes(monkeypatch, tmp_path / "log")

    readers = [manager_of(bewg, "a@bewg.example", "en")]
    rendering = built(make_report(readers, sections=("meetings",), has_pdf=False)).renderings.get()

    assert logged_processes(tmp_path / "log") == ["started", 2]
    assert (list(rendering.images), rendering.pdf) == (["meetings-outputs"], None)


def test_a_silent_report_with_nothing_to_say_sends_nothing(managers):
    run = built(make_report(managers, sections=("due",), is_silent_when_empty=True))

    assert (run.state, Delivery.objects.count(), Rendering.objects.count()) == ("silent", 0, 0)


def test_a_personal_section_is_made_for_each_reader(bewg):
    readers = [manager_of(bewg, f"{name}@bewg.example", "en") for name in ("a", "b")]
    for number, reader in enumerate(readers):
        reader.person = PersonFactory()
        reader.save()
        ObligationFactory(title=f"Duty {number}", owner=reader.person, due_on=dt.date(2026, 11, 5))

    run = built(make_report(readers, sections=("own_due",)))

    texts = [one.rendering.text for one in run.deliveries.order_by("address")]
    assert [("Duty 0" in text, "Duty 1" in text) for text in texts] == [(True, False), (False, True)]


def test_what_is_due_names_the_record_it_belongs_to(bewg):
    PaymentFactory(title="Instalment 2", agreement=AgreementFactory(code="A-2026-01"), due_on=dt.date(2026, 11, 5))

    run = built(make_report([manager_of(bewg, "a@bewg.example", "en")], sections=("due",)))

    assert "A-2026-01 · Instalment 2" in run.renderings.get().text


def test_what_is_overdue_comes_first_and_is_as_of_the_day_on_which_the_report_is_built(bewg):
    PaymentFactory(title="Instalment 2", agreement=AgreementFactory(), due_on=dt.date(2026, 10, 5))

    run = built(make_report([manager_of(bewg, "a@bewg.example", "en")], sections=("meetings", "due")))

    assert "As of 1 Nov 2026: 1 item is overdue." in run.renderings.get().text


def test_a_report_of_what_is_due_speaks_of_nothing_else_where_nothing_is(bewg):
    run = built(make_report([manager_of(bewg, "a@bewg.example", "en")], sections=("due",)))

    text = run.renderings.get().text
    assert "As of 1 Nov 2026: Nothing is overdue." in text
    assert "Nothing is due within 30 days." in text
    assert "Changes are against" not in text


def test_days_overdue_are_words_in_mail_and_text_and_numbers_in_the_workbook(bewg):
    for day in (30, 31):
        PaymentFactory(title=f"Instalment {day}", agreement=AgreementFactory(), due_on=dt.date(2026, 10, day))
    PaymentFactory(title="Instalment 5", agreement=AgreementFactory(), due_on=dt.date(2026, 11, 5))

    report = make_report([manager_of(bewg, "a@bewg.example", "en")], sections=("due",), has_xlsx=True)
    found = built(report).renderings.get()

    sheet = load_workbook(BytesIO(bytes(found.xlsx)))["What is due next"]
    last = [row[-1] for row in sheet.iter_rows(values_only=True) if str(row[0]).endswith(tuple("015"))]
    assert last == [-2, -1, 4]
    for form in (found.text, BeautifulSoup(found.html, "html.parser").get_text()):
        assert ("2 days overdue" in form, "1 day overdue" in form, "−" in form) == (True, True, False)


def test_an_outside_reader_gets_no_links_and_no_amounts(bewg, settings):
    settings.REPORT_OUTSIDE_DOMAINS = ["ministry.example"]
    AgreementFactory(amount=1_000_000)
    report = make_report([], sections=("agreements",))
    outside = Recipient(report=report, name="Wang", address="w@ministry.example", private_to=bewg, language="en")
    outside.full_clean()
    outside.save()

    rendering = built(report).renderings.get()

    addresses = {word for word in rendering.text.split() if word.startswith("http")}
    assert [one for one in addresses if "/reports/unsubscribe/" not in one] == []
    assert "CNY" not in rendering.text


def test_a_second_copy_of_the_task_makes_nothing_twice(report):
    run = built(report)

    assert build_run(run.pk) is False
    assert (Rendering.objects.count(), Delivery.objects.count()) == (2, 2)


def test_a_claimed_run_is_left_alone_until_its_lease_ends(report, clock, settings):
    run, _is_new = scheduled_run(report, OCTOBER)
    now = dt.datetime(2026, 11, 1, 0, 1, tzinfo=dt.UTC)
    ReportRun.objects.update(leased_until=now + dt.timedelta(seconds=settings.REPORT_LEASE_SECONDS))

    assert build_run(run.pk) is False
    clock.shift(dt.timedelta(seconds=settings.REPORT_LEASE_SECONDS))
    assert build_run(run.pk) is True


def test_a_late_report_has_a_note_with_the_reason(report, clock):
    Report.objects.update(created_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
    clock.move_to(dt.datetime(2026, 11, 3, 2, 0, tzinfo=dt.UTC))

    text = built(report).renderings.get(language="en").text.replace("\n", " ")

    assert (
        "This report is late: it was due on 1 Nov 2026, 08:00, when the platform's scheduler was not running." in text
    )


def test_somebody_who_left_is_noted_and_nothing_is_made_for_them(report):
    leaver = report.recipients.get(address="", user__email="bo@but.example").user
    leaver.is_active = False
    leaver.save()

    run = built(report)

    assert list(
        run.deliveries.order_by("address").values_list("address", "state", "reason", "rendering__language")
    ) == [
        ("bo@but.example", "withheld", "inactive", None),
        ("ma@bewg.example", "waiting", "", "zh-hans"),
    ]


def test_who_unsubscribes_while_the_report_is_made_gets_a_mail_that_is_withheld(monkeypatch, report):
    def unsubscribe_all(viewer, period, options):
        Recipient.objects.update(unsubscribed_at=timezone.now())
        raise ZeroDivisionError

    monkeypatch.setitem(
        registry.report_sections._entries, "meetings", ReportSection("meetings", "Meetings", unsubscribe_all)
    )

    run = built(report)
    for delivery in run.deliveries.all():
        send_delivery(delivery.pk)

    assert run.state == "built"
    assert list(run.deliveries.values_list("state", "reason")) == [("withheld", "unsubscribed")] * 2


@pytest.mark.django_db(transaction=True)  # a reader who is gone is missed at the commit
def test_who_is_taken_off_the_list_while_the_report_is_made_breaks_nothing(monkeypatch, report):
    def remove_the_first(viewer, period, options):
        Recipient.objects.filter(address="", user__email="ma@bewg.example").delete()
        raise ZeroDivisionError

    monkeypatch.setitem(
        registry.report_sections._entries, "meetings", ReportSection("meetings", "Meetings", remove_the_first)
    )

    run = built(report)

    assert (run.state, list(run.deliveries.values_list("address", flat=True))) == ("built", ["bo@but.example"])


def test_a_failed_run_is_reported_though_it_was_reported_as_late(report, clock, monkeypatch, operator):
    def refuse(*arguments, **options):
        raise RuntimeError("no room")

    monkeypatch.setattr("typst.Compiler", refuse)
    monkeypatch.setattr("typst.compile", refuse)
    run, _is_new = scheduled_run(report, OCTOBER)
    for pause in PAUSES:
        build_run(run.pk)
        clock.shift(pause)
    alert_late_runs()

    build_run(run.pk)

    run.refresh_from_db()
    assert (run.state, run.attempts) == ("failed", 10)
    assert [one.subject for one in mail.outbox] == [
        "A report is late: monthly",
        "A report could not be prepared: monthly",
    ]


def test_a_figure_that_late_entries_changed_has_a_note_of_what_was_reported_last_time(report, clock):
    first = built(report)
    for delivery in first.deliveries.all():
        send_delivery(delivery.pk)
    MeetingFactory(held_on=dt.date(2026, 10, 30))
    clock.move_to(dt.datetime(2026, 12, 1, 0, 1, tzinfo=dt.UTC))

    run, _is_new = scheduled_run(report, NOVEMBER)
    build_run(run.pk)

    second = run.renderings.get(language="en")
    assert second.compared_with == first
    found = [line.split("  ", 1) for line in second.text.splitlines() if line.startswith("Meetings held  ")]
    assert [value.split() for _label, value in found] == [["0", "−1", "against", "October", "2026"]]
    assert second.text.count("Then reported as 0.") == 1
