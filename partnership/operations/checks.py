"""System checks of settings that are unsafe or would send a report twice."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

# Answers that a mail waits for: greeting, EHLO twice, STARTTLS, its handshake, AUTH twice, MAIL, RCPT, DATA, dot, QUIT.
SMTP_ANSWERS = 12


@register()
def check_lease(**kwargs: Any) -> list[CheckMessage]:
    """Check lease > hard time limit > longest mail, so that no second worker sends what the first still sends."""
    mail_seconds = SMTP_ANSWERS * settings.EMAIL_TIMEOUT
    if settings.REPORT_LEASE_SECONDS > settings.CELERY_TASK_TIME_LIMIT > mail_seconds:
        return []
    values = f"{settings.REPORT_LEASE_SECONDS} > {settings.CELERY_TASK_TIME_LIMIT} > {mail_seconds}"
    return [
        Error(
            f"REPORT_LEASE_SECONDS > CELERY_TASK_TIME_LIMIT > {SMTP_ANSWERS} x EMAIL_TIMEOUT does not hold: {values}.",
            hint="Otherwise a second worker sends a report that the first is still sending.",
            id="partnership.E001",
        )
    ]


@register(Tags.security, deploy=True)
def check_proxy(**kwargs: Any) -> list[CheckMessage]:
    """Check that https comes with TRUST_PROXY_HEADERS: the web process has no TLS, so a proxy has."""
    if not settings.IS_HTTPS or settings.TRUST_PROXY_HEADERS:
        return []
    return [
        Warning(
            "PUBLIC_URL is https but TRUST_PROXY_HEADERS is off: every page would redirect to itself for ever.",
            hint="Set TRUST_PROXY_HEADERS=true when the proxy sets X-Forwarded-Proto and X-Forwarded-For itself.",
            id="partnership.W001",
        )
    ]
