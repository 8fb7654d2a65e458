"""What is ordered twice at once is ordered once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from partnership.models import Report, ReportRun
from tests.partnership.reports.definitions import make_report, manager_of

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


@pytest.mark.full  # SQLite has one writer at a time: there the second waits before it looks
@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_the_second_finds_the_run_of_the_first(bewg):
    manager = manager_of(bewg, "ma@bewg.example", "en")
    report = make_report([manager], sections=("meetings",))
    address = reverse("report_send", args=[report.key])

    def click():
        try:
            client = Client()
            client.force_login(manager)
            return client.post(address)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Report.objects.select_for_update().get(pk=report.pk)
            clicks = [pool.submit(click) for _ in range(2)]
            while waiting() < len(clicks):
                assert not any(one.done() for one in clicks)
        led_to = {one.result() for one in clicks}

    assert ReportRun.objects.count() == len(led_to) == 1
