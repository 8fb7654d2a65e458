"""The import of files: daily sums, faults in the middle, cancelling, large files, and concurrent writers."""

import csv
import datetime as dt
import shutil
import statistics
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from partnership.jobs.jobs import cancel_job, run_job
from partnership.models import Job
from partnership.rules.periods import SHANGHAI
from pilots.models import DailyRollup, Measurement, MeasurementImport, Series, StagedMeasurement
from pilots.services import import_jobs
from tests.pilots.conftest import DATA
from tests.processes import HUNG_SECONDS, ROOT, environment, run_python

pytestmark = pytest.mark.django_db
HEAD = "timestamp,temp_c\n"
NOTE_PROGRESS = 'UPDATE "partnership_job" SET "done_steps"'


def order(base, editor, content: bytes, **options) -> Job:
    found = {"file_name": "values.csv", "origin": "sensor", **options}
    return import_jobs.start_import(base=base, chunks=[content], options=found, by=editor)


def nothing_is_loaded() -> bool:
    return not any(one.objects.exists() for one in (Measurement, Series, MeasurementImport, StagedMeasurement))


@contextmanager
def before_each(beginning: str, act: Callable[..., object]) -> Iterator[None]:
    """Acts on the values of each statement that so begins, just before the database has it."""

    def run(execute, statement, values, many, context):
        if statement.startswith(beginning):
            act(*values)
        return execute(statement, values, many, context)

    with connection.execute_wrapper(run):
        yield


def test_daily_sums_equal_those_computed_from_the_file(base, editor):
    path = DATA / "wwtp_sample_5min.csv"
    days = defaultdict(list)
    with path.open() as source:
        for row in csv.DictReader(source):
            if 0 <= float(row["temp_c"]) <= 45:
                days[dt.date.fromisoformat(row["timestamp"][:10])].append(float(row["temp_c"]))

    run_job(order(base, editor, path.read_bytes()).pk)

    found = {
        one.day: (one.used_count, one.lowest, one.highest, one.total)
        for one in DailyRollup.objects.filter(series__variable__code="T")
    }
    assert len(days) == 15
    assert found == {
        day: (len(values), min(values), max(values), pytest.approx(statistics.fsum(values)))
        for day, values in days.items()
    }
    sunday = DailyRollup.objects.get(series__variable__code="T", day="2022-03-13")
    assert (sunday.used_count, sunday.all_count) == (276, 276)


def test_a_fault_in_the_last_step_leaves_nothing_behind(base, editor):
    def fail(*_values):
        raise DatabaseError("the disk is full")

    job = order(base, editor, f"{HEAD}2022-03-11 07:30,12\n".encode())

    with before_each('INSERT INTO "pilots_dailyrollup"', fail):
        run_job(job.pk)

    job.refresh_from_db()
    assert job.state == "failed"
    assert job.result == {
        "error": "The job failed. The operator finds why in the log, under job %(job)s.",
        "words": {"job": str(job.pk)},
    }
    assert nothing_is_loaded()


def test_a_job_cancelled_while_it_reads_stops_and_leaves_nothing_behind(base, editor):
    job = order(base, editor, large_file(3000))

    with before_each(NOTE_PROGRESS, lambda *_values: cancel_job(job)):
        run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result) == ("cancelled", {})
    assert nothing_is_loaded()


def test_what_a_dead_worker_staged_does_not_come_in_twice(base, editor):
    job = order(base, editor, f"{HEAD}2022-03-11 07:30,12\n".encode())
    StagedMeasurement.objects.create(job=job, column_number=0, time=dt.datetime.now(dt.UTC), value=99, row=2)

    run_job(job.pk)

    assert list(Measurement.objects.values_list("value", flat=True)) == [12.0]


def test_rights_lost_while_the_job_waited_are_lost(base, editor, but):
    job = order(base, editor, f"{HEAD}2022-03-11 07:30,12\n".encode())
    base.private_to = but
    base.save()

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result) == (
        "failed",
        {"error": "Whoever asked for this may not import measurements into this base any more."},
    )
    assert nothing_is_loaded()


def large_file(rows: int) -> bytes:
    start = dt.datetime(2021, 1, 1, tzinfo=SHANGHAI)
    lines = (f"{start + dt.timedelta(minutes=number):%Y-%m-%d %H:%M},{number % 400 / 10}\n" for number in range(rows))
    return (HEAD + "".join(lines)).encode()


def test_200_000_rows_come_in_with_progress(base, editor):
    job = order(base, editor, large_file(200_000))
    seen = []

    with before_each(NOTE_PROGRESS, lambda done, of, *_others: seen.append((done, of))):
        run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result["outcome"]["created"]) == ("done", 200_000)
    assert Measurement.objects.count() == 200_000
    assert [done for done, _of in seen[:3]] == [5_000, 10_000, 15_000]
    assert seen[-1] == (200_000, 200_000)
    assert Series.objects.get().interval_seconds == 60


@pytest.mark.parametrize("end", ["", "\n"])
def test_progress_counts_the_rows_without_the_names_of_the_columns(end, base, editor):
    rows = "".join(f"\n2022-03-11 07:3{minute},12" for minute in range(3))
    job = order(base, editor, f"{HEAD.strip()}{rows}{end}".encode(), is_dry_run=True)

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.done_steps, job.all_steps) == (3, 3)


IMPORTER = """
import sys, django
django.setup()
from django.core.management import call_command
from django.db import connection
staged = []
def wait_when_staged(execute, sql, params, many, context):
    if staged and sql.startswith("BEGIN"):
        staged.clear()
        print("staged", flush=True)
        sys.stdin.readline()
    if "INSERT INTO pilots_stagedmeasurement" in sql:
        staged.append(sql)
    return execute(sql, params, many, context)
with connection.execute_wrapper(wait_when_staged):
    call_command("import_measurements", sys.argv[1], "--base", "B-2022-01")
"""
WEIGHED = """
import resource, sys, django
django.setup()
from django.core.management import call_command
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
call_command("import_measurements", sys.argv[1], "--base", "B-2022-01")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
PREPARE = """
import datetime as dt, django; django.setup()
from partnership.operations.data.facts import load_facts
from partnership.records.saving import save_record
from pilots.models import PilotBase
load_facts()
save_record(PilotBase(name_en="Base", starts_on=dt.date(2022, 1, 1)), by=None)
"""
WRITE = """
import django; django.setup()
from partnership.models import Organisation
Organisation.objects.create(code="WROTE", name_en="Wrote", kind="other")
"""


@pytest.fixture(scope="module")
def prepared(installation: Callable[[Path], dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new installation with a base, on a SQLite file."""
    folder = tmp_path_factory.mktemp("installation")
    done = run_python("-c", PREPARE, env=installation(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def installed(prepared: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of such an installation that is the test's own."""
    shutil.copytree(prepared, tmp_path / "installation")
    return environment(tmp_path / "installation")


def test_memory_does_not_grow_with_the_file(installed, tmp_path: Path):
    file = tmp_path / "values.csv"
    file.write_bytes(large_file(200_000))

    ended = run_python("-c", WEIGHED, str(file), env=installed)

    outcome, grown = ended.stdout.splitlines()
    assert outcome == "200,000 new, 0 changed, 0 unchanged."
    assert int(grown) < 25_000  # kB; a list of the rows alone would take twice that


def test_others_write_while_a_file_is_read_and_checked(installed, tmp_path: Path):
    file = tmp_path / "values.csv"
    file.write_bytes(large_file(6_000))
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", IMPORTER, str(file)]
    importer = subprocess.Popen(command, env=installed, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    assert importer.stdout is not None
    stuck = threading.Timer(HUNG_SECONDS, importer.kill)
    stuck.start()

    assert importer.stdout.readline() == "staged\n"
    written = run_python("-c", WRITE, env=installed)  # the importer is in the middle of its file
    rest, _none = importer.communicate("go\ngo\n", timeout=HUNG_SECONDS)
    stuck.cancel()

    assert (written.returncode, written.stderr) == (0, "")
    assert rest.splitlines()[0] == "staged"
    assert importer.returncode == 0
