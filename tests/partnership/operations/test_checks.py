"""The system checks that stand between a setting and a report sent twice."""

from pytest_django import Settings

from partnership.operations.checks import check_lease


def test_the_shipped_settings_pass() -> None:
    assert check_lease() == []


def test_lease_below_the_hard_limit_is_refused(settings: Settings) -> None:
    settings.REPORT_LEASE_SECONDS = settings.CELERY_TASK_TIME_LIMIT

    assert [message.id for message in check_lease()] == ["partnership.E001"]


def test_hard_limit_below_the_answers_of_a_mail_is_refused(settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 60

    assert [message.id for message in check_lease()] == ["partnership.E001"]
