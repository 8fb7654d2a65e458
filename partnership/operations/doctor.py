"""Checks what is configured, reachable, missing or late: for `doctor`, and in part for /healthz."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.celery import app as celery_app
from partnership.jobs.heartbeat import is_scheduler_alive, last_heartbeat
from partnership.models import CalendarYear, Delivery, ReportRun, User
from partnership.models.reports.delivery import FAILURES_SHOWN
from partnership.operations.messages.catalogues import catalogue_sources, compiled_path

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
PING_SECONDS = 3
LOW_SPACE_BYTES = 1_000_000_000
NO_SPACE_BYTES = 100_000_000
MAIL_LATE = timedelta(hours=1)


class Severity(StrEnum):
    OK = "ok"
    NOTE = "note"  # works, but somebody should know
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report."""

    key: str
    label: str
    severity: Severity
    text: str

    def as_json(self) -> dict[str, str]:
        """The object that `doctor --json` prints for scripts."""
        return {"key": self.key, "label": self.label, "state": self.severity, "text": self.text}


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")  # unscoped: no data
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def tables_answer() -> bool:
    try:
        User.for_workers.exists()
    except DatabaseError:
        return False
    return True


def check_database() -> Finding:
    label = _("Database")
    if not database_answers():
        return Finding("database", label, Severity.WRONG, _("It does not answer: check DATABASE_URL."))
    with connection.cursor() as cursor:
        # unscoped: no data
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    text = _("%(database)s %(version)s answers.") % {"database": connection.display_name, "version": version}
    return Finding("database", label, Severity.OK, text)


def has_tables() -> bool:
    """Whether the database has any tables; an SQLite file needs a folder first."""
    try:
        return bool(connection.introspection.table_names())
    except OperationalError:
        if connection.vendor == "sqlite":
            return False
        raise


def no_tables_text() -> str:
    """What to do where the database has no tables."""
    return _(
        "The database has no tables yet: run manage.py prepare first; "
        "where it should have them, check DATABASE_URL and DATA_DIR."
    )


def check_applied_migrations() -> Finding:
    label = _("Tables")
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        text = ngettext(
            "%(count)d migration is not applied: run manage.py prepare.",
            "%(count)d migrations are not applied: run manage.py prepare.",
            waiting,
        ) % {"count": waiting}
        return Finding("migrations", label, Severity.WRONG, text)
    return Finding("migrations", label, Severity.OK, _("All migrations are applied."))


def check_operator() -> Finding:
    label = _("Operator")
    operators = User.for_workers.filter(is_superuser=True, is_active=True)
    if operators.exists():
        return Finding("operator", label, Severity.OK, _("There is an account that manages the site."))
    return Finding("operator", label, Severity.WRONG, _("There is none: run manage.py first_operator EMAIL."))


def check_static_files() -> Finding:
    label = _("Static files")
    if settings.DEBUG or (settings.STATIC_ROOT / "staticfiles.json").exists():
        return Finding("static", label, Severity.OK, _("They are collected."))
    return Finding("static", label, Severity.WRONG, _("They are not collected: run manage.py prepare."))


def check_messages() -> Finding:
    label = _("Translations")
    if not all(compiled_path(source).exists() for source in catalogue_sources()):
        return Finding("messages", label, Severity.WRONG, _("They are not compiled: run manage.py prepare."))
    return Finding("messages", label, Severity.OK, _("They are compiled."))


def check_broker() -> Finding:
    label = _("Message broker")
    try:
        with celery_app.connection_for_write(connect_timeout=PING_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, timeout=PING_SECONDS)
    except Exception:  # every transport has its own errors
        return Finding("broker", label, Severity.WRONG, _("It does not answer: check REDIS_URL."))
    if settings.REDIS_URL:
        return Finding("broker", label, Severity.OK, _("Redis answers."))
    return Finding("broker", label, Severity.OK, _("A folder of this machine; set REDIS_URL to use more than one."))


def check_workers() -> Finding:
    label = _("Workers")
    try:
        answers = celery_app.control.ping(timeout=PING_SECONDS)
    except Exception:  # every transport has its own errors
        answers = []
    if not answers:
        return Finding("workers", label, Severity.WRONG, _("None answers: start a worker process."))
    text = ngettext("%(count)d worker answers.", "%(count)d workers answer.", len(answers)) % {"count": len(answers)}
    return Finding("workers", label, Severity.OK, text)


def check_cache() -> Finding:
    label = _("Cache")
    key, value = f"doctor-{uuid.uuid4()}", "stored"
    try:
        cache.set(key, value, 10)
        is_stored = cache.get(key) == value
        cache.delete(key)
    except Exception:  # every backend has its own errors
        is_stored = False
    if not is_stored:
        return Finding("cache", label, Severity.WRONG, _("It does not keep what it is given: check REDIS_URL."))
    text = _("Redis keeps it.") if settings.REDIS_URL else _("Each process keeps its own.")
    return Finding("cache", label, Severity.OK, text)


def stores_mails() -> bool:
    """Whether mails are stored in a folder of the server, as they are until EMAIL_URL names a mail server."""
    return settings.EMAIL_BACKEND == FILE_BACKEND


def check_mail() -> Finding:
    label = _("Mail")
    backend = get_connection()
    if not isinstance(backend, EmailBackend):
        text = _("Mails are stored, not sent: set EMAIL_URL to send them.")
        return Finding("mail", label, Severity.NOTE, text)
    server = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    try:
        backend.open()
        backend.close()
    except OSError as error:
        text = _("%(host)s:%(port)d refuses us (%(error)s): check EMAIL_URL.")
        return Finding("mail", label, Severity.WRONG, text % {**server, "error": type(error).__name__})
    return Finding("mail", label, Severity.OK, _("%(host)s:%(port)d takes our mails.") % server)


def check_public_url() -> Finding:
    label = _("Public address")
    if settings.IS_HTTPS:
        return Finding("public_url", label, Severity.OK, settings.PUBLIC_URL)
    text = _("%(url)s opens on this machine only; links in mails lead nowhere else.") % {"url": settings.PUBLIC_URL}
    return Finding("public_url", label, Severity.NOTE, text)


def check_data_dir() -> Finding:
    label = _("Data folder")
    folder = settings.DATA_DIR
    probe = folder / f".doctor-{uuid.uuid4()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_text("probe")
        probe.unlink()
        free = shutil.disk_usage(folder).free
    except OSError:
        return Finding("data_dir", label, Severity.WRONG, _("%(folder)s cannot be written to.") % {"folder": folder})
    text = _("%(folder)s, %(free).1f GB free.") % {"folder": folder, "free": free / 1e9}
    levels = ((NO_SPACE_BYTES, Severity.WRONG), (LOW_SPACE_BYTES, Severity.NOTE))
    return Finding("data_dir", label, next((severity for limit, severity in levels if free < limit), Severity.OK), text)


def check_font() -> Finding:
    label = _("Font of the PDF")
    if any((settings.BASE_DIR / "static" / "vendor" / "fonts").glob("*.ttf")):
        return Finding("font", label, Severity.OK, _("It is there."))
    return Finding(
        "font", label, Severity.WRONG, _("static/vendor/fonts is empty: the PDF would show boxes for Chinese.")
    )


def check_holidays() -> Finding:
    label = _("Holidays")
    this_year = timezone.localdate().year
    years = CalendarYear.objects.filter(year__gte=this_year)
    known = set(years.values_list("year", flat=True))
    if this_year not in known:
        text = _("The notice of %(year)d is not loaded: run manage.py load_facts, or enter it in the admin.")
        return Finding("holidays", label, Severity.WRONG, text % {"year": this_year})
    text = _("Known up to %(year)d.") % {"year": max(known)}
    return Finding("holidays", label, Severity.OK, text)


def check_beat() -> Finding:
    label = _("Scheduler")
    if is_scheduler_alive():
        return Finding("beat", label, Severity.OK, _("It ticks."))
    last = last_heartbeat()
    if last is None:
        return Finding("beat", label, Severity.WRONG, _("It has never ticked: start a beat process and a worker."))
    text = _("It last ticked at %(time)s: start a beat process and a worker.")
    time = timezone.localtime(last).isoformat(sep=" ", timespec="minutes")
    return Finding("beat", label, Severity.WRONG, text % {"time": time})


def check_reports() -> Finding:
    """Check for late runs, and for mails that wait too long or failed for good."""
    label = _("Reports")
    now, mails = timezone.now(), Delivery.for_workers.all()
    late = ReportRun.objects.late().count()  # unscoped: only how many
    waiting = mails.filter(state=Delivery.State.WAITING, created_at__lt=now - MAIL_LATE).count()
    failed = mails.filter(state=Delivery.State.FAILED, created_at__gte=now - FAILURES_SHOWN).count()
    if late or waiting or failed:
        text = _(
            "%(late)d are late, %(waiting)d mails have waited for more than an hour, "
            "and %(failed)d mails of the last 30 days failed for good."
        )
        return Finding("reports", label, Severity.WRONG, text % {"late": late, "waiting": waiting, "failed": failed})
    return Finding("reports", label, Severity.OK, _("None is late."))


BASIC_CHECKS: tuple[Callable[[], Finding], ...] = (check_database, check_applied_migrations)
TABLE_CHECKS: tuple[Callable[[], Finding], ...] = (check_operator, check_holidays, check_beat, check_reports)
OTHER_CHECKS: tuple[Callable[[], Finding], ...] = (
    check_static_files,
    check_messages,
    check_font,
    check_broker,
    check_workers,
    check_cache,
    check_mail,
    check_public_url,
    check_data_dir,
)


def run_checks() -> Iterator[Finding]:
    """Yield every finding as soon as it is known; checks that need tables run only where there are tables."""
    for check in BASIC_CHECKS:
        finding = check()
        yield finding
        if finding.severity is Severity.WRONG:
            break
    else:
        yield from (check() for check in TABLE_CHECKS)
    yield from (check() for check in OTHER_CHECKS)
