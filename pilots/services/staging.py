"""Values of a file on their way: loaded beside the measurements in short transactions, compared there, thrown away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, F, Max, Min, QuerySet, Window

from partnership.jobs.progress import Progress
from partnership.models import Job
from pilots.models import StagedMeasurement
from pilots.models.series import USED_FLAGS
from pilots.services.measurement_files import Row

Span = tuple[dt.datetime, dt.datetime]
# A chunk is what one short transaction holds: some 30 ms of SQLite's write lock.
CHUNK_VALUES = 5_000
DELETED_AT_ONCE = 20_000
MAX_COLUMNS = 50

INSERT = """
    INSERT INTO pilots_stagedmeasurement (job_id, column_number, time, value, flag, row)
    VALUES (%s, %s, %s, %s, %s, %s)"""
COPY = "COPY pilots_stagedmeasurement (job_id, column_number, time, value, flag, row) FROM STDIN"
COMPARE = """
    SELECT COUNT(*), COUNT(measured.time), COUNT(CASE WHEN measured.value <> staged.value THEN 1 END)
    FROM pilots_stagedmeasurement staged
    LEFT JOIN pilots_measurement measured ON measured.series_id = %s AND measured.time = staged.time
    WHERE staged.job_id = %s AND staged.column_number = %s"""
KEEP_OLD_VALUES = """
    INSERT INTO pilots_correction
        (series_id, time, old_value, old_flag, new_value, new_import_id, corrected_at)
    SELECT measured.series_id, measured.time, measured.value, measured.flag, staged.value, %s, %s
    FROM pilots_stagedmeasurement staged
    JOIN pilots_measurement measured ON measured.series_id = %s AND measured.time = staged.time
    WHERE staged.job_id = %s AND staged.column_number = %s AND measured.value <> staged.value"""
CORRECT = """
    UPDATE pilots_measurement SET value = staged.value, flag = staged.flag
    FROM pilots_stagedmeasurement staged
    WHERE pilots_measurement.series_id = %s AND pilots_measurement.time = staged.time
        AND staged.job_id = %s AND staged.column_number = %s AND pilots_measurement.value <> staged.value"""
ADD = """
    INSERT INTO pilots_measurement (time, value, series_id, flag)
    SELECT staged.time, staged.value, %s, staged.flag
    FROM pilots_stagedmeasurement staged
    LEFT JOIN pilots_measurement measured ON measured.series_id = %s AND measured.time = staged.time
    WHERE staged.job_id = %s AND staged.column_number = %s AND measured.time IS NULL
    ORDER BY staged.time"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the staged values of a column stand to what was measured before."""

    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row with a value for a time that its column has had in an earlier row."""

    row: int
    column_number: int
    time: dt.datetime
    first_row: int


@dataclass(frozen=True, slots=True)
class Flagged:
    """How many values of a column bear a flag."""

    flag: int
    column_number: int
    count: int


class Staging:
    """The staged values of one job."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.job_id = progress.job_id
        self.all_rows = 0
        self._chunk: list[tuple[int, int, object, float, int, int]] = []

    @property
    def values(self) -> QuerySet[StagedMeasurement]:
        return StagedMeasurement.objects.filter(job=self.job_id)  # unscoped: the job's own rows

    def add(self, row: Row) -> None:
        """Take the values of a row; every few thousand go to the database."""
        # SQLite's form of a time is made once a row: asked for at each value it would cost as much as all the rest.
        time = row.time if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value(row.time)
        self._chunk += [(self.job_id, column, time, value, flag, row.number) for column, value, flag in row.values]
        if len(self._chunk) >= CHUNK_VALUES:
            self.flush(row.number)

    def flush(self, last_row: int) -> None:
        """Store what was taken up to a row, in a transaction that holds only while the job is ours."""
        with transaction.atomic(), connection.cursor() as cursor:
            self.progress.update(min(last_row - 1, self.all_rows), self.all_rows)
            if connection.vendor == "postgresql":
                with cursor.copy(COPY) as copy:
                    for value in self._chunk:
                        copy.write_row(value)
            else:
                cursor.executemany(INSERT, self._chunk)  # type: ignore[arg-type]  # unscoped: the job's own rows
        self._chunk = []

    def find_duplicates(self, most: int) -> tuple[int, list[Duplicate]]:
        """How many rows repeat a time that a column of theirs has had, and the first of them."""
        found = self._repeated()
        count = found.values("row").distinct().count()
        shown: dict[int, Duplicate] = {}
        for one in found.order_by("row", "column_number")[: most * MAX_COLUMNS] if count else ():
            shown.setdefault(one.row, Duplicate(one.row, one.column_number, one.time, one.first_row))
        return count, list(shown.values())[:most]

    def drop_duplicates(self) -> None:
        """Take the rows that repeat a time out; the row that had it first stays."""
        self.values.filter(row__in=self._repeated().values("row")).delete()

    def _repeated(self) -> QuerySet:
        """The values whose column has their time in an earlier row, with that row as `first_row`."""
        first = Window(Min("row"), partition_by=[F("column_number"), F("time")])
        return self.values.annotate(first_row=first).filter(row__gt=F("first_row"))

    def span(self) -> Span | None:
        """The first and the last staged time."""
        span = self.values.aggregate(first=Min("time"), last=Max("time"))
        return (span["first"], span["last"]) if span["first"] else None

    def flagged(self) -> list[Flagged]:
        """How many staged values of each column bear a flag that keeps them out of figures, flag by flag."""
        flagged = self.values.exclude(flag__in=USED_FLAGS).values_list("flag", "column_number")
        return [Flagged(*row) for row in flagged.annotate(count=Count("pk")).order_by("flag", "column_number")]

    def compare(self, column_number: int, series_id: int | None) -> Comparison:
        """What taking a column in would do; a series that does not exist yet has no key."""
        with connection.cursor() as cursor:
            cursor.execute(COMPARE, [series_id, self.job_id, column_number])  # unscoped: of the series given
            staged, known, changed = cursor.fetchone()
        return Comparison(staged - known, changed, known - changed)

    def import_rows(self, column_number: int, series_id: int, import_id: int, now: dt.datetime) -> None:
        """Put a column in place; what it replaces goes to the corrections. Runs in the caller's transaction."""
        moment = now if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value(now)
        ours = [series_id, self.job_id, column_number]
        with connection.cursor() as cursor:
            cursor.execute(KEEP_OLD_VALUES, [import_id, moment, *ours])  # unscoped: of the series given
            cursor.execute(CORRECT, ours)  # unscoped: of the series given
            cursor.execute(ADD, [series_id, *ours])  # unscoped: of the series given

    def discard(self) -> None:
        """Throw the staged values away, some at a time: one long DELETE would hold SQLite's write lock."""
        while keys := list(self.values.values_list("pk", flat=True)[:DELETED_AT_ONCE]):
            self.values.filter(pk__gte=min(keys), pk__lte=max(keys)).delete()


def discard_leftovers() -> None:
    """Throw away what jobs left behind that ended without doing so themselves, killed at the last step."""
    ended = StagedMeasurement.objects.exclude(  # unscoped: housekeeping
        job__state__in=(Job.State.WAITING, Job.State.RUNNING)
    )
    if ended.exists():
        ended.delete()
