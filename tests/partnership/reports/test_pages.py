"""The report pages: what each reader finds there, and what they do not."""

import datetime as dt
import uuid

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse

from partnership.jobs.heartbeat import record_heartbeat
from partnership.models import Agreement, Change, Delivery, Recipient, Rendering, Report, ReportRun
from partnership.reports.build import build_run
from partnership.reports.delivery.send import send_delivery
from partnership.reports.delivery.unsubscribing import unsubscribe_url
from partnership.reports.orders import scheduled_run
from partnership.rules.periods import Period, month_of
from tests.factories import AgreementFactory, PaymentFactory, UserFactory
from tests.pages import soup_of
from tests.partnership.reports.definitions import make_report, manager_of
from tests.partnership.reports.render.drawing import let_meetings_have_a_chart, log_processes, logged_processes

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 1, 0, 1, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def run(managers):
    AgreementFactory(name_en="Shared framework", amount=1_000_000)
    AgreementFactory(name_en="Secret of BEWG", amount=234_000, private_to=managers[0].organisation)
    report = make_report(managers, sections=("agreements",), has_xlsx=True)
    run, _is_new = scheduled_run(report, OCTOBER)
    build_run(run.pk)
    for delivery in run.deliveries.all():
        send_delivery(delivery.pk)
    return ReportRun.objects.get(pk=run.pk)


def texts(response):
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(cell.get_text(" ").split()) for cell in page.select("main tbody th, main tbody td")]


def opened(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def test_the_list_says_when_each_report_is_due_and_how_the_last_run_went(client, managers, run):
    response = opened(client, managers[1], "report_list")

    assert texts(response)[:7] == [
        "Monthly report",
        "every month, on day 1, 08:00",
        "1 Dec 2026, 08:00",
        "October 2026",
        "done",
        "1",
        "Shared",
    ]


def test_the_run_page_lists_the_mails_to_the_readers_own_party_only(client, managers, run, operator):
    bewg = texts(opened(client, managers[0], "report_run", "monthly", run.pk))
    but = texts(opened(client, managers[1], "report_run", "monthly", run.pk))
    both = texts(opened(client, operator, "report_run", "monthly", run.pk))

    assert [cell for cell in bewg if "@" in cell] == ["ma@bewg.example"]
    assert [cell for cell in but if "@" in cell] == ["bo@but.example"]
    assert [cell for cell in both if "@" in cell] == ["ma@bewg.example", "bo@but.example"]


def report_pages(client, user, run):
    names = [("report_list",), ("report_detail", "monthly"), ("report_run", "monthly", run.pk)]
    return [BeautifulSoup(opened(client, user, *name).content, "html.parser") for name in names]


def test_an_operator_reads_of_all_parties_on_the_report_pages(client, managers, run, operator):
    listed, detail, one_run = report_pages(client, operator, run)

    assert not [page for page in (listed, detail, one_run) if "your party" in page.select_one("main").get_text()]
    assert [one.get_text() for one in listed.select("thead th")][5:] == ["Readers of all parties", "Seen by"]
    assert [one.get_text() for one in detail.select("h2")] == ["Runs", "Readers of all parties"]
    assert [one.get_text() for one in one_run.select("h2")] == ["Mails to all parties", "What was made"]
    sending = BeautifulSoup(opened(client, operator, "report_send", "monthly").content, "html.parser")
    assert sending.select_one("main h2").get_text() == "Readers of all parties"
    assert [one.get_text() for one in sending.select("main .card li")] == [
        f"ma {managers[0].organisation}",
        f"bo {managers[1].organisation}",
    ]


def test_who_belongs_to_no_party_reads_that_readers_are_shown_to_their_own_party(client, managers, run):
    hidden = "Each party alone sees its own readers and the mails to them."

    listed, detail, one_run = report_pages(client, UserFactory(email="guest@else.example"), run)

    assert [one.get_text() for one in listed.select("thead th")][5:] == ["Seen by"]
    assert [one.get_text() for one in detail.select("thead th")][-1] == "State"
    assert [one.get_text() for one in (detail.select(".empty-state p") + one_run.select(".empty-state p"))].count(
        hidden
    ) == 2
    assert not [page for page in (listed, detail, one_run) if "your party" in page.select_one("main").get_text()]


def test_what_was_made_for_operators_says_so(client, managers, run, operator):
    client.force_login(operator)
    client.post(reverse("report_trial", args=["monthly"]))
    build_run(ReportRun.objects.get(kind="trial").pk)

    page = opened(client, operator, "report_rendering", Rendering.objects.get(run__kind="trial").pk)

    sentence = BeautifulSoup(page.content, "html.parser").select_one(".page-sentence").get_text()
    assert sentence.startswith("Exactly what was made for operators, ")


def test_a_run_that_is_still_to_be_made_says_nothing_of_its_mails(client, managers, run):
    waiting, _is_new = scheduled_run(run.report, month_of(dt.date(2026, 9, 1)))

    page = BeautifulSoup(opened(client, managers[0], "report_run", "monthly", waiting.pk).content, "html.parser")

    assert page.select("main table") == []
    assert [link.text for link in page.select("main a.btn")] == ["刷新"]


def test_what_was_sent_opens_for_its_own_party_and_is_missing_for_all_others(client, managers, run, operator):
    bewg, but = (run.renderings.get(private_to=manager.organisation) for manager in managers)
    poor = manager_of(managers[0].organisation, "poor@bewg.example", "en", sees_amounts=False)
    stranger = UserFactory(email="stranger@else.example")
    names = ("report_rendering", "report_rendering_html", "report_rendering_text", "report_rendering_pdf")

    def statuses(user, rendering):
        return [opened(client, user, name, rendering.pk).status_code for name in names]

    assert statuses(managers[0], bewg) == statuses(operator, bewg) == [200] * 4
    assert statuses(managers[1], bewg) == statuses(stranger, bewg) == statuses(poor, bewg) == [404] * 4
    assert statuses(managers[1], but) == [200] * 4
    assert statuses(managers[0], but) == [404] * 4
    assert opened(client, managers[0], "report_rendering", uuid.uuid4()).status_code == 404


def test_the_mail_stands_in_a_frame_of_its_own_that_may_do_nothing(client, managers, run):
    rendering = run.renderings.get(private_to=managers[1].organisation)

    page = opened(client, managers[1], "report_rendering", rendering.pk)
    frame = opened(client, managers[1], "report_rendering_html", rendering.pk)

    soup, address = BeautifulSoup(page.content, "html.parser"), reverse("report_rendering_html", args=[rendering.pk])
    found = soup.find("iframe")
    assert (found["src"], found["sandbox"]) == (address, [])
    assert soup.find("a", href=address).text == "The mail alone"  # whole, and to be printed
    assert frame["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self';"
        " form-action 'none'; base-uri 'none'"
    )
    assert "X-Frame-Options" not in frame
    assert "the-link-of-the-reader" not in frame.content.decode()
    assert "Agreements in force" in frame.content.decode()


def test_the_attachments_come_as_they_were_sent(client, managers, run):
    rendering = run.renderings.get(private_to=managers[1].organisation)
    sent = {name: content for name, content, _type in mail.outbox[-1].attachments}

    pdf = opened(client, managers[1], "report_rendering_pdf", rendering.pk)
    xlsx = opened(client, managers[1], "report_rendering_xlsx", rendering.pk)

    assert (pdf.content, xlsx.content) == tuple(sent.values())
    assert pdf["Content-Disposition"] == 'attachment; filename="Monthly_report_October_2026.pdf"'


def test_a_figure_opens_the_records_it_counted_and_what_came_and_went(client, managers, run):
    rendering = run.renderings.get(private_to=managers[1].organisation)
    gone = Agreement.objects.get(name_en="Shared framework")
    gone.withdrawn_at = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    gone.save()
    AgreementFactory(name_en="Entered late")

    response = opened(client, managers[1], "report_figure", rendering.pk, "agreements.in_force")

    page = BeautifulSoup(response.content, "html.parser")
    found = {card.h2.get_text(): [one.get_text() for one in card.select("li a")] for card in page.select("main .card")}
    assert {title: [one.split(" ", 1)[1] for one in records] for title, records in found.items()} == {
        "Counted today, not then": ["Entered late"],
        "Counted then, not today": ["Shared framework"],
        "Records counted then": ["Shared framework"],
    }
    assert page.select_one(".page-sentence").get_text() == (
        "As reported for October 2026: 1. By the records of today it counts 1."
    )
    assert opened(client, managers[1], "report_figure", rendering.pk, "no.such").status_code == 404


def test_an_amount_opens_the_records_it_sums_each_with_what_it_was_then(client, managers):
    AgreementFactory(name_en="Shared framework", amount=1_000_000)
    AgreementFactory(name_en="Without an amount")
    run, _is_new = scheduled_run(make_report(managers, sections=("agreements",)), OCTOBER)
    build_run(run.pk)
    rendering = run.renderings.get(private_to=managers[1].organisation)
    Agreement.objects.update(amount=5)

    page = BeautifulSoup(
        opened(client, managers[1], "report_figure", rendering.pk, "agreements.in_force_amount").content, "html.parser"
    )

    found = {card.h2.get_text(): [one.get_text() for one in card.select("li")] for card in page.select("main .card")}
    assert {title: [one.split(" ", 1)[1] for one in records] for title, records in found.items()} == {
        "Counted today, not then": ["Without an amount CNY 5"],
        "Records counted then": ["Shared framework CNY 1.00 million"],
    }


def test_a_part_of_a_record_is_listed_with_the_code_of_that_record(client, managers):
    agreement = AgreementFactory(code="A-2026-09")
    PaymentFactory(title="Instalment 1", agreement=agreement, received_on=dt.date(2026, 10, 5), received_amount=5)
    run, _is_new = scheduled_run(make_report(managers, sections=("agreements",)), OCTOBER)
    build_run(run.pk)
    rendering = run.renderings.get(private_to=managers[1].organisation)

    page = soup_of(opened(client, managers[1], "report_figure", rendering.pk, "payments.received"))

    found = [(one.get_text(), one["href"]) for one in page.select("main .card li a")]
    assert found == [("A-2026-09 · Instalment 1", agreement.get_absolute_url())]


def test_whoever_looks_what_is_counted_today_is_counted_for_those_who_read_it(client, managers, run, operator):
    rendering = run.renderings.get(private_to=managers[1].organisation)
    AgreementFactory(name_en="Never theirs", private_to=managers[0].organisation)

    page = BeautifulSoup(
        opened(client, operator, "report_figure", rendering.pk, "agreements.in_force").content, "html.parser"
    )

    assert page.select_one(".page-sentence").get_text() == "As reported for October 2026: 1."
    assert "Never theirs" not in page.get_text()


def test_a_record_narrowed_since_is_not_shown_among_those_counted(client, managers, run):
    rendering = run.renderings.get(private_to=managers[1].organisation)
    Agreement.objects.filter(name_en="Shared framework").update(private_to=managers[0].organisation)

    response = opened(client, managers[1], "report_figure", rendering.pk, "agreements.in_force")

    assert "Shared framework" not in response.content.decode()


def test_send_now_asks_first_and_only_a_post_sends(client, managers, run):
    page = opened(client, managers[1], "report_send", "monthly")
    assert (page.status_code, ReportRun.objects.count()) == (200, 1)
    assert [item.get_text() for item in BeautifulSoup(page.content, "html.parser").select("main li")][-1] == "bo"

    response = client.post(reverse("report_send", args=["monthly"]))

    assert client.post(reverse("report_send", args=["monthly"]))["Location"] == response["Location"]  # a double click

    manual = ReportRun.objects.get(kind="manual")
    assert response["Location"] == manual.get_absolute_url()
    build_run(manual.pk)
    assert sorted(manual.renderings.values_list("subject", flat=True)) == [
        "Monthly report · October 2026 (sent by hand)",
        "月报 · 2026年10月（手动发送）",
    ]


def test_a_trial_goes_to_its_asker_alone_and_nobody_else_sees_it(client, managers, run, operator):
    colleague = manager_of(managers[1].organisation, "li@but.example", "en")
    client.force_login(managers[1])
    client.post(reverse("report_trial", args=["monthly"]))

    trial = ReportRun.objects.get(kind="trial")
    build_run(trial.pk)
    assert list(trial.deliveries.values_list("address", "recipient")) == [("bo@but.example", None)]
    assert opened(client, managers[1], "report_run", "monthly", trial.pk).status_code == 200
    [rendering], [delivery] = trial.renderings.all(), trial.deliveries.all()
    Delivery.objects.filter(pk=delivery.pk).update(state="failed")
    for other in (managers[0], colleague):
        assert opened(client, other, "report_run", "monthly", trial.pk).status_code == 404
        assert opened(client, other, "report_rendering", rendering.pk).status_code == 404
        assert not Delivery.objects.visible_to(other).filter(run=trial).exists()
    assert opened(client, operator, "report_run", "monthly", trial.pk).status_code == 200


def test_a_trial_of_an_operator_stands_in_no_partys_list_of_runs(client, managers, run, operator):
    client.force_login(operator)
    client.post(reverse("report_trial", args=["monthly"]))
    trial = ReportRun.objects.get(kind="trial")

    listed = {
        user.email: trial.get_absolute_url() in opened(client, user, "report_detail", "monthly").content.decode()
        for user in (*managers, operator)
    }

    assert listed == {"ma@bewg.example": False, "bo@but.example": False, "operator@example.org": True}


def test_who_may_not_send_is_refused_and_who_may_not_see_finds_nothing(client, managers, run):
    reader = UserFactory(email="reader@but.example", organisation=managers[1].organisation)
    Report.objects.create(key="own-bewg", name_en="Own", private_to=managers[0].organisation)

    client.force_login(reader)
    assert client.get(reverse("report_detail", args=["monthly"])).status_code == 200
    assert client.get(reverse("report_send", args=["monthly"])).status_code == 403
    assert client.post(reverse("report_trial", args=["monthly"])).status_code == 403
    assert client.get(reverse("report_preview", args=["monthly"])).status_code == 403
    assert client.post(reverse("report_retry", args=["monthly", run.pk])).status_code == 403
    assert client.get(reverse("report_detail", args=["own-bewg"])).status_code == 404
    assert client.get(reverse("report_send", args=["own-bewg"])).status_code == 404


def test_a_preview_shows_what_the_asker_would_get_and_keeps_nothing(client, managers, run):
    client.force_login(managers[1])

    page = client.get(reverse("report_preview", args=["monthly"]))
    frame = client.get(reverse("report_preview_html", args=["monthly"]) + "?language=zh-hans")

    assert (page.status_code, frame.status_code) == (200, 200)
    assert "月报" in frame.content.decode()
    assert "此为预览，未发送给任何人。" in frame.content.decode()
    assert "试发" not in frame.content.decode()
    assert "Secret of BEWG" not in frame.content.decode()
    assert (ReportRun.objects.count(), Rendering.objects.count()) == (1, 2)


def test_a_preview_draws_the_charts_of_the_mail_alone_in_one_process(client, managers, monkeypatch, tmp_path):
    make_report(managers, sections=("meetings",), has_pdf=True)
    let_meetings_have_a_chart(monkeypatch)
    log_processes(monkeypatch, tmp_path / "log")

    response = opened(client, managers[1], "report_preview_html", "monthly")

    assert logged_processes(tmp_path / "log") == ["started", 2]
    picture = BeautifulSoup(response.content, "html.parser").find("img")
    assert picture["src"].startswith("data:image/png;base64,iVBORw0KGgo")


def test_failed_mails_are_tried_again_for_the_askers_own_party(client, managers, run):
    Delivery.objects.update(state="failed", attempts=10)

    client.force_login(managers[1])
    client.post(reverse("report_retry", args=["monthly", run.pk]))

    assert list(Delivery.objects.order_by("address").values_list("address", "state", "attempts")) == [
        ("bo@but.example", "waiting", 0),
        ("ma@bewg.example", "failed", 10),
    ]


def test_unsubscribing_shows_a_page_and_acts_on_a_post_without_login_or_cookie(client, managers, run):
    recipient = Recipient.objects.get(user=managers[1])
    address = unsubscribe_url(recipient).removeprefix("http://127.0.0.1:8000")
    client.handler.enforce_csrf_checks = True

    shown = client.get(address)
    recipient.refresh_from_db()
    assert (shown.status_code, recipient.unsubscribed_at) == (200, None)
    done = client.post(address, {"List-Unsubscribe": "One-Click"})

    recipient.refresh_from_db()
    assert (done.status_code, recipient.unsubscribed_at is not None) == (200, True)
    assert client.get("/reports/unsubscribe/1:forged/").status_code == 404
    assert mail.outbox[1].extra_headers["List-Unsubscribe"] == f"<{unsubscribe_url(recipient)}>"


def test_one_can_unsubscribe_though_the_report_is_not_for_oneself_any_more(client, managers, run):
    recipient = Recipient.objects.get(user=managers[1])
    address = unsubscribe_url(recipient).removeprefix("http://127.0.0.1:8000")
    Report.objects.update(private_to=managers[0].organisation)

    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    recipient.refresh_from_db()
    first = recipient.unsubscribed_at
    assert first is not None
    assert client.post(address).status_code == 200
    recipient.refresh_from_db()
    assert recipient.unsubscribed_at == first
    assert Change.objects.filter(target_id=recipient.pk, action="changed", target_type__model="recipient").count() == 1


def test_an_outside_reader_can_unsubscribe_though_their_domain_is_no_longer_allowed(client, report, bewg, settings):
    settings.REPORT_OUTSIDE_DOMAINS = []
    outside = Recipient.objects.create(report=report, address="wu@ministry.example", private_to=bewg, language="en")
    address = unsubscribe_url(outside).removeprefix("http://127.0.0.1:8000")

    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200

    outside.refresh_from_db()
    assert outside.unsubscribed_at is not None
    change = Change.objects.get(target_id=outside.pk, target_type__model="recipient")
    assert (change.action, list(change.after)) == ("changed", ["unsubscribed_at"])


def test_staff_see_on_every_page_that_the_scheduler_is_silent_or_a_mail_failed(client, managers, run, operator):
    Delivery.objects.filter(address="bo@but.example").update(state="failed")

    def alarms(user):
        page = BeautifulSoup(opened(client, user, "report_list").content, "html.parser")
        return [one.get_text().strip() for one in page.select(".shell-alert")]

    assert alarms(operator) == [
        "The scheduler has not ticked for 5 minutes: no report goes out. Start a beat process and a worker.",
        "A mail of “Monthly report” could not be delivered.",
    ]
    assert alarms(managers[1]) == []
    record_heartbeat()
    staff = manager_of(managers[0].organisation, "staff@bewg.example", "en")
    staff.is_staff = True
    staff.save()
    assert alarms(staff) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_report_and_for_three(
    client, managers, run, count, django_assert_max_num_queries
):
    for number in range(count - 1):
        make_report(managers, sections=("agreements",), key=f"more-{number}")
    client.force_login(managers[1])

    with django_assert_max_num_queries(10):
        client.get(reverse("report_list"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_report_and_a_run_cost_the_same_for_one_row_and_for_three(
    client, managers, count, django_assert_max_num_queries
):
    but = managers[1].organisation
    readers = [manager_of(but, f"reader{number}@but.example", "en") for number in range(count)]
    report = make_report(readers, sections=("agreements", "meetings"))
    for month in range(count):
        run, _is_new = scheduled_run(report, month_of(dt.date(2026, 8 + month, 1)))
        build_run(run.pk)
    client.force_login(managers[1])

    with django_assert_max_num_queries(12):
        client.get(reverse("report_detail", args=["monthly"]))
    with django_assert_max_num_queries(10):
        client.get(reverse("report_run", args=["monthly", run.pk]))
