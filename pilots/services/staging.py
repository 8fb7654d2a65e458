"""The staged values of a file: loaded in short transactions, compared with the measurements, deleted in the end."""

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
# The values of one short transaction: it locks SQLite for some 30 ms.
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
SAVE_OLD_VALUES = """
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
    """How many staged values of a column are new, differ from the measured ones, or equal them."""

    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row with a time that a column of it has in an earlier row."""

    row: int
    column_number: int
    time: dt.datetime
    first_row: int


@dataclass(frozen=True, slots=True)
class FlagCount:
    """The number of values of a column with a flag."""

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
        """Add the values of a row; every few thousand are written to the database."""
        # The time is converted for SQLite once a row: once a value it would cost as much as all the rest.
        time = row.time if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value(row.time)
        self._chunk += [(self.job_id, column, time, value, flag, row.number) for column, value, flag in row.values]
        if len(self._chunk) >= CHUNK_VALUES:
            self.flush(row.number)

    def flush(self, last_row: int) -> None:
        """Write the values up to a row, in a transaction that fails where another worker claimed the job."""
        with transaction.atomic(), connection.cursor() as cursor:
            self.progress.update(min(last_row - 1, self.all_rows), self.all_rows)
            if connection.vendor == "postgresql":
                with cursor.copy(COPY) as copy:
                    for value in self._chunk:
                        copy.write_row(value)
            else:
                cursor.executemany(INSERT, self._chunk)  # type: ignore[arg-type]  # unscoped: the job's own rows
        self._chunk = []

    def find_duplicates(self, limit: int) -> tuple[int, list[Duplicate]]:
        """Return how many rows repeat a time of an earlier row in a column, and the first of them up to a limit."""
        repeated = self._repeated()
        count = repeated.values("row").distinct().count()
        duplicates: dict[int, Duplicate] = {}
        for value in repeated.order_by("row", "column_number")[: limit * MAX_COLUMNS] if count else ():
            duplicate = Duplicate(value.row, value.column_number, value.time, value.first_row)
            duplicates.setdefault(value.row, duplicate)
        return count, list(duplicates.values())[:limit]

    def drop_duplicates(self) -> None:
        """Delete the rows that repeat a time; the first row with it stays."""
        self.values.filter(row__in=self._repeated().values("row")).delete()

    def _repeated(self) -> QuerySet:
        """Return the values whose column has their time in an earlier row, with that row as `first_row`."""
        first = Window(Min("row"), partition_by=[F("column_number"), F("time")])
        return self.values.annotate(first_row=first).filter(row__gt=F("first_row"))

    def span(self) -> Span | None:
        """Return the first and the last staged time."""
        span = self.values.aggregate(first=Min("time"), last=Max("time"))
        return (span["first"], span["last"]) if span["first"] else None

    def flag_counts(self) -> list[FlagCount]:
        """Return how many values of each column have a flag that excludes them from figures, flag by flag."""
        excluded = self.values.exclude(flag__in=USED_FLAGS).values_list("flag", "column_number")
        return [FlagCount(*row) for row in excluded.annotate(count=Count("pk")).order_by("flag", "column_number")]

    def compare(self, column_number: int, series_id: int | None) -> Comparison:
        """Compare a column with the measurements of a series; a series that does not exist yet has no key."""
        with connection.cursor() as cursor:
            cursor.execute(COMPARE, [series_id, self.job_id, column_number])  # unscoped: of the series given
            staged, known, changed = cursor.fetchone()
        return Comparison(staged - known, changed, known - changed)

    def save_column(self, column_number: int, series_id: int, import_id: int, now: dt.datetime) -> None:
        """Save a column as measurements and what it replaces as corrections, in the caller's transaction."""
        moment = now if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value(now)
        parameters = [series_id, self.job_id, column_number]
        with connection.cursor() as cursor:
            cursor.execute(SAVE_OLD_VALUES, [import_id, moment, *parameters])  # unscoped: of the series given
            cursor.execute(CORRECT, parameters)  # unscoped: of the series given
            cursor.execute(ADD, [series_id, *parameters])  # unscoped: of the series given

    def discard(self) -> None:
        """Delete the staged values in parts: one long DELETE would lock SQLite for as long."""
        while keys := list(self.values.values_list("pk", flat=True)[:DELETED_AT_ONCE]):
            self.values.filter(pk__gte=min(keys), pk__lte=max(keys)).delete()


def discard_leftovers() -> None:
    """Delete the staged values of jobs that ended without deleting them, killed at the last step."""
    leftovers = StagedMeasurement.objects.exclude(  # unscoped: housekeeping
        job__state__in=(Job.State.WAITING, Job.State.RUNNING)
    )
    if leftovers.exists():
        leftovers.delete()
